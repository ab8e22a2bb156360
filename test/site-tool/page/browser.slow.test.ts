/**
 * The page of a site server in a real browser: every view for people who see, hear or type it, on a phone, on a desk and
 * enlarged, by day and by night (axe); a seat that is taken back by the keyboard alone; signing in and out.
 */
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingChromium, PATIENCE_MS, startChromium } from '../../pages/chromium.ts'
import * as world from '../../vectors/make/world.ts'
import { busySite, hostileSite } from './page-scenes.ts'
import { PASSWORD, PageWorld } from './page-world.ts'

const missing = missingChromium()
const title = (name: string) => (missing === undefined ? name : `${name} (skipped: ${missing})`)
const LOOKS = {
  desk: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  // a desk at 200 percent
  enlarged: { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
} as const
const PATH = `/products/${world.PRODUCT}`

describe.skipIf(missing !== undefined)(title("the site server's page in a browser"), () => {
  let busy: PageWorld
  let hostile: PageWorld
  let none: PageWorld
  let locked: PageWorld
  let browser: Browser
  const complaints: string[] = []
  const elsewhere: string[] = []

  beforeAll(async () => {
    ;[busy, hostile, none, locked] = await Promise.all([
      busySite(),
      hostileSite(),
      PageWorld.open({ license: undefined }),
      PageWorld.open({ password: PASSWORD }),
    ])
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    for (const site of [busy, hostile, none, locked]) await site?.close()
  })

  async function open(site: PageWorld, path: string, look: object = LOOKS.desk): Promise<Page> {
    const context = await browser.newContext(look)
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    page.on('console', message => complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(String(error)))
    page.on('dialog', dialog => complaints.push(dialog.message()))
    page.on('request', request => {
      if (!request.url().startsWith(`${site.origin}/`) && !request.url().startsWith('data:'))
        elsewhere.push(request.url())
    })
    await page.goto(site.origin + path)
    return page
  }

  async function expectNoFault(page: Page, name: string): Promise<void> {
    const { passes, violations } = (await page.evaluate(`${axe.source}\naxe.run()`)) as {
      passes: unknown[]
      violations: { id: string; nodes: { html: string }[] }[]
    }
    expect(passes.length).toBeGreaterThan(10)
    expect([name, violations.map(({ id, nodes }) => [id, nodes[0]?.html])]).toEqual([name, []])
    const wide = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect([name, wide]).toEqual([name, 0])
  }

  test.each(
    Object.entries(LOOKS).flatMap(([name, look]) =>
      (['light', 'dark'] as const).map(colorScheme => [name, colorScheme, { ...look, colorScheme }] as const),
    ),
  )('SS-08: has no fault that axe knows, and fits: %s, %s', async (_name, _scheme, look) => {
    for (const [site, scene] of [
      [busy, 'busy'],
      [hostile, 'hostile'],
      [none, 'none'],
      [locked, 'locked'],
    ] as const) {
      const page = await open(site, '/', look)
      await expectNoFault(page, scene)
      const [lease] = await site.lending.leases()
      const seat = lease === undefined ? [] : [`${PATH}/seats/${lease.leaseId}`]
      const views = [PATH, `${PATH}/use`, `${PATH}/use?of=month`, `${PATH}/denials`, `${PATH}/rules`, ...seat]
      // enlarged is as narrow as a phone: what has the longest texts is enough
      const isShort =
        site === locked || (look.viewport.width === LOOKS.enlarged.viewport.width && site !== busy)
      for (const path of isShort ? [] : [...views, '/nowhere']) {
        await page.goto(site.origin + path)
        for (const summary of await page.locator('summary').all()) await summary.click()
        await expectNoFault(page, `${scene} ${path}`)
      }
      await page.context().close()
    }
  })

  test('SS-08: a seat is found and taken back by the keyboard alone', async () => {
    const page = await open(busy, PATH)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    await page.getByLabel('Search').focus()
    await page.keyboard.type('barbara')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=barbara/)
    await page.getByRole('link', { name: 'barbara' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Seat of barbara' }).waitFor()
    await page.getByLabel('Reason').focus()
    await page.keyboard.type('on leave')
    await page.keyboard.press('Enter')
    await page.getByText('This seat was taken back').waitFor()
    const lease = (await busy.lending.leases()).find(({ holder }) => holder.account === 'barbara')
    expect(lease?.recalled).toBe('on leave')
    await page.context().close()
  })

  test('SS-08: signing in with the wrong and the right password, and out again', async () => {
    const page = await open(locked, PATH)
    await page.getByLabel('Password').fill('not the password')
    await page.keyboard.press('Enter')
    await page.getByText('This is not the password.').waitFor()
    await expectNoFault(page, 'wrong password')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await expectNoFault(page, 'signed in')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.context().close()
  })

  test('files are saved by the browser', async () => {
    const page = await open(busy, PATH)
    for (const [name, file] of [
      ['Seats as a spreadsheet', 'example.viewer-seats.csv'],
      ['Signed usage report', 'example.viewer-2026-01-24.report'],
    ] as const) {
      const saving = page.waitForEvent('download')
      await page.getByRole('link', { name }).click()
      expect((await saving).suggestedFilename()).toBe(file)
    }
    await page.context().close()
  })

  test('nobody else was asked for anything, and nothing broke', () => {
    const known = /404 \(Not Found\)|403 \(Forbidden\)/i
    expect({
      complaints: complaints.filter(text => !known.test(text)),
      elsewhere,
      broken: [busy, hostile, none, locked].flatMap(({ broken }) => broken),
    }).toEqual({ complaints: [], elsewhere: [], broken: [] })
  })
})
