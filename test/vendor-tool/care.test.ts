/** What the desk should look after: each warning when it is due, and not before. */
import { describe, expect, test } from 'vitest'
import type { SigningKey, Webhook } from '../../src/vendor/door.ts'
import {
  backupCare,
  caresOf,
  clockCare,
  newKeyCares,
  planCare,
  productsCare,
  settingsCare,
  signingKeyCare,
  webhookCares,
} from '../../vendor-tool/care.ts'
import { openDesk } from '../world/desk.ts'
import { NOW } from '../world/nouns.ts'

const DAY = 86_400
const key = (kid: string, addedAt: number, isPresent = true): SigningKey => ({
  kid,
  publicKey: '',
  addedAt,
  retired: undefined,
  isPresent,
  place: 'file',
})

test('a clock that agrees is no matter; behind and ahead are two', () => {
  expect(clockCare({ now: NOW, newest: NOW - DAY, wasNeeded: false })).toBeUndefined()
  expect(clockCare({ now: NOW, newest: undefined, wasNeeded: true })).toBeUndefined()
  const behind = clockCare({ now: NOW - 2 * DAY, newest: NOW, wasNeeded: true })
  expect(behind?.text).toContain('No license is issued')
  expect(behind?.command).toBe('airlatch-vendor ledger accept-clock --reason TEXT')
  expect(clockCare({ now: NOW + 400 * DAY, newest: NOW, wasNeeded: true })?.text).toContain(
    'more than a year',
  )
})

describe('a backup', () => {
  const facts = { last: undefined, entries: 50, keys: 3, isOnServer: false, now: NOW }
  const made = (days: number, entries: number) => ({ ...facts, last: { at: NOW - days * DAY, entries } })

  test('is missing once a key was sold, and never on a server', () => {
    expect(backupCare(facts)).toMatchObject({
      text: expect.stringContaining('never backed up'),
      page: expect.objectContaining({ path: ['ledger'] }),
    })
    expect(backupCare({ ...facts, keys: 0 })).toBeUndefined()
    expect(backupCare({ ...facts, isOnServer: true })).toBeUndefined()
  })

  test('is old after a week in which something was recorded', () => {
    expect(backupCare(made(7, 49))).toBeUndefined()
    expect(backupCare(made(8, 49))?.text).toMatch(/8 days ago/)
    expect(backupCare(made(800, 50))).toBeUndefined()
  })

  test('is behind after a thousand entries', () => {
    expect(backupCare({ ...made(0, 50), entries: 1049 })).toBeUndefined()
    expect(backupCare({ ...made(0, 50), entries: 1050 })?.text).toMatch(/^1,000 entries/)
  })
})

test('a signing key is old after two years, quietly; former ones do not matter', () => {
  const year = 366 * DAY
  expect(signingKeyCare([key('a', NOW - year)], NOW)).toBeUndefined()
  expect(signingKeyCare([key('a', NOW - 9 * year, false), key('b', NOW - year)], NOW)).toBeUndefined()
  expect(signingKeyCare([key('a', NOW - 2 * year)], NOW)).toMatchObject({
    text: expect.stringContaining('2 years'),
    isQuiet: true,
  })
})

test('kits without the present key are named, the first of many', () => {
  const newKey = (isInKit: boolean) => ({ kid: 'ab', addedAt: NOW, isInKit })
  expect(newKeyCares(new Map([['scope', newKey(true)]]))).toEqual([])
  const many = new Map(['a', 'b', 'c', 'd', 'e'].map(id => [id, newKey(false)]))
  const cares = newKeyCares(many)
  expect(cares.map(({ command }) => command)).toEqual([
    'airlatch-vendor kit a -o a.kit',
    'airlatch-vendor kit b -o b.kit',
    'airlatch-vendor kit c -o c.kit',
    undefined,
  ])
  expect(cares.map(({ page }) => page.path.join('/'))).toEqual([
    'products/a',
    'products/b',
    'products/c',
    'products',
  ])
  expect(cares[3]?.text).toContain('2 more products')
})

test('a plan is nearly used up at nine tenths', () => {
  expect(planCare(undefined)).toBeUndefined()
  expect(planCare({ plan: 10, granted: 8 })).toBeUndefined()
  expect(planCare({ plan: 10, granted: 9 })?.text).toMatch(/^9 of the 10/)
  expect(planCare({ plan: 10, granted: 12 })?.text).toMatch(/^All 10/)
})

test('a webhook is named when it needs somebody, and not while it is tried again', () => {
  const webhook = { name: 'crm' } as Webhook
  const listed = { webhook, hasKeys: true, isGone: false, waiting: 3, deliveries: [], givenUp: 0 }
  const text = (more: object) =>
    webhookCares([{ ...listed, retrying: { since: NOW, next: NOW + 5 }, ...more }])[0]?.text
  expect(text({})).toBeUndefined()
  expect(text({ givenUp: 1 })).toMatch(/^1 message to the webhook "crm" was given up/)
  expect(text({ isGone: true, givenUp: 1 })).toContain('(410)')
  expect(text({ hasKeys: false })).toContain('has no keys')
})

test('a desk that is dormant, and one without a product', () => {
  expect([settingsCare({ dormant: false }), productsCare(1)]).toEqual([undefined, undefined])
  expect([settingsCare({ dormant: true })?.page.path, productsCare(0)?.page.path]).toEqual([
    ['desk'],
    ['products', 'new'],
  ])
})

test('of a vendor, all together: the worst first, and a healthy desk hears nothing', async () => {
  const desk = await openDesk()
  try {
    expect(await caresOf(desk.vendor)).toEqual([])
    await desk.vendor.createKeys({ productId: 'scope', count: 10 })
    await desk.vendor.setSetting('planActivations', 11)
    desk.time += 3 * 366 * DAY
    const texts = (await caresOf(desk.vendor)).map(({ text }) => text)
    expect(texts).toEqual([
      expect.stringContaining('more than a year'),
      expect.stringContaining('never backed up'),
      expect.stringContaining('10 of the 11'),
      expect.stringContaining('has signed for 3 years'),
    ])
    await desk.signer.rotateSigningKey()
    const rotated = (await caresOf(desk.vendor)).map(({ command }) => command)
    expect(rotated).toContain('airlatch-vendor kit scope -o scope.kit')
    expect(rotated).not.toContain('airlatch-vendor signing-key rotate')
    await (await desk.signer.again()).publishKit({ productId: 'scope' })
    expect((await caresOf(desk.vendor)).map(({ command }) => command)).not.toContain(
      'airlatch-vendor kit scope -o scope.kit',
    )
  } finally {
    await desk.close()
  }
})
