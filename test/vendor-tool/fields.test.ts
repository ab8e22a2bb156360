/** The same text means the same on the command line and in a cell of a list, for every field of a key. */
import { describe, expect, test } from 'vitest'
import { argsOver } from '../../src/cli/command.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import type { FeatureDefinition } from '../../src/core/terms/entitlement.ts'
import { FIELDS, type FieldName } from '../../src/core/terms/fields.ts'
import { parseColumnMap } from '../../src/vendor/catalog/import/columns.ts'
import { readLine } from '../../src/vendor/catalog/import/fields.ts'
import { keyFieldsOf } from '../../vendor-tool/fields.ts'
import { asTyped } from '../../vendor-tool/flags.ts'
import { product } from '../world/nouns.ts'

const FEATURES: readonly FeatureDefinition[] = [
  { name: 'export', type: 'flag', default: undefined, required: false, values: [] },
  { name: 'users', type: 'integer', default: 5, required: false, values: [] },
  { name: 'edition', type: 'text', default: undefined, required: false, values: [] },
]
const OF = product({ features: FEATURES })

/** What a field says, or the code of what is wrong with it. */
function outcome(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    if (error instanceof AirlatchError) return error.code
    throw error
  }
}

function typed(name: FieldName, texts: readonly string[]): unknown {
  const { flag = '' } = FIELDS[name]
  return outcome(() => keyFieldsOf(argsOver({ [flag]: texts }), OF, undefined)[name as 'activations'])
}

/** Cells that several texts are in have them with `|` between. */
function inCell(name: FieldName, texts: readonly string[]): unknown {
  const { column } = FIELDS[name]
  const map = parseColumnMap(
    new TextEncoder().encode(
      JSON.stringify({
        'old key': { column: 'Key' },
        product: { value: 'scope' },
        [column]: { column: 'C', separator: '|' },
      }),
    ),
  )
  const numbers = new Map([
    ['Key', 0],
    ['C', 1],
  ])
  const reader = { map, numbers, products: new Map([['scope', OF]]) }
  const line = readLine(reader, { line: 2, cells: ['OLD', ` ${texts.join('|')} `] })
  if (line.kind === 'read') return line.fields[name as 'activations']
  expect(line).toMatchObject({ kind: 'refused', problems: [{ column: 'C' }] })
  return line.kind === 'refused' ? line.problems[0]?.error.code : line.kind
}

describe('on the command line as in a list', () => {
  test.each<[FieldName, readonly string[]]>([
    ['generic', ['yes']],
    ['generic', ['0']],
    ['generic', ['perhaps']],
    ['email', ['a@b.example']],
    ['licensee', ['Lab of Ann']],
    ['affiliate', ['North']],
    ['activations', ['3']],
    ['activations', ['1.5']],
    ['activations', ['1e3']],
    ['activations', ['none']],
    ['forFloating', ['no']],
    ['forFloating', ['TRUE']],
    ['seatUnit', ['host']],
    ['seatUnit', ['default']],
    ['seatUnit', ['day']],
    ['longestLease', ['900']],
    ['longestLease', ['default']],
    ['mostBorrowed', ['none']],
    ['pools', ['users=2', 'export = 3']],
    ['pools', ['users']],
    ['pools', ['users=none']],
    ['floatingSeats', ['7']],
    ['floatingSeats', ['none']],
    ['floatingSeats', ['many']],
    ['features', ['export', 'users=7', 'edition=a = b']],
    ['features', ['export=off', 'users = 7']],
    ['features', ['users']],
    ['features', ['=5']],
    ['features', ['users', '=5']],
    ['features', ['users=many']],
    ['features', ['export', 'export=no']],
    ['features', ['print']],
    ['maintenance', ['2099-06-30']],
    ['maintenance', ['unlimited']],
    ['maintenance', ['yes']],
    ['maintenance', ['no']],
    ['maintenance', ['none']],
    ['maintenance', ['soon']],
    ['engineVersion', ['1']],
    ['engineVersion', ['newest']],
    ['engineVersion', ['3']],
    ['expiresAt', ['2099-12-31']],
    ['expiresAt', ['2099-12-31T10:00:00Z']],
    ['expiresAt', ['2099-02-30']],
    ['expiresAt', ['never']],
    ['expiresAt', ['NEVER']],
    ['duration', ['30']],
    ['duration', ['none']],
    ['duration', ['long']],
    ['graceDays', ['0']],
    ['graceDays', ['14']],
    ['users', ['ann', 'bob:linux', 'corp:eve:WINDOWS', 'zoe:3']],
    ['users', ['ann:amiga']],
    ['users', ['ann:']],
    ['users', [':linux']],
    ['allowVirtual', ['yes']],
    ['allowVirtual', ['off']],
    ['allowVirtual', ['inherit']],
    ['allowVirtual', ['maybe']],
    ['deactivationLimit', ['-2']],
    ['deactivationLimit', ['-1']],
    ['deactivationLimit', ['3-per-seat']],
    ['deactivationLimit', ['9223372036854775807']],
    ['deactivationLimit', ['-3']],
  ])('%s %j', (name, texts) => {
    const said = typed(name, texts)
    expect(said).toBeDefined()
    expect(inCell(name, texts)).toEqual(said)
  })

  test('space around a cell is not part of it, but of texts that may be anything', () => {
    expect(inCell('userData', ['rack 7'])).toBe(' rack 7 ')
    expect(typed('userData', [' rack 7 '])).toBe(' rack 7 ')
    expect(inCell('licensee', ['Bob'])).toBe('Bob')
    // nobody pads what is typed
    expect(typed('activations', [' 1'])).toBe('invalid-value')
  })
})

describe('on the command line', () => {
  test('each of the two options of days keeps the other half', () => {
    const said = (values: object, before?: { days: number; from: 'creation' }) =>
      keyFieldsOf(argsOver({ ...values }), OF, before).duration
    expect(said({ duration: '5' })).toEqual({ days: 5, from: 'activation' })
    expect(said({ duration: '5', 'duration-from': 'first-run' })).toEqual({ days: 5, from: 'first-run' })
    expect(said({ duration: '5' }, { days: 9, from: 'creation' })).toEqual({ days: 5, from: 'creation' })
    expect(said({ 'duration-from': 'first-run' }, { days: 9, from: 'creation' })).toEqual({
      days: 9,
      from: 'first-run',
    })
    expect(said({}, { days: 9, from: 'creation' })).toBeUndefined()
  })

  test('what is refused is named by its option', async () => {
    for (const [values, field] of [
      [{ 'grace-days': 'x' }, '--grace-days'],
      [{ user: ['ann:x'] }, '--user'],
      [{ feature: ['users=x'] }, '--feature'],
      [{ duration: '5', 'duration-from': 'x' }, '--duration-from'],
    ] as const)
      await expect(asTyped(async () => keyFieldsOf(argsOver(values), OF, undefined))).rejects.toMatchObject({
        details: { field },
      })
  })
})
