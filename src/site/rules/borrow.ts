/** Whether a seat may leave the site for days: the vendor's limits, and the administrator's within them. */
import type { LendingCase } from '../case.ts'
import { denies, grants, type LendingRule } from '../rule.ts'

/** Whether the holder has borrowed the seat now. Its requests then get a borrowed lease again, with the same end. */
export function isAway({ own, time }: Pick<LendingCase, 'own' | 'time'>): boolean {
  return own?.borrowed === true && time.now < own.endsClock
}

export const borrow: LendingRule = {
  name: 'borrow',
  judge(subject) {
    const { request, leases, own, book, site } = subject
    const { borrowing } = site.lending
    const asks = request.operation === 'borrow'
    if (!asks && !isAway(subject)) return grants('not-borrowed')
    const { borrowDays, mostBorrowed = Number.POSITIVE_INFINITY } = book.rules
    if (borrowing === undefined || (asks && borrowDays === 0))
      return denies('borrowing-not-allowed', 'borrowing-refused')
    const most = asks ? Math.min(borrowing.most, mostBorrowed) : borrowing.most
    const borrowed = leases.borrowed - Number(own?.borrowed ?? false)
    if (borrowed >= most) return denies('too-many-borrowed', 'borrowed-too-many', { most })
    return grants('borrowing-allowed', { borrowed, most })
  },
}
