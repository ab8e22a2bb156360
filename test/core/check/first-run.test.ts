/** Days from the first run, vendor and client together (QC-27): who asks again and loses the record gains nothing. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeHex } from '../../../src/core/bytes/hex.ts'
import { endOf } from '../../../src/core/check/expiry.ts'
import { kidOf } from '../../../src/core/cose/key.ts'
import type { License } from '../../../src/core/message/license.ts'
import { decide } from '../../../src/vendor/decide/decide.ts'
import { activation, computer, DAY, issueCase, keyRecord, license, NOW } from '../../world/nouns.ts'

const DAYS = 30
/** Days from the activation within which the program is to run for the first time, as products have it. */
const START_BY = 30
const key = keyRecord({ duration: { days: DAYS, from: 'first-run' } })
const FIRST = 'aa'.repeat(32)

/** What the vendor answers so many days after the activation, to the installation that was activated. */
function askedAgain(after: number): License {
  const activations = [activation('a', { installations: [FIRST], firstAt: NOW })]
  const now = NOW + after
  const decision = decide(
    issueCase({
      key,
      applicant: computer('a', { installation: FIRST }),
      now,
      activations: after === 0 ? [] : activations,
    }),
  )
  if (decision.kind === 'refusal') throw new Error(`expected a grant, got ${decision.code}`)
  return license({ ...decision.terms, issuedAt: now })
}

test('the first license does not say when the computer was activated, a later one does', () => {
  expect(askedAgain(0).firstRun).toEqual({
    days: DAYS,
    installation: kidOf(decodeHex(FIRST) as Uint8Array),
    activatedAt: undefined,
  })
  expect(askedAgain(1).firstRun).toEqual({
    days: DAYS,
    installation: kidOf(decodeHex(FIRST) as Uint8Array),
    activatedAt: NOW,
  })
})

test('whenever it asks again, without the record the days end as they would have under the first license', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: (DAYS + START_BY) * DAY - 1 }), after => {
      expect(endOf({ license: askedAgain(after), firstRunAt: undefined })).toBe(NOW + DAYS * DAY)
    }),
  )
})

test('whenever it asks again, with the record the days end as they would have under the first license', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: (DAYS + START_BY) * DAY - 1 }),
      fc.integer({ min: 0, max: DAY }),
      (after, ranAfter) => {
        const firstRunAt = NOW + ranAfter
        expect(endOf({ license: askedAgain(after), firstRunAt })).toBe(firstRunAt + DAYS * DAY)
      },
    ),
  )
})
