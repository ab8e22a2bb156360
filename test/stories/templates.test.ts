/** Templates at the desk: named sets of terms that keys are created from. */
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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

async function made(...words: readonly string[]): Promise<Value> {
  return (await must(shop.vendor('key', 'create', ...words))).value.keys[0]
}

function template(...words: readonly string[]) {
  return shop.vendor('template', ...words)
}

const TRIAL = ['save', 'trial 30 days', '--duration', '30', '--duration-from', 'first-run']

describe('DY-09: saved, and used by name', () => {
  test('what a key is made with on the command line can be said of a template', async () => {
    const terms = [
      ['--activations', '3', '--floating-seats', '7', '--feature', 'export', '--feature', 'edition=pro'],
      ['--maintenance', '2099-06-30', '--engine-version', '2', '--user-data', 'rack 7', '--grace-days', '14'],
      ['--expires', '2099-12-31', '--user', 'bob:linux', '--allow-vm', 'no', '--deactivation-limit', '9'],
      [
        '--affiliate',
        'North',
        '--email',
        'lab@example.com',
        '--comment',
        'x',
        '--order',
        '4711',
        '--count',
        '2',
      ],
    ].flat()
    const { value } = await must(template('save', 'lab', 'scope', ...terms))
    expect(value.hasReplaced).toBe(false)
    const said = {
      productId: 'scope',
      activations: 3,
      floatingSeats: 7,
      features: { export: true, edition: 'pro' },
      maintenance: '2099-06-30',
      engineVersion: 2,
      userData: 'rack 7',
      graceDays: 14,
      expires: '2099-12-31',
      users: [{ name: 'bob', platform: 'linux' }],
      allowVm: false,
      deactivationLimit: '9',
      affiliate: 'North',
      email: 'lab@example.com',
      comment: 'x',
      orderReference: '4711',
    }
    expect(value.template).toMatchObject({ name: 'lab', ...said, count: 2, generic: null, without: [] })
    expect((await must(template('show', 'lab'))).value.template).toEqual(value.template)
    expect((await must(template('list'))).value.templates).toEqual([value.template])
    const { keys } = (await must(shop.vendor('key', 'create', '--template', 'lab'))).value
    expect(keys).toHaveLength(2)
    const features = { export: true, edition: 'pro', users: 5 }
    for (const key of keys) expect(key).toMatchObject({ ...said, features })
  })

  test('the command line wins over the template, the template over saved defaults, those over the product', async () => {
    await made(
      '--product',
      'scope',
      '--activations',
      '2',
      '--grace-days',
      '3',
      '--user-data',
      'x',
      '--save-defaults',
    )
    await must(template(...TRIAL, '--activations', '5', '--user-data', ''))
    const key = await made('--template', 'trial 30 days', '--duration', '10')
    expect(key).toMatchObject({
      productId: 'scope',
      activations: 5,
      graceDays: 3,
      userData: null,
      duration: { days: 10, from: 'first-run' },
    })
    expect((await must(template('show', 'trial 30 days'))).value.template.without).toEqual(['userData'])
    expect((await shop.said('template', 'show', 'trial 30 days')).out).toMatch(/user data +none/)
    expect(
      await made('--template', 'trial 30 days', '--product', 'scope', '--ignore-defaults'),
    ).toMatchObject({
      activations: 5,
      graceDays: null,
    })
  })

  test('history and log say it: which template a key was made from, and what was saved', async () => {
    await must(template(...TRIAL))
    const { id } = await made('--template', 'trial 30 days', '--product', 'scope')
    const shown = (await must(shop.vendor('key', 'show', id))).value
    expect(shown.history[0]).toMatchObject({ kind: 'key.created', templateName: 'trial 30 days' })
    expect((await shop.said('key', 'show', id)).out).toContain(
      'created from the template "trial 30 days": product',
    )
    await must(template('delete', 'trial 30 days'))
    const log = (await shop.said('ledger', 'log')).out
    expect(log).toContain('template "trial 30 days" saved: expires by its duration; duration 30')
    expect(log).toContain('template "trial 30 days" deleted')
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })
})

describe('DY-09: what cannot be meant', () => {
  test('a name that there is not, a product of another template, features without a product', async () => {
    await must(template('save', 'scopes', 'scope', '--activations', '3'))
    await must(shop.vendor('product', 'create', 'meter', '--name', 'Meter'))
    const create =
      (...words: readonly string[]) =>
      () =>
        shop.vendor('key', 'create', ...words)
    await refusal(shop.at(), create('--template', 'none', '--product', 'scope'), 'template-not-found')
    await refusal(
      shop.at(),
      create('--template', 'scopes', '--product', 'meter'),
      'template-of-other-product',
    )
    await refusal(shop.at(), () => template('save', 'x', '--feature', 'export'), 'invalid-value', 2)
    await refusal(shop.at(), () => template('save', 'x', 'nothing'), 'product-not-found')
    await refusal(shop.at(), () => template('show', 'x'), 'template-not-found')
    await refusal(shop.at(), () => template('delete', 'x'), 'template-not-found')
    await must(template(...TRIAL))
    const { message } = await refusal(shop.at(), create('--template', 'trial 30 days'), 'usage', 2)
    expect(message).toContain('--product')
  })

  test('a value of the template that is refused is said to be one', async () => {
    await must(template('save', 'many', '--activations', '3'))
    const run = () =>
      shop.vendor(
        'key',
        'create',
        '--product',
        'scope',
        '--template',
        'many',
        '--generic',
        '--expires',
        '2099-12-31',
      )
    const { details, message } = await refusal(shop.at(), run, 'invalid-value', 2)
    expect(details).toMatchObject({ field: '--activations', got: 3, template: 'many' })
    expect(message).toContain('It is in the template "many"')
  })

  test('QG-17: a generic key that never expires is asked about when the template alone says so', async () => {
    await must(template('save', 'site', 'scope', '--generic'))
    await refusal(
      shop.at(),
      () => shop.vendor('key', 'create', '--template', 'site'),
      'confirmation-needed',
      2,
    )
    expect(await made('--template', 'site', '--expires', '2099-12-31')).toMatchObject({ generic: true })
  })
})

test('DY-01 DY-09: what a template says of a person is gone from the file once it is deleted', async () => {
  await must(template('save', 'ann', '--email', 'ann@lab.example', '--comment', 'pays late'))
  await must(template('save', 'ann', '--email', 'cid@lab.example'))
  const logged = async () => (await shop.said('ledger', 'log', '--kind', 'template.saved')).out
  expect(await logged()).not.toMatch(/ann@lab|pays late/)
  expect(await logged()).toContain('cid@lab.example')
  expect((await must(template('delete', 'ann'))).value).toEqual({
    ok: true,
    templateName: 'ann',
    warnings: [],
  })
  const bytes = readFileSync(shop.at('vendor/home', 'ledger.db'), 'latin1')
  expect(bytes).not.toMatch(/ann@lab|pays late|cid@lab/)
})
