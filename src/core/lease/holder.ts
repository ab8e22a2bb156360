/**
 * A lease is for the client whose key it names; of a session for one user there, of a process for that process alone. The
 * name of the computer says nothing: it is recognised by its readings (computer.ts).
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
    // of a host every user has the seat
    if (seatUnit !== 'host' && !isSameAccount(account, subject))
      return refuse('wrong-holder', { lease: leaseId, what: 'user', holder: account, user: here.user })
    if (seatUnit === 'process' && instance !== client.instance)
      return refuse('wrong-holder', { lease: leaseId, what: 'process' })
    return pass('own-lease', { unit: seatUnit, account })
  },
}

/** An account without a name is that of a lease without one. */
function isSameAccount(account: string | undefined, { here }: LeaseCase): boolean {
  if (account === undefined || here.user === undefined) return account === here.user
  return isSameUser(here.platform, account, here.user)
}
