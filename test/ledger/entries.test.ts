import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addPersonal, decodeBody, encodeChange } from '../../src/ledger/entries.ts'
import type { Change } from '../../src/ledger/ledger.ts'
import { Misshapen } from '../../src/ledger/shape.ts'
import { activation, countingBytes, everyKind, fullKey, keyRecord } from './sample.ts'

function roundTrip(change: Change): Change {
  const { kind, body, personal } = encodeChange(change, countingBytes())
  const read = decodeBody(kind, body).change
  return personal === null ? read : addPersonal(read, personal)
}

test.each(everyKind.map(change => [change.kind, change] as const))('%s reads back the same', (_, change) => {
  expect(roundTrip(change)).toStrictEqual(change)
})

test('any text, name and bytes read back the same', () => {
  const text = fc.string({ unit: 'binary' }).filter(s => s.isWellFormed() && !s.includes('\0'))
  const value = fc.oneof(fc.constant(true as const), fc.maxSafeInteger(), text)
  const name = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString', '0', ''))
  const features = fc.array(fc.tuple(name, value)).map(pairs => new Map(pairs))
  const bytes = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(text, text, fc.option(text, { nil: undefined }), features, bytes, (id, t, email, map, b) => {
      const entitlement = { ...fullKey.entitlement, features: map, userData: t }
      const key = keyRecord(id, { text: t, email, entitlement })
      const read = roundTrip({ kind: 'key.created', key })
      expect(read).toStrictEqual({ kind: 'key.created', key })
      // in the same order, which toStrictEqual does not ask for
      const again = (read as Extract<Change, { kind: 'key.created' }>).key.entitlement.features
      expect([...again]).toEqual([...map])
      const with_ = activation(id, t, { fingerprint: new Map([[1, b]]) })
      const recorded: Change = { kind: 'activation.recorded', activation: with_ }
      expect(roundTrip(recorded)).toStrictEqual(recorded)
    }),
    { numRuns: 50 },
  )
})

test('erased personal data read as none', () => {
  const { kind, body } = encodeChange({ kind: 'key.created', key: fullKey }, countingBytes())
  const { change, personalHash } = decodeBody(kind, body)
  expect(change).toStrictEqual({
    kind,
    key: { ...fullKey, email: undefined, comment: undefined },
  })
  expect(personalHash).toMatch(/^[0-9a-f]{64}$/)
})

test('the same address has another hash in every entry', () => {
  const random = countingBytes()
  const bodies = [1, 2].map(() => encodeChange({ kind: 'key.created', key: fullKey }, random).body)
  expect(JSON.parse(bodies[0] ?? '').personal).not.toBe(JSON.parse(bodies[1] ?? '').personal)
})

const A = '{"id":"0","keyId":"K","computerId":"C","firstAt":1,"lastAt":2'
test.each([
  ['no JSON', 'setting.changed', 'x', 'expected JSON'],
  ['null', 'setting.changed', 'null', 'expected an object'],
  ['a list', 'key.created', '[]', 'no fields but key|key: expected'],
  ['an unknown kind', 'no.kind', '{}', 'kind: expected one of'],
  ['a kind that every object has', 'toString', '{}', 'kind: expected one of'],
  ['a missing field', 'setting.changed', '{"name":"allowGenericKeys"}', 'value: expected true or false'],
  ['an unknown field', 'setting.changed', '{"name":"allowGenericKeys","value":true,"x":1}', 'no fields but'],
  ['__proto__', 'setting.changed', '{"name":"allowGenericKeys","value":true,"__proto__":1}', 'no fields but'],
  ['an unknown setting', 'setting.changed', '{"name":"x","value":true}', 'name: expected one of'],
  [
    'null in a field',
    'activation.recorded',
    `{"activation":${A},"installationKey":null}}`,
    'installationKey',
  ],
  ['a float', 'activation.recorded', `{"activation":${A.replace('1,', '1.5,')}}}`, 'activation.firstAt'],
  [
    'bytes in base64',
    'activation.recorded',
    `{"activation":${A},"fingerprint":[[1,"+/8="]]}}`,
    'activation.fingerprint.0: expected bytes',
  ],
  [
    'bytes with bits too many',
    'activation.recorded',
    `{"activation":${A},"fingerprint":[[1,"AB"]]}}`,
    'expected bytes',
  ],
  [
    'no pair',
    'activation.recorded',
    `{"activation":${A},"fingerprint":[[1]]}}`,
    'activation.fingerprint.0: expected a pair',
  ],
  [
    'a name twice',
    'activation.recorded',
    `{"activation":${A},"fingerprint":[[1,"AA"],[1,"AA"]]}}`,
    'expected no name twice',
  ],
  ['personal data of no key', 'activation.recorded', `{"activation":${A}},"personal":"00"}`, 'no fields but'],
])('refuses %s', (_, kind, body, message) => {
  expect(() => decodeBody(kind, body)).toThrow(new RegExp(message))
  expect(() => decodeBody(kind, body)).toThrow(Misshapen)
})

test('says where a value is wrong, and not what it is', () => {
  const change: Change = { kind: 'key.created', key: { ...fullKey, text: 'SECRET\0' } }
  expect(() => encodeChange(change, countingBytes())).toThrow('key.text: expected text')
  expect(() => encodeChange(change, countingBytes())).not.toThrow('SECRET')
})
