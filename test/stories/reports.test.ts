/** What the desk asks about all customers: on a terminal, for a spreadsheet, for a program, and on paper. */
import { readFileSync, statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

/** Far from today, so that no day of the story ever comes. */
const DECEMBER = '2098-12'

let shop: Shop
let renewed: string
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('affiliate', 'add', 'North'))
  renewed = await shop.key(
    '--licensee',
    'Ann',
    '--expires',
    '2098-12-10',
    '--order',
    '4711',
    '--affiliate',
    'North',
  )
  await must(shop.activate('a', renewed))
  await must(shop.vendor('key', 'set', renewed, '--expires', '2099-12-10', '--activations', '3'))
  const evil = ['--licensee', '=1+1 <b>', '--expires', '2098-12-31', '--grace-days', '7']
  await must(shop.activate('b', await shop.key(...evil, '--maintenance', '2098-12-24')))
  await must(shop.activate('c', await shop.key('--email', 'cleo@lab.example', '--duration', '30')))
})
afterAll(() => shop.remove())

async function report(...words: readonly string[]): Promise<Value> {
  return (await must(shop.vendor('report', ...words))).value
}

describe('who expires in December', () => {
  test('on a terminal: when, what, grace, and who was renewed, with the time zone and the sums', async () => {
    const text = await shop.printed('report', 'expiring', '--month', DECEMBER)
    expect(text).toContain('Licenses that end, 2098-12-01 to 2098-12-31 (days in UTC)')
    expect(text).toMatch(/^2098-12-10 +\d+ +- +license +- +2099-12-10 +\S+ +\S+ +scope +Ann$/m)
    expect(text).toMatch(
      /^2098-12-24 +\d+ +- +license, maintenance +2099-01-07 +- +\S+ +\S+ +scope +=1\+1 <b>$/m,
    )
    expect(text).toMatch(/^computers +2$/m)
    expect(text).toMatch(/^renewed, not fetched +1$/m)
  })

  test('for a program', async () => {
    const { computers, totals, ...rest } = await report('expiring', '--month', DECEMBER)
    expect(rest).toMatchObject({ since: '2098-12-01', until: '2098-12-31', timeZone: 'UTC', addedUpBy: null })
    expect(computers).toMatchObject([
      {
        customer: 'Ann',
        orderReference: '4711',
        affiliate: 'North',
        due: '2098-12-10',
        license: { expires: '2098-12-10', format: 2 },
        renewed: { expires: '2099-12-10', maintenanceUntil: null },
      },
      { due: '2098-12-24', dueFor: ['term', 'maintenance'], renewed: null },
    ])
    expect(totals).toEqual({ computers: 2, terms: 2, maintenance: 1, notFetched: 1 })
  })

  test('for a spreadsheet, where no name is a formula, in a file for its owner alone', async () => {
    const file = shop.at('december.csv')
    expect(await report('expiring', '--month', DECEMBER, '-o', file)).toMatchObject({
      output: file,
      outputFormat: 'csv',
      rows: 2,
    })
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('"due","days left","threshold","what ends","ends","grace until"')
    expect(text).toContain(`"'=1+1 <b>"`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('as a page to print: one file, no script, and names are text', async () => {
    const file = shop.at('december.html')
    const span = ['--since', '2098-12-01', '--until', '2098-12-31']
    expect(await report('expiring', ...span, '-o', file)).toMatchObject({ outputFormat: 'html', rows: 2 })
    const page = readFileSync(file, 'utf8')
    expect(page).toContain('<h1>Licenses that end, 2098-12-01 to 2098-12-31 (days in UTC)</h1>')
    expect(page).toContain('=1+1 &lt;b&gt;')
    expect(page).not.toMatch(/<script|<link|src=|http/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const { exit, value } = await shop.vendor('report', 'sales', '-o', file)
    expect([exit, value.error.code]).toEqual([1, 'output-exists'])
  })

  test('days from activation end within the next 30 days', async () => {
    expect((await report('expiring', '--within', '31')).computers).toMatchObject([
      { customer: 'cleo@lab.example' },
    ])
  })
})

test('who was renewed and has not fetched it, until they do', async () => {
  expect((await report('renewals')).computers).toMatchObject([{ customer: 'Ann' }])
  // another installation on the same computer: the first one would make the same request again within a second
  const again = shop.computer('a again', simulatedComputer('a'))
  const request = shop.at('a again', 'request.txt')
  const kit = shop.carry('vendor/scope.kit', 'a again/scope.kit')
  await must(again('--kit', kit, 'request', renewed, '-o', request))
  await must(shop.vendor('issue', request, '-o', shop.at('a again', 'license.txt')))
  expect((await report('renewals')).totals).toEqual({ computers: 0 })
  expect(await shop.printed('report', 'renewals')).toContain('no computer has a renewed license to fetch')
})

test('what was sold, with the orders; seats; activations', async () => {
  const { groups, totals } = await report('sales', '--by', 'affiliate')
  expect(groups).toEqual([
    { group: 'North', keys: 1, seats: 1, added: 2, removed: 0, revoked: 0, orders: ['4711'] },
    { group: null, keys: 2, seats: 2, added: 0, removed: 0, revoked: 0, orders: [] },
  ])
  expect(totals).toEqual({ keys: 3, seats: 3, added: 2, removed: 0, revoked: 0 })
  expect(await shop.printed('report', 'sales')).toMatch(/^total +3 +3 +2 +0 +0 +4711$/m)
  expect((await report('seats')).groups).toEqual([{ group: 'scope', keys: 3, seats: 5, used: 3, free: 2 }])
  expect((await report('activations')).totals).toMatchObject({ new: 3, moved: 0, released: 0 })
  const [header, row] = (await shop.printed('report', 'sales', '--format', 'csv')).split('\r\n')
  expect(header).toBe('"month","new keys","with seats","seats added","seats removed","keys revoked","orders"')
  expect(row).toMatch(/^"\d{4}-\d\d",3,3,2,0,0,"4711"$/)
})

test('the lists of keys and activations know the ends as well', async () => {
  const before = async (noun: string, date: string) =>
    Object.values((await must(shop.vendor(noun, 'list', '--expires-before', date))).value)[1]
  expect(await before('key', '2099-01-01')).toMatchObject([
    { licensee: '=1+1 <b>', firstEnd: '2098-12-31' },
    { duration: { days: 30 } },
  ])
  expect(await before('key', '2098-12-31')).toMatchObject([{ duration: { days: 30 } }])
  expect(await before('activation', '2099-01-01')).toMatchObject([
    { license: { expires: '2098-12-31', graceUntil: '2099-01-07', maintenanceUntil: '2098-12-24' } },
    { license: { format: 2 } },
  ])
  expect(await shop.printed('key', 'show', renewed.slice(0, 11))).toMatch(/ENDS \(UTC\)(?:.|\n)*2099-12-10/)
  expect(await shop.printed('activation', 'list', '--format', 'csv')).toContain('"ends","grace until"')
})

test.each<readonly [string, readonly string[], string]>([
  ['a month that is none', ['--month', '2098-13'], '--month'],
  ['a month and a number of days', ['--month', DECEMBER, '--within', '3'], '--month'],
  ['days and a beginning', ['--within', '3', '--since', '2098-01-01'], '--within'],
  ['an end before the beginning', ['--since', '2098-02-01', '--until', '2098-01-01'], '--until'],
  ['too many days', ['--within', '36501'], '--within'],
  ['another kind of file', ['-o', 'december.pdf'], '--output'],
  ['a date that does not exist', ['--since', '2098-02-30'], '--since'],
])('%s is refused', async (_, words, field) => {
  const { exit, value } = await shop.vendor('report', 'expiring', ...words)
  expect(exit).toBe(2)
  expect(value.error).toMatchObject({ code: 'invalid-value', details: { field } })
})
