/**
 * A clerk's week at the console, Monday to Friday, in the browser alone: the story of stories/two-years.slow.test.ts with
 * fewer computers. The customers have the client's tool; every license that the browser gave is installed by it. Each test
 * is a day, and begins where the one before it ended.
 */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { messageFromInput } from '../../../src/carrier/intake.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { missingChromium } from '../../pages/chromium.ts'
import { held, writeFilm } from '../../pages/film.ts'
import { must } from '../../world/shop.ts'
import { makeWorld, type Run, type Value, type World } from '../../world/world.ts'
import { Clerk } from './clerk.ts'

const missing = missingChromium()
const title = (name: string) => (missing === undefined ? name : `${name} (skipped: ${missing})`)

/** A site with many computers on one key. */
const LABS = ['labs-1', 'labs-2', 'labs-3', 'labs-4', 'labs-5', 'labs-6', 'labs-7', 'labs-8']
/** A shop that buys keys by the dozen, and gives one to each of its own customers. */
const SHOP = ['shop-1', 'shop-2', 'shop-3', 'shop-4']

const MONDAY = Date.parse('2026-12-07T00:00:00Z') / 1000

describe.skipIf(missing !== undefined)(title("a clerk's week in the browser"), () => {
  let clerk: Clerk
  let world: World
  /** The whole ones, by whose they are. */
  const keys: Record<string, string> = {}
  let requests = 0

  beforeAll(async () => {
    world = makeWorld()
    clerk = await Clerk.atWork()
    await morningOf('2026-12-07')
  })
  afterAll(async () => {
    vi.useRealTimers()
    await clerk?.close()
    world?.remove()
  })

  /** The clock of the desk and of every computer. The clerk begins with the first page. */
  async function morningOf(day: string): Promise<void> {
    const now = Date.parse(`${day}T09:00:00Z`)
    vi.useFakeTimers({ toFake: ['Date'], now })
    clerk.console.desk.time = now / 1000
    await clerk.go('Today')
  }

  function client(name: string): Run {
    const run = world.computer(name)
    return (...words) => run('--kit', world.at('atlas.kit'), ...words)
  }

  /** What `airlatch request` writes for the vendor. */
  async function request(name: string, key: string): Promise<Buffer> {
    const file = `request-${++requests}.txt`
    await must(client(name)('request', key, '-o', world.at(name, file)))
    return world.read(name, file)
  }

  async function install(name: string, file: string, bytes: Uint8Array | string): Promise<Value> {
    writeFileSync(world.at(name, file), bytes)
    await must(client(name)('install', world.at(name, file)))
    return status(name)
  }

  async function status(name: string): Promise<Value> {
    const { value } = await client(name)('status')
    return value.ok ? value : value.error
  }

  async function computerIdOf(name: string): Promise<string> {
    return (await must(client(name)('computer'))).value.computerId
  }

  /** From the look to the page of the license. */
  async function issues(): Promise<void> {
    await clerk.sees('This would be decided')
    await clerk.press('Issue the license', 'The license is made')
  }

  /** A request as a file that is dropped, and the license as a file that the browser saves. */
  async function activate(name: string, key: string): Promise<Value> {
    await clerk.drops('request.txt', await request(name, key))
    await issues()
    const { bytes } = await clerk.saves('Save the license')
    return install(name, 'license.bin', bytes)
  }

  /** A customer is added, and sold a key from their card; the key's page is open then. */
  async function sell(
    whose: string,
    details: Readonly<Record<'Name' | 'Company', string> & Record<string, string>>,
    terms: Readonly<Record<string, string>>,
  ): Promise<void> {
    await clerk.go('Customers')
    await clerk.press('Add a customer', 'Add a customer')
    await clerk.fills(details)
    await clerk.press('Save', `${details.Name}, ${details.Company}`)
    const customer = await clerk.fact('customer')
    await clerk.press('Create a key for them', 'Create a key')
    await clerk.press('Atlas', 'Create a key: Atlas')
    await clerk.fills(terms)
    await clerk.press('Create', /^Key /)
    expect(await clerk.fact('customer')).toBe(customer)
    await clerk.page.getByText('Show the whole key').click()
    keys[whose] = await clerk.page.locator('details .ticket strong').innerText()
  }

  /** The key's page, through the box at the top, with what the caller knows. */
  async function openKey(whose: string, known = idOf(whose)): Promise<void> {
    await clerk.finds(known)
    await clerk.sees(`Key ${idOf(whose)}`)
  }

  function keyOf(whose: string): string {
    return keys[whose] as string
  }
  function idOf(whose: string): string {
    return keyOf(whose).slice(0, 11)
  }

  /** On the key's page. */
  async function freeSeatOf(name: string, reason: string): Promise<void> {
    const row = clerk.page.getByRole('row').filter({ hasText: await computerIdOf(name) })
    await row.getByRole('link', { name: 'Free the seat' }).click()
    await clerk.fills({ 'Reason, for the history': reason })
    await clerk.press('Yes', /^Key /)
    expect(await clerk.said()).toContain('is free')
  }

  describe('Monday', () => {
    test('a product is made, and its kit ships with the program', async () => {
      await clerk.go('Products')
      await clerk.press('Create a product', 'Create a product')
      await clerk.page.getByLabel(/^Id:/).fill('atlas')
      await clerk.page.getByLabel(/^Features, one on each line/).fill('export\nusers:integer=5')
      await clerk.fills({ 'The name that people read': 'Atlas', 'Version of a release': '3.0' })
      await clerk.press('Save', 'Atlas')
      await clerk.fills({ 'How customers reach you': 'licenses@acme.example' })
      const kit = await clerk.saves('Save the kit')
      expect(kit.name).toBe('atlas.kit')
      writeFileSync(world.at('atlas.kit'), kit.bytes)
    })

    test('customers are added, and each is sold a key from their card', async () => {
      await sell(
        'labs',
        { Name: 'Ann Example', Company: 'Example Labs', 'E-mail': 'ann@labs.example' },
        { Activations: '8', Expires: '2026-12-31', Order: 'PO-1' },
      )
      await sell(
        'meier',
        { Name: 'Bob Meier', Company: 'Meier & Sons' },
        { Activations: '3', Expires: '2027-06-30', Order: 'PO-2' },
      )
      await sell(
        'nunez',
        { Name: 'Carla Núñez', Company: 'Núñez' },
        { Activations: '1', Duration: '365', Order: 'PO-3' },
      )
    })

    test('several keys at once come as a file for a spreadsheet', async () => {
      await clerk.go('Keys')
      await clerk.press('Create a key', 'Create a key')
      await clerk.press('Atlas', 'Create a key: Atlas')
      const terms = { Activations: '1', Expires: '2026-12-31', Order: 'PO-4' }
      await clerk.fills({ ...terms, 'How many separate keys': `${SHOP.length}` })
      await clerk.page.getByLabel('Save the keys as a file').check()
      const { name, bytes } = await clerk.saves('Create')
      expect(name).toBe('keys.csv')
      const [, ...lines] = bytes.toString().trim().split(/\r?\n/)
      for (const [i, whose] of SHOP.entries())
        keys[whose] = JSON.parse(lines[i]?.split(',')[0] ?? '') as string
      await clerk.go('Keys')
      expect(await clerk.rows('Keys')).toHaveLength(3 + SHOP.length)
    })

    test('requests come as files; the licenses go as files, as a mail and as a picture', async () => {
      for (const name of LABS)
        expect(await activate(name, keyOf('labs'))).toMatchObject({ ends: '2026-12-31' })
      const [first = '', second = '', ...others] = SHOP
      await clerk.drops('request.txt', await request(first, keyOf(first)))
      await issues()
      const mail = await clerk.page.getByLabel('Text for a mail').inputValue()
      expect(await install(first, 'mail.txt', mail)).toMatchObject({ state: 'valid' })
      await clerk.drops('request.txt', await request(second, keyOf(second)))
      await issues()
      const picture = await clerk.page.getByAltText('QR code of the license').getAttribute('src')
      const png = Buffer.from(picture?.split(',')[1] ?? '', 'base64')
      expect(await install(second, 'license.png', png)).toMatchObject({ state: 'valid' })
      for (const name of others) await activate(name, keyOf(name))
    })

    test('a request is pasted from a mail, one is read aloud, and one is held to the camera', async () => {
      await clerk.pastes(
        `Hello,\n\nwe need a license.\n\n${await request('meier-1', keyOf('meier'))}\nThanks, Bob`,
      )
      await issues()
      const saved = await clerk.saves('Save the license')
      expect(await install('meier-1', 'license.bin', saved.bytes)).toMatchObject({ ends: '2027-06-30' })

      const { value } = await must(client('meier-2')('request', keyOf('meier'), '--typed'))
      await clerk.pastes(value.requestCode)
      await issues()
      const code = await clerk.page
        .locator('section', { hasText: 'Code to read aloud' })
        .locator('pre')
        .innerText()
      expect(await install('meier-2', 'code.txt', code)).toMatchObject({ ends: '2027-06-30' })

      const seen = await messageFromInput(await request('meier-3', keyOf('meier')))
      writeFilm(clerk.film, [held(qrText(seen))])
      await clerk.go('What was sent')
      await clerk.press('Start the camera')
      await issues()
      const shown = await clerk.saves('Save the license')
      expect(await install('meier-3', 'license.bin', shown.bytes)).toMatchObject({ ends: '2027-06-30' })
    })

    test('a fourth computer of three is refused, in words and by rules, and nothing is recorded', async () => {
      await clerk.drops('request.txt', await request('meier-4', keyOf('meier')))
      await clerk.sees('Refused')
      expect(await clerk.page.locator('main').innerText()).toContain('no-seats-left')
      expect(await clerk.page.getByRole('button', { name: 'Issue the license' }).count()).toBe(0)
      await clerk.go('Today')
      const today = await clerk.rows('Activations today')
      expect(today).toHaveLength(LABS.length + SHOP.length + 3)
      expect(await activate('nunez-1', keyOf('nunez'))).toMatchObject({ state: 'valid' })
    })
  })

  describe('Tuesday', () => {
    beforeAll(() => morningOf('2026-12-08'))

    test('a stolen laptop: found by its computer ID, its seat is free for the next one', async () => {
      await openKey('labs', (await computerIdOf('labs-3')).slice(6))
      await freeSeatOf('labs-3', 'stolen on a train')
      expect(await activate('labs-new', keyOf('labs'))).toMatchObject({ ends: '2026-12-31' })
    })

    test('a dead machine: its days do not begin again for the one in its place', async () => {
      const { ends } = await status('nunez-1')
      await openKey('nunez', 'PO-3')
      await freeSeatOf('nunez-1', 'the board died')
      expect((await activate('nunez-2', keyOf('nunez'))).ends).toBe(ends)
    })

    test('a receipt frees a seat, and who was refused has it', async () => {
      await must(client('meier-2')('deactivate', '--yes', '-o', world.at('meier-2', 'receipt.txt')))
      await clerk.drops('receipt.txt', world.read('meier-2', 'receipt.txt'))
      await clerk.sees('A computer gives its license back')
      await clerk.press('Free the seat', `Key ${idOf('meier')}`)
      expect(await activate('meier-4', keyOf('meier'))).toMatchObject({ ends: '2027-06-30' })
    })

    test('a key is revoked for good after a page in words; another is suspended at once', async () => {
      const [, , , last = ''] = SHOP
      await openKey(last)
      await clerk.press('Revoke for good', /^Revoke/)
      expect(await clerk.page.locator('.notice').innerText()).toContain(idOf(last))
      await clerk.fills({ 'Reason, for the history': 'paid back' })
      await clerk.press('Yes', `Key ${idOf(last)}`)
      expect(await clerk.said()).toContain('is revoked')
      await openKey('nunez')
      await clerk.press('Suspend')
      expect(await clerk.said()).toContain('is suspended')
    })
  })

  describe('Wednesday', () => {
    beforeAll(() => morningOf('2026-12-09'))

    test('who ends soon, and one key renewed for all its computers with new terms, by one bundle', async () => {
      await clerk.go('Renewals')
      expect(await clerk.rows('Renewals')).toHaveLength(LABS.length + SHOP.length - 1)
      await clerk.page
        .getByRole('link', { name: idOf('labs') })
        .first()
        .click()
      await clerk.press('Change the terms', `Change the terms: ${idOf('labs')}`)
      await clerk.fills({ Activations: '10', export: 'yes' })
      await clerk.press('Save', `Key ${idOf('labs')}`)
      await clerk.press('Renew', `Renew ${idOf('labs')}`)
      await clerk.fills({ 'Or until this day': '2027-12-31' })
      await clerk.press('Show what each computer gets')
      const plan = await clerk.rows('This would be signed').then(rows => rows.map(([, end]) => end))
      expect(plan).toEqual(LABS.map(() => '2027-12-31 (UTC)'))
      await clerk.press('Sign the new licenses', 'The new licenses are made')
      const { name, bytes } = await clerk.saves('Save them all as one bundle')
      expect(name).toMatch(/^atlas-[0-9A-Z-]+\.bundle$/)
      for (const one of [...LABS.filter(one => one !== 'labs-3'), 'labs-new']) {
        const now = await install(one, name, bytes)
        expect(now).toMatchObject({
          state: 'valid',
          ends: '2027-12-31',
          license: { features: { export: true } },
        })
      }
    })

    test('one that has not paid is renewed when they have, by telephone', async () => {
      await openKey('nunez')
      await clerk.press('Renew', `Renew ${idOf('nunez')}`)
      await clerk.fills({ 'Days more': '365' })
      await clerk.press('Show what each computer gets')
      expect(await clerk.page.getByRole('alert').or(clerk.page.getByRole('table')).innerText()).toContain(
        'suspended',
      )
      await openKey('nunez')
      await clerk.press('Reinstate')
      expect(await clerk.said()).toContain('in use again')
      const before = await status('nunez-2')
      await clerk.press('Renew', `Renew ${idOf('nunez')}`)
      await clerk.fills({ 'Days more': '365' })
      await clerk.press('Show what each computer gets')
      await clerk.press('Sign the new licenses', 'The license is made')
      const code = await clerk.page
        .locator('section', { hasText: 'Code to read aloud' })
        .locator('pre')
        .innerText()
      const after = await install('nunez-2', 'code.txt', code)
      expect(Date.parse(after.ends) - Date.parse(before.ends)).toBe(365 * 86_400_000)
    })
  })

  describe('Thursday', () => {
    beforeAll(() => morningOf('2026-12-10'))

    test('the price list changes: the next key begins with the new terms, and the keys there are stay', async () => {
      await clerk.go('Keys')
      await clerk.press('Create a key', 'Create a key')
      await clerk.press('Atlas', 'Create a key: Atlas')
      await clerk.fills({ Activations: '5', Expires: '2028-12-31', Order: 'PO-5', export: 'yes' })
      await clerk.page.getByLabel('Keep all this as the defaults').check()
      await clerk.press('Create', /^Key /)
      await clerk.go('Keys')
      await clerk.press('Create a key', 'Create a key: Atlas')
      await clerk.fills({ Order: 'PO-6' })
      await clerk.press('Create', /^Key /)
      expect(await clerk.fact('activations')).toBe('5')
      expect(await clerk.fact('expires')).toContain('2028-12-31')
      await openKey('labs')
      expect(await clerk.fact('activations')).toBe('10')
    })

    test('a customer telephones: found by a part of the name, by the order, and by the computer', async () => {
      await clerk.finds('meier')
      await clerk.sees('Bob Meier, Meier & Sons')
      expect((await clerk.rows('Keys')).map(([key]) => key)).toEqual([idOf('meier')])
      await openKey('meier', 'PO-2')
      await openKey('meier', await computerIdOf('meier-4'))
      const history = (await clerk.rows('History')).map(row => row.join(' ')).join('\n')
      expect(history).toContain(await computerIdOf('meier-1'))
    })
  })

  describe('Friday', () => {
    beforeAll(() => morningOf('2026-12-11'))

    test('the December report has every computer that ends then, as a page, a spreadsheet and on paper', async () => {
      await clerk.go('Reports')
      await clerk.press('Licenses that end', 'Licenses that end')
      await clerk.fills({ 'From this day': '2026-12-01', 'Until this day': '2026-12-31' })
      await clerk.press('Show', 'Licenses that end')
      await clerk.page.waitForURL(/until=2026-12-31/)
      const rows = await clerk.rows(/^Licenses that end/)
      const shop = SHOP.slice(0, 3)
      expect(rows).toHaveLength(shop.length)
      const csv = (await clerk.saves('Save for a spreadsheet')).bytes.toString()
      const paper = (await clerk.saves('Save as a page to print')).bytes.toString()
      expect(csv.trim().split('\n')).toHaveLength(1 + shop.length)
      for (const name of shop) {
        const computer = await computerIdOf(name)
        expect([csv, paper].map(text => text.includes(computer))).toEqual([true, true])
      }
    })

    test('every computer runs, but the ones that should not', async () => {
      const states = await Promise.all(
        [...LABS, 'labs-new', ...SHOP, 'meier-1', 'meier-3', 'meier-4', 'nunez-2'].map(status),
      )
      expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['valid']))
      expect(await status('meier-2')).toMatchObject({ code: 'deactivated' })
    })

    test('the ledger is whole, and says what was done in the week', async () => {
      await clerk.go('Desk')
      await clerk.press('Audit the ledger', 'Desk')
      expect(await clerk.said()).toMatch(/^Every one of [0-9]+ entries is as it was written/)
      await clerk.go('Log')
      await clerk.fills({ 'From this day': '2026-12-07', 'Until this day': '2026-12-11' })
      await clerk.press('Show', 'Log')
      await clerk.page.waitForURL(/until=2026-12-11/)
      const kinds: Record<string, number> = {}
      for await (const { change } of clerk.console.desk.vendor.log({ since: MONDAY }))
        kinds[change.kind] = (kinds[change.kind] ?? 0) + 1
      expect(kinds).toEqual({
        'product.created': 1,
        'kit.published': 1,
        'customer.added': 3,
        'key.created': 3 + SHOP.length + 2,
        'defaults.changed': 1,
        // new terms for the labs, and two renewals
        'key.changed': 3,
        'key.suspended': 1,
        'key.reinstated': 1,
        'key.revoked': 1,
        'activation.recorded': 19,
        // by hand, by hand, by receipt
        'activation.released': 3,
        'activation.renewed': LABS.length + 1,
        'license.issued': 19 + LABS.length + 1,
      })
      const all = Object.values(kinds).reduce((sum, one) => sum + one)
      expect(await clerk.rows('Log')).toHaveLength(all)
      expect(clerk.console.broken).toEqual([])
    })
  })
})
