/** Saved defaults: what the next keys start from. */

import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ErrorDetails } from '../../src/core/errors.ts'
import { explain } from '../../src/words/explain.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
  await must(shop.vendor('affiliate', 'add', 'North'))
  await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
})
afterEach(() => shop.remove())

function create(...words: readonly string[]) {
  return shop.vendor('key', 'create', ...words)
}

async function made(...words: readonly string[]): Promise<Value> {
  return (await must(create(...words))).value.keys[0]
}

async function defaults(): Promise<Value> {
  return (await must(shop.vendor('defaults', 'show'))).value.defaults
}

const SAVED = [
  ['--product', 'scope', '--affiliate', 'North', '--activations', '3', '--floating-seats', '7'],
  ['--feature', 'export', '--feature', 'edition=pro', '--maintenance', '2099-06-30'],
  ['--engine-version', '2', '--user-data', 'rack 7', '--expires', '2099-12-31'],
  ['--duration', '90', '--duration-from', 'creation', '--grace-days', '14', '--user', 'bob:linux'],
  ['--allow-vm', 'no', '--deactivation-limit', '9007199254740993', '--for-floating', 'no'],
].flat()

const TERMS = {
  productId: 'scope',
  activations: 3,
  forFloating: false,
  floatingSeats: 7,
  maintenance: '2099-06-30',
  engineVersion: 2,
  userData: 'rack 7',
  expires: '2099-12-31',
  duration: { days: 90, from: 'creation' },
  graceDays: 14,
  users: [{ name: 'bob', platform: 'linux' }],
  allowVm: false,
  deactivationLimit: '9007199254740993',
  affiliate: 'North',
}

const NOT_SAID = {
  allowWorkloads: null,
  generic: null,
  count: null,
  email: null,
  comment: null,
  licensee: null,
  orderReference: null,
  customer: null,
  seatUnit: null,
  longestLease: null,
  longestBorrow: null,
  mostBorrowed: null,
  pools: null,
}

describe('saved and used', () => {
  test('QC-34..35: all that a key is made with is what the next one starts from, also without its product', async () => {
    expect(await defaults()).toBeNull()
    await must(create(...SAVED, '--save-defaults'))
    expect(await defaults()).toEqual({
      ...TERMS,
      ...NOT_SAID,
      features: { export: true, edition: 'pro' },
    })
    expect(await made()).toMatchObject({ ...TERMS, features: { export: true, edition: 'pro', users: 5 } })
  })

  test('QC-34: they also say to whom, and how many', async () => {
    const { id } = (await must(shop.vendor('customer', 'add', 'Ann Ash'))).value.customer
    const sale = { email: 'lab@example.com', comment: 'pays late', licensee: 'Lab', orderReference: '4711' }
    const words = ['--email', sale.email, '--comment', sale.comment, '--licensee', sale.licensee]
    const more = ['--order', sale.orderReference, '--customer', id, '--count', '3']
    await must(create(...SAVED, ...words, ...more, '--save-defaults'))
    const said = { ...TERMS, ...sale, customer: id }
    expect(await defaults()).toMatchObject({ ...said, count: 3 })
    const { keys } = (await must(create())).value
    expect(keys).toHaveLength(3)
    for (const key of keys) expect(key).toMatchObject(said)
    const again = (await must(create('--count', '1', '--email', '', '--customer', 'none'))).value.keys
    expect(again).toHaveLength(1)
    expect(again[0]).toMatchObject({ ...said, email: null, customer: null })
  })

  test('QC-34 DY-01: e-mail and comment in them are gone with the defaults, and when they are erased of a key', async () => {
    const personal = ['--email', 'Ann@Lab.example', '--comment', 'pays late']
    const { keys } = (await must(create(...SAVED, ...personal, '--save-defaults'))).value
    await must(shop.vendor('key', 'erase-personal', keys[0].id, '--yes'))
    expect(await defaults()).toMatchObject({ ...TERMS, email: null, comment: null })
    await must(create('--email', 'bob@lab.example', '--save-defaults'))
    await must(create('--activations', '4', '--email', 'cid@lab.example', '--save-defaults'))
    const logged = async () => (await shop.said('ledger', 'log', '--kind', 'defaults.changed')).out
    expect(await logged()).toContain('cid@lab.example')
    expect(await logged()).not.toMatch(/ann@lab|bob@lab|pays late/i)
    const { value } = await must(shop.vendor('defaults', 'clear'))
    expect(value).toEqual({ ok: true, defaults: null, warnings: [] })
    expect(await logged()).not.toContain('cid@')
    const bytes = readFileSync(shop.at('vendor/home', 'ledger.db'), 'latin1')
    expect(bytes).not.toMatch(/pays late/)
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('QC-35: what is given wins, field by field, and can take a default away', async () => {
    await must(create(...SAVED, '--save-defaults'))
    expect(await made('--activations', '9', '--feature', 'edition=lite')).toMatchObject({
      ...TERMS,
      activations: 9,
      features: { export: true, edition: 'lite', users: 5 },
    })
    const away = [
      ['--floating-seats', 'none', '--maintenance', 'none', '--engine-version', 'newest', '--user-data', ''],
      ['--expires', 'never', '--duration', 'none', '--grace-days', '0', '--user', '', '--affiliate', ''],
    ].flat()
    expect(await made(...away)).toMatchObject({
      floatingSeats: null,
      maintenance: null,
      engineVersion: 'newest',
      userData: null,
      expires: null,
      duration: null,
      graceDays: null,
      users: [],
      affiliate: null,
    })
    expect(await made('--duration', '30')).toMatchObject({ duration: { days: 30, from: 'creation' } })
  })

  test('QC-34..35: left aside, saved anew, cleared', async () => {
    await must(create(...SAVED, '--save-defaults'))
    expect(await made('--product', 'scope', '--ignore-defaults')).toMatchObject({ activations: 1, users: [] })
    expect(await defaults()).toMatchObject(TERMS)
    const { message } = await refusal(shop.at(), () => create('--ignore-defaults'), 'usage', 2)
    expect(message).toContain('--product')
    await must(create('--activations', '4', '--save-defaults'))
    expect(await defaults()).toMatchObject({ ...TERMS, activations: 4 })
    expect((await must(shop.vendor('defaults', 'clear'))).value).toEqual({
      ok: true,
      defaults: null,
      warnings: [],
    })
    expect(await defaults()).toBeNull()
    expect(await made('--product', 'scope')).toMatchObject({ activations: 1, affiliate: null })
    await must(shop.vendor('defaults', 'clear'))
  })

  test('QC-34: features are saved for their product alone', async () => {
    await must(create(...SAVED, '--save-defaults'))
    await must(shop.vendor('product', 'create', 'meter', '--name', 'Meter', '--feature', 'probes:integer=2'))
    expect(await made('--product', 'meter')).toMatchObject({
      ...TERMS,
      productId: 'meter',
      features: { probes: 2 },
    })
  })

  test('a key that is refused saves nothing', async () => {
    await must(create(...SAVED, '--save-defaults'))
    const run = () => create('--activations', '9', '--feature', 'colour=red', '--save-defaults')
    await refusal(shop.at(), run, 'feature-unknown')
    expect(await defaults()).toMatchObject(TERMS)
  })
})

describe('QC-34 QG-17: defaults and generic keys', () => {
  test('QG-17: a generic key that never expires is asked about when the defaults alone say so', async () => {
    const generic = ['--product', 'scope', '--generic', '--expires', '2099-12-31']
    await must(create(...generic, '--save-defaults'))
    expect(await defaults()).toMatchObject({ generic: true, expires: '2099-12-31' })
    const limited = await must(create())
    expect(limited.value.keys[0].generic).toBe(true)
    expect(limited.value.warnings).toEqual([expect.stringContaining('neither a customer nor a computer')])
    await refusal(shop.at(), () => create('--expires', 'never'), 'confirmation-needed', 2)
    expect((await must(create('--expires', 'never', '--yes'))).value.warnings).toHaveLength(1)
    expect((await must(create('--generic', 'no'))).value).toMatchObject({
      warnings: [],
      keys: [{ generic: false }],
    })
    await must(create('--expires', 'never', '--yes', '--save-defaults'))
    await refusal(shop.at(), () => create(), 'confirmation-needed', 2)
  })

  test('a saved value that is refused is said to be one', async () => {
    await must(create('--product', 'scope', '--activations', '3', '--save-defaults'))
    const run = () => create('--generic', '--expires', '2099-12-31')
    const { details } = await refusal(shop.at(), run, 'invalid-value', 2)
    expect(details).toMatchObject({ field: '--activations', got: 3, saved: true })
    expect(explain('invalid-value', details as ErrorDetails<'invalid-value'>).message).toContain(
      'defaults show',
    )
    const typed = await refusal(shop.at(), () => create('--activations', '0'), 'invalid-value', 2)
    expect(typed.details).not.toHaveProperty('saved')
  })
})
