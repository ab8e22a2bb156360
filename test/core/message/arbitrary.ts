/** Owns fast-check's arbitrary contents of messages, within the limits of SPEC.md section 5; licenses of both formats. */

import fc from 'fast-check'
import { isWorkload } from '../../../src/core/computer/workload.ts'
import { coseKey } from '../../../src/core/cose/key.ts'
import { LATEST_TIME } from '../../../src/core/message/claims.ts'
import type { ClockReset } from '../../../src/core/message/clock-reset.ts'
import type { FeatureDefinition } from '../../../src/core/message/feature-table.ts'
import type { CountedFingerprint, FingerprintClaim } from '../../../src/core/message/fingerprint.ts'
import type { LeaseHolder } from '../../../src/core/message/holder.ts'
import type { SequencesByKey, TimesById } from '../../../src/core/message/ids.ts'
import type { Kit } from '../../../src/core/message/kit.ts'
import type { Lease } from '../../../src/core/message/lease.ts'
import type { LeaseAnswer } from '../../../src/core/message/lease-answer.ts'
import type { LeaseRequest } from '../../../src/core/message/lease-request.ts'
import type { LendingTerms } from '../../../src/core/message/lending.ts'
import {
  type FeatureValue,
  type License,
  MOST_DAYS,
  MOST_DEACTIVATIONS,
  type NewerTerms,
  NO_NEWER_TERMS,
} from '../../../src/core/message/license.ts'
import { isProductId, isVirtualName } from '../../../src/core/message/names.ts'
import type { Receipt } from '../../../src/core/message/receipt.ts'
import type { Request } from '../../../src/core/message/request.ts'
import type { Revocations } from '../../../src/core/message/revocations.ts'
import type { State } from '../../../src/core/message/state.ts'
import { USAGE_TOTALS, type UsageReport, type UsageTotal } from '../../../src/core/message/usage-report.ts'
import { isUserName, type NamedUser, USER_PLATFORMS } from '../../../src/core/message/users.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text).length

const text = (mostBytes: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: mostBytes })
    .filter(one => one.isWellFormed() && !one.startsWith('\ufeff') && bytesOf(one) <= mostBytes)

export const name = text(64)
export const time = fc.integer({ min: 0, max: LATEST_TIME })
export const productId = fc.stringMatching(/^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/).filter(isProductId)
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const cose = bytes(32).map(coseKey)
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const hashes = fc
  .uniqueArray(bytes(8), { minLength: 1, maxLength: 8, selector: one => one.join() })
  .map(list => {
    return Uint8Array.from(Buffer.concat(list.toSorted(Buffer.compare)))
  })

export const fingerprint: fc.Arbitrary<FingerprintClaim> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 255 }), hashes), {
    minLength: 1,
    maxLength: 16,
    selector: ([kind]) => kind,
  })
  .map(pairs => new Map(pairs.toSorted(([a], [b]) => a - b)))
  // of a workload alone it needs the workload's name (holder.test.ts)
  .filter(one => !isWorkload(one))

const feature: fc.Arbitrary<FeatureValue> = fc.oneof(
  fc.constant(true as const),
  fc.integer({ min: -0x8000_0000, max: Number.MAX_SAFE_INTEGER }),
  fc.oneof(fc.constant(''), text(255)),
)
const featureName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/)
const features = fc.dictionary(featureName, feature, {
  maxKeys: 12,
})

/** Some of the fingerprint's kinds, at least one. */
const countedFingerprint: fc.Arbitrary<CountedFingerprint> = fingerprint.chain(one =>
  fc.record({
    fingerprint: fc.constant(one),
    counted: fc.subarray([...one.keys()], { minLength: 1 }),
  }),
)

const required = fc.oneof(
  fc.constant({}),
  fc
    .integer({ min: 1, max: 16 })
    .chain(n => fc.integer({ min: Math.floor(n / 2) + 1, max: n }).map(k => ({ required: { k, n } }))),
)

const binding: fc.Arbitrary<License['binding']> = fc.oneof(
  fc.constant({ kind: 'generic' as const }),
  fc
    .tuple(bytes(8), required)
    .map(([hash, rule]) => ({ kind: 'code' as const, computer: Buffer.from(hash).toString('hex'), ...rule })),
  fc
    .tuple(countedFingerprint, required)
    .map(([bound, rule]) => ({ kind: 'computer' as const, ...bound, ...rule })),
)

const id = bytes(8).map(one => Buffer.from(one).toString('hex'))
const days = fc.integer({ min: 1, max: MOST_DAYS })
const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })

/** By platform, as a license has them; in a platform in any order. */
export const users: fc.Arbitrary<readonly NamedUser[]> = fc
  .uniqueArray(
    fc.record({
      name: fc.oneof(text(40), text(256)).filter(isUserName),
      platform: fc.nat({ max: USER_PLATFORMS.length - 1 }),
    }),
    { maxLength: 12, selector: ({ name, platform }) => `${platform}:${name}` },
  )
  .map(all => all.toSorted((a, b) => a.platform - b.platform))

const newerTerms: fc.Arbitrary<NewerTerms> = fc.record({
  firstRun: optional(fc.record({ days, installation: id, activatedAt: optional(time) })),
  graceDays: optional(days),
  users,
  allowVirtual: fc.boolean(),
  licensee: optional(text(255)),
  deactivationLimit: optional(fc.bigInt({ min: 0n, max: MOST_DEACTIVATIONS })),
  lending: fc.constant(undefined),
})

const pools = fc
  .dictionary(featureName, positive, { maxKeys: 4, noNullPrototype: true })
  .map(all => new Map(Object.entries(all)))

const lending: fc.Arbitrary<LendingTerms> = fc.record({
  serverKey: bytes(32)
    // none of small order, and below p
    .map(key => Buffer.from(key.with(0, 0x55).with(31, 0x11)).toString('hex')),
  seatUnit: fc.constantFrom('session' as const, 'process' as const, 'host' as const),
  longestLease: fc.integer({ min: 60, max: 2_678_400 }),
  borrowing: optional(
    fc.record({ days: fc.integer({ min: 1, max: 366 }), most: fc.integer({ min: 1, max: 9 }) }),
  ),
  pools,
  allowWorkloads: fc.boolean(),
})

/** Of a site server: bound, with seats to lend, and no days from the first run. */
export const serverLicense: fc.Arbitrary<License> = lending.chain(terms =>
  license
    .filter(one => one.format === 2 && one.binding.kind !== 'generic')
    .map(one => ({
      ...one,
      firstRun: undefined,
      floatingSeats: Math.max(10, one.floatingSeats ?? 10),
      features: new Map([
        ...one.features,
        ...[...terms.pools.keys()].map(name => [name, true as const] as const),
      ]),
      lending: terms,
    })),
)

/** A license that is the first of its activation does not say when that was. */
function activatedBefore(issuedAt: number, firstRun: NewerTerms['firstRun']): NewerTerms['firstRun'] {
  const activatedAt = firstRun?.activatedAt ?? issuedAt
  return firstRun && { ...firstRun, activatedAt: activatedAt < issuedAt ? activatedAt : undefined }
}

/** A generic license has no days from the first run. */
export const license: fc.Arbitrary<License> = fc
  .tuple(
    fc.record({
      vendor: name,
      productId,
      keyId: name,
      activationId: id,
      issuedAt: time,
      expiresAt: optional(time),
      binding,
      features: features.map(all => new Map(Object.entries(all))),
      majorVersion: optional(name),
      maintenance: optional(fc.record({ until: optional(time) })),
      floatingSeats: optional(positive),
      userData: optional(text(400)),
    }),
    fc.oneof(
      fc.record({ format: fc.constant(1 as const), newer: fc.constant(NO_NEWER_TERMS) }),
      fc.record({ format: fc.constant(2 as const), newer: newerTerms }),
    ),
  )
  .map(([terms, { format, newer }]) => ({
    ...terms,
    format,
    ...newer,
    // format 1 knows no computer by its hash
    binding: format === 1 && terms.binding.kind === 'code' ? { kind: 'generic' as const } : terms.binding,
    firstRun: terms.binding.kind === 'generic' ? undefined : activatedBefore(terms.issuedAt, newer.firstRun),
  }))

export const request: fc.Arbitrary<Request> = fc.record({
  keyId: name,
  productId,
  madeAt: time,
  installationKey: cose,
  fingerprint,
  counted: fc
    .uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 16 })
    .map(all => all.toSorted((a, b) => a - b)),
  proof: bytes(8),
  version: optional(name),
  virtual: optional(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/).filter(isVirtualName)),
  workload: fc.constant(undefined),
})

/** Few ids with a time each: as many as there may be are a matter of state.test.ts. */
const times: fc.Arbitrary<TimesById> = fc
  .uniqueArray(fc.tuple(id, time), { maxLength: 12, selector: ([one]) => one })
  .map(all => new Map(all))
const sequences: fc.Arbitrary<SequencesByKey> = fc
  .uniqueArray(fc.tuple(id, positive), { maxLength: 12, selector: ([one]) => one })
  .map(all => new Map(all))

export const state: fc.Arbitrary<State> = fc.record({
  productId,
  installationKey: cose,
  writtenAt: time,
  sequence: positive,
  latestAt: time,
  firstRuns: times,
  deactivated: times,
  revoked: times,
  returned: times,
  reset: optional(fc.record({ at: time, distrusted: time })),
  kitsSeen: sequences,
  revocationsSeen: sequences,
  copySeenAt: optional(time),
  lookedAt: optional(time),
})

export const receipt: fc.Arbitrary<Receipt> = fc.record({
  productId,
  activationId: id,
  deactivatedAt: time,
  installationKey: cose,
  proof: optional(bytes(8)),
})

/** As it comes out: ids ascending, each once. */
export const revocations: fc.Arbitrary<Revocations> = fc.record({
  vendor: name,
  productId,
  madeAt: time,
  sequence: positive,
  activations: fc.uniqueArray(id, { maxLength: 20 }).map(ids => ids.toSorted()),
})

export const clockReset: fc.Arbitrary<ClockReset> = fc.record({
  vendor: name,
  productId,
  at: time,
  installation: id,
})

/** As a vendor makes it: values of its type, and the default among those that are listed. */
export const featureTable: fc.Arbitrary<readonly FeatureDefinition[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({
      name: featureName,
      type: fc.constant('flag' as const),
      default: fc.constantFrom(undefined, true as const),
      required: fc.boolean(),
      values: fc.constant([]),
    }),
    definition('integer', fc.integer({ min: -(2 ** 31), max: 2 ** 40 })),
    definition('text', text(40)),
  ),
  { maxLength: 12, selector: ({ name }) => name },
)

function definition(type: 'integer' | 'text', value: fc.Arbitrary<number | string>) {
  return fc
    .record({
      name: featureName,
      type: fc.constant(type),
      given: fc.option(value, { nil: undefined }),
      required: fc.boolean(),
      listed: fc.uniqueArray(value, { maxLength: 6 }),
    })
    .map(({ given, listed, ...one }) => ({
      ...one,
      default: listed.length > 0 && given !== undefined ? listed[0] : given,
      values: listed,
    }))
}

export const kit: fc.Arbitrary<Kit> = fc.record({
  vendor: name,
  productId,
  productName: name,
  madeAt: time,
  sequence: positive,
  keys: fc.array(cose, { minLength: 1, maxLength: 16 }),
  retired: times,
  allowGeneric: fc.boolean(),
  searchPath: fc.array(text(200), { maxLength: 16 }),
  address: fc.constantFrom(undefined, 'https://activate.example.com', 'http://10.0.0.7:8080'),
  contact: fc.option(text(255), { nil: undefined }),
  sites: fc.uniqueArray(
    fc.constantFrom(
      'http://licenses:7632',
      'https://a_b.example/scope',
      'http://10.0.0.7',
      'http://[fd00::7]:7632',
    ),
    { maxLength: 4 },
  ),
  features: featureTable,
})

const hash = bytes(32).map(one => Buffer.from(one).toString('hex'))
const nonce = bytes(16).map(one => Buffer.from(one).toString('hex'))
const userName = fc.oneof(text(40), text(256)).filter(isUserName)

const holder: fc.Arbitrary<LeaseHolder> = fc.record({
  account: optional(userName),
  host: userName,
  workload: fc.constant(undefined),
  instance: fc.constant(undefined),
})

/** The end comes after the beginning, and a process alone has its number. */
export const lease: fc.Arbitrary<Lease> = fc
  .record({
    productId,
    leaseId: id,
    serverLicense: hash,
    sequence: positive,
    boot: id,
    issuedAt: fc.nat({ max: LATEST_TIME - 1 }),
    length: positive,
    seatUnit: fc.constantFrom('session' as const, 'process' as const, 'host' as const),
    holder,
    instance: id,
    clientKey: cose,
    pools,
    computer: optional(countedFingerprint),
    borrowed: fc.boolean(),
  })
  .map(({ length, instance, ...one }) => ({
    ...one,
    expiresAt: Math.min(LATEST_TIME, one.issuedAt + length),
    borrowed: one.borrowed && one.computer !== undefined,
    holder: one.seatUnit === 'process' ? { ...one.holder, instance } : one.holder,
  }))

const asked = {
  productId,
  madeAt: time,
  clientKey: cose,
  nonce,
  holder: fc.tuple(holder, optional(id)).map(([one, instance]) => ({ ...one, instance })),
  platform: fc.nat({ max: 4 }),
  virtual: optional(fc.constantFrom('kvm', 'docker')),
  pools,
  wanted: optional(positive),
  leaseId: fc.constant(undefined),
  sequence: optional(positive),
  computer: optional(countedFingerprint),
}
const held = { ...asked, leaseId: id, sequence: positive, pools: fc.constant(new Map<string, number>()) }

/** Of each operation what belongs to it. */
export const leaseRequest: fc.Arbitrary<LeaseRequest> = fc.oneof(
  fc.record({ ...asked, operation: fc.constantFrom('take' as const, 'queue' as const) }),
  fc.record({ ...held, operation: fc.constant('renew' as const) }),
  fc.record({
    ...held,
    operation: fc.constant('return' as const),
    wanted: fc.constant(undefined),
    computer: fc.constant(undefined),
  }),
  fc.record({ ...asked, operation: fc.constant('borrow' as const), computer: countedFingerprint }),
)

const message = fc.uint8Array({ minLength: 1, maxLength: 40 })
const reason = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/)

export const leaseAnswer: fc.Arbitrary<LeaseAnswer> = fc.record({
  productId,
  answeredAt: time,
  serverKey: cose,
  nonce,
  boot: id,
  outcome: fc.oneof(
    fc.record({ kind: fc.constant('granted' as const), lease: message, license: message }),
    fc.record({ kind: fc.constant('returned' as const), leaseId: id }),
    fc.record({
      kind: fc.constant('denied' as const),
      reasons: fc.uniqueArray(reason, { minLength: 1, maxLength: 16 }),
      place: optional(positive),
    }),
  ),
})

export const usageReport: fc.Arbitrary<UsageReport> = fc.record({
  productId,
  madeAt: time,
  since: time,
  serverKey: cose,
  serverLicense: hash,
  sequence: optional(positive),
  boot: id,
  entries: positive,
  head: hash,
  totals: fc
    .array(fc.nat(), { minLength: 6, maxLength: 6 })
    .map(all => new Map((Object.keys(USAGE_TOTALS) as UsageTotal[]).map((name, i) => [name, all[i] ?? 0]))),
})
