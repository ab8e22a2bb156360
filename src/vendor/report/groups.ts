/** Owns which keys reports are about, and what they add up by: whose keys they are, what of, who sold them, and when. */
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import { formatDay } from '../../core/terms/term.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { GroupedKey, Grouping } from '../ledger/sums.ts'

/** Before the id of a customer whose name is not known yet; no licensee and no address begins so. */
const ID = '\0'

/** Whose key it is: the licensee, else the e-mail address; `CustomerNames` turns it into a name. Undefined: none is known. */
export function ownerOf({ customer, entitlement, email }: GroupedKey): string | undefined {
  return customer === undefined ? (entitlement.licensee ?? email) : `${ID}${customer}`
}

/** Names that are asked for together: a few milliseconds. */
const AT_ONCE = 1000

/** A customer's company or name with the id, by what `ownerOf` said; anything else stays as it is. */
export type CustomerNames = (owner: string | undefined) => string | undefined

/** Only of those that a report names, as there may be a hundred thousand. */
export async function customerNames(
  ledger: Ledger,
  owners: readonly (string | undefined)[],
): Promise<CustomerNames> {
  const ids = new Set(owners.flatMap(owner => (owner?.startsWith(ID) ? [owner.slice(ID.length)] : [])))
  const names = new Map<string, string>()
  const all = [...ids]
  for (let at = 0; at < all.length; at += AT_ONCE)
    for (const [id, name] of await ledger.customerNames(all.slice(at, at + AT_ONCE))) names.set(id, name)
  return owner => {
    if (!owner?.startsWith(ID)) return owner
    const id = owner.slice(ID.length)
    const name = names.get(id)
    return name === undefined ? id : `${name} (${id})`
  }
}

/** Whether a report is about a key. `archivedAt`: of the key as it is now. */
export function isReported({ archived }: Grouping, key: Pick<KeyRecord, 'archivedAt'> | undefined): boolean {
  return archived || key?.archivedAt === undefined
}

/** The group that a key belongs to, for something that happened at this second; undefined: to none; null: nothing is added up. */
export function groupOf(
  { by }: Grouping,
  key: GroupedKey | undefined,
  at: number,
): string | undefined | null {
  if (by === undefined) return null
  if (by === 'month') return formatDay(at).slice(0, '2026-12'.length)
  if (key === undefined) return undefined
  switch (by) {
    case 'product':
      return key.entitlement.productId
    case 'customer':
      return ownerOf(key)
    case 'affiliate':
      return key.affiliate
    case 'order':
      return key.orderReference
  }
}
