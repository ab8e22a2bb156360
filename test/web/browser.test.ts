/**
 * The whole way in a real browser: the request's code is a link, the phone opens it and confirms, the license's code is
 * photographed from its screen, and the computer that asked runs by it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeArmor } from '../../src/carrier/armor.ts'
import { linkOf } from '../../src/carrier/link.ts'
import { messageFromPicture } from '../../src/carrier/picture/read.ts'
import { readWithZxing } from '../../src/carrier/picture/zxing.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { openVendor, type Vendor } from '../../src/vendor.ts'
import { missingChromium, startChromium } from '../pages/chromium.ts'
import { requestOf } from '../world/desk.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Served, servePage } from './page.ts'

const missing = missingChromium()
const title = (name: string) => (missing === undefined ? name : `${name} (skipped: ${missing})`)

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

describe.skipIf(missing !== undefined)(
  title('the self-service page in a browser'),
  { timeout: 60_000 },
  () => {
    let shop: Shop
    let vendor: Vendor
    let served: Served
    let browser: Browser
    let complaints: string[]

    beforeAll(async () => {
      shop = await openShop()
      vendor = await openVendor({ home: shop.at('vendor', 'home') })
      served = await servePage(vendor, await vendor.unlock(''))
      browser = await startChromium()
    })
    afterAll(async () => {
      await browser?.close()
      await served?.stop()
      await vendor?.close()
      shop?.remove()
    })

    async function open(address: string, look: object = {}): Promise<Page> {
      const context = await browser.newContext(look)
      const page = await context.newPage()
      complaints = []
      page.on('console', message => complaints.push(message.text()))
      page.on('pageerror', error => complaints.push(String(error)))
      await page.goto(address)
      return page
    }
    /** The link in the picture that the computer shows, as any phone's camera finds it. */
    async function scanned(request: string): Promise<string> {
      const message = decodeArmor(readFileSync(request, 'utf8'))
      const picture = symbolToPng(drawSymbol(linkOf(served.address, message)))
      const { ours } = await readWithZxing(picture, { prefixes: ['HTTP'], limitMs: 10_000 })
      return ours[0] as string
    }

    test.each([
      ['light', PHONE],
      ['dark', { viewport: { width: 1280, height: 800 } }],
    ] as const)('scanned, confirmed, photographed, installed (%s)', async (colorScheme, look) => {
      const key = await shop.key('--activations', '2')
      const link = await scanned(await shop.request(colorScheme, key))
      expect(link).toMatch(/^HTTP:\/\/127\.0\.0\.1:\d+\/A\/[A-Z2-7]+$/)
      const page = await open(link, { ...look, colorScheme })
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Scope Pro')
      await page.getByRole('button', { name: 'Activate this computer' }).click()
      await page.getByRole('heading', { name: 'Bring it to the computer' }).waitFor()
      expect(page.url(), 'no address has the request').toBe(`${served.address}/confirm`)

      const screenshot = await page.screenshot({ fullPage: true })
      const photograph = shop.at(colorScheme, 'photograph.png')
      writeFileSync(photograph, screenshot)
      const license = await messageFromPicture(Uint8Array.from(screenshot))
      await must(shop.client(colorScheme)('install', photograph))
      expect((await must(shop.client(colorScheme)('status'))).value).toMatchObject({ ok: true, valid: true })

      const downloading = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Download the license' }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toMatch(/^scope-[0-9A-Z-]+\.license$/)
      expect(decodeArmor(readFileSync(await download.path(), 'utf8'))).toEqual(license)

      await page.reload()
      expect((await vendor.listedKey(key)).used, 'a reload is no second seat').toBe(1)
      expect(complaints).toEqual([])
    })

    test('a picture of the request from the gallery, and its text, without any script', async () => {
      const key = await shop.key()
      const request = await shop.request('gallery', key)
      const picture = shop.at('gallery', 'request.png')
      await must(shop.client('gallery')('request', key, '--qr', picture))
      const page = await open(served.address, { ...PHONE, javaScriptEnabled: false })
      await page.getByLabel('Picture or file of the request').setInputFiles(picture)
      await page.getByRole('button', { name: 'Read it' }).first().click()
      await page.getByRole('button', { name: 'Activate this computer' }).waitFor()
      await page.goto(served.address)
      await page.getByLabel('Text of the request').fill(readFileSync(request, 'utf8'))
      await page.getByRole('button', { name: 'Read it' }).last().click()
      await page.getByRole('button', { name: 'Activate this computer' }).waitFor()
      expect(complaints).toEqual([])
    })

    test('a form on another site activates nothing', async () => {
      const key = await shop.key()
      const link = await scanned(await shop.request('victim', key))
      const page = await open(link, PHONE)
      const fields = await page.locator('form.act').evaluate(form => form.innerHTML)
      // the same browser, cookie and token, from a page of another origin
      await page.goto('data:text/html,<p>another site</p>')
      await page.setContent(`<form method="post" action="${served.address}/confirm">${fields}</form>`)
      await page.getByRole('button').click()
      await page.getByText('This came from another page').waitFor()
      expect((await vendor.listedKey(key)).used).toBe(0)
    })

    test('nothing runs over the edge of a small phone, and hostile words do nothing', async () => {
      const key = await shop.key()
      const hostile = '<img src=x onerror=alert(1)>"onload=x'.padEnd(60, 'W')
      const link = linkOf(served.address, requestOf('small', key, { version: hostile }))
      const page = await open(link, { ...PHONE, viewport: { width: 320, height: 600 } })
      expect(await page.getByText('<img src=x').count()).toBeGreaterThan(0)
      expect(await page.locator('img').count()).toBe(0)
      const widths = async () =>
        page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
      const [wide, room] = await widths()
      expect(wide).toBe(room)
      await page.goto(served.address)
      expect(await widths()).toEqual([room, room])
      expect(complaints, 'the version is not covered, and nothing else').toEqual([
        expect.stringMatching(/403 \(Forbidden\)$/),
      ])
    })
  },
)
