/**
 * The scan page in a real browser, from the disk as on the isolated computer: what is shown is read by our own reader,
 * what the camera is shown comes out of the page as the same bytes, and nothing is ever asked of a network.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requestAddress } from '../../pages/scan/page-data.ts'
import { filledPage, type InstallAnswer, type PageData } from '../../pages/scan/served-page.ts'
import { decodeArmor, encodeArmor } from '../../src/carrier/armor.ts'
import { messageFromInput } from '../../src/carrier/intake.ts'
import { linkOf } from '../../src/carrier/link.ts'
import type { GrayPicture } from '../../src/carrier/picture/gray.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { symbolToSvg } from '../../src/carrier/qr/svg.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { bundlePage } from '../../tools/page-bundle.ts'
import { bmpOfGray, jpegOfGray } from '../carrier/picture/files.ts'
import { picturedSymbol } from '../carrier/picture/scene.ts'
import { bstr, int, text } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { mailWith, zipOf } from '../world/packing.ts'
import { symbolsPng, whitePng } from '../world/pictures.ts'
import { type Camera, drop, missingChromium, openPage, startChromium, type WatchedPage } from './chromium.ts'
import { held, writeFilm } from './film.ts'

const REQUEST = world.request()
const LICENSE = world.newestLicense()
const FOR_ANOTHER = world.newestLicense({ 1: world.fingerprintItem(world.OTHER_COMPUTER) })
/** Too much for one symbol: user data of 900 bytes. */
const LARGE = world.newestLicense({ 7: text('x'.repeat(900)) })
const FORGED = LICENSE.with(LICENSE.length - 1, (LICENSE.at(-1) as number) ^ 1)
const OWN_SVG = symbolToSvg(drawSymbol('NOTHING'), encodeArmor('license', LICENSE))
const FOREIGN = 'HTTPS://EXAMPLE.ORG/'
const KIT_AND_REQUEST: PageData = {
  kit: encodeArmor('kit', world.kit()),
  request: encodeArmor('request', REQUEST),
}

const missing = missingChromium()
const title = (name: string) => (missing === undefined ? name : `${name} (skipped: ${missing})`)

const folder = mkdtempSync(join(tmpdir(), 'airlatch-pages-'))
let html: string
let opened: WatchedPage[] = []
beforeAll(async () => {
  html = (await bundlePage('pages/scan')).html
})
afterAll(() => rmSync(folder, { recursive: true }))

let pages = 0
function saved(data: PageData): string {
  const path = join(folder, `page-${++pages}.html`)
  writeFileSync(path, filledPage(html, data))
  return pathToFileURL(path).href
}

/** Checked behind each test: nothing was asked of a network, and the console is empty. */
async function open(browser: Browser, data: PageData, look = {}): Promise<Page> {
  const watched = await openPage(browser, saved(data), world.NOW, look)
  opened.push(watched)
  return watched.page
}

async function closeQuietly(): Promise<void> {
  const all = opened
  opened = []
  for (const { page } of all) await page.context().close()
  for (const { asked, complaints } of all)
    expect({ asked, complaints }).toEqual({ asked: [], complaints: [] })
}

/** A browser for the tests of one group, and pages that are looked at behind each of them. */
function browserWith(camera: () => Camera): () => Browser {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await startChromium(camera())
  })
  afterAll(() => browser?.close())
  return () => browser as Browser
}

function film(...pictures: readonly GrayPicture[]): Camera {
  const path = join(folder, `film-${++pages}.y4m`)
  writeFilm(path, pictures)
  return { film: path }
}

function png(message: Uint8Array): Uint8Array {
  return symbolToPng(drawSymbol(qrText(message)))
}

const startCamera = (page: Page) => page.getByRole('button', { name: 'Start the camera' }).click()
/** In the page: the first camera that is asked for comes last: behind the second, or behind the event `let-go`. */
function holdFirstCamera(): void {
  const { mediaDevices } = navigator
  const ask = mediaDevices.getUserMedia.bind(mediaDevices)
  const letGo = () => dispatchEvent(new Event('let-go'))
  const held = new Promise(resolve => addEventListener('let-go', resolve))
  let isFirst = true
  mediaDevices.getUserMedia = async constraints => {
    const wait = isFirst
    isFirst = false
    const stream = await ask(constraints)
    if (wait) await held
    else setTimeout(letGo, 300)
    return stream
  }
}

/** In the page: a phone that hands text files to other programs, and what it was given. */
function shareAsPhones(): void {
  const phone = {
    canShare: ({ files = [] }: ShareData) => files.every(({ name }) => name.endsWith('.txt')),
    share: async ({ files = [] }: ShareData) => {
      document.title = `${files[0]?.name}\n${await files[0]?.text()}`
    },
  }
  Object.assign(navigator, phone)
}

const verdict = (page: Page) => page.locator('#license-body h3')
const alert = (page: Page, step = 'license') => page.locator(`#${step}-body [role=alert]`)

async function choose(page: Page, label: string, name: string, bytes: Uint8Array): Promise<void> {
  const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }
  await page.getByLabel(label).setInputFiles(file)
}

/** What the page gives to be saved. */
async function save(
  page: Page,
  link = 'Save the license file',
): Promise<{ name: string; bytes: Uint8Array }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).click(),
  ])
  const file = readFileSync(await download.path()).toString()
  return { name: download.suggestedFilename(), bytes: decodeArmor(file) }
}

describe.skipIf(missing !== undefined)(title('the scan page'), () => {
  describe('without a camera', () => {
    const browser = browserWith(() => 'none')

    test.each(['light', 'dark'] as const)(
      'the request is drawn so that it is read: %s',
      async colorScheme => {
        const page = await open(browser(), KIT_AND_REQUEST, { colorScheme })
        const code = page.getByRole('button', { name: 'QR code of the request' })
        expect(await messageFromInput(await code.screenshot())).toEqual(REQUEST)
        await code.click()
        const large = page.getByRole('dialog', { name: 'QR code of the request' })
        expect(await messageFromInput(await large.screenshot())).toEqual(REQUEST)
        await page.keyboard.press('Escape')
        expect(await large.isVisible()).toBe(false)
        await closeQuietly()
      },
    )

    test('a phone shares the request as a file; a browser that cannot has no button for it', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      const share = page.getByRole('button', { name: 'Share' })
      expect(await share.count()).toBe(0)
      await page.context().addInitScript(shareAsPhones)
      await page.reload()
      await share.click()
      await expect.poll(() => page.title()).toContain('-----END AIRLATCH REQUEST-----')
      expect(await page.title()).toMatch(/^\S+\.request\.txt -----BEGIN /)
      await closeQuietly()
    })

    test('with the address of the vendor it is drawn as a link, which the page itself reads as well', async () => {
      const page = await open(browser(), { ...KIT_AND_REQUEST, address: 'https://activate.example.com' })
      await page.getByText(/It opens activate\.example\.com, the vendor’s page/).waitFor()
      const link = linkOf('https://activate.example.com', REQUEST)
      const drawn = `data:image/svg+xml,${encodeURIComponent(symbolToSvg(drawSymbol(link)))}`
      expect(await page.locator('.qr').first().getAttribute('src')).toBe(drawn)

      await page.getByRole('button', { name: 'Another request' }).click()
      await page.getByText('Paste the text of the request').click()
      await page.getByLabel('Text of the request').fill(link)
      await page.getByRole('button', { name: 'Read the text' }).first().click()
      expect((await save(page, 'Save as a file')).bytes).toEqual(REQUEST)
      await closeQuietly()
    })

    test('the product has the name that the kit gives it, else its id', async () => {
      const product = async (data: object) => {
        const page = await open(browser(), data)
        return page.locator('#request-body dd').nth(1).innerText()
      }
      expect(await product(KIT_AND_REQUEST)).toBe('Example Viewer')
      expect(await product({ request: KIT_AND_REQUEST.request as string })).toBe('example.viewer')
      await closeQuietly()
    })

    test('a touch screen is not told to drop files', async () => {
      const hint = 'Or drop it anywhere on this page.'
      expect(await (await open(browser(), {})).getByText(hint).isVisible()).toBe(true)
      const phone = await open(browser(), {}, { hasTouch: true, isMobile: true })
      expect(await phone.getByText(hint).isVisible()).toBe(false)
      await closeQuietly()
    })

    test('on a phone, nothing stands out at the side and the code is read', async () => {
      const viewport = { width: 320, height: 640 }
      const page = await open(browser(), KIT_AND_REQUEST, { viewport, deviceScaleFactor: 2 })
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(width).toBe(viewport.width)
      expect(await messageFromInput(await page.screenshot({ fullPage: true }))).toEqual(REQUEST)
      await closeQuietly()
    })

    test('the request comes by the address, as a file and as text, and is saved as the same bytes', async () => {
      const address = requestAddress(saved({}), REQUEST)
      const watched = await openPage(browser(), address, world.NOW)
      opened.push(watched)
      expect((await save(watched.page, 'Save as a file')).bytes).toEqual(REQUEST)

      const { page } = watched
      await page.getByRole('button', { name: 'Another request' }).click()
      await choose(page, 'Choose the request file', 'request.txt', REQUEST)
      expect((await save(page, 'Save as a file')).bytes).toEqual(REQUEST)

      await page.getByRole('button', { name: 'Another request' }).click()
      await page.getByText('Paste the text of the request').click()
      await page.getByLabel('Text of the request').fill(KIT_AND_REQUEST.request as string)
      await page.getByRole('button', { name: 'Read the text' }).first().click()
      expect((await save(page, 'Save as a file')).bytes).toEqual(REQUEST)
      await closeQuietly()
    })

    test('says that there is none and what to do instead; then a chosen picture is read and saved', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await startCamera(page)
      await expect.poll(() => alert(page).innerText()).toMatch(/No camera was found.*paste its text/s)
      await choose(page, 'Choose a picture or file', 'license.png', png(LICENSE))
      await verdict(page).waitFor()
      expect(await verdict(page).innerText()).toBe('Good for the computer that asked')
      const { name, bytes } = await save(page)
      expect(name).toMatch(/^example\.viewer-[0-9a-f]{16}\.license$/)
      expect(bytes).toEqual(LICENSE)
      await closeQuietly()
    })

    test.each([
      ['a file of bytes', 'license.cbor', LICENSE],
      ['armored text', 'license.license', new TextEncoder().encode(encodeArmor('license', LICENSE))],
      ['a photograph (JPEG)', 'license.jpg', jpegOfGray(picturedSymbol(drawSymbol(qrText(LICENSE)), 4), 80)],
      ['a BMP', 'license.bmp', bmpOfGray(picturedSymbol(drawSymbol(qrText(LICENSE)), 4))],
      // inputs.md rows 1 and 4, desk.md row 13
      ['a saved mail', 'license.eml', new TextEncoder().encode(mailWith({ 'license.cbor': LICENSE }))],
      ['a ZIP', 'license.zip', zipOf({ 'license.txt': encodeArmor('license', LICENSE) })],
      ['our own SVG', 'own.svg', new TextEncoder().encode(OWN_SVG)],
      ['an SVG file', 'license.svg', new TextEncoder().encode(symbolToSvg(drawSymbol(qrText(LICENSE))))],
    ])('a license that is dropped anywhere is read: %s', async (_, name, bytes) => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await drop(page, name, bytes)
      await verdict(page).waitFor()
      expect((await save(page)).bytes).toEqual(LICENSE)
      await closeQuietly()
    })

    test('a picture that only the browser knows is read: WebP', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      const source = `data:image/png;base64,${Buffer.from(png(LICENSE)).toString('base64')}`
      await page.evaluate(async source => {
        const image = new Image()
        image.src = source
        await image.decode()
        const canvas = document.createElement('canvas')
        canvas.width = image.naturalWidth
        canvas.height = image.naturalHeight
        canvas.getContext('2d')?.drawImage(image, 0, 0)
        const webp = (await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/webp'))) as Blob
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([webp], 'license.webp'))
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }))
      }, source)
      await verdict(page).waitFor()
      expect((await save(page)).bytes).toEqual(LICENSE)
      await closeQuietly()
    })

    test('pictures of several codes are put together, whatever their order', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      const frames = framesOf(LARGE, 13)
      const picture = (number: number) => symbolToPng(drawSymbol(frames.text(number)))
      for (let number = frames.parts - 1; number > 0; number--)
        await drop(page, `${number}.png`, picture(number))
      await page.getByText(`${frames.parts - 1} of ${frames.parts} codes were read`).waitFor()
      expect(await verdict(page).count()).toBe(0)
      await drop(page, '0.png', picture(0))
      await verdict(page).waitFor()
      expect((await save(page)).bytes).toEqual(LARGE)
      await closeQuietly()
    })

    test('a license that is pasted into its field is read at once', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await page.getByText('Paste the text of the license').click()
      const field = page.getByLabel('Text of the license')
      await field.fill(`Dear customer,\n\n${encodeArmor('license', LICENSE)}\nYours, Example`)
      await page.getByRole('button', { name: 'Read the text' }).click()
      await verdict(page).waitFor()
      expect((await save(page)).bytes).toEqual(LICENSE)
      await closeQuietly()
    })

    test('text and pictures that are pasted anywhere are read', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      const paste = (text: string | undefined, base64: string) =>
        page.evaluate(
          ([text, base64]) => {
            const clipboardData = new DataTransfer()
            if (text !== undefined) clipboardData.setData('text/plain', text)
            else {
              const content = Uint8Array.from(atob(base64), c => c.charCodeAt(0))
              clipboardData.items.add(new File([content], 'image.png', { type: 'image/png' }))
            }
            document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
          },
          [text, base64] as const,
        )
      await paste(encodeArmor('license', LICENSE), '')
      await verdict(page).waitFor()
      await page.getByRole('button', { name: 'Read another' }).click()
      await expect.poll(() => verdict(page).count()).toBe(0)
      await paste(undefined, Buffer.from(png(LICENSE)).toString('base64'))
      await verdict(page).waitFor()
      await closeQuietly()
    })

    test('without a kit it says that it is unchecked, and saves it; the kit then makes the difference', async () => {
      const page = await open(browser(), { request: KIT_AND_REQUEST.request as string })
      await drop(page, 'license.cbor', LICENSE)
      await verdict(page).waitFor()
      expect(await verdict(page).innerText()).toBe('Read, not checked')
      expect((await save(page)).bytes).toEqual(LICENSE)
      await choose(page, 'Choose the kit file', 'example.kit', world.kit())
      await expect.poll(() => verdict(page).innerText()).toBe('Good for the computer that asked')
      await closeQuietly()
    })

    test('with a kit and no request it says who signed it, and no more', async () => {
      const page = await open(browser(), { kit: KIT_AND_REQUEST.kit as string })
      await drop(page, 'license.cbor', FOR_ANOTHER)
      await verdict(page).waitFor()
      expect(await verdict(page).innerText()).toBe('Genuine')
      await closeQuietly()
    })

    test('another kit is not taken', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await drop(page, 'evil.kit', world.kit({ 10: bstr(new Uint8Array(1)) }))
      await alert(page).waitFor()
      await drop(page, 'other.kit', world.kit({ 13: int(2) }))
      await expect.poll(() => alert(page).innerText()).toContain('already has a kit')
      await closeQuietly()
    })

    describe('what is no license of this vendor', () => {
      let page: Page
      beforeAll(async () => {
        page = await open(browser(), KIT_AND_REQUEST)
      })
      afterAll(closeQuietly)

      test.each([
        [
          'a foreign QR code',
          symbolToPng(drawSymbol(FOREIGN)),
          'The QR codes in the picture are not from Airlatch.',
        ],
        ['a picture without a code', whitePng(400, 300), 'No QR code was found in the picture.'],
        [
          'two licenses in one picture',
          symbolsPng(LICENSE, FOR_ANOTHER),
          'The input contains 2 different licenses.',
        ],
        ['a request for a license', REQUEST, 'Expected a license, got a request.'],
        ['a changed license', FORGED, 'The signature does not match'],
        [
          'a license of another vendor',
          world.signed({ key: world.strangerKey }),
          'which is not trusted here.',
        ],
        [
          'half a text',
          encodeArmor('license', LICENSE).slice(0, 200),
          'The text is damaged: it has no END line',
        ],
        ['no message at all', 'hello', 'The input does not contain an Airlatch message.'],
        ['a song', new Uint8Array(1000).fill(0x80), 'The input does not contain an Airlatch message.'],
        ['a PDF', '%PDF-1.7', 'PDF files cannot be read.'],
      ])('%s is refused, with what to do', async (_, content, said) => {
        await drop(
          page,
          'what.png',
          typeof content === 'string' ? new TextEncoder().encode(content) : content,
        )
        await expect.poll(() => alert(page).locator('p').first().innerText()).toContain(said)
        expect((await alert(page).locator('p').last().innerText()).length).toBeGreaterThan(20)
        expect(await verdict(page).count()).toBe(0)
      })
    })

    test('a license for another computer is told from a good one, in words', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await drop(page, 'license.png', png(FOR_ANOTHER))
      await verdict(page).waitFor()
      expect(await verdict(page).innerText()).toBe('Not good for the computer that asked')
      expect(await page.locator('.reasons').innerText()).toContain(
        'The license is for another computer: 0 of 5 readings',
      )
      expect((await save(page, 'Save it anyway')).bytes).toEqual(FOR_ANOTHER)
      await closeQuietly()
    })

    test('a file of 100 MB is refused unread', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await drop(page, 'holiday.png', 100_000_000)
      await alert(page).waitFor()
      expect(await alert(page).innerText()).toContain('"holiday.png" is larger than 33,554,432 bytes')
      await closeQuietly()
    })

    test('names are text: markup does nothing, and a right-to-left mark is written out', async () => {
      const hostile = '<img src=x onerror=alert(1)>\u202egpj'
      const kit = world.kit({ 14: text(hostile) })
      const page = await open(browser(), { ...KIT_AND_REQUEST, kit: encodeArmor('kit', kit) })
      const shown = '<img src=x onerror=alert(1)>\\u{202e}gpj'
      expect(await page.locator('#kit-body').innerText()).toContain(shown)
      await drop(page, 'license.cbor', world.newestLicense({ 20: text(hostile) }))
      await verdict(page).waitFor()
      expect(await page.locator('.facts').last().innerText()).toContain(shown)
      await drop(page, `${hostile}.png`, 100_000_000)
      await alert(page).waitFor()
      expect(await alert(page).innerText()).toContain(shown)
      expect(await page.locator('img:not(.qr)').count()).toBe(0)
      await closeQuietly()
    })

    test('its policy lets nothing in or out, whatever runs in it', async () => {
      const { page } = await openPage(browser(), saved(KIT_AND_REQUEST), world.NOW)
      const tried = await page.evaluate(async () => {
        const script = document.createElement('script')
        let markup = 'taken'
        try {
          script.textContent = 'document.title = "run"'
          document.body.append(script)
        } catch {}
        try {
          document.body.insertAdjacentHTML('beforeend', '<p>')
        } catch {
          markup = 'refused'
        }
        const fetched = await fetch('https://example.org/').then(
          () => 'taken',
          () => 'refused',
        )
        return { markup, fetched, title: document.title }
      })
      expect(tried).toEqual({
        markup: 'refused',
        fetched: 'refused',
        title: 'Airlatch: activate without a network',
      })
      await page.context().close()
    })

    test('of a program that serves the page: nothing leaves, or a phone takes the request along', async () => {
      const sentence = async (more: object) => {
        const page = await open(browser(), { ...KIT_AND_REQUEST, install: '/token/license', ...more })
        const text = await page.locator('#connection').innerText()
        await page.context().close()
        return text
      }
      expect(await sentence({})).toBe('Nothing leaves this computer.')
      expect(await sentence({ address: 'https://activate.example.com' })).toMatch(
        /^This page sends nothing by itself: .* activate\.example\.com\.$/,
      )
    })

    test('a license that is good is handed to the program that serves the page, and to nobody else', async () => {
      const sent: Uint8Array[] = []
      const answers: InstallAnswer[] = [
        { ok: true, text: 'activated <b>here</b>' },
        { ok: false, error: { message: 'the disk is full', hint: 'make room' } },
      ]
      const data: PageData = { ...KIT_AND_REQUEST, install: '/token/license' }
      const server = createServer(async (request, response) => {
        if (request.method === 'GET')
          response.setHeader('content-type', 'text/html').end(filledPage(html, data))
        else {
          sent.push(Buffer.concat(await request.toArray()))
          response.end(JSON.stringify(answers[sent.length - 1]))
        }
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const { page, asked, complaints } = await openPage(browser(), origin, world.NOW)
      await page.getByText('Nothing leaves this computer.').waitFor()

      await drop(page, 'license.png', png(FOR_ANOTHER))
      await verdict(page).waitFor()
      expect(sent).toEqual([])
      const again = page.getByRole('button', { name: 'Read another' })
      await again.click()
      await drop(page, 'license.png', png(LICENSE))
      await page.getByText('activated <b>here</b>').waitFor()
      expect(sent.map(bytes => new Uint8Array(bytes))).toEqual([LICENSE])
      // that was all: the program ends, and there is nobody to read another for
      expect(await again.count()).toBe(0)
      await page.reload()
      await drop(page, 'license.png', png(LICENSE))
      await page.getByText('The disk is full.').waitFor()

      expect(asked.every(address => address.startsWith(`${origin}/`))).toBe(true)
      expect(complaints).toEqual([])
      await again.click()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await drop(page, 'license.png', png(LICENSE))
      await page.getByText('The program that opened this page does not answer.').waitFor()
      await page.context().close()
    })

    test('by keyboard alone: everything has a name and an order', async () => {
      const page = await open(browser(), { request: KIT_AND_REQUEST.request as string })
      const names: string[] = []
      for (let i = 0; i < 10; i++) {
        await page.keyboard.press('Tab')
        names.push(
          await page.evaluate(() => {
            const focused = document.activeElement as HTMLElement
            const label = (focused as HTMLInputElement).labels?.[0]?.innerText
            return focused.getAttribute('aria-label') ?? label ?? focused.innerText
          }),
        )
      }
      expect(names).toEqual([
        'Deutsch',
        'QR code of the request: show it over the whole window',
        'Next: read the license',
        'Copy as text',
        'Save as a file',
        'Another request',
        'Start the camera',
        'Choose a picture or file',
        'Paste the text of the license',
        'Choose the kit file',
      ])
      await drop(page, 'license.cbor', LICENSE)
      await expect
        .poll(() => page.evaluate(() => (document.activeElement as HTMLElement).innerText))
        .toBe('Read, not checked')
      await closeQuietly()
    })
  })

  describe('before a camera', () => {
    const browser = browserWith(() => film(held(), held(qrText(LICENSE))))

    test('a license that is held before it is read, verified and saved as the same bytes', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await startCamera(page)
      await verdict(page).waitFor()
      expect(await verdict(page).innerText()).toBe('Good for the computer that asked')
      expect((await save(page)).bytes).toEqual(LICENSE)
      // the camera is off again
      expect(await page.evaluate(() => document.querySelector('video')?.srcObject)).toBe(null)
      await closeQuietly()
    })

    test('the step that shows the request leads on to it, and is done', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      const done = page.locator('#request-title.done')
      expect(await done.count()).toBe(0)
      await page.getByRole('button', { name: 'Next: read the license' }).click()
      await done.waitFor()
      await verdict(page).waitFor()
      await page.getByRole('button', { name: 'Read another' }).click()
      expect(await done.count()).toBe(0)
      await closeQuietly()
    })

    test('it can be stopped, and started again', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await startCamera(page)
      await page.getByRole('button', { name: 'Stop the camera' }).click()
      expect(await page.locator('.stage').isVisible()).toBe(false)
      await startCamera(page)
      await verdict(page).waitFor()
      await closeQuietly()
    })

    test('one that was given up while it opened does not take the picture of the next', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await page.evaluate(holdFirstCamera)
      await startCamera(page)
      await page.getByRole('button', { name: 'Stop the camera' }).click()
      await startCamera(page)
      await page.evaluate(() => dispatchEvent(new Event('let-go')))
      await verdict(page).waitFor()
      await closeQuietly()
    })
  })

  describe('before a camera that sees something else', () => {
    const browser = browserWith(() => film(held(FOREIGN), held(qrText(REQUEST)), held(qrText(FORGED))))

    test('says what it is, and goes on looking', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await startCamera(page)
      await page.getByText('This QR code is not from Airlatch.').waitFor()
      await page.getByText('The vendor answers it with a license').waitFor()
      await page.getByText('The signature does not match').waitFor()
      expect(await verdict(page).count()).toBe(0)
      await closeQuietly()
    })

    test('a request is taken when there is none yet', async () => {
      const page = await open(browser(), { kit: KIT_AND_REQUEST.kit as string })
      await startCamera(page)
      const code = page.getByRole('button', { name: 'QR code of the request' })
      await code.waitFor()
      expect((await save(page, 'Save as a file')).bytes).toEqual(REQUEST)
      await closeQuietly()
    })
  })

  describe('before a camera that sees frames', () => {
    const frames = framesOf(LARGE, 8)
    const other = framesOf(world.newestLicense({ 7: text('y'.repeat(900)) }), 8)
    const browser = browserWith(() => {
      const shown = Array.from({ length: frames.parts }, (_, i) => frames.text(i))
      return film(...[other.text(0), ...shown].map(held))
    })

    test('a license in several codes is put together, with progress, and not mixed with another', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await startCamera(page)
      await page.getByText(new RegExp(`\\d of ${frames.parts} codes were read`)).waitFor()
      await verdict(page).waitFor()
      expect((await save(page)).bytes).toEqual(LARGE)
      await closeQuietly()
    })
  })

  describe('with a camera that is not allowed', () => {
    const browser = browserWith(() => 'denied')

    test('says so, and what to do instead', async () => {
      const page = await open(browser(), KIT_AND_REQUEST)
      await startCamera(page)
      await alert(page).waitFor()
      expect(await alert(page).innerText()).toMatch(
        /not allowed.*Allow it in.*Or do without: choose a picture/s,
      )
      expect(await page.getByRole('button', { name: 'Start the camera' }).isVisible()).toBe(true)
      await closeQuietly()
    })
  })
})
