/** The vendor's signing keys in the ledger: one is always left to sign, and the earliest date of a theft counts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeHex } from '../../../src/core/bytes/hex.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import {
  addSigningKey,
  presentKey,
  retireSigningKey,
  signingKeysOf,
} from '../../../src/vendor/catalog/signing-keys.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { type Desk, issued, openDesk, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

let desk: Desk
let ledger: Ledger
let first: string
beforeEach(async () => {
  desk = await openDesk()
  ledger = await desk.ledger()
  first = desk.vendor.identity.kid
})
afterEach(() => desk.close())

const LATER = NOW + 1000

async function added(at = LATER): Promise<string> {
  const { bytes, kid } = secretKeyOfPem(newSecretKeyPem()).public
  await addSigningKey(ledger, encodeHex(bytes), at)
  return kid
}

async function present(): Promise<string> {
  return presentKey(await signingKeysOf(ledger)).key.kid
}

const retire = (kid: string, since?: number, reason = 'stolen') =>
  retireSigningKey(ledger, { kid, since, reason }, LATER)

test('a new one signs from now on, until it is retired', async () => {
  expect(await present()).toBe(first)
  const [second, third] = [await added(), await added()]
  expect((await signingKeysOf(ledger)).map(({ key, addedAt }) => [key.kid, addedAt])).toEqual([
    [first, NOW],
    [second, LATER],
    [third, LATER],
  ])
  expect(await present()).toBe(third)
  await retire(third)
  expect(await present()).toBe(second)
  expect((await ledger.audit()).problems).toEqual([])
})

test('no more than a kit can list, the retired ones included', async () => {
  for (let i = 0; i < 15; i++) await added()
  await retire(first)
  const { head } = await ledger.stats()
  await expect(added()).rejects.toMatchObject({ code: 'invalid-value', details: { got: 17 } })
  await expect(desk.signer.rotateSigningKey()).rejects.toMatchObject({ code: 'invalid-value' })
  expect((await ledger.stats()).head).toBe(head)
})

describe('retiring', () => {
  test('the only one that is left is refused, and nothing is written', async () => {
    const { head } = await ledger.stats()
    await expect(retire(first)).rejects.toMatchObject({ code: 'signing-key-in-use', details: { kid: first } })
    expect((await ledger.stats()).head).toBe(head)
    const second = await added()
    await retire(second)
    await expect(retire(first)).rejects.toMatchObject({ code: 'signing-key-in-use' })
  })

  test('of two at once, one is left', async () => {
    const second = await added()
    const other = await desk.ledger()
    const outcomes = await Promise.allSettled([
      retire(first),
      retireSigningKey(other, { kid: second, reason: 'old' }, LATER),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await present()
  })

  test('again with an earlier date, that one counts; with a later one, nothing is written', async () => {
    await added()
    expect(await retire(first, NOW + 500, 'lost')).toMatchObject({
      already: false,
      retirement: { from: NOW + 500, at: LATER, reason: 'lost' },
    })
    const earlier = { from: NOW + 100, at: LATER, reason: 'it was stolen before' }
    expect(await retire(first, NOW + 100, earlier.reason)).toMatchObject({ already: false })
    const { head } = await ledger.stats()
    for (const since of [undefined, NOW + 100, NOW + 700])
      expect(await retire(first, since)).toMatchObject({ already: true, retirement: earlier })
    expect((await ledger.stats()).head).toBe(head)
    expect((await signingKeysOf(ledger))[0]?.retired).toEqual(earlier)
  })

  test('says how many licenses it signed since then', async () => {
    const [key] = await desk.vendor.createKeys({ productId: 'scope', activations: 3 })
    for (const [seed, time] of [
      ['a', NOW],
      ['b', NOW + 100],
      ['c', NOW + 200],
    ] as const) {
      desk.time = time
      issued(await desk.signer.issue(requestOf(seed, key?.text as string)))
    }
    await added()
    expect((await retire(first, NOW + 100)).licenses).toBe(2)
    expect((await retire(first, NOW)).licenses).toBe(3)
  })

  test('no such key, a time to come, no reason: refused', async () => {
    await added()
    await expect(retire('0011223344556677')).rejects.toMatchObject({
      code: 'signing-key-not-found',
      details: { kid: '0011223344556677' },
    })
    for (const since of [LATER + 1, -1, 1.5, Number.NaN])
      await expect(retire(first, since)).rejects.toMatchObject({
        code: 'invalid-value',
        details: { field: 'since' },
      })
    await expect(retire(first, NOW, '')).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field: 'reason' },
    })
  })
})
