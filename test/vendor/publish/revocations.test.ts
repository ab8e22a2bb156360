/** The list of revocations: all that counts no more is on it, and nothing else; its numbers count up. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { coseKey, keyringOf } from '../../../src/core/cose/key.ts'
import { openRevocations, sealReceipt } from '../../../src/core/envelope.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { publicKeyOf } from '../../../src/vendor/catalog/signing-keys.ts'
import type { NewKeys } from '../../../src/vendor/door.ts'
import { publishRevocations } from '../../../src/vendor/publish/revocations.ts'
import { type Desk, interrupted, issued, openDesk, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

const DAY = 86_400

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', activations: 4, ...terms })
  return key?.text as string
}

async function activated(seed: string, key: string, installationKey = secretKeyOfPem(newSecretKeyPem())) {
  const request = requestOf(seed, key, { installationKey })
  return issued(await desk.signer.issue(request)).license.activationId
}

async function listed(productId = 'scope'): Promise<readonly string[]> {
  return (await desk.signer.publishRevocations(productId)).list.activations
}

describe('on the list', () => {
  test('are released activations, by hand and by receipt, and all of revoked keys', async () => {
    const key = await newKey()
    const installation = secretKeyOfPem(newSecretKeyPem())
    const [byHand, byReceipt, active] = [
      await activated('a', key),
      await activated('b', key, installation),
      await activated('c', key),
    ]
    expect(await listed()).toEqual([])
    await desk.vendor.releaseActivation(byHand, 'died')
    expect(await listed()).toEqual([byHand])
    const receipt = {
      productId: 'scope',
      activationId: byReceipt,
      deactivatedAt: NOW,
      installationKey: coseKey(installation.public.bytes),
      proof: undefined,
    }
    await desk.vendor.release(sealReceipt(receipt, installation))
    expect(await listed()).toEqual([byHand, byReceipt].sort())
    await desk.vendor.revokeKey(key)
    expect(await listed()).toEqual([byHand, byReceipt, active].sort())
  })

  test('is nothing of another product', async () => {
    await desk.vendor.createProduct({ id: 'other', name: 'Other' })
    await desk.vendor.releaseActivation(await activated('a', await newKey()), 'died')
    expect(await listed('other')).toEqual([])
  })

  test('no more is what has ended by itself for 30 days, grace included, by the last of its licenses', async () => {
    const key = await newKey({ expiresAt: NOW + 10 * DAY, graceDays: 5 })
    const [short, renewed] = [await activated('a', key), await activated('b', key)]
    await desk.vendor.changeKey(key, { expiresAt: NOW + 20 * DAY })
    expect(await activated('b', key)).toBe(renewed)
    await desk.vendor.revokeKey(key)
    const onDay = async (day: number) => {
      desk.time = NOW + day * DAY
      return listed()
    }
    expect(await onDay(44)).toEqual([short, renewed].sort())
    expect(await onDay(45)).toEqual([renewed])
    expect(await onDay(54)).toEqual([renewed])
    expect(await onDay(55)).toEqual([])
  })

  test('stays what never ends, or ends so many days behind its first run, until that is over at the latest', async () => {
    const [never, firstRun] = [await newKey(), await newKey({ duration: { days: 1, from: 'first-run' } })]
    const all = [await activated('a', never), await activated('b', firstRun)]
    for (const key of [never, firstRun]) await desk.vendor.revokeKey(key)
    expect(await listed()).toEqual(all.toSorted())
    // a day from the first run, which is to be within thirty, and thirty days for clocks that are behind
    desk.time = NOW + 61 * DAY
    expect(await listed()).toEqual([all[0]])
  })
})

test('numbers count up for each product, and the same list says so', async () => {
  await desk.vendor.createProduct({ id: 'other', name: 'Other' })
  const id = await activated('a', await newKey())
  const publish = async (productId = 'scope') => {
    const { list, sameAs } = await desk.signer.publishRevocations(productId)
    return [list.sequence, sameAs, list.activations.length]
  }
  expect(await publish()).toEqual([1, undefined, 0])
  expect(await publish()).toEqual([2, 1, 0])
  await desk.vendor.releaseActivation(id, 'died')
  expect(await publish()).toEqual([3, undefined, 1])
  expect(await publish('other')).toEqual([1, undefined, 0])
  expect(await publish()).toEqual([4, 3, 1])
  expect((await desk.vendor.audit()).problems).toEqual([])
})

test('is signed by the oldest key that is not retired: clients with an old kit must be able to read it', async () => {
  const first = desk.vendor.identity.kid
  const { kid } = await desk.signer.rotateSigningKey()
  const signedBy = async () => {
    const keys = (await desk.vendor.signingKeys()).map(({ publicKey }) => publicKeyOf(publicKey))
    const { list, message } = await (await desk.vendor.unlock('')).publishRevocations('scope')
    const opened = openRevocations(message, keyringOf(keys))
    expect(opened.claims).toEqual(list)
    expect(list).toMatchObject({ vendor: 'Acme', productId: 'scope', madeAt: desk.time })
    return opened.kid
  }
  expect(await signedBy()).toBe(first)
  await desk.vendor.retireSigningKey({ kid: first, reason: 'stolen' })
  expect(await signedBy()).toBe(kid)
})

test('two at once have two numbers, and the later one has what the earlier one has', async () => {
  const id = await activated('a', await newKey())
  const ledger = await desk.ledger()
  const slow = interrupted(ledger, async attempt => {
    if (attempt > 0) return
    await desk.vendor.releaseActivation(id, 'died')
    expect((await desk.signer.publishRevocations('scope')).list.sequence).toBe(1)
  })
  const key = secretKeyOfPem(newSecretKeyPem())
  const publisher = { ledger: slow, vendor: 'Acme', eldest: async () => key, now: desk.now }
  const { list, sameAs } = await publishRevocations(publisher, 'scope')
  expect([list.sequence, list.activations, sameAs]).toEqual([2, [id], 1])
})

test('of no product that there is, or of too many activations: refused, and nothing is written', async () => {
  const ledger = await desk.ledger()
  const { head } = await ledger.stats()
  await expect(desk.signer.publishRevocations('nothing')).rejects.toMatchObject({ code: 'product-not-found' })
  const many = Array.from({ length: 100_001 }, (_, i) => i.toString(16).padStart(16, '0'))
  const full = new Proxy(ledger, {
    get(target, name) {
      if (name === 'withdrawn') return async () => many
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const key = secretKeyOfPem(newSecretKeyPem())
  const publisher = { ledger: full, vendor: 'Acme', eldest: async () => key, now: desk.now }
  await expect(publishRevocations(publisher, 'scope')).rejects.toMatchObject({
    code: 'too-many-revocations',
    details: { got: 100_001, most: 100_000 },
  })
  expect((await ledger.stats()).head).toBe(head)
})
