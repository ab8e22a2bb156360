/**
 * The verb `install` for the answer of a site server that came as a file or in codes: a borrowed lease, which is kept in
 * hand, or the word that one was taken back. Nobody knows here which request it answers: the lease is for this client's own
 * key anyway (SPEC.md 17.3).
 */

import { decodeHex } from '../../core/bytes/hex.ts'
import type { Program } from '../../core/check/case.ts'
import { kidOf } from '../../core/cose/key.ts'
import { AirlatchError, errorOf } from '../../core/errors.ts'
import { keepHeld } from '../current-kit.ts'
import type { InstalledLease, InstalledReturn } from '../install/outcome.ts'
import type { ClientTrust } from '../trust.ts'
import { LeaseAsker, serverKeyIn } from './asker.ts'

/** Errors: those of readAnswer; seat-denied {addresses}; the first reason why the lease is not valid here; cannot-write. */
export async function installAnswer(
  message: Uint8Array,
  trust: ClientTrust,
  program: Program,
): Promise<InstalledLease | InstalledReturn> {
  const { world } = trust
  const asker = LeaseAsker.looking(trust, program, await world.computer(trust.signal))
  const answer = asker.read(message, undefined)
  const serverKey = serverKeyIn(answer)
  const { outcome } = answer
  if (outcome.kind === 'denied') {
    // it came by no address: the server is named by its key
    const address = kidOf(decodeHex(serverKey) ?? new Uint8Array())
    const [code = 'denied'] = outcome.reasons
    throw new AirlatchError('seat-denied', { addresses: [{ address, code }] })
  }
  if (outcome.kind === 'returned') {
    const { leaseId } = outcome
    // the word of a stranger frees no seat
    if (world.leases.last(serverKey) === undefined)
      throw new AirlatchError('answer-not-for-request', { what: 'key' })
    world.leases.delivered(leaseId)
    return { kind: 'lease-return', kept: true, warnings: [], leaseId }
  }
  // whatever is wrong with its chain is said as it is
  asker.verify(outcome, serverKey)
  const verified = (await asker.verifyAgain(outcome, serverKey)) ?? asker.verify(outcome, serverKey)
  const [reason] = verified.reasons
  if (reason !== undefined) throw errorOf(reason)
  world.leases.prune(trust.at)
  world.leases.keep({ ...outcome, address: undefined }, serverKey)
  keepHeld(world.folder, world.kit, world.kit)
  asker.note()
  return { kind: 'lease', kept: true, ...verified }
}
