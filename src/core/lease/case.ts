/** Owns the input of a lease's check, as plain values. Times are seconds since 1970. */
import type { CheckCase } from '../check/case.ts'
import type { Lease } from '../message/lease.ts'

/** The client: the key that it signs with, and the process that asks. */
export interface LeaseClient {
  /** The client's public key, 64 hexadecimal digits; undefined without an installation, so that no lease is its own. */
  readonly key: string | undefined
  /** The random number of this process, 16 hexadecimal digits; undefined if it has taken none. */
  readonly instance: string | undefined
}

/** A lease of the same server that this client has kept. */
export interface SeenLease {
  readonly sequence: number
  readonly issuedAt: number
  /** SHA-256 of the lease's message, 64 hexadecimal digits. */
  readonly hash: string
}

/** What a client knows about a lease, apart from the lease itself. */
export interface LeaseKnowledge {
  readonly client: LeaseClient
  /**
   * Whole seconds since the lease was requested, measured independently of the clock and including the time that the
   * computer sleeps; undefined if this client has not measured it.
   */
  readonly heldFor: number | undefined
  /** When this client returned the lease; undefined if it did not. */
  readonly returnedAt: number | undefined
  /** The last lease that this client took from the same server; undefined if there is none. */
  readonly last: SeenLease | undefined
}

/** The license of the server, the lease, and this computer. */
export interface LeaseCase extends CheckCase, LeaseKnowledge {
  readonly lease: Lease
  /** SHA-256 of the license's message, and of the lease's: 64 hexadecimal digits. */
  readonly licenseHash: string
  readonly leaseHash: string
}
