/** Which of several signing keys signs what: the newest for licenses, the oldest for whatever old kits must trust. */
import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PublicKey } from '../../../src/core/cose/key.ts'
import type { SigningKeyRecord } from '../../../src/vendor/catalog/signing-keys.ts'
import {
  createNextSigningKey,
  createSigningKey,
  fileOfNext,
  SIGNING_KEY_FILE,
} from '../../../src/vendor/custody/signing-key.ts'
import { keysInHome, openSigningRing, outdatedIn } from '../../../src/vendor/custody/signing-ring.ts'
import { NOW } from '../../world/nouns.ts'

let home: string
let first: PublicKey
let second: PublicKey
let third: PublicKey
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'airlatch-ring-'))
  first = (await createSigningKey(home, '')).public
  second = (await createNextSigningKey(home, '')).public
  third = (await createNextSigningKey(home, '')).public
})
afterEach(() => rmSync(home, { recursive: true }))

function records(retired: Readonly<Record<string, number>> = {}): readonly SigningKeyRecord[] {
  return [first, second, third].map(key => {
    const from = retired[key.kid]
    return { key, addedAt: NOW, retired: from === undefined ? undefined : { from, at: NOW, reason: 'x' } }
  })
}

const open = (keys: readonly SigningKeyRecord[]) => openSigningRing(home, '', keys)

test('the newest is the present one, the oldest the eldest; who is retired is neither', async () => {
  const ring = await open(records())
  expect(ring.present.public.kid).toBe(third.kid)
  expect((await ring.eldest(records())).public.kid).toBe(first.kid)
  const later = records({ [first.kid]: NOW, [third.kid]: NOW })
  expect((await open(later)).present.public.kid).toBe(second.kid)
  expect((await ring.eldest(later)).public.kid).toBe(second.kid)
})

test('the eldest is one whose file is here; the present one must be', async () => {
  rmSync(join(home, SIGNING_KEY_FILE))
  const ring = await open(records())
  expect((await ring.eldest(records())).public.kid).toBe(second.kid)
  expect(await ring.unlock(first.kid)).toBeUndefined()
  expect((await ring.unlock(second.kid))?.public.kid).toBe(second.kid)
  expect(await ring.unlock('0011223344556677')).toBeUndefined()
  rmSync(join(home, fileOfNext(third.kid)))
  await expect(open(records())).rejects.toMatchObject({
    code: 'signing-key-missing',
    details: { path: join(home, fileOfNext(third.kid)) },
  })
})

test('a file that was exchanged signs nothing', async () => {
  const path = join(home, fileOfNext(second.kid))
  const ring = await open(records())
  renameSync(path, `${path}.aside`)
  copyFileSync(join(home, SIGNING_KEY_FILE), path)
  await expect(ring.unlock(second.kid)).rejects.toMatchObject({
    code: 'signing-key-damaged',
    details: { path },
  })
})

test('a license is outdated when its key was retired before it was issued, or is gone', () => {
  const isOutdated = outdatedIn(home, records({ [first.kid]: NOW + 10 }))
  const license = (key: PublicKey, issuedAt: number) => isOutdated({ kid: key.kid, issuedAt })
  expect([license(first, NOW + 9), license(first, NOW + 10), license(first, NOW + 11)]).toEqual([
    false,
    true,
    true,
  ])
  expect([license(second, NOW + 11), license(third, NOW + 11)]).toEqual([false, false])
  expect(isOutdated({ kid: '0011223344556677', issuedAt: NOW })).toBe(false)
  rmSync(join(home, fileOfNext(second.kid)))
  expect(license(second, NOW)).toBe(true)
})

test('all keys of a home, the first one in front; of none, the first is missing', async () => {
  const all = async (folder: string) => {
    const kids: string[] = []
    for await (const { kid } of keysInHome(folder, async () => '')) kids.push(kid)
    return kids
  }
  const kids = await all(home)
  expect(kids[0]).toBe(first.kid)
  expect(kids.slice(1).sort()).toEqual([second.kid, third.kid].sort())
  await expect(all(join(home, 'none'))).rejects.toMatchObject({ code: 'signing-key-missing' })
})
