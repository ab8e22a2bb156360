/** Names of the site's in place of computers: a seat each, where product or key allows it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { requestCodeText } from '../../../src/carrier/typed/request-code.ts'
import { boundHash, computerId } from '../../../src/core/computer/computer-id.ts'
import { boundToWorkload } from '../../../src/core/computer/workload.ts'
import { parseActivationKey } from '../../../src/core/message/activation-key.ts'
import { decodeRequest } from '../../../src/core/message/request.ts'
import { encodeTypedRequest, typedRequestOf } from '../../../src/core/message/typed-request.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { unlockSigningKey } from '../../../src/vendor/custody/signing-key.ts'
import type { NewKeys } from '../../../src/vendor/door.ts'
import type { Issuer } from '../../../src/vendor/issue/decision.ts'
import { type Desk, issueBy, issued, openDesk, receiptOf, requestOf } from '../../world/desk.ts'
import { bound, NOW } from '../../world/nouns.ts'

const DAY = 86_400
let desk: Desk
let issuer: Issuer
beforeEach(async () => {
  desk = await openDesk()
  const signingKey = await unlockSigningKey(desk.home, '')
  issuer = { ledger: await desk.ledger(), vendor: 'Acme', signingKey, now: desk.now, random: desk.random }
})
afterEach(() => desk.close())

async function newKey(terms: Partial<NewKeys> = { allowWorkloads: true }): Promise<string> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', ...terms })
  return key?.text as string
}

/** As the client asks, with an installation of its own each time. */
function asked(name: string, key: string, change: Parameters<typeof requestOf>[2] = {}): Uint8Array {
  return requestOf('', key, { bound: boundToWorkload('scope', name), workload: name, ...change })
}

async function seatOf(name: string, key: string) {
  return issued(await issueBy(issuer, asked(name, key)))
}

describe('DY-16: a workload', () => {
  test('is refused unless product or key allows it; the key has the last word', async () => {
    const inherits = await newKey({ activations: 2 })
    expect(await issueBy(issuer, asked('pod-1', inherits))).toMatchObject({ code: 'workload-not-allowed' })
    await desk.vendor.changeProduct('scope', { allowWorkloads: true })
    expect((await seatOf('pod-1', inherits)).seat).toBe('new')
    const forbids = await newKey({ allowWorkloads: false })
    expect(await issueBy(issuer, asked('pod-1', forbids))).toMatchObject({ code: 'workload-not-allowed' })
  })

  test('takes a seat for each name, and keeps it however often it is started anew', async () => {
    const key = await newKey({ allowWorkloads: true, activations: 2 })
    const first = await seatOf('pod-1', key)
    const again = await seatOf('pod-1', key)
    expect([first.seat, again.seat, (await seatOf('pod-2', key)).seat]).toEqual(['new', 'renewed', 'new'])
    expect(again.license.activationId).toBe(first.license.activationId)
    expect(await issueBy(issuer, asked('pod-3', key))).toMatchObject({ code: 'no-seats-left' })
    expect(first.activation).toMatchObject({
      workload: 'pod-1',
      computerId: computerId(boundToWorkload('scope', 'pod-1')),
    })
    expect(first.fewReadings).toBe(false)
  })

  test('shares the seats of the key with computers, and neither takes that of the other', async () => {
    const key = await newKey({ allowWorkloads: true, activations: 2 })
    await seatOf('pod-1', key)
    const installationKey = secretKeyOfPem(newSecretKeyPem())
    issued(await issueBy(issuer, requestOf('a', key, { installationKey })))
    // the installation of a computer asks for a name: no move of the computer's seat
    const other = asked('pod-2', key, { installationKey })
    expect(await issueBy(issuer, other)).toMatchObject({ code: 'no-seats-left' })
  })

  test('is not renewed once it is not allowed any more', async () => {
    const key = await newKey()
    const { activation } = await seatOf('pod-1', key)
    await desk.vendor.changeKey(key, { allowWorkloads: false })
    expect(await issueBy(issuer, asked('pod-1', key))).toMatchObject({ code: 'workload-not-allowed' })
    const renewal = await desk.signer.issue(await desk.vendor.openRenewal(activation.id))
    expect(renewal).toMatchObject({ kind: 'refusal', code: 'workload-not-allowed' })
  })

  test('days from the first run count from its activation: nothing in it remembers a run', async () => {
    const key = await newKey({ allowWorkloads: true, duration: { days: 30, from: 'first-run' } })
    const { license } = await seatOf('pod-1', key)
    expect(license.firstRun).toBeUndefined()
    expect(license.expiresAt).toBe(NOW + 30 * DAY)
    desk.time = NOW + 10 * DAY
    expect((await seatOf('pod-1', key)).license.expiresAt).toBe(NOW + 30 * DAY)
  })

  test('gives its seat back by the receipt of the installation that asked last', async () => {
    const key = await newKey()
    const installation = secretKeyOfPem(newSecretKeyPem())
    const { activation } = issued(
      await issueBy(issuer, asked('pod-1', key, { installationKey: installation })),
    )
    const receipt = await desk.vendor.openReceipt(receiptOf(activation.id, installation))
    expect(await desk.vendor.release(receipt)).toMatchObject({ when: 'now' })
    expect((await seatOf('pod-2', key)).seat).toBe('new')
  })
})

describe('DY-16: a forged request', () => {
  test('of another name than its hash is refused as it is read', async () => {
    const key = await newKey()
    await expect(issueBy(issuer, asked('pod-1', key, { workload: 'pod-2' }))).rejects.toMatchObject({
      code: 'claims-malformed',
      details: { problems: [{ claim: 'fingerprint', expected: 'workload-alone' }] },
    })
    await expect(issueBy(issuer, asked('pod-1', key, { workload: undefined }))).rejects.toMatchObject({
      code: 'claims-malformed',
    })
    await expect(issueBy(issuer, asked('Pod 1', key))).rejects.toMatchObject({ code: 'claims-malformed' })
    expect(() => decodeRequest(new Uint8Array())).toThrow()
  })

  test('with a name beside its hardware is of the hardware', async () => {
    const key = await newKey()
    const both = {
      fingerprint: new Map([...bound('a').fingerprint, ...boundToWorkload('scope', 'pod-1').fingerprint]),
      counted: [...bound('a').counted, 7],
    }
    const { license } = issued(await issueBy(issuer, requestOf('', key, { bound: both })))
    expect(license.binding).toEqual({ kind: 'computer', ...bound('a') })
  })

  test('cannot be a code: neither for a workload, nor for the seat of one', async () => {
    const key = await newKey()
    expect(await issueBy(issuer, asked('pod-1', key), { typed: true })).toMatchObject({
      code: 'typed-cannot-carry',
      details: { things: [{ thing: 'workload' }] },
    })
    await seatOf('pod-1', key)
    const { id, secret } = parseActivationKey(key)
    const computer = boundHash(boundToWorkload('scope', 'pod-1'))
    const code = typedRequestOf({ keyId: id, computer, counted: 1, virtual: false }, secret, 'scope')
    if (code === undefined) throw new Error('no code')
    expect(await issueBy(issuer, requestCodeText(encodeTypedRequest(code)))).toMatchObject({
      code: 'typed-cannot-carry',
    })
  })
})
