/**
 * Owns the shape of an operation of the HTTP interface: a method and a path for a command. Its members are the
 * positionals and options of the command in camel case, so that the two cannot drift apart. Options that make no sense
 * over HTTP are left out, and members that only HTTP needs are added. Example:
 *
 *     { method: 'POST', path: '/v1/keys/{key}/suspend', scope: 'sell', command: keySuspend }
 */
import type { Answer, Args, Command, Option } from '../../src/cli/command.ts'
import { wordsOf } from '../../src/cli/tool.ts'
import type { Scope } from '../../src/core/terms/outside.ts'
import type { VendorWorld } from '../world.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** An option of the command, or a member that only HTTP has. */
export interface Field extends Option {
  /** The bounds of a whole number. */
  readonly least?: number
  readonly most?: number
  /** Most characters of a text (default: MOST_CHARACTERS). */
  readonly mostCharacters?: number
  /** A text that may also be sent as a JSON integer from `least` to `most`. */
  readonly takesWhole?: true
  /** A list of NAME=VALUE that may also be sent as an object. */
  readonly takesObject?: true
}

export interface Operation {
  readonly method: Method
  /** Such as `/v1/keys/{key}/suspend`; the names in braces are positionals of the command or members. */
  readonly path: string
  readonly scope: Scope
  /** Its texts describe the operation, and its `run` answers it if the operation has none. */
  readonly command: Command<VendorWorld>
  /** Operation id for generated clients, needed if several operations share one command. */
  readonly id?: string
  /** Used instead of the command's `summary` and `more`. */
  readonly summary?: string
  readonly more?: string
  /** Positionals and options of the command that make no sense here, in addition to NEVER. */
  readonly without?: readonly string[]
  /** Additional members, or replacements of the command's. */
  readonly members?: Readonly<Record<string, Field>>
  /** Additional members of the answer: name and type in the notation of docs/json.md; `name?` may be missing. */
  readonly answers?: Readonly<Record<string, string>>
  /** Members of the command's answer that this operation does not return. */
  readonly leavesOut?: readonly string[]
  /** Answers the operation. `args` has the members under their command-line names. */
  run?(args: Args, world: VendorWorld): Promise<Answer>
}

/** Options that no operation has: they name files of the desk, draw on its terminal, or answer its questions. */
export const NEVER: readonly string[] = ['output', 'qr', 'qr-version', 'format', 'report', 'jobs', 'yes']

/** Most characters of a text, unless its member sets `mostCharacters`. */
export const MOST_CHARACTERS = 100_000
/** Most items of a list. */
export const MOST_ITEMS = 10_000
/** Most bytes of a body, unless its members may be longer. */
const MOST_BODY_BYTES = 1_048_576

/** A member as callers name it, and its name on the command line. */
export interface OperationMember {
  /** In camel case, as used in the body, the query or the path. */
  readonly name: string
  /** The name of the option or positional. */
  readonly arg: string
  readonly field: Field
  readonly inPath: boolean
}

const MEMBERS = new WeakMap<Operation, ReadonlyMap<string, OperationMember>>()

/** Returns the members by name: those of the path, then positionals, options, and the operation's own members. */
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

/** Returns the names in braces: `key` of `/v1/keys/{key}/suspend`. */
function pathNames(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** Turns `expires-before` into `expiresBefore`. */
export function camelCase(arg: string): string {
  return arg.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** Returns the operation id for generated clients, such as `keyCreate` for `key create`. */
export function idOf({ id, command }: Operation): string {
  return id ?? camelCase(wordsOf(command.path).replaceAll(' ', '-'))
}

/** Returns the largest body in bytes that the operation may need. */
export function mostBodyBytes(operation: Operation): number {
  const long = [...membersOf(operation).values()].map(({ field }) => field.mostCharacters ?? 0)
  // twice, because JSON writes a line end as two characters
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
