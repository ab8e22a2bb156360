/** Owns what every language says of a comparison of this computer with its license: which readings, and how they are listed. */
import type { ComparedReading, Comparison } from '../core/error-details.ts'
import type { NotRead } from './sentence.ts'

/** A kind that is not read, and why, where that is known. */
export type Unread = Pick<ComparedReading, 'kind' | 'why'>

/** The kinds of readings that are counted and not the same. */
export interface Differing {
  readonly changed: readonly string[]
  readonly partly: readonly string[]
  /** Read before, and not readable now. */
  readonly missing: readonly Unread[]
}

export function differing({ readings }: Pick<Comparison, 'readings'>): Differing {
  const of = (outcome: ComparedReading['outcome']) =>
    readings.filter(one => one.counts && one.outcome === outcome)
  const kinds = (outcome: ComparedReading['outcome']) => of(outcome).map(({ kind }) => kind)
  return { changed: kinds('changed'), partly: kinds('partly'), missing: of('missing') }
}

/** `; changed: disk-serial, mac-address`, for each label that has values. */
export function listed(lists: readonly (readonly [label: string, values: readonly string[]])[]): string {
  return lists
    .map(([label, values]) => (values.length === 0 ? '' : `; ${label}: ${values.join(', ')}`))
    .join('')
}

/** `disk-serial (not found)`; the kind alone where the reason is not known. `reasons`: their words in one language. */
export function withReason({ kind, why }: Unread, reasons: Readonly<Record<NotRead, string>>): string {
  return why === undefined ? kind : `${kind} (${reasons[why]})`
}
