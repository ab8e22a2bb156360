/**
 * Owns marks: numbers by which the ledger finds, among the thousands of activations that a key may have, the few that an
 * applicant may be. An activation has one for each value by which the rule of seats (seat.ts) can recognise a computer. An
 * applicant with which it has none in common is a stranger to it: it holds no seat of it, moves none, is no copy of it and
 * had no seat there before. Marks are short, so that strangers may share one; the rule compares the values themselves.
 */
import { hash } from 'node:crypto'
import { type FingerprintClaim, HASH_BYTES } from '../../core/message/fingerprint.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import type { SeatApplicant } from './seat.ts'

/** A mark has 24 bits of the key, which keep all of a key together, and behind them 28 of the value. */
const VALUE_DIGITS = 7
const VALUES = 16 ** VALUE_DIGITS

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
  const holding = new Map([...fingerprint].filter(([kind]) => counted.includes(kind)))
  return marksOf(keyId, [holding, seen], [computer, takenBy, ...installations])
}

/** By `SeatApplicant`, of which a code says the hash alone. */
export function marksOfApplicant(
  keyId: string,
  { fingerprint = new Map(), computer, installation }: Partial<SeatApplicant>,
): readonly number[] {
  return marksOf(keyId, [fingerprint], [computer, installation])
}

/** `names`: in hexadecimal. */
function marksOf(
  keyId: string,
  fingerprints: readonly FingerprintClaim[],
  names: readonly (string | undefined)[],
): readonly number[] {
  const ofKey = Number.parseInt(hash('sha256', keyId, 'hex').slice(0, 6), 16) * VALUES
  const values = [...fingerprints.flatMap(valuesIn), ...names.filter(name => name !== undefined)]
  const marks = values.map(value => ofKey + Number.parseInt(value.slice(0, VALUE_DIGITS), 16))
  return [...new Set(marks)].sort((a, b) => a - b)
}

/** In hexadecimal, of all kinds: those that tell no computers apart are in no activation's marks, and find nothing. */
function valuesIn(fingerprint: FingerprintClaim): readonly string[] {
  return [...fingerprint.values()].flatMap(hashes => {
    const digits = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.length).toString('hex')
    return Array.from({ length: hashes.length / HASH_BYTES }, (_, i) =>
      digits.slice(i * 2 * HASH_BYTES, (i + 1) * 2 * HASH_BYTES),
    )
  })
}
