/**
 * Owns which fingerprints a license may be bound to. A license bound to one reading alone would run on every computer
 * that shares it; one bound to the readings of many computers at once would run on all of them. The client's own program
 * asks with neither, a forged request may; so the vendor looks at what asks, and the client at what it kept of a request
 * that the vendor knows by its hash alone.
 */

import type { ErrorCode, ErrorDetails } from '../errors.ts'
import { HASH_BYTES } from '../message/fingerprint.ts'
import type { Fingerprint } from './fingerprint.ts'
import { KINDS, kindOf, MIN_KINDS, SINGLE_KINDS } from './reading.ts'

const SINGLE: readonly number[] = SINGLE_KINDS.map(kind => KINDS[kind])

/** What is wrong with a fingerprint that a license is to be bound to: a refusal of the vendor's. */
export interface ReadingsFault {
  readonly saw: string
  readonly code: ErrorCode
  readonly details: ErrorDetails
}

/**
 * Undefined when nothing is: it has as many kinds as are asked for, one hash of each kind of which a computer has one,
 * and such a kind at all where it has several hashes of another: a list of disks and addresses tells no computer.
 */
export function readingsFault(fingerprint: Fingerprint): ReadingsFault | undefined {
  if (fingerprint.size < MIN_KINDS) return tooFew(fingerprint.size)
  const several = [...fingerprint.keys()].filter(kind => hashesOf(fingerprint, kind) > 1)
  const doubled = several.filter(kind => SINGLE.includes(kind))
  if (doubled.length > 0) return ofSeveral(doubled, false)
  const hasSingle = SINGLE.some(kind => fingerprint.has(kind))
  return several.length > 0 && !hasSingle ? ofSeveral(several, true) : undefined
}

/** As many kinds as a code counts. */
export function countFault(kinds: number): ReadingsFault | undefined {
  return kinds < MIN_KINDS ? tooFew(kinds) : undefined
}

/** How many hashes of one kind there are. */
export function hashesOf(fingerprint: Fingerprint, kind: number): number {
  return (fingerprint.get(kind)?.length ?? 0) / HASH_BYTES
}

function tooFew(kinds: number): ReadingsFault {
  return {
    saw: `${kinds} kind of reading`,
    code: 'too-few-readings',
    details: { kinds, least: MIN_KINDS },
  }
}

/** `alone`: a computer may have several of these, but here they are all that is to tell it. */
function ofSeveral(several: readonly number[], alone: boolean): ReadingsFault {
  const kinds = several.map(kind => kindOf(kind) ?? `kind ${kind}`)
  return {
    saw: `several values of ${kinds.join(', ')}${alone ? ', and no kind of which a computer has one' : ''}`,
    code: 'readings-of-several-computers',
    details: alone ? { kinds, alone } : { kinds },
  }
}
