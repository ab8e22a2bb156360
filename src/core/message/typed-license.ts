/**
 * Owns what a license code says beside the signature, 88 bits: the terms that the client cannot derive from its kit and
 * its request. Canonical: one license has one code. Whatever a code cannot say is named, never left out; the rest of the
 * license is made again on the client (`licenseOf`), and the signature says whether it is the same bit for bit.
 */
import { type BitReader, type BitWriter, bitReader, bitWriter, MOST_GROUPED } from '../bytes/bits.ts'
import { compareBytes } from '../bytes/cbor.ts'
import { AirlatchError } from '../errors.ts'
import type { BeyondCode, TypedTerm } from '../problems.ts'
import { type CountedFingerprint, isShareRule, type ShareRule } from './fingerprint.ts'
import { type License, type Maintenance, NO_NEWER_TERMS } from './license.ts'

/** 88 bits. */
export const TYPED_TERMS_BYTES = 11
const TERMS_BITS = TYPED_TERMS_BYTES * 8
/** The activation that the installed license is of: its id is not one that the client could count up to. */
export const OF_INSTALLED = 15
/** Numbers from 0 that a code can say. */
export const TYPED_ACTIVATIONS = 15

const VERSION = 0
const DAY_SECONDS = 86_400
/** 2020-01-01: no license is older, and 31 bits of seconds behind it are enough until 2088. */
const EPOCH = 1_577_836_800
const BITS = { version: 1, number: 4, shares: 4, at: 31, form: 2, day: 15, width: 5 } as const
const END = { none: 0, day: 1, days: 2, seconds: 3 } as const
const COVER = { none: 0, major: 1, forEver: 2, until: 3 } as const

/** What a code says. */
export interface TypedTerms {
  /** By the fingerprint of the request, or by its hash (Binding in license.ts). */
  readonly by: 'fingerprint' | 'computer'
  /** Which activation of this key on this computer: 0 to 14, or OF_INSTALLED. */
  readonly activation: number
  /** A stricter rule of the product. */
  readonly required: ShareRule | undefined
  /** Seconds since 1970, as those below. */
  readonly issuedAt: number
  readonly expiresAt: number | undefined
  readonly majorVersion: string | undefined
  readonly maintenance: Maintenance | undefined
  readonly floatingSeats: number | undefined
  readonly graceDays: number | undefined
  readonly deactivationLimit: bigint | undefined
  readonly firstRunDays: number | undefined
  readonly allowVirtual: boolean
}

/** The part of a license that decides whether it can be typed. */
export type TypedLicense = Omit<License, 'vendor' | 'productId' | 'keyId' | 'activationId'>

/**
 * What a code cannot say of a license; nothing when it can say all. `activation` as in TypedTerms; undefined when the
 * client could not tell which one it is.
 */
export function untypable(license: TypedLicense, activation: number | undefined): readonly BeyondCode[] {
  const things = thingsIn(license)
  if (activation === undefined && license.binding.kind !== 'generic')
    things.push({ thing: 'activations', most: TYPED_ACTIVATIONS })
  if (things.length > 0) return things
  const length = bitsOf(typedTermsOf(license, activation ?? 0)).length
  return length <= TERMS_BITS ? [] : [{ thing: 'terms', terms: termsIn(license) }]
}

function thingsIn(license: TypedLicense): BeyondCode[] {
  const { binding, maintenance, majorVersion, floatingSeats, deactivationLimit, firstRun } = license
  const things: readonly (readonly [boolean, BeyondCode])[] = [
    [license.format === 1, { thing: 'format-1' }],
    [binding.kind === 'generic', { thing: 'generic' }],
    ...[...license.features.keys()].map(feature => [true, { thing: 'feature', feature }] as const),
    [license.userData !== undefined, { thing: 'user-data' }],
    [license.users.length > 0, { thing: 'users' }],
    [license.licensee !== undefined, { thing: 'licensee' }],
    [
      majorVersion !== undefined && !isNumber(majorVersion),
      { thing: 'major-version', version: majorVersion ?? '' },
    ],
    [majorVersion !== undefined && maintenance !== undefined, { thing: 'version-and-maintenance' }],
    [!isWithin(license.issuedAt, BITS.at), { thing: 'issued-at' }],
    [license.expiresAt !== undefined && endForm(license, license.expiresAt) === undefined, { thing: 'end' }],
    [maintenance?.until !== undefined && !isCover(maintenance.until), { thing: 'end-of-maintenance' }],
    [(floatingSeats ?? 0) > MOST_GROUPED, { thing: 'floating-seats', seats: floatingSeats ?? 0 }],
    [
      (deactivationLimit ?? 0n) > MOST_GROUPED,
      { thing: 'deactivation-limit', limit: `${deactivationLimit}` },
    ],
    [firstRun?.activatedAt !== undefined, { thing: 'first-run-days-again' }],
    [firstRun !== undefined && binding.kind === 'code', { thing: 'first-run-days-by-code' }],
  ]
  return things.filter(([is]) => is).map(([, thing]) => thing)
}

function termsIn(license: TypedLicense): readonly TypedTerm[] {
  const terms: readonly (readonly [boolean, TypedTerm])[] = [
    [license.expiresAt !== undefined, 'end'],
    [license.majorVersion !== undefined, 'major-version'],
    [license.maintenance !== undefined, 'maintenance'],
    [license.floatingSeats !== undefined, 'floating-seats'],
    [license.graceDays !== undefined, 'grace-days'],
    [license.deactivationLimit !== undefined, 'deactivation-limit'],
    [license.firstRun !== undefined, 'first-run-days'],
  ]
  return terms.filter(([is]) => is).map(([, term]) => term)
}

/** Of a license that `untypable` has nothing to say of. */
export function typedTermsOf(license: TypedLicense, activation: number): TypedTerms {
  const { binding, issuedAt, expiresAt, majorVersion, maintenance, firstRun } = license
  const { floatingSeats, graceDays, deactivationLimit, allowVirtual } = license
  return {
    by: binding.kind === 'computer' ? 'fingerprint' : 'computer',
    activation,
    required: binding.kind === 'generic' ? undefined : binding.required,
    issuedAt,
    expiresAt,
    majorVersion,
    maintenance,
    floatingSeats,
    graceDays,
    deactivationLimit,
    firstRunDays: firstRun?.days,
    allowVirtual,
  }
}

/** 11 bytes. Error: bug, for terms that `untypable` would have named. */
export function encodeTypedTerms(terms: TypedTerms): Uint8Array {
  const bits = bitsOf(terms)
  if (bits.length > TERMS_BITS) throw new AirlatchError('bug', { problem: 'terms beyond a license code' })
  return bits.finish(TYPED_TERMS_BYTES)
}

/** Error: typed-code-malformed {code, problem}, for bits of a newer version, and for any that `encodeTypedTerms` does not write. */
export function decodeTypedTerms(bytes: Uint8Array): TypedTerms {
  const bits = bitReader(bytes)
  if (bits.take(BITS.version) !== VERSION)
    throw new AirlatchError('typed-code-malformed', { code: 'license', problem: 'version' })
  const terms = readTerms(bits)
  const again = bitsOf(terms)
  if (again.length > TERMS_BITS || compareBytes(again.finish(TYPED_TERMS_BYTES), bytes) !== 0)
    throw new AirlatchError('typed-code-malformed', { code: 'license', problem: 'content' })
  return terms
}

function bitsOf(terms: TypedTerms): BitWriter {
  const bits = bitWriter()
  bits.put(VERSION, BITS.version)
  bits.flag(terms.by === 'computer')
  // the first activation, as nearly all are, takes one bit
  bits.flag(terms.activation > 0)
  if (terms.activation > 0) bits.put(terms.activation, BITS.number)
  putShares(bits, terms.required)
  bits.put(terms.issuedAt - EPOCH, BITS.at)
  putEnd(bits, terms)
  putCover(bits, terms)
  putOptional(bits, terms.floatingSeats, 1)
  putOptional(bits, terms.graceDays, 1)
  const { deactivationLimit } = terms
  putOptional(bits, deactivationLimit === undefined ? undefined : Number(deactivationLimit), 0)
  putOptional(bits, terms.firstRunDays, 1)
  bits.flag(!terms.allowVirtual)
  return bits
}

function readTerms(bits: BitReader): TypedTerms {
  const by = bits.flag() ? 'computer' : 'fingerprint'
  const activation = bits.flag() ? bits.take(BITS.number) : 0
  const required = readShares(bits)
  const issuedAt = bits.take(BITS.at) + EPOCH
  const expiresAt = readEnd(bits, issuedAt)
  const cover = readCover(bits)
  const floatingSeats = readOptional(bits, 1)
  const graceDays = readOptional(bits, 1)
  const limit = readOptional(bits, 0)
  const firstRunDays = readOptional(bits, 1)
  return {
    by,
    activation,
    required,
    issuedAt,
    expiresAt,
    ...cover,
    floatingSeats,
    graceDays,
    deactivationLimit: limit === undefined ? undefined : BigInt(limit),
    firstRunDays,
    allowVirtual: !bits.flag(),
  }
}

/** The first that can say it: a day, a number of days from the issue, a number of seconds from there. */
function endForm(
  { issuedAt }: Pick<TypedTerms, 'issuedAt'>,
  end: number,
): (typeof END)[keyof typeof END] | undefined {
  const term = end - issuedAt
  if (isDay(end)) return END.day
  if (term > 0 && term % DAY_SECONDS === 0) return END.days
  return term > 0 && term < 2 ** BITS.at ? END.seconds : undefined
}

function putEnd(bits: BitWriter, { issuedAt, expiresAt }: TypedTerms): void {
  if (expiresAt === undefined) {
    bits.put(END.none, BITS.form)
    return
  }
  const form = endForm({ issuedAt }, expiresAt)
  if (form === undefined) throw new AirlatchError('bug', { problem: 'an end beyond a license code' })
  bits.put(form, BITS.form)
  const term = expiresAt - issuedAt
  if (form === END.day) bits.put(dayOf(expiresAt), BITS.day)
  else if (form === END.days) bits.grouped(term / DAY_SECONDS - 1)
  else {
    // how many bits it has, and all of them but the first, which is 1
    const width = term.toString(2).length
    bits.put(width, BITS.width)
    bits.put(term - 2 ** (width - 1), width - 1)
  }
}

function readEnd(bits: BitReader, issuedAt: number): number | undefined {
  const form = bits.take(BITS.form)
  if (form === END.none) return undefined
  if (form === END.day) return bits.take(BITS.day) * DAY_SECONDS + EPOCH
  if (form === END.days) return issuedAt + (bits.grouped() + 1) * DAY_SECONDS
  // a width of 0 is none, and found when it is written again
  const width = Math.max(1, bits.take(BITS.width))
  return issuedAt + 2 ** (width - 1) + bits.take(width - 1)
}

function putCover(bits: BitWriter, { majorVersion, maintenance }: TypedTerms): void {
  const until = maintenance?.until
  if (majorVersion !== undefined) {
    bits.put(COVER.major, BITS.form)
    bits.grouped(Number(majorVersion))
  } else if (maintenance === undefined) bits.put(COVER.none, BITS.form)
  else if (until === undefined) bits.put(COVER.forEver, BITS.form)
  else {
    bits.put(COVER.until, BITS.form)
    bits.flag(isDay(until))
    if (isDay(until)) bits.put(dayOf(until), BITS.day)
    else bits.put(until - EPOCH, BITS.at)
  }
}

function readCover(bits: BitReader): Pick<TypedTerms, 'majorVersion' | 'maintenance'> {
  const none = { majorVersion: undefined, maintenance: undefined }
  switch (bits.take(BITS.form)) {
    case COVER.major:
      return { ...none, majorVersion: String(bits.grouped()) }
    case COVER.forEver:
      return { ...none, maintenance: { until: undefined } }
    case COVER.until: {
      const until = bits.flag() ? bits.take(BITS.day) * DAY_SECONDS : bits.take(BITS.at)
      return { ...none, maintenance: { until: until + EPOCH } }
    }
    default:
      return none
  }
}

/** One bit where the product has no rule of its own. */
function putShares(bits: BitWriter, required: ShareRule | undefined): void {
  bits.flag(required !== undefined)
  if (required === undefined) return
  bits.put(required.k - 1, BITS.shares)
  bits.put(required.n - 1, BITS.shares)
}

/** Error: typed-code-malformed, for a rule that no license can have. */
function readShares(bits: BitReader): ShareRule | undefined {
  if (!bits.flag()) return undefined
  const required = { k: bits.take(BITS.shares) + 1, n: bits.take(BITS.shares) + 1 }
  if (isShareRule(required)) return required
  throw new AirlatchError('typed-code-malformed', { code: 'license', problem: 'content' })
}

function putOptional(bits: BitWriter, value: number | undefined, least: number): void {
  bits.flag(value !== undefined)
  if (value !== undefined) bits.grouped(value - least)
}

function readOptional(bits: BitReader, least: number): number | undefined {
  return bits.flag() ? bits.grouped() + least : undefined
}

function isCover(until: number): boolean {
  return isDay(until) || isWithin(until, BITS.at)
}

function isWithin(at: number, bits: number): boolean {
  return at >= EPOCH && at < EPOCH + 2 ** bits
}

/** A whole day in UTC, until the year 2109. */
function isDay(at: number): boolean {
  return at % DAY_SECONDS === 0 && at >= EPOCH && dayOf(at) < 2 ** BITS.day
}

function dayOf(at: number): number {
  return (at - EPOCH) / DAY_SECONDS
}

/** In its one spelling, and small enough. */
function isNumber(text: string): boolean {
  return /^(?:0|[1-9]\d{0,8})$/.test(text)
}

/** What a client knows without the code. */
export interface TypedWorld {
  readonly vendor: string
  readonly productId: string
  readonly keyId: string
  readonly activationId: string
  /** What the request is bound to. */
  readonly bound: CountedFingerprint
  /** Its hash, 16 hexadecimal digits. */
  readonly computer: string
  /** Key id of the installation that asked, 16 hexadecimal digits. */
  readonly installation: string
}

/** The license that the terms are of, in a client's world. */
export function licenseOf(terms: TypedTerms, world: TypedWorld): License {
  const { by, activation: _, required, firstRunDays, ...rest } = terms
  const { vendor, productId, keyId, activationId, bound, computer, installation } = world
  const rule = required === undefined ? {} : { required }
  return {
    ...NO_NEWER_TERMS,
    format: 2,
    vendor,
    productId,
    keyId,
    activationId,
    binding:
      by === 'fingerprint' ? { kind: 'computer', ...bound, ...rule } : { kind: 'code', computer, ...rule },
    ...rest,
    firstRun:
      firstRunDays === undefined ? undefined : { days: firstRunDays, installation, activatedAt: undefined },
    features: new Map(),
    userData: undefined,
  }
}
