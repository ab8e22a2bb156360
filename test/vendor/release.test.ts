/** A seat that is freed: by the receipt of a computer that has deactivated itself, or by hand, when it is dead. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SecretKey } from '../../src/core/cose/key.ts'
import { messageHash } from '../../src/core/envelope.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { unlockSigningKey } from '../../src/vendor/custody/signing-key.ts'
import type { NewKeys } from '../../src/vendor/door.ts'
import type { Issuer } from '../../src/vendor/issue/decision.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import {
  deactivationsOf,
  releaseByHand,
  releaseByReceipt,
  tryRelease,
  verifyReceipt,
} from '../../src/vendor/release.ts'
import {
  type Desk,
  decisionBy,
  interrupted,
  issueBy,
  issued,
  openDesk,
  receiptOf,
  replacing,
  requestOf,
  rivalled,
} from '../world/desk.ts'
import { NOW } from '../world/nouns.ts'

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
  return issued(await issueBy(issuer, requestOf(seed, key))).license.activationId
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
      if (attempt === 0) issued(await issueBy(issuer, requestOf('a', key)))
    })
    const freed = await releaseByHand(slow, id, 'died', LATER)
    expect(freed).toMatchObject({ lastAt: NOW + 500, released: { at: LATER } })
    expect(freed.installations).toHaveLength(2)
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('of two at once, one is the first', async () => {
    const id = await activated('a', await newKey())
    const slow = interrupted(ledger, async attempt => {
      if (attempt === 0) await releaseByHand(await desk.ledger(), id, 'fast', LATER)
    })
    expect((await releaseByHand(slow, id, 'slow', LATER)).released).toMatchObject({ reason: 'fast' })
  })

  test('waits for a renewal that is being decided, and frees the seat as that has left it', async () => {
    const key = await newKey()
    const id = await activated('a', key)
    desk.time = NOW + 500
    const other = await desk.ledger()
    const rival = rivalled(ledger, () => releaseByHand(other, id, 'died', LATER))
    const renewed = issued(await issueBy({ ...issuer, ledger: rival.ledger }, requestOf('a', key)))
    expect(renewed).toMatchObject({ seat: 'renewed', license: { activationId: id } })
    expect(await rival.done).toMatchObject({ lastAt: NOW + 500, released: { at: LATER } })
    const next = issued(await issueBy(issuer, requestOf('a', key)))
    expect(next.seat).toBe('new')
    expect(next.license.activationId).not.toBe(id)
    expect((await ledger.audit()).problems).toEqual([])
  })
})

describe('behind it', () => {
  test('the request that was answered is refused, really and in a dry run', async () => {
    const key = await newKey()
    const request = requestOf('a', key)
    const { activationId } = issued(await issueBy(issuer, request)).license
    await releaseByHand(ledger, activationId, 'died', LATER)
    for (const outcome of [await issueBy(issuer, request), await decisionBy(issuer, request)])
      expect(outcome).toMatchObject({
        kind: 'refusal',
        code: 'activation-released',
        details: { activation: activationId, since: '2026-11-22T12:16:40Z' },
      })
  })

  test('QC-08 QC-09: another computer takes the seat; then the same one has none', async () => {
    const key = await newKey()
    const id = await activated('a', key)
    expect(await issueBy(issuer, requestOf('b', key))).toMatchObject({ code: 'no-seats-left' })
    await releaseByHand(ledger, id, 'died', LATER)
    expect(await activated('b', key)).not.toBe(id)
    expect(await issueBy(issuer, requestOf('a', key))).toMatchObject({ code: 'no-seats-left' })
    expect((await desk.vendor.listedKey(key)).used).toBe(1)
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('QC-09: a new request of the same computer takes a free seat, as a new activation', async () => {
    const key = await newKey({ activations: 2 })
    const id = await activated('a', key)
    await releaseByHand(ledger, id, 'lost, and found again', LATER)
    desk.time = LATER + 1
    const again = issued(await issueBy(issuer, requestOf('a', key)))
    expect(again.seat).toBe('new')
    expect(again.license.activationId).not.toBe(id)
    expect(await ledger.activations({ released: false })).toMatchObject([
      { id: again.license.activationId, firstAt: LATER + 1, released: undefined },
    ])
    expect(await ledger.activations({ released: true })).toMatchObject([{ id }])
    expect(issued(await issueBy(issuer, requestOf('b', key))).seat).toBe('new')
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('QG-09 a generic key, too, has one activation at a time', async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const id = (await newKey({ generic: true })).slice(0, 11)
    const first = issued(await issueBy(issuer, { key: id, computerId: 'campus' })).license.activationId
    await releaseByHand(ledger, first, 'sent to the wrong address', LATER)
    const second = issued(await issueBy(issuer, { key: id, computerId: 'campus' }))
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

/** A computer with an installation of its own that has a license, and the receipt that it would write. */
async function computer(seed: string, key: string) {
  const installation = secretKeyOfPem(newSecretKeyPem())
  const request = requestOf(seed, key, { installationKey: installation })
  const { activationId } = issued(await issueBy(issuer, request)).license
  return { installation, request, activationId, receipt: receiptFor(activationId, installation) }
}

const DEACTIVATED = NOW + 500

const receiptFor = (activationId: string, installation: SecretKey, productId = 'scope') =>
  receiptOf(activationId, installation, { productId, at: DEACTIVATED })

const release = async (receipt: Uint8Array, at = LATER, by = ledger) =>
  releaseByReceipt(by, verifyReceipt(receipt), at)
const tried = async (receipt: Uint8Array) => tryRelease(ledger, verifyReceipt(receipt), LATER)

describe('a receipt', () => {
  test('frees the seat, and the ledger keeps which receipt it was and when the license died there', async () => {
    const key = await newKey()
    const { activationId, receipt } = await computer('a', key)
    const before = await ledger.activation(activationId)
    const released = { at: LATER, by: 'receipt', receipt: messageHash(receipt), deactivatedAt: DEACTIVATED }
    expect(await release(receipt)).toStrictEqual({
      activation: { ...before, released },
      when: 'now',
      deactivations: { used: 1, moves: 0, limit: 3n, byHand: 0 },
      product: await desk.vendor.product('scope'),
    })
    expect(await ledger.activation(activationId)).toStrictEqual({ ...before, released })
    expect(issued(await issueBy(issuer, requestOf('b', key))).seat).toBe('new')
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('twice is harmless: nothing is written, and nothing is counted', async () => {
    const { receipt } = await computer('a', await newKey({ deactivationLimit: 1n }))
    const first = await release(receipt)
    const { head } = await ledger.stats()
    expect(await release(receipt, LATER + 1)).toStrictEqual({ ...first, when: 'before' })
    expect((await ledger.stats()).head).toBe(head)
  })

  test('that comes behind a release by hand is not counted: the dead computer was not dead', async () => {
    const key = await newKey({ deactivationLimit: 0n })
    const { activationId, receipt } = await computer('a', key)
    await releaseByHand(ledger, activationId, 'thought dead', LATER)
    expect(await release(receipt)).toMatchObject({
      when: 'before',
      activation: { released: { by: 'hand' } },
      deactivations: { used: 0, limit: 0n, byHand: 1 },
    })
  })

  test('of another installation than the one in use is refused, and so is one of a license on behalf', async () => {
    const key = await newKey()
    const { activationId, receipt } = await computer('a', key)
    const stranger = receiptFor(activationId, secretKeyOfPem(newSecretKeyPem()))
    const refusal = { code: 'receipt-not-of-installation', details: { activation: activationId } }
    await expect(release(stranger)).rejects.toMatchObject(refusal)
    // the same computer, installed anew: its old installation has nothing to say any more
    issued(await issueBy(issuer, requestOf('a', key)))
    await expect(release(receipt)).rejects.toMatchObject(refusal)

    await desk.vendor.setSetting('allowGenericKeys', true)
    const generic = (await newKey({ generic: true })).slice(0, 11)
    const { license } = issued(await issueBy(issuer, { key: generic, computerId: 'campus' }))
    const forged = receiptFor(license.activationId, secretKeyOfPem(newSecretKeyPem()))
    await expect(release(forged)).rejects.toMatchObject({ code: 'receipt-not-of-installation' })
  })

  test('of no activation, of another product, or no receipt at all: refused, and nothing is written', async () => {
    const { activationId, installation, receipt, request } = await computer('a', await newKey())
    const { head } = await ledger.stats()
    const refused: readonly (readonly [Uint8Array, string])[] = [
      [receiptFor('0011223344556677', installation), 'activation-not-found'],
      [receiptFor(activationId, installation, 'other'), 'wrong-product'],
      [request, 'wrong-message-type'],
      [receipt.with(receipt.length - 1, (receipt.at(-1) as number) ^ 1), 'signature-invalid'],
    ]
    for (const [message, code] of refused) {
      await expect(release(message)).rejects.toMatchObject({ code })
      await expect(tried(message)).rejects.toMatchObject({ code })
    }
    expect((await ledger.stats()).head).toBe(head)
  })

  test('of somebody else is refused before anything of the key is read that takes its time', async () => {
    const { activationId } = await computer('a', await newKey())
    const stranger = receiptFor(activationId, secretKeyOfPem(newSecretKeyPem()))
    const snapshot = () => Promise.reject(new Error('read'))
    const watched = replacing(ledger, {
      moment: work => ledger.moment(moment => work(replacing(moment, { snapshot }))),
    })
    await expect(release(stranger, LATER, watched)).rejects.toMatchObject({
      code: 'receipt-not-of-installation',
    })
  })

  test('tried, it says what it would do, and writes nothing', async () => {
    const { activationId, receipt } = await computer('a', await newKey({ deactivationLimit: 3n }))
    const { head } = await ledger.stats()
    expect(await tried(receipt)).toMatchObject({
      when: 'now',
      deactivations: { used: 1, limit: 3n },
      activation: { id: activationId, released: { by: 'receipt' } },
    })
    expect((await ledger.stats()).head).toBe(head)
    expect((await ledger.activation(activationId))?.released).toBeUndefined()
  })

  test('does not write back what a renewal has changed meanwhile', async () => {
    const key = await newKey()
    const { installation, receipt } = await computer('a', key)
    desk.time = NOW + 600
    const slow = interrupted(ledger, async attempt => {
      const again = requestOf('a', key, { installationKey: installation, now: NOW + 600 })
      if (attempt === 0) issued(await issueBy(issuer, again))
    })
    expect((await release(receipt, LATER, slow)).activation).toMatchObject({ lastAt: NOW + 600 })
    expect((await ledger.audit()).problems).toEqual([])
  })
})

describe('LP-06..08 the limit on deactivations', () => {
  test.each([
    ['0: never', 0n],
    ['N: that often', 2n],
  ])('%s', async (_, deactivationLimit) => {
    const key = await newKey({ activations: 4, deactivationLimit })
    const limit = Number(deactivationLimit)
    const receipts: Uint8Array[] = []
    for (const seed of ['a', 'b', 'c']) receipts.push((await computer(seed, key)).receipt)
    for (const receipt of receipts.slice(0, limit)) await release(receipt)
    const { head } = await ledger.stats()
    for (const receipt of receipts.slice(limit))
      await expect(release(receipt)).rejects.toMatchObject({
        code: 'no-deactivations-left',
        details: { key: key.slice(0, 11), limit, used: limit },
      })
    expect((await ledger.stats()).head).toBe(head)
  })

  test('-1 unlimited, whatever the product says; -2 what the product says', async () => {
    await desk.vendor.changeProduct('scope', { deactivationLimit: 1n })
    for (const [deactivationLimit, released] of [
      ['unlimited', 3],
      ['inherit', 1],
    ] as const) {
      const key = await newKey({ activations: 3, deactivationLimit })
      let count = 0
      for (const seed of ['a', 'b', 'c'])
        await release((await computer(seed, key)).receipt).then(
          () => count++,
          error => expect(error.code).toBe('no-deactivations-left'),
        )
      expect(count).toBe(released)
    }
  })

  test('a higher one lets the receipt through that was refused; by hand, it needs none', async () => {
    const key = await newKey({ activations: 2, deactivationLimit: 0n })
    const { receipt } = await computer('a', key)
    await expect(release(receipt)).rejects.toMatchObject({ code: 'no-deactivations-left' })
    await desk.vendor.changeKey(key, { deactivationLimit: 1n })
    expect((await release(receipt)).when).toBe('now')
    const other = await computer('b', key)
    await releaseByHand(ledger, other.activationId, 'over the limit', LATER)
    expect(await deactivationsOf(ledger, key.slice(0, 11))).toEqual({
      used: 1,
      moves: 0,
      limit: 1n,
      byHand: 1,
    })
  })

  test('a computer that comes back and goes again is counted twice', async () => {
    const key = await newKey({ deactivationLimit: 2n })
    await release((await computer('a', key)).receipt)
    const back = await computer('a', key)
    expect(await release(back.receipt)).toMatchObject({ deactivations: { used: 2, limit: 2n } })
  })

  test('holds when two desks release the last one at once', async () => {
    const key = await newKey({ activations: 2, deactivationLimit: 1n })
    const [a, b] = [await computer('a', key), await computer('b', key)]
    const slow = interrupted(ledger, async attempt => {
      if (attempt === 0) await release(b.receipt, LATER, await desk.ledger())
    })
    await expect(release(a.receipt, LATER, slow)).rejects.toMatchObject({
      code: 'no-deactivations-left',
      details: { used: 1 },
    })
    expect((await ledger.activation(a.activationId))?.released).toBeUndefined()
  })

  test('holds when the product lowers it in the same moment', async () => {
    const { receipt } = await computer('a', await newKey())
    const slow = interrupted(ledger, async attempt => {
      if (attempt === 0) await desk.vendor.changeProduct('scope', { deactivationLimit: 0n })
    })
    await expect(release(receipt, LATER, slow)).rejects.toMatchObject({
      code: 'no-deactivations-left',
    })
  })
})
