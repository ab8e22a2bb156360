/** A license that was issued just now says the present terms of its key, whatever they are and whoever asks. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Activation, Entitlement } from '../../../src/core/terms/entitlement.ts'
import { STARTS } from '../../../src/core/terms/term.ts'
import type { IssueCase } from '../../../src/vendor/decide/case.ts'
import { decide } from '../../../src/vendor/decide/decide.ts'
import { renewedEnds } from '../../../src/vendor/report/computers.ts'
import { runs } from '../../effort.ts'
import { activation, computer, DAY, issueCase, keyRecord, NOW, product } from '../../world/nouns.ts'

const end = fc.integer({ min: NOW + DAY, max: NOW + 4000 * DAY })
const aTerm: fc.Arbitrary<Partial<Entitlement>> = fc.record({
  expiresAt: fc.option(end, { nil: undefined }),
  duration: fc.option(
    fc.record({ days: fc.integer({ min: 100, max: 4000 }), from: fc.constantFrom(...STARTS) }),
    { nil: undefined },
  ),
  maintenance: fc.option(fc.record({ until: fc.option(end, { nil: undefined }) }), { nil: undefined }),
})

const other = '11'.repeat(32)
const held = activation('a', { begunAt: NOW - 40 * DAY })
/** The same seat, before it moved to this computer. */
const before = activation('z', {
  begunAt: held.begunAt,
  released: { at: NOW - 20 * DAY, by: 'move', to: held.id },
})

/** Who asks, and the activation that the license is for. */
const ASKING: readonly (readonly [string, Partial<IssueCase>, Activation])[] = [
  ['a new computer', {}, activation('a', { begunAt: NOW })],
  ['the computer that took the seat', { activations: [held] }, held],
  [
    'another installation on it',
    { activations: [held], applicant: computer('a', { installation: other }) },
    held,
  ],
  ['a computer that the seat moved to', { activations: [held], former: [before] }, held],
]

test.each(ASKING)('%s', (_, asking, asked) => {
  fc.assert(
    fc.property(aTerm, aTerm, (terms, later) => {
      const key = keyRecord(terms)
      const sold = product({ startByDays: 21 })
      const decision = decide(issueCase({ key, product: sold, ...asking }))
      if (decision.kind !== 'grant') throw new Error(decision.code)
      const { format, expiresAt, maintenance, firstRun } = decision.terms
      const license = {
        entry: 1,
        issuedAt: NOW,
        format,
        expiresAt,
        graceUntil: undefined,
        maintenanceUntil: maintenance?.until,
        firstRunDays: firstRun?.days,
      }
      const seat = { activation: { ...asked, license }, product: sold }
      expect(renewedEnds({ ...seat, key })).toBeUndefined()
      // and other terms are seen, if they end on another day
      const changed = renewedEnds({ ...seat, key: keyRecord({ ...terms, maintenance: later.maintenance }) })
      expect(changed === undefined).toBe(later.maintenance?.until === maintenance?.until)
    }),
    { numRuns: runs(200) },
  )
})
