/**
 * Proves that what a reader has to hold in mind at once is small: no function of the product is over 60 lines, and no
 * file over 400 unless its first comment says why, in a sentence that begins with "Long because"; and one name means one
 * type. Tests are not measured: the callback of a describe() is a chapter.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAst } from 'vitest/node'
import { readGraph } from '../../tools/imports/graph.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const FOLDERS = ['src', 'client-tool', 'vendor-tool', 'site-tool', 'pages', 'tools', 'samples']
const MOST_LINES = { function: 60, file: 400 }

/** Of ESTree, with the nodes of TypeScript. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** What is too long in one file, a line each, such as `a.ts:12 is a function of 61 lines`. */
function tooLong(file: string, text: string): readonly string[] {
  const lines = text.trimEnd().split('\n').length
  const [comment = ''] = /^\/\*\*.*?\*\//s.exec(text) ?? []
  const isLong = lines > MOST_LINES.file && !/(?:\* |\. )Long because ./.test(comment)
  const found = functionsIn(parseAst(text, { lang: 'ts' }) as Node).flatMap(({ start, end }) => {
    const [first, size] = [linesTo(text, start), linesTo(text.slice(start), end - start)]
    return size > MOST_LINES.function ? [`${file}:${first} is a function of ${size} lines`] : []
  })
  return isLong ? [`${file} has ${lines} lines`, ...found] : found
}

function functionsIn(node: Node): readonly Node[] {
  const inside = (Object.values(node).flat() as (Node | undefined)[])
    .filter(value => typeof value?.type === 'string')
    .flatMap(value => functionsIn(value as Node))
  return /Function(?:Declaration|Expression)$/.test(node.type) ? [node, ...inside] : inside
}

/** The number, from 1, of the line with this place. */
function linesTo(text: string, place: number): number {
  return text.slice(0, place).split('\n').length
}

test('every file and every function is short, or says why it is not', () => {
  const files = [...readGraph(ROOT, FOLDERS).keys()]
  expect(files.length).toBeGreaterThan(300)
  expect(files.flatMap(file => tooLong(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual([])
})

const linesOf = (count: number) => 'work()\n'.repeat(count)

test.each([
  ['a function', 'export function a(b: number): void {\n…}', 2],
  ['a function whose parameters take lines', '\nfunction a(\n  b: number,\n): void {\n…}', 4],
  ['an arrow function', 'const a = [(): void => {\n…}]', 2],
  ['a method', 'class A {\n  readonly a = 1\n  async #b<T>(a: T): Promise<T> {\n…return a } }', 2],
  ['a function in a table', "const A = { 'a': { run: async () => {\n…\n} } } satisfies object", 3],
])('%s is measured as it is written', (_, text, own) => {
  expect(tooLong('a.ts', text.replace('…', linesOf(60 - own)))).toEqual([])
  const found = tooLong('a.ts', text.replace('…', linesOf(61 - own)))
  expect(found).toEqual([expect.stringMatching(/^a\.ts:[123] is a function of 61 lines$/)])
})

test('a long file says why in its first comment', () => {
  const long = linesOf(400)
  expect(tooLong('a.ts', long)).toEqual([])
  expect(tooLong('a.ts', `/** Owns much. */\n${long}`)).toEqual(['a.ts has 401 lines'])
  expect(tooLong('a.ts', `/** Owns much.\n */\n${long}/** Long because it is. */`)).toEqual([
    'a.ts has 403 lines',
  ])
  expect(tooLong('a.ts', `/** Owns much. Long because it is one list. */\n${long}`)).toEqual([])
  expect(tooLong('a.ts', `/**\n * Owns much.\n * Long because it is one list.\n */\n${long}`)).toEqual([])
})

test('no two files export a type of the same name', () => {
  const files = [...readGraph(ROOT, ['src', 'client-tool', 'vendor-tool', 'site-tool', 'pages']).keys()]
  const seen = new Map<string, string>()
  const twice = files.flatMap(file =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(EXPORTED_TYPE)].flatMap(([, name = '']) => {
      const other = seen.get(name)
      seen.set(name, file)
      return other === undefined ? [] : [`${name} in ${other} and ${file}`]
    }),
  )
  expect(seen.size).toBeGreaterThan(300)
  expect(twice).toEqual([])
})

const EXPORTED_TYPE = /^export (?:abstract )?(?:interface|type|class) (\w+)/gm
