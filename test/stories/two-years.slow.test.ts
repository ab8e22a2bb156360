/**
 * Two years at the desk: thirty customers, three hundred computers, three clerks. Each test is a day of the story, and
 * begins where the one before it ended.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Answer, Value } from '../world/world.ts'

const CLERKS = ['ann', 'bob', 'cid'] as const
const SITES = 10
const COMPUTERS_OF_SITE = 20
const OFFICES = 19
const COMPUTERS_OF_OFFICE = 5
/** The last customer has a small program, on five computers with a key each. */
const SINGLES = 5
const FEATURES = ['--feature', 'edition=pro']

interface Sold {
  readonly customer: string
  readonly key: string
  readonly names: readonly string[]
  readonly kit: string
}

let shop: Shop
let turn = 0
const sites: Sold[] = []
const offices: Sold[] = []
const singles: Sold[] = []

const clockAt = (day: string) => vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(`${day}T09:00:00Z`) })

/** The clerks take turns. */
function desk(...words: readonly string[]): Promise<Answer> {
  const clerk = CLERKS[turn++ % CLERKS.length] as string
  return shop.vendor('--operator', clerk, ...words)
}

async function ask(...words: readonly string[]): Promise<Value> {
  return (await must(desk(...words))).value
}

async function sell(
  customer: string,
  computers: readonly string[],
  kit: string,
  ...terms: readonly string[]
) {
  const product = kit === 'plain.kit' ? 'plain' : 'scope'
  const words = ['--product', product, '--customer', customer, '--activations', `${computers.length}`]
  const { keys } = await ask('key', 'create', ...words, ...terms)
  const key = keys[0].wholeKey
  for (const name of computers) await activate(name, key, kit)
  return { customer, key, names: computers, kit }
}

async function activate(name: string, key: string, kit: string): Promise<void> {
  const client = shop.client(name, kit)
  await must(client('request', key, '-o', shop.at(name, 'request.txt')))
  const request = shop.carry(`${name}/request.txt`, `vendor/${name}.txt`)
  await ask('issue', request, '-o', shop.at(name, 'license.txt'))
  await must(client('install', shop.at(name, 'license.txt')))
}

async function statusOf(name: string, kit: string): Promise<Value> {
  const { value } = await shop.client(name, kit)('status')
  return value.ok ? value : value.error
}

async function computerIdOf(name: string, kit: string): Promise<string> {
  return (await must(shop.client(name, kit)('computer'))).value.computerId
}

function computersOf(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i + 1}`)
}

beforeAll(async () => {
  clockAt('2027-01-04')
  shop = await openShop()
  mkdirSync(shop.at('share'))
  await ask('kit', 'scope', '-o', shop.at('vendor', 'share.kit'), '--search-path', shop.at('share'))
  await ask('product', 'create', 'plain', '--name', 'Plain', '--version', '1.0')
  await ask('kit', 'plain', '-o', shop.at('vendor', 'plain.kit'))
  await ask('affiliate', 'add', 'North')
  for (let i = 1; i <= SITES + OFFICES + 1; i++) {
    const { customer } = await ask('customer', 'add', `Person ${i}`, '--company', `Company ${i} Ltd`)
    if (i <= SITES) {
      // the first four sites have a share
      const kit = i <= 4 ? 'share.kit' : 'scope.kit'
      const terms = ['--expires', '2027-12-31', '--order', `PO-${i}`, '--affiliate', 'North', ...FEATURES]
      sites.push(await sell(customer.id, computersOf(`site${i}`, COMPUTERS_OF_SITE), kit, ...terms))
    } else if (i <= SITES + OFFICES) {
      const names = computersOf(`office${i}`, COMPUTERS_OF_OFFICE)
      // the days of a year from activation end in January
      const terms = i % 2 === 0 ? ['--expires', '2027-12-31'] : ['--duration', '365', '--grace-days', '14']
      offices.push(await sell(customer.id, names, 'scope.kit', ...terms, ...FEATURES))
    } else
      for (const name of computersOf('single', SINGLES))
        singles.push(await sell(customer.id, [name], 'plain.kit', '--duration', '365'))
  }
})
afterAll(() => {
  vi.useRealTimers()
  shop.remove()
})

test('three hundred computers run, and three clerks have done it', async () => {
  const stats = await ask('ledger', 'stats')
  expect(stats.activationCount).toBe(SITES * COMPUTERS_OF_SITE + OFFICES * COMPUTERS_OF_OFFICE + SINGLES)
  expect(stats.activationCount).toBe(300)
  for (const clerk of CLERKS) {
    const { entries } = (
      await must(shop.vendor('ledger', 'log', '--operator', clerk, '--kind', 'license.issued'))
    ).value
    expect(entries.length).toBeGreaterThan(90)
  }
})

test('DY-02 a laptop is stolen: found by what the caller can say, released, revoked; the new one takes its seat', async () => {
  clockAt('2027-06-07')
  const { key, names, kit } = offices[0] as Sold
  const [stolen] = names as [string]
  const computerId = await computerIdOf(stolen, kit)
  const { matches } = await ask('find', computerId.slice(6))
  expect(matches).toMatchObject([{ kind: 'activation', activation: { computerId, state: 'active' } }])
  await ask('activation', 'release', computerId, '--reason', 'stolen on a train', '--yes')
  await ask('revocations', 'publish', 'scope', '-o', shop.at('vendor', 'scope.revocations'))
  const list = shop.carry('vendor/scope.revocations', `${stolen}/scope.revocations`)
  await must(shop.client(stolen, kit)('install', list))
  expect(await statusOf(stolen, kit)).toMatchObject({ code: 'license-revoked' })
  await activate('office-new', key, kit)
  expect(await statusOf('office-new', kit)).toMatchObject({ state: 'valid' })
})

test('a machine dies: its days do not begin again for the one in its place', async () => {
  clockAt('2027-08-10')
  const { key, names, kit } = offices.find((_, i) => (SITES + 1 + i) % 2 === 1) as Sold
  const dead = names[1] as string
  const computerId = await computerIdOf(dead, kit)
  const { ends } = await statusOf(dead, kit)
  await ask('activation', 'release', computerId, '--reason', 'the board died', '--yes')
  await activate('office-spare', key, kit)
  expect((await statusOf('office-spare', kit)).ends).toBe(ends)
})

test('DY-01 two customers turn out to be one', async () => {
  clockAt('2027-09-01')
  const [first, second] = [offices[2] as Sold, offices[3] as Sold]
  await ask('customer', 'merge', second.customer, first.customer, '--yes')
  const { keys } = await ask('customer', 'show', second.customer)
  expect(keys).toHaveLength(2)
  expect((await ask('customer', 'list')).customers).toHaveLength(SITES + OFFICES)
})

test('DY-09 QC-34 the price list changes: new keys start from other terms, the keys that there are stay', async () => {
  clockAt('2027-10-01')
  const terms = ['--product', 'scope', '--activations', '15', '--expires', '2028-12-31', ...FEATURES]
  const { keys } = await ask('key', 'create', ...terms, '--save-defaults')
  expect((await ask('key', 'create')).keys[0]).toMatchObject({ activations: 15, expires: '2028-12-31' })
  for (const { id } of keys) await ask('key', 'archive', id)
  const { key } = sites[9] as Sold
  const fewer = () => desk('renew', key, '--activations', '15', '-o', shop.at('vendor', 'fewer.bundle'))
  await refusal(shop.at(), fewer, 'activations-below-used')
})

test('DY-06 the December report has every computer that ends then, and no other', async () => {
  clockAt('2027-11-20')
  const { computers, totals } = await ask('report', 'expiring', '--month', '2027-12')
  const dated = offices.filter((_, i) => (SITES + 1 + i) % 2 === 0).length
  expect(totals.computers).toBe(SITES * COMPUTERS_OF_SITE + dated * COMPUTERS_OF_OFFICE)
  expect(new Set(computers.map(({ due }: Value) => due))).toEqual(new Set(['2027-12-31']))
  const { groups } = await ask('report', 'expiring', '--month', '2027-12', '--by', 'customer')
  expect(groups).toHaveLength(SITES + dated)
  const file = shop.at('december.csv')
  await ask('report', 'expiring', '--month', '2027-12', '-o', file)
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(totals.computers + 1)
  const january = await ask('report', 'expiring', '--month', '2028-01')
  expect(january.totals.computers).toBe((OFFICES - dated) * COMPUTERS_OF_OFFICE + SINGLES)
})

test('DY-07 the computers say it too, while they run', async () => {
  clockAt('2027-12-05')
  const { names, kit } = sites[0] as Sold
  const status = await statusOf(names[0] as string, kit)
  expect(status).toMatchObject({ state: 'valid', ends: '2027-12-31', daysLeft: 27 })
  expect(status.warnings[0]).toContain('airlatch request')
})

test('DY-03 four sites are renewed by a bundle on their share, and no computer is touched', async () => {
  clockAt('2027-12-13')
  for (const [i, { key }] of sites.slice(0, 4).entries()) {
    const { renewals } = await ask(
      'renew',
      key,
      '--expires',
      '2028-12-31',
      '-o',
      shop.at('share', `site${i + 1}.bundle`),
    )
    expect(renewals).toHaveLength(COMPUTERS_OF_SITE)
  }
  for (const { names, kit } of sites.slice(0, 4))
    for (const name of names)
      expect(await statusOf(name, kit)).toMatchObject({ state: 'valid', ends: '2028-12-31' })
})

test('DY-03 four sites get a folder with a file for each computer', async () => {
  for (const [i, { key, names, kit }] of sites.slice(4, 8).entries()) {
    const folder = shop.at('vendor', `renewed-${i}`)
    mkdirSync(folder)
    const { renewals } = await ask('renew', key, '--expires', '2028-12-31', '-o', folder)
    for (const [at, name] of names.entries()) {
      await must(shop.client(name, kit)('install', renewals[at].output))
      expect((await statusOf(name, kit)).ends).toBe('2028-12-31')
    }
  }
})

test('DY-03 a site reads the codes of its bundle with a camera', async () => {
  const { key, names, kit } = sites[8] as Sold
  await ask('renew', key, '--expires', '2028-12-31', '--qr', shop.at('vendor', 'codes.png'))
  for (const name of names) {
    await must(shop.client(name, kit)('install', shop.carry('vendor/codes.png', `${name}/codes.png`)))
    expect((await statusOf(name, kit)).ends).toBe('2028-12-31')
  }
})

test('DY-03 single computers are renewed by telephone', async () => {
  for (const { key, names, kit } of singles) {
    const { licenseCode } = await ask('renew', key, '--extend', '365', '--typed')
    const [name] = names as [string]
    const before = await statusOf(name, kit)
    writeFileSync(shop.at(name, 'code.txt'), licenseCode.join('\n'))
    await must(shop.client(name, kit)('install', shop.at(name, 'code.txt')))
    const after = await statusOf(name, kit)
    expect(Date.parse(after.ends) - Date.parse(before.ends)).toBe(365 * 86_400_000)
  }
})

test('DY-10 one customer has not paid: nothing is renewed until they have', async () => {
  const { key, names, kit } = sites[9] as Sold
  await ask('key', 'suspend', key, '--reason', 'invoice 4711')
  const renew = () => desk('renew', key, '--expires', '2028-12-31', '-o', shop.at('vendor', 'late.bundle'))
  await refusal(shop.at(), renew, 'key-suspended')
  clockAt('2028-01-03')
  expect(await statusOf(names[0] as string, kit)).toMatchObject({ code: 'expired' })
  await ask('key', 'reinstate', key, '--reason', 'paid')
  await ask('renew', key, '--expires', '2028-12-31', '-o', shop.at('vendor', 'late.bundle'))
  const bundle = shop.carry('vendor/late.bundle', 'site10-1/late.bundle')
  await must(shop.client(names[0] as string, kit)('install', bundle))
  expect(await statusOf(names[0] as string, kit)).toMatchObject({ state: 'valid', ends: '2028-12-31' })
})

test('DY-04 DY-05 the offices ask by themselves, and the old request never gets the old terms', async () => {
  clockAt('2028-01-10')
  const { key, names, kit } = offices[1] as Sold
  await ask('key', 'set', key, '--expires', '2028-12-31')
  const renewals = await ask('report', 'renewals')
  expect(renewals.totals.computers).toBe(COMPUTERS_OF_OFFICE)
  for (const name of names) {
    const client = shop.client(name, kit)
    await must(client('request', '-o', shop.at(name, 'again.txt')))
    const request = shop.carry(`${name}/again.txt`, `vendor/${name}-again.txt`)
    await ask('issue', request, '-o', shop.at(name, 'next.txt'))
    await must(client('install', shop.at(name, 'next.txt')))
    expect((await statusOf(name, kit)).ends).toBe('2028-12-31')
  }
  expect((await ask('report', 'renewals')).totals.computers).toBe(0)
  const old = shop.at('vendor', `${names[0]}.txt`)
  const answered = await ask('issue', old, '-o', shop.at('vendor', 'old.txt'))
  expect(answered.license.expires).toBe('2028-12-31')
})

test('DY-08 the second December: what was sold, what is due, and a ledger that is whole', async () => {
  clockAt('2028-12-04')
  const due = await ask('report', 'expiring', '--month', '2028-12')
  expect(due.totals.computers).toBe(SITES * COMPUTERS_OF_SITE + COMPUTERS_OF_OFFICE)
  const sales = await ask(
    'report',
    'sales',
    '--since',
    '2027-01-01',
    '--until',
    '2028-12-31',
    '--by',
    'affiliate',
  )
  const north = sales.groups.find(({ group }: Value) => group === 'North')
  expect(north.figures ?? north).toMatchObject({ keys: SITES, seats: SITES * COMPUTERS_OF_SITE })
  const seats = await ask('report', 'seats')
  expect(JSON.stringify(seats)).not.toContain('"group":"logger"')
  expect((await ask('ledger', 'audit')).problems).toEqual([])
})
