import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import {
  addPersonal,
  decodeBody,
  encodeChange,
  personalHash as hashOf,
  subjectOf,
} from '../../../src/vendor/ledger/entries.ts'
import { Misshapen } from '../../../src/vendor/ledger/shape.ts'
import { runs } from '../../effort.ts'
import {
  activation,
  bareEntitlement,
  countingBytes,
  erasedKey,
  everyKind,
  fullKey,
  goneKey,
  goneKeyChanged,
  keyRecord,
} from './sample.ts'

const A =
  '{"id":"0","keyId":"K","computerId":"C","seat":1,"begunAt":1,"installations":[],"seen":[],"firstAt":1,"lastAt":2'
const KEY = '{"id":"K","text":"T","createdAt":1,"entitlement":{"productId":"p","activations":2'

function roundTrip(change: Change): Change {
  const { kind, body, personal } = encodeChange(change, countingBytes())
  const read = decodeBody(kind, body).change
  return personal === null ? read : addPersonal(read, personal)
}

test.each(everyKind.map(change => [change.kind, change] as const))('%s reads back the same', (_, change) => {
  expect(roundTrip(change)).toStrictEqual(change)
})

test.each([
  { at: 2, by: 'receipt', receipt: 'ab'.repeat(32), deactivatedAt: 1 } as const,
  { at: 2, by: 'move', to: '0123456789abcdef' } as const,
])('a release by $by reads back the same', released => {
  const change: Change = { kind: 'activation.released', activation: activation('0', 'K', { released }) }
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
      const with_ = activation(id, t, { bound: { fingerprint: new Map([[1, b]]), counted: [1] } })
      const recorded: Change = { kind: 'activation.recorded', activation: with_ }
      expect(roundTrip(recorded)).toStrictEqual(recorded)
    }),
    { numRuns: runs(50) },
  )
})

describe.each(['key.created', 'key.changed'] as const)('QC-15 QC-33 the personal data of %s', kind => {
  test('stand beside the body, which has the hash of them', () => {
    const { body, personal } = encodeChange({ kind, key: fullKey }, countingBytes())
    expect(JSON.parse(personal ?? '')).toEqual({
      salt: '000102030405060708090a0b0c0d0e0f',
      email: fullKey.email,
      comment: fullKey.comment,
    })
    expect(JSON.parse(body).personal).toBe(hashOf(personal ?? ''))
    for (const secret of ['Ann', 'Monday']) expect(body).not.toContain(secret)
  })

  test('read as none when they have been erased', () => {
    const { body } = encodeChange({ kind, key: fullKey }, countingBytes())
    const { change, personalHash } = decodeBody(kind, body)
    expect(change).toStrictEqual({ kind, key: { ...fullKey, email: undefined, comment: undefined } })
    expect(personalHash).toMatch(/^[0-9a-f]{64}$/)
  })

  test('have another hash in every entry, and none where there are none', () => {
    const random = countingBytes()
    const bodies = [1, 2].map(() => encodeChange({ kind, key: fullKey }, random).body)
    expect(JSON.parse(bodies[0] ?? '').personal).not.toBe(JSON.parse(bodies[1] ?? '').personal)
    const bare = encodeChange({ kind, key: keyRecord('KEY-BARE') }, random)
    expect(bare.personal).toBeNull()
    expect(decodeBody(kind, bare.body).personalHash).toBeUndefined()
  })
})

test('an entry of a key names it as its subject; what is looked for has a name of its own, all else none', () => {
  const subjects = everyKind.map(change => [change.kind, subjectOf(change)])
  expect(subjects.filter(([, subject]) => subject !== null)).toEqual([
    ['key.created', fullKey.id],
    ['key.created', 'KEY-BARE'],
    ['activation.recorded', fullKey.id],
    ['license.issued', fullKey.id],
    ['activation.renewed', fullKey.id],
    ['license.issued', fullKey.id],
    ['defaults.changed', 'defaults'],
    ['key.created', goneKey.id],
    ['key.changed', goneKeyChanged.id],
    ['key.revoked', goneKey.id],
    ['activation.recorded', goneKey.id],
    ['activation.released', goneKey.id],
    ['key.created', erasedKey.id],
    ['personal.erased', erasedKey.id],
    ['signing-key.added', 'signing keys'],
    ['signing-key.retired', 'signing keys'],
    ['license.reissued', fullKey.id],
    ['revocations.published', 'revocations of acme.viewer'],
    ['clock.reset', fullKey.id],
    ['activation.start-set', goneKey.id],
    ['clock.accepted', 'desk clock'],
    ['key.codes-allowed', erasedKey.id],
    ['customer.added', 'C-7F3K2'],
    ['customer.added', 'C-00000'],
    ['customer.changed', 'C-00000'],
    ['customer.merged', 'C-00000'],
    ['customer.added', 'C-ZZZZZ'],
    ['customer.erased', 'C-ZZZZZ'],
    ['key.suspended', erasedKey.id],
    ['key.archived', erasedKey.id],
    ['key.reinstated', erasedKey.id],
    ['template.saved', 'template trial 30 days'],
    ['template.saved', 'template gone'],
    ['template.deleted', 'template gone'],
    ['template.saved', 'template site license \u{1f3db}'],
    ['usage-report.received', fullKey.id],
  ])
})

describe('what an entry does not say', () => {
  test('of a field that came later means what the program did before it', () => {
    const bodyOf = (kind: string, body: string) => decodeBody(kind, body).change
    expect(bodyOf('key.created', `{"key":${KEY},"features":[],"generic":false}}}`)).toStrictEqual({
      kind: 'key.created',
      key: keyRecord('K', {
        text: 'T',
        createdAt: 1,
        entitlement: { ...bareEntitlement, productId: 'p' },
      }),
    })
    const bare =
      '{"product":{"id":"p","name":"P","features":[],"releases":[],"deactivationLimit":"3 per seat","startByDays":30}}'
    expect(bodyOf('product.created', bare)).toMatchObject({
      product: { deactivationLimit: '3 per seat', allowVirtual: true, match: undefined },
    })
    expect(bodyOf('activation.recorded', `{"activation":${A}}}`)).toMatchObject({
      activation: { bound: undefined, computer: undefined, takenBy: undefined },
    })
  })

  test('is what it means: such a value is left out, so that old rows and new ones are alike', () => {
    const { body } = encodeChange({ kind: 'key.created', key: keyRecord('K') }, countingBytes())
    expect(body).toBe(
      '{"key":{"id":"K","text":"K-SECRET","createdAt":1800000000,"entitlement":{"productId":"acme.viewer","activations":2,"features":[],"generic":false}}}',
    )
  })

  test('LP-06..08 a limit on deactivations is decimal text, and inherit is not the same as unlimited', () => {
    const words = ['unlimited', 'inherit', '3 per seat'] as const
    for (const limit of [0n, 2n ** 53n + 1n, 9_223_372_036_854_775_807n, ...words] as const) {
      const entitlement = { ...bareEntitlement, deactivationLimit: limit }
      const change: Change = { kind: 'key.changed', key: keyRecord('K', { entitlement }) }
      expect(roundTrip(change)).toStrictEqual(change)
    }
    const said = (limit: string) =>
      decodeBody('key.created', `{"key":${KEY},"features":[],"generic":false,"deactivationLimit":${limit}}}}`)
    expect(() => said('"12"')).not.toThrow()
    for (const bad of ['12', '"012"', '"1.5"', '"-0"', '"many"', 'null'])
      expect(() => said(bad), bad).toThrow(Misshapen)
  })
})

test.each([
  ['no JSON', 'setting.changed', 'x', 'expected JSON'],
  ['null', 'setting.changed', 'null', 'expected an object'],
  ['a list', 'key.created', '[]', 'no fields but key|key: expected'],
  ['an unknown kind', 'no.kind', '{}', 'kind: expected one of'],
  ['a kind that every object has', 'toString', '{}', 'kind: expected one of'],
  ['a missing field', 'setting.changed', '{"name":"allowGenericKeys"}', 'value: expected true or false, or'],
  ['an unknown field', 'setting.changed', '{"name":"allowGenericKeys","value":true,"x":1}', 'no fields but'],
  ['__proto__', 'setting.changed', '{"name":"allowGenericKeys","value":true,"__proto__":1}', 'no fields but'],
  ['an unknown setting', 'setting.changed', '{"name":"x","value":true}', 'name: expected one of'],
  ['null in a field', 'activation.recorded', `{"activation":${A},"computer":null}}`, 'computer'],
  [
    'a float',
    'activation.recorded',
    `{"activation":${A.replace('"firstAt":1,', '"firstAt":1.5,')}}}`,
    'activation.firstAt',
  ],
  [
    'bytes in base64',
    'activation.recorded',
    `{"activation":${A},"bound":{"fingerprint":[[1,"+/8="]],"counted":[1]}}}`,
    'activation.bound.fingerprint.0: expected bytes',
  ],
  [
    'bytes with bits too many',
    'activation.recorded',
    `{"activation":${A},"bound":{"fingerprint":[[1,"AB"]],"counted":[1]}}}`,
    'expected bytes',
  ],
  [
    'no pair',
    'activation.recorded',
    `{"activation":${A},"bound":{"fingerprint":[[1]],"counted":[1]}}}`,
    'activation.bound.fingerprint.0: expected a pair',
  ],
  [
    'a name twice',
    'activation.recorded',
    `{"activation":${A},"bound":{"fingerprint":[[1,"AA"],[1,"AA"]],"counted":[1]}}}`,
    'expected no name twice',
  ],
  ['personal data of no key', 'activation.recorded', `{"activation":${A}},"personal":"00"}`, 'no fields but'],
  [
    'personal data inside of a key',
    'key.changed',
    `{"key":${KEY},"features":[],"generic":false},"email":"a@b"}}`,
    'key: expected no fields',
  ],
  [
    'a release without a reason',
    'activation.released',
    `{"activation":${A},"released":{"at":1,"by":"hand"}}}`,
    'activation.released.reason: expected text',
  ],
  [
    'a release by nobody that is known',
    'activation.released',
    `{"activation":${A},"released":{"at":1,"by":"magic","reason":"x"}}}`,
    'activation.released.by: expected',
  ],
  [
    'a release by receipt with a reason',
    'activation.released',
    `{"activation":${A},"released":{"at":1,"by":"receipt","reason":"x","receipt":"00","deactivatedAt":1}}}`,
    'activation.released: expected no fields but at, by, receipt',
  ],
  [
    'a release by receipt that does not say which',
    'activation.released',
    `{"activation":${A},"released":{"at":1,"by":"receipt","deactivatedAt":1}}}`,
    'activation.released.receipt: expected text',
  ],
  ['a retired key without a date', 'signing-key.retired', '{"kid":"0","reason":"x"}', 'from: expected'],
  ['a list without a number', 'revocations.published', '{"productId":"p","count":1,"hash":"0"}', 'sequence'],
  [
    'a clock reset of no activation',
    'clock.reset',
    '{"keyId":"K","installation":"0","at":1}',
    'activationId',
  ],
  ['an erasure that says what it erased', 'personal.erased', '{"keyId":"K","email":"a@b"}', 'no fields but'],
  ['a revocation without a time', 'key.revoked', '{"keyId":"K","revocation":{}}', 'revocation.at: expected'],
  [
    'a saved e-mail address in the text of an entry',
    'defaults.changed',
    '{"defaults":{"email":"a@b"}}',
    'defaults: expected no fields',
  ],
])('refuses %s', (_, kind, body, message) => {
  expect(() => decodeBody(kind, body)).toThrow(new RegExp(message))
  expect(() => decodeBody(kind, body)).toThrow(Misshapen)
})

test('says where a value is wrong, and not what it is', () => {
  const change: Change = { kind: 'key.created', key: { ...fullKey, text: 'SECRET\0' } }
  expect(() => encodeChange(change, countingBytes())).toThrow('key.text: expected text')
  expect(() => encodeChange(change, countingBytes())).not.toThrow('SECRET')
})
