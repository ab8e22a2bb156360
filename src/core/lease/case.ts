/** Owns what the check of a lease is given, as plain values. Times are seconds since 1970. */
import type { CheckCase } from '../check/case.ts'
import type { Lease } from '../message/lease.ts'

/** The client that asks: the key that it signs with, and the process that asks. */
export interface LeaseClient {
  /** Its public key, 64 hexadecimal digits; undefined: it has no installation, and so no lease is its own. */
  readonly key: string | undefined
  /** The random number of the process that asks, 16 hexadecimal digits; undefined: it has taken none. */
  readonly instance: string | undefined
}

/** A lease that this client has kept of the same server. */
export interface SeenLease {
  readonly sequence: number
  readonly issuedAt: number
  /** SHA-256 of its message, 64 hexadecimal digits. */
  readonly hash: string
}

/** What a client knows of a lease besides the lease. */
export interface LeaseKnowledge {
  readonly client: LeaseClient
  /**
   * Whole seconds since the request for it was sent, by a measure that no clock changes and that goes on while the
   * computer sleeps; undefined: this client has not measured it.
   */
  readonly heldFor: number | undefined
  /** When this client gave it back; undefined: it did not. */
  readonly returnedAt: number | undefined
  /** The last one that this client took of the same server; undefined: it has none. */
  readonly last: SeenLease | undefined
}

/** The license of the server, the lease, and this computer. */
export interface LeaseCase extends CheckCase, LeaseKnowledge {
  readonly lease: Lease
  /** SHA-256 of the message of the license, and of the lease: 64 hexadecimal digits. */
  readonly licenseHash: string
  readonly leaseHash: string
}
