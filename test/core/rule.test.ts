import { expect, test } from 'vitest'
import { judge, pass, type Rule, refuse, warn } from '../../src/core/rule.ts'

const even: Rule<number> = {
  name: 'even',
  judge: n =>
    n % 2 === 0 ? pass('format', { format: n }) : refuse('too-many-revocations', { got: n, most: 1 }),
}
const small: Rule<number> = {
  name: 'small',
  judge: n => (n < 10 ? pass('generic') : refuse('input-too-large', { most: 9 })),
}

test('every rule is asked, and the reasons are in the order of the rules', () => {
  expect(judge([even, small], 13)).toEqual({
    trace: [
      { rule: 'even', outcome: 'refuse', code: 'too-many-revocations', details: { got: 13, most: 1 } },
      { rule: 'small', outcome: 'refuse', code: 'input-too-large', details: { most: 9 } },
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
  judge: n => (n % 10 === 0 ? pass('bound') : warn('input-empty', { path: `${n}` })),
}

test('a warning is in the trace and among the warnings, and is no reason', () => {
  expect(judge([round, even], 12)).toEqual({
    trace: [
      { rule: 'round', outcome: 'warn', code: 'input-empty', details: { path: '12' } },
      { rule: 'even', outcome: 'pass', found: 'format', figures: { format: 12 } },
    ],
    reasons: [],
    warnings: [{ rule: 'round', code: 'input-empty', details: { path: '12' } }],
  })
  const { reasons, warnings } = judge([round, even], 13)
  expect([reasons.map(({ rule }) => rule), warnings.map(({ rule }) => rule)]).toEqual([['even'], ['round']])
})
