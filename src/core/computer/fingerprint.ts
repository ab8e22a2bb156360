/**
 * Owns the fingerprint: the hashes of a computer's readings by kind, and the rule by which two fingerprints are the
 * same computer. Knows no operating system and no node:*, so that a page in a browser can match as well.
 *
 * A hash is the first 8 bytes of HMAC-SHA-256 (RFC 2104) with the product's id as the key, over the kind as one byte,
 * a zero byte and the value in UTF-8. Serials do not leave the site, and two products cannot compare notes. It is no
 * secret, though: who knows a product id and a MAC address can compute its hash, so a short space can be searched.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { compareBytes } from '../bytes/cbor.ts'
import { type FingerprintClaim, HASH_BYTES, MOST_HASHES } from '../message/fingerprint.ts'
import { KINDS, type Reading } from './reading.ts'

/** By the number of the kind: its hashes, 8 bytes each, concatenated in bytewise order; 1 to 8 of them, all different. */
export type Fingerprint = FingerprintClaim

/**
 * The fingerprint of (normalised) readings for one product; their order and repetitions do not matter.
 * Of more than eight values of a kind the eight with the smallest hashes are kept: both sides keep the same ones
 * without a word, and one added disk displaces one hash at the most.
 */
export function fingerprintOf(productId: string, readings: Iterable<Reading>): Fingerprint {
  const utf8 = new TextEncoder()
  const keyed = hmac.create(sha256, utf8.encode(productId))
  const hashes = new Map<number, Uint8Array[]>()
  for (const { kind, value } of readings) {
    const number = KINDS[kind]
    const message = Uint8Array.of(number, 0, ...utf8.encode(value))
    const hash = keyed.clone().update(message).digest().subarray(0, HASH_BYTES)
    hashes.set(number, [...(hashes.get(number) ?? []), hash])
  }
  const kinds = [...hashes.keys()].sort((a, b) => a - b)
  return new Map(kinds.map(kind => [kind, concatenated(hashes.get(kind) as Uint8Array[])]))
}

function concatenated(hashes: readonly Uint8Array[]): Uint8Array {
  const sorted = hashes
    .toSorted(compareBytes)
    .filter((hash, i, all) => i === 0 || compareBytes(hash, all[i - 1] as Uint8Array) !== 0)
  return Uint8Array.from(sorted.slice(0, MOST_HASHES).flatMap(hash => [...hash]))
}

/** How many kinds must be the same (`k`) of how many in the best case (`n`): a product's setting. */
export interface MatchRule {
  readonly k: number
  readonly n: number
}

/** Four of the six kinds: a new disk and a new network card are still the same computer, a third part is not. */
export const DEFAULT_MATCH_RULE: MatchRule = { k: 4, n: Object.keys(KINDS).length }

/**
 * Scales a product's rule to the kinds that were read on this computer: ceil(k * kindsRead / n), at least 1 and at
 * most `kindsRead`. This number goes into the license beside the fingerprint.
 */
export function requiredOf(rule: MatchRule, kindsRead: number): number {
  return Math.min(kindsRead, Math.max(1, Math.ceil((rule.k * kindsRead) / rule.n)))
}

/**
 * What became of a kind since the license was bound: still a value in common; other values; not to be read here
 * (another user, no root, Wi-Fi off); only to be read here.
 */
export type Outcome = 'same' | 'changed' | 'missing' | 'new'

/**
 * Why two fingerprints are not the same computer: too few kinds are the same; or what is the same is shared by many
 * computers (a processor's name, an address that hypervisors give to each of their machines).
 */
export type Fault = 'too-few' | 'too-common'

export interface Match {
  readonly ok: boolean
  readonly fault: Fault | undefined
  /** Every kind of either fingerprint, ascending. */
  readonly kinds: readonly { readonly kind: number; readonly outcome: Outcome }[]
  readonly counts: Readonly<Record<Outcome, number>>
  /** So many of the `same + changed` kinds that could be compared had to be the same. */
  readonly needed: number
  /** `required` of the `bound` kinds had to be the same, as the license says. */
  readonly required: number
  readonly bound: number
}

/**
 * Whether the computer `here` is the one that a license was bound to. With n kinds bound, it is when
 * - same >= ceil(required * (same + changed) / n): the share of the readable kinds that are the same is at least
 *   required / n; a missing kind is neutral, so running as another user does not change the verdict; and
 * - same >= max(1, ceil(3 * required / 4)): three quarters of the required kinds must really be seen, so hiding does not pass
 *   (4 of 6 still holds without root, when two are not readable and one of the others has changed); and
 * - a kind of the computer's own is the same, that is any but address and processor, also one that a newer version may
 *   know; or none could be compared, and a MAC address is the same. So two virtual machines of
 *   one address on one model of processor are two computers, and a processor's name never decides alone.
 * A kind with several values is the same when one value is shared. Integers only: every runtime agrees.
 */
export function matchFingerprint(bound: Fingerprint, required: number, here: Fingerprint): Match {
  const counts = { same: 0, changed: 0, missing: 0, new: 0 }
  let ownSame = 0
  let ownChanged = 0
  let macIsSame = false
  const numbers = [...new Set([...bound.keys(), ...here.keys()])].sort((a, b) => a - b)
  const kinds = numbers.map(kind => {
    const outcome = outcomeOf(bound.get(kind), here.get(kind))
    counts[outcome]++
    if (kind === KINDS['mac-address']) macIsSame = outcome === 'same'
    else if (kind !== KINDS['cpu-model']) {
      if (outcome === 'same') ownSame++
      else if (outcome === 'changed') ownChanged++
    }
    return { kind, outcome }
  })
  const { same, changed } = counts
  const share = Math.ceil((required * (same + changed)) / Math.max(1, bound.size))
  const needed = Math.max(1, share, Math.ceil((3 * required) / 4))
  const told = ownSame > 0 || (ownChanged === 0 && macIsSame)
  const fault = same < needed ? 'too-few' : told ? undefined : 'too-common'
  return { ok: fault === undefined, fault, kinds, counts, needed, required, bound: bound.size }
}

function outcomeOf(bound: Uint8Array | undefined, here: Uint8Array | undefined): Outcome {
  if (bound === undefined) return 'new'
  if (here === undefined) return 'missing'
  return sharesHash(bound, here) ? 'same' : 'changed'
}

/** Compared where they stand: a list of views for each kind costs a host more than all other rules together. */
function sharesHash(bound: Uint8Array, here: Uint8Array): boolean {
  for (let at = 0; at < bound.length; at += HASH_BYTES)
    for (let other = 0; other < here.length; other += HASH_BYTES)
      if (isSameHash(bound, at, here, other)) return true
  return false
}

function isSameHash(bound: Uint8Array, at: number, here: Uint8Array, other: number): boolean {
  for (let i = 0; i < HASH_BYTES; i++) if (bound[at + i] !== here[other + i]) return false
  return true
}
