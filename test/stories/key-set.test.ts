/** Changing a key, with the semantics of LimeLM's setDetails: absent keeps, present replaces, all or nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('affiliate', 'add', 'North'))
  await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
  const features = ['--feature', 'edition:text!', '--feature', 'export', '--feature', 'users:integer=5']
  await must(shop.vendor('product', 'create', 'meter', '--name', 'Meter', ...features))
})
afterAll(() => shop.remove())

function set(key: string, ...words: readonly string[]) {
  return shop.vendor('key', 'set', key, ...words)
}

/** Sets, and gives the key as it is then: what `key set` answers, and what `key show` shows but for the whole key. */
async function changed(key: string, ...words: readonly string[]): Promise<Value> {
  const { value } = await must(set(key, ...words))
  const { wholeKey: _, ...now } = await shown(key)
  expect(value.key).toEqual(now)
  return now
}

async function shown(key: string): Promise<Value> {
  return (await must(shop.vendor('key', 'show', key))).value.key
}

/** Refused, and the key is what it was. */
async function kept(key: string, words: readonly string[], code: string, exit = 1): Promise<Value> {
  const before = await shown(key)
  const { details } = await refusal(shop.at(), () => set(key, ...words), code, exit)
  expect(await shown(key)).toEqual(before)
  return details
}

describe('LP-02..05: the key and its activations', () => {
  test('LP-02: a key that this ledger does not have: LimeLM 1', async () => {
    const other = await openShop()
    const unknown = await other.key()
    other.remove()
    const run = () => set(unknown, '--activations', '2')
    expect((await refusal(shop.at(), run, 'key-not-found')).details).toMatchObject({ limelm: 1 })
  })

  test('LP-03: activations of a node-locked key are computers', async () => {
    const key = await shop.key()
    await must(shop.activate('a', key))
    expect((await shop.activate('b', key)).value.error.code).toBe('no-seats-left')
    expect(await changed(key, '--activations', '2')).toMatchObject({ activations: 2, inUse: 1 })
    await must(shop.activate('b', key))
  })

  test('LP-03..04: activations of a floating key are connections of its one server', async () => {
    const key = await shop.key('--for-floating', '--activations', '10')
    const { license } = (await must(shop.activate('server', key))).value
    expect(license.floatingSeats).toBe(10)
    expect((await shop.activate('server two', key)).value.error.code).toBe('no-seats-left')
    expect(await changed(key, '--activations', '3')).toMatchObject({ activations: 3, forFloating: true })
    const later = await must(shop.activate('server', key, '--app-version', '2.1'))
    expect(later.value.license.floatingSeats).toBe(3)
  })

  test('LP-05: fewer than are in use is LimeLM 120; as many as are in use is allowed', async () => {
    const key = await shop.key('--activations', '3')
    for (const name of ['a', 'b']) await must(shop.activate(name, key))
    expect(await kept(key, ['--activations', '1'], 'activations-below-used')).toEqual({
      activations: 1,
      used: 2,
      limelm: 120,
    })
    expect(await changed(key, '--activations', '2')).toMatchObject({ activations: 2, inUse: 2 })
  })
})

describe('LP-06..09: the deactivation limit', () => {
  test.each([
    ['-2', 'inherit', null],
    ['inherit', 'inherit', null],
    ['-1', 'unlimited', null],
    ['unlimited', 'unlimited', null],
    ['3 per seat', '3 per seat', null],
    ['0', '0', '0'],
    ['9007199254740993', '9007199254740993', '9007199254740993'],
    ['9223372036854775807', '9223372036854775807', '9223372036854775807'],
  ])('LP-06..08: %s is %s, and %s in the license', async (typed, inKey, inLicense) => {
    const key = await shop.key('--deactivation-limit', '7')
    expect((await changed(key, '--deactivation-limit', typed)).deactivationLimit).toBe(inKey)
    expect((await must(shop.activate('d', key))).value.license.deactivationLimit).toBe(inLicense)
  })

  test("LP-06: inherited is what the product says when the license is issued, and absent keeps the key's", async () => {
    const limit = ['--deactivation-limit', '4']
    const { product } = (await must(shop.vendor('product', 'set', 'scope', ...limit))).value
    expect(product.deactivationLimit).toBe('4')
    const key = await shop.key()
    expect((await must(shop.activate('e', key))).value.license.deactivationLimit).toBe('4')
    expect((await changed(key, '--deactivation-limit', '9')).deactivationLimit).toBe('9')
    expect((await changed(key, '--comment', 'x')).deactivationLimit).toBe('9')
    const back = await must(shop.vendor('product', 'set', 'scope', '--deactivation-limit', '-1'))
    expect(back.value.product.deactivationLimit).toBe('unlimited')
  })

  test.each(['-3', '9223372036854775808', '1e3', '1.5', 'often'])(
    'LP-09: %s is refused and changes nothing, in a key and in a product',
    async limit => {
      const words = ['--deactivation-limit', limit]
      const details = await kept(await shop.key(), words, 'invalid-value', 2)
      expect(details).toMatchObject({ field: '--deactivation-limit', got: limit })
      const run = () => shop.vendor('product', 'set', 'scope', ...words)
      expect((await refusal(shop.at(), run, 'invalid-value', 2)).details.field).toBe('--deactivation-limit')
    },
  )

  test('LP-06: a product has nothing to inherit from', async () => {
    for (const limit of ['-2', 'inherit']) {
      const run = () => shop.vendor('product', 'set', 'scope', '--deactivation-limit', limit)
      await refusal(shop.at(), run, 'invalid-value', 2)
    }
  })
})

describe('LP-10..13: e-mail and features', () => {
  test('LP-10: the e-mail address is kept, replaced, taken away', async () => {
    const key = await shop.key('--email', 'a@example.com')
    expect((await changed(key, '--comment', 'x')).email).toBe('a@example.com')
    expect((await changed(key, '--email', 'b@example.com')).email).toBe('b@example.com')
    expect((await changed(key, '--email', '')).email).toBeNull()
    expect(await kept(key, ['--email', 'nobody'], 'invalid-value', 2)).toMatchObject({ field: '--email' })
  })

  test('LP-11: a name without a value, a value without a name: LimeLM 116', async () => {
    const key = await shop.key('--feature', 'edition=pro')
    expect(await kept(key, ['--feature', 'users'], 'feature-count-mismatch')).toEqual({
      names: 1,
      values: 0,
      limelm: 116,
    })
    expect(await kept(key, ['--feature', '=5'], 'feature-count-mismatch')).toEqual({
      names: 0,
      values: 1,
      limelm: 116,
    })
  })

  test('LP-12: the required one missing: LimeLM 117, naming it', async () => {
    const words = ['--product', 'meter', '--feature', 'edition=pro']
    const key = (await must(shop.vendor('key', 'create', ...words))).value.keys[0].wholeKey
    const details = await kept(key, ['--feature', 'users=9'], 'feature-missing')
    expect(details).toEqual({ feature: 'edition', limelm: 117 })
  })

  test('LP-13: absent they are kept; present they replace the set', async () => {
    const words = [
      '--product',
      'meter',
      '--feature',
      'edition=pro',
      '--feature',
      'export',
      '--feature',
      'users=9',
    ]
    const key = (await must(shop.vendor('key', 'create', ...words))).value.keys[0].wholeKey
    expect((await changed(key, '--comment', 'x')).features).toEqual({
      edition: 'pro',
      export: true,
      users: 9,
    })
    expect((await changed(key, '--feature', 'edition=lite')).features).toEqual({ edition: 'lite', users: 5 })
  })
})

describe('LP-15..20: named users', () => {
  test('LP-15..17: users are kept, replaced, cleared', async () => {
    const key = await shop.key('--user', 'ann', '--user', 'bob:linux')
    const two = [
      { name: 'ann', platform: 'any' },
      { name: 'bob', platform: 'linux' },
    ]
    expect((await changed(key, '--comment', 'x')).users).toEqual(two)
    expect((await changed(key, '--user', 'eve:macos')).users).toEqual([{ name: 'eve', platform: 'macos' }])
    expect((await must(shop.activate('u', key))).value.license.users).toEqual([
      { name: 'eve', platform: 'macos' },
    ])
    expect((await changed(key, '--user', '')).users).toEqual([])
    const later = await must(shop.activate('u', key, '--app-version', '2.1'))
    expect(later.value.license.users).toEqual([])
  })

  test('LP-19: a platform by its word or its number', async () => {
    const words = ['0', '1', '2', '3', '4', 'any', 'windows', 'macos', 'linux', 'BSD']
    const users = words.flatMap((platform, i) => ['--user', `user${i}:${platform}`])
    const platforms = (await changed(await shop.key(), ...users)).users.map(({ platform }: Value) => platform)
    const five = ['any', 'windows', 'macos', 'linux', 'bsd']
    expect(platforms).toEqual([...five, ...five])
  })

  test.each(['ann:5', 'ann:-1', 'ann:solaris', 'ann:', ':1'])(
    'LP-20: "%s" is refused and changes nothing',
    async user => {
      const key = await shop.key('--user', 'ann')
      expect(await kept(key, ['--user', 'bob', '--user', user], 'invalid-value', 2)).toMatchObject({
        field: '--user',
        got: user,
      })
    },
  )
})

describe('LP-21..23: floating or not, virtual machines', () => {
  test('LP-21..22: not while it is active: LimeLM 153; before that, it may', async () => {
    const key = await shop.key('--activations', '2')
    expect((await changed(key, '--for-floating')).forFloating).toBe(true)
    expect((await changed(key, '--for-floating', 'no')).forFloating).toBe(false)
    await must(shop.activate('f', key))
    expect(await kept(key, ['--for-floating', 'yes'], 'floating-in-use')).toEqual({
      used: 1,
      floating: true,
      limelm: 153,
    })
    // what it is already is no change
    expect((await changed(key, '--for-floating', 'no')).forFloating).toBe(false)
  })

  test('LP-23: yes, no, inherit; absent it is kept; the product decides when it is inherited', async () => {
    // a request of its own each time: one that was answered is answered again as before
    const allowed = async (version: string) =>
      (await must(shop.activate('v', key, '--app-version', version))).value.license.allowVm
    const key = await shop.key()
    expect((await shown(key)).allowVm).toBe('inherit')
    expect((await changed(key, '--allow-vm', 'no')).allowVm).toBe(false)
    expect((await changed(key, '--comment', 'x')).allowVm).toBe(false)
    expect(await allowed('2.1')).toBe(false)
    expect((await changed(key, '--allow-vm', 'yes')).allowVm).toBe(true)
    const { product } = (await must(shop.vendor('product', 'set', 'scope', '--allow-vm', 'no'))).value
    expect(product.allowVm).toBe(false)
    expect(await allowed('2.2')).toBe(true)
    expect((await changed(key, '--allow-vm', 'inherit')).allowVm).toBe('inherit')
    expect(await allowed('2.3')).toBe(false)
    await must(shop.vendor('product', 'set', 'scope', '--allow-vm', 'yes'))
    await kept(key, ['--allow-vm', 'perhaps'], 'invalid-value', 2)
  })
})

describe('QC: the rest of what can be said of a key', () => {
  test('QC-10 QC-18 QC-20..22 QC-25..27 QC-30 QC-32 QC-33: set, kept and taken away', async () => {
    const key = await shop.key()
    const set = {
      floatingSeats: 7,
      affiliate: 'North',
      maintenance: '2099-06-30',
      expires: '2099-12-31',
      duration: { days: 30, from: 'activation' },
      graceDays: 5,
      engineVersion: 2,
      userData: 'rack 7',
      comment: 'pays late',
      licensee: 'Ann',
    }
    const words = [
      ['--floating-seats', '7', '--affiliate', 'North', '--maintenance', '2099-06-30'],
      ['--expires', '2099-12-31', '--duration', '30', '--grace-days', '5', '--engine-version', '2'],
      ['--user-data', 'rack 7', '--comment', 'pays late', '--licensee', 'Ann'],
    ].flat()
    expect(await changed(key, ...words)).toMatchObject(set)
    expect(await changed(key, '--activations', '2')).toMatchObject(set)
    const away = [
      ['--floating-seats', 'none', '--affiliate', '', '--maintenance', 'none', '--expires', 'never'],
      ['--duration', 'none', '--grace-days', '0', '--engine-version', 'newest'],
      ['--user-data', '', '--comment', '', '--licensee', ''],
    ].flat()
    const gone = Object.fromEntries(Object.keys(set).map(name => [name, null]))
    expect(await changed(key, ...away)).toMatchObject({ ...gone, engineVersion: 'newest', activations: 2 })
  })

  test('QC-27: days and their start, each without the other', async () => {
    const key = await shop.key('--duration', '30', '--duration-from', 'creation')
    expect((await changed(key, '--duration', '60')).duration).toEqual({ days: 60, from: 'creation' })
    expect((await changed(key, '--duration-from', 'first-run')).duration).toEqual({
      days: 60,
      from: 'first-run',
    })
    const without = await shop.key()
    const details = await kept(without, ['--duration-from', 'creation'], 'invalid-value', 2)
    expect(details.field).toBe('--duration-from')
  })

  test('QC-30: what the pinned format cannot say is refused, not dropped', async () => {
    const key = await shop.key('--grace-days', '5')
    const details = await kept(key, ['--engine-version', '1'], 'engine-version-too-old')
    expect(details).toEqual({ engineVersion: 1, needs: ['grace-days'] })
    expect(await changed(key, '--engine-version', '1', '--grace-days', '0')).toMatchObject({
      engineVersion: 1,
    })
  })

  test('QG-17: a generic key that loses its end is warned about', async () => {
    const key = await shop.key('--generic', '--expires', '2099-12-31')
    expect((await shop.said('key', 'set', key, '--comment', 'x')).err).toBe('')
    expect((await shop.said('key', 'set', key, '--expires', 'never')).err).toMatch(
      /warning: .*any computer, forever/,
    )
  })
})

describe('LP-25: the answer', () => {
  test('LP-25: the new terms; for a person too, without the whole key, and what comes next', async () => {
    const key = await shop.key()
    const id = key.slice(0, 11)
    const { exit, value } = await set(key, '--activations', '2')
    expect({ exit, value }).toMatchObject({ exit: 0, value: { ok: true, key: { id, activations: 2 } } })
    expect(JSON.stringify(value)).not.toContain(key)
    const { out, err } = await shop.said('key', 'set', key, '--activations', '3')
    expect(err).toBe('')
    expect(out).toMatch(new RegExp(`^id +${id}$`, 'm'))
    expect(out).toMatch(/^activations +3$/m)
    expect(out).toMatch(new RegExp(`^next .*airlatch-vendor renew ${id}$`, 'm'))
    expect(out).not.toContain(key)
    const history = (await shop.said('key', 'show', key)).out
    expect(history).toContain('changed: activations 1 -> 2')
    expect(history).toContain('changed: activations 2 -> 3')
  })

  test('LP-25: one bad field and nothing is changed', async () => {
    const key = await shop.key('--activations', '2', '--email', 'a@example.com')
    const good = ['--activations', '5', '--email', 'b@example.com', '--user', 'ann']
    for (const [words, code, exit] of [
      [['--deactivation-limit', '-3'], 'invalid-value', 2],
      [['--feature', 'colour=red'], 'feature-unknown', 1],
      [['--affiliate', 'Nobody'], 'affiliate-unknown', 1],
      [['--expires', '2020-01-01'], 'invalid-value', 2],
    ] as const)
      await kept(key, [...good, ...words], code, exit)
  })

  test('nothing given is nothing to change, and a revoked key is not changed', async () => {
    const key = await shop.key()
    const { message } = await refusal(shop.at(), () => set(key), 'usage', 2)
    expect(message).toBe('nothing to change')
    for (const words of [['--generic'], ['--count', '2'], ['--product', 'meter'], ['--save-defaults']])
      await refusal(shop.at(), () => set(key, ...words), 'usage', 2)
    await must(shop.vendor('key', 'revoke', '--yes', key))
    await kept(key, ['--activations', '2'], 'key-revoked')
  })

  test('among thousands of users the history says who came and who went', async () => {
    const key = await shop.key('--user', 'ann', '--user', 'bob')
    await must(set(key, '--user', 'bob', '--user', 'eve:linux', '--user', 'zoe'))
    await must(set(key, '--user', ''))
    const { out } = await shop.said('key', 'show', key)
    expect(out).toContain('changed: users 2 -> 3 (with eve:linux and 1 more, without ann)')
    expect(out).toContain('changed: users 3 -> everybody (without bob and 2 more)')
  })

  test('ten users are shown to a person, and how many more there are', async () => {
    const users = Array.from({ length: 13 }, (_, i) => ['--user', `user${i}`]).flat()
    const { out } = await shop.said('key', 'show', await shop.key(...users))
    expect(out).toMatch(/users +user0, .*user9 and 3 more \(13 users\)\n/)
  })
})
