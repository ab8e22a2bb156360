/**
 * Owns what the tests of a file are called, read from its syntax and not by running it: what stands in a comment, in
 * another text or in a test that is skipped is no title. A table of literals behind `each` is put into its titles.
 */
import { parseAst } from 'vitest/node'

const NAMES = ['test', 'it', 'describe']
/** A test of these does not run. */
const IDLE = ['skip', 'todo']

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

/** The titles of all tests and groups in TypeScript source, in the order in which they stand there. */
export function titlesIn(source: string): readonly string[] {
  const titles: string[] = []
  visit(parseAst(source, { lang: 'ts' }) as unknown as Node, titles)
  return titles
}

function visit(node: Node, titles: string[]): void {
  if (node.type === 'CallExpression') {
    const called = calledBy(node)
    if (called !== undefined) {
      if (called.modifiers.some(name => IDLE.includes(name))) return
      titles.push(...titlesOf(called))
    }
  }
  for (const child of childrenOf(node)) visit(child, titles)
}

/** What is called with a title: `test('...')`, `describe.each(table)('...')`. */
interface Called {
  readonly title: Node
  readonly modifiers: readonly string[]
  readonly table: Node | undefined
}

/** Undefined for any other call, and for one that only prepares: `test.each(table)`. */
function calledBy(call: Node): Called | undefined {
  const [title] = call.arguments as readonly Node[]
  if (title === undefined || textOf(title) === undefined) return undefined
  const modifiers: string[] = []
  let table: Node | undefined
  let callee = call.callee as Node
  for (;;) {
    if (callee.type === 'MemberExpression') {
      modifiers.push((callee.property as Node).name as string)
      callee = callee.object as Node
    } else if (callee.type === 'CallExpression') {
      const prepared = callee.callee as Node
      if ((prepared.property as Node | undefined)?.name === 'each') table = (callee.arguments as Node[])[0]
      callee = prepared
    } else break
  }
  if (callee.type !== 'Identifier' || !NAMES.includes(callee.name as string)) return undefined
  return { title, modifiers, table }
}

function titlesOf({ title, table }: Called): readonly string[] {
  const text = textOf(title) as string
  const rows = table?.type === 'ArrayExpression' ? (table.elements as readonly Node[]) : []
  if (rows.length === 0) return [text]
  return rows.map(row => {
    const columns = row.type === 'ArrayExpression' ? (row.elements as readonly Node[]) : [row]
    let at = 0
    return text.replace(/%[sdifjoO]/g, placeholder => {
      const column = columns[at++]
      return (column === undefined ? undefined : textOf(column)) ?? placeholder
    })
  })
}

/** The text of a literal, as far as it is written out. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type !== 'TemplateLiteral') return undefined
  const parts = node.quasis as readonly { readonly value: { readonly cooked: string } }[]
  return parts.map(({ value }) => value.cooked).join('...')
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flatMap(field => (Array.isArray(field) ? field : [field]).filter(isNode))
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}
