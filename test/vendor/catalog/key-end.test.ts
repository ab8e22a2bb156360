/** Ending the use of a key: for good, or until it is reinstated (checklist DY-10). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { archiveKey, reinstateKey, revokeKey, suspendKey } from '../../../src/vendor/catalog/key-end.ts'
import type { KeyRecord } from '../../../src/vendor/door.ts'
import { type Desk, interrupted, issued, openDesk, requestOf } from '../../world/desk.ts'
import { DAY, NOW } from '../../world/nouns.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

async function newKey(): Promise<KeyRecord> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', activations: 3 })
  if (key === undefined) throw new Error('expected a key')
  return key
}

/** A key with a computer active on it. */
async function keyInUse(): Promise<KeyRecord> {
  const key = await newKey()
  issued(await ask(key))
  return key
}

/** The same request each time. */
function ask(key: KeyRecord) {
  return desk.signer.issue(requestFor(key))
}

const requests = new Map<string, Uint8Array>()
function requestFor({ id, text }: KeyRecord): Uint8Array {
  const request = requests.get(id) ?? requestOf(`${id} 0`, text)
  requests.set(id, request)
  return request
}

describe('revoking a key', () => {
  test('is final: nothing is issued and nothing changed any more, and the reason stays with the vendor', async () => {
    const key = await keyInUse()
    const revoked = { at: NOW, reason: 'paid back' }
    expect(await desk.vendor.revokeKey(key.text, 'paid back')).toStrictEqual({ ...key, revoked })
    expect(await desk.vendor.key(key.id)).toStrictEqual({ ...key, revoked })
    expect(await desk.signer.issue(requestOf(`${key.id} 0`, key.text))).toMatchObject({ code: 'key-revoked' })
    const listed = await desk.vendor.listedKey(key.id)
    await expect(desk.vendor.changeKey(key.id, { activations: 9 })).rejects.toMatchObject({
      code: 'key-revoked',
      details: { key: key.id, since: '2026-11-22T12:00:00Z' },
    })
    expect(await desk.vendor.listedKey(key.id)).toStrictEqual(listed)
    expect(listed).toMatchObject({ used: 1, state: 'revoked' })
  })

  test('twice is once, and the first reason stays', async () => {
    const { id } = await newKey()
    const first = await desk.vendor.revokeKey(id)
    expect(first.revoked).toEqual({ at: NOW, reason: undefined })
    desk.time = NOW + DAY
    const { head } = await desk.vendor.stats()
    expect(await desk.vendor.revokeKey(id, 'another reason')).toStrictEqual(first)
    expect((await desk.vendor.stats()).head).toBe(head)
    await desk.backTo(NOW)
  })

  test('with a reason that can be kept', async () => {
    const { id } = await newKey()
    for (const reason of ['x'.repeat(4097), '\ud800'])
      await expect(desk.vendor.revokeKey(id, reason)).rejects.toMatchObject({ code: 'invalid-value' })
    expect((await desk.vendor.key(id)).revoked).toBeUndefined()
    await desk.vendor.revokeKey(id, 'x'.repeat(4096))
  })

  test('wins over a change that is made at the same moment, and over another revocation', async () => {
    const { id } = await newKey()
    const ledger = interrupted(
      await desk.ledger(),
      n => n === 0 && desk.vendor.changeKey(id, { activations: 9 }),
    )
    expect(await revokeKey(ledger, id, 'mine', NOW)).toMatchObject({
      revoked: { reason: 'mine' },
      entitlement: { activations: 9 },
    })
    const other = await newKey()
    const slow = interrupted(await desk.ledger(), n => n === 0 && desk.vendor.revokeKey(other.id, 'faster'))
    expect(await revokeKey(slow, other.id, 'mine', NOW)).toMatchObject({ revoked: { reason: 'faster' } })
  })
})

describe('DY-10 suspending a key', () => {
  test('refuses every license, also one that was given before, until it is reinstated', async () => {
    const key = await keyInUse()
    const suspended = { at: NOW, reason: 'invoice 4711' }
    expect(await desk.vendor.suspendKey(key.text, 'invoice 4711')).toStrictEqual({ ...key, suspended })
    const refusal = { kind: 'refusal', code: 'key-suspended', details: { key: key.id } }
    expect(await ask(key)).toMatchObject(refusal)
    expect(await desk.signer.issue(requestOf(`${key.id} 1`, key.text))).toMatchObject(refusal)
    for await (const { outcome } of desk.signer.renewAll(key.id)) expect(outcome).toMatchObject(refusal)
    await expect(desk.signer.resetClock(requestFor(key))).rejects.toMatchObject({
      code: 'key-suspended',
    })
    expect(await desk.vendor.listedKey(key.id)).toMatchObject({ used: 1, state: 'suspended' })

    expect(await desk.vendor.reinstateKey(key.id, 'paid')).toStrictEqual(key)
    expect(issued(await ask(key)).seat).toBe('repeated')
    const entries = await desk.vendor.history(key.id)
    expect(entries.map(({ change }) => change.kind).slice(-2)).toEqual(['key.suspended', 'key.reinstated'])
  })

  test('leaves its terms open to change, and its computers on no list of revocations', async () => {
    const key = await keyInUse()
    await desk.vendor.suspendKey(key.id)
    expect(await desk.vendor.changeKey(key.id, { activations: 9 })).toMatchObject({
      suspended: { at: NOW, reason: undefined },
      entitlement: { activations: 9 },
    })
    const before = await desk.signer.publishRevocations('scope')
    await desk.vendor.revokeKey(key.id)
    const after = await desk.signer.publishRevocations('scope')
    expect(after.list.activations.length).toBe(before.list.activations.length + 1)
  })

  test('twice is once; a revoked key cannot be suspended or reinstated', async () => {
    const key = await newKey()
    const first = await desk.vendor.suspendKey(key.id, 'first')
    const { head } = await desk.vendor.stats()
    expect(await desk.vendor.suspendKey(key.id, 'second')).toStrictEqual(first)
    expect((await desk.vendor.stats()).head).toBe(head)
    await desk.vendor.revokeKey(key.id)
    const revoked = await newKey()
    await desk.vendor.revokeKey(revoked.id)
    for (const refused of [
      desk.vendor.suspendKey(key.id),
      desk.vendor.suspendKey(revoked.id),
      desk.vendor.reinstateKey(revoked.id),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'key-revoked' })
  })

  test('a key in use stays as it is when it is reinstated, and nothing is written', async () => {
    const key = await newKey()
    const { head } = await desk.vendor.stats()
    expect(await desk.vendor.reinstateKey(key.id)).toStrictEqual(key)
    expect((await desk.vendor.stats()).head).toBe(head)
  })
})

describe('DY-10 archiving a key', () => {
  test('takes it out of lists and refuses licenses, until it is reinstated', async () => {
    const key = await keyInUse()
    expect(await desk.vendor.archiveKey(key.id)).toStrictEqual({ ...key, archivedAt: NOW })
    expect(await ask(key)).toMatchObject({ code: 'key-archived' })
    const ids = async (filter: Parameters<Desk['vendor']['keys']>[0]) =>
      (await desk.vendor.keys(filter)).map(listed => listed.key.id)
    expect(await ids({})).not.toContain(key.id)
    expect(await ids({ archived: true })).toContain(key.id)
    expect(await ids({ state: 'archived' })).toEqual([key.id])
    await desk.vendor.reinstateKey(key.id)
    expect(await ids({})).toContain(key.id)
    expect(issued(await ask(key)).seat).toBe('repeated')
  })

  test('is for revoked keys as well, which stay revoked when they are reinstated', async () => {
    const { id } = await newKey()
    await desk.vendor.revokeKey(id)
    expect(await desk.vendor.archiveKey(id)).toMatchObject({ archivedAt: NOW })
    expect(await desk.vendor.reinstateKey(id)).toMatchObject({
      archivedAt: undefined,
      revoked: { at: NOW },
    })
    expect((await desk.vendor.listedKey(id)).state).toBe('revoked')
  })
})

test.each([
  ['suspending', suspendKey, 'key.suspended'],
  ['reinstating', reinstateKey, 'key.reinstated'],
] as const)('DY-10 %s wins over a change at the same moment', async (_, work, kind) => {
  const { id } = await newKey()
  if (work === reinstateKey) await desk.vendor.suspendKey(id)
  const slow = interrupted(await desk.ledger(), n => n === 0 && desk.vendor.changeKey(id, { activations: 9 }))
  expect(await work(slow, id, 'mine', NOW)).toMatchObject({ entitlement: { activations: 9 } })
  expect((await desk.vendor.history(id)).at(-1)?.change).toMatchObject({ kind })
  expect(await archiveKey(await desk.ledger(), id, NOW)).toMatchObject({ archivedAt: NOW })
})
