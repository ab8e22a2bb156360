/** What a key says and what of it reaches the customer's license: features, user data; never the comment or the key. */

import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageFromInput } from '../../src/carrier/intake.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  const features = ['--feature', 'export=yes', '--feature', 'users:integer=5', '--feature', 'edition:text!']
  await must(shop.vendor('product', 'create', 'meter', '--name', 'Meter', ...features))
})
afterAll(() => shop.remove())

function create(...words: readonly string[]) {
  return shop.vendor('key', 'create', '--product', 'meter', ...words)
}

describe('features', () => {
  test('QC-16: defaults are filled in, and a flag that is on by default can be switched off', async () => {
    const plain = await must(create('--feature', 'edition=pro'))
    expect(plain.value.keys[0].features).toEqual({ export: true, users: 5, edition: 'pro' })
    const changed = await must(
      create('--feature', 'edition=a=b', '--feature', 'export=no', '--feature', 'users=0'),
    )
    expect(changed.value.keys[0].features).toEqual({ users: 0, edition: 'a=b' })
  })

  test('QC-16: a required one that is missing is refused by name, an unknown one with the known ones', async () => {
    const missing = await refusal(shop.at(), () => create(), 'feature-missing')
    expect(missing.details).toEqual({ feature: 'edition', limelm: 117 })
    const unknown = await refusal(shop.at(), () => create('--feature', 'colour=red'), 'feature-unknown')
    expect(unknown.details).toEqual({ feature: 'colour', known: ['export', 'users', 'edition'] })
  })

  test.each([
    ['users=many'],
    ['users=1.5'],
    ['users=9007199254740992'],
    ['export=perhaps'],
    ['edition=basic'],
  ])('QC-16: the ill-typed or repeated %s is refused', async feature => {
    await refusal(
      shop.at(),
      () => create('--feature', 'edition=pro', '--feature', feature),
      'invalid-value',
      2,
    )
  })
})

test('QC-16 LP-11 LimeLM 116: a name without a value that is no flag is refused', async () => {
  const { details } = await refusal(
    shop.at(),
    () => create('--feature', 'edition=pro', '--feature', 'users'),
    'feature-count-mismatch',
  )
  expect(details).toEqual({ names: 2, values: 1, limelm: 116 })
})

describe('what travels', () => {
  test('QC-32: user data travels in the license, from the command line or a file', async () => {
    writeFileSync(shop.at('vendor', 'notes.txt'), 'rack 7\nslot 3')
    const key = await shop.key('--user-data', `@${shop.at('vendor', 'notes.txt')}`)
    await must(shop.install('a', key))
    expect((await shop.client('a')('status')).value.license.userData).toBe('rack 7\nslot 3')
  })

  test('QC-32: the limit is 65,536 bytes, and nothing at all is none', async () => {
    const file = shop.at('vendor', 'long.txt')
    writeFileSync(file, 'x'.repeat(65_536))
    await must(shop.install('b', await shop.key('--user-data', `@${file}`)))
    writeFileSync(file, 'x'.repeat(65_537))
    await refusal(
      shop.at(),
      () => create('--feature', 'edition=a', '--user-data', `@${file}`),
      'invalid-value',
      2,
    )
    expect(await shop.install('c', await shop.key('--user-data', ''))).toMatchObject({
      exit: 0,
      value: { license: { userData: null } },
    })
  })

  test('QC-33 QC-15: comment, e-mail and the rest of the key are in no request and no license', async () => {
    const words = ['--comment', 'pays late', '--email', 'lab@example.com']
    const key = await shop.key(...words)
    const request = await messageFromInput(shop.read('vendor', await nameOf(shop.request('d', key))))
    const { value } = await must(shop.activate('d', key))
    const license = await messageFromInput(shop.read('d', await nameOf(Promise.resolve(value.output))))
    const groups = key.split('-')
    for (const message of [request, license]) {
      const bytes = Buffer.from(message).toString('latin1')
      for (const secret of ['pays late', 'lab@', key, ...groups.slice(2)]) expect(bytes).not.toContain(secret)
      expect(bytes).toContain(groups.slice(0, 2).join('-'))
    }
    expect(JSON.stringify((await shop.vendor('key', 'list')).value)).not.toContain(key)
  })

  test('QC-15: keys are found by the e-mail address, which may be empty and must be one', async () => {
    await shop.key('--email', 'find@example.com')
    await shop.key('--email', '')
    const found = await must(shop.vendor('key', 'list', '--email', 'find@example.com'))
    expect(found.value.keys).toHaveLength(1)
    expect(found.value.keys[0].email).toBe('find@example.com')
    const bad = () => create('--feature', 'edition=a', '--email', 'nobody at all')
    await refusal(shop.at(), bad, 'invalid-value', 2)
  })
})

describe('number of keys', () => {
  test('QC-05: --count makes that many separate keys, all or none', async () => {
    const { value } = await must(create('--feature', 'edition=a', '--count', '25'))
    const keys = value.keys.map(({ wholeKey }: { wholeKey: string }) => wholeKey)
    expect(new Set(keys).size).toBe(25)
    for (const count of ['0', '100001', '-1', '1e3', ' 1'])
      await refusal(shop.at(), () => create('--feature', 'edition=a', `--count=${count}`), 'invalid-value', 2)
  })
})

async function nameOf(path: Promise<string>): Promise<string> {
  return (await path).split(/[\\/]/).at(-1) as string
}
