import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeHex } from '../../../src/core/bytes/hex.ts'
import { computerId } from '../../../src/core/computer/computer-id.ts'
import { keyringOf, type SecretKey } from '../../../src/core/cose/key.ts'
import { openLicense } from '../../../src/core/envelope.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import type { License } from '../../../src/core/message/license.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { unlockSigningKey } from '../../../src/vendor/custody/signing-key.ts'
import type { NewKeys } from '../../../src/vendor/door.ts'
import type { Issuer } from '../../../src/vendor/issue/decision.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import {
  type Desk,
  decisionBy,
  issueBy,
  issued,
  openDesk,
  replacing,
  requestOf,
  rivalled,
} from '../../world/desk.ts'
import { bound, DAY, fingerprint, NOW } from '../../world/nouns.ts'

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

describe('issuing', () => {
  test('QC-09: the same request, the same bytes; nothing more is recorded', async () => {
    const request = requestOf('a', await newKey())
    const first = issued(await issueBy(issuer, request))
    const { head } = await ledger.stats()
    desk.time = NOW + 1000
    const again = issued(await issueBy(issuer, request))
    expect(again.message).toEqual(first.message)
    expect([first.seat, again.seat]).toEqual(['new', 'repeated'])
    expect((await ledger.stats()).head).toBe(head)
  })

  test('QC-09: a new request of the same computer is another license on the same activation', async () => {
    const key = await newKey()
    const first = issued(await issueBy(issuer, requestOf('a', key)))
    desk.time = NOW + 1000
    const second = issued(await issueBy(issuer, requestOf('a', key)))
    expect(second.seat).toBe('renewed')
    expect(second.license.activationId).toBe(first.license.activationId)
    expect(await ledger.activations({})).toMatchObject([{ firstAt: NOW, lastAt: NOW + 1000 }])
  })

  test('QC-09: a seat does not wander from one computer to another, a few readings at a time, without being counted', async () => {
    const key = await newKey()
    const [a, b] = [fingerprint('a'), fingerprint('b')]
    const mixed = (...kindsOfB: number[]) =>
      new Map(
        [...a].map(([kind, hashes]) => [kind, kindsOfB.includes(kind) ? (b.get(kind) ?? hashes) : hashes]),
      )
    expect(issued(await issueBy(issuer, requestOf('a', key))).seat).toBe('new')
    expect(issued(await issueBy(issuer, requestOf('', key, { bound: bound(mixed(1, 2)) }))).seat).toBe(
      'renewed',
    )
    const moved = issued(await issueBy(issuer, requestOf('', key, { bound: bound(mixed(1, 2, 3, 4)) })))
    expect(moved).toMatchObject({ seat: 'moved', moved: { because: 'hardware', deactivations: { used: 1 } } })
    // and the former computer is a stranger from then on
    expect(await issueBy(issuer, requestOf('a', key))).toMatchObject({ code: 'no-seats-left' })
    expect(issued(await issueBy(issuer, requestOf('b', key))).seat).toBe('renewed')
    expect(await desk.vendor.listedKey(key)).toMatchObject({ used: 1, moves: 1 })
  })

  test('a refusal writes nothing', async () => {
    const key = await newKey()
    issued(await issueBy(issuer, requestOf('a', key)))
    const { head } = await ledger.stats()
    expect(await issueBy(issuer, requestOf('b', key))).toMatchObject({
      kind: 'refusal',
      code: 'no-seats-left',
    })
    const unknown = activationKeyOf(new Uint8Array(15).fill(7)).text
    expect(await issueBy(issuer, requestOf('b', unknown))).toMatchObject({ code: 'key-not-found' })
    expect((await ledger.stats()).head).toBe(head)
  })

  test("QG-11: on the customer's behalf, each time a new license on the one activation", async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const id = (await newKey({ generic: true })).slice(0, 11)
    const first = issued(await issueBy(issuer, { key: id, computerId: 'campus' }))
    const second = issued(await issueBy(issuer, { key: id, computerId: 'other campus' }))
    expect([first.seat, second.seat, second.computerId]).toEqual(['new', 'renewed', 'other campus'])
    expect(second.license.activationId).toBe(first.license.activationId)
  })
})

describe('another process asks while it is decided', () => {
  /** What both came to: mine had begun, theirs had to wait. */
  async function both<T>(request: Uint8Array, theirs: (other: Issuer) => Promise<T>) {
    const other = { ...issuer, ledger: await desk.ledger() }
    const rival = rivalled(ledger, () => theirs(other))
    const mine = await issueBy({ ...issuer, ledger: rival.ledger }, request)
    return { mine, theirs: await rival.done }
  }

  test('QC-08: the last seat is not sold twice', async () => {
    const key = await newKey()
    const { mine, theirs } = await both(requestOf('first', key), other =>
      issueBy(other, requestOf('late', key)),
    )
    expect(issued(mine).seat).toBe('new')
    expect(theirs).toMatchObject({
      kind: 'refusal',
      code: 'no-seats-left',
      details: { holders: [{ computer: computerId(bound('first')) }] },
    })
    expect(await ledger.activations({})).toHaveLength(1)
  })

  test('QC-09: with the same request: both give the same bytes', async () => {
    const request = requestOf('a', await newKey())
    const { mine, theirs } = await both(request, other => issueBy(other, request))
    expect([issued(mine).seat, issued(theirs).seat]).toEqual(['new', 'repeated'])
    expect(issued(theirs).message).toEqual(issued(mine).message)
  })

  test('a key that is revoked meanwhile is revoked behind the license, and gets no other', async () => {
    const key = await newKey({ activations: 2 })
    const id = key.slice(0, 11)
    const { mine } = await both(requestOf('a', key), () => desk.vendor.revokeKey(id))
    expect(issued(mine).seat).toBe('new')
    const kinds = (await ledger.history(id)).map(({ change }) => change.kind)
    expect(kinds.slice(-3)).toEqual(['activation.recorded', 'license.issued', 'key.revoked'])
    expect(await issueBy(issuer, requestOf('b', key))).toMatchObject({ code: 'key-revoked' })
    expect((await ledger.audit()).problems).toEqual([])
  })
})

test('an id that is taken already is no end: it is decided anew, with another', async () => {
  await desk.vendor.setSetting('allowGenericKeys', true)
  const [first, second] = [await newKey({ generic: true }), await newKey({ generic: true })]
  let drawn = 0
  const random = (bytes: number) => new Uint8Array(bytes).fill(drawn++ < 3 ? 1 : drawn)
  const ids = []
  for (const key of [first, second]) {
    const { license } = issued(
      await issueBy({ ...issuer, random }, { key: key.slice(0, 11), computerId: 'campus' }),
    )
    ids.push(license.activationId)
  }
  expect(ids).toEqual(['01'.repeat(8), '04'.repeat(8)])
  expect((await ledger.audit()).problems).toEqual([])
})

describe('record, then sign', () => {
  test('a crash in between is cured by asking again: the same seat, and the bytes that would have been', async () => {
    const request = requestOf('a', await newKey())
    const broken: SecretKey = {
      public: issuer.signingKey.public,
      sign: () => {
        throw new Error('the power went')
      },
    }
    await expect(issueBy({ ...issuer, signingKey: broken }, request)).rejects.toThrow('the power went')
    expect(await ledger.activations({})).toHaveLength(1)
    const first = issued(await issueBy(issuer, request))
    const second = issued(await issueBy(issuer, request))
    expect(first.seat).toBe('repeated')
    expect(first.message).toEqual(second.message)
    expect(await ledger.activations({})).toHaveLength(1)
  })

  test('what cannot be recorded leaves nothing to repeat', async () => {
    const request = requestOf('a', await newKey())
    const record: Ledger['record'] = read =>
      ledger.record(read, () => {
        throw new Error('disk full')
      })
    const full = replacing(ledger, { record })
    await expect(issueBy({ ...issuer, ledger: full }, request)).rejects.toThrow('disk full')
    expect(await ledger.activations({})).toEqual([])
    expect(issued(await issueBy(issuer, request)).seat).toBe('new')
  })

  test('another signing key does not sign what was recorded for the first', async () => {
    const request = requestOf('a', await newKey())
    issued(await issueBy(issuer, request))
    const other = { ...issuer, signingKey: secretKeyOfPem(newSecretKeyPem()) }
    await expect(issueBy(other, request)).rejects.toMatchObject({ code: 'signing-key-unknown' })
  })
})

test('a dry run says what would be, and records nothing', async () => {
  const key = await newKey()
  const { head } = await ledger.stats()
  const request = requestOf('a', key)
  expect(await decisionBy(issuer, request)).toMatchObject({ kind: 'grant', seat: 'new' })
  expect((await ledger.stats()).head).toBe(head)
  issued(await issueBy(issuer, request))
  expect(await decisionBy(issuer, request)).toMatchObject({
    kind: 'repeated',
    license: { issuedAt: NOW },
    trace: [],
  })
  expect(await decisionBy(issuer, requestOf('a', key))).toMatchObject({ kind: 'grant', seat: 'renewed' })
  expect(await decisionBy(issuer, requestOf('b', key))).toMatchObject({
    kind: 'refusal',
    code: 'no-seats-left',
  })
})

describe('a revoked key', () => {
  test('gets nothing more, not even what a request was answered with before', async () => {
    const key = await newKey({ activations: 5 })
    const request = requestOf('a', key)
    issued(await issueBy(issuer, request))
    await desk.vendor.revokeKey(key.slice(0, 11), 'paid back')
    const { head } = await ledger.stats()
    const refused = {
      kind: 'refusal',
      code: 'key-revoked',
      details: { key: key.slice(0, 11), since: '2026-11-22T12:00:00Z' },
    }
    for (const again of [request, requestOf('a', key), requestOf('b', key)]) {
      expect(await issueBy(issuer, again)).toMatchObject(refused)
      expect(await decisionBy(issuer, again)).toMatchObject(refused)
    }
    expect((await ledger.stats()).head).toBe(head)
  })
})

describe('QC-27: the installations of a computer', () => {
  const installation = () => secretKeyOfPem(newSecretKeyPem())
  const [first, second] = [installation(), installation()]
  const ask = async (key: string, installationKey: SecretKey) =>
    issued(await issueBy(issuer, requestOf('a', key, { installationKey, now: desk.time }))).license

  test('are remembered, the one that took the seat apart, and the one that asked last behind', async () => {
    const key = await newKey()
    const seen = []
    for (const installationKey of [first, first, second, second, first]) {
      desk.time += 1
      await ask(key, installationKey)
      const [seat] = await ledger.activations({ keyId: key.slice(0, 11) })
      seen.push(seat?.installations.length)
    }
    expect(seen).toEqual([1, 1, 2, 2, 2])
    const [seat] = await ledger.activations({ keyId: key.slice(0, 11) })
    const keyOf = (one: SecretKey) => encodeHex(one.public.bytes)
    expect(seat).toMatchObject({ takenBy: keyOf(first), installations: [second, first].map(keyOf) })
  })

  test('days from the first run: named in the license, and from a new installation on with an end as well', async () => {
    const key = await newKey({ duration: { days: 10, from: 'first-run' } })
    expect(await ask(key, first)).toMatchObject({
      firstRun: { days: 10, installation: first.public.kid, activatedAt: undefined },
      expiresAt: NOW + 40 * DAY,
    })
    desk.time = NOW + 4 * DAY
    expect(await ask(key, first)).toMatchObject({
      firstRun: { installation: first.public.kid, activatedAt: NOW },
      expiresAt: NOW + 40 * DAY,
    })
    expect(await ask(key, second)).toMatchObject({ firstRun: undefined, expiresAt: NOW + 10 * DAY })
    // and the first one has its own days still
    desk.time = NOW + 5 * DAY
    expect(await ask(key, first)).toMatchObject({ firstRun: { activatedAt: NOW } })
    desk.time = NOW + 10 * DAY
    expect(await issueBy(issuer, requestOf('a', key))).toMatchObject({ code: 'expired' })
  })
})

describe('what the license says', () => {
  test('QC-10 QC-16 QC-32 LP-07 LP-18 LP-23: every field of the key arrives in it', async () => {
    await desk.vendor.changeProduct('scope', {
      features: [{ name: 'users', type: 'integer', default: undefined, required: false }],
      release: { version: '2.3', releasedAt: NOW },
    })
    const key = await newKey({
      activations: 3,
      floatingSeats: 7,
      features: new Map([['users', 5]]),
      expiresAt: NOW + 100 * DAY,
      duration: { days: 30, from: 'first-run' },
      userData: 'rack 7',
      deactivationLimit: 9_223_372_036_854_775_807n,
      users: [
        { name: 'ann', platform: 0 },
        { name: 'bob', platform: 3 },
      ],
      allowVirtual: false,
      graceDays: 5,
      licensee: 'Bob',
      affiliate: '',
      email: 'lab@example.com',
      comment: 'pays late',
    })
    const installationKey = secretKeyOfPem(newSecretKeyPem())
    const { license, message } = issued(await issueBy(issuer, requestOf('a', key, { installationKey })))
    const said: Omit<License, 'activationId'> = {
      format: 2,
      vendor: 'Acme',
      productId: 'scope',
      keyId: key.slice(0, 11),
      issuedAt: NOW,
      expiresAt: NOW + 60 * DAY,
      binding: { kind: 'computer', ...bound('a') },
      features: new Map([['users', 5]]),
      majorVersion: '2',
      maintenance: undefined,
      floatingSeats: 7,
      userData: 'rack 7',
      firstRun: { days: 30, installation: installationKey.public.kid, activatedAt: undefined },
      graceDays: 5,
      users: [
        { name: 'ann', platform: 0 },
        { name: 'bob', platform: 3 },
      ],
      allowVirtual: false,
      licensee: 'Bob',
      deactivationLimit: 9_223_372_036_854_775_807n,
      lending: undefined,
    }
    const { activationId, ...rest } = openLicense(message, keyringOf([issuer.signingKey.public])).claims
    expect(rest).toStrictEqual(said)
    expect(license).toStrictEqual({ ...said, activationId })
    for (const secret of ['lab@', 'late', key.slice(12)])
      expect(Buffer.from(message).toString('latin1')).not.toContain(secret)
  })

  test('QC-30: a pinned key gets its format, and never a newer one', async () => {
    const old = await newKey({ engineVersion: 1, userData: 'rack 7' })
    const { license } = issued(await issueBy(issuer, requestOf('a', old)))
    expect(license).toMatchObject({ format: 1, userData: 'rack 7', users: [], allowVirtual: true })
    expect(issued(await issueBy(issuer, requestOf('a', await newKey({})))).license.format).toBe(2)
    // what the product has come to forbid since cannot be said in it
    await desk.vendor.changeProduct('scope', { allowVirtual: false })
    expect(await issueBy(issuer, requestOf('b', old))).toMatchObject({
      kind: 'refusal',
      code: 'engine-version-too-old',
    })
    expect(await ledger.activations({ keyId: old.slice(0, 11) })).toHaveLength(1)
  })

  test('LP-23: a request from inside of a virtual machine is refused at issue, and takes no seat', async () => {
    const key = await newKey({ allowVirtual: false })
    expect(await issueBy(issuer, requestOf('a', key, { virtual: 'kvm' }))).toMatchObject({
      code: 'virtual-machine',
      details: { virtual: 'kvm' },
    })
    expect(await ledger.activations({})).toEqual([])
    expect(issued(await issueBy(issuer, requestOf('a', key))).license.allowVirtual).toBe(false)
  })

  test('LP-03 LP-04: of a floating key: its activations as seats, and one server', async () => {
    const key = await newKey({ forFloating: true, activations: 25 })
    expect(issued(await issueBy(issuer, requestOf('server', key))).license.floatingSeats).toBe(25)
    expect(await issueBy(issuer, requestOf('second', key))).toMatchObject({
      code: 'no-seats-left',
      details: { activations: 1 },
    })
  })
})
