/** Owns one operation's entry in the OpenAPI document: texts and members of its command, answers of docs/json.md. */
import { readPlain } from '../../src/cli/plain.ts'
import { wordsOf } from '../../src/cli/tool.ts'
import { MOST_WHOLE } from '../../vendor-tool/api/args.ts'
import {
  camelCase,
  type Field,
  idOf,
  MOST_CHARACTERS,
  MOST_ITEMS,
  membersOf,
  type Operation,
  type OperationMember,
} from '../../vendor-tool/api/operation.ts'
import { OPERATIONS } from '../../vendor-tool/api/operations/all.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import type { JsonPage, PageField } from './json-page.ts'
import { type JsonSchema, schemaOf } from './types.ts'

/** Fields of answers about files that the desk wrote. */
const OF_FILES: readonly string[] = ['output', 'outputFormat', 'rows', 'qr']

/** Descriptions of members that no command prints. */
const MEANINGS: Readonly<Record<string, string>> = {
  message: 'the signed message, in base64',
  armored: 'the same as text: give it to the customer as a text file, or in a mail',
  nextCursor: 'the cursor of the next page; null: this is the last one',
}

/** Descriptions of failures, for callers. */
const FAILURES: Readonly<Record<string, string>> = {
  400: 'The request cannot be read, or a value is wrong; nothing was done.',
  401: 'The API key is missing, unknown, revoked or expired.',
  403: 'The API key does not have the scope, or is used from too many addresses.',
  404: 'Something that the call names was not found.',
  408: 'The body did not arrive in time.',
  409: 'The current state of the desk does not allow it, or a call with this Idempotency-Key is in progress, or its outcome is unknown.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'A value cannot be used, such as a damaged message, or an Idempotency-Key that was sent with another call.',
  429: 'There were too many calls.',
  503: 'The desk cannot answer at the moment, because of its ledger, its clock or its signing key. Try again later.',
}

export function pathItemOf(operation: Operation, page: JsonPage): JsonSchema {
  const { scope, command, method } = operation
  const members = [...membersOf(operation).values()]
  const inPath = members.filter(one => one.inPath)
  const others = members.filter(one => !one.inPath)
  const isQuery = method === 'GET'
  const more = operation.summary === undefined ? (operation.more ?? command.more) : operation.more
  return {
    operationId: idOf(operation),
    tags: [tagOf(operation)],
    summary: inMembers(operation.summary ?? command.summary),
    description: [more, `Scope: \`${scope}\`. Command: \`airlatch-vendor ${wordsOf(command.path)}\`.`]
      .filter(part => part !== undefined && part !== '')
      .map(part => inMembers(`${part}`))
      .join('\n\n'),
    security: [{ apiKey: [scope] }],
    parameters: [
      ...inPath.map(member => parameterOf(member, 'path')),
      ...(isQuery ? others.map(member => parameterOf(member, 'query')) : []),
      ...(isQuery ? [] : [{ $ref: '#/components/parameters/IdempotencyKey' }]),
    ],
    ...(isQuery || others.length === 0 ? {} : { requestBody: bodyOf(operation, others) }),
    responses: {
      200: {
        description: 'Done.',
        headers: {
          RateLimit: { $ref: '#/components/headers/RateLimit' },
          'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
          ...(isQuery
            ? {}
            : { 'Idempotency-Replayed': { $ref: '#/components/headers/Idempotency-Replayed' } }),
        },
        content: { 'application/json': { schema: answerOf(operation, page) } },
      },
      ...Object.fromEntries(
        Object.keys(FAILURES).map(status => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
      ),
    },
  }
}

/** Returns the failures that every operation may answer. */
export function failures(): JsonSchema {
  return Object.fromEntries(
    Object.entries(FAILURES).map(([status, description]) => [
      nameOf(status),
      {
        description,
        ...(['409', '429', '503'].includes(status)
          ? { headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } }
          : {}),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function nameOf(status: string): string {
  return `Problem${status}`
}

/** Returns the tag of an operation: `ledger` for `/v1/ledger/entries`. */
export function tagOf({ path }: Operation): string {
  return path.split('/')[2] as string
}

/** Operations by the words of their commands, such as `key suspend`. */
const ROUTES = new Map(
  OPERATIONS.toReversed().map(({ method, path, command }) => [wordsOf(command.path), `${method} ${path}`]),
)

/** Translates descriptions for the command line, which mention options, and commands in quotation marks. */
function inMembers(text: string): string {
  const routed = text.replace(/"([a-z-]+(?: [a-z-]+)*)(?: --([a-z-]+))?"/g, (all, words: string, option) => {
    const route = ROUTES.get(words)
    if (route === undefined) return all
    return option === undefined ? `\`${route}\`` : `\`${camelCase(option)}\` of \`${route}\``
  })
  return routed.replace(/(?<![\w-])--([a-z][a-z-]*)/g, (_, name: string) => `\`${camelCase(name)}\``)
}

function parameterOf({ name, field }: OperationMember, where: 'path' | 'query'): JsonSchema {
  return {
    name,
    in: where,
    required: field.required === true,
    description: inMembers(field.describe),
    schema: fieldSchema(field),
  }
}

function bodyOf(operation: Operation, members: readonly OperationMember[]): JsonSchema {
  const required = members.filter(({ field }) => field.required).map(({ name }) => name)
  const examples = examplesOf(operation, members)
  return {
    required: required.length > 0,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: Object.fromEntries(
            members.map(({ name, field }) => [
              name,
              { ...fieldSchema(field), description: inMembers(field.describe) },
            ]),
          ),
          ...(required.length === 0 ? {} : { required }),
          additionalProperties: false,
        },
        ...(examples.length === 0 ? {} : { examples: Object.fromEntries(examples) }),
      },
    },
  }
}

/** An object of names and values instead of a list of NAME=VALUE. */
const PAIRS: JsonSchema = {
  type: 'object',
  minProperties: 1,
  maxProperties: MOST_ITEMS,
  additionalProperties: { type: ['string', 'integer', 'boolean'] },
}

/** Returns the schema of what `args.ts` accepts. */
function fieldSchema(field: Field): JsonSchema {
  const { kind, choices, mayBeEmpty, least = 0, most = MOST_WHOLE } = field
  switch (kind) {
    case 'flag':
    case 'switch':
      return { type: 'boolean' }
    case 'whole':
      return { type: 'integer', minimum: least, maximum: most }
    case 'list': {
      const list = {
        type: 'array',
        minItems: 1,
        maxItems: MOST_ITEMS,
        items: fieldSchema({ ...field, kind: 'text' }),
      }
      return field.takesObject ? { anyOf: [list, PAIRS] } : list
    }
    case 'text':
    case 'text-or-nothing':
      return {
        ...(field.takesWhole
          ? { type: ['string', 'integer'], minimum: least, maximum: most }
          : { type: 'string' }),
        ...(mayBeEmpty ? {} : { minLength: 1 }),
        maxLength: field.mostCharacters ?? MOST_CHARACTERS,
        ...(choices === undefined ? {} : { enum: choices }),
      }
  }
}

/** Returns those examples of the command whose words are all members of the body or in the path. */
function examplesOf(
  operation: Operation,
  members: readonly OperationMember[],
): readonly (readonly [name: string, example: JsonSchema])[] {
  if (operation.run !== undefined) return []
  const inBody = new Map(members.map(member => [member.arg, member]))
  const inPath = new Set([...membersOf(operation).values()].flatMap(one => (one.inPath ? [one.arg] : [])))
  return operation.command.examples.flatMap(([summary, line], number) => {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
    const values = Object.entries(readPlain(vendorTool, words)?.values ?? {}).filter(
      ([arg, value]) => value !== undefined && !inPath.has(arg),
    )
    if (values.length === 0 || values.some(([arg]) => !inBody.has(arg))) return []
    const value = Object.fromEntries(
      values.map(([arg, value]) => {
        const { name, field } = inBody.get(arg) as OperationMember
        return [name, exampleOf(field, value)]
      }),
    )
    return [[`example${number + 1}`, { summary, value }] as const]
  })
}

function exampleOf({ kind, takesWhole }: Field, value: unknown): unknown {
  if (kind === 'whole' || (takesWhole && /^\d+$/.test(`${value}`))) return Number(value)
  return kind === 'switch' ? value === 'yes' : value
}

/** Returns the schema of an object. It permits other members, because new versions may add some. */
export function objectSchema(fields: readonly PageField[]): JsonSchema {
  const required = fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(({ name, type, meaning }) => [name, described(schemaOf(type), meaning)]),
    ),
    ...(required.length === 0 ? {} : { required }),
  }
}

function described(schema: JsonSchema, meaning: string): JsonSchema {
  return meaning === '' ? schema : { ...schema, description: meaning }
}

function answerOf({ command, answers = {}, leavesOut = [] }: Operation, page: JsonPage): JsonSchema {
  const words = wordsOf(command.path)
  const fields = page.commands.get(words)
  if (fields === undefined) throw new Error(`docs/json.md has no section of airlatch-vendor ${words}`)
  const own = Object.entries(answers).map(([name, type]): PageField => {
    const plain = name.replace(/\?$/, '')
    const known = fields.find(field => field.name === plain)
    return {
      name: plain,
      isOptional: name.endsWith('?'),
      type,
      meaning: MEANINGS[plain] ?? known?.meaning ?? meaningIn(page, plain),
    }
  })
  const replaced = new Set([...own.map(({ name }) => name), ...OF_FILES, ...leavesOut])
  return objectSchema([...fields.filter(({ name }) => !replaced.has(name)), ...own])
}

/** Returns the description of a name, which has the same meaning everywhere. */
function meaningIn({ commands, shapes }: JsonPage, name: string): string {
  const all = [...commands.values(), ...shapes.values()].flat()
  return all.find(field => field.name === name)?.meaning ?? ''
}
