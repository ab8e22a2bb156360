/**
 * Owns what this computer holds a lease against: its record, its kit and list of revocations, the key of its installation,
 * and who runs the program here. Nothing is kept of a lease here, and no server is asked.
 */
import { encodeHex } from '../../core/bytes/hex.ts'
import type { CheckedComputer, Program } from '../../core/check/case.ts'
import { bytesOfCoseKey } from '../../core/cose/key.ts'
import type { LeaseKnowledge } from '../../core/lease/case.ts'
import {
  type LeasePair,
  type VerifiedLease,
  type VerifyLeaseInput,
  verifyLease,
} from '../../core/lease/verify.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import type { Memory } from '../state/memory.ts'
import type { ClientTrust } from '../trust.ts'

/** What whoever took the lease knows of it; nothing for one that came as a file. */
export type Held = Partial<Pick<LeaseKnowledge, 'heldFor' | 'last'>> & {
  /** The random number of the process that asks, 16 hexadecimal digits. */
  readonly instance?: string | undefined
  /** The record of the installation that takes leases, where that is another one than the program's. */
  readonly memory?: Memory | undefined
  /** As in VerifyLeaseInput. */
  readonly returnedAt?: VerifyLeaseInput['returnedAt'] | undefined
}

/** Throws as verifyLease does. A client that has no installation yet holds no lease: wrong-holder. */
export function verifyLeaseHere(
  pair: LeasePair,
  trust: ClientTrust,
  here: CheckedComputer,
  program: Program,
  { heldFor, last, instance, memory = trust.memory, returnedAt = () => undefined }: Held = {},
): VerifiedLease {
  const own = memory.state
  const input = trust.verifyInput(here, program)
  const key = own && encodeHex(bytesOfCoseKey(own.installationKey))
  return verifyLease(pair, {
    ...input,
    seen: memory === trust.memory ? input.seen : [...input.seen, ...memory.seen],
    recordDamage: input.recordDamage ?? memory.damage,
    ed25519: nativeEd25519,
    client: { key, instance },
    heldFor,
    last,
    returnedAt,
  })
}
