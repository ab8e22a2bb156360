/**
 * A lease is for the client whose key it names: if a session took the seat, for one user there; if a process, for that
 * process only. The computer's name is not checked: computers are recognized by their readings (computer.ts).
 */

import { encodeHex } from '../bytes/hex.ts'
import { isSameUser } from '../computer/user-name.ts'
import { bytesOfCoseKey } from '../cose/key.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import type { LeaseCase } from './case.ts'

export const holder: Rule<LeaseCase> = {
  name: 'holder',
  judge(subject) {
    const { lease, client, here } = subject
    const { leaseId, seatUnit } = lease
    const { account, instance } = lease.holder
    if (encodeHex(bytesOfCoseKey(lease.clientKey)) !== client.key)
      return refuse('wrong-holder', { lease: leaseId, what: 'key' })
    // a seat that a host holds is for all its users
    if (seatUnit !== 'host' && !isSameAccount(account, subject))
      return refuse('wrong-holder', { lease: leaseId, what: 'user', holder: account, user: here.user })
    if (seatUnit === 'process' && instance !== client.instance)
      return refuse('wrong-holder', { lease: leaseId, what: 'process' })
    return pass('own-lease', { unit: seatUnit, account })
  },
}

/** A lease without an account is for an account without a name. */
function isSameAccount(account: string | undefined, { here }: LeaseCase): boolean {
  if (account === undefined || here.user === undefined) return account === here.user
  return isSameUser(here.platform, account, here.user)
}
