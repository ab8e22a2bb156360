/**
 * Owns who is the same holder (SPEC.md 17.6, rule 4): the same key, the same computer, and of a session the same account, of
 * a process the same process. It gets its lease again, and takes no second seat.
 */
import { holds } from '../core/computer/binding.ts'
import { PLATFORMS, type Platform } from '../core/computer/computer.ts'
import { isSameUser } from '../core/computer/user-name.ts'
import type { CountedFingerprint, ShareRule } from '../core/message/fingerprint.ts'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import type { SeatUnit } from '../core/message/lending.ts'
import type { HeldLease } from './leases.ts'

type Asking = Pick<LeaseRequest, 'holder' | 'computer' | 'virtual' | 'platform'>

/** `required`: the stricter rule of the product, which the server's license has. */
export function isSameHolder(
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

/** A request has one of these numbers. */
export function platformOf(platform: number): Platform {
  const names = Object.keys(PLATFORMS) as Platform[]
  return names.find(name => PLATFORMS[name] === platform) ?? 'other'
}
