/**
 * Owns the schema of the JSON of both tools: every answer is held against the table of names, the fields of each command
 * and of each shape are gathered from what was really there, and docs/json.md is written from both.
 */
import type { Command } from '../../../src/cli/command.ts'
import { commandsOf, type Tool, wordsOf } from '../../../src/cli/tool.ts'
import { kindOf } from '../../../src/core/errors.ts'
import { ERROR_CODES } from '../../words/details.ts'
import type { Value } from '../../world/world.ts'
import { NAMES, SCALARS } from './names.ts'

/** The fields of the objects of one shape, and how many of these had each of them. */
interface Shape {
  seen: number
  readonly fields: Map<string, number>
}

/** All that was gathered. Commands are shapes too, by their tool and words. */
export class Schema {
  readonly shapes = new Map<string, Shape>()
  readonly used = new Set<string>()
  /** What a row of the table does not say, or says in another way. */
  readonly problems = new Set<string>()

  /** One answer of a command. */
  add(command: string, value: Value): void {
    if (Object.keys(value)[0] !== 'ok') this.problems.add(`${command}: "ok" is not the first`)
    this.#object(command, value)
  }

  #object(shape: string, value: Value): void {
    const { fields } = this.#shape(shape)
    for (const [name, one] of Object.entries(value)) {
      fields.set(name, (fields.get(name) ?? 0) + 1)
      const row = rowOf(shape, name)
      this.used.add(`${shape}.${name}` in NAMES ? `${shape}.${name}` : name)
      if (row === undefined) this.problems.add(`${shape}.${name}: no row for ${JSON.stringify(one)}`)
      else if (!this.#fits(one, row[0]))
        this.problems.add(`${shape}.${name}: expected ${row[0]}, got ${JSON.stringify(one).slice(0, 200)}`)
    }
  }

  #shape(name: string): Shape {
    const shape = this.shapes.get(name) ?? { seen: 0, fields: new Map() }
    shape.seen++
    this.shapes.set(name, shape)
    return shape
  }

  /** Whether a value has a type; objects of it are gathered. */
  #fits(value: Value, type: string): boolean {
    const map = /^Map<(.*?)>(.*)$/.exec(type)
    if (map !== null) {
      const [, inner = '', rest = ''] = map
      if (value === null) return rest.endsWith('null')
      return Object.values(value).every(one => this.#fits(one, inner))
    }
    return type.split(' | ').some(one => this.#fitsOne(value, one))
  }

  #fitsOne(value: Value, type: string): boolean {
    if (type.endsWith('[]'))
      return Array.isArray(value) && value.every(one => this.#fits(one, type.slice(0, -2)))
    if (type === 'any') return true
    if (type === 'null') return value === null
    if (type === 'true') return value === true
    if (type.startsWith('"')) return JSON.stringify(value) === type
    const scalar = SCALARS[type]
    if (scalar !== undefined) return typeof value === 'string' && scalar[0].test(value)
    if (!/^[A-Z]/.test(type)) return typeof value === type
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    this.#object(type, value)
    return true
  }
}

function rowOf(shape: string, name: string) {
  return NAMES[`${shape}.${name}`] ?? NAMES[name]
}

/** The command that a line of words runs, with its tool's name. */
export function commandOf(tool: Tool<never>, words: readonly string[]): string | undefined {
  const found = commandsOf(tool).find(({ path }) => `${words.join(' ')} `.startsWith(`${wordsOf(path)} `))
  return found && titleOf(tool, found)
}

export function titleOf(tool: Tool<never>, { path }: Command<never>): string {
  return `${tool.name} ${wordsOf(path)}`
}

const HEAD = `# JSON

With \`--json\`, every command of \`airlatch\`, \`airlatch-vendor\` and \`airlatch-site\` prints one JSON
value on one line of standard output, and nothing else there. \`"ok"\` is its first member. This page is
written from what the tools print, and a test holds it against them.

- **One name for one thing.** A name has the same meaning and type wherever it stands. An object has its own
  \`id\`; what refers to it has \`keyId\`, \`activationId\`, \`productId\` or \`kid\`.
- **Times** are instants in UTC, and their names end in \`At\`. A day stands for the whole of it.
- **\`null\`** means that there is none. A field with \`?\` is missing in some answers.
- New versions may add fields. Names, types and codes that are here stay.
- The language of the run changes \`message\`, \`hint\`, and the sentences in \`warnings\`, and nothing else.

Types are written as in TypeScript: \`string[]\` is a list, \`"a" | "b"\` one of two texts, \`Map<number>\` an
object whose values are numbers, and a capital letter begins the name of a [shape](#shapes). In addition:

| type | meaning |
|---|---|
`

/** The document. */
export function documentOf(schema: Schema, tools: readonly Tool<never>[]): string {
  const scalars = Object.entries(SCALARS).map(([name, [, meaning]]) => `| \`${name}\` | ${meaning} |`)
  const commands = tools.flatMap(tool => [
    `## ${tool.name}`,
    ...commandsOf(tool).map(command => sectionOf(schema, titleOf(tool, command), command.summary)),
  ])
  const shapes = [...schema.shapes.keys()].filter(name => /^[A-Z]/.test(name)).toSorted()
  return [
    `${HEAD}${scalars.join('\n')}`,
    failures(),
    ...commands,
    '## Shapes',
    ...shapes.map(name => sectionOf(schema, name)),
  ]
    .join('\n\n')
    .concat('\n')
}

function sectionOf(schema: Schema, name: string, summary?: string): string {
  const { seen, fields } = schema.shapes.get(name) ?? { seen: 0, fields: new Map<string, number>() }
  const rows = [...fields].map(([field, count]) => {
    const [type, meaning] = rowOf(name, field) ?? ['any', '']
    return `| \`${field}${count < seen ? '?' : ''}\` | ${linked(type)} | ${meaning} |`
  })
  const table = ['| field | type | meaning |', '|---|---|---|', ...rows].join('\n')
  const isCommand = summary !== undefined
  return `### ${isCommand ? `\`${name}\`` : name}\n\n${isCommand ? `${summary}.\n\n` : ''}${table}`
}

/** The type, with what is a shape as a link to it. */
function linked(type: string): string {
  const code = type.replaceAll('|', '\\|')
  const shape = /\b[A-Z][a-z][A-Za-z]*\b(?!<)/.exec(type)?.[0]
  return shape === undefined ? `\`${code}\`` : `[\`${code}\`](#${shape.toLowerCase()})`
}

const EXITS = { refused: 1, usage: 2, 'could-not': 3, bug: 70 } as const

function failures(): string {
  const byKind = Object.entries(EXITS).map(([kind, exit]) => {
    const codes = ERROR_CODES.filter(code => kindOf(code) === kind).map(code => `\`${code}\``)
    return `| ${exit} | ${codes.toSorted().join(', ')} |`
  })
  return [
    '## Failures',
    'A command that fails prints this, and nothing more. `code` is stable; `details` depends on it.',
    '```\n{"ok":false,"error":{"code":"key-not-found","message":"...","hint":"...","details":{}}}\n```',
    'A refused license or request has all `reasons` and the `trace` of the rules in its `details`. The exit code\nis 0 for an answer, and otherwise follows from the code. `key import --dry-run` ends with 1 if a line would be\nrefused, and `run` with the exit code of the program.',
    ['| exit code | codes |', '|---|---|', ...byKind].join('\n'),
  ].join('\n\n')
}
