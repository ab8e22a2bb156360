/**
 * Owns the rule for which clients are the same holder (SPEC.md 17.6, rule 4): the same key and computer, and also the
 * same account if seats are per session, or the same process if they are per process. The same holder gets its lease
 * again and takes no second seat.
 */
import { holds } from '../core/computer/binding.ts'
import { isSameUser } from '../core/computer/user-name.ts'
import type { CountedFingerprint, ShareRule } from '../core/message/fingerprint.ts'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import type { SeatUnit } from '../core/message/lending.ts'
import type { SiteLicense } from './case.ts'
import type { HeldLease, Leases } from './leases.ts'
import { platformOf } from './platform.ts'

type Asking = Pick<LeaseRequest, 'holder' | 'computer' | 'virtual' | 'platform'>

/** Returns the lease that the request names, if it is this client's; or, if it names none, that of its holder. */
export function ownOf(
  leases: Leases,
  { lending, license: { binding } }: SiteLicense,
  request: LeaseRequest,
  clientKey: string,
): HeldLease | undefined {
  const required = binding.kind === 'generic' ? undefined : binding.required
  const isHolder = (lease: HeldLease) => isSameHolder(lease, request, clientKey, lending.seatUnit, required)
  if (request.leaseId === undefined) return leases.ofKey(clientKey).find(isHolder)
  const named = leases.get(request.leaseId)
  // a return needs only the key and the number, because it does not describe the computer
  if (request.operation === 'return') return named?.clientKey === clientKey ? named : undefined
  return named !== undefined && isHolder(named) ? named : undefined
}

/** Returns the name under which a holder's place in the queue is kept, made from what it claims about itself. */
export function holderName({ holder }: Asking, clientKey: string, seatUnit: SeatUnit): string {
  const { account, instance } = holder
  return JSON.stringify([
    clientKey,
    seatUnit === 'host' ? '' : account,
    seatUnit === 'process' ? instance : '',
  ])
}

/** `required`: the product's stricter rule for comparing computers, taken from the server's license. */
function isSameHolder(
  lease: HeldLease,
  asking: Asking,
  clientKey: string,
  seatUnit: SeatUnit,
  required: ShareRule | undefined,
): boolean {
  if (lease.clientKey !== clientKey || lease.seatUnit !== seatUnit) return false
  if (!isSameComputer(lease.computer, asking, required)) return false
  const { account, instance } = lease.holder
  if (seatUnit !== 'host' && !isSameAccount(account, asking)) return false
  return seatUnit !== 'process' || instance === asking.holder.instance
}

function isSameComputer(
  bound: CountedFingerprint | undefined,
  { computer, virtual }: Asking,
  required: ShareRule | undefined,
): boolean {
  if (bound === undefined || computer === undefined) return bound === computer
  return holds(
    { ...bound, ...(required === undefined ? {} : { required }) },
    { fingerprint: computer.fingerprint, virtual: virtual !== undefined },
  )
}

function isSameAccount(account: string | undefined, { holder, platform }: Asking): boolean {
  if (account === undefined || holder.account === undefined) return account === holder.account
  return isSameUser(platformOf(platform), account, holder.account)
}
