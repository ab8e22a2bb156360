/** Owns what an installation answers, whatever was installed, and of the answer of a site server. */
import type { VerifiedLease } from '../../core/lease/verify.ts'
import type { Reason } from '../../core/rule.ts'

/** What every installation says. */
export interface InstallOutcome {
  /** Whether it is on this computer now. */
  readonly kept: boolean
  /** What somebody should know all the same: `kit-not-built-in`, as in a status; of a license its own as well. */
  readonly warnings: readonly Reason[]
}

/** A seat that was borrowed by file: it is in hand now. */
export interface InstalledLease extends InstallOutcome, VerifiedLease {
  /** Tells the answers apart. */
  readonly kind: 'lease'
  /** Of the lease, such as `server-went-back`, and `kit-not-built-in`. */
  readonly warnings: readonly Reason[]
}

/** The word of a site server that it has taken a seat back. */
export interface InstalledReturn extends InstallOutcome {
  /** Tells the answers apart. */
  readonly kind: 'lease-return'
  readonly leaseId: string
}
