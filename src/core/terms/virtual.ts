/** Owns how evidence of a virtual machine or container affects a license, at issue and at run time (LP-23). */
import { type Conclusion, pass, refuse } from '../rule.ts'

/**
 * Judges the evidence. `virtual`: what the computer runs in (computer/virtual.ts); true: unknown, because a code does
 * not contain it; undefined: no evidence.
 */
export function judgeVirtual(allowed: boolean, virtual: string | true | undefined): Conclusion {
  if (virtual === undefined) return pass('not-virtual')
  if (allowed) return pass('virtual-allowed', { virtual })
  return refuse('virtual-machine', { virtual })
}
