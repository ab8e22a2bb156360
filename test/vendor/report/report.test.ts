/** What the desk is told about all customers: who expires, who was renewed, what was sold and activated. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import type { NewKeys, Report, ReportInput, ReportKind, ReportPage } from '../../../src/vendor/door.ts'
import { type Desk, issued, openDesk, receiptOf, requestOf } from '../../world/desk.ts'
import { DAY, NOW } from '../../world/nouns.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const at = (text: string) => Date.parse(text) / 1000
/** 1 January 2027, at midnight: the end of a license whose last day is in December. */
const NEW_YEAR = at('2027-01-01')
const DECEMBER = { since: at('2026-12-01'), until: NEW_YEAR }

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', ...terms })
  return key?.text as string
}

/** One computer with a license. */
async function activate(computer: string, terms: Partial<NewKeys> = {}): Promise<string> {
  const key = await newKey(terms)
  issued(await desk.signer.issue(requestOf(computer, key)))
  return key
}

async function report<K extends ReportKind>(kind: K, more: Omit<ReportInput, 'kind'> = {}): Promise<Report> {
  return desk.vendor.report({ kind, ...more })
}

/** The customers of the computers that a report lists. */
const who = ({ computers }: Report) => computers.map(({ customer }) => customer)
const named = (licensee: string) => ({ licensee })
const days = (days: number, from: 'activation' | 'first-run' | 'creation') => ({ days, from })

describe('a part of the list', () => {
  /** The whole list, a part at a time, and what is done between two parts. */
  async function parts(
    kind: 'expiring' | 'renewals',
    most: number,
    meanwhile: () => Promise<unknown> = async () => undefined,
  ) {
    const found: Report['computers'][number][] = []
    for (let after: ReportPage['next'] | 'first' = 'first'; after !== undefined; ) {
      const part: ReportPage = await desk.vendor.reportPage({
        kind,
        ...DECEMBER,
        most,
        ...(after === 'first' ? {} : { after }),
      })
      expect(part.computers.length).toBeLessThanOrEqual(most)
      if (part.next !== undefined) expect(part.computers).toHaveLength(most)
      found.push(...part.computers)
      after = part.next
      await meanwhile()
    }
    return found
  }

  test('who expires: each computer once and in the order of the whole, whatever of its license ends', async () => {
    for (let i = 0; i < 12; i++) {
      const day = `2026-12-${`${(i % 4) + 5}`.padStart(2, '0')}`
      await activate(`a${i}`, {
        licensee: `${i}`,
        ...(i % 3 === 0 ? {} : { expiresAt: at(day), graceDays: i % 2 === 0 ? 3 : 0 }),
        ...(i % 3 === 1 ? {} : { maintenance: { until: at('2026-12-07') } }),
      })
    }
    const archived = await activate('x', { expiresAt: at('2026-12-06') })
    await desk.vendor.archiveKey(archived)
    const customer = await desk.vendor.addCustomer({ name: 'Ann', company: 'Labs' })
    await activate('y', { expiresAt: at('2026-12-06'), customer: customer.id })
    const whole = (await report('expiring', DECEMBER)).computers
    expect(whole).toHaveLength(13)
    expect(whole.map(one => one.customer)).toContain(`Labs (${customer.id})`)
    for (const most of [1, 2, 5, 13, 50]) expect(await parts('expiring', most)).toStrictEqual(whole)
    // what ends before the place where a part begins is no longer in it, and what ends later comes
    let added = 0
    const more = () =>
      activate(`late ${added++}`, { expiresAt: at(added % 2 === 0 ? '2026-12-02' : '2026-12-31') })
    const ids = (await parts('expiring', 3, more)).map(({ activationId }) => activationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.slice(0, 13)).toEqual(whole.map(({ activationId }) => activationId))
    expect(ids.length).toBeGreaterThan(13)
  })

  test('who was renewed and has not fetched it', async () => {
    for (let i = 0; i < 5; i++) {
      const key = await activate(`a${i}`, { expiresAt: NEW_YEAR })
      if (i !== 2) await desk.vendor.changeKey(key, { expiresAt: NEW_YEAR + 100 * DAY })
    }
    const whole = (await report('renewals')).computers
    expect(whole).toHaveLength(4)
    for (const most of [1, 3, 4, 9]) expect(await parts('renewals', most)).toStrictEqual(whole)
  })
})

describe('who expires', () => {
  test('by a date, by days of any kind, by grace and by maintenance, in the order of their ends', async () => {
    await activate('a', { ...named('date'), expiresAt: NEW_YEAR })
    await activate('b', { ...named('days'), duration: days(20, 'activation') })
    await activate('c', { ...named('creation'), duration: days(11, 'creation') })
    // 5 days, and the 30 within which it must be started
    await activate('d', { ...named('first run'), duration: days(5, 'first-run') })
    await activate('e', { ...named('grace'), expiresAt: at('2026-11-29'), graceDays: 7 })
    await activate('f', { ...named('maintenance'), maintenance: { until: at('2026-12-24') } })
    await activate('g', named('never'))
    await activate('h', { ...named('later'), expiresAt: NEW_YEAR + 1 })
    await activate('i', { ...named('before'), expiresAt: at('2026-12-01') })
    const found = await report('expiring', DECEMBER)
    expect(who(found)).toEqual(['creation', 'grace', 'days', 'maintenance', 'first run', 'date'])
    expect(found.totals).toEqual({ computers: 6, terms: 5, maintenance: 1, notFetched: 0 })
    expect(found.computers[1]?.license).toMatchObject({
      expiresAt: at('2026-11-29'),
      graceUntil: at('2026-12-06'),
      format: 2,
    })
    expect(found.computers[4]?.license).toMatchObject({ expiresAt: NOW + 35 * DAY, firstRunDays: 5 })
  })

  test('each computer once, whatever of its license ends', async () => {
    const ends = { expiresAt: at('2026-12-10'), graceDays: 10, maintenance: { until: at('2026-12-05') } }
    await activate('a', ends)
    const found = await report('expiring', DECEMBER)
    expect(found.computers).toMatchObject([
      { due: { at: at('2026-12-05'), what: ['term', 'grace', 'maintenance'] } },
    ])
    expect(found.totals).toEqual({ computers: 1, terms: 1, maintenance: 1, notFetched: 0 })
  })

  test('the newest license counts, and a seat that is held', async () => {
    const key = await activate('a', { expiresAt: at('2026-12-10'), activations: 2 })
    issued(await desk.signer.issue(requestOf('b', key)))
    expect((await report('expiring', DECEMBER)).computers).toHaveLength(2)
    const [first] = await desk.vendor.activations()
    await desk.vendor.releaseActivation(first?.id as string, 'lost')
    expect((await report('expiring', DECEMBER)).computers).toHaveLength(1)
    await desk.vendor.changeKey(key, { expiresAt: at('2027-12-10') })
    desk.time = NOW + 10
    issued(await desk.signer.issue(requestOf('b', key, { now: NOW + 10 })))
    expect((await report('expiring', DECEMBER)).computers).toEqual([])
  })

  test('a revoked key is not asked to renew', async () => {
    const key = await activate('a', { expiresAt: at('2026-12-10') })
    await desk.vendor.revokeKey(key)
    expect((await report('expiring', DECEMBER)).totals).toMatchObject({ computers: 0 })
  })

  test('from the beginning of today, 30 days by default', async () => {
    await activate('a', { ...named('today'), expiresAt: NOW + 60 })
    await activate('b', { ...named('day 30'), expiresAt: at('2026-12-23') })
    await activate('c', { ...named('day 31'), expiresAt: at('2026-12-23') + 1 })
    desk.time = NOW + 120
    expect(who(await report('expiring'))).toEqual(['today', 'day 30'])
    expect(who(await report('expiring', { withinDays: 31 }))).toEqual(['today', 'day 30', 'day 31'])
    expect(await report('expiring', { withinDays: 0 })).toMatchObject({
      at: NOW + 120,
      span: { since: at('2026-11-22'), until: at('2026-11-23') },
      totals: { computers: 1 },
    })
  })

  test('DY-07: with the days that are left, and the threshold that was reached', async () => {
    const left = [-1, 0, 1, 2, 7, 8, 30, 31, 90, 91]
    // an end in the past is asked for by its days
    for (const days of left)
      await activate(`${days}`, { ...named(`${days}`), expiresAt: NOW + (days + 2) * DAY })
    desk.time = NOW + 2 * DAY
    const { computers } = await report('expiring', { since: NOW, until: NOW + 200 * DAY })
    expect(computers.map(({ customer, due }) => [customer, due?.daysLeft, due?.threshold])).toEqual([
      ['-1', 0, undefined],
      ['0', 0, undefined],
      ['1', 1, 1],
      ['2', 2, 7],
      ['7', 7, 7],
      ['8', 8, 14],
      ['30', 30, 30],
      ['31', 31, 60],
      ['90', 90, 90],
      ['91', 91, undefined],
    ])
  })

  test('added up, and nobody is listed', async () => {
    await activate('a', { ...named('Ann'), expiresAt: at('2026-12-10') })
    await activate('b', { ...named('Ann'), expiresAt: NEW_YEAR })
    await activate('c', { email: 'bob@lab.example', expiresAt: NEW_YEAR + DAY })
    await activate('d', { expiresAt: NEW_YEAR })
    const span = { since: at('2026-12-01'), until: at('2027-02-01') }
    const rows = async (by: ReportInput['by']) =>
      (await report('expiring', { ...span, by })).groups.map(({ group, figures }) => [
        group,
        figures.computers,
      ])
    expect(await rows('month')).toEqual([
      ['2026-12', 3],
      ['2027-01', 1],
    ])
    expect(await rows('customer')).toEqual([
      ['Ann', 2],
      ['bob@lab.example', 1],
      [undefined, 1],
    ])
    expect((await report('expiring', { ...span, by: 'product' })).computers).toEqual([])
  })

  test.each<readonly [string, Record<string, unknown>, string]>([
    ['an unknown kind', { kind: 'profit' }, 'kind'],
    ['an unknown group', { kind: 'sales', by: 'country' }, 'by'],
    ['an unknown field', { kind: 'sales', month: '2026-12' }, 'month'],
    ['a span that ends before it begins', { kind: 'expiring', since: NOW, until: NOW - 1 }, 'until'],
    ['days without an end', { kind: 'expiring', withinDays: 1e9 }, 'withinDays'],
  ])('%s is refused', async (_, input, field) => {
    await expect(desk.vendor.report(input as unknown as ReportInput)).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field },
    })
  })
})

describe('renewed and not fetched', () => {
  test('both ends, until the computer fetches its license', async () => {
    const key = await activate('a', { expiresAt: at('2026-12-10') })
    expect((await report('renewals')).computers).toEqual([])
    await desk.vendor.changeKey(key, { expiresAt: at('2027-12-10') })
    const { computers } = await report('renewals')
    expect(computers).toMatchObject([
      {
        license: { expiresAt: at('2026-12-10') },
        renewed: { expiresAt: at('2027-12-10'), maintenanceUntil: undefined },
      },
    ])
    expect((await report('expiring', DECEMBER)).totals).toMatchObject({ notFetched: 1 })
    desk.time = NOW + 10
    issued(await desk.signer.issue(requestOf('a', key, { now: NOW + 10 })))
    expect((await report('renewals')).totals).toEqual({ computers: 0 })
  })

  test('a change of anything else is none', async () => {
    const key = await activate('a', { expiresAt: NEW_YEAR })
    await desk.vendor.changeKey(key, { comment: 'called', activations: 5, graceDays: 3 })
    expect((await report('renewals')).computers).toEqual([])
  })

  test('more maintenance, more days, and a start that was put right', async () => {
    const maintained = await activate('a', { ...named('maintenance'), maintenance: { until: NEW_YEAR } })
    const counted = await activate('b', { ...named('days'), duration: days(30, 'activation') })
    await activate('c', { ...named('start'), duration: days(30, 'activation') })
    await desk.vendor.changeKey(maintained, { maintenance: { until: NEW_YEAR + DAY } })
    await desk.vendor.changeKey(counted, { duration: days(395, 'activation') })
    const started = (await desk.vendor.activations()).at(-1)?.id as string
    await desk.vendor.setActivationStart({ activationId: started, start: NOW - DAY, reason: 'wrong clock' })
    const found = await report('renewals')
    expect(who(found)).toEqual(['maintenance', 'days', 'start'])
    expect(found.computers.map(({ renewed }) => renewed)).toEqual([
      { expiresAt: undefined, maintenanceUntil: NEW_YEAR + DAY },
      { expiresAt: NOW + 395 * DAY, maintenanceUntil: undefined },
      { expiresAt: NOW + 29 * DAY, maintenanceUntil: undefined },
    ])
  })

  test('days from the first run: whoever took the seat has those to start it as well, and nobody else', async () => {
    const key = await activate('a', { ...named('trial'), duration: days(30, 'first-run') })
    // a new installation on the same computer, whose days are not its own
    desk.time = NOW + 10
    const other = await activate('b', { ...named('second'), duration: days(30, 'first-run') })
    desk.time = NOW + 20
    issued(await desk.signer.issue(requestOf('b', other, { now: NOW + 20 })))
    for (const one of [key, other]) await desk.vendor.changeKey(one, { comment: 'nothing new' })
    expect((await report('renewals')).computers).toEqual([])
    for (const one of [key, other]) await desk.vendor.changeKey(one, { duration: days(60, 'first-run') })
    const { computers } = await report('renewals')
    expect(
      computers.map(({ license, renewed }) => (renewed?.expiresAt ?? 0) - (license.expiresAt ?? 0)),
    ).toEqual([30 * DAY, 30 * DAY])
  })
})

describe('what was sold, used and activated', () => {
  test('keys and seats by month, with their orders', async () => {
    desk.time = at('2026-12-05')
    const key = await newKey({ activations: 2, orderReference: '4711' })
    await newKey({ count: 3, activations: 5, orderReference: '4712' })
    desk.time = at('2027-01-05')
    await desk.vendor.changeKey(key, { activations: 6, orderReference: '5001' })
    await desk.vendor.changeKey(key, { activations: 5 })
    await desk.vendor.changeKey(key, { comment: 'no sale' })
    await desk.vendor.revokeKey(key)
    desk.time = at('2027-02-05')
    await newKey()
    const found = await report('sales', { since: at('2026-12-01'), until: at('2027-02-01') })
    expect(found.by).toBe('month')
    expect(found.groups).toEqual([
      {
        group: '2026-12',
        figures: { keys: 4, seats: 17, added: 0, removed: 0, revoked: 0 },
        orders: ['4711', '4712'],
      },
      {
        group: '2027-01',
        figures: { keys: 0, seats: 0, added: 4, removed: 1, revoked: 1 },
        orders: ['5001'],
      },
    ])
    expect(found.totals).toEqual({ keys: 4, seats: 17, added: 4, removed: 1, revoked: 1 })
    expect(found.orders).toEqual(['4711', '4712', '5001'])
  })

  test('this month and the eleven before it by default', async () => {
    await newKey()
    desk.time = at('2027-10-31T12:00:00Z')
    expect((await report('sales')).totals).toMatchObject({ keys: 1 })
    expect((await report('sales')).span).toEqual({ since: at('2026-11-01'), until: at('2027-11-01') })
    desk.time = at('2027-11-01')
    expect((await report('sales')).totals).toMatchObject({ keys: 0 })
  })

  test('by affiliate and by order; what has none is the last', async () => {
    await desk.vendor.addAffiliate('North')
    await newKey({ affiliate: 'North', orderReference: '2', count: 2 })
    await newKey({ orderReference: '1' })
    await newKey()
    const keys = async (by: ReportInput['by']) =>
      (await report('sales', { by })).groups.map(({ group, figures }) => [group, figures.keys])
    expect(await keys('affiliate')).toEqual([
      ['North', 2],
      [undefined, 2],
    ])
    expect(await keys('order')).toEqual([
      ['1', 1],
      ['2', 2],
      [undefined, 1],
    ])
  })

  test('seats of keys that can be used; a floating key has its server', async () => {
    await activate('a', { ...named('Ann'), activations: 5 })
    await newKey({ ...named('Bob'), activations: 9, forFloating: true })
    await newKey({ ...named('Bob'), expiresAt: NOW + 10 })
    await desk.vendor.revokeKey(await newKey(named('Cleo')))
    desk.time = NOW + 20
    const found = await report('seats', { by: 'customer' })
    expect(found.span).toBeUndefined()
    expect(found.groups.map(({ group, figures }) => [group, figures])).toEqual([
      ['Ann', { keys: 1, seats: 5, used: 1, free: 4 }],
      ['Bob', { keys: 1, seats: 1, used: 0, free: 1 }],
    ])
    expect((await report('seats')).groups).toMatchObject([{ group: 'scope', figures: found.totals }])
  })

  test('new, renewed, moved and released', async () => {
    const key = await newKey({ activations: 3 })
    const installation = secretKeyOfPem(newSecretKeyPem())
    const { license } = issued(
      await desk.signer.issue(requestOf('a', key, { installationKey: installation })),
    )
    desk.time = NOW + 1
    issued(await desk.signer.issue(requestOf('a', key, { installationKey: installation, now: NOW + 1 })))
    desk.time = NOW + 2
    const moved = requestOf('z', key, { installationKey: installation, now: NOW + 2 })
    issued(await desk.signer.issue(moved, { move: true }))
    issued(await desk.signer.issue(requestOf('b', key)))
    const last = (await desk.vendor.activations({ released: false })).find(({ seat }) => seat === 1)
    expect(last?.id).not.toBe(license.activationId)
    await desk.vendor.release(receiptOf(last?.id as string, installation, { at: NOW + 2 }))
    const found = await report('activations')
    expect(found.groups).toMatchObject([
      { group: '2026-11', figures: { new: 2, renewed: 1, moved: 1, released: 1 } },
    ])
    expect((await report('activations', { by: 'product' })).groups).toMatchObject([
      { group: 'scope', figures: found.totals },
    ])
  })
})
