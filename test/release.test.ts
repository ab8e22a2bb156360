/** A seat that is freed by hand: the computer is dead, and cannot say so itself. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unlockSigningKey } from '../src/custody/signing-key.ts'
import { type Issuer, issue, issueOnBehalf, tryIssue } from '../src/issue.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { releaseByHand } from '../src/release.ts'
import type { NewKeys } from '../src/vendor.ts'
import { type Desk, interrupted, issued, openDesk, requestOf } from './world/desk.ts'
import { NOW } from './world/nouns.ts'

let desk: Desk
let ledger: Ledger
let issuer: Issuer
beforeEach(async () => {
  desk = await openDesk()
  ledger = await desk.ledger()
  const signingKey = await unlockSigningKey(desk.home, '')
  issuer = { ledger, vendor: 'Acme', signingKey, now: desk.now, random: desk.random }
})
afterEach(() => desk.close())

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', ...terms })
  return key?.text as string
}

async function activated(seed: string, key: string) {
  return issued(await issue(issuer, requestOf(seed, key))).license.activationId
}

const LATER = NOW + 1000

describe('releasing', () => {
  test('keeps the activation as it was, and says when, by what and why', async () => {
    const key = await newKey()
    const id = await activated('a', key)
    const before = await ledger.activation(id)
    const released = { at: LATER, by: 'hand', reason: 'the board died' }
    expect(await releaseByHand(ledger, id, 'the board died', LATER)).toStrictEqual({ ...before, released })
    expect(await ledger.activation(id)).toStrictEqual({ ...before, released })
    expect((await ledger.history(key.slice(0, 11))).at(-1)).toMatchObject({
      at: LATER,
      change: { kind: 'activation.released', activation: { id, released } },
    })
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('twice is once: the first reason stays', async () => {
    const id = await activated('a', await newKey())
    const first = await releaseByHand(ledger, id, 'died', LATER)
    const { head } = await ledger.stats()
    expect(await releaseByHand(ledger, id, 'stolen', LATER + 1)).toStrictEqual(first)
    expect((await ledger.stats()).head).toBe(head)
  })

  test('of nothing, or for no reason that could be read: refused, and nothing is written', async () => {
    const id = await activated('a', await newKey())
    const { head } = await ledger.stats()
    const release = (id: string, reason: string) => releaseByHand(ledger, id, reason, LATER)
    await expect(release('0011223344556677', 'x')).rejects.toMatchObject({
      code: 'activation-not-found',
      details: { activation: '0011223344556677' },
    })
    for (const reason of ['', 'two\nlines', 'x'.repeat(4097), '\ud800'])
      await expect(release(id, reason)).rejects.toMatchObject({
        code: 'invalid-value',
        details: { field: 'reason' },
      })
    expect((await ledger.stats()).head).toBe(head)
  })

  test('does not write back what a renewal has changed meanwhile', async () => {
    const key = await newKey()
    const id = await activated('a', key)
    desk.time = NOW + 500
    const slow = interrupted(ledger, async attempt => {
      if (attempt === 0) issued(await issue(issuer, requestOf('a', key)))
    })
    const freed = await releaseByHand(slow, id, 'died', LATER)
    expect(freed).toMatchObject({ lastAt: NOW + 500, installations: 2, released: { at: LATER } })
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('of two at once, one is the first', async () => {
    const id = await activated('a', await newKey())
    const slow = interrupted(ledger, async attempt => {
      if (attempt === 0) await releaseByHand(await desk.ledger(), id, 'fast', LATER)
    })
    expect((await releaseByHand(slow, id, 'slow', LATER)).released?.reason).toBe('fast')
  })

  test('a renewal that was decided before it is decided anew', async () => {
    const key = await newKey()
    const id = await activated('a', key)
    const slow = interrupted(ledger, async attempt => {
      if (attempt === 0) await releaseByHand(ledger, id, 'died', LATER)
    })
    const outcome = issued(await issue({ ...issuer, ledger: slow }, requestOf('a', key)))
    expect(outcome.seat).toBe('new')
    expect(outcome.license.activationId).not.toBe(id)
  })
})

describe('behind it', () => {
  test('the request that was answered is refused, really and in a dry run', async () => {
    const key = await newKey()
    const request = requestOf('a', key)
    const { activationId } = issued(await issue(issuer, request)).license
    await releaseByHand(ledger, activationId, 'died', LATER)
    for (const outcome of [await issue(issuer, request), await tryIssue(issuer, request)])
      expect(outcome).toMatchObject({
        kind: 'refusal',
        code: 'activation-released',
        details: { activation: activationId, since: '2026-11-22T12:16:40Z' },
      })
  })

  test('QC-08 QC-09: another computer takes the seat; then the same one has none', async () => {
    const key = await newKey()
    const id = await activated('a', key)
    expect(await issue(issuer, requestOf('b', key))).toMatchObject({ code: 'no-seats-left' })
    await releaseByHand(ledger, id, 'died', LATER)
    expect(await activated('b', key)).not.toBe(id)
    expect(await issue(issuer, requestOf('a', key))).toMatchObject({ code: 'no-seats-left' })
    expect((await desk.vendor.listedKey(key)).used).toBe(1)
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('QC-09: a new request of the same computer takes a free seat, as a new activation', async () => {
    const key = await newKey({ activations: 2 })
    const id = await activated('a', key)
    await releaseByHand(ledger, id, 'lost, and found again', LATER)
    desk.time = LATER + 1
    const again = issued(await issue(issuer, requestOf('a', key)))
    expect(again.seat).toBe('new')
    expect(again.license.activationId).not.toBe(id)
    expect(await ledger.activations({ released: false })).toMatchObject([
      { id: again.license.activationId, firstAt: LATER + 1, installations: 1, released: undefined },
    ])
    expect(await ledger.activations({ released: true })).toMatchObject([{ id }])
    expect(issued(await issue(issuer, requestOf('b', key))).seat).toBe('new')
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('QG-09 a generic key, too, has one activation at a time', async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const id = (await newKey({ generic: true })).slice(0, 11)
    const first = issued(await issueOnBehalf(issuer, id, 'campus')).license.activationId
    await releaseByHand(ledger, first, 'sent to the wrong address', LATER)
    const second = issued(await issueOnBehalf(issuer, id, 'campus'))
    expect([second.seat, second.license.activationId === first]).toEqual(['new', false])
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('LP-05 fewer activations can be granted, as the seat is no more in use', async () => {
    const key = await newKey({ activations: 2 })
    const id = await activated('a', key)
    await activated('b', key)
    await expect(desk.vendor.changeKey(key, { activations: 1 })).rejects.toMatchObject({
      code: 'activations-below-used',
    })
    await releaseByHand(ledger, id, 'died', LATER)
    await desk.vendor.changeKey(key, { activations: 1 })
    expect((await ledger.audit()).problems).toEqual([])
  })
})
