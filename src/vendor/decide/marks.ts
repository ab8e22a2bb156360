/**
 * Owns marks: numbers by which the ledger finds, among the thousands of activations that a key may have, the few that an
 * applicant may be. An activation has one for each value by which the rule of seats (seat.ts) can recognise a computer. An
 * applicant with which it has none in common is a stranger to it: it holds no seat of it, moves none, is no copy of it and
 * had no seat there before. Marks are short, so that strangers may share one; the rule compares the values themselves.
 */
import { hash } from 'node:crypto'
import { HASH_BYTES } from '../../core/message/fingerprint.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import type { SeatApplicant } from './seat.ts'

/** A mark has 24 bits of the key, which keep all of a key together, and behind them 28 of the value. */
const VALUE_BITS = 28
const VALUES = 2 ** VALUE_BITS
const VALUE_DIGITS = VALUE_BITS / 4

/** Ascending, each once; safe integers. */
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
 * By `SeatApplicant`, of which a code says the hash alone. Hashes of all kinds: those that tell no computers apart are in
 * no activation's marks, and find nothing.
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

/** The first 28 bits of a hash, as a number that is not negative. */
function valueAt(hashes: Uint8Array, at: number): number {
  const first = ((hashes[at] as number) << 24) | ((hashes[at + 1] as number) << 16)
  return (first | ((hashes[at + 2] as number) << 8) | (hashes[at + 3] as number)) >>> 4
}
