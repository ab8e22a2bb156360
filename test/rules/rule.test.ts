import { expect, test } from 'vitest'
import { judge, pass, type Rule, refuse } from '../../src/rules/rule.ts'

const even: Rule<number> = {
  name: 'even',
  judge: n => (n % 2 === 0 ? pass(`${n} is even`) : refuse(`${n} is odd`, 'invalid-value', { got: n })),
}
const small: Rule<number> = {
  name: 'small',
  judge: n => (n < 10 ? pass(`${n} is small`) : refuse(`${n} is large`, 'input-too-large')),
}

test('every rule is asked, and the reasons are in the order of the rules', () => {
  expect(judge([even, small], 13)).toEqual({
    trace: [
      { rule: 'even', outcome: 'refuse', saw: '13 is odd' },
      { rule: 'small', outcome: 'refuse', saw: '13 is large' },
    ],
    reasons: [
      { rule: 'even', code: 'invalid-value', details: { got: 13 } },
      { rule: 'small', code: 'input-too-large', details: {} },
    ],
  })
  expect(judge([even, small], 12).reasons.map(({ rule }) => rule)).toEqual(['small'])
})
