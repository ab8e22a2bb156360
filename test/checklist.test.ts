/** The checklist against the tests: every line is named by the title of at least one test. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CHECKLIST } from './checklist.ts'
import { titlesIn } from './titles.ts'

/** `LP-15..17` names three lines, `LimeLM 110` one; what is left out in between does not count. */
function namedIn(title: string): readonly string[] {
  const ranges = [...title.matchAll(/\b(QC|QG|LP|HT)-(\d\d)(?:\.\.(\d\d))?(?!\d)/g)]
  const numbers = [...title.matchAll(/\bLimeLM \d+/g)].map(([number]) => number)
  return [...ranges.flatMap(([, list, first, last]) => linesOf(`${list}`, `${first}`, last)), ...numbers]
}

function linesOf(list: string, first: string, last = first): readonly string[] {
  const lines: string[] = []
  for (let n = Number(first); n <= Number(last); n++) lines.push(`${list}-${`${n}`.padStart(2, '0')}`)
  const [from, to] = [lines[0], lines.at(-1)]
  return lines.filter(line => line in CHECKLIST || line === from || line === to)
}

/** Every title below test/ but those of this file, which are examples; with its file. */
function allTitles(): readonly { readonly file: string; readonly title: string }[] {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && file !== 'checklist.test.ts')
    .sort()
    .flatMap(file =>
      titlesIn(readFileSync(join(import.meta.dirname, file), 'utf8')).map(title => ({ file, title })),
    )
}

describe('the checklist', () => {
  const titles = allTitles()

  test('has a test for every line, which names it in its title', () => {
    const named = new Set(titles.flatMap(({ title }) => namedIn(title)))
    const unnamed = Object.entries(CHECKLIST).filter(([id]) => !named.has(id))
    expect(unnamed.map(([id, meaning]) => `${id}: ${meaning}`)).toEqual([])
  })

  test('has a line for every id that a title names', () => {
    const strange = titles.flatMap(({ file, title }) =>
      namedIn(title)
        .filter(id => !(id in CHECKLIST))
        .map(id => `${file}: ${id}`),
    )
    expect(strange).toEqual([])
  })
})

describe('a title', () => {
  const source = `
    // test('QC-01: in a comment', () => {})
    const text = "test('QC-02: in a text')"
    describe('QC-03: a group', () => {
      test('QC-04: a test', () => expect(other('QC-05')).toBe('QC-07'))
      test.skip('QC-08: skipped', () => {})
      it.todo('QC-09: some day')
      test.skipIf(process.platform === 'win32')('QC-10: on POSIX', () => {})
      test.runIf(posix).each([['a', 1]])(
        \`QC-11: \${text} of %s\`, () => {})
    })
    describe.skip('QC-12: a group', () => { test('QC-13: inside of it', () => {}) })
    test.each<[string, (id: string) => boolean]>([
      ['QC-15', id => id > 'QC-16'],
      ['QC-18', () => true],
    ])('%s: of a table', () => {})
    test.each(table)('QC-19: %s', () => {})
    contest('QC-20: of nothing')
  `

  test('is read from the syntax: not from comments, other texts or what is skipped', () => {
    expect(titlesIn(source)).toEqual([
      'QC-03: a group',
      'QC-04: a test',
      'QC-10: on POSIX',
      'QC-11: ... of a',
      'QC-15: of a table',
      'QC-18: of a table',
      'QC-19: %s',
    ])
  })

  test.each<[string, readonly string[]]>([
    ['QC-01 QC-04: two', ['QC-01', 'QC-04']],
    ['QG-13..16: all four', ['QG-13', 'QG-14', 'QG-15', 'QG-16']],
    ['QC-11..13, LP-02', ['QC-11', 'QC-12', 'QC-13', 'LP-02']],
    // there is no LP-14
    ['LP-13..15', ['LP-13', 'LP-15']],
    ['LP-14', ['LP-14']],
    ['LP-06 LimeLM 120 LimeLM 1', ['LP-06', 'LimeLM 120', 'LimeLM 1']],
    ['QC-001, QC-1, XQC-01, LP-100', []],
  ])('%s', (title, lines) => expect(namedIn(title)).toEqual(lines))
})
