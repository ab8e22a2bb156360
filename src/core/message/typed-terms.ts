/**
 * Owns the bits of a license code apart from the signature, 88 or a few more: the terms that the client cannot derive
 * from its kit and its request. Canonical: a license has only one code. Each size after the first adds a group that
 * must be read aloud, so a code has the first size that suffices.
 */
import { type BitReader, type BitWriter, bitReader, bitWriter } from '../bytes/bits.ts'
import { compareBytes } from '../bytes/cbor.ts'
import { SIGNATURE_BYTES } from '../cose/ed25519.ts'
import { AirlatchError } from '../errors.ts'
import { DAY_SECONDS } from '../terms/term.ts'
import type { FeatureDefinition } from './feature-table.ts'
import { isShareRule, type ShareRule } from './fingerprint.ts'
import type { License, Maintenance } from './license.ts'
import { putFeatures, TABLE_CHECK_BITS, tableCheck, takeFeatures } from './typed-features.ts'

/** Bits for the terms in each size. */
const TERMS_BITS = [88, 113, 138, 163, 188] as const
/** Bytes of a whole code of each size, with zeros after its last bit. */
export const TYPED_CODE_BYTES = TERMS_BITS.map(bits => Math.ceil(bits / 8) + SIGNATURE_BYTES)
/** Codes of the first size begin with a bit of 0; others with these two bits, followed by the number of their size. */
const LONGER = 2
/** 2020-01-01: no license is older, and 31 bits of seconds from there last until 2088. */
const EPOCH = 1_577_836_800
const BITS = { size: 2, number: 4, shares: 4, at: 31, form: 2, day: 15, width: 5 } as const
const END = { none: 0, day: 1, days: 2, seconds: 3 } as const
const COVER = { none: 0, major: 1, forEver: 2, until: 3 } as const

/** The terms in a code. */
export interface TypedTerms {
  /** Whether the license is bound by the request's fingerprint, or by the computer's hash (Binding in license.ts). */
  readonly by: 'fingerprint' | 'computer'
  /** The number of the activation of this key on this computer: 0 to 14, or OF_INSTALLED. */
  readonly activation: number
  /** A stricter rule of the product. */
  readonly required: ShareRule | undefined
  /** Seconds since 1970, like `expiresAt`. */
  readonly issuedAt: number
  readonly expiresAt: number | undefined
  readonly majorVersion: string | undefined
  readonly maintenance: Maintenance | undefined
  readonly floatingSeats: number | undefined
  readonly graceDays: number | undefined
  readonly deactivationLimit: bigint | undefined
  readonly firstRunDays: number | undefined
  readonly allowVirtual: boolean
  readonly features: License['features']
}

/** The product's features, as the kit lists them. */
type Table = readonly FeatureDefinition[]

/** The contents of a license code. */
export interface TypedCode {
  readonly terms: TypedTerms
  /** The license's signature, 64 bytes. */
  readonly signature: Uint8Array
}

/** Returns the bytes of a code (TYPED_CODE_BYTES). Error: bug, for terms that `untypable` does not allow. */
export function encodeTypedCode({ terms, signature }: TypedCode, table: Table): Uint8Array {
  const body = bitsOf(terms, table)
  const size = sizeFor(body)
  if (size === undefined) throw new AirlatchError('bug', { problem: 'terms too long for a code' })
  const bits = bitWriter()
  if (size === 0) bits.flag(false)
  else {
    bits.put(LONGER, BITS.form)
    bits.put(size - 1, BITS.size)
  }
  copyBits(body, bits)
  while (bits.length < (TERMS_BITS[size] as number)) bits.flag(false)
  bits.bytes(signature)
  return bits.finish(TYPED_CODE_BYTES[size] as number)
}

/**
 * Decodes a code. `table` and `kit`: from the client's kit. Errors: typed-code-malformed {code, problem}, for a newer
 * version, and for bits that `encodeTypedCode` does not write; typed-other-kit, if the code was made with another
 * table.
 */
export function decodeTypedCode(bytes: Uint8Array, table: Table, kit: KitName): TypedCode {
  const { bits, size } = openCode(bytes)
  const { hasFeatures, ...plain } = readTerms(bits)
  const terms = { ...plain, features: hasFeatures ? readFeatures(bits, table, kit) : NO_FEATURES }
  const code = { terms, signature: signatureIn(bytes, size) }
  requireCanonical(code, table, bytes)
  return code
}

/** Error: typed-code-malformed, if `encodeTypedCode` would write the terms differently. */
function requireCanonical(code: TypedCode, table: Table, bytes: Uint8Array): void {
  if (!fitsCode(code.terms, table) || compareBytes(encodeTypedCode(code, table), bytes) !== 0)
    throw malformed('content')
}

/** Returns whether the terms fit into the longest code. */
export function fitsCode(terms: TypedTerms, table: Table): boolean {
  return sizeFor(bitsOf(terms, table)) !== undefined
}

/** Returns whether a code can express this time of issue. */
export function canEncodeIssue(at: number): boolean {
  return isWithin(at, BITS.at)
}

/** Returns whether a code can express this end of a license. */
export function canEncodeEnd(from: Pick<TypedTerms, 'issuedAt'>, end: number): boolean {
  return endForm(from, end) !== undefined
}

/** Returns whether a code can express this end of maintenance. */
export function canEncodeCover(until: number): boolean {
  return isDay(until) || isWithin(until, BITS.at)
}

/** Reads a code without a kit: all terms except the features. Error: typed-code-malformed. */
export function glanceAtTypedCode(bytes: Uint8Array): SpokenTerms {
  const { bits, size } = openCode(bytes)
  const terms = readTerms(bits)
  if (!terms.hasFeatures) {
    const code = { terms: { ...terms, features: NO_FEATURES }, signature: signatureIn(bytes, size) }
    requireCanonical(code, [], bytes)
  }
  return terms
}

/** Names a kit, for errors. */
export interface KitName {
  readonly productId: string
  readonly sequence: number
}

const NO_FEATURES: License['features'] = new Map()

/** Reads the size of a code; `bits` is positioned after it. */
function openCode(bytes: Uint8Array): { readonly bits: BitReader; readonly size: number } {
  const bits = bitReader(bytes)
  let size = 0
  if (bits.flag()) {
    if (bits.flag()) throw malformed('version')
    size = bits.take(BITS.size) + 1
  }
  if (bytes.length !== TYPED_CODE_BYTES[size]) throw malformed('content')
  return { bits, size }
}

function signatureIn(bytes: Uint8Array, size: number): Uint8Array {
  const bits = bitReader(bytes)
  for (let at = 0; at < (TERMS_BITS[size] as number); at++) bits.take(1)
  return bits.bytes(SIGNATURE_BYTES)
}

function readFeatures(bits: BitReader, table: Table, { productId, sequence }: KitName): License['features'] {
  const check = bits.take(TABLE_CHECK_BITS)
  if (table.length === 0 || check !== tableCheck(table))
    throw new AirlatchError('typed-other-kit', { product: productId, kit: sequence })
  return takeFeatures(bits, table)
}

/** Returns the first size that has room; undefined if none has. */
function sizeFor({ length }: BitWriter): number | undefined {
  const size = TERMS_BITS.findIndex((bits, i) => length + (i === 0 ? 1 : BITS.form + BITS.size) <= bits)
  return size < 0 ? undefined : size
}

function copyBits(from: BitWriter, to: BitWriter): void {
  const bits = bitReader(from.finish(Math.ceil(from.length / 8)))
  for (let at = 0; at < from.length; at++) to.put(bits.take(1), 1)
}

function malformed(problem: 'version' | 'content'): AirlatchError {
  return new AirlatchError('typed-code-malformed', { code: 'license', problem })
}

/** Returns the bits of the terms, without those of the size. */
function bitsOf(terms: TypedTerms, table: Table): BitWriter {
  const bits = bitWriter()
  bits.flag(terms.by === 'computer')
  // only one bit for the first activation, as most are
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
  bits.flag(terms.features.size > 0)
  if (terms.features.size > 0) {
    bits.put(tableCheck(table), TABLE_CHECK_BITS)
    putFeatures(bits, terms.features, table)
  }
  return bits
}

/** All terms except the features. */
export interface SpokenTerms extends Omit<TypedTerms, 'features'> {
  readonly hasFeatures: boolean
}

function readTerms(bits: BitReader): SpokenTerms {
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
    hasFeatures: bits.flag(),
  }
}

/** Returns the first form that can express the end: a day, days from the issue, or seconds from the issue. */
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
  if (form === undefined) throw new AirlatchError('bug', { problem: 'an end that codes cannot express' })
  bits.put(form, BITS.form)
  const term = expiresAt - issuedAt
  if (form === END.day) bits.put(dayOf(expiresAt), BITS.day)
  else if (form === END.days) bits.grouped(term / DAY_SECONDS - 1)
  else {
    // the number of bits, and all of them except the first, which is 1
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
  // a width of 0 is invalid; it is detected when the terms are encoded again
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

/** One bit if the product has no rule of its own. */
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
  throw malformed('content')
}

function putOptional(bits: BitWriter, value: number | undefined, least: number): void {
  bits.flag(value !== undefined)
  if (value !== undefined) bits.grouped(value - least)
}

function readOptional(bits: BitReader, least: number): number | undefined {
  return bits.flag() ? bits.grouped() + least : undefined
}

function isWithin(at: number, bits: number): boolean {
  return at >= EPOCH && at < EPOCH + 2 ** bits
}

/** Returns whether this is midnight in UTC, up to the year 2109. */
function isDay(at: number): boolean {
  return at % DAY_SECONDS === 0 && at >= EPOCH && dayOf(at) < 2 ** BITS.day
}

function dayOf(at: number): number {
  return (at - EPOCH) / DAY_SECONDS
}
