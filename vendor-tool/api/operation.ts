/**
 * Owns what an operation of the HTTP interface is: a method and a path beside the command that it is. Its members are the
 * positionals and options of the command in camel case, so that the two cannot drift apart; what makes no sense over HTTP
 * is left out, and what only HTTP needs is added.
 *
 *     { method: 'POST', path: '/v1/keys/{key}/suspend', scope: 'sell', command: keySuspend }
 */
import type { Answer, Args, Command, Option } from '../../src/cli/command.ts'
import { wordsOf } from '../../src/cli/tool.ts'
import type { Scope } from '../../src/core/terms/outside.ts'
import type { VendorWorld } from '../world.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** An option of the command, or what only HTTP takes. */
export interface Field extends Option {
  /** The bounds of a whole number. */
  readonly least?: number
  readonly most?: number
  /** Of a text: how many characters it may have (default: MOST_CHARACTERS). */
  readonly mostCharacters?: number
  /** A text that may be a whole number of JSON, from `least` to `most`. */
  readonly takesWhole?: true
  /** A list of NAME=VALUE that may be an object of names and values. */
  readonly takesObject?: true
}

export interface Operation {
  readonly method: Method
  /** Such as `/v1/keys/{key}/suspend`; what is in braces is named as a positional of the command, or as a member. */
  readonly path: string
  readonly scope: Scope
  /** Its words describe the operation; its `run` answers unless the operation has one. */
  readonly command: Command<VendorWorld>
  /** For programs that are made of the document, where several operations are one command. */
  readonly id?: string
  /** In place of the summary and of `more` of the command. */
  readonly summary?: string
  readonly more?: string
  /** Positionals and options of the command that make no sense here, beside NEVER. */
  readonly without?: readonly string[]
  /** Further members, or others in place of the command's. */
  readonly members?: Readonly<Record<string, Field>>
  /** Further members of the answer: name and type in the notation of docs/json.md; `name?` may be missing. */
  readonly answers?: Readonly<Record<string, string>>
  /** Members of the command's answer that this one does not have. */
  readonly leavesOut?: readonly string[]
  /** `args` has the members by the names of the command line. */
  run?(args: Args, world: VendorWorld): Promise<Answer>
}

/** Options that no operation has: they name files of the desk, draw on its terminal, or answer a question of it. */
export const NEVER: readonly string[] = ['output', 'qr', 'qr-version', 'format', 'report', 'jobs', 'yes']

/** Characters of a text, unless a member says another number. */
export const MOST_CHARACTERS = 100_000
/** Items of a list. */
export const MOST_ITEMS = 10_000
/** Bytes of a body, unless a member may be longer. */
const MOST_BODY_BYTES = 1_048_576

/** A member as callers name it, and what it is on the command line. */
export interface OperationMember {
  /** In camel case, as in the body, the query or the path. */
  readonly name: string
  /** Of the option or positional. */
  readonly arg: string
  readonly field: Field
  readonly inPath: boolean
}

const MEMBERS = new WeakMap<Operation, ReadonlyMap<string, OperationMember>>()

/** By their names: those in the path, then positionals, then options, then those of the operation alone. */
export function membersOf(operation: Operation): ReadonlyMap<string, OperationMember> {
  const known = MEMBERS.get(operation)
  if (known !== undefined) return known
  const { command, without = [], members = {} } = operation
  const inPath = pathNames(operation.path)
  const left = new Set([...NEVER, ...without])
  const fields = Object.entries({ ...positionalsOf(command), ...command.options, ...members }).filter(
    ([arg]) => Object.hasOwn(members, arg) || !left.has(arg),
  )
  const made = fields.map(([arg, field]): OperationMember => {
    const name = camelCase(arg)
    return inPath.includes(name)
      ? { name, arg, field: { ...field, required: true }, inPath: true }
      : { name, arg, field, inPath: false }
  })
  const byPath = made.toSorted((a, b) => inPath.indexOf(b.name) - inPath.indexOf(a.name))
  const ordered = [...byPath.filter(one => one.inPath).toReversed(), ...made.filter(one => !one.inPath)]
  const all = new Map(ordered.map(member => [member.name, member]))
  MEMBERS.set(operation, all)
  return all
}

/** `/v1/keys/{key}/suspend`: key. */
function pathNames(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** `expires-before`: expiresBefore. */
export function camelCase(arg: string): string {
  return arg.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** For programs that are made of the document: `key create` is keyCreate. */
export function idOf({ id, command }: Operation): string {
  return id ?? camelCase(wordsOf(command.path).replaceAll(' ', '-'))
}

/** The largest body that the operation may need. */
export function mostBodyBytes(operation: Operation): number {
  const long = [...membersOf(operation).values()].map(({ field }) => field.mostCharacters ?? 0)
  // a line end is two characters of JSON
  return Math.max(MOST_BODY_BYTES, 2 * long.reduce((sum, most) => sum + most, 0))
}

function positionalsOf({ path, positionals = {} }: Command<VendorWorld>): Readonly<Record<string, Field>> {
  const found = [...path.matchAll(/([<[])([a-z-]+)(\.\.)?[>\]]/g)]
  return Object.fromEntries(
    found.map(([, open, name = '', many]) => [
      name,
      {
        kind: many === undefined ? 'text' : 'list',
        describe: positionals[name] ?? '',
        required: open === '<',
      },
    ]),
  )
}
