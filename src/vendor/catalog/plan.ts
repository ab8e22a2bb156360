/**
 * Owns the vendor's own quota: how many activations all keys may grant together, and whether keys are made or changed at
 * all. LimeLM's numbers 110, 111 and 118 stand in the details.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Settings } from '../../core/terms/entitlement.ts'
import type { Ledger, Seen } from '../ledger/ledger.ts'

/** Error: vendor-dormant. */
export function assertAwake({ dormant }: Settings): void {
  if (dormant) throw new AirlatchError('vendor-dormant', { limelm: 118 })
}

/**
 * What has been seen of the quota, so that two processes cannot both take its rest. `more`: activations to be granted
 * beyond those of today. Errors: plan-activations-exceeded {asked, left, plan}, plan-activations-used-up.
 */
export async function seenOfPlan(
  ledger: Ledger,
  { planActivations: plan }: Settings,
  more: number,
): Promise<Seen> {
  if (plan === 'unlimited' || more <= 0) return {}
  const grantedActivations = await ledger.grantedActivations()
  const left = Math.max(0, plan - grantedActivations)
  if (more <= left) return { grantedActivations }
  const details = { asked: more, left, plan }
  if (left > 0) throw new AirlatchError('plan-activations-exceeded', { ...details, limelm: 110 })
  throw new AirlatchError('plan-activations-used-up', { ...details, limelm: 111 })
}

/** How much of the vendor's plan its keys grant. */
export interface PlanUse {
  /** Activations that the plan has. */
  readonly plan: number
  /** Activations that all keys grant together; those of revoked keys do not count. */
  readonly granted: number
}

/** Undefined where the plan is unlimited. */
export async function planUse(ledger: Ledger): Promise<PlanUse | undefined> {
  const { planActivations: plan } = (await ledger.settings()).settings
  return plan === 'unlimited' ? undefined : { plan, granted: await ledger.grantedActivations() }
}
