/**
 * Owns the walks through the source: `npm run walks` follows a value as it is passed from one call to the next, in the
 * order in which a reader meets it, and reports how many files are involved. A return is a call into a file that is
 * still waiting for a result: there the reader has to go back. Each function is visited once. A test checks the limits.
 * The code is read as text: calls through an object are resolved only for `this` and for the ledger.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { transformSync } from 'esbuild'
import { parseAst } from 'rollup/parseAst'

const ROOT = dirname(import.meta.dirname)

export interface Walk {
  readonly from: string
  /** The steps, one line each, indented. */
  readonly steps: readonly string[]
  readonly files: readonly string[]
  readonly returns: number
}

/** An ESTree node; its other fields depend on its type. */
interface Node {
  readonly type: string
  readonly start: number
  // biome-ignore lint/suspicious/noExplicitAny: as each type has other fields
  readonly [field: string]: any
}

interface Callable {
  readonly file: string
  readonly name: string
  readonly of: string | undefined
  readonly params: readonly Node[]
  readonly body: Node
}

interface Source {
  /** By local name: the file and the name there. */
  readonly imports: ReadonlyMap<string, readonly [file: string, name: string]>
  readonly callables: ReadonlyMap<string, Callable>
}

const read = new Map<string, Source>()

function sourceOf(file: string): Source {
  const known = read.get(file)
  if (known !== undefined) return known
  const { code } = transformSync(readFileSync(join(ROOT, file), 'utf8'), { loader: 'ts', target: 'esnext' })
  const imports = new Map<string, readonly [string, string]>()
  const callables = new Map<string, Callable>()
  const put = (name: string, node: Node, of?: string) => {
    const { params, body } = node
    callables.set(of === undefined ? name : `${of}.${name}`, { file, name, of, params, body })
  }
  for (const statement of (parseAst(code) as unknown as Node).body as Node[]) {
    const { type, declaration, source, specifiers = [] } = statement
    if (source?.value.startsWith('.'))
      for (const { local, imported, exported } of specifiers)
        imports.set((exported ?? local).name, [
          posix.join(posix.dirname(file), source.value),
          (imported ?? local).name,
        ])
    const made: Node = type === 'ExportNamedDeclaration' ? declaration : statement
    if (made?.type === 'FunctionDeclaration') put(made.id.name, made)
    if (made?.type === 'ClassDeclaration')
      for (const member of made.body.body as Node[])
        if (member.type === 'MethodDefinition')
          put(member.kind === 'constructor' ? 'constructor' : member.key.name, member.value, made.id.name)
    if (made?.type === 'VariableDeclaration')
      for (const { id, init } of made.declarations)
        if (init?.type === 'ArrowFunctionExpression') put(id.name, init)
  }
  const found = { imports, callables }
  read.set(file, found)
  return found
}

/** Finds a function or class by its name in a file, wherever it is defined. */
function named(file: string, name: string): Callable | undefined {
  if (!existsSync(join(ROOT, file))) return undefined
  const { imports, callables } = sourceOf(file)
  const own = callables.get(name) ?? callables.get(`${name}.constructor`)
  const [from, there] = imports.get(name) ?? []
  return own ?? (from === undefined ? undefined : named(from, there as string))
}

/** Implementations of an interface, by the usual name of its objects. */
const IMPLEMENTATIONS: Readonly<Record<string, readonly (readonly [file: string, of: string])[]>> = {
  ledger: [
    ['src/vendor/ledger/store.ts', 'SqlLedger'],
    ['src/vendor/ledger/reads.ts', 'LedgerReads'],
  ],
}

function called({ callee }: Node, within: Callable): Callable | undefined {
  if (callee.type === 'Identifier') return named(within.file, callee.name)
  if (callee.type !== 'MemberExpression' || callee.computed) return undefined
  const { object, property } = callee
  if (object.type === 'ThisExpression')
    return sourceOf(within.file).callables.get(`${within.of}.${property.name}`)
  const implementations = IMPLEMENTATIONS[object.name ?? object.property?.name] ?? []
  return implementations
    .map(([file, of]) => sourceOf(file).callables.get(`${of}.${property.name}`))
    .find(one => one !== undefined)
}

function namesIn(pattern: Node | null): string[] {
  if (pattern === null) return []
  if (pattern.type === 'Identifier') return [pattern.name]
  const parts = pattern.properties ?? pattern.elements ?? [pattern.value ?? pattern.argument ?? pattern.left]
  return (parts as (Node | null)[]).flatMap(namesIn)
}

/** Returns the child nodes, in the order of the text. */
function childrenOf(node: Node): readonly Node[] {
  return (Object.values(node).flat() as Node[])
    .filter(value => typeof value?.type === 'string')
    .toSorted((a, b) => a.start - b.start)
}

/** Whether one of the names is passed on as it is, also in an object or to an inner function; a member is not. */
function passesOn(node: Node, names: ReadonlySet<string>): boolean {
  if (node.type === 'Identifier') return names.has(node.name)
  if (node.type === 'MemberExpression') return false
  if (node.type === 'Property') return passesOn(node.value, names)
  return childrenOf(node).some(one => passesOn(one, names))
}

/** Follows the parameter `param` of `name` in `file`. */
export function walk(file: string, name: string, param: string): Walk {
  const steps: string[] = []
  const files = new Set<string>()
  const walked = new Set<Callable>()
  let returns = 0

  function enter(callable: Callable, followed: ReadonlySet<string>, waiting: readonly string[]): void {
    if (walked.has(callable)) return
    walked.add(callable)
    const from = waiting.at(-1)
    const isReturn = from !== callable.file && waiting.includes(callable.file)
    if (isReturn) returns++
    files.add(callable.file)
    const where = `${callable.file}: ${callable.of === undefined ? '' : `${callable.of}.`}${callable.name}`
    steps.push(`${'  '.repeat(waiting.length)}${where}${isReturn ? ' (a return)' : ''}`)
    visit(callable.body, callable, new Set(followed), [...waiting, callable.file])
  }

  function visit(node: Node, within: Callable, names: Set<string>, waiting: readonly string[]): void {
    for (const one of childrenOf(node)) visit(one, within, names, waiting)
    const { type } = node
    if (type !== 'CallExpression' && type !== 'NewExpression') return
    const passed = (node.arguments as Node[]).map(one => passesOn(one, names))
    const target = passed.includes(true) ? called(node, within) : undefined
    if (target === undefined) return
    const followed = target.params.flatMap((one, i) => (passed[i] ? namesIn(one) : []))
    enter(target, new Set(followed), waiting)
  }

  const start = named(file, name) ?? sourceOf(file).callables.get(name)
  if (start === undefined) throw new Error(`no function ${name} in ${file}`)
  enter(start, new Set([param]), [])
  return { from: `${file}: ${name}`, steps, files: [...files], returns }
}

/** The most frequent paths of readers. */
export const WALKS: Readonly<Record<string, () => readonly Walk[]>> = {
  'a request to a license': () => [
    walk('src/vendor/issue/ask.ts', 'openRequestAsk', 'message'),
    walk('src/vendor/issue/issue.ts', 'issue', 'ask'),
  ],
  'a license to a verdict': () => [walk('src/core/verify.ts', 'verifyLicense', 'bytes')],
}

/** Returns the number of files and of returns of consecutive walks. */
export function lengthOf(walks: readonly Walk[]): { readonly files: number; readonly returns: number } {
  return {
    files: new Set(walks.flatMap(({ files }) => files)).size,
    returns: walks.reduce((sum, { returns }) => sum + returns, 0),
  }
}

if (import.meta.main)
  for (const [what, walked] of Object.entries(WALKS)) {
    const walks = walked()
    const { files, returns } = lengthOf(walks)
    const steps = walks.flatMap(one => one.steps)
    process.stdout.write(`${what}: ${files} files, ${returns} returns\n${steps.join('\n')}\n\n`)
  }
