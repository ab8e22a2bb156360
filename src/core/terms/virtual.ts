/** Owns what evidence of a virtual machine or container means to a license, at issue and at run time (checklist LP-23). */
import { type Conclusion, pass, refuse } from '../rule.ts'

/**
 * `virtual`: what the computer runs inside of (computer/virtual.ts); true: a code does not say in what; undefined: no
 * evidence of anything.
 */
export function judgeVirtual(allowed: boolean, virtual: string | true | undefined): Conclusion {
  if (virtual === undefined) return pass('not-virtual')
  if (allowed) return pass('virtual-allowed', { virtual })
  return refuse('virtual-machine', { virtual })
}
