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

/** Compares what is read here with a binding. Pure; linear in the number of values. */
export function matchBinding(bound: Bound, here: PresentedComputer): Match {
  const { fingerprint, counted } = bound
  const numbers = [...new Set([...fingerprint.keys(), ...here.fingerprint.keys()])].sort((a, b) => a - b)
  let score = 0
  let hidden = 0
  const kinds = numbers.map((kind): ComparedKind => {
    const counts = counted.includes(kind)
    const before = valuesOf(fingerprint, kind)
    const now = new Set(valuesOf(here.fingerprint, kind))
    const same = before.filter(value => now.has(value)).length
    if (counts && now.size === 0) hidden += WEIGHT
    if (counts) score += (WEIGHT / before.length) * same
    return { kind, counts, outcome: outcomeOf(before.length, now.size, same) }
  })
  const whole = WEIGHT * counted.length
  const fault = faultOf(bound, here, score, hidden, whole)
  return { ok: fault === undefined, fault, kinds, score, whole }
}

/** Whether the computer that is read is the one that the binding names. */
export function holds(bound: Bound, here: PresentedComputer): boolean {
  return matchBinding(bound, here).ok
}

function faultOf(
  bound: Bound,
  here: PresentedComputer,
  score: number,
  hidden: number,
  whole: number,
): Fault | undefined {
  if (isEnough(bound, score, whole, hasFirst(bound, here))) return isCopy(bound, here) ? 'copy' : undefined
  if (hidden === 0 || isCopy(bound, here)) return 'too-few'
  const [lowest] = bound.counted
  const firstIsHidden = lowest !== undefined && !here.fingerprint.has(lowest)
  return isEnough(bound, score + hidden, whole, firstIsHidden || hasFirst(bound, here))
    ? 'not-read'
    : 'too-few'
}

function isEnough({ required }: Bound, score: number, whole: number, first: boolean): boolean {
  if (required !== undefined) return score * required.n >= required.k * whole
  return 2 * score > whole || (2 * score === whole && first)
}

/** The smallest hash of the lowest counted kind: it decides between two halves, which cannot both have it. */
function hasFirst({ fingerprint, counted }: Bound, here: PresentedComputer): boolean {
  const [lowest] = counted
  if (lowest === undefined) return false
  const [first] = valuesOf(fingerprint, lowest)
  return first !== undefined && valuesOf(here.fingerprint, lowest).includes(first)
}

/**
 * A virtual machine that was copied: hypervisors give a copy another UUID and other addresses, while its disk and its
 * machine-id stay. The UUID may be one that does not count, and still gives the copy away.
 */
export function isCopy({ fingerprint }: Pick<Bound, 'fingerprint'>, here: PresentedComputer): boolean {
  const [before] = valuesOf(fingerprint, KINDS['system-uuid'])
  const [now] = valuesOf(here.fingerprint, KINDS['system-uuid'])
  if (!here.virtual || before === undefined || now === undefined || before === now) return false
  return sharedValues(fingerprint, here.fingerprint, [KINDS['mac-address']]) === 0
}

/** How many values of these kinds both have. */
export function sharedValues(a: FingerprintClaim, b: FingerprintClaim, kinds: readonly number[]): number {
  return kinds.reduce((sum, kind) => {
    const values = new Set(valuesOf(b, kind))
    return sum + valuesOf(a, kind).filter(value => values.has(value)).length
  }, 0)
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

function outcomeOf(before: number, now: number, same: number): KindOutcome {
  if (before === 0) return 'new'
  if (now === 0) return 'missing'
  if (same === before) return 'same'
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
