/** Changing a key with the semantics of LimeLM's setDetails. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { changeKey } from '../../../src/vendor/catalog/key-change.ts'
import {
  type FeatureDefinition,
  type KeyFields,
  type NewKeys,
  pairFeatures,
} from '../../../src/vendor/door.ts'
import { type Desk, interrupted, issued, openDesk, requestOf } from '../../world/desk.ts'
import { DAY, NOW } from '../../world/nouns.ts'

const MOST_DEACTIVATIONS = 9_223_372_036_854_775_807n
const FEATURES: readonly FeatureDefinition[] = [
  { name: 'export', type: 'flag', default: true, required: false, values: [] },
  { name: 'users', type: 'integer', default: undefined, required: true, values: [] },
]
const SOLD = {
  productId: 'scope',
  activations: 3,
  floatingSeats: 7,
  features: new Map([['users', 5]]),
  expiresAt: NOW + 100 * DAY,
  userData: 'rack 7',
  deactivationLimit: 3n,
  users: [{ name: 'ann', platform: 3 }],
  allowVirtual: false,
  graceDays: 5,
  licensee: 'Bob',
  affiliate: 'Reseller',
  email: 'lab@example.com',
  comment: 'pays late',
} as const satisfies NewKeys

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.vendor.changeProduct('scope', { features: FEATURES })
  await desk.vendor.addAffiliate('Reseller')
  await desk.vendor.addAffiliate('Other')
})
afterAll(() => desk.close())

async function newKey(terms: NewKeys = SOLD) {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', features: SOLD.features, ...terms })
  if (key === undefined) throw new Error('expected a key')
  return key
}

/** A key with so many computers active on it. */
async function keyInUse(used: number, terms: NewKeys = SOLD) {
  const key = await newKey(terms)
  for (let i = 0; i < used; i++) issued(await desk.signer.issue(requestOf(`${key.id} ${i}`, key.text)))
  return key
}

function change(id: string, fields: KeyFields) {
  return desk.vendor.changeKey(id, fields)
}

/** All that the ledger says of a key, and of how much was ever written. */
async function listing(id: string) {
  const { head, entries } = await desk.vendor.stats()
  const keys = await desk.vendor.keys({})
  return { head, entries, key: keys.find(({ key }) => key.id === id), history: await desk.vendor.history(id) }
}

describe('LP-25: a change of a key', () => {
  test('replaces what is present and keeps what is absent, one field at a time', async () => {
    const key = await newKey()
    const { entitlement, ...record } = key
    const steps: readonly (readonly [KeyFields, object])[] = [
      [{ activations: 9 }, { activations: 9 }],
      [{ floatingSeats: 8 }, { floatingSeats: 8 }],
      [{ maintenance: { until: NOW } }, { maintenance: { until: NOW } }],
      [{ expiresAt: NOW + DAY }, { expiresAt: NOW + DAY }],
      [{ duration: { days: 9, from: 'first-run' } }, { duration: { days: 9, from: 'first-run' } }],
      [{ userData: 'rack 8' }, { userData: 'rack 8' }],
      [{ deactivationLimit: 4n }, { deactivationLimit: 4n }],
      [{ users: [{ name: 'cid', platform: 0 }] }, { users: [{ name: 'cid', platform: 0 }] }],
      [{ allowVirtual: true }, { allowVirtual: true }],
      [{ graceDays: 6 }, { graceDays: 6 }],
      [{ licensee: 'Cid' }, { licensee: 'Cid' }],
      [{ engineVersion: 2 }, { engineVersion: 2 }],
    ]
    let expected = { ...entitlement }
    for (const [fields, changed] of steps) {
      expected = { ...expected, ...changed }
      const answer = await change(key.id, fields)
      expect(answer).toStrictEqual({ ...record, entitlement: expected })
      expect(await desk.vendor.key(key.id)).toStrictEqual(answer)
    }
  })

  test('LP-10: e-mail, and with it affiliate and comment: replaced, and taken away by nothing', async () => {
    const { id } = await newKey()
    expect(await change(id, { email: 'new@example.com' })).toMatchObject({
      email: 'new@example.com',
      comment: 'pays late',
      affiliate: 'Reseller',
    })
    expect(await change(id, { affiliate: 'Other', comment: 'pays now' })).toMatchObject({
      email: 'new@example.com',
      comment: 'pays now',
      affiliate: 'Other',
    })
    expect(await desk.vendor.keys({ email: 'NEW@example.com' })).toHaveLength(1)
    expect(await desk.vendor.keys({ affiliate: 'Other' })).toHaveLength(1)
    expect(await change(id, { email: '', comment: '', affiliate: '' })).toMatchObject({
      email: undefined,
      comment: undefined,
      affiliate: undefined,
    })
    expect(await desk.vendor.keys({ email: 'new@example.com' })).toEqual([])
  })

  test('is one entry of the key in the ledger; a change of nothing is none', async () => {
    const { id } = await newKey()
    const before = await listing(id)
    await change(id, { activations: 5, graceDays: 1 })
    await change(id, {})
    await change(id, { activations: 5 })
    const after = await listing(id)
    expect(after.entries).toBe(before.entries + 1)
    expect(after.history.map(({ change }) => change.kind)).toEqual(['key.created', 'key.changed'])
  })

  test('is what every license says from then on, also for a request that was answered before', async () => {
    const key = await newKey()
    const request = requestOf('a', key.text)
    const first = issued(await desk.signer.issue(request))
    await change(key.id, { licensee: 'Cid' })
    expect(issued(await desk.signer.issue(requestOf('a', key.text))).license.licensee).toBe('Cid')
    const again = issued(await desk.signer.issue(request))
    expect(again.license).toEqual({ ...first.license, licensee: 'Cid', issuedAt: again.license.issuedAt })
    expect(again.replaced).toEqual(first.license)
  })

  test('is made by the whole key as well as by its id', async () => {
    const { id, text } = await newKey()
    expect(await change(` ${text.toLowerCase()} `, { activations: 8 })).toMatchObject({ id })
    expect((await desk.vendor.key(id)).entitlement.activations).toBe(8)
  })
})

test('LP-02 LimeLM 1: a key that does not exist', async () => {
  const { head } = await desk.vendor.stats()
  const { id } = activationKeyOf(new Uint8Array(15).fill(9))
  for (const unknown of [
    () => change(id, { activations: 1 }),
    () => desk.vendor.revokeKey(id),
    () => desk.vendor.history(id),
    () => desk.vendor.key(id),
  ])
    await expect(unknown()).rejects.toMatchObject({ code: 'key-not-found', details: { key: id, limelm: 1 } })
  expect((await desk.vendor.stats()).head).toBe(head)
})

describe('LP-25: all or nothing: one bad field changes nothing', () => {
  const good: KeyFields = { activations: 9, email: 'new@example.com', graceDays: 9, users: [] }

  test.each<[string, string, KeyFields]>([
    ['LP-03', 'invalid-value', { activations: 0 }],
    ['LP-05 LimeLM 120', 'activations-below-used', { activations: 1 }],
    ['LP-04', 'invalid-value', { floatingSeats: 0 }],
    ['LP-09', 'invalid-value', { deactivationLimit: -1n }],
    ['LP-09', 'invalid-value', { deactivationLimit: MOST_DEACTIVATIONS + 1n }],
    ['LP-10', 'invalid-value', { email: 'nobody at all' }],
    ['QC-33', 'invalid-value', { comment: 'x'.repeat(4097) }],
    ['QC-18', 'affiliate-unknown', { affiliate: 'Nobody' }],
    ['QC-16', 'feature-unknown', { features: new Map([['colour', 'red']]) }],
    ['QC-16', 'invalid-value', { features: new Map([['users', 'many']]) }],
    ['LP-12 LimeLM 117', 'feature-missing', { features: new Map([['export', true]]) }],
    ['QC-22', 'invalid-value', { maintenance: { until: -1 } }],
    ['QC-25', 'invalid-value', { expiresAt: NOW }],
    ['QC-26', 'invalid-value', { duration: { days: 0, from: 'creation' } }],
    ['grace', 'invalid-value', { graceDays: 36_501 }],
    ['licensee', 'invalid-value', { licensee: 'x'.repeat(256) }],
    ['QC-32', 'invalid-value', { userData: 'x'.repeat(65_537) }],
    ['LP-17', 'invalid-value', { users: ['', 'ann'].map(name => ({ name, platform: 0 })) }],
    ['LP-20', 'invalid-value', { users: [{ name: 'ann', platform: 5 }] }],
    ['LP-21 LimeLM 153', 'floating-in-use', { forFloating: true, floatingSeats: 'none' }],
    ['LP-22', 'invalid-value', { forFloating: true }],
    ['QC-30', 'invalid-value', { engineVersion: 3 as never }],
    ['QC-30', 'engine-version-too-old', { engineVersion: 1 }],
  ])('%s: %s', async (_id, code, bad) => {
    const { id } = await keyInUse(2)
    const before = await listing(id)
    for (const fields of [bad, { ...good, ...bad }])
      await expect(change(id, fields)).rejects.toMatchObject({ code })
    expect(await listing(id)).toStrictEqual(before)
  })

  test('LP-11 LimeLM 116: as many values as names, else nothing is changed', async () => {
    const { id } = await newKey()
    const before = await listing(id)
    for (const [names, values] of [
      [['users', 'export'], [1]],
      [['users'], [1, true]],
    ] as const) {
      const changing = async () => change(id, { ...good, features: pairFeatures(names, values) })
      await expect(changing()).rejects.toMatchObject({
        code: 'feature-count-mismatch',
        details: { limelm: 116 },
      })
    }
    expect(await listing(id)).toStrictEqual(before)
    const features = pairFeatures(['export', 'users'], [false, 9])
    expect([...(await change(id, { features })).entitlement.features]).toEqual([['users', 9]])
  })
})

describe('LP-03..05: activations', () => {
  test('LP-05 LimeLM 120: not below what is used; equal is allowed, and more', async () => {
    const { id } = await keyInUse(2)
    await expect(change(id, { activations: 1 })).rejects.toMatchObject({
      code: 'activations-below-used',
      details: { activations: 1, used: 2, limelm: 120 },
    })
    for (const activations of [2, 1_000_000])
      expect((await change(id, { activations })).entitlement.activations).toBe(activations)
  })

  test('LP-05: a seat that is taken meanwhile counts', async () => {
    const key = await keyInUse(1)
    const ledger = interrupted(await desk.ledger(), async attempt => {
      if (attempt === 0) issued(await desk.signer.issue(requestOf('meanwhile', key.text)))
    })
    await expect(changeKey(ledger, key.id, { activations: 1 }, NOW)).rejects.toMatchObject({
      code: 'activations-below-used',
      details: { used: 2 },
    })
    expect((await desk.vendor.key(key.id)).entitlement.activations).toBe(3)
  })

  test('LP-03 LP-04: of a floating key they are concurrent connections, and no computer uses them up', async () => {
    const key = await keyInUse(1, { forFloating: true, activations: 25 })
    expect((await change(key.id, { activations: 5 })).entitlement.activations).toBe(5)
    expect((await change(key.id, { activations: 1 })).entitlement.activations).toBe(1)
    const again = issued(await desk.signer.issue(requestOf(`${key.id} 0`, key.text)))
    expect(again.license.floatingSeats).toBe(1)
  })
})

describe('LP-06..08: the limit on deactivations', () => {
  test.each<[NonNullable<KeyFields['deactivationLimit']>, bigint | undefined]>([
    ['inherit', 2n],
    ['unlimited', undefined],
    [0n, 0n],
    [2n ** 53n + 1n, 9_007_199_254_740_993n],
    [MOST_DEACTIVATIONS, 9_223_372_036_854_775_807n],
  ])(
    'LP-06 LP-07 LP-08: %s is kept, exactly, and signed into the license',
    async (deactivationLimit, signed) => {
      await desk.vendor.changeProduct('scope', { deactivationLimit: 2n })
      const key = await newKey()
      await change(key.id, { deactivationLimit })
      expect((await desk.vendor.key(key.id)).entitlement.deactivationLimit).toBe(deactivationLimit)
      const { license } = issued(await desk.signer.issue(requestOf('a', key.text)))
      expect(license.deactivationLimit).toBe(signed)
    },
  )

  test('LP-09: one beyond either end is refused', async () => {
    const { id } = await newKey()
    for (const deactivationLimit of [-1n, -3n, MOST_DEACTIVATIONS + 1n])
      await expect(change(id, { deactivationLimit })).rejects.toMatchObject({
        code: 'invalid-value',
        details: { field: 'deactivationLimit', got: `${deactivationLimit}` },
      })
  })
})

describe('LP-13 LP-15..17: sets', () => {
  test('LP-13: features that are absent are kept; present they replace the set', async () => {
    const { id } = await newKey()
    const features = async () => [...(await desk.vendor.key(id)).entitlement.features]
    await change(id, { activations: 5 })
    expect(await features()).toEqual([
      ['export', true],
      ['users', 5],
    ])
    await change(id, {
      features: new Map<string, boolean | number>([
        ['users', 6],
        ['export', false],
      ]),
    })
    expect(await features()).toEqual([['users', 6]])
    // what is not named has the product's default again, not what it was
    await change(id, { features: new Map([['users', 7]]) })
    expect(await features()).toEqual([
      ['export', true],
      ['users', 7],
    ])
  })

  test('LP-13: features are kept also when the product defines others by now', async () => {
    const { id } = await newKey()
    await desk.vendor.changeProduct('scope', {
      features: [{ name: 'edition', type: 'text', default: undefined, required: true, values: [] }],
    })
    expect((await change(id, { activations: 8 })).entitlement.features).toEqual(
      new Map<string, unknown>([
        ['export', true],
        ['users', 5],
      ]),
    )
    await expect(change(id, { features: new Map([['users', 6]]) })).rejects.toMatchObject({
      code: 'feature-unknown',
    })
    await desk.vendor.changeProduct('scope', { features: FEATURES })
  })

  test('LP-15 LP-16 LP-17 LP-19: users that are absent are kept, present they replace all, one empty name removes them', async () => {
    const { id } = await newKey()
    const users = async (fields: KeyFields) => (await change(id, fields)).entitlement.users
    expect(await users({ activations: 5 })).toEqual(SOLD.users)
    const two = [
      { name: 'cid', platform: 1 },
      { name: 'cid', platform: 2 },
    ]
    expect(await users({ users: two })).toEqual(two)
    expect(await users({ users: [{ name: '', platform: 0 }] })).toEqual([])
    expect(await users({ graceDays: 1 })).toEqual([])
  })

  test('LP-23: virtual machines: yes, no, inherit; absent is kept, and inherit is what a new key has', async () => {
    const { id, entitlement } = await newKey({ allowVirtual: 'inherit' })
    expect(entitlement.allowVirtual).toBe('inherit')
    expect((await newKey({})).entitlement.allowVirtual).toBe('inherit')
    for (const allowVirtual of [true, false, 'inherit'] as const) {
      expect((await change(id, { allowVirtual })).entitlement.allowVirtual).toBe(allowVirtual)
      expect((await change(id, { activations: 4 })).entitlement.allowVirtual).toBe(allowVirtual)
    }
  })
})

describe('LP-21 LP-22: floating or not', () => {
  const floating: KeyFields = { forFloating: true, floatingSeats: 'none' }

  test('LP-22: may change while nothing is active, both ways', async () => {
    const { id } = await newKey()
    expect((await change(id, floating)).entitlement.forFloating).toBe(true)
    expect((await change(id, { forFloating: false })).entitlement.forFloating).toBe(false)
  })

  test('LP-21 LimeLM 153: may not while a computer is active, either way; to say what it is already is no change', async () => {
    const locked = await keyInUse(1)
    await expect(change(locked.id, floating)).rejects.toMatchObject({
      code: 'floating-in-use',
      details: { used: 1, floating: true, limelm: 153 },
    })
    await change(locked.id, { forFloating: false })
    const server = await keyInUse(1, { forFloating: true, activations: 25 })
    await expect(change(server.id, { forFloating: false })).rejects.toMatchObject({
      code: 'floating-in-use',
      details: { used: 1, floating: false, limelm: 153 },
    })
    await change(server.id, { forFloating: true })
  })
})

describe('a change and the clock', () => {
  test('QC-25: a key that has expired may be given a later end, and not one that is over', async () => {
    const { id } = await newKey()
    desk.time = NOW + 200 * DAY
    expect((await change(id, { activations: 5 })).entitlement.expiresAt).toBe(SOLD.expiresAt)
    await expect(change(id, { expiresAt: NOW + 150 * DAY })).rejects.toMatchObject({ code: 'invalid-value' })
    expect((await change(id, { expiresAt: NOW + 300 * DAY })).entitlement.expiresAt).toBe(NOW + 300 * DAY)
    expect((await change(id, { expiresAt: 'never' })).entitlement.expiresAt).toBeUndefined()
    await desk.backTo(NOW)
  })
})

describe('another process is faster', () => {
  test('two changes of one key at once: neither is lost', async () => {
    const { id } = await newKey()
    await Promise.all([
      change(id, { activations: 8 }),
      change(id, { graceDays: 8 }),
      change(id, { email: 'n@b' }),
    ])
    expect(await desk.vendor.key(id)).toMatchObject({
      email: 'n@b',
      entitlement: { activations: 8, graceDays: 8 },
    })
  })

  test.each<[string, (id: string) => Promise<unknown>, string]>([
    ['revokes it', id => desk.vendor.revokeKey(id), 'key-revoked'],
    ['puts the vendor to sleep', () => desk.vendor.setSetting('dormant', true), 'vendor-dormant'],
    [
      'takes the feature away',
      () => desk.vendor.changeProduct('scope', { features: FEATURES.slice(0, 1) }),
      'feature-unknown',
    ],
  ])('that %s is seen', async (_, meanwhile, code) => {
    const { id } = await newKey()
    const ledger = interrupted(await desk.ledger(), n => n === 0 && meanwhile(id))
    const fields = { features: new Map([['users', 6]]), activations: 9 }
    await expect(changeKey(ledger, id, fields, NOW)).rejects.toMatchObject({ code })
    await desk.vendor.setSetting('dormant', false)
    await desk.vendor.changeProduct('scope', { features: FEATURES })
    expect((await desk.vendor.key(id)).entitlement.activations).toBe(3)
  })

  test('again and again: not for ever, as in the end the others have to wait', async () => {
    const { id } = await newKey()
    let count = 0
    const ledger = interrupted(await desk.ledger(), () => change(id, { activations: 10 + ++count }))
    await changeKey(ledger, id, { graceDays: 1 }, NOW)
    expect((await desk.vendor.key(id)).entitlement).toMatchObject({ activations: 10 + count, graceDays: 1 })
  })
})
