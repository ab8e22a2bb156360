/**
 * Owns reading and writing the claims of a payload: one CBOR map with registered claims, and in it one map with
 * Airlatch's own. Reading reports every bad claim, not only the first, and refuses claims that the message does not
 * define.
 */
import { type CborKey, type CborMap, type CborValue, decodeCbor, encodeCbor } from '../bytes/cbor.ts'
import type { MessageName } from '../cose/labels.ts'
import { AirlatchError } from '../errors.ts'
import type { ClaimExpected, ClaimProblem, PlainClaim } from '../problems.ts'
import { AIRLATCH_CLAIMS, CLAIM, type ClaimName, OWN, type OwnName } from './labels.ts'
import { isProductId } from './names.ts'

/** Limits in UTF-8 bytes; SPEC.md has the same. */
export const TEXT_LIMITS = { name: 64, userData: 65_536, path: 1024 } as const
/** The latest time, in seconds since 1970: the end of the year 9999, because dates have four-digit years. */
export const LATEST_TIME = 253_402_300_800

type Name = ClaimName | OwnName

/** The claims of a message, registered ones and Airlatch's own, by name. Absent claims are left out. */
export type ClaimValues = { readonly [name in Name]?: CborValue | undefined }

/** Returns the payload of a message in deterministic CBOR. */
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

/** Reads typed claims from a payload, one per call. `finish` throws if any of them was bad. */
export class ClaimReader {
  readonly #message: MessageName
  readonly #claims: CborMap
  readonly #own: CborMap
  readonly #problems: ClaimProblem[] = []
  /** Keys of the claims present that were read, possibly more than once. */
  readonly #read: CborKey[] = [AIRLATCH_CLAIMS]
  readonly #readOwn: CborKey[] = []

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

  /** Seconds since 1970, up to LATEST_TIME. */
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

  /** Reads a flag. False is encoded by omitting the claim, so that each meaning has only one encoding. */
  flag(name: Name): boolean {
    const value = this.raw(name)
    if (value !== undefined && value !== true) this.problem(name, 'true-or-nothing')
    return value === true
  }

  /** Reads `aud` as a product id (names.ts). */
  productId(): string {
    const value = this.text('aud', TEXT_LIMITS.name)
    if (value !== '' && !isProductId(value)) this.problem('aud', 'product-id')
    return value
  }

  /** Returns the undecoded value; undefined if absent. The caller checks it, and calls `problem` if it is bad. */
  raw(name: Name): CborValue | undefined {
    if (name in CLAIM) return readKey(CLAIM[name as ClaimName], this.#claims, this.#read)
    return readKey(OWN[name as OwnName], this.#own, this.#readOwn)
  }

  problem(name: Name, expected: PlainClaim | ClaimExpected): void {
    this.#problems.push({ claim: name, ...(typeof expected === 'string' ? { expected } : expected) })
  }

  /** Checks that no claim was bad, missing or unknown. Error: claims-malformed {message, problems}, naming all. */
  finish(): void {
    const problems = this.#problems
    const addUnknown = (key: CborKey, own: boolean) => problems.push({ unknown: `${key}`, own })
    for (const key of this.#claims.keys()) if (!this.#read.includes(key)) addUnknown(key, false)
    for (const key of this.#own.keys()) if (!this.#readOwn.includes(key)) addUnknown(key, true)
    if (problems.length > 0) throw malformed(this.#message, problems)
  }

  #required<T>(name: Name, value: T | undefined, fallback: T): T {
    if (value === undefined && this.raw(name) === undefined) this.problem(name, 'present')
    return value ?? fallback
  }
}

/** Returns the value of a key, and adds the key to `read` if it is present. */
function readKey(key: number, claims: CborMap, read: CborKey[]): CborValue | undefined {
  const value = claims.get(key)
  if (value !== undefined) read.push(key)
  return value
}

/** Begins to read a payload. Errors: claims-malformed, if it is not a map of claims at all; those of decodeCbor. */
export function readClaims(message: MessageName, payload: Uint8Array): ClaimReader {
  const claims = decodeCbor(payload)
  if (!(claims instanceof Map)) throw malformed(message, [{ expected: 'map-of-claims' }])
  const own = (claims as CborMap).get(AIRLATCH_CLAIMS)
  // an empty map must be omitted
  if (own !== undefined && !(own instanceof Map && own.size > 0))
    throw malformed(message, [{ claim: `${AIRLATCH_CLAIMS}`, expected: 'map-of-claims' }])
  return new ClaimReader(message, claims as CborMap, (own ?? new Map()) as CborMap)
}

/** Returns an integer as a `number`; undefined for anything else and beyond 2^53 - 1. */
export function safeInteger(value: CborValue | undefined): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'bigint' && value <= Number.MAX_SAFE_INTEGER ? Number(value) : undefined
}

/** Returns the UTF-8 length in bytes of a well-formed text. Faster than encoding it, for every text of a license. */
export function utf8Length(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // each of two surrogates counts as two bytes, because a pair has four
    if (unit >= 0x80) length += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2
  }
  return length
}

/** Returns whether messages can carry the text: no lone surrogate, no byte order mark at its start (bytes/cbor.ts). */
export function isEncodable(text: string): boolean {
  return text.isWellFormed() && !text.startsWith('\ufeff')
}

function malformed(message: MessageName, problems: readonly ClaimProblem[]): AirlatchError {
  return new AirlatchError('claims-malformed', { message, problems })
}
