/**
 * The verb `verifyLease`: the license of a site server and a lease become a verdict, with the vendor's kit alone. The chain
 * is the kit, the license that a key of the kit signed, and the lease that the key in the license signed. No input or
 * output.
 */
import type { Verdict } from '../check/check.ts'
import type { Ed25519 } from '../cose/ed25519.ts'
import { messageHash, openLease, openLicense } from '../envelope.ts'
import type { Lease } from '../message/lease.ts'
import type { License } from '../message/license.ts'
import type { VerifyInput } from '../verify.ts'
import type { LeaseKnowledge } from './case.ts'
import { checkLease } from './check.ts'

/** A lease and the license of its server, as they were signed. */
export interface LeasePair {
  readonly lease: Uint8Array
  readonly license: Uint8Array
}

export interface VerifyLeaseInput
  extends Omit<VerifyInput, 'asked' | 'firstRunAt' | 'lends'>,
    Omit<LeaseKnowledge, 'returnedAt'> {
  readonly ed25519: Ed25519
  /** When this client gave back the lease of that id; undefined: it did not. */
  returnedAt(leaseId: string): number | undefined
}

/** A verdict, and what it is about. */
export interface VerifiedLease extends Verdict {
  readonly lease: Lease
  /** The license of the server. */
  readonly license: License
}

/**
 * Throws when the chain does not hold: errors of openLicense; lends-no-seats {activation}, of the license of no site server;
 * errors of openLease. All else is in the answer.
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
