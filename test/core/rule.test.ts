import { expect, test } from 'vitest'
import { judge, pass, type Rule, refuse, warn } from '../../src/core/rule.ts'

const even: Rule<number> = {
  name: 'even',
  judge: n =>
    n % 2 === 0 ? pass(`${n} is even`) : refuse(`${n} is odd`, 'too-many-revocations', { got: n, most: 1 }),
}
const small: Rule<number> = {
  name: 'small',
  judge: n => (n < 10 ? pass(`${n} is small`) : refuse(`${n} is large`, 'input-too-large', { most: 9 })),
}

test('every rule is asked, and the reasons are in the order of the rules', () => {
  expect(judge([even, small], 13)).toEqual({
    trace: [
      { rule: 'even', outcome: 'refuse', saw: '13 is odd' },
      { rule: 'small', outcome: 'refuse', saw: '13 is large' },
    ],
    reasons: [
      { rule: 'even', code: 'too-many-revocations', details: { got: 13, most: 1 } },
      { rule: 'small', code: 'input-too-large', details: { most: 9 } },
    ],
    warnings: [],
  })
  expect(judge([even, small], 12).reasons.map(({ rule }) => rule)).toEqual(['small'])
})

const round: Rule<number> = {
  name: 'round',
  judge: n =>
    n % 10 === 0 ? pass(`${n} is round`) : warn(`${n} is not round`, 'input-empty', { path: `${n}` }),
}

test('a warning is in the trace and among the warnings, and is no reason', () => {
  expect(judge([round, even], 12)).toEqual({
    trace: [
      { rule: 'round', outcome: 'warn', saw: '12 is not round' },
      { rule: 'even', outcome: 'pass', saw: '12 is even' },
    ],
    reasons: [],
    warnings: [{ rule: 'round', code: 'input-empty', details: { path: '12' } }],
  })
  const { reasons, warnings } = judge([round, even], 13)
  expect([reasons.map(({ rule }) => rule), warnings.map(({ rule }) => rule)]).toEqual([['even'], ['round']])
})
