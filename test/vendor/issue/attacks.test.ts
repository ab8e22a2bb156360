/**
 * The ways in which one seat was put on many computers, and days were begun again, before a seat was one computer: each
 * with forged requests through the real verbs, and what comes of it held against every computer by the client's own rules.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keyringOf } from '../../../src/core/cose/key.ts'
import type { FingerprintClaim } from '../../../src/core/message/fingerprint.ts'
import { verifyLicense } from '../../../src/core/verify.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { unlockSigningKey } from '../../../src/vendor/custody/signing-key.ts'
import type { NewKeys } from '../../../src/vendor/door.ts'
import type { Issuer } from '../../../src/vendor/issue/decision.ts'
import { releaseByReceipt, verifyReceipt } from '../../../src/vendor/release.ts'
import { type Desk, issueBy, openDesk, receiptOf, requestOf } from '../../world/desk.ts'
import { bound, DAY, fingerprint, NOW } from '../../world/nouns.ts'

const COMPUTERS = Array.from({ length: 60 }, (_, i) => `office ${i}`)
const trueReadings = new Map(COMPUTERS.map(seed => [seed, fingerprint(seed)]))
const [A = ''] = COMPUTERS

let desk: Desk
let issuer: Issuer
beforeEach(async () => {
  desk = await openDesk()
  const signingKey = await unlockSigningKey(desk.home, '')
  issuer = { ledger: await desk.ledger(), vendor: 'Acme', signingKey, now: desk.now, random: desk.random }
})
afterEach(() => desk.close())

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  return (await desk.vendor.createKeys({ productId: 'scope', ...terms }))[0]?.text as string
}

/** Hashes of one kind, as a request lists them. */
function listed(...hashes: readonly Uint8Array[]): Uint8Array {
  const sorted = hashes.toSorted(Buffer.compare)
  const different = sorted.filter(
    (hash, i) => i === 0 || Buffer.compare(hash, sorted[i - 1] as Uint8Array) !== 0,
  )
  return Uint8Array.from(Buffer.concat(different))
}

/** The first hash of a kind of a computer. */
function one(seed: string, kind: number): Uint8Array {
  return trueReadings.get(seed)?.get(kind)?.subarray(0, 8) as Uint8Array
}

const junk = (byte: number) => new Uint8Array(8).fill(byte)
const print = (kinds: Readonly<Record<number, Uint8Array>>): FingerprintClaim =>
  new Map(Object.entries(kinds).map(([kind, hashes]) => [Number(kind), hashes]))

/** Whether an unmodified client takes the license on the computer, whose readings are true. */
function isValidOn(seed: string, message: Uint8Array, now = desk.time): boolean {
  const verdict = verifyLicense(message, {
    keyring: keyringOf([issuer.signingKey.public]),
    terms: { vendor: 'Acme', productId: 'scope', allowGeneric: false, madeAt: NOW, retired: new Map() },
    here: {
      fingerprint: trueReadings.get(seed) as FingerprintClaim,
      platform: 'linux',
      user: 'ada',
      virtual: undefined,
    },
    program: { version: undefined, releasedAt: undefined, features: [] },
    firstRunAt: () => undefined,
    seen: [],
    recordDamage: undefined,
    withdrawal: () => undefined,
    now,
  })
  return verdict.valid
}

/** Asks with each forged request, and counts the computers that some license is valid on. */
async function computersOf(key: string, requests: readonly Uint8Array[]): Promise<number> {
  const licenses: Uint8Array[] = []
  for (const request of requests) {
    desk.time += 1
    const outcome = await issueBy(issuer, request)
    if (outcome.kind === 'issued') licenses.push(outcome.message)
  }
  expect(licenses.length).toBeGreaterThan(0)
  const runs = COMPUTERS.filter(seed => licenses.some(license => isValidOn(seed, license)))
  const { used, moves } = await desk.vendor.listedKey(key)
  const { byHand } = await desk.vendor.deactivations(key)
  expect(used).toBeLessThanOrEqual(1)
  expect(runs.length).toBeLessThanOrEqual(1 + moves + byHand)
  expect(moves).toBeLessThanOrEqual(3)
  expect((await desk.vendor.audit()).problems).toEqual([])
  return runs.length
}

describe('promises 1: one seat on sixty computers', () => {
  /** What the requests show: first whatever takes the seat, then one for each computer. */
  const VARIANTS: Readonly<
    Record<string, { first: FingerprintClaim; each(seed: string): FingerprintClaim }>
  > = {
    'invented kinds take the seat, and come along with the true readings of each': {
      first: new Map([...print({ 7: junk(1), 8: junk(2) }), [1, one(A, 1)], [6, one(A, 6)]]),
      each: seed => new Map([...(trueReadings.get(seed) ?? []), [7, junk(1)], [8, junk(2)]]),
    },
    'a computer first, then its UUID, disk and adapter beside those of each': {
      first: trueReadings.get(A) as FingerprintClaim,
      each: seed =>
        print({
          1: one(seed, 1),
          2: one(A, 2),
          4: listed(one(A, 4), one(seed, 4)),
          5: listed(one(A, 5), one(seed, 5)),
        }),
    },
    'a board and a disk that nobody has': {
      first: print({ 3: junk(1), 4: junk(2) }),
      each: seed => print({ 1: one(seed, 1), 2: one(seed, 2), 3: junk(1), 4: listed(junk(2), one(seed, 4)) }),
    },
    'an office of one processor': {
      first: print({ 1: one(A, 1), 4: one(A, 4), 5: one(A, 5), 6: one(A, 6) }),
      each: seed =>
        print({
          1: one(seed, 1),
          4: listed(one(A, 4), one(seed, 4)),
          5: listed(one(A, 5), one(seed, 5)),
          6: one(A, 6),
        }),
    },
    'bare virtual machines of three readings': {
      first: print({ 1: one(A, 1), 5: one(A, 5), 6: one(A, 6) }),
      each: seed => print({ 1: one(seed, 1), 5: listed(one(A, 5), one(seed, 5)), 6: one(A, 6) }),
    },
  }

  test.each(Object.entries(VARIANTS))('%s', async (_, { first, each }) => {
    for (const isSameInstallation of [true, false]) {
      const key = await newKey()
      const installation = secretKeyOfPem(newSecretKeyPem())
      const asking = (fingerprint: FingerprintClaim) =>
        requestOf('', key, {
          bound: { fingerprint, counted: [...fingerprint.keys()].toSorted((a, b) => a - b) },
          now: ++desk.time,
          ...(isSameInstallation ? { installationKey: installation } : {}),
        })
      const requests = [first, ...COMPUTERS.map(each)].map(asking)
      // one, and as many more as the ledger counts moves: three, by the limit that a new product has
      expect(await computersOf(key, requests)).toBeLessThanOrEqual(4)
    }
  })
})

test('spec A1: the disks and addresses of eight computers in one ordinary request', async () => {
  const eight = COMPUTERS.slice(0, 8)
  const all = (kind: number) => listed(...eight.map(seed => one(seed, kind)))
  const key = await newKey()
  const request = requestOf('', key, { bound: bound(print({ 4: all(4), 5: all(5), 6: one(A, 6) })) })
  expect(await computersOf(key, [request])).toBe(0)
})

/** A receipt that is signed without anything being deactivated. */
test('spec A16: receipts of computers that run on move one seat no further than its key allows', async () => {
  const key = await newKey()
  const licenses: Uint8Array[] = []
  for (const seed of COMPUTERS.slice(0, 10)) {
    desk.time += 1
    const installationKey = secretKeyOfPem(newSecretKeyPem())
    const outcome = await issueBy(issuer, requestOf(seed, key, { installationKey, now: desk.time }))
    if (outcome.kind === 'refusal') break
    licenses.push(outcome.message)
    const receipt = receiptOf(outcome.license.activationId, installationKey)
    await releaseByReceipt(issuer.ledger, verifyReceipt(receipt), desk.time).catch(error =>
      expect(error).toMatchObject({ code: 'no-deactivations-left' }),
    )
  }
  // the first computer, and three receipts by the limit that a new product has
  expect(COMPUTERS.filter(seed => licenses.some(one => isValidOn(seed, one)))).toHaveLength(4)
})

describe('promises 3: a trial that begins anew for ever on one computer', () => {
  const MINE = trueReadings.get(A) as FingerprintClaim
  const FACES: Readonly<Record<string, (period: number) => FingerprintClaim>> = {
    'with kinds that are invented anew each time': period =>
      new Map([
        ...[1, 2, 4].map(kind => [kind, MINE.get(kind) as Uint8Array] as const),
        ...[7, 8, 9].map(kind => [kind, junk(period + kind)] as const),
      ]),
    'with another pair of its readings each time': period => {
      const [a = 1, b = 2] =
        [
          [1, 2],
          [3, 4],
          [1, 4],
          [2, 5],
          [3, 5],
          [4, 5],
        ][period % 6] ?? []
      return new Map([a, b, 6].map(kind => [kind, MINE.get(kind) as Uint8Array] as const))
    },
  }

  test.each(
    Object.entries(FACES).flatMap(([name, face]) =>
      (['activation', 'first-run'] as const).map(from => [name, from, face] as const),
    ),
  )('%s, days from the %s', async (_, from, face) => {
    const key = await newKey({ duration: { days: 30, from }, deactivationLimit: 'unlimited' })
    let last = 0
    for (let period = 0; period < 60; period++) {
      const installationKey = secretKeyOfPem(newSecretKeyPem())
      const fingerprint = face(period)
      const request = requestOf('', key, {
        bound: { fingerprint, counted: [...fingerprint.keys()].toSorted((a, b) => a - b) },
        installationKey,
        now: desk.time,
      })
      const outcome = await issueBy(issuer, request)
      if (outcome.kind === 'issued') {
        // as late as it is still valid for a program that never ran before
        for (let day = 0; day < 200; day++)
          if (isValidOn(A, outcome.message, desk.time + day * DAY))
            last = Math.max(last, desk.time + day * DAY)
        await releaseByReceipt(
          issuer.ledger,
          verifyReceipt(receiptOf(outcome.license.activationId, installationKey)),
          desk.time,
        )
      }
      desk.time += 30 * DAY
    }
    expect(last).toBeGreaterThan(0)
    expect(last).toBeLessThan(NOW + (from === 'activation' ? 30 : 60) * DAY)
  })
})
