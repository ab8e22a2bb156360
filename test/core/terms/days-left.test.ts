/** How near an end is (checklist DY-07). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { daysUntil, THRESHOLDS, thresholdOf } from '../../../src/core/terms/days-left.ts'
import { DAY, NOW } from '../../world/nouns.ts'

test.each([
  [NOW + 30 * DAY + 1, 31, 60],
  [NOW + 30 * DAY, 30, 30],
  [NOW + 29 * DAY + 1, 30, 30],
  [NOW + DAY + 1, 2, 7],
  [NOW + DAY, 1, 1],
  [NOW + 1, 1, 1],
  [NOW, 0, undefined],
  [NOW - 40 * DAY, 0, undefined],
  [NOW + 90 * DAY + 1, 91, undefined],
])('DY-07: an end at %s is %s days away, and threshold %s was reached', (end, days, threshold) => {
  expect(daysUntil(end, NOW)).toBe(days)
  expect(thresholdOf(days)).toBe(threshold)
})

test('DY-07: a threshold of D days is reached in the very second that is D days before the end, and holds until the next one', () => {
  fc.assert(
    fc.property(fc.integer({ min: -200 * DAY, max: 200 * DAY }), ahead => {
      const reached = THRESHOLDS.filter(days => ahead > 0 && ahead <= days * DAY)
      expect(thresholdOf(daysUntil(NOW + ahead, NOW))).toBe(reached.at(-1))
    }),
  )
})

test('DY-07: as time goes on, days and thresholds only grow smaller', () => {
  const ahead = fc.integer({ min: 0, max: 200 * DAY })
  fc.assert(
    fc.property(ahead, ahead, (a, b) => {
      const [later, earlier] = [Math.max(a, b), Math.min(a, b)].map(left => daysUntil(NOW + left, NOW))
      expect(earlier).toBeLessThanOrEqual(later as number)
      const rank = (days = 0) => (days === 0 ? 0 : (thresholdOf(days) ?? Number.POSITIVE_INFINITY))
      expect(rank(earlier)).toBeLessThanOrEqual(rank(later))
    }),
  )
})
