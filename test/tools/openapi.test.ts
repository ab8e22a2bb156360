/**
 * Proves that docs/openapi.json is what the operations make of it, that it is a valid document, and that its operations are
 * the commands: no option is forgotten, and none is there that is not said.
 */
import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { commandsOf, wordsOf } from '../../src/cli/tool.ts'
import { schemaOf } from '../../tools/openapi/types.ts'
import { DOCUMENT, openApiText } from '../../tools/openapi.ts'
import { camelCase, idOf, NEVER } from '../../vendor-tool/api/operation.ts'
import { OPERATIONS } from '../../vendor-tool/api/operations/all.ts'
import { NOT_OVER_HTTP } from '../../vendor-tool/api/operations/left-out.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import type { Value } from '../vendor-tool/api/stocked.ts'

const text = readFileSync(DOCUMENT, 'utf8')
const document: Value = JSON.parse(text)
const COMMANDS = commandsOf(vendorTool).map(({ path }) => wordsOf(path))

test('HT-02: the document is up to date: npm run openapi', () => {
  expect(text).toBe(openApiText())
})

test('HT-02: the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  expect(await validator.validate(document)).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('HT-02: operations have ids and paths of their own', () => {
  const ids = OPERATIONS.map(idOf)
  expect(new Set(ids).size).toBe(ids.length)
  const routes = OPERATIONS.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
  expect(new Set(routes).size).toBe(routes.length)
})

describe('HT-01: every command is an operation, or is left out for a reason', () => {
  const operated = new Set(OPERATIONS.map(({ command }) => wordsOf(command.path)))
  const reasonFor = (words: string) => NOT_OVER_HTTP[words] ?? NOT_OVER_HTTP[words.split(' ')[0] as string]

  test.each(COMMANDS)('%s', words => {
    expect([operated.has(words), reasonFor(words) !== undefined]).toContain(true)
    expect(operated.has(words) && reasonFor(words) !== undefined).toBe(false)
  })

  test('and nothing is left out that there is not, but for what makes the interface', () => {
    const known = new Set([...COMMANDS, ...COMMANDS.map(words => words.split(' ')[0] as string)])
    const outside = ['api', 'api-key', 'webhook', 'shop', 'mail']
    expect(Object.keys(NOT_OVER_HTTP).filter(words => !known.has(words) && !outside.includes(words))).toEqual(
      [],
    )
  })
})

describe('HT-02: members are the positionals and options of the command', () => {
  test.each(OPERATIONS.map(one => [idOf(one), one] as const))('%s', (_, operation) => {
    const { command, method, path, without = [], members = {} } = operation
    const typed = [...command.path.matchAll(/[<[]([a-z-]+)(?:\.\.)?[>\]]/g)].map(([, name = '']) => name)
    const options = [...typed, ...Object.keys(command.options ?? {})]
    const left = [...without, ...NEVER]
    const expected = [...options.filter(name => !left.includes(name)), ...Object.keys(members)].map(camelCase)
    const item = document.paths[path][method.toLowerCase()]
    const parameters = item.parameters.flatMap(({ name }: Value) => name ?? [])
    const body = Object.keys(item.requestBody?.content['application/json'].schema.properties ?? {})
    expect([...parameters, ...body].toSorted()).toEqual([...new Set(expected)].toSorted())
    // what is left out is there to be left out
    expect(without.filter(name => !options.includes(name))).toEqual([])
  })
})

test('HT-01: what only looks is a GET or says that it records nothing; what changes needs more than reading', () => {
  for (const operation of OPERATIONS) {
    const isLook = operation.method === 'GET' || operation.more?.includes('Nothing is recorded')
    if (operation.scope === 'read') expect(isLook, idOf(operation)).toBe(true)
    else expect(operation.method === 'GET', idOf(operation)).toBe(idOf(operation) === 'keyText')
  }
})

test('HT-01: nothing over HTTP makes access, moves signing keys, or takes the ledger away', () => {
  const words = OPERATIONS.map(({ command }) => wordsOf(command.path))
  const forbidden =
    /^(?:api|api-key|webhook|shop|mail|passphrase|desk|bake|init|serve|console)\b|^signing-key (?!list)|^ledger (?:backup|restore|import|export|accept)/
  expect(words.filter(one => forbidden.test(one))).toEqual([])
})

describe('the types of docs/json.md', () => {
  test.each([
    ['string | null', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    ['"a b" | "c" | null', { anyOf: [{ type: 'string', enum: ['a b', 'c'] }, { type: 'null' }] }],
    ['(number | string)[]', { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'string' }] } }],
    ['Map<Change>', { type: 'object', additionalProperties: { $ref: '#/components/schemas/Change' } }],
    ['true', { const: true }],
    ['KEYID[]', { type: 'array', items: { $ref: '#/components/schemas/KeyId' } }],
  ])('%s', (type, schema) => {
    expect(schemaOf(type)).toEqual(schema)
  })
  test.each(['', 'strin', 'Map<string', '(string', 'string |', 'string; number', 'string string'])(
    'not %s',
    type => {
      expect(() => schemaOf(type)).toThrow(Error)
    },
  )
})
