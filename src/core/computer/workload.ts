/**
 * Owns workload identities (checklist DY-16): a name that the site gives to a container or a pod, which has no hardware
 * of its own to be recognized by. The name's hash takes the place of a computer's readings. A fingerprint is either of
 * hardware or of a workload, never of both, so that a name cannot replace hardware that changed. A name proves less
 * than hardware: anyone who can set it can run any number of copies under it. So product and key must allow workloads
 * (vendor/decide/workload.ts).
 */
import { type CountedFingerprint, type FingerprintClaim, HASH_BYTES } from '../message/fingerprint.ts'
import { type Fingerprint, hashOf } from './fingerprint.ts'
import { kindOf } from './reading.ts'

/** The number of the kind "workload". It follows those of readings (reading.ts), although it is not a reading. */
export const WORKLOAD = 7

/** Returns whether it has 1 to 64 of `a-z 0-9 . _ - / :`, and a letter or digit at either end: `prod/scope-1`. */
export function isWorkloadName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._/:-]{0,62}[a-z0-9])?$/.test(name)
}

/** Returns the fingerprint of a valid workload name, which is hashed as a reading is. */
export function workloadFingerprint(productId: string, name: string): Fingerprint {
  return new Map([[WORKLOAD, hashOf(productId, WORKLOAD, name)]])
}

export function boundToWorkload(productId: string, name: string): CountedFingerprint {
  return { fingerprint: workloadFingerprint(productId, name), counted: [WORKLOAD] }
}

/** Returns whether the fingerprint is that of one workload and has nothing else. */
export function isWorkload(fingerprint: FingerprintClaim): boolean {
  return fingerprint.size === 1 && fingerprint.get(WORKLOAD)?.length === HASH_BYTES
}

/** Returns the kind's name in texts and JSON, including kinds that only a newer version may know. */
export function nameOfKind(kind: number): string {
  if (kind === WORKLOAD) return 'workload'
  return kindOf(kind) ?? `kind ${kind}`
}
