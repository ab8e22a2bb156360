/**
 * Owns the document as a contract: answers are held against its schemas, and calls are generated from them. The document is
 * open, as new versions may add members; here it is closed, so that a member that it does not name is found.
 */
import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { DOCUMENT } from '../../../tools/openapi.ts'
import { MOST_WHOLE } from '../../../vendor-tool/api/args.ts'
import { sample as read, type Stock, type Value } from './stocked.ts'

export interface Described {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly statuses: readonly string[]
  /** Of all its members, in the path, the query or the body. */
  readonly members: Value
  readonly inPath: readonly string[]
}

export class Contract {
  readonly document: Value
  readonly operations: readonly Described[]
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  readonly #compiled = new Map<string, ValidateFunction>()

  constructor() {
    this.document = closed(JSON.parse(readFileSync(DOCUMENT, 'utf8')))
    this.#ajv.addSchema(this.document, 'document')
    this.operations = Object.entries<Value>(this.document.paths).flatMap(([path, methods]) =>
      Object.entries<Value>(methods).map(([method, operation]) => this.#described(path, method, operation)),
    )
  }

  operation(id: string): Described {
    const found = this.operations.find(one => one.id === id)
    if (found === undefined) throw new Error(`the document has no operation ${id}`)
    return found
  }

  /** What is wrong with the answer of an operation; empty: nothing. */
  problems({ path, method }: Described, status: number, value: unknown): readonly string[] {
    const responses = this.document.paths[path][method.toLowerCase()].responses
    if (!Object.hasOwn(responses, status)) return [`the status ${status} is not in the document`]
    const type = status === 200 ? 'application/json' : 'application/problem+json'
    const pointer =
      status === 200
        ? `#/paths/${escaped(path)}/${method.toLowerCase()}/responses/200/content/${escaped(type)}/schema`
        : '#/components/schemas/Problem'
    const validate = this.#validator(pointer)
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }

  #validator(pointer: string): ValidateFunction {
    const known = this.#compiled.get(pointer)
    if (known !== undefined) return known
    const made = this.#ajv.compile({ $ref: `document${pointer}` })
    this.#compiled.set(pointer, made)
    return made
  }

  #described(path: string, method: string, operation: Value): Described {
    const parameters: Value[] = operation.parameters.filter(({ name }: Value) => name !== undefined)
    const body = operation.requestBody?.content['application/json'].schema
    const required = parameters.filter(one => one.required).map(({ name }) => name)
    return {
      id: operation.operationId,
      method: method.toUpperCase() as Described['method'],
      path,
      statuses: Object.keys(operation.responses),
      members: {
        type: 'object',
        properties: {
          ...Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
          ...body?.properties,
        },
        required: [...required, ...(body?.required ?? [])],
      },
      inPath: parameters.filter(one => one.in === 'path').map(({ name }) => name),
    }
  }
}

/** `~1` and `%7B`: a pointer in a URI (RFC 6901 section 6). */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** Every object that names its members has no others. */
function closed(value: Value): Value {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]))
  const isOpen = value.type === 'object' && value.properties !== undefined
  return isOpen ? { additionalProperties: false, ...inner } : inner
}

/** Values of a schema of a member: valid ones, with `known` ones more often. */
function valuesOf(schema: Value, known: readonly string[] = []): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one: Value) => valuesOf(one, known)))
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type: string) => valuesOf({ ...schema, type }, known)))
  switch (schema.type) {
    case 'object':
      return fc.dictionary(
        fc.constantFrom('export', 'users', 'edition', '', 'a=b', '__proto__'),
        valuesOf(schema.additionalProperties),
        { minKeys: 1, maxKeys: 3 },
      )
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 400, 400) }),
        fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? MOST_WHOLE }),
      )
    case 'array':
      return fc.array(valuesOf(schema.items, known), { minLength: 1, maxLength: 4 })
    default: {
      const some = known.length === 0 ? [] : [{ weight: 6, arbitrary: fc.constantFrom(...known) }]
      const any = fc.string({ minLength: schema.minLength ?? 0, maxLength: 60, unit: 'grapheme' })
      return fc.oneof(...some, { weight: 2, arbitrary: any })
    }
  }
}

/** Values that no member takes, or that most do not. */
export const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udc00y',
  '\u202e',
  -0,
  -1,
  0.5,
  2 ** 53,
  Number.POSITIVE_INFINITY,
  Number.NaN,
  '1e999',
  true,
  [],
  [[]],
  [null],
  ['\0'],
  {},
  { toString: 1 },
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
  'x'.repeat(1_048_576),
  '@/etc/passwd',
  '-',
  '../../etc/passwd',
  '%00',
  "'; DROP TABLE entry; --",
]

/** Members that hardly any call is right without. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  keyCreate: ['product'],
  issue: ['request'],
  clockReset: ['activation'],
  keySet: ['comment'],
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  product: ['scope', 'logger'],
  duration: ['30', 'none'],
  expires: ['2030-12-31', 'never'],
  maintenance: ['2030-12-31', 'none'],
  expiresBefore: ['2030-12-31'],
  date: ['2026-11-01'],
  since: ['2026-11-01', '2026-11-22T12:00:00Z'],
  until: ['2026-11-30'],
  month: ['2026-11'],
  releaseDate: ['2026-11-01'],
  version: ['3.0'],
  value: ['yes', 'no', '5000'],
  template: ['trial'],
  affiliate: ['North'],
  feature: ['export', 'users=3', 'edition=pro', 'users:integer=5'],
  email: ['ann@lab.example'],
  match: ['3/5'],
  deactivationLimit: ['2', 'unlimited'],
  platform: ['linux'],
  user: ['ann'],
  text: ['Labs', '4711'],
  reason: ['why'],
  name: ['trial', 'allow-generic-keys', 'plan-activations'],
  list: [read('qlm.csv'), read('limelm.csv')],
  columns: [read('qlm.columns.json'), read('limelm.columns.json')],
  address: ['https://activate.example.com'],
}

/** Members of a generated call: mostly right, sometimes one that is odd, missing or too many. */
export function callsOf(
  { id, members, inPath }: Described,
  stock: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const { properties, required } = members as { properties: Record<string, Value>; required: string[] }
  const known = (name: string): readonly string[] =>
    stock[name === 'id' ? (id.startsWith('product') ? 'product' : 'activation') : name] ?? WORDS[name] ?? []
  const right = fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema, known(name))]),
    ),
    { requiredKeys: [...required, ...(USUAL[id] ?? [])], noNullPrototype: true },
  )
  const usual = USUAL[id] ?? []
  // most of many optional members are left out, or hardly any call would be right
  const few = fc
    .tuple(right, fc.array(fc.constantFrom(...Object.keys(properties), ''), { maxLength: 4 }))
    .map(([all, some]) =>
      Object.fromEntries(
        Object.entries(all).filter(
          ([name]) => required.includes(name) || usual.includes(name) || some.includes(name),
        ),
      ),
    )
  const names = [...Object.keys(properties).filter(name => !inPath.includes(name)), ...STRANGE]
  const odd = fc
    .tuple(few, fc.constantFrom(...names), fc.constantFrom(...ODD))
    .map(([call, name, value]) => withMember(call, name, value))
  const missing = fc
    .tuple(few, fc.constantFrom(...names))
    .map(([call, name]) => Object.fromEntries(Object.entries(call).filter(([other]) => other !== name)))
  return fc.oneof(
    { weight: 3, arbitrary: few },
    { weight: 2, arbitrary: odd },
    { weight: 1, arbitrary: missing },
  )
}

/** Names that are no members. */
export const STRANGE = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'yes',
  'json',
  'home',
  'output',
  'x',
]

/** An own member, whatever its name; as JSON.parse makes it. */
export function withMember(
  call: Readonly<Record<string, unknown>>,
  name: string,
  value: unknown,
): Readonly<Record<string, unknown>> {
  const made = { ...call }
  Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true })
  return made
}

/** By the names of members: what the stock has. */
export function knownOf({
  keys,
  wholeKeys,
  activations,
  customers,
  messages,
}: Stock): Readonly<Record<string, readonly string[]>> {
  return {
    key: [...keys, ...wholeKeys],
    activation: activations,
    customer: customers,
    from: customers,
    into: customers,
    ...Object.fromEntries(
      ['message', 'other', 'request', 'receipt', 'report', 'checkpoints'].map(name => [name, messages]),
    ),
    cursor: [...keys, ...activations, ...customers, '5', '1.2'],
  }
}

/** Those after which hardly anything succeeds come last. */
export function calledInTurn({ operations }: Contract): readonly Described[] {
  const last = ['activationRelease', 'keyRevoke', 'settingsSet', 'templateDelete']
  return operations.toSorted((a, b) => last.indexOf(a.id) - last.indexOf(b.id))
}
