/** The README's own product by telephone, end to end: its flag, its number with a default, its text with listed values. */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const FEATURES = [
  '--feature',
  'export',
  '--feature',
  'users:integer=5',
  '--feature',
  'edition:text:home,pro!',
]

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('product', 'create', 'pro', '--name', 'Pro', '--version', '2.1', ...FEATURES))
  await must(shop.vendor('kit', 'pro', '-o', shop.at('vendor', 'pro.kit')))
})
afterAll(() => shop.remove())

async function newKey(...words: readonly string[]): Promise<string> {
  const { value } = await must(
    shop.vendor('key', 'create', '--product', 'pro', '--activations', '9', ...words),
  )
  return value.keys[0].wholeKey
}

const client = (name: string) => shop.client(name, 'pro.kit')

/** What the customer hears, and types into a file of their own. */
async function heard(name: string, key: string, ...words: readonly string[]): Promise<string> {
  const { requestCode } = (await must(client(name)('request', key, '--typed'))).value
  const { licenseCode } = (await must(shop.vendor('issue', requestCode, '--typed', ...words))).value
  const path = shop.at(name, 'heard.txt')
  writeFileSync(path, licenseCode.join('\n').toLowerCase())
  return path
}

async function granted(name: string) {
  const { state, license } = (await must(client(name)('status'))).value
  return { state, features: license.features, format: license.format, expires: license.expires }
}

describe('DY-13: the whole way', () => {
  test('grants by telephone what a file grants', async () => {
    const terms = [
      '--feature',
      'edition=pro',
      '--feature',
      'export',
      '--expires',
      '2099-12-31',
      '--grace-days',
      '14',
    ]
    const key = await newKey(...terms)
    await must(client('phone')('install', await heard('phone', key)))
    const request = shop.at('vendor', 'file-request.txt')
    const license = shop.at('vendor', 'file-license.txt')
    await must(client('file')('request', key, '-o', request))
    await must(shop.vendor('issue', request, '-o', license))
    await must(client('file')('install', license))
    expect(await granted('phone')).toEqual(await granted('file'))
    expect(await granted('phone')).toEqual({
      state: 'valid',
      features: { export: true, users: 5, edition: 'pro' },
      format: 2,
      expires: '2099-12-31',
    })
  })

  test('of one request the code and the file are one license, byte for byte', async () => {
    const key = await newKey('--feature', 'edition=home', '--feature', 'users=250')
    const request = shop.at('vendor', 'one-request.txt')
    const license = shop.at('vendor', 'one-license.cbor')
    await must(client('one')('request', key, '-o', request))
    const { licenseCode } = (await must(shop.vendor('issue', request, '--typed', '-o', license))).value
    await must(client('one')('install', licenseCode.join(' ')))
    expect(
      shop.read('one', 'home', 'pro', 'license.cbor').equals(shop.read('vendor', 'one-license.cbor')),
    ).toBe(true)
  })

  test('a code says to whoever has no kit that there are features', async () => {
    const path = await heard('looked', await newKey('--feature', 'edition=pro'))
    const { value } = await must(shop.computer('nobody')('inspect', path))
    expect(value).toMatchObject({ type: 'license-code', license: { hasFeatures: true } })
  })
})

describe('what no code can say is said when it is made', () => {
  test('by product create, product set and kit', async () => {
    const free = ['--feature', 'note:text', '--feature', 'export']
    const made = await must(shop.vendor('product', 'create', 'free', '--name', 'Free', ...free))
    expect(made.value.product.notInCodes).toEqual(['note'])
    const set = await must(shop.vendor('product', 'set', 'free', ...free))
    expect(set.value.product.notInCodes).toEqual(['note'])
    const kit = await must(shop.vendor('kit', 'free', '-o', shop.at('vendor', 'free.kit')))
    expect(kit.value.kit.notInCodes).toEqual(['note'])
    expect(kit.value.kit.features[0]).toMatchObject({ name: 'note', type: 'text', values: [] })
    const key = (await must(shop.vendor('key', 'create', '--product', 'free'))).value.keys[0].wholeKey
    const asked = await must(shop.client('free', 'free.kit')('request', key, '--typed'))
    expect(asked.value.warnings).toEqual([expect.stringMatching(/may be unable.*cannot say note/)])
  })

  test('and nothing is said of a product whose features all go', async () => {
    expect((await must(shop.vendor('product', 'show', 'pro'))).value.product.notInCodes).toEqual([])
    const asked = await must(client('all')('request', await newKey('--feature', 'edition=pro'), '--typed'))
    expect(asked.value.warnings).toEqual([])
  })

  test('a key of a value that is not listed is refused', async () => {
    const words = ['key', 'create', '--product', 'pro', '--feature', 'edition=Pro']
    const { details } = await refusal(shop.at(), () => shop.vendor(...words), 'invalid-value', 2)
    expect(details).toMatchObject({
      field: '--feature',
      expected: { is: 'one-of', words: ['home', 'pro'] },
    })
  })

  test.each([
    'edition:flag:yes,no',
    'edition:integer:1,x',
    'edition:text:a,a',
    'edition:text:a,b=c',
    'edition:text:',
  ])('a feature %s is refused', async feature => {
    await refusal(
      shop.at(),
      () => shop.vendor('product', 'set', 'pro', '--feature', feature),
      'invalid-value',
      2,
    )
  })
})

test('features that a change leaves out are named', async () => {
  await must(shop.vendor('product', 'create', 'less', '--name', 'Less', ...FEATURES))
  const kept = ['product', 'set', 'less', ...FEATURES.slice(2)]
  const { value } = await must(shop.vendor(...kept))
  expect(value.warnings).toEqual([expect.stringMatching(/no longer has "export": --feature replaces/)])
  expect((await must(shop.vendor(...kept))).value.warnings).toEqual([])
})

test('a kit of another age is named, and the newest one is the way out', async () => {
  const key = await newKey('--feature', 'edition=pro')
  await must(shop.vendor('product', 'set', 'pro', ...FEATURES, '--feature', 'turbo'))
  const newest = shop.at('vendor', 'newest.kit')
  await must(shop.vendor('kit', 'pro', '-o', newest))
  const path = await heard('old', key)
  const { details, hint } = await refusal(shop.at(), () => client('old')('install', path), 'typed-other-kit')
  expect(details).toMatchObject({ product: 'pro', kit: 1 })
  expect(hint).toMatch(/newest kit first/)
  await must(client('old')('install', newest))
  await must(client('old')('install', path))
  expect((await granted('old')).features).toEqual({ users: 5, edition: 'pro' })
})
