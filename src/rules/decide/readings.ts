/**
 * A license bound to one reading alone would run on every computer that shares it; one bound to the readings of many
 * computers at once would run on all of them. The client's own program sends neither, a forged request may.
 */
import type { Fingerprint } from '../../computer/fingerprint.ts'
import { KINDS, MIN_KINDS, SINGLE_KINDS } from '../../computer/reading.ts'
import { HASH_BYTES } from '../../message/fingerprint.ts'
import type { IssueCase } from '../decide.ts'
import { pass, type Rule, refuse } from '../rule.ts'

export const readings: Rule<IssueCase> = {
  name: 'readings',
  judge({ applicant, key }) {
    if (applicant.kind === 'on-behalf' || key.entitlement.generic) return pass('not bound to a computer')
    const kinds = applicant.kind === 'by-code' ? applicant.kinds : applicant.fingerprint.size
    if (kinds < MIN_KINDS)
      return refuse(`${kinds} kind of reading`, 'too-few-readings', { kinds, least: MIN_KINDS })
    // one fingerprint has the hash that the license will name, whatever is in it
    if (applicant.kind === 'by-code') return pass(`${kinds} kinds, as the code says`)
    const { fingerprint } = applicant
    const several = SINGLE_KINDS.filter(kind => countOf(fingerprint, KINDS[kind]) > 1)
    if (several.length > 0)
      return refuse(`several values of ${several.join(', ')}`, 'readings-of-several-computers', {
        kinds: several,
      })
    const disks = countOf(fingerprint, KINDS['disk-serial'])
    const adapters = countOf(fingerprint, KINDS['mac-address'])
    return pass(`${kinds} kinds; ${disks} disks, ${adapters} network adapters`)
  },
}

function countOf(fingerprint: Fingerprint, kind: number): number {
  return (fingerprint.get(kind)?.length ?? 0) / HASH_BYTES
}
