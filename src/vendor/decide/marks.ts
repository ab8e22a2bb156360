/**
 * Owns marks: numbers by which the ledger finds, among the thousands of activations that a key may have, the few that
 * may be the applicant's. An activation has a mark for each value by which the rule of seats (seat.ts) can recognise a
 * computer. If an applicant has no mark in common with an activation, it holds no seat of it, moves none, is no copy of
 * it, and had no seat there before. Marks are short, so strangers may share one; the rule compares the values
 * themselves.
 */
import { hash } from 'node:crypto'
import { HASH_BYTES } from '../../core/message/fingerprint.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import type { SeatApplicant } from './seat.ts'

/** A mark has 24 bits of the key, which keep the marks of a key together, followed by 28 bits of the value. */
const VALUE_BITS = 28
const VALUES = 2 ** VALUE_BITS
const VALUE_DIGITS = VALUE_BITS / 4

/** Ascending and unique; safe integers. */
export function marksOfActivation({
  keyId,
  bound,
  seen,
  computer,
  takenBy,
  installations,
}: Pick<
  Activation,
  'keyId' | 'bound' | 'seen' | 'computer' | 'takenBy' | 'installations'
>): readonly number[] {
  const { fingerprint = new Map(), counted = [] } = bound ?? {}
  const holding = counted.flatMap(kind => fingerprint.get(kind) ?? [])
  return marksOf(keyId, [...holding, ...seen.values()], [computer, takenBy, ...installations])
}

/**
 * Returns the marks of a `SeatApplicant`; a code has only its hash. Hashes of all kinds are used: those that do not
 * tell computers apart are in no activation's marks, and find nothing.
 */
export function marksOfApplicant(
  keyId: string,
  { fingerprint = new Map(), computer, installation }: Partial<SeatApplicant>,
): readonly number[] {
  return marksOf(keyId, [...fingerprint.values()], [computer, installation])
}

/** `hashes`: of one kind each; `names`: in hexadecimal. */
function marksOf(
  keyId: string,
  hashes: readonly Uint8Array[],
  names: readonly (string | undefined)[],
): readonly number[] {
  const ofKey = Number.parseInt(hash('sha256', keyId, 'hex').slice(0, 6), 16) * VALUES
  const marks = new Set<number>()
  for (const several of hashes)
    for (let at = 0; at < several.length; at += HASH_BYTES) marks.add(ofKey + valueAt(several, at))
  for (const name of names)
    if (name !== undefined) marks.add(ofKey + Number.parseInt(name.slice(0, VALUE_DIGITS), 16))
  return [...marks].sort((a, b) => a - b)
}

/** Returns the first 28 bits of a hash as a non-negative number. */
function valueAt(hashes: Uint8Array, at: number): number {
  const first = ((hashes[at] as number) << 24) | ((hashes[at + 1] as number) << 16)
  return (first | ((hashes[at + 2] as number) << 8) | (hashes[at + 3] as number)) >>> 4
}
