/** The checklist against the tests: every line that works now is named by the title of at least one test. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const WORKS = [
  ...ids('QC', 1, 3, 4, 5, 7, 8, 9, 10, 15, 16, 19, 20, 21, 22, 25, 26, 27, 32, 33),
  ...ids('QG', 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17),
]

function ids(list: string, ...numbers: readonly number[]): readonly string[] {
  return numbers.map(number => `${list}-${String(number).padStart(2, '0')}`)
}

/** `QG-13..16` names four lines. */
function namedIn(title: string): readonly string[] {
  return [...title.matchAll(/\b(Q[CG])-(\d\d)(?:\.\.(\d\d))?/g)].flatMap(([, list, first, last]) => {
    const from = Number(first)
    return ids(
      list as string,
      ...Array.from({ length: Number(last ?? first) - from + 1 }, (_, i) => from + i),
    )
  })
}

test('every line of the checklist that works is named by a test', () => {
  const titles = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.test\.ts$|contract\.ts$/.test(name))
    .flatMap(name => [
      ...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(
        /(?:test|describe)[^`'"]*\(\s*(['"`])(.*?)\1,|^ {4}\['(Q[CG]-\d\d)'/gm,
      ),
    ])
    .map(([, , title, id]) => title ?? id ?? '')
  const named = new Set(titles.flatMap(namedIn))
  expect(WORKS.filter(id => !named.has(id))).toEqual([])
})
