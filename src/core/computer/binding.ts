/**
 * Owns the question on which licenses rest: is this computer the one that a binding names? The client asks it about its
 * license and the vendor about its seats, with this same function. SPEC.md (A seat is one computer) has the rule and
 * the proof: two computers that share no counted reading never hold the same binding, however it was forged.
 *
 * A binding is a fingerprint and the list of its kinds that are counted. All counted kinds have the same weight, which
 * a kind with several values divides among them. A computer holds the binding if it has more than half of the total
 * weight, or exactly half including the first reading: the smallest hash of the lowest counted kind. Readings that are
 * missing score nothing, so hiding readings never helps. Integers only, so that all runtimes agree.
 *
 *     {install-id: A, disk: B, adapter: C and D}, all counted; here A, C  ->  840 + 420 of 2520: half, with A: holds
 */
import {
  type CountedFingerprint,
  type FingerprintClaim,
  HASH_BYTES,
  type ShareRule,
} from '../message/fingerprint.ts'
import { KINDS } from './reading.ts'
import { isWorkload, WORKLOAD } from './workload.ts'

/** Kinds that can be counted, in the order that settles a tie. Processor models are shared, and are never counted. */
export const COUNTED_KINDS: readonly number[] = [
  KINDS['install-id'],
  KINDS['system-uuid'],
  KINDS['board-serial'],
  KINDS['disk-serial'],
  KINDS['mac-address'],
]

/** The weight of a kind: the least common multiple of 1 to 8, so that it can be divided by any number of values. */
const WEIGHT = 840

/** A binding: what a license is bound to, and what holds a seat. */
export interface Bound extends CountedFingerprint {
  /** A product's stricter rule: k of n of the weight, 2k > n. Undefined: more than half, or half with the first. */
  readonly required?: ShareRule | undefined
}

/** The computer whose readings are compared with a binding. */
export interface PresentedComputer {
  /** All values that were read, even if a kind has more than eight. */
  readonly fingerprint: FingerprintClaim
  /** Whether there is evidence of a virtual machine. */
  readonly virtual: boolean
}

/**
 * What happened to a kind since the binding was made. `same`: all its values are here; `partly`: some are; `changed`:
 * only other values are; `missing`: nothing of the kind could be read; `new`: the binding does not have the kind.
 */
export type KindOutcome = 'same' | 'partly' | 'changed' | 'missing' | 'new'

export interface ComparedKind {
  readonly kind: number
  readonly outcome: KindOutcome
  readonly counts: boolean
}

/** Why the computer does not hold the binding. */
export type Fault =
  /** Too little is the same. */
  | 'too-few'
  /** Enough is the same, but it is a copy of a virtual machine: another system UUID, and no adapter of the binding. */
  | 'copy'
  /** It would be enough if the readings that are missing here were the same. */
  | 'not-read'

export interface Match {
  readonly ok: boolean
  readonly fault: Fault | undefined
  /** Every kind of either side, in ascending order. */
  readonly kinds: readonly ComparedKind[]
  /** The weight of what is the same, out of `whole`, in units of 1/840 of a kind. */
  readonly score: number
  readonly whole: number
}

/** Compares this computer's readings with a binding. Pure. Linear in the readings: a binding has at most 8 per kind. */
export function matchBinding(bound: Bound, here: PresentedComputer): Match {
  const { fingerprint, counted } = bound
  const numbers = [...new Set([...fingerprint.keys(), ...here.fingerprint.keys()])].sort((a, b) => a - b)
  const kinds = numbers.map(
    (kind): ComparedKind => ({
      kind,
      counts: counted.includes(kind),
      outcome: outcomeOf(fingerprint.get(kind), here.fingerprint.get(kind)),
    }),
  )
  const score = scoreOf(bound, here)
  const whole = WEIGHT * counted.length
  const fault = faultOf(bound, here, score, whole)
  return { ok: fault === undefined, fault, kinds, score, whole }
}

/** Returns whether this computer is the one that the binding names. */
export function holds(bound: Bound, here: PresentedComputer): boolean {
  const score = scoreOf(bound, here)
  return isEnough(bound, score, WEIGHT * bound.counted.length, hasFirst(bound, here)) && !isCopy(bound, here)
}

/** Returns the weight of the counted readings that are the same, in units of 1/840 of a kind. */
function scoreOf({ fingerprint, counted }: Bound, here: PresentedComputer): number {
  let score = 0
  for (const kind of counted) {
    const before = fingerprint.get(kind)
    if (before === undefined) continue
    score += (WEIGHT / (before.length / HASH_BYTES)) * sharedHashes(before, here.fingerprint.get(kind))
  }
  return score
}

function faultOf(bound: Bound, here: PresentedComputer, score: number, whole: number): Fault | undefined {
  if (isEnough(bound, score, whole, hasFirst(bound, here))) return isCopy(bound, here) ? 'copy' : undefined
  const missing = bound.counted.filter(kind => !here.fingerprint.has(kind))
  if (missing.length === 0 || isCopy(bound, here)) return 'too-few'
  const first = missing[0] === bound.counted[0] || hasFirst(bound, here)
  return isEnough(bound, score + WEIGHT * missing.length, whole, first) ? 'not-read' : 'too-few'
}

function isEnough({ required }: Bound, score: number, whole: number, first: boolean): boolean {
  if (required !== undefined) return score * required.n >= required.k * whole
  return 2 * score > whole || (2 * score === whole && first)
}

/** Returns whether the smallest hash of the lowest counted kind is here: of two halves, only one can have it. */
function hasFirst({ fingerprint, counted }: Bound, here: PresentedComputer): boolean {
  const [lowest] = counted
  if (lowest === undefined) return false
  const before = fingerprint.get(lowest)
  const now = here.fingerprint.get(lowest)
  return before !== undefined && now !== undefined && hasHash(now, before, 0)
}

/**
 * Returns whether this is a copied virtual machine: hypervisors give a copy another UUID and other MAC addresses, while
 * its disk and machine-id stay the same. Even a UUID that is not counted exposes the copy.
 */
export function isCopy({ fingerprint }: Pick<Bound, 'fingerprint'>, here: PresentedComputer): boolean {
  if (!here.virtual) return false
  const before = fingerprint.get(KINDS['system-uuid'])
  const now = here.fingerprint.get(KINDS['system-uuid'])
  if (before === undefined || now === undefined || isSameHash(before, 0, now, 0)) return false
  return sharedValues(fingerprint, here.fingerprint, [KINDS['mac-address']]) === 0
}

/** Returns how many values of these kinds both fingerprints have. */
export function sharedValues(a: FingerprintClaim, b: FingerprintClaim, kinds: readonly number[]): number {
  return kinds.reduce((sum, kind) => sum + sharedHashes(a.get(kind), b.get(kind)), 0)
}

/** Returns how many of the hashes are among the others. */
function sharedHashes(hashes: Uint8Array | undefined, others: Uint8Array | undefined): number {
  if (hashes === undefined || others === undefined) return 0
  let shared = 0
  for (let at = 0; at < hashes.length; at += HASH_BYTES) if (hasHash(others, hashes, at)) shared++
  return shared
}

/** Returns whether `hashes` has the hash that begins at offset `at` of `wanted`. */
function hasHash(hashes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  for (let from = 0; from < hashes.length; from += HASH_BYTES)
    if (isSameHash(hashes, from, wanted, at)) return true
  return false
}

function isSameHash(a: Uint8Array, from: number, b: Uint8Array, at: number): boolean {
  for (let i = 0; i < HASH_BYTES; i++) if (a[from + i] !== b[at + i]) return false
  return true
}

/** Returns the values of one kind in ascending order, as Latin-1 text of 8 characters each. */
export function valuesOf(fingerprint: FingerprintClaim, kind: number): readonly string[] {
  const hashes = fingerprint.get(kind)
  if (hashes === undefined) return []
  return Array.from({ length: hashes.length / HASH_BYTES }, (_, i) =>
    String.fromCharCode(...hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
  )
}

/** The inverse of `valuesOf`: the bytes of such values, concatenated. */
export function hashesOf(values: readonly string[]): Uint8Array {
  return Uint8Array.from(values.join(''), character => character.charCodeAt(0))
}

function outcomeOf(before: Uint8Array | undefined, now: Uint8Array | undefined): KindOutcome {
  if (before === undefined) return 'new'
  if (now === undefined) return 'missing'
  const same = sharedHashes(before, now)
  if (same * HASH_BYTES === before.length) return 'same'
  return same === 0 ? 'changed' : 'partly'
}

/**
 * Returns the binding that a request may have. For a workload that shows nothing else, it is the workload. Otherwise it
 * has the six kinds that this version knows, and those of them that are counted. A request can exclude only the system
 * UUID and the board's serial number, which not every account can read. If `counted` is empty, no license can be bound
 * to it.
 */
export function boundOf(claimed: FingerprintClaim, requested: readonly number[]): CountedFingerprint {
  if (isWorkload(claimed)) return { fingerprint: claimed, counted: [WORKLOAD] }
  const known: readonly number[] = Object.values(KINDS)
  const fingerprint = new Map([...claimed].filter(([kind]) => known.includes(kind)))
  const counted = COUNTED_KINDS.filter(
    kind => fingerprint.has(kind) && (requested.includes(kind) || !OPTIONAL_KINDS.includes(kind)),
  )
  return { fingerprint, counted }
}

const OPTIONAL_KINDS: readonly number[] = [KINDS['system-uuid'], KINDS['board-serial']]

/** With fewer kinds than this that every account can read, one changed part could lock out a service account. */
const MIN_READABLE = 3

/**
 * Returns the kinds that a client asks to have counted: those that every account of this computer can read, if there
 * are at least three or the license is to be valid for every account; otherwise all, including those for administrators
 * only.
 */
export function countedKinds(
  read: Iterable<number>,
  isReadableByAll: (kind: number) => boolean,
  everyAccount: boolean,
): readonly number[] {
  const all = COUNTED_KINDS.filter(kind => new Set(read).has(kind))
  const readable = all.filter(isReadableByAll)
  return readable.length >= MIN_READABLE || (readable.length > 0 && everyAccount) ? readable : all
}
