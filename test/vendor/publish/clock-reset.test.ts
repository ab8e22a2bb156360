/** A clock reset goes to a computer that has a license, and to nobody else. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keyringOf, type SecretKey } from '../../../src/core/cose/key.ts'
import { openClockReset } from '../../../src/core/envelope.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { publicKeyOf } from '../../../src/vendor/catalog/signing-keys.ts'
import type { NewKeys } from '../../../src/vendor/door.ts'
import { type Desk, issued, openDesk, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

const YEAR = 365 * 86_400

let desk: Desk
let key: string
let installation: SecretKey
let activationId: string
beforeEach(async () => {
  desk = await openDesk()
  key = await newKey({ activations: 2 })
  installation = secretKeyOfPem(newSecretKeyPem())
  const request = requestOf('a', key, { installationKey: installation })
  activationId = issued(await desk.signer.issue(request)).license.activationId
  desk.time = NOW + 1000
})
afterEach(() => desk.close())

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  const [made] = await desk.vendor.createKeys({ productId: 'scope', ...terms })
  return made?.text as string
}

const asking = (of = key, by = installation) =>
  requestOf('a', of, { installationKey: by, now: NOW + 5 * YEAR })

test('says our time to the installation that asks, and what its clock said to us', async () => {
  const { reset, message, activation, clock } = await desk.signer.resetClock(asking())
  expect(reset).toEqual({
    vendor: 'Acme',
    productId: 'scope',
    at: NOW + 1000,
    installation: installation.public.kid,
  })
  expect([activation.id, clock]).toEqual([activationId, NOW + 5 * YEAR])
  const keyring = keyringOf([publicKeyOf(desk.vendor.identity.publicKey)])
  expect(openClockReset(message, keyring).claims).toEqual(reset)
  expect((await desk.vendor.history(key)).at(-1)).toMatchObject({
    change: {
      kind: 'clock.reset',
      activationId,
      installation: installation.public.kid,
      at: NOW + 1000,
    },
  })
  expect((await desk.vendor.audit()).problems).toEqual([])
})

test('by its activation, without a request', async () => {
  const { reset, clock } = await desk.signer.resetClockOf(activationId)
  expect([reset.installation, clock]).toEqual([installation.public.kid, undefined])
})

test('with a request for another key of the product: it is the installation that counts', async () => {
  const { activation } = await desk.signer.resetClock(asking(await newKey()))
  expect(activation.id).toBe(activationId)
})

describe('refused, and nothing is written:', () => {
  async function expectRefused(work: () => Promise<unknown>, code: string, details = {}): Promise<void> {
    const { head } = await desk.vendor.stats()
    await expect(work()).rejects.toMatchObject({ code, details })
    expect((await desk.vendor.stats()).head).toBe(head)
  }

  test('an installation without an activation', async () => {
    const stranger = secretKeyOfPem(newSecretKeyPem())
    await expectRefused(() => desk.signer.resetClock(asking(key, stranger)), 'activation-not-found', {
      installation: stranger.public.kid,
    })
    await expectRefused(() => desk.signer.resetClockOf('0011223344556677'), 'activation-not-found', {
      activation: '0011223344556677',
    })
  })

  test('an activation that is released, until the computer has another one', async () => {
    await desk.vendor.releaseActivation(activationId, 'moved')
    await expectRefused(() => desk.signer.resetClock(asking()), 'activation-released')
    await expectRefused(() => desk.signer.resetClockOf(activationId), 'activation-released')
    const again = issued(await desk.signer.issue(asking())).license.activationId
    expect((await desk.signer.resetClock(asking())).activation.id).toBe(again)
  })

  test('a revoked key, a license on behalf, another message', async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const generic = await newKey({ generic: true })
    const { license } = issued(await desk.signer.issue({ key: generic, computerId: 'campus' }))
    await expectRefused(() => desk.signer.resetClockOf(license.activationId), 'invalid-value')
    const { message } = issued(await desk.signer.issue(asking()))
    await expectRefused(() => desk.signer.resetClock(message), 'wrong-message-type')
    await desk.vendor.revokeKey(key)
    await expectRefused(() => desk.signer.resetClock(asking()), 'key-revoked')
  })
})
