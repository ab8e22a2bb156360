/**
 * Owns the translation of types in the notation of docs/json.md to JSON Schema (2020-12): `day | instant | null`,
 * `Key[]`, `Map<number>`, `("a" | "b")[]`. A name that begins with a capital letter is a shape of that page.
 */

export type JsonSchema = Readonly<Record<string, unknown>>

/** Types that JSON itself lacks, as docs/json.md explains them, by their names in the document. */
export const SCALARS: Readonly<Record<string, JsonSchema>> = {
  Instant: {
    type: 'string',
    format: 'date-time',
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$',
    description: 'a second in UTC: `2027-12-31T12:00:00Z`',
  },
  Day: {
    type: 'string',
    format: 'date',
    pattern: '^\\d{4}-\\d\\d-\\d\\d$',
    description: 'a day, with the whole of it: `2027-12-31`',
  },
  KeyId: {
    type: 'string',
    pattern: '^[0-9A-Z]{5}-[0-9A-Z]{5}$',
    description: 'the id of an activation key, its first two groups: `7K3QM-9XWTR`',
  },
  Id: {
    type: 'string',
    pattern: '^[0-9a-f]{16}$',
    description: 'the id of an activation, of a signing key or of an installation',
  },
  Hash: { type: 'string', pattern: '^(?:[0-9a-f]{16})+$', description: 'hexadecimal digits' },
  Decimal: {
    type: 'string',
    pattern: '^\\d+$',
    description: 'a whole number as text, as it may be larger than a JSON number',
  },
}

const PLAIN: Readonly<Record<string, JsonSchema>> = {
  any: {},
  string: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  true: { const: true },
  null: { type: 'null' },
  ...Object.fromEntries(
    Object.keys(SCALARS).map(name => [name === 'KeyId' ? 'KEYID' : name.toLowerCase(), refTo(name)]),
  ),
}

function refTo(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` }
}

const TOKENS = /"[^"]*"|\w+|\[\]|[|<>()]/g

/** Parses a type. Throws an Error with the part that could not be read. */
export function schemaOf(type: string): JsonSchema {
  const tokens = [...type.matchAll(TOKENS)].map(([token]) => token)
  if (type.replace(TOKENS, '').trim() !== '') throw new Error(`cannot read the type ${type}`)
  const { schema, rest } = union(tokens, type)
  if (rest.length > 0) throw new Error(`cannot read the type ${type} from ${rest[0]} on`)
  return schema
}

interface Parsed {
  readonly schema: JsonSchema
  readonly rest: readonly string[]
}

function union(tokens: readonly string[], type: string): Parsed {
  const parts: JsonSchema[] = []
  let { schema, rest } = postfix(tokens, type)
  parts.push(schema)
  while (rest[0] === '|') {
    const next = postfix(rest.slice(1), type)
    parts.push(next.schema)
    rest = next.rest
  }
  schema = parts.length === 1 ? (parts[0] as JsonSchema) : oneOf(parts)
  return { schema, rest }
}

/** Combines alternatives: texts become one enumeration, anything else `oneOf`. */
function oneOf(parts: readonly JsonSchema[]): JsonSchema {
  const texts = parts.filter(({ const: text }) => typeof text === 'string').map(({ const: text }) => text)
  const others = parts.filter(({ const: text }) => typeof text !== 'string')
  const merged = texts.length > 1 ? [{ type: 'string', enum: texts }, ...others] : parts
  return merged.length === 1 ? (merged[0] as JsonSchema) : { anyOf: merged }
}

function postfix(tokens: readonly string[], type: string): Parsed {
  let { schema, rest } = single(tokens, type)
  while (rest[0] === '[]') {
    schema = { type: 'array', items: schema }
    rest = rest.slice(1)
  }
  return { schema, rest }
}

function single([first = '', ...rest]: readonly string[], type: string): Parsed {
  if (first === '(') return closed(union(rest, type), ')', type)
  if (first === 'Map') {
    const { schema, rest: after } = closed(union(rest.slice(1), type), '>', type)
    return { schema: { type: 'object', additionalProperties: schema }, rest: after }
  }
  if (first.startsWith('"')) return { schema: { type: 'string', const: first.slice(1, -1) }, rest }
  const plain = Object.hasOwn(PLAIN, first) ? PLAIN[first] : undefined
  if (plain !== undefined) return { schema: plain, rest }
  if (/^[A-Z]/.test(first)) return { schema: refTo(first), rest }
  throw new Error(`cannot read ${first} in the type ${type}`)
}

function closed({ schema, rest: [end, ...rest] }: Parsed, bracket: string, type: string): Parsed {
  if (end !== bracket) throw new Error(`no ${bracket} in the type ${type}`)
  return { schema, rest }
}

/** Returns the shapes that a schema refers to, at any depth. */
export function shapesIn(schema: unknown): readonly string[] {
  const names = JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)
  return [...new Set([...names].map(([, name = '']) => name))]
}
