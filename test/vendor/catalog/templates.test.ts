/** Templates: which of given terms, template, saved defaults and product says what a key grants. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FeatureDefinition, NewKeys, TemplateInput } from '../../../src/vendor/door.ts'
import { type Desk, openDesk } from '../../world/desk.ts'
import { DAY, NOW } from '../../world/nouns.ts'

const FEATURES: readonly FeatureDefinition[] = [
  { name: 'export', type: 'flag', default: true, required: false, values: [] },
  { name: 'edition', type: 'text', default: undefined, required: true, values: [] },
]
const EDITION = { features: new Map([['edition', 'pro']]) }

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.vendor.createProduct({ id: 'meter', name: 'Meter', features: FEATURES })
})
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.vendor.clearDefaults()
  for (const { name } of await desk.vendor.templates()) await desk.vendor.deleteTemplate(name)
})

async function one(input: NewKeys) {
  const [key] = await desk.vendor.createKeys(input)
  if (key === undefined) throw new Error('expected a key')
  return key
}

function refused(work: Promise<unknown>) {
  return expect(work).rejects
}

describe('DY-09: what is given wins over the template, the template over the defaults', () => {
  test('field by field, and features by their names', async () => {
    await one({ productId: 'scope', activations: 2, graceDays: 3, userData: 'saved', saveDefaults: true })
    await desk.vendor.saveTemplate({
      name: 'site',
      productId: 'meter',
      activations: 50,
      graceDays: 9,
      ...EDITION,
    })
    const site = await one({ template: 'site', activations: 7 })
    expect(site.entitlement).toMatchObject({
      productId: 'meter',
      activations: 7,
      graceDays: 9,
      userData: 'saved',
    })
    expect([...site.entitlement.features]).toEqual([
      ['export', true],
      ['edition', 'pro'],
    ])
    const off = await one({ template: 'site', features: new Map([['export', false]]) })
    expect([...off.entitlement.features]).toEqual([['edition', 'pro']])
    const alone = await one({ template: 'site', ignoreDefaults: true })
    expect(alone.entitlement).toMatchObject({ activations: 50, userData: undefined })
  })

  test('a word that removes a value takes a saved default away', async () => {
    await one({
      productId: 'scope',
      expiresAt: NOW + DAY,
      userData: 'x',
      email: 'a@b.example',
      saveDefaults: true,
    })
    await desk.vendor.saveTemplate({ name: 'endless', expiresAt: 'never', userData: '', email: '' })
    const key = await one({ template: 'endless' })
    expect(key).toMatchObject({
      email: undefined,
      entitlement: { expiresAt: undefined, userData: undefined },
    })
  })

  test('one without a product is for any; one with a product is for it alone', async () => {
    await desk.vendor.saveTemplate({ name: 'trial', duration: { days: 30, from: 'first-run' } })
    for (const productId of ['scope', 'meter'])
      expect(
        (await one({ template: 'trial', productId, ...(productId === 'meter' ? EDITION : {}) })).entitlement,
      ).toMatchObject({ productId, duration: { days: 30, from: 'first-run' } })
    await refused(one({ template: 'trial' })).toMatchObject({
      code: 'invalid-value',
      details: { field: 'productId' },
    })
    await desk.vendor.saveTemplate({ name: 'meters', productId: 'meter' })
    await refused(one({ template: 'meters', productId: 'scope' })).toMatchObject({
      code: 'template-of-other-product',
      details: { template: 'meters', product: 'meter', got: 'scope' },
    })
    await refused(one({ template: 'Trial', productId: 'scope' })).toMatchObject({
      code: 'template-not-found',
      details: { template: 'Trial', known: ['meters', 'trial'] },
    })
  })
})

describe('DY-09: a template that no key could be made of is not saved', () => {
  test.each<readonly [string, TemplateInput, string]>([
    ['without a name', { name: '' }, 'invalid-value'],
    ['with a name of two lines', { name: 'a\nb' }, 'invalid-value'],
    ['of no product', { name: 'x', productId: 'nothing' }, 'product-not-found'],
    ['with features and no product', { name: 'x', ...EDITION }, 'invalid-value'],
    [
      'with a feature that there is not',
      { name: 'x', productId: 'scope', features: new Map([['y', 1]]) },
      'feature-unknown',
    ],
    ['with no seat', { name: 'x', activations: 0 }, 'invalid-value'],
    ['with an end that is over', { name: 'x', expiresAt: NOW - DAY }, 'invalid-value'],
    ['of nobody', { name: 'x', affiliate: 'Nobody' }, 'affiliate-unknown'],
    ['for no customer', { name: 'x', customer: 'C-00000' }, 'customer-not-found'],
    ['generic, for two', { name: 'x', productId: 'scope', generic: true, activations: 2 }, 'invalid-value'],
    [
      'that an old program cannot read',
      { name: 'x', productId: 'scope', engineVersion: 1, graceDays: 2 },
      'engine-version-too-old',
    ],
    ['with a misspelt field', { name: 'x', expires: NOW } as never, 'invalid-value'],
  ])('%s', async (_, template, code) => {
    const { head } = await desk.vendor.stats()
    await refused(desk.vendor.saveTemplate(template)).toMatchObject({ code })
    expect((await desk.vendor.stats()).head).toBe(head)
  })

  test('what it leaves open is said with the key: a required feature', async () => {
    await desk.vendor.saveTemplate({ name: 'open', productId: 'meter', activations: 3 })
    await refused(one({ template: 'open' })).toMatchObject({ code: 'feature-missing' })
    expect((await one({ template: 'open', ...EDITION })).entitlement).toMatchObject({ activations: 3 })
  })
})

test('DY-09: saved anew it is replaced whole; deleted, keys stay, and it is found no more', async () => {
  const first = await desk.vendor.saveTemplate({ name: 'a', activations: 3, userData: 'x' })
  expect(first.replaced).toBeUndefined()
  const second = await desk.vendor.saveTemplate({ name: 'a', activations: 4 })
  expect(second.replaced).toMatchObject({ activations: 3, userData: 'x' })
  const key = await one({ template: 'a', productId: 'scope' })
  expect(key.entitlement).toMatchObject({ activations: 4, userData: undefined })
  expect((await desk.vendor.history(key.id))[0]?.change).toMatchObject({ kind: 'key.created', template: 'a' })
  expect(await desk.vendor.deleteTemplate('a')).toBeUndefined()
  await refused(desk.vendor.deleteTemplate('a')).toMatchObject({ code: 'template-not-found' })
  expect(await desk.vendor.key(key.id)).toEqual(key)
})

test('DY-01 DY-09: personal data that are erased of a key are gone from templates as well', async () => {
  await desk.vendor.saveTemplate({ name: 'a', email: 'Ann@lab.example', comment: 'late', activations: 4 })
  await desk.vendor.saveTemplate({ name: 'b', email: 'bob@lab.example' })
  const key = await one({ template: 'a', productId: 'scope', email: 'ann@lab.example' })
  await desk.vendor.erasePersonal(key.id)
  expect(await desk.vendor.template('a')).toMatchObject({
    email: undefined,
    comment: undefined,
    activations: 4,
  })
  expect(await desk.vendor.template('b')).toMatchObject({ email: 'bob@lab.example' })
  expect(await desk.vendor.deleteTemplate('b')).toBe('gone')
  expect((await desk.vendor.audit()).problems).toEqual([])
})
