/** An archive: the ledger of the first version, on a medium that is read-only, is read by this one as it is. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { HEAD, oldLedger } from '../vendor/ledger/first-version.ts'
import { runProcess } from '../world/process.ts'
import type { Value } from '../world/world.ts'

const VENDOR = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')
/** Mounts the folder on itself, read-only, where nobody else sees it. */
const PROTECTED = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
const MOUNT = ['--mount', '--map-root-user', 'sh', '-c', PROTECTED]
const missing = spawnSync('unshare', ['--mount', '--map-root-user', 'true']).status !== 0

test.skipIf(missing)('a ledger of an older version is listed, and what would write says so', async () => {
  const path = oldLedger()
  const folder = dirname(path)
  const hashOf = () => createHash('sha256').update(readFileSync(path)).digest('hex')
  const before = hashOf()
  async function vendor(...words: readonly string[]): Promise<{ exit: number; value: Value }> {
    const tool = [process.execPath, VENDOR, '--home', folder, ...words, '--json']
    const { exit, out } = await runProcess('unshare', [...MOUNT, folder, ...tool], { folder: '/', env: {} })
    return { exit, value: JSON.parse(out) }
  }
  const { value } = await vendor('key', 'list')
  expect(value.keys.map(({ id }: Value) => id)).toEqual(['KEY-FULL', 'KEY-BARE'])
  expect((await vendor('find', 'ann@example')).value.matches).toMatchObject([{ key: { id: 'KEY-FULL' } }])
  expect((await vendor('report', 'seats')).exit).toBe(0)
  expect((await vendor('ledger', 'audit')).value).toMatchObject({ head: HEAD, problems: [] })
  const refused = await vendor('customer', 'add', 'Ann')
  expect([refused.exit, refused.value.error.code]).toEqual([3, 'ledger-read-only'])
  expect(hashOf()).toBe(before)
})
