/**
 * Owns the client's check: whether a license whose signature was verified is valid on this computer, for this program,
 * now. Pure. The verdict has every reason, not only the first. A new rule is one file in check/ and one line in RULES.
 */

import { judge, type Reason, type Rule, type Step } from '../rule.ts'
import { binding } from './binding.ts'
import type { CheckCase } from './case.ts'
import { clock } from './clock.ts'
import { expiry } from './expiry.ts'
import { features } from './features.ts'
import { product } from './product.ts'
import { purpose } from './purpose.ts'
import { record } from './record.ts'
import { signer } from './signer.ts'
import { users } from './users.ts'
import { vendor } from './vendor.ts'
import { version } from './version.ts'
import { virtual } from './virtual.ts'
import { withdrawn } from './withdrawn.ts'

/** Whether a license is valid, and what each rule found. */
export interface Verdict {
  /** Whether every rule passed. */
  readonly valid: boolean
  /** The refusals, in the order of the rules. */
  readonly reasons: readonly Reason[]
  /** What users should know although the license is valid, such as that it is in its days of grace. */
  readonly warnings: readonly Reason[]
  /** The result of every rule in order, including those after a refusal. */
  readonly trace: readonly Step[]
}

const RULES: readonly Rule<CheckCase>[] = [
  vendor,
  product,
  signer,
  purpose,
  binding,
  virtual,
  users,
  record,
  withdrawn,
  clock,
  expiry,
  version,
  features,
]

export function check(subject: CheckCase): Verdict {
  const { trace, reasons, warnings } = judge(RULES, subject)
  return { valid: reasons.length === 0, reasons, warnings, trace }
}
