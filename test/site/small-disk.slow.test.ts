/** A site server on a disk that is full, or cannot be written: it denies clearly, and lends again when the disk is well. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, type TestContext, test } from 'vitest'
import * as world from '../vectors/make/world.ts'
import { openSmallDisk } from '../world/small-disk.ts'
import type { DiskAnswer, DiskOrder } from './on-small-disk.ts'
import { licenseOf, said, TestClient } from './site-world.ts'

const MODULE = join(import.meta.dirname, 'on-small-disk.ts')
/** More than the log in front of a SQLite file may hold before it is emptied (16 MB). */
const KILOBYTES = 32_768
/** Kilobytes that are left. */
const LEFT = [0, 4, 16, 32, 64, 128]

async function openPlace(context: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'airlatch-small-disk-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const disk = await openSmallDisk(root, KILOBYTES)
  if (typeof disk === 'string') return context.skip(disk)
  onTestFinished(() => disk.remove())
  const order = async (value: DiskOrder) => (await disk.call(MODULE, value)) as DiskAnswer
  const ask = async (client: TestClient, operation: 'take' | 'renew' | 'return') => {
    const answer = await order({ ask: Buffer.from(client.request(operation)).toString('hex') })
    if ('bytes' in answer) return said(client.keep(Buffer.from(answer.bytes, 'hex'), world.NOW))
    return 'code' in answer ? answer.code : ''
  }
  const value = async (what: 'status' | 'check' | 'close') => {
    const answer = await order({ do: what })
    return 'value' in answer ? answer.value : answer
  }
  const path = join(root, 'state.db')
  const license = Buffer.from(licenseOf(500)).toString('hex')
  const open = () => order({ open: path, license })
  expect(await open()).toMatchObject({ value: { kind: 'installed' } })
  return { disk, open, ask, value }
}

test('a full disk: what was not recorded is not lent, and the server goes on when there is space', async context => {
  const { disk, ask, value } = await openPlace(context)
  const anna = new TestClient('anna')
  expect(await ask(anna, 'take')).toBe('granted')
  let lent = 1
  let refused = 0
  for (const [round, left] of LEFT.entries()) {
    await disk.fill(left)
    // until the disk is full: each of them writes a few kilobytes
    for (let i = 0; i < 60; i++) {
      const said = await ask(new TestClient(`${round} ${i}`), 'take')
      if (said === 'granted') {
        lent++
        continue
      }
      expect(said).toBe('ledger-unavailable')
      refused++
      break
    }
    // who has a lease in hand is denied by the disk alone, and loses nothing by it
    const renewed = await ask(anna, 'renew')
    expect(['granted', 'ledger-unavailable']).toContain(renewed)
    expect(await value('status')).toMatchObject({ held: lent })
    await disk.free()
    expect(await ask(anna, 'renew')).toBe('granted')
  }
  expect(refused).toBeGreaterThan(0)
  expect(await value('status')).toMatchObject({ held: lent })
  expect(await value('check')).toEqual({ complaints: [] })
})

test('a disk that cannot be written: the start is refused, and works when it can be written', async context => {
  const { disk, open, ask, value } = await openPlace(context)
  const anna = new TestClient('anna')
  expect(await ask(anna, 'take')).toBe('granted')
  await value('close')
  await disk.protect(true)
  expect(await open()).toEqual({ code: 'ledger-read-only' })
  await disk.protect(false)
  expect(await open()).toMatchObject({ value: { kind: 'installed', held: 1 } })
  expect(await ask(anna, 'renew')).toBe('granted')
  expect(await value('check')).toEqual({ complaints: [] })
})
