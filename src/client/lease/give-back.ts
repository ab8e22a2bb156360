/**
 * Owns giving a seat back (SPEC.md 17.3): first it is over here, on disk; then the request is signed, which is the proof of
 * that; then its server is told. A server that does not answer frees the seat when the lease ends.
 */
import { succeeds, unlessRefused } from '../../core/errors.ts'
import type { Lease } from '../../core/message/lease.ts'
import { recordReturned } from '../state/memory.ts'
import type { SiteReply } from './ask-site.ts'
import { type LeaseAsker, serverKeyIn } from './asker.ts'
import { DECISION_SECONDS } from './parts.ts'

/** So often may a question meet a kept connection that breaks off: two are kept of each server. */
export const MOST_STALE = 2

/** A lease, and who may take it back. */
export interface ReturnedTo {
  readonly lease: Lease
  /** 64 hexadecimal digits. */
  readonly serverKey: string
  /** Asked in turn, until one is the server. */
  readonly addresses: readonly string[]
}

/**
 * The request that gives a lease back; from then on the lease is no longer valid here. Errors, of a borrowed one alone, which
 * would otherwise come to life again: those of recordReturned.
 */
export function returnRequest(asker: LeaseAsker, lease: Lease): Uint8Array {
  const { leases, leasePlace } = asker.world
  const at = asker.world.now()
  const note = (request?: Uint8Array) => succeeds(() => leases.noteReturned(lease, at, request))
  // in the record, which no file that is put back takes back
  if (lease.borrowed) recordReturned(leasePlace, lease.leaseId, at, at)
  note()
  asker.world.measured.delete(lease.leaseId)
  const { message } = asker.request('return', { lease })
  // so that it can be handed over once more, where this time it gets lost
  if (lease.borrowed) note(message)
  return message
}

/** False when no server has said that it took the seat back. Error: as returnRequest. */
export async function giveBack(
  asker: LeaseAsker,
  { lease, serverKey, addresses }: ReturnedTo,
): Promise<boolean> {
  return handOver(asker, returnRequest(asker, lease), { serverKey, addresses })
}

/** Gives a request to return to the server; `serverKey`: of that server alone an answer is believed. */
export async function handOver(
  asker: LeaseAsker,
  message: Uint8Array,
  { serverKey, addresses }: Pick<ReturnedTo, 'addresses'> & { readonly serverKey: string | undefined },
): Promise<boolean> {
  const { leasing } = asker.world
  const over = new AbortController()
  const callOff = leasing.later(() => over.abort(), DECISION_SECONDS, true)
  try {
    for (const address of addresses) {
      const reply = await repliedTo(asker, address, message, over.signal)
      if (reply.kind === 'fault') continue
      const answer = unlessRefused(() => asker.read(reply.bytes, undefined, serverKey))
      // where it is not known which one it was, a server that this client has had a lease of
      if (answer === undefined || asker.world.leases.last(serverKey ?? serverKeyIn(answer)) === undefined)
        continue
      if (answer.outcome.kind === 'returned') return true
      // what it does not know, it does not lend
      if (answer.outcome.kind === 'denied') return answer.outcome.reasons.includes('lease-unknown')
    }
    return false
  } finally {
    callOff()
    over.abort()
  }
}

/** A request to return ends one lease and no other, so it may be sent again. */
async function repliedTo(
  { world: { leasing } }: LeaseAsker,
  address: string,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<SiteReply> {
  for (let stale = 0; ; stale++) {
    const reply = await leasing.ask(address, message, signal).reply
    if (reply.kind !== 'fault' || !reply.isStale || stale === MOST_STALE) return reply
  }
}
