/** SS-04: rules as an administrator names them, by their numbers. */
import { expect, test } from 'vitest'
import { ruleLines, withGroupRule, withLimit, withoutLines } from '../../../site-tool/rules/lines.ts'
import { NO_RULES } from '../../../src/site/site-rules.ts'

const none = { members: {}, seats: undefined }

test('SS-04: a rule for the same group is changed, and members are added', () => {
  const first = withGroupRule(NO_RULES, 'reserve', 'cad', { members: { users: ['anna'] }, seats: 2 })
  const next = withGroupRule(first, 'reserve', 'cad', { members: { users: ['ben', 'anna'] }, seats: 3 })
  expect(next.reserve).toEqual([{ group: 'cad', seats: 3 }])
  expect(next.groups).toEqual({ cad: { users: ['anna', 'ben'] } })
})

test('SS-04: numbers are those of the list, and a group goes with its last rule', () => {
  let rules = withGroupRule(NO_RULES, 'most', 'cad', { members: { hosts: ['pc'] }, seats: 1 })
  rules = withGroupRule(rules, 'deny', 'cad', none)
  rules = withLimit(withLimit(rules, 'longest-lease', 600), 'most-borrowed', 0)
  expect(ruleLines(rules).map(({ number, rule }) => [number, rule])).toEqual([
    [1, 'deny'],
    [2, 'most'],
    [3, 'longest-lease'],
    [4, 'most-borrowed'],
  ])
  const fewer = withoutLines(rules, new Set([1, 3]))
  expect(ruleLines(fewer).map(({ rule }) => rule)).toEqual(['most', 'most-borrowed'])
  expect(fewer.groups).toEqual({ cad: { hosts: ['pc'] } })
  expect(withoutLines(rules, new Set([1, 2, 3, 4]))).toEqual({
    ...NO_RULES,
    borrowDays: undefined,
    mostBorrowed: undefined,
  })
})

test('a group may have any name', () => {
  const rules = withGroupRule(NO_RULES, 'deny', '__proto__', {
    members: { users: ['eve'] },
    seats: undefined,
  })
  expect(Object.keys(rules.groups)).toEqual(['__proto__'])
  expect(ruleLines(rules)).toMatchObject([{ group: '__proto__', members: { users: ['eve'] } }])
})
