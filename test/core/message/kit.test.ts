/** A key that the kit has retired: it signs no kit, list of revocations or clock reset any more, whatever their date. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRetired } from '../../../src/core/message/kit.ts'

const KID = 'feb62ef175178636'
const time = fc.integer({ min: 0, max: 4_000_000_000 })

test('a date from before does not help once the kit that says so is there', () => {
  fc.assert(
    fc.property(time, time, time, (from, madeAt, at) => {
      const kit = { retired: new Map([[KID, from]]), madeAt }
      expect(isRetired(kit, KID, at)).toBe(at >= from || madeAt >= from)
      expect(isRetired(kit, '0123456789abcdef', at)).toBe(false)
    }),
  )
})

test('what a kit announces for later holds from then on', () => {
  const kit = { retired: new Map([[KID, 2000]]), madeAt: 1000 }
  expect([1500, 1999, 2000, 3000].map(at => isRetired(kit, KID, at))).toEqual([false, false, true, true])
})
