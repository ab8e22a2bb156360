/**
 * Owns workload identities (checklist DY-16): a name that the site gives to a container or a pod, which has no hardware of
 * its own to be recognised by. Its hash stands where the readings of a computer do, alone: a fingerprint is of hardware or
 * of a workload, never of both, so that a name cannot stand in for hardware that changed. A name promises less than
 * hardware does: whoever may set it can run the program as often as they like under it. So product and key must allow it
 * (vendor/decide/workload.ts).
 */
import { type CountedFingerprint, type FingerprintClaim, HASH_BYTES } from '../message/fingerprint.ts'
import { type Fingerprint, hashOf } from './fingerprint.ts'
import { kindOf } from './reading.ts'

/** Its number among the kinds of readings (reading.ts), of which it is none. */
export const WORKLOAD = 7

/** 1 to 64 of `a-z 0-9 . _ - / :`, the first and the last one a letter or a digit, such as `prod/scope-1`. */
export function isWorkloadName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._/:-]{0,62}[a-z0-9])?$/.test(name)
}

/** Of a name that isWorkloadName; hashed as a reading is. */
export function workloadFingerprint(productId: string, name: string): Fingerprint {
  return new Map([[WORKLOAD, hashOf(productId, WORKLOAD, name)]])
}

export function boundToWorkload(productId: string, name: string): CountedFingerprint {
  return { fingerprint: workloadFingerprint(productId, name), counted: [WORKLOAD] }
}

/** Whether it is of one workload, and of nothing else. */
export function isWorkload(fingerprint: FingerprintClaim): boolean {
  return fingerprint.size === 1 && fingerprint.get(WORKLOAD)?.length === HASH_BYTES
}

/** What stands for a kind in texts and JSON; also for one that a newer version may know. */
export function nameOfKind(kind: number): string {
  if (kind === WORKLOAD) return 'workload'
  return kindOf(kind) ?? `kind ${kind}`
}
