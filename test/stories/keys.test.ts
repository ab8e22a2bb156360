/** Making, showing, listing and revoking activation keys: every option, from the words to the license. */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openVendor } from '../../src/vendor/door.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('affiliate', 'add', 'North'))
  await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
})
afterAll(() => shop.remove())

function create(...words: readonly string[]) {
  return shop.vendor('key', 'create', '--product', 'scope', ...words)
}

async function made(...words: readonly string[]): Promise<Value> {
  return (await must(create(...words))).value.keys[0]
}

async function shown(key: string): Promise<Value> {
  return (await must(shop.vendor('key', 'show', key))).value
}

/** The license that a new computer gets. */
async function licenseOf(key: string, computer: string): Promise<Value> {
  return (await must(shop.activate(computer, key))).value.license
}

const EVERYTHING = [
  ['--email', 'lab@example.com'],
  ['--licensee', 'Lab of Ann'],
  ['--affiliate', 'North'],
  ['--comment', 'pays late'],
  ['--order', 'PO 2026/17'],
  ['--activations', '3'],
  ['--for-floating', 'no'],
  ['--floating-seats', '7'],
  ['--feature', 'export', '--feature', 'edition=pro'],
  ['--maintenance', '2099-06-30'],
  ['--engine-version', '2'],
  ['--user-data', 'rack 7'],
  ['--expires', '2099-12-31'],
  ['--duration', '90', '--duration-from', 'first-run'],
  ['--grace-days', '14'],
  ['--user', 'ann', '--user', 'bob:linux', '--user', 'CORP\\eve:1'],
  ['--allow-vm', 'no'],
  ['--allow-workloads', 'yes'],
  ['--deactivation-limit', '9223372036854775807'],
].flat()

const USERS = [
  { name: 'ann', platform: 'any' },
  { name: 'bob', platform: 'linux' },
  { name: 'CORP\\eve', platform: 'windows' },
]

describe('key create', () => {
  test('QC-01 QC-07 QC-10 QC-15..16 QC-18 QC-22 QC-25..27 QC-30 QC-32 QC-33: every option stands in the key', async () => {
    const { id, wholeKey, createdAt, ...rest } = await made(...EVERYTHING)
    expect(wholeKey.startsWith(id)).toBe(true)
    expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(rest).toEqual({
      state: 'unused',
      inUse: 0,
      wrongProofs: { codes: 0, codesInARow: 0, codesRefused: false, requests: 0, lastAt: null },
      moves: 0,
      firstEnd: null,
      productId: 'scope',
      activations: 3,
      forFloating: false,
      floatingSeats: 7,
      generic: false,
      features: { export: true, users: 5, edition: 'pro' },
      maintenance: '2099-06-30',
      engineVersion: 2,
      majorVersion: '2',
      userData: 'rack 7',
      expires: '2099-12-31',
      duration: { days: 90, from: 'first-run' },
      graceDays: 14,
      users: USERS,
      allowVm: false,
      allowWorkloads: true,
      deactivationLimit: '9223372036854775807',
      seatUnit: null,
      longestLease: null,
      longestBorrow: null,
      mostBorrowed: null,
      pools: {},
      licensee: 'Lab of Ann',
      affiliate: 'North',
      email: 'lab@example.com',
      comment: 'pays late',
      orderReference: 'PO 2026/17',
      customer: null,
      revoked: null,
      suspended: null,
      archivedAt: null,
    })
  })

  test('QC-01 QC-30 LP-08 LP-18: and what the customer is to know of it in the license', async () => {
    const license = await licenseOf((await made(...EVERYTHING)).wholeKey, 'a')
    expect(license).toMatchObject({
      format: 2,
      // ninety days from a first run that is to be within thirty
      expires: expect.stringMatching(/^20\d\d-\d\d-\d\d/),
      firstRun: { days: 90 },
      graceDays: 14,
      generic: false,
      features: { export: true, users: 5, edition: 'pro' },
      maintenance: '2099-06-30',
      majorVersion: null,
      floatingSeats: 7,
      // by platform, as they stand in the license
      users: [USERS[0], USERS[2], USERS[1]],
      allowVm: false,
      deactivationLimit: '9223372036854775807',
      licensee: 'Lab of Ann',
      userData: 'rack 7',
    })
    for (const word of ['pays late', 'lab@', 'North', 'PO 2026'])
      expect(JSON.stringify(license)).not.toContain(word)
  })

  test('SS-01: a floating key says how its site server may lend, and the license names the key of that server', async () => {
    const lent = ['--seat-unit', 'process', '--longest-lease', '900', '--most-borrowed', '2']
    const pools = ['--longest-borrow', '7', '--feature', 'export', '--pool', 'export=3']
    const key = await made('--for-floating', '--activations', '9', ...lent, ...pools)
    const terms = { seatUnit: 'process', longestLease: 900, longestBorrow: 7, mostBorrowed: 2 }
    expect(key).toMatchObject({ ...terms, activations: 9, pools: { export: 3 } })
    const request = await shop.request('server', key.wholeKey)
    const file = shop.at('vendor', 'server.license')
    await must(shop.vendor('issue', request, '-o', file))
    const { license } = (await must(shop.vendor('inspect', file))).value
    expect(license).toMatchObject({
      floatingSeats: 9,
      lending: { ...terms, serverKey: expect.stringMatching(/^[0-9a-f]{64}$/), pools: { export: 3 } },
    })
    // its own computer runs nothing by it
    expect(await shop.client('server')('install', file)).toMatchObject({
      exit: 1,
      value: { error: { code: 'for-site-server' } },
    })
  })

  test('nothing said: one computer, for ever, for everybody, by what the product says', async () => {
    const key = await made()
    expect(key).toMatchObject({
      activations: 1,
      forFloating: false,
      floatingSeats: null,
      maintenance: null,
      engineVersion: 'newest',
      userData: null,
      expires: null,
      duration: null,
      graceDays: null,
      users: [],
      allowVm: 'inherit',
      allowWorkloads: 'inherit',
      deactivationLimit: 'inherit',
      licensee: null,
      affiliate: null,
      email: null,
      comment: null,
      orderReference: null,
    })
    expect(await licenseOf(key.wholeKey, 'plain')).toMatchObject({
      format: 2,
      firstRun: null,
      graceDays: null,
      users: [],
      allowVm: true,
      deactivationLimit: null,
      licensee: null,
    })
  })

  test('QC-30: a key pinned to format 1 gets format 1, and what that cannot say is refused', async () => {
    expect(await licenseOf((await made('--engine-version', '1')).wholeKey, 'old')).toMatchObject({
      format: 1,
    })
    expect((await must(create('--engine-version', '1'))).value.warnings).toEqual([
      expect.stringContaining('only for programs that cannot read format 2'),
    ])
    expect((await must(create('--engine-version', '2'))).value.warnings).toEqual([])
    const words = ['--engine-version', '1', '--grace-days', '3', '--licensee', 'Ann', '--user', 'ann']
    const { details } = await refusal(shop.at(), () => create(...words), 'engine-version-too-old')
    expect(details).toEqual({
      engineVersion: 1,
      needs: ['users', 'grace-days', 'licensee'],
    })
  })

  test('LP-15..17: ten thousand users from a file, one a line; a file without any lets nobody in by mistake', async () => {
    const file = shop.at('vendor', 'users.txt')
    const names = Array.from({ length: 10_000 }, (_, i) => `user${i}`)
    writeFileSync(file, `\ufeff${names.join('\r\n')}\r\nbob:linux\r\n`.replace('user0\r\n', ''))
    const { users } = await made('--user', `@${file}`)
    expect(users).toHaveLength(10_000)
    expect([users[0], users.at(-1)]).toEqual([
      { name: 'user1', platform: 'any' },
      { name: 'bob', platform: 'linux' },
    ])
    writeFileSync(file, ' \n\n')
    await refusal(shop.at(), () => create('--user', `@${file}`), 'invalid-value', 2)
    writeFileSync(file, '')
    await refusal(shop.at(), () => create('--user', `@${file}`), 'input-empty')
  })

  test('QC-05: progress is told while they are written', async () => {
    const vendor = await openVendor({ home: shop.at('vendor', 'home') })
    const told: number[] = []
    await vendor.createKeys({ productId: 'scope', count: 5 }, written => told.push(written))
    await vendor.close()
    expect(told).toEqual([1, 2, 3, 4, 5])
  })
})

describe('a generic key', () => {
  test('QC-19 QG-10 QG-17: --generic is a switch; without a licensee the warning says so', async () => {
    const words = ['--generic', '--expires', '2099-12-31']
    const without = await must(create(...words))
    expect(without.value.keys[0].generic).toBe(true)
    expect(without.value.warnings).toEqual([expect.stringContaining('--licensee NAME')])
    const named = await must(create('--generic', 'yes', '--expires', '2099-12-31', '--licensee', 'Ann'))
    expect(named.value.warnings).toEqual([expect.not.stringContaining('--licensee')])
    expect((await made('--generic', 'no')).generic).toBe(false)
  })

  test('QG-17: "never" and "none" are no end either: the question is asked', async () => {
    for (const words of [['--expires', 'never'], ['--duration', 'none'], []])
      await refusal(shop.at(), () => create('--generic', ...words), 'confirmation-needed', 2)
  })

  test('QG-09 LP-03: it has one activation, no first run, and is no floating key', async () => {
    for (const [flag, ...words] of [
      ['--activations', '2'],
      ['--for-floating', 'yes'],
      ['--duration-from', 'first-run', '--duration', '3'],
    ] as const) {
      const run = () => create('--generic', '--yes', flag, ...words)
      expect((await refusal(shop.at(), run, 'invalid-value', 2)).details.field).toBe(flag)
    }
  })
})

describe('what is wrong is named by its flag, and no key is made', () => {
  test.each([
    ['--count', '0'],
    ['--count', '100001'],
    ['--count', 'many'],
    ['--activations', '0'],
    ['--activations', '1000001'],
    ['--activations', 'none'],
    ['--floating-seats', '0'],
    ['--floating-seats', 'many'],
    ['--floating-seats', '-1'],
    ['--floating-seats', '3', '--for-floating'],
    ['--for-floating', '=maybe'],
    ['--generic', '=maybe'],
    ['--email', 'nobody at all'],
    ['--licensee', 'x'.repeat(256)],
    ['--licensee', 'two\nlines'],
    ['--comment', 'x'.repeat(4097)],
    ['--order', 'x'.repeat(201)],
    ['--order', ' PO 17'],
    ['--order', 'two\nlines'],
    ['--user-data', 'x'.repeat(65_537)],
    ['--feature', 'users=many'],
    ['--feature', 'export', '--feature', 'export=no'],
    ['--maintenance', 'soon'],
    ['--expires', 'NEVER'],
    ['--expires', '2020-01-01'],
    ['--duration', '0'],
    ['--duration', '36501'],
    ['--duration', 'long'],
    ['--duration-from', 'creation'],
    ['--duration-from', 'creation', '--duration', 'none'],
    ['--grace-days', '36501'],
    ['--grace-days', 'some'],
    ['--user', 'ann:solaris'],
    ['--user', 'ann:5'],
    ['--user', 'ann:'],
    ['--user', ':linux'],
    ['--user', 'ann', '--user', ''],
    ['--user', 'ann', '--user', 'ann:0'],
    ['--user', 'x'.repeat(257)],
    ['--user', 'a\u0007b'],
    ['--deactivation-limit', '-3'],
    ['--deactivation-limit', '9223372036854775808'],
    ['--deactivation-limit', 'often'],
    ['--allow-vm', 'maybe'],
  ])('QC-16 QC-26 LP-09 LP-19..20 LP-23: %s %s', async (flag, value, ...more) => {
    const typed = value.startsWith('=') ? [`${flag}${value}`] : [flag, value]
    const { details } = await refusal(shop.at(), () => create(...typed, ...more), 'invalid-value', 2)
    // of a feature by its name too
    expect([flag, `${flag} ${value.split('=')[0]}`]).toContain(details.field)
  })

  test.each([
    ['--engine-version', '3'],
    ['--duration-from', 'birth'],
    ['--format', 'xml'],
  ])('QC-30: %s %s is none of the choices', async (flag, value) => {
    const { message } = await refusal(shop.at(), () => create(flag, value), 'usage', 2)
    expect(message).toContain(`${flag}: expected one of`)
  })

  test('LP-11: as many names as values, either way: LimeLM 116', async () => {
    for (const [words, details] of [
      [['--feature', 'users'], { names: 1, values: 0, limelm: 116 }],
      [['--feature', '=5'], { names: 0, values: 1, limelm: 116 }],
      [['--feature', 'export', '--feature', 'users'], { names: 2, values: 1, limelm: 116 }],
    ] as const)
      expect((await refusal(shop.at(), () => create(...words), 'feature-count-mismatch')).details).toEqual(
        details,
      )
    // two halves are no whole: which name is meant is anybody's guess
    const halves = ['--feature', 'users', '--feature', '=5']
    await refusal(shop.at(), () => create(...halves), 'invalid-value', 2)
  })

  test('no product, and none saved', async () => {
    const { message } = await refusal(shop.at(), () => shop.vendor('key', 'create'), 'usage', 2)
    expect(message).toContain('--product')
  })
})

test('the order that a key was sold with: set, found, listed, taken away', async () => {
  const { id, wholeKey: key } = await made('--order', 'ORD-1')
  const kept = await must(create('--order', 'x'.repeat(200)))
  expect(kept.value.keys[0].orderReference).toHaveLength(200)
  const found = async (order: string) =>
    (await must(shop.vendor('key', 'list', '--order', order))).value.keys.map(({ id }: Value) => id)
  expect(await found('ORD-1')).toEqual([id])
  expect(await found('ORD')).toEqual([])
  await must(shop.vendor('key', 'set', id, '--activations', '2'))
  expect(await found('ORD-1')).toEqual([id])
  await must(shop.vendor('key', 'set', id, '--order', 'ORD-2'))
  expect([await found('ORD-1'), await found('ORD-2')]).toEqual([[], [id]])
  await must(shop.vendor('key', 'set', id, '--order', ''))
  const { key: now, history } = await shown(id)
  expect(now.orderReference).toBeNull()
  expect(history.map(({ changes }: Value) => changes?.orderReference).filter(Boolean)).toEqual([
    { before: 'ORD-1', after: 'ORD-2' },
    { before: 'ORD-2', after: null },
  ])
  expect(JSON.stringify(await licenseOf(key, 'ordered'))).not.toContain('ORD')
  expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
})

describe('key show and key revoke', () => {
  test('the history has everything that happened, and no secret', async () => {
    const { wholeKey: key, id } = await made('--activations', '2', '--email', 'lab@example.com')
    const activated = (await must(shop.activate('h', key, '--app-version', '2.0'))).value
    await must(shop.activate('h', key, '--app-version', '2.1'))
    await must(shop.vendor('key', 'set', id, '--activations', '5', '--expires', '2099-12-31'))
    await must(shop.vendor('key', 'revoke', '--yes', id, '--reason', 'charged back'))
    const { history } = await shown(id)
    expect(history.map(({ kind }: Value) => kind)).toEqual([
      'key.created',
      'activation.recorded',
      'license.issued',
      'activation.renewed',
      'license.issued',
      'key.changed',
      'key.revoked',
    ])
    expect(history.every(({ seq, at }: Value) => seq > 0 && /Z$/.test(at))).toBe(true)
    const computerId = activated.computerId
    expect(history[0]).toMatchObject({ key: { id, activations: 2, email: 'lab@example.com', expires: null } })
    expect(history[1]).toMatchObject({
      activationId: activated.license.activationId,
      computerId,
      onBehalf: false,
    })
    expect(history[2]).toMatchObject({ computerId, format: 2, expires: null })
    expect(history[5].changes).toEqual({
      activations: { before: 2, after: 5 },
      expires: { before: null, after: '2099-12-31' },
    })
    expect(history[6]).toMatchObject({ reason: 'charged back' })
    expect(JSON.stringify(history)).not.toContain(key)
  })

  test('a revoked key gets no license any more, and revoking it again changes nothing', async () => {
    const { wholeKey: key, id } = await made()
    const request = await shop.request('r', key)
    await must(shop.vendor('issue', request))
    const first = await must(shop.vendor('key', 'revoke', '--yes', key, '--reason', 'stolen'))
    expect(first.value).toMatchObject({ keyId: id, revoked: { reason: 'stolen' } })
    const head = (await shop.vendor('ledger', 'stats')).value.head
    expect((await must(shop.vendor('key', 'revoke', '--yes', id, '--reason', 'other'))).value).toEqual(
      first.value,
    )
    expect((await shop.vendor('ledger', 'stats')).value.head).toBe(head)
    expect((await shown(id)).key).toMatchObject({ state: 'revoked', revoked: first.value.revoked })
    // not even the license that the same request got before
    const { details } = await refusal(shop.at(), () => shop.vendor('issue', request), 'key-revoked')
    expect(details.trace).toContainEqual(expect.objectContaining({ rule: 'revoked', outcome: 'refuse' }))
  })

  test('LP-02: an unknown key is LimeLM 1', async () => {
    const other = await openShop()
    const unknown = await other.key()
    other.remove()
    for (const words of [['revoke'], ['show']]) {
      const run = () => shop.vendor('key', ...words, unknown)
      expect((await refusal(shop.at(), run, 'key-not-found')).details).toMatchObject({ limelm: 1 })
    }
  })
})

describe('key list', () => {
  test('QC-15 QC-18: by product, customer, affiliate and state', async () => {
    const fresh = await openShop()
    await must(fresh.vendor('affiliate', 'add', 'South'))
    const ids = async (...words: readonly string[]) =>
      (await must(fresh.vendor('key', 'list', ...words))).value.keys.map(({ id }: Value) => id)
    const [unused, active, revoked] = [
      await fresh.key('--affiliate', 'South'),
      await fresh.key('--email', 'Lab@Example.com'),
      await fresh.key(),
    ].map(key => key.slice(0, 11)) as [string, string, string]
    await must(fresh.activate('a', await wholeKey(fresh, active)))
    await must(fresh.vendor('key', 'revoke', '--yes', revoked))
    const expired = await expiredKey(fresh)
    expect(await ids()).toEqual([unused, active, revoked, expired])
    for (const [state, id] of Object.entries({ unused, active, revoked, expired }))
      expect(await ids('--state', state)).toEqual([id])
    expect(await ids('--affiliate', 'South')).toEqual([unused])
    expect(await ids('--email', 'lab@example.com')).toEqual([active])
    expect(await ids('--email', 'lab@example.com', '--state', 'unused')).toEqual([])
    expect((await fresh.vendor('key', 'list', '--affiliate', 'nobody')).value.error.code).toBe(
      'affiliate-unknown',
    )
    fresh.remove()
  })
})

async function wholeKey(of: Shop, id: string): Promise<string> {
  return (await must(of.vendor('key', 'show', id))).value.key.wholeKey
}

/** Made a year ago, for a day. */
async function expiredKey(of: Shop): Promise<string> {
  const then = Math.floor(Date.now() / 1000) - 365 * 86_400
  const vendor = await openVendor({ home: of.at('vendor', 'home'), now: () => then })
  await vendor.acceptClock('as it was then')
  const [key] = await vendor.createKeys({ productId: 'scope', expiresAt: then + 86_400 })
  await vendor.close()
  return key?.id as string
}
