/**
 * Owns which bindings a license may have. One of a single kind would let a computer go with its first changed part; one
 * with two values of a kind of which a computer has one was forged. The client's own program asks with neither; so the
 * vendor looks at what asks, and the client at what it kept of a request that the vendor knows by its hash alone.
 */

import type { Coded } from '../errors.ts'
import { type CountedFingerprint, type FingerprintClaim, HASH_BYTES } from '../message/fingerprint.ts'
import { KINDS, MIN_KINDS, SINGLE_KINDS } from './reading.ts'
import { isWorkload, nameOfKind } from './workload.ts'

const SINGLE: readonly number[] = SINGLE_KINDS.map(kind => KINDS[kind])

/** What is wrong with what a license is to be bound to: a refusal of the vendor's. */
export type ReadingsFault = Coded<'too-few-readings' | 'readings-of-several-computers'>

/**
 * Undefined when nothing is: enough kinds, one hash of each kind of which a computer has one, and one kind that counts; or
 * a workload, whose name is enough.
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

/** How many hashes of one kind there are. */
export function hashesOf(fingerprint: FingerprintClaim, kind: number): number {
  return (fingerprint.get(kind)?.length ?? 0) / HASH_BYTES
}
