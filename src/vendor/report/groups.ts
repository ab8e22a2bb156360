/** Owns which keys reports are about, and what they add up by: whose keys they are, what of, who sold them, and when. */
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import { formatDay } from '../../core/terms/term.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** What a report can add up by. */
export const REPORT_GROUPS = ['product', 'customer', 'affiliate', 'month', 'order'] as const
/** What a report adds up by. @useDeclaredType */
export type ReportBy = (typeof REPORT_GROUPS)[number]

/** What figures are added up by, and whose keys they are of. */
export interface Grouping {
  /** Archived keys as well. */
  readonly archived: boolean
  /** Undefined: by nothing, as a list. */
  readonly by: ReportBy | undefined
  /** The customer's company or name with the id; else the licensee, else the e-mail address; undefined: none is known. */
  customerOf(key: KeyRecord): string | undefined
}

/** Customers by their names, as far as a report names them. */
export async function groupingBy(
  ledger: Ledger,
  by: ReportBy | undefined,
  archived = false,
): Promise<Grouping> {
  const all = by === undefined || by === 'customer' ? await ledger.customers() : []
  const names = new Map(all.map(({ customer }) => [customer.id, customer.company ?? customer.name]))
  return {
    archived,
    by,
    customerOf({ customer, entitlement, email }) {
      if (customer === undefined) return entitlement.licensee ?? email
      const name = names.get(customer)
      return name === undefined ? customer : `${name} (${customer})`
    },
  }
}

/** Whether a report is about a key. `archivedAt`: of the key as it is now. */
export function isReported({ archived }: Grouping, key: Pick<KeyRecord, 'archivedAt'> | undefined): boolean {
  return archived || key?.archivedAt === undefined
}

/** The group that a key belongs to, for something that happened at this second; undefined: to none; null: nothing is added up. */
export function groupOf(
  { by, customerOf }: Grouping,
  key: KeyRecord | undefined,
  at: number,
): string | undefined | null {
  if (by === undefined) return null
  if (by === 'month') return formatDay(at).slice(0, '2026-12'.length)
  if (key === undefined) return undefined
  switch (by) {
    case 'product':
      return key.entitlement.productId
    case 'customer':
      return customerOf(key)
    case 'affiliate':
      return key.affiliate
    case 'order':
      return key.orderReference
  }
}
