/**
 * Owns what a status says of the leases in hand: a program may run under one as it does under a license. No server is asked.
 */
import type { Program } from '../../core/check/case.ts'
import type { Computer } from '../../core/computer/computer.ts'
import type { Lease } from '../../core/message/lease.ts'
import type { LookedAt } from '../look.ts'
import type { ClientTrust } from '../trust.ts'
import { LeaseAsker } from './asker.ts'
import type { LeaseInHand } from './hand.ts'
import { heldFor } from './obtain.ts'

/** The seat of a site server that a program runs under. */
export interface StatusLease {
  readonly lease: Lease
  /** The lease as its server signed it; `message` of the status is the license that it stands on. */
  readonly message: Uint8Array
  /** Of the server; undefined: it came as a file. */
  readonly address: string | undefined
}

/** A lease that was looked at; `license` and `message` are those of its server. */
export interface LookedAtLease extends LookedAt {
  readonly lease: StatusLease
}

/** What stands for the address of a server where a lease came as a file. */
const LEASE_SOURCE = 'lease'

/** Each lease in hand, the best one first; none whose chain does not hold. Never throws for what is in the files. */
export async function leasesLookedAt(
  inHand: readonly LeaseInHand[],
  trust: ClientTrust,
  program: Program,
  computer: Computer,
): Promise<readonly LookedAtLease[]> {
  const { world } = trust
  const asker = LeaseAsker.looking(trust, program, computer)
  const all: LookedAtLease[] = []
  for (const { lease, license, address, claims } of inHand) {
    const held = { heldFor: heldFor(world, claims) }
    const verified = await asker.verifyAgain({ lease, license }, undefined, held)
    if (verified === undefined) continue
    const { lease: own, ...verdict } = verified
    all.push({
      ...verdict,
      source: address ?? LEASE_SOURCE,
      message: license,
      endsAt: own.expiresAt,
      lease: { lease: own, message: lease, address },
    })
    if (verdict.valid) return [all.at(-1) as LookedAtLease, ...all.slice(0, -1)]
  }
  return all
}
