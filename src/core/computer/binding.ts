/**
 * Owns the one question that licenses rest on: is the computer that is read here the one that a binding names? The client
 * asks it of its license, the vendor of its seats, with this same function. SPEC.md (A seat is one computer) has the rule
 * and the proof: one binding is never held by two computers that have no counted reading in common, however it was forged.
 *
 * A binding is a fingerprint and the list of its kinds that count. Each counted kind weighs the same; a kind of several
 * values is split over them. A computer holds the binding when it shows more than half of the weight, or exactly half
 * together with the first reading: the smallest hash of the lowest counted kind. What is not read scores nothing, so hiding
 * readings never helps. Integers only, so that every runtime agrees.
 *
 *   {install-id: A, disk: B, adapter: C and D}, all counted; here A, C  ->  840 + 420 of 2520: exactly half, with A: holds
 */
import {
  type CountedFingerprint,
  type FingerprintClaim,
  HASH_BYTES,
  type ShareRule,
} from '../message/fingerprint.ts'
import { KINDS } from './reading.ts'
import { isWorkload, WORKLOAD } from './workload.ts'

/** The kinds that can count, in the order that settles a tie. A processor's model is shared, and never counts. */
export const COUNTED_KINDS: readonly number[] = [
  KINDS['install-id'],
  KINDS['system-uuid'],
  KINDS['board-serial'],
  KINDS['disk-serial'],
  KINDS['mac-address'],
]

/** What a kind weighs: the least common multiple of 1 to 8, so that any number of values divides it. */
const WEIGHT = 840

/** What a license is bound to, and a seat is held by. */
export interface Bound extends CountedFingerprint {
  /** A product's stricter rule: k of n of the weight, where 2k > n. Undefined: more than half, or half with the first. */
  readonly required?: ShareRule | undefined
}

/** The computer that is read. */
export interface PresentedComputer {
  /** All values that were read, of disks and adapters more than eight if there are more. */
  readonly fingerprint: FingerprintClaim
  /** Whether there is evidence of a virtual machine. */
  readonly virtual: boolean
}

/**
 * What became of a kind since the binding was made: every value is here; some are; other values are here; nothing of the
 * kind could be read; the binding has nothing of it.
 */
export type KindOutcome = 'same' | 'partly' | 'changed' | 'missing' | 'new'

export interface ComparedKind {
  readonly kind: number
  readonly outcome: KindOutcome
  readonly counts: boolean
}

/** Why the computer does not hold the binding. */
export type Fault =
  /** Too little of it is the same. */
  | 'too-few'
  /** Enough is the same, but it is a copy of a virtual machine: another system UUID, and no adapter of the binding. */
  | 'copy'
  /** It would be enough if what could not be read here were the same. */
  | 'not-read'

export interface Match {
  readonly ok: boolean
  readonly fault: Fault | undefined
  /** Every kind of either side, ascending. */
  readonly kinds: readonly ComparedKind[]
  /** What is the same, of `whole`; in units of 1/840 of a kind. */
  readonly score: number
  readonly whole: number
}

/** Compares what is read here with a binding. Pure; linear in the values that are read, as a binding has eight of a kind. */
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

/** Whether the computer that is read is the one that the binding names. */
export function holds(bound: Bound, here: PresentedComputer): boolean {
  const score = scoreOf(bound, here)
  return isEnough(bound, score, WEIGHT * bound.counted.length, hasFirst(bound, here)) && !isCopy(bound, here)
}

/** What is the same of what counts, in units of 1/840 of a kind. */
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
  const hidden = bound.counted.filter(kind => !here.fingerprint.has(kind))
  if (hidden.length === 0 || isCopy(bound, here)) return 'too-few'
  const first = hidden[0] === bound.counted[0] || hasFirst(bound, here)
  return isEnough(bound, score + WEIGHT * hidden.length, whole, first) ? 'not-read' : 'too-few'
}

function isEnough({ required }: Bound, score: number, whole: number, first: boolean): boolean {
  if (required !== undefined) return score * required.n >= required.k * whole
  return 2 * score > whole || (2 * score === whole && first)
}

/** The smallest hash of the lowest counted kind: it decides between two halves, which cannot both have it. */
function hasFirst({ fingerprint, counted }: Bound, here: PresentedComputer): boolean {
  const [lowest] = counted
  if (lowest === undefined) return false
  const before = fingerprint.get(lowest)
  const now = here.fingerprint.get(lowest)
  return before !== undefined && now !== undefined && hasHash(now, before, 0)
}

/**
 * A virtual machine that was copied: hypervisors give a copy another UUID and other addresses, while its disk and its
 * machine-id stay. The UUID may be one that does not count, and still gives the copy away.
 */
export function isCopy({ fingerprint }: Pick<Bound, 'fingerprint'>, here: PresentedComputer): boolean {
  if (!here.virtual) return false
  const before = fingerprint.get(KINDS['system-uuid'])
  const now = here.fingerprint.get(KINDS['system-uuid'])
  if (before === undefined || now === undefined || isSameHash(before, 0, now, 0)) return false
  return sharedValues(fingerprint, here.fingerprint, [KINDS['mac-address']]) === 0
}

/** How many values of these kinds both have. */
export function sharedValues(a: FingerprintClaim, b: FingerprintClaim, kinds: readonly number[]): number {
  return kinds.reduce((sum, kind) => sum + sharedHashes(a.get(kind), b.get(kind)), 0)
}

/** How many of the hashes are among the others. */
function sharedHashes(hashes: Uint8Array | undefined, others: Uint8Array | undefined): number {
  if (hashes === undefined || others === undefined) return 0
  let shared = 0
  for (let at = 0; at < hashes.length; at += HASH_BYTES) if (hasHash(others, hashes, at)) shared++
  return shared
}

/** Whether one of the hashes is the one that begins at `at` in `wanted`. */
function hasHash(hashes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  for (let from = 0; from < hashes.length; from += HASH_BYTES)
    if (isSameHash(hashes, from, wanted, at)) return true
  return false
}

function isSameHash(a: Uint8Array, from: number, b: Uint8Array, at: number): boolean {
  for (let i = 0; i < HASH_BYTES; i++) if (a[from + i] !== b[at + i]) return false
  return true
}

/** The values of one kind, ascending, as text: 8 bytes each in Latin-1. */
export function valuesOf(fingerprint: FingerprintClaim, kind: number): readonly string[] {
  const hashes = fingerprint.get(kind)
  if (hashes === undefined) return []
  return Array.from({ length: hashes.length / HASH_BYTES }, (_, i) =>
    String.fromCharCode(...hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
  )
}

/** The bytes of such values, one after the other. */
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
 * What of a request is taken: a workload, when it shows nothing else; else the six kinds that this version knows, and
 * which of them count. A request may only leave the system UUID and the board's serial number aside, which not every
 * account can read; other kinds that it shows count. `counted` may be empty: then there is nothing that a license could be
 * bound to.
 */
export function boundOf(shown: FingerprintClaim, asked: readonly number[]): CountedFingerprint {
  if (isWorkload(shown)) return { fingerprint: shown, counted: [WORKLOAD] }
  const known: readonly number[] = Object.values(KINDS)
  const fingerprint = new Map([...shown].filter(([kind]) => known.includes(kind)))
  const counted = COUNTED_KINDS.filter(
    kind => fingerprint.has(kind) && (asked.includes(kind) || !MAY_BE_LEFT_ASIDE.includes(kind)),
  )
  return { fingerprint, counted }
}

const MAY_BE_LEFT_ASIDE: readonly number[] = [KINDS['system-uuid'], KINDS['board-serial']]

/** Fewer kinds than these that every account can read would let one changed part lock a service account out. */
const OPEN_KINDS = 3

/**
 * Which of its kinds a client asks to count: those that every account of this computer can read, when there are three or
 * more or when the license is to be good for every account; else all, also those that only an administrator reads.
 */
export function countedKinds(
  read: Iterable<number>,
  isOpen: (kind: number) => boolean,
  everyAccount: boolean,
): readonly number[] {
  const all = COUNTED_KINDS.filter(kind => new Set(read).has(kind))
  const open = all.filter(isOpen)
  return open.length >= OPEN_KINDS || (open.length > 0 && everyAccount) ? open : all
}
