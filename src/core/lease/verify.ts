/**
 * Owns `verifyLease`, which turns a site server's license and a lease into a verdict, with only the vendor's kit. The
 * chain of trust: the kit, the license that a key of the kit signed, and the lease that the license's key signed. No
 * input or output.
 */
import type { Verdict } from '../check/check.ts'
import type { Ed25519 } from '../cose/ed25519.ts'
import { messageHash, openLease, openLicense } from '../envelope.ts'
import type { Lease } from '../message/lease.ts'
import type { License } from '../message/license.ts'
import type { VerifyInput } from '../verify.ts'
import type { LeaseKnowledge } from './case.ts'
import { checkLease } from './check.ts'

/** The signed messages of a lease and of its server's license. */
export interface LeasePair {
  readonly lease: Uint8Array
  readonly license: Uint8Array
}

export interface VerifyLeaseInput
  extends Omit<VerifyInput, 'asked' | 'firstRunAt' | 'lends'>,
    Omit<LeaseKnowledge, 'returnedAt'> {
  readonly ed25519: Ed25519
  /** Returns when this client returned the lease with this id; undefined if it did not. */
  returnedAt(leaseId: string): number | undefined
}

/** A verdict, and its subject. */
export interface VerifiedLease extends Verdict {
  readonly lease: Lease
  /** The license of the server. */
  readonly license: License
}

/**
 * Verifies a lease and the license of its server. Throws only if the chain of trust is broken: errors of openLicense;
 * lends-no-seats {activation}, if the license is not for a site server; errors of openLease. All else is in the
 * verdict.
 */
export function verifyLease(pair: LeasePair, input: VerifyLeaseInput): VerifiedLease {
  const { claims: license, kid: signedBy } = openLicense(pair.license, input.keyring)
  const lease = openLease(pair.lease, license, input.ed25519)
  const verdict = checkLease({
    ...input,
    license,
    signedBy,
    lease,
    licenseHash: messageHash(pair.license),
    leaseHash: messageHash(pair.lease),
    firstRunAt: undefined,
    withdrawal: input.withdrawal(license.activationId),
    returnedAt: input.returnedAt(lease.leaseId),
  })
  return { lease, license, ...verdict }
}
