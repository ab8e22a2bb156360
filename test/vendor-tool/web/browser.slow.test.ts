/**
 * The vendor's page in a real browser. The whole way: the computer's code is a link, the phone opens it and confirms, the
 * license's code is photographed from its screen, and the computer that asked runs by it. The camera of the page itself,
 * files that are dropped, pasted and chosen, codes that are typed; whatever goes wrong with them; and without any script.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { decodeArmor, encodeArmor } from '../../../src/carrier/armor.ts'
import { messageFromInput } from '../../../src/carrier/intake.ts'
import { linkOf } from '../../../src/carrier/link.ts'
import { readWithZxing } from '../../../src/carrier/picture/zxing.ts'
import { framesOf } from '../../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { openVendor, type Vendor } from '../../../src/vendor/door.ts'
import { type Camera, drop, missingChromium, PATIENCE_MS, startChromium } from '../../pages/chromium.ts'
import { held, writeFilm } from '../../pages/film.ts'
import { requestOf } from '../../world/desk.ts'
import { must, openShop, type Shop } from '../../world/shop.ts'
import { builtForTest } from './built.ts'
import { type Served, servePage } from './page.ts'

const missing = missingChromium()
const title = (name: string) => (missing === undefined ? name : `${name} (skipped: ${missing})`)

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
const DESK = { viewport: { width: 1280, height: 800 } }
const HOSTILE = '<img src=x onerror=alert(1)>"onload=x'
const FOREIGN = 'HTTPS://EXAMPLE.ORG/'

describe.skipIf(missing !== undefined)(title("the vendor's page in a browser"), () => {
  let shop: Shop
  let vendor: Vendor
  let served: Served
  let folder: string
  let plain: Browser
  const browsers: Browser[] = []
  let contexts: BrowserContext[] = []
  let complaints: string[] = []
  /** Addresses that were asked for, which are none of this server. */
  let elsewhere: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'airlatch-browser-'))
    shop = await openShop()
    vendor = await openVendor({ home: shop.at('vendor', 'home') })
    const endless = { burst: 10_000, everySeconds: 1, most: 100 }
    served = await servePage(vendor, await vendor.unlock(''), {
      scripts: await builtForTest(),
      limits: { visits: endless, readings: endless },
    })
    const kit = shop.at('vendor', 'addressed.kit')
    await must(shop.vendor('kit', 'scope', '-o', kit, '--address', served.address))
    // no code says features
    await must(shop.vendor('product', 'create', 'plain', '--name', 'Plain'))
    await must(shop.vendor('kit', 'plain', '-o', shop.at('vendor', 'plain.kit'), '--address', served.address))
    plain = await startChromium('none')
  })
  afterAll(async () => {
    await plain?.close()
    await served?.stop()
    await vendor?.close()
    shop?.remove()
    rmSync(folder, { recursive: true })
  })
  afterEach(async () => {
    for (const one of contexts) await one.close()
    for (const one of browsers.splice(0)) await one.close()
    const seen = { complaints: complaints.filter(text => !forgiven?.test(text)), elsewhere }
    forgiven = undefined
    contexts = []
    complaints = []
    elsewhere = []
    expect(seen, 'the console is silent, and nobody else is asked').toEqual({ complaints: [], elsewhere: [] })
  })

  async function open(address: string, look: object = {}, browser = plain): Promise<Page> {
    const context = await browser.newContext(look)
    context.setDefaultTimeout(PATIENCE_MS)
    contexts.push(context)
    const page = await context.newPage()
    page.on('console', message => complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(String(error)))
    page.on('request', request => {
      if (!request.url().startsWith(`${served.address}/`) && !/^(?:blob|data):/.test(request.url()))
        elsewhere.push(request.url())
    })
    await page.goto(address)
    return page
  }
  async function withCamera(camera: Camera): Promise<Browser> {
    const browser = await startChromium(camera)
    browsers.push(browser)
    return browser
  }
  let films = 0
  /** A camera before which these codes are held in turn. */
  function seeing(...texts: readonly string[]): Promise<Browser> {
    const film = join(folder, `film-${++films}.y4m`)
    writeFilm(
      film,
      texts.map(text => held(text)),
    )
    return withCamera({ film })
  }
  const startCamera = (page: Page) => page.getByRole('button', { name: 'Start the camera' }).click()
  const confirm = (page: Page) => page.getByRole('button', { name: 'Activate this computer' })
  const said = (page: Page, text: string | RegExp) =>
    page.getByRole('status').filter({ hasText: text }).waitFor()
  const posts = () => served.log.filter(line => line.startsWith('POST'))
  const used = async (key: string) => (await vendor.listedKey(key)).used
  /** A refusal has its status, which the console of a browser says. */
  let forgiven: RegExp | undefined
  const forgive = (status: RegExp) => {
    forgiven = status
  }
  async function plainKey(...words: readonly string[]): Promise<string> {
    return (await must(shop.vendor('key', 'create', '--product', 'plain', ...words))).value.keys[0].wholeKey
  }

  describe('the whole way', () => {
    test.each([
      ['light', PHONE],
      ['dark', DESK],
    ] as const)('QC-02: scanned, confirmed, photographed, installed (%s)', async (colorScheme, look) => {
      const key = await shop.key('--activations', '2')
      const computer = shop.client(colorScheme, 'addressed.kit')
      const picture = shop.at(colorScheme, 'request.png')
      const { value } = await must(computer('request', key, '--qr', picture))
      // as any phone's camera finds it
      const { ours } = await readWithZxing(readFileSync(picture), { wanted: [/^HTTP/], limitMs: 10_000 })
      const link = ours[0] as string
      expect(link).toMatch(/^HTTP:\/\/127\.0\.0\.1:\d+\/A\/[A-Z2-7]+$/)
      const page = await open(link, { ...look, colorScheme })
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Scope Pro')
      for (const text of [value.computerId as string, 'uses 1 of 2 seats, 1 left after this'])
        await page.getByText(text).waitFor()
      expect(await used(key), 'looked at').toBe(0)
      await confirm(page).click()
      await page.getByRole('heading', { name: 'Bring it to the computer' }).waitFor()
      expect(page.url(), 'no address has the request').toBe(`${served.address}/confirm`)

      const screenshot = await page.screenshot({ fullPage: true })
      const photograph = shop.at(colorScheme, 'photograph.png')
      writeFileSync(photograph, screenshot)
      const license = await messageFromInput(Uint8Array.from(screenshot))
      await must(computer('install', photograph))
      expect((await must(computer('status'))).value).toMatchObject({ ok: true, valid: true })

      const downloading = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Download the license' }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toMatch(/^scope-[0-9A-Z-]+\.license$/)
      expect(decodeArmor(readFileSync(await download.path(), 'utf8'))).toEqual(license)

      await page.reload()
      expect(await used(key), 'a reload is no second seat').toBe(1)
    })

    test.each([
      ['with script', true],
      ['without any', false],
    ])('a code is typed, and its license is typed on the computer: %s', async (name, javaScriptEnabled) => {
      const key = await plainKey()
      const computer = shop.client(name, 'plain.kit')
      const { requestCode: code, computerId } = (await must(computer('request', key, '--typed'))).value
      const page = await open(served.address, { ...PHONE, javaScriptEnabled })
      await page.getByLabel('or the request code').fill((code as string).toLowerCase().replaceAll('-', ' '))
      await page.getByRole('button', { name: 'Read the text' }).click()
      await page.getByText(computerId as string).waitFor()
      await confirm(page).click()
      await page.getByRole('heading', { name: 'Type it in' }).waitFor()
      const lines = await page
        .getByRole('region', { name: 'Type it in' })
        .getByRole('listitem')
        .allInnerTexts()
      expect(lines.map(line => line.trim().split(/\s+/).length)).toEqual([6, 6, 6, 6, 2])
      const heard = shop.at(name, 'heard.txt')
      writeFileSync(heard, lines.join('\n'))
      await must(computer('install', heard))
      expect((await must(computer('status'))).value).toMatchObject({ valid: true })
      expect(await used(key)).toBe(1)
    })

    test('a picture of the request from the gallery, and its text, without any script', async () => {
      const key = await shop.key()
      const request = await shop.request('gallery', key)
      const picture = shop.at('gallery', 'request.png')
      await must(shop.client('gallery')('request', key, '--qr', picture))
      const page = await open(served.address, { ...PHONE, javaScriptEnabled: false })
      expect(await page.getByText('Hold the QR code').isVisible(), 'no camera is offered').toBe(false)
      await page.getByLabel('Picture or file of the request').setInputFiles(picture)
      await page.getByRole('button', { name: 'Read it' }).click()
      await confirm(page).waitFor()
      await page.goto(served.address)
      await page.getByLabel('Text of the request').fill(readFileSync(request, 'utf8'))
      await page.getByRole('button', { name: 'Read the text' }).click()
      await confirm(page).waitFor()
    })
  })

  describe('its camera', () => {
    test.each([
      ['a code', (request: Uint8Array) => [qrText(request)]],
      ['a link', (request: Uint8Array) => [linkOf('https://activate.example.com', request)]],
      ['frames in turn', (request: Uint8Array) => framesTexts(request)],
    ])('reads a request that is held before it: %s', async (_what, texts) => {
      const key = await shop.key()
      const browser = await seeing(...texts(requestOf('held', key)))
      const page = await open(served.address, PHONE, browser)
      await startCamera(page)
      await confirm(page).click()
      await page.getByRole('heading', { name: 'Bring it to the computer' }).waitFor()
      expect(await used(key)).toBe(1)
    })

    test('sees the request code that a small window shows', async () => {
      const { requestCode } = (
        await must(shop.client('small window', 'plain.kit')('request', await plainKey(), '--typed'))
      ).value
      const page = await open(served.address, PHONE, await seeing(requestCode as string))
      await startCamera(page)
      await confirm(page).waitFor()
    })

    test('says how far it is with half of the frames, and goes nowhere', async () => {
      const all = framesTexts(requestOf('half', await shop.key()))
      const have = Math.floor(all.length / 2)
      const page = await open(served.address, PHONE, await seeing(...all.slice(0, have)))
      await startCamera(page)
      await said(page, `${have} of ${all.length} codes were read. Show the others.`)
      expect(page.url()).toBe(`${served.address}/`)
    })

    test('keeps frames of two requests apart', async () => {
      const [one, other] = [await shop.key(), await shop.key()]
      const [all, more] = [framesTexts(requestOf('one', one)), framesTexts(requestOf('other', other))]
      const texts = all.flatMap((text, i) => (i === 0 ? [text] : [more[i] as string, text]))
      const page = await open(served.address, PHONE, await seeing(...texts))
      await startCamera(page)
      await page.getByText(`${one.slice(0, 11)}-`).waitFor()
    })

    test.each([
      ['of somebody else', () => FOREIGN, 'not an activation request'],
      ['a license', async () => qrText(await licenseFor('shown')), 'This is already a license'],
      [
        'damaged',
        async () => qrText(requestOf('damaged', await shop.key()).fill(0, 100, 110)),
        /damaged|not|expected/i,
      ],
    ])('says what a wrong code is, and goes on looking: %s', async (_what, text, words) => {
      const page = await open(served.address, PHONE, await seeing(await text()))
      await startCamera(page)
      await said(page, words)
      await page.getByRole('button', { name: 'Stop the camera' }).waitFor()
      expect(page.url()).toBe(`${served.address}/`)
    })

    test.each([
      ['missing', 'none', 'No camera was found on this device'],
      ['denied', 'denied', 'The camera is not allowed for this page'],
    ] as const)('says what to do when it is %s', async (_what, camera, words) => {
      const page = await open(served.address, PHONE, camera === 'none' ? plain : await withCamera(camera))
      await startCamera(page)
      const alert = page.getByRole('alert')
      await alert.waitFor()
      expect(await alert.innerText()).toContain(words)
      expect(await alert.innerText()).toContain('choose a picture of the code or the file itself')
      await page.getByRole('button', { name: 'Start the camera' }).waitFor()
    })

    test('says why there is none over plain HTTP', async () => {
      const page = await open(served.address, PHONE)
      // as a browser has it at an address of another computer
      await page.evaluate(() => {
        Object.defineProperty(navigator, 'mediaDevices', { value: undefined })
        Object.defineProperty(window, 'isSecureContext', { value: false })
      })
      await startCamera(page)
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').innerText()).toMatch(/plain HTTP.*choose the picture below/s)
    })

    async function licenseFor(name: string): Promise<Uint8Array> {
      const key = await shop.key()
      const { value } = await must(shop.activate(name, key))
      return decodeArmor(readFileSync(value.output, 'utf8'))
    }
  })

  describe('what is given to it', () => {
    test('by drag and drop is read: a picture, a file, a typed code in a file', async () => {
      const key = await shop.key()
      const request = requestOf('dropped', key)
      const texts = new TextEncoder().encode(encodeArmor('request', request))
      for (const [name, bytes] of [
        ['request.png', symbolToPng(drawSymbol(qrText(request)))],
        ['request.txt', texts],
        ['request.cbor', request],
      ] as const) {
        const page = await open(served.address, DESK)
        await drop(page, name, bytes)
        await confirm(page).waitFor()
      }
      const { requestCode: code } = (
        await must(shop.client('dropped', 'plain.kit')('request', await plainKey(), '--typed'))
      ).value
      const page = await open(served.address, DESK)
      await drop(page, 'code.txt', new TextEncoder().encode(code as string))
      await confirm(page).waitFor()
    })

    test('as a photograph is read here, and only the request is sent', async () => {
      const request = requestOf('photograph', await shop.key())
      const png = symbolToPng(drawSymbol(qrText(request)))
      const page = await open(served.address, PHONE)
      const sent: (string | null)[] = []
      page.on('request', one => {
        if (one.method() === 'POST') sent.push(one.postData())
      })
      await page
        .getByLabel('Picture or file of the request')
        .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from(png) })
      await confirm(page).waitFor()
      const text = new URLSearchParams(sent[0] ?? '').get('text') ?? ''
      expect([sent.length, decodeArmor(text)]).toEqual([1, Uint8Array.from(request)])
    })

    test('as several pictures of one request is put together', async () => {
      const all = framesTexts(requestOf('several', await shop.key()))
      const page = await open(served.address, DESK)
      const pictures = all.map((text, i) => ({
        name: `${i}.png`,
        mimeType: 'image/png',
        buffer: Buffer.from(symbolToPng(drawSymbol(text))),
      }))
      await page.getByLabel('Picture or file of the request').setInputFiles(pictures.slice(1))
      await said(page, `${all.length - 1} of ${all.length} codes were read`)
      await page.getByLabel('Picture or file of the request').setInputFiles(pictures.slice(0, 1))
      await confirm(page).waitFor()
    })

    test('by paste anywhere is read', async () => {
      const request = requestOf('pasted', await shop.key())
      const page = await open(served.address, DESK)
      await page.evaluate(
        text => {
          const clipboardData = new DataTransfer()
          clipboardData.setData('text/plain', text)
          document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
        },
        encodeArmor('request', request),
      )
      await confirm(page).waitFor()
    })

    test.each([
      ['100 MB', 'film.bin', 100 * 1_048_576, 'film.bin'],
      ['another picture', 'cat.png', symbolToPng(drawSymbol(FOREIGN)), 'QR code'],
      ['a file of another program', 'letter.pdf', new TextEncoder().encode('%PDF-1.7'), 'PDF'],
      ['hostile name', `${HOSTILE}.txt`, new TextEncoder().encode('hello'), 'does not contain'],
    ])('and is no request is refused in words, unsent: %s', async (_what, name, bytes, words) => {
      const page = await open(served.address, DESK)
      const before = posts().length
      await drop(page, name, bytes)
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').innerText()).toContain(words)
      expect(await page.locator('img').count()).toBe(0)
      expect(posts().length, 'nothing was sent').toBe(before)
    })

    test('of 100 MB is refused by the server before it has read it, without any script', async () => {
      const file = join(folder, 'large.bin')
      writeFileSync(file, Buffer.alloc(100 * 1_048_576))
      const page = await open(served.address, { ...DESK, javaScriptEnabled: false })
      const before = posts().length
      await page.getByLabel('Picture or file of the request').setInputFiles(file)
      // the connection may be closed under it
      await page
        .getByRole('button', { name: 'Read it' })
        .click()
        .catch(() => {})
      await expect.poll(() => posts().slice(before).join()).toContain('input-too-large')
      expect(posts().slice(before)[0]).toMatch(/^POST {2}\/read {2}413 /)
      forgive(/./)
    })

    test('mistyped comes back to be put right', async () => {
      const { requestCode: code } = (
        await must(shop.client('mistyped', 'plain.kit')('request', await plainKey(), '--typed'))
      ).value
      const text = code as string
      const page = await open(served.address, PHONE)
      const wrong = text.slice(0, -1) + (text.endsWith('Z') ? 'Y' : 'Z')
      await page.getByLabel('or the request code').fill(wrong)
      await page.getByRole('button', { name: 'Read the text' }).click()
      await page.getByText('group 6 looks mistyped').waitFor()
      expect(await page.getByLabel('or the request code').inputValue()).toBe(wrong)
      await page.getByLabel('or the request code').fill(text)
      await page.getByRole('button', { name: 'Read the text' }).click()
      await confirm(page).waitFor()
      forgive(/400 \(Bad Request\)$/)
    })
  })

  describe('a receipt', () => {
    test.each([
      ['as a picture, on a phone, in the dark', 'png', { ...PHONE, colorScheme: 'dark' }],
      ['as a file, without any script', 'txt', { ...DESK, javaScriptEnabled: false }],
    ] as const)('that "airlatch deactivate" wrote frees the seat: %s', async (name, kind, look) => {
      const key = await shop.key()
      await must(shop.install(name, key))
      const computer = shop.client(name)
      const file = shop.at(name, `receipt.${kind}`)
      await must(computer('deactivate', '--yes', kind === 'png' ? '--qr' : '-o', file))
      const page = await open(served.address, look)
      await page.getByLabel('Picture or file of the request').setInputFiles(file)
      if ('javaScriptEnabled' in look) await page.getByRole('button', { name: 'Read it' }).click()
      await page.getByText('Ready to give back').waitFor()
      await page.getByText((await must(computer('computer'))).value.computerId as string).waitFor()
      expect(await used(key), 'looked at').toBe(1)
      await page.getByRole('button', { name: 'Give the seat back' }).click()
      await page.getByRole('heading', { name: 'The seat is free' }).waitFor()
      expect(await used(key)).toBe(0)
      expect((await must(shop.activate(`${name} other`, key))).value.ok).toBe(true)
    })

    test('is seen by the camera, and read when it is dropped or pasted', async () => {
      const key = await shop.key('--activations', '3')
      await must(shop.install('given', key))
      const file = shop.at('given', 'receipt.cbor')
      await must(shop.client('given')('deactivate', '--yes', '-o', file))
      const receipt = Uint8Array.from(readFileSync(file))
      const giveBack = (page: Page) => page.getByRole('button', { name: 'Give the seat back' }).waitFor()
      const seen = await open(served.address, PHONE, await seeing(qrText(receipt)))
      await startCamera(seen)
      await giveBack(seen)
      const dropped = await open(served.address, DESK)
      await drop(dropped, 'receipt.cbor', receipt)
      await giveBack(dropped)
      const pasted = await open(served.address, DESK)
      await pasted.getByLabel('Text of the request').fill(encodeArmor('receipt', receipt))
      await pasted.getByRole('button', { name: 'Read the text' }).click()
      await giveBack(pasted)
    })
  })

  describe('its confirmation', () => {
    test('pressed twice is one seat', async () => {
      const key = await shop.key('--activations', '5')
      const page = await open(linkOf(served.address, requestOf('twice', key)), PHONE)
      await confirm(page).dblclick()
      await page.getByRole('heading', { name: 'Bring it to the computer' }).waitFor()
      expect(await used(key)).toBe(1)
    })

    test('from two tabs, and in a tab that died under it, is one seat and one license', async () => {
      const key = await shop.key('--activations', '5')
      const link = linkOf(served.address, requestOf('tabs', key))
      const page = await open(link, PHONE)
      const other = await page.context().newPage()
      await other.goto(link)
      await confirm(page).click({ noWaitAfter: true })
      // Chromium may never say that a tab is closed whose click is under way
      page.close().catch(() => {})
      // a tab behind another one is not drawn, and what is not drawn is not clicked
      await other.bringToFront()
      await other.getByRole('button').click()
      await other.getByRole('heading', { name: 'Bring it to the computer' }).waitFor()
      const license = await messageFromInput(Uint8Array.from(await other.screenshot({ fullPage: true })))
      const later = await open(link, PHONE)
      await later.getByRole('button', { name: 'Show the license again' }).click()
      await later.getByText('Activated before').waitFor()
      expect(await messageFromInput(Uint8Array.from(await later.screenshot({ fullPage: true })))).toEqual(
        license,
      )
      expect(await used(key)).toBe(1)
    })

    test('by a form on another site activates nothing', async () => {
      const key = await shop.key()
      const page = await open(linkOf(served.address, requestOf('victim', key)), PHONE)
      const fields = await page.locator('form.actions').evaluate(form => form.innerHTML)
      // the same browser, cookie and token, from a page of another origin
      await page.goto('data:text/html,<p>another site</p>')
      await page.setContent(`<form method="post" action="${served.address}/confirm">${fields}</form>`)
      await page.getByRole('button').click()
      await page.getByText('This came from another page').waitFor()
      expect(await used(key)).toBe(0)
      forgive(/403 \(Forbidden\)$/)
    })
  })

  test('what the license page shows is copied by its buttons', async () => {
    const key = await plainKey()
    const { requestCode: code } = (await must(shop.client('copied', 'plain.kit')('request', key, '--typed')))
      .value
    const page = await open(served.address, {
      ...DESK,
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.getByLabel('or the request code').fill(code as string)
    await page.getByRole('button', { name: 'Read the text' }).click()
    await confirm(page).click()
    const copied = async (name: string) => {
      await page.getByRole('button', { name }).click()
      await page.getByRole('status').filter({ hasText: 'Copied.' }).first().waitFor()
      return page.evaluate(() => navigator.clipboard.readText())
    }
    const license = decodeArmor(await copied('Copy the license'))
    expect(await messageFromInput(Uint8Array.from(await page.screenshot({ fullPage: true })))).toEqual(
      license,
    )
    expect((await copied('Copy the code')).split(/\s+/)).toEqual((await vendor.codeOf(license)).split('\n'))
  })

  test('on a phone, the picture is photographed and the license shared; elsewhere it is saved', async () => {
    const buttons = async (page: Page) => page.locator('.file-button').allInnerTexts()
    const phone = await open(served.address, PHONE)
    expect(await buttons(phone)).toEqual(['Take a photograph', 'Choose a picture or file'])
    const request = requestOf('shared', await shop.key())
    const buffer = Buffer.from(symbolToPng(drawSymbol(qrText(request))))
    const camera = phone.getByLabel('Take a photograph')
    expect(await camera.getAttribute('capture')).toBe('environment')
    await camera.setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer })
    await phone.context().addInitScript(() => {
      const share = async ({ files = [] }: ShareData) => {
        document.title = `${files[0]?.name} ${files[0]?.type} ${files[0]?.size}`
      }
      Object.assign(navigator, { canShare: () => true, share })
    })
    await confirm(phone).click()
    await phone.getByRole('button', { name: 'Share the picture' }).click()
    await expect.poll(() => phone.title()).toMatch(/^scope-[0-9A-Z-]+\.license\.png image\/png \d{3,}$/)
    await phone.getByRole('button', { name: 'Share the file' }).click()
    await expect.poll(() => phone.title()).toMatch(/\.license\.txt text\/plain/)

    const desk = await open(linkOf(served.address, request), DESK)
    await desk.getByRole('button').click()
    const downloading = desk.waitForEvent('download')
    await desk.getByRole('link', { name: 'Save the picture' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toMatch(/^scope-[0-9A-Z-]+\.license\.png$/)
    const saved = await messageFromInput(Uint8Array.from(readFileSync(await download.path())))
    expect(saved).toEqual(await messageFromInput(Uint8Array.from(await desk.screenshot({ fullPage: true }))))
    await desk.goto(served.address)
    expect(await buttons(desk)).toEqual(['Choose a picture or file'])
  })

  test('whatever can be pressed is 24 pixels high or more, on every page', async () => {
    const key = await shop.key('--activations', '1')
    const page = await open(served.address, PHONE)
    /** Those that are smaller and do not stand in a sentence. */
    const small = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('a, button, summary, textarea, .file-button, input:not([type=hidden])')]
          .map(one => ({ name: one.textContent, height: one.getBoundingClientRect().height }))
          .filter(({ height }) => height > 0 && height < 24),
      )
    const found = [await small()]
    await page.goto(linkOf(served.address, requestOf('finger', key)))
    found.push(await small())
    await confirm(page).click()
    found.push(await small())
    await page.goto(linkOf(served.address, requestOf('other finger', key)))
    found.push(await small())
    await must(shop.install('finger receipt', await shop.key()))
    const file = shop.at('finger receipt', 'receipt.txt')
    await must(shop.client('finger receipt')('deactivate', '--yes', '-o', file))
    await page.goto(served.address)
    await page.getByLabel('Picture or file of the request').setInputFiles(file)
    await page.getByRole('button', { name: 'Give the seat back' }).waitFor()
    found.push(await small())
    await page.getByRole('button', { name: 'Give the seat back' }).click()
    await page.getByText('Activate another computer').waitFor()
    found.push(await small())
    expect(found).toEqual(found.map(() => []))
    forgive(/403 \(Forbidden\)$/)
  })

  test('everything on it has a name and is reached by the keyboard, and every page one heading', async () => {
    const key = await shop.key()
    const page = await open(served.address, DESK)
    const reached: string[] = []
    for (let times = 0; times < 8; times++) {
      await page.keyboard.press('Tab')
      reached.push(
        await page.evaluate(() => {
          const at = document.activeElement as HTMLInputElement | null
          return at?.labels?.[0]?.textContent ?? at?.textContent ?? ''
        }),
      )
    }
    expect(reached.slice(0, 5)).toEqual([
      'Acme',
      'Start the camera',
      'Picture or file of the request',
      'Text of the request, or the request code',
      'Read the text',
    ])
    const addresses = [served.address, linkOf(served.address, requestOf('keyboard', key))]
    for (const address of addresses) {
      await page.goto(address)
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
      expect(await page.getByRole('main').count()).toBe(1)
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
    }
    await page.locator(':focus, body').first().press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('img', { name: 'QR code of the license' }).waitFor()
    expect(await used(key), 'confirmed by the keyboard').toBe(1)
  })

  test('nothing runs over the edge of a small phone, and hostile words do nothing', async () => {
    const name = `${HOSTILE} Pro`
    await must(shop.vendor('product', 'create', 'hostile', '--name', name))
    const made = ['key', 'create', '--product', 'hostile', '--email', '"<b>x</b>"@example.com']
    const { wholeKey: key } = (await must(shop.vendor(...made))).value.keys[0]
    const look = { ...PHONE, viewport: { width: 320, height: 600 } }
    const widths = async (page: Page) =>
      page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
    const request = requestOf('small', key, {
      productId: 'hostile',
      version: '\u001b[31m<i>\u202e'.padEnd(40, 'W'),
    })
    const page = await open(linkOf(served.address, request), look)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(name)
    expect(await page.locator('main').innerText()).toContain('\\u{1b}[31m<i>\\u{202e}')
    expect(await page.locator('main img, main i, main b').count()).toBe(0)
    const pages = [await widths(page)]
    await confirm(page).click()
    await page.getByRole('heading', { name: 'Bring it to the computer' }).waitFor()
    expect(await page.locator('img').count(), 'the code alone').toBe(1)
    pages.push(await widths(page))
    await page.goto(served.address)
    pages.push(await widths(page))
    await page.goto(linkOf(served.address, requestOf('another', key, { productId: 'hostile' })))
    await page.getByText('No seat is free').waitFor()
    pages.push(await widths(page))
    for (const [wide, room] of pages) expect(wide).toBe(room)
    forgive(/403 \(Forbidden\)$/)
  })
})

/** Small ones, so that a request has several. */
function framesTexts(request: Uint8Array): readonly string[] {
  const frames = framesOf(request, 5)
  return Array.from({ length: frames.parts }, (_, number) => frames.text(number))
}
