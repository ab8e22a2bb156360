/**
 * A clerk's week at the console, Monday to Friday, in the browser alone: the story of stories/two-years.slow.test.ts with
 * fewer computers. The customers have the client's tool; every license that the browser gave is installed by it. Each test
 * is a day, and begins where the one before it ended.
 */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { messageFromInput } from '../../../src/carrier/intake.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { vendorTool } from '../../../vendor-tool/tool.ts'
import { missingChromium } from '../../pages/chromium.ts'
import { held, writeFilm } from '../../pages/film.ts'
import { cheapPassphrases } from '../../world/passphrases.ts'
import { must } from '../../world/shop.ts'
import { inProcess } from '../../world/world.ts'
import type { Clerk } from './clerk.ts'
import { Week } from './week.ts'

const missing = missingChromium()
const title = (name: string) => (missing === undefined ? name : `${name} (skipped: ${missing})`)

/** A site with many computers on one key. */
const LABS = ['labs-1', 'labs-2', 'labs-3', 'labs-4', 'labs-5', 'labs-6', 'labs-7', 'labs-8']
/** A shop that buys keys by the dozen, and gives one to each of its own customers. */
const SHOP = ['shop-1', 'shop-2', 'shop-3', 'shop-4']

const MONDAY = Date.parse('2026-12-07T00:00:00Z') / 1000

describe.skipIf(missing !== undefined)(title("a clerk's week in the browser"), () => {
  cheapPassphrases()
  let week: Week
  /** Who is at work today. */
  let clerk: Clerk

  beforeAll(async () => {
    week = await Week.of('ann', 'bob', 'cid')
  })
  afterAll(() => week?.over())

  async function morning(day: string, operator: string): Promise<void> {
    await week.morning(day, operator)
    clerk = week.clerk
  }

  describe('Monday', () => {
    beforeAll(() => morning('2026-12-07', 'ann'))

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
      writeFileSync(week.world.at('atlas.kit'), kit.bytes)
    })

    test('customers are added, and each is sold a key from their card', async () => {
      await week.sell(
        'labs',
        { Name: 'Ann Example', Company: 'Example Labs', 'E-mail': 'ann@labs.example' },
        { Activations: '8', Expires: '2026-12-31', Order: 'PO-1' },
      )
      await week.sell(
        'meier',
        { Name: 'Bob Meier', Company: 'Meier & Sons' },
        { Activations: '3', Expires: '2027-06-30', Order: 'PO-2' },
      )
      await week.sell(
        'nunez',
        { Name: 'Carla Núñez', Company: 'Núñez' },
        { Activations: '1', Duration: '365', Order: 'PO-3' },
      )
    })

    test('an affiliate is added', async () => {
      await clerk.go('Desk')
      await clerk.fills({ 'Add an affiliate': 'North' })
      await clerk.page.getByLabel('Add an affiliate').press('Enter')
      expect(await clerk.said()).toBe('North is added.')
    })

    test('several keys at once come as a file for a spreadsheet', async () => {
      await week.newKey()
      const terms = { Activations: '1', Expires: '2026-12-31', Order: 'PO-4', Affiliate: 'North' }
      await clerk.page.getByText('Everything else').click()
      await clerk.fills({ ...terms, 'How many separate keys': `${SHOP.length}` })
      await clerk.page.getByLabel('Save the keys as a file').check()
      const { name, bytes } = await clerk.saves('Create')
      expect(name).toBe('keys.csv')
      const [, ...lines] = bytes.toString().trim().split(/\r?\n/)
      for (const [i, whose] of SHOP.entries())
        week.keys[whose] = JSON.parse(lines[i]?.split(',')[0] ?? '') as string
      await clerk.go('Keys')
      expect(await clerk.rows('Keys')).toHaveLength(3 + SHOP.length)
    })

    test('requests come as files; the licenses go as files, as a mail and as a picture', async () => {
      for (const name of LABS)
        expect(await week.activate(name, week.keyOf('labs'))).toMatchObject({ ends: '2026-12-31' })
      const [first = '', second = '', ...others] = SHOP
      await clerk.drops('request.txt', await week.request(first, week.keyOf(first)))
      await week.issues()
      const mail = await clerk.page.getByLabel('Text to copy').inputValue()
      expect(await week.install(first, 'mail.txt', mail)).toMatchObject({ state: 'valid' })
      await clerk.drops('request.txt', await week.request(second, week.keyOf(second)))
      await week.issues()
      const picture = await clerk.page.getByAltText('QR code of the license').getAttribute('src')
      const png = Buffer.from(picture?.split(',')[1] ?? '', 'base64')
      expect(await week.install(second, 'license.png', png)).toMatchObject({ state: 'valid' })
      for (const name of others) await week.activate(name, week.keyOf(name))
    })

    test('a request is pasted from a mail, one is read aloud, and one is held to the camera', async () => {
      await clerk.pastes(
        `Hello,\n\nwe need a license.\n\n${await week.request('meier-1', week.keyOf('meier'))}\nThanks, Bob`,
      )
      await week.issues()
      const saved = await clerk.saves('Save the license')
      expect(await week.install('meier-1', 'license.bin', saved.bytes)).toMatchObject({ ends: '2027-06-30' })

      const { value } = await must(week.client('meier-2')('request', week.keyOf('meier'), '--typed'))
      await clerk.pastes(value.requestCode)
      await week.issues()
      const code = await clerk.page
        .locator('section', { hasText: 'Code to read aloud' })
        .locator('pre')
        .innerText()
      expect(await week.install('meier-2', 'code.txt', code)).toMatchObject({ ends: '2027-06-30' })

      const seen = await messageFromInput(await week.request('meier-3', week.keyOf('meier')))
      writeFilm(clerk.film, [held(qrText(seen))])
      await clerk.go('What was sent')
      await clerk.page.getByRole('button', { name: 'Start the camera' }).click()
      await week.issues()
      const shown = await clerk.saves('Save the license')
      expect(await week.install('meier-3', 'license.bin', shown.bytes)).toMatchObject({ ends: '2027-06-30' })
    })

    test('a fourth computer of three is refused, in words and by rules, and gets no license', async () => {
      await week.refused('meier-4', week.keyOf('meier'))
      expect(await clerk.page.locator('main').innerText()).toContain('no-seats-left')
      expect(await clerk.page.getByRole('button', { name: 'Issue the license' }).count()).toBe(0)
      await clerk.go('Today')
      const today = await clerk.rows('Activations today')
      expect(today).toHaveLength(LABS.length + SHOP.length + 3)
    })

    test('the refusal is on the first page and on the page of the key, with its reason', async () => {
      const why = [await week.computerIdOf('meier-4'), 'All 3 seats of this key are in use']
      const first = await clerk.section('Refused today')
      for (const text of [week.idOf('meier'), ...why]) expect(first).toContain(text)
      await clerk.page
        .getByRole('link', { name: week.idOf('meier') })
        .first()
        .click()
      await clerk.sees(`Key ${week.idOf('meier')}`)
      const refused = await clerk.section('Refused requests')
      for (const text of why) expect(refused).toContain(text)
      expect(await week.activate('nunez-1', week.keyOf('nunez'))).toMatchObject({ state: 'valid' })
      await week.openKey('nunez')
      expect(await clerk.section('Refused requests')).toContain('No request for this key was refused')
    })
  })

  describe('Tuesday', () => {
    beforeAll(() => morning('2026-12-08', 'bob'))

    test('a stolen laptop: found by its computer ID, its seat is free for the next one', async () => {
      await week.openKey('labs', (await week.computerIdOf('labs-3')).slice(6))
      expect(await week.freeSeatOf('labs-3', 'stolen on a train')).toContain('is free')
      expect(await week.activate('labs-new', week.keyOf('labs'))).toMatchObject({ ends: '2026-12-31' })
    })

    test('the list of revocations ends the license of the stolen one, and of no other', async () => {
      const list = await week.revocations()
      expect(list.name).toBe('atlas.revocations')
      expect(await week.install('labs-3', list.name, list.bytes)).toMatchObject({ code: 'license-revoked' })
      expect(await week.install('labs-new', list.name, list.bytes)).toMatchObject({ state: 'valid' })
    })

    test('a customer who is there already is added by another clerk', async () => {
      await week.sell(
        'annex',
        { Name: 'A. Example', Company: 'Example Labs Ltd', Telephone: '+49 89 1' },
        { Activations: '2', Expires: '2027-06-30', Order: 'PO-8' },
      )
      expect(await week.activate('annex-1', week.keyOf('annex'))).toMatchObject({ state: 'valid' })
    })

    test('a dead machine: its days do not begin again for the one in its place', async () => {
      const { ends } = await week.status('nunez-1')
      await week.openKey('nunez', 'PO-3')
      expect(await week.freeSeatOf('nunez-1', 'the board died')).toContain('is free')
      expect((await week.activate('nunez-2', week.keyOf('nunez'))).ends).toBe(ends)
    })

    test('a receipt frees a seat, and who was refused has it', async () => {
      await must(week.client('meier-2')('deactivate', '--yes', '-o', week.world.at('meier-2', 'receipt.txt')))
      await clerk.drops('receipt.txt', week.world.read('meier-2', 'receipt.txt'))
      await clerk.sees('A computer gives its license back')
      await clerk.press('Free the seat', `Key ${week.idOf('meier')}`)
      expect(await week.activate('meier-4', week.keyOf('meier'))).toMatchObject({ ends: '2027-06-30' })
    })

    test('a key is revoked for good after a page in words; another is suspended at once', async () => {
      const [, , , last = ''] = SHOP
      await week.openKey(last)
      await clerk.press('Revoke for good', /^Revoke/)
      expect(await clerk.page.locator('.notice').innerText()).toContain(week.idOf(last))
      await clerk.fills({ 'Reason, for the history': 'paid back' })
      await clerk.press('Yes', `Key ${week.idOf(last)}`)
      expect(await clerk.said()).toContain('Publish a list of revocations')
      const { name, bytes } = await week.revocations()
      expect(await week.install(last, name, bytes)).toMatchObject({ code: 'license-revoked' })
      await week.openKey('nunez')
      await clerk.press('Suspend')
      expect(await clerk.said()).toContain('is suspended')
    })
  })

  describe('Wednesday', () => {
    beforeAll(() => morning('2026-12-09', 'cid'))

    test('who ends soon, and one key renewed for all its computers with new terms, by one bundle', async () => {
      await clerk.go('Renewals')
      expect(await clerk.rows('Renewals')).toHaveLength(LABS.length + SHOP.length - 1)
      await clerk.page
        .getByRole('link', { name: week.idOf('labs') })
        .first()
        .click()
      await clerk.press('Change the terms', `Change the terms: ${week.idOf('labs')}`)
      await clerk.fills({ Activations: '10', export: 'yes' })
      await clerk.press('Save', `Key ${week.idOf('labs')}`)
      await clerk.press('Renew', `Renew ${week.idOf('labs')}`)
      await clerk.fills({ 'Or until this day': '2027-12-31' })
      await clerk.press('Show what each computer gets')
      const plan = await clerk.rows('This would be signed').then(rows => rows.map(([, end]) => end))
      expect(plan).toEqual(LABS.map(() => '2027-12-31 (UTC)'))
      await clerk.press('Sign the new licenses', 'The new licenses are made')
      const { name, bytes } = await clerk.saves('Save them all as one bundle')
      expect(name).toMatch(/^atlas-[0-9A-Z-]+\.bundle$/)
      for (const one of [...LABS.filter(one => one !== 'labs-3'), 'labs-new']) {
        const now = await week.install(one, name, bytes)
        expect(now).toMatchObject({
          state: 'valid',
          ends: '2027-12-31',
          license: { features: { export: true } },
        })
      }
    })

    test('one that has not paid is renewed when they have, by telephone', async () => {
      await week.openKey('nunez')
      await clerk.press('Renew', `Renew ${week.idOf('nunez')}`)
      await clerk.fills({ 'Days more': '365' })
      await clerk.press('Show what each computer gets')
      expect(await clerk.page.getByRole('alert').or(clerk.page.getByRole('table')).innerText()).toContain(
        'suspended',
      )
      await week.openKey('nunez')
      await clerk.press('Reinstate')
      expect(await clerk.said()).toContain('in use again')
      const before = await week.status('nunez-2')
      await clerk.press('Renew', `Renew ${week.idOf('nunez')}`)
      await clerk.fills({ 'Days more': '365' })
      await clerk.press('Show what each computer gets')
      await clerk.press('Sign the new licenses', 'The license is made')
      const code = await clerk.page
        .locator('section', { hasText: 'Code to read aloud' })
        .locator('pre')
        .innerText()
      const after = await week.install('nunez-2', 'code.txt', code)
      expect(Date.parse(after.ends) - Date.parse(before.ends)).toBe(365 * 86_400_000)
    })
  })

  describe('Thursday', () => {
    beforeAll(() => morning('2026-12-10', 'ann'))

    test('the price list changes: the next key begins with the new terms, and the keys there are stay', async () => {
      await week.newKey()
      await clerk.fills({ Activations: '5', Expires: '2028-12-31', Order: 'PO-5', export: 'yes' })
      await clerk.page.getByLabel('Keep all this as the defaults').check()
      await clerk.press('Create', /^Key /)
      await week.newKey()
      await clerk.fills({ Order: 'PO-6' })
      await clerk.press('Create', /^Key /)
      expect(await clerk.fact('activations')).toBe('5')
      expect(await clerk.fact('expires')).toContain('2028-12-31')
      await week.openKey('labs')
      expect(await clerk.fact('activations')).toBe('10')
    })

    test('a template is saved, keys begin with it, and a new price changes only the keys to come', async () => {
      const name = 'Name; a template that has it already is replaced'
      await clerk.go('Desk')
      await clerk.press('Templates and defaults', 'Templates and defaults')
      await clerk.press('Atlas', 'A template for atlas')
      await clerk.fills({ [name]: 'Team', Activations: '3', Expires: '2027-12-31', export: 'yes' })
      await clerk.press('Save', 'Templates and defaults')
      expect(await clerk.said()).toBe('The template "Team" is saved.')
      const first = await week.keyFrom('Team')
      await clerk.go('Desk')
      await clerk.press('Templates and defaults', 'Templates and defaults')
      await clerk.press('Change', 'A template for atlas')
      await clerk.fills({ Activations: '4' })
      await clerk.press('Save', 'Templates and defaults')
      expect(await clerk.said()).toContain('It replaced the earlier one.')
      await week.keyFrom('Team')
      expect([await clerk.fact('activations'), await clerk.fact('expires')]).toEqual([
        '4',
        expect.stringContaining('2027-12-31'),
      ])
      await clerk.finds(first)
      await clerk.sees(`Key ${first}`)
      expect(await clerk.fact('activations')).toBe('3')
    })

    test('a customer who was added twice is found by search, and merged: one card has the keys of both', async () => {
      await clerk.finds('Example Labs')
      await clerk.sees('Found for "Example Labs"')
      const found = (await clerk.rows('Find')).filter(([kind]) => kind === 'customer')
      const idOf = (who: string) => found.find(row => row.join(' ').includes(who))?.[1] as string
      const [stays, goes] = [idOf('Ann Example'), idOf('A. Example')]
      expect(found).toHaveLength(2)
      await clerk.press(goes, 'A. Example, Example Labs Ltd')
      await clerk.press('Merge into another customer', /^Merge A. Example/)
      await clerk.fills({ 'Who stays: a name, a company, an address or an id': 'Ann Exa' })
      await clerk.press('Find', /^Merge A. Example/)
      await clerk.press(stays, /^Merge/)
      expect(await clerk.page.locator('main').innerText()).toContain(
        'A. Example, Example Labs Ltd goes, Ann Example, Example Labs stays.',
      )
      await clerk.press('Yes', 'Ann Example, Example Labs')
      expect(await clerk.said()).toContain(goes)
      expect(new Set((await clerk.rows('Keys')).map(([key]) => key))).toEqual(
        new Set([week.idOf('labs'), week.idOf('annex')]),
      )
      await clerk.go('Reports')
      await clerk.press('Seats in use', 'Seats in use')
      await clerk.fills({ 'Add up by': 'customer' })
      await clerk.press('Show', 'Seats in use')
      const labs = (await clerk.rows(/Seats/)).filter(row => row.join(' ').includes('Example Labs'))
      expect(labs).toHaveLength(1)
      expect(labs[0]?.[0]).toBe(`Example Labs (${stays})`)
    })

    test('a computer asks by itself for new terms, and its first request gets them too', async () => {
      await week.openKey('meier')
      await clerk.press('Change the terms', `Change the terms: ${week.idOf('meier')}`)
      await clerk.fills({ Expires: '2028-06-30' })
      await clerk.press('Save', `Key ${week.idOf('meier')}`)
      expect(await week.activate('meier-1')).toMatchObject({ ends: '2028-06-30' })
      await clerk.drops('request.txt', week.firstRequestOf('meier-1'))
      await week.issues()
      const { bytes } = await clerk.saves('Save the license')
      expect(await week.install('meier-1', 'again.bin', bytes)).toMatchObject({ ends: '2028-06-30' })
    })

    test('a customer telephones: found by a part of the name, by the order, and by the computer', async () => {
      await clerk.finds('meier')
      await clerk.sees('Bob Meier, Meier & Sons')
      expect((await clerk.rows('Keys')).map(([key]) => key)).toEqual([week.idOf('meier')])
      await week.openKey('meier', 'PO-2')
      await week.openKey('meier', await week.computerIdOf('meier-4'))
      const history = (await clerk.rows('History')).map(row => row.join(' ')).join('\n')
      expect(history).toContain(await week.computerIdOf('meier-1'))
    })
  })

  describe('Friday', () => {
    beforeAll(() => morning('2026-12-11', 'bob'))

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
        const computer = await week.computerIdOf(name)
        expect([csv, paper].map(text => text.includes(computer))).toEqual([true, true])
      }
    })

    test('sales are added up by affiliate', async () => {
      await clerk.go('Reports')
      await clerk.press('Sales', 'Sales')
      await clerk.fills({ 'Add up by': 'affiliate' })
      await clerk.press('Show', 'Sales')
      const north = (await clerk.rows(/sales/i)).find(([affiliate]) => affiliate === 'North')
      expect(north?.slice(0, 3)).toEqual(['North', `${SHOP.length}`, `${SHOP.length}`])
    })

    test('every computer runs, but the ones that should not', async () => {
      const stopped = { 'labs-3': 'license-revoked', 'shop-4': 'license-revoked', 'meier-2': 'deactivated' }
      const runs = [...LABS, 'labs-new', 'annex-1', ...SHOP, 'meier-1', 'meier-3', 'meier-4', 'nunez-2']
      for (const name of runs.filter(one => !(one in stopped)))
        expect([name, (await week.status(name)).state]).toEqual([name, 'valid'])
      for (const [name, code] of Object.entries(stopped))
        expect([name, (await week.status(name)).code]).toEqual([name, code])
    })

    test('the desk was never backed up: a backup from the browser is whole when it is restored', async () => {
      const care = clerk.page.getByText('This ledger was never backed up')
      await clerk.go('Today')
      expect(await care.count()).toBe(1)
      await week.openLedger()
      const [passphrase, again] = ['Passphrase, at least 8 characters', 'The same again']
      await clerk.fills({ [passphrase]: 'of the backup', [again]: 'of the backups' })
      await clerk.press('Save the desk')
      expect(await clerk.page.getByRole('alert').innerText()).toContain('passphrase')
      await clerk.fills({ [passphrase]: 'of the backup', [again]: 'of the backup' })
      const { name, bytes } = await clerk.saves('Save the desk')
      expect(name).toMatch(/^desk-2026-12-11-[0-9]+-entries\.age$/)
      await clerk.go('Today')
      expect(await care.count()).toBe(0)

      writeFileSync(week.world.at(name), bytes)
      vi.stubEnv('AIRLATCH_PASSPHRASE', 'of the backup')
      const elsewhere = (...words: readonly string[]) =>
        inProcess(vendorTool, ['--home', week.world.at('restored'), ...words])
      const { value: restored } = await must(elsewhere('desk', 'restore', week.world.at(name)))
      vi.unstubAllEnvs()
      expect(name).toContain(`-${restored.entryCount}-entries`)
      const audit = (await must(elsewhere('ledger', 'audit'))).value
      expect(audit).toMatchObject({ head: restored.head, problems: [] })
      const { key } = (await must(elsewhere('key', 'show', week.idOf('labs')))).value
      expect(key).toMatchObject({ id: week.idOf('labs'), activations: 10 })
    })

    test('the ledger is whole, and says what was done in the week, and by whom', async () => {
      await week.openLedger()
      await clerk.press('Audit the ledger', 'The audit')
      expect(await clerk.said()).toMatch(/^Every one of [0-9]+ entries is as it was written/)
      await clerk.go('Log')
      await clerk.fills({ 'From this day': '2026-12-07', 'Until this day': '2026-12-11' })
      await clerk.press('Show', 'Log')
      const kinds: Record<string, number> = {}
      const operators: Record<string, number> = {}
      for await (const { change, operator = 'nobody' } of clerk.console.desk.vendor.log({ since: MONDAY })) {
        kinds[change.kind] = (kinds[change.kind] ?? 0) + 1
        operators[operator] = (operators[operator] ?? 0) + 1
      }
      expect(kinds).toEqual({
        'product.created': 1,
        'kit.published': 1,
        'affiliate.added': 1,
        'customer.added': 4,
        'customer.merged': 1,
        // sold, of the shop, with the defaults, and from the template
        'key.created': 4 + SHOP.length + 2 + 2,
        'template.saved': 2,
        'defaults.changed': 1,
        // new terms for the labs and for Meier, and two renewals
        'key.changed': 4,
        'key.suspended': 1,
        'key.reinstated': 1,
        'key.revoked': 1,
        'revocations.published': 2,
        'activation.recorded': 20,
        // by hand, by hand, by receipt
        'activation.released': 3,
        // the labs, the one by telephone, the one that asked by itself, and its first request
        'activation.renewed': LABS.length + 3,
        'license.issued': 20 + LABS.length + 2,
        'license.reissued': 1,
      })
      expect(Object.keys(operators).sort()).toEqual(['ann', 'bob', 'cid'])
      const all = Object.values(kinds).reduce((sum, one) => sum + one)
      expect(await clerk.rows('Log')).toHaveLength(all)
      expect(week.broken).toEqual([])
    })
  })
})
