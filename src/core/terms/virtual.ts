/** Owns what evidence of a virtual machine or container means to a license, at issue and at run time (checklist LP-23). */
import { type Conclusion, pass, refuse } from '../rule.ts'

/** `virtual`: what the computer runs inside of (computer/virtual.ts); undefined: no evidence of anything. */
export function judgeVirtual(allowed: boolean, virtual: string | undefined): Conclusion {
  if (virtual === undefined) return pass('no evidence of a virtual machine')
  if (allowed) return pass(`inside of "${virtual}", and allowed`)
  return refuse(`inside of "${virtual}", and not allowed`, 'virtual-machine', { virtual })
}
