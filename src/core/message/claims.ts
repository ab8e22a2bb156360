/**
 * Owns reading and writing the claims of a payload: one CBOR map with registered claims and one map of our own.
 * Reading reports every bad claim, not the first, and refuses claims that the message does not define.
 */
import { type CborKey, type CborMap, type CborValue, decodeCbor, encodeCbor } from '../bytes/cbor.ts'
import type { MessageName } from '../cose/labels.ts'
import { AirlatchError } from '../errors.ts'
import type { ClaimExpected, ClaimProblem, PlainClaim } from '../problems.ts'
import { AIRLATCH_CLAIMS, CLAIM, type ClaimName, OWN, type OwnName } from './labels.ts'
import { isProductId } from './names.ts'

/** Limits in UTF-8 bytes; SPEC.md states the same. */
export const TEXT_LIMITS = { name: 64, userData: 65_536, path: 1024 } as const
/** The latest time, in seconds since 1970: the end of the year 9999, as far as dates are written with four digits. */
export const LATEST_TIME = 253_402_300_800

type Name = ClaimName | OwnName

/** What a message says: registered claims and our own, by name. Absent ones are left out. */
export type ClaimValues = { readonly [name in Name]?: CborValue | undefined }

/** The payload of a message, in deterministic CBOR. */
export function encodeClaims(values: ClaimValues): Uint8Array {
  const claims = new Map<number, CborValue>()
  const own = new Map<number, CborValue>()
  for (const name of Object.keys(values) as Name[]) {
    const value = values[name]
    if (value === undefined) continue
    if (name in CLAIM) claims.set(CLAIM[name as ClaimName], value)
    else own.set(OWN[name as OwnName], value)
  }
  if (own.size > 0) claims.set(AIRLATCH_CLAIMS, own)
  return encodeCbor(claims)
}

/** Takes typed claims out of a payload, one call each; `finish` throws when any of them was bad. */
export class ClaimReader {
  readonly #message: MessageName
  readonly #claims: CborMap
  readonly #own: CborMap
  readonly #problems: ClaimProblem[] = []
  /** Keys of claims that are there and were asked for, some more than once. */
  readonly #asked: CborKey[] = [AIRLATCH_CLAIMS]
  readonly #askedOwn: CborKey[] = []

  constructor(message: MessageName, claims: CborMap, own: CborMap) {
    this.#message = message
    this.#claims = claims
    this.#own = own
  }

  text(name: Name, mostBytes: number): string {
    return this.#required(name, this.optionalText(name, mostBytes), '')
  }

  optionalText(name: Name, mostBytes: number): string | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    if (typeof value === 'string' && value !== '' && utf8Length(value) <= mostBytes) return value
    this.problem(name, { expected: 'text', most: mostBytes })
    return undefined
  }

  integer(name: Name, least?: number): number {
    return this.#required(name, this.optionalInteger(name, least), 0)
  }

  optionalInteger(name: Name, least = 0): number | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    const integer = safeInteger(value)
    if (integer === undefined || integer < least) this.problem(name, { expected: 'integer', least })
    return integer
  }

  /** Seconds since 1970, until LATEST_TIME. */
  time(name: Name): number {
    return this.#required(name, this.optionalTime(name), 0)
  }

  optionalTime(name: Name): number | undefined {
    const at = this.optionalInteger(name)
    if (at === undefined || at <= LATEST_TIME) return at
    this.problem(name, 'time')
    return undefined
  }

  bytes(name: Name, length: number): Uint8Array {
    const value = this.raw(name)
    if (value instanceof Uint8Array && value.length === length) return value
    this.problem(name, { expected: 'bytes', length })
    return new Uint8Array(length)
  }

  /** False is said by leaving the claim out, so that one meaning has one encoding. */
  flag(name: Name): boolean {
    const value = this.raw(name)
    if (value !== undefined && value !== true) this.problem(name, 'true-or-nothing')
    return value === true
  }

  /** `aud`, as a product id (names.ts). */
  productId(): string {
    const value = this.text('aud', TEXT_LIMITS.name)
    if (value !== '' && !isProductId(value)) this.problem('aud', 'product-id')
    return value
  }

  /** The value as it stands; `undefined` when absent. The caller reports what is wrong with `problem`. */
  raw(name: Name): CborValue | undefined {
    if (name in CLAIM) return taken(CLAIM[name as ClaimName], this.#claims, this.#asked)
    return taken(OWN[name as OwnName], this.#own, this.#askedOwn)
  }

  problem(name: Name, expected: PlainClaim | ClaimExpected): void {
    this.#problems.push({ claim: name, ...(typeof expected === 'string' ? { expected } : expected) })
  }

  /** Error: claims-malformed {message, problems}, naming every bad, missing or unknown claim. */
  finish(): void {
    const problems = this.#problems
    const note = (key: CborKey, own: boolean) => problems.push({ unknown: `${key}`, own })
    for (const key of this.#claims.keys()) if (!this.#asked.includes(key)) note(key, false)
    for (const key of this.#own.keys()) if (!this.#askedOwn.includes(key)) note(key, true)
    if (problems.length > 0) throw malformed(this.#message, problems)
  }

  #required<T>(name: Name, value: T | undefined, fallback: T): T {
    if (value === undefined && this.raw(name) === undefined) this.problem(name, 'present')
    return value ?? fallback
  }
}

/** The value of a key, which is noted as one that was asked for if it is there. */
function taken(key: number, claims: CborMap, asked: CborKey[]): CborValue | undefined {
  const value = claims.get(key)
  if (value !== undefined) asked.push(key)
  return value
}

/** Error: claims-malformed when the payload is no map of claims at all; those of decodeCbor. */
export function readClaims(message: MessageName, payload: Uint8Array): ClaimReader {
  const claims = decodeCbor(payload)
  if (!(claims instanceof Map)) throw malformed(message, [{ expected: 'map-of-claims' }])
  const own = (claims as CborMap).get(AIRLATCH_CLAIMS)
  // a map of none is said by leaving it out
  if (own !== undefined && !(own instanceof Map && own.size > 0))
    throw malformed(message, [{ claim: `${AIRLATCH_CLAIMS}`, expected: 'map-of-claims' }])
  return new ClaimReader(message, claims as CborMap, (own ?? new Map()) as CborMap)
}

/** Integers as JavaScript numbers; undefined for anything else and beyond 2^53 - 1. */
export function safeInteger(value: CborValue | undefined): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'bigint' && value <= Number.MAX_SAFE_INTEGER ? Number(value) : undefined
}

/** Bytes of well-formed text in UTF-8. Counted, as encoding every text of a license only to measure it costs time. */
export function utf8Length(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // a surrogate is one half of a pair, and a pair is four bytes
    if (unit >= 0x80) length += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2
  }
  return length
}

/** Whether messages can carry the text: no half surrogate pair, no byte order mark in front (bytes/cbor.ts). */
export function isEncodable(text: string): boolean {
  return text.isWellFormed() && !text.startsWith('\ufeff')
}

function malformed(message: MessageName, problems: readonly ClaimProblem[]): AirlatchError {
  return new AirlatchError('claims-malformed', { message, problems })
}
