/**
 * Owns the rule of which bindings a license may have. With a single kind, the first changed part would end the license;
 * two values of a kind that a computer has only once prove a forgery. The genuine client requests neither. So the
 * vendor checks incoming requests; and the client checks the request it kept, if the vendor knows that only by its
 * hash.
 */

import type { Coded } from '../errors.ts'
import { type CountedFingerprint, type FingerprintClaim, HASH_BYTES } from '../message/fingerprint.ts'
import { KINDS, MIN_KINDS, SINGLE_KINDS } from './reading.ts'
import { isWorkload, nameOfKind } from './workload.ts'

const SINGLE: readonly number[] = SINGLE_KINDS.map(kind => KINDS[kind])

/** Why a license cannot be bound to these readings: the vendor's refusal. */
export type ReadingsFault = Coded<'too-few-readings' | 'readings-of-several-computers'>

/**
 * Returns undefined if a license can be bound to this: a workload; or enough kinds, at least one of them counted, with
 * one hash of each kind that a computer has only once.
 */
export function readingsFault({ fingerprint, counted }: CountedFingerprint): ReadingsFault | undefined {
  if (isWorkload(fingerprint)) return undefined
  const details = { kinds: fingerprint.size, least: MIN_KINDS }
  if (fingerprint.size < MIN_KINDS) return { code: 'too-few-readings', details }
  const doubled = SINGLE.filter(kind => hashesOf(fingerprint, kind) > 1)
  if (doubled.length > 0) {
    const kinds = doubled.map(kind => nameOfKind(kind))
    return { code: 'readings-of-several-computers', details: { kinds } }
  }
  return counted.length > 0 ? undefined : { code: 'too-few-readings', details: { ...details, counted: 0 } }
}

/** Returns the number of hashes of one kind. */
export function hashesOf(fingerprint: FingerprintClaim, kind: number): number {
  return (fingerprint.get(kind)?.length ?? 0) / HASH_BYTES
}
