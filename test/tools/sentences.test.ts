/** No sentence stands in tools and pages themselves: src/words/ has them all, in every language that there is. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAst } from 'vitest/node'

const ROOT = join(import.meta.dirname, '../..')

/** Help stands beside the options that it describes; help-de.ts is the German of it. */
const HELP = ['path', 'describe', 'summary', 'more', 'positionals', 'examples', 'value', 'nouns', 'heading']
/** Its German help, programs for threads, and source code in other languages. */
const LEFT_OUT = [
  'client-tool/help-de.ts',
  'pages/parts/thread.ts',
  'pages/parts/frame-reader.ts',
  'src/exchange/kit-source.ts',
]
/** Errors that only a bug of ours raises, and what yargs says: they are not translated. */
const NOT_SAID = [
  /^refused without a reason$/,
  /^expected (?:an element|a page) with /,
  /^Not enough non-option$/,
]

/** Three words of prose in a row. */
const PROSE = /\b[A-Za-z][a-z'-]+,? [a-z][a-z'-]+,? [a-z]+/

interface Node {
  readonly type: string
  readonly [name: string]: unknown
}

/** Literals that read like a sentence, outside of help. */
function sentencesIn(code: string): readonly string[] {
  const found: string[] = []
  function visit(node: unknown): void {
    if (typeof node !== 'object' || node === null) return
    const one = node as Node
    if (one.type === 'ImportDeclaration') return
    if (one.type === 'Property' && HELP.includes(nameOf(one.key as Node))) return
    const text = textOf(one)?.replace(/<[^>]*>/g, '')
    if (text !== undefined && PROSE.test(text) && !NOT_SAID.some(one => one.test(text))) found.push(text)
    for (const part of Object.values(one)) visit(part)
  }
  visit(parseAst(code, { lang: 'ts' }))
  return found
}

function nameOf({ name, value }: Node): string {
  return String(name ?? value)
}

function textOf({ type, value, quasis }: Node): string | undefined {
  if (type === 'Literal') return typeof value === 'string' ? value : undefined
  if (type !== 'TemplateLiteral') return undefined
  return (quasis as readonly { readonly value: { readonly cooked: string } }[])
    .map(({ value: { cooked } }) => cooked)
    .join('X')
}

const FILES = [
  'client-tool',
  'vendor-tool',
  'site-tool',
  'pages',
  'src/cli',
  'src/exchange',
  'src/browser',
].flatMap(tool =>
  readdirSync(join(ROOT, tool), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => `${tool}/${name.replaceAll('\\', '/')}`),
)

describe('a sentence', () => {
  test('is found wherever it is said', () => {
    for (const code of [
      "say('this was not done')",
      'throw new Error(`this key was not found`)',
      "const text = isLate ? 'it came too late' : ''",
    ])
      expect(sentencesIn(code), code).toHaveLength(1)
  })

  test('is no option, no name and no help', () => {
    expect(sentencesIn("const a = ['airlatch-vendor issue', 'key-id', '--every-account']")).toEqual([])
    expect(sentencesIn("const a = { describe: 'what this option is for' }")).toEqual([])
  })

  test.each(FILES.filter(name => !LEFT_OUT.some(one => name.startsWith(one))))(
    'does not stand in %s',
    name => {
      expect(sentencesIn(readFileSync(join(ROOT, name), 'utf8'))).toEqual([])
    },
  )
})
