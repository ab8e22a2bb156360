/** Owns the vendor's list of affiliates: who else sells keys (checklist QC-18). */
import { AirlatchError } from '../../core/errors.ts'
import type { Affiliate } from '../../core/terms/entitlement.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { requireName } from './limits.ts'

/** Errors: invalid-value, affiliate-exists. */
export async function addAffiliate(ledger: Ledger, name: string, now: number): Promise<Affiliate> {
  const affiliate = { name: requireName('affiliate', name), addedAt: now }
  if ((await ledger.append([{ kind: 'affiliate.added', affiliate }], now)) === 'conflict')
    throw new AirlatchError('affiliate-exists', { affiliate: name })
  return affiliate
}

/** One of the list; '' is none. Error: affiliate-unknown {affiliate, known}. */
export async function requireAffiliate(ledger: Ledger, name: string): Promise<string | undefined> {
  if (name === '') return undefined
  const known = (await ledger.affiliates()).map(affiliate => affiliate.name)
  if (known.includes(name)) return name
  throw new AirlatchError('affiliate-unknown', { affiliate: name, known })
}
