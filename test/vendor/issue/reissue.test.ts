/** A request is asked again behind a change of the signing key: the same bytes as long as they count, else anew. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keyringOf } from '../../../src/core/cose/key.ts'
import { openLicense } from '../../../src/core/envelope.ts'
import { publicKeyOf } from '../../../src/vendor/catalog/signing-keys.ts'
import { SIGNING_KEY_FILE } from '../../../src/vendor/custody/signing-key.ts'
import type { Answered } from '../../../src/vendor/issue/batch.ts'
import type { Issued } from '../../../src/vendor/issue/decision.ts'
import { type Desk, decided, issued, openDesk, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'
import { recount } from '../ledger/recount.ts'

let desk: Desk
let key: string
let first: string
beforeEach(async () => {
  desk = await openDesk()
  const [made] = await desk.vendor.createKeys({ productId: 'scope', activations: 2 })
  key = made?.text as string
  first = desk.vendor.identity.kid
})
afterEach(() => desk.close())

type Issue = (request: Uint8Array) => Promise<Issued>

/** As the desk issues now, with the keys as they are now. */
const one: Issue = async request => issued(await (await desk.vendor.unlock('')).issue(request))
const inBatch: Issue = async request => {
  const answers: Answered<number>[] = []
  const offered = [{ label: 0, read: () => request }]
  for await (const answer of (await desk.vendor.unlock('')).issueAll(offered, { jobs: 1 }))
    answers.push(answer)
  return issued(answers[0]?.outcome as Issued)
}

async function signedBy({ message }: Issued): Promise<string> {
  const keys = (await desk.vendor.signingKeys()).map(({ publicKey }) => publicKeyOf(publicKey))
  return openLicense(message, keyringOf(keys)).kid
}

async function kinds(): Promise<readonly string[]> {
  const history = await desk.vendor.history(key)
  return history.map(({ change }) => change.kind)
}

async function expectSound(): Promise<void> {
  expect((await desk.vendor.audit()).problems).toEqual([])
  const ledger = await desk.ledger()
  expect(await recount(ledger)).toEqual([])
}

describe.each([
  ['one request', one],
  ['many requests', inBatch],
])('%s', (_, issue) => {
  test('a rotation changes nothing for it: the same bytes, by the old key', async () => {
    const request = requestOf('a', key)
    const before = await issue(request)
    const { kid } = await desk.signer.rotateSigningKey()
    const again = await issue(request)
    expect(again).toMatchObject({ seat: 'repeated', message: before.message })
    const other = await issue(requestOf('b', key))
    expect([await signedBy(again), await signedBy(other)]).toEqual([first, kid])
    await expectSound()
  })

  test('a key that is retired from later on still gives the same bytes: they count', async () => {
    const request = requestOf('a', key)
    const before = await issue(request)
    await desk.signer.rotateSigningKey()
    desk.time = NOW + 1000
    await desk.vendor.retireSigningKey({ kid: first, since: NOW + 1, reason: 'old' })
    expect(await issue(request)).toMatchObject({ seat: 'repeated', message: before.message })
  })

  test('a key that is retired from before: a new license on the same seat, and that one from then on', async () => {
    const request = requestOf('a', key)
    const before = await issue(request)
    const { kid } = await desk.signer.rotateSigningKey()
    desk.time = NOW + 1000
    await desk.vendor.retireSigningKey({ kid: first, since: NOW, reason: 'stolen' })
    expect(await decided(desk.vendor, request)).toMatchObject({ kind: 'grant' })
    const anew = await issue(request)
    expect(anew.seat).toBe('renewed')
    expect(anew.license.activationId).toBe(before.license.activationId)
    expect(anew.license.issuedAt).toBe(NOW + 1000)
    // it says the same: nothing is to be told of an end before
    expect(anew.replaced).toBeUndefined()
    expect(await signedBy(anew)).toBe(kid)
    desk.time = NOW + 2000
    expect(await decided(desk.vendor, request)).toMatchObject({
      kind: 'repeated',
      license: { issuedAt: NOW + 1000 },
    })
    expect(await issue(request)).toMatchObject({ seat: 'repeated', message: anew.message })
    expect(await kinds()).toEqual([
      'key.created',
      'activation.recorded',
      'license.issued',
      'activation.renewed',
      'license.reissued',
    ])
    expect(await desk.vendor.activations({ released: false })).toHaveLength(1)
    await expectSound()
  })

  test('and retired again, with the key behind it: anew again', async () => {
    const request = requestOf('a', key)
    await issue(request)
    for (let round = 0; round < 2; round++) {
      const past = desk.vendor.identity.kid
      desk.time += 1000
      await (await desk.vendor.unlock('')).rotateSigningKey()
      await desk.vendor.retireSigningKey({ kid: past, since: NOW, reason: 'stolen' })
      expect((await issue(request)).seat).toBe('renewed')
    }
    await expectSound()
  })

  test('a key whose file is gone cannot sign again: anew', async () => {
    const request = requestOf('a', key)
    await issue(request)
    const { kid } = await desk.signer.rotateSigningKey()
    rmSync(join(desk.home, SIGNING_KEY_FILE))
    desk.time = NOW + 1000
    const anew = await issue(request)
    expect([anew.seat, await signedBy(anew)]).toEqual(['renewed', kid])
  })
})

test('a released seat is not given again by a stolen key', async () => {
  const request = requestOf('a', key)
  const { license } = await one(request)
  await desk.signer.rotateSigningKey()
  desk.time = NOW + 1000
  await desk.vendor.retireSigningKey({ kid: first, since: NOW, reason: 'stolen' })
  await desk.vendor.releaseActivation(license.activationId, 'died')
  const signer = await desk.vendor.unlock('')
  expect(await signer.issue(request)).toMatchObject({ code: 'activation-released' })
  const answers: string[] = []
  for await (const { outcome } of signer.issueAll([{ label: 0, read: () => request }], { jobs: 1 }))
    answers.push(outcome.kind === 'refusal' ? outcome.code : outcome.kind)
  expect(answers).toEqual(['activation-released'])
  expect(await decided(desk.vendor, request)).toMatchObject({ code: 'activation-released' })
})

test('the same request twice in one batch: one new license, given twice', async () => {
  const request = requestOf('a', key)
  await one(request)
  await desk.signer.rotateSigningKey()
  desk.time = NOW + 1000
  await desk.vendor.retireSigningKey({ kid: first, since: NOW, reason: 'stolen' })
  const seats: string[] = []
  const offered = [0, 1].map(label => ({ label, read: () => request }))
  for await (const { outcome } of (await desk.vendor.unlock('')).issueAll(offered, { jobs: 1 }))
    seats.push(issued(outcome as Issued).seat)
  expect(seats).toEqual(['renewed', 'repeated'])
  await expectSound()
})
