/**
 * `airlatch activate KEY --page` from end to end: the tool serves the page and opens it, a real browser shows the request
 * and reads the license by its camera, the tool installs it and ends by itself.
 */

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { messageFromFile, messageFromInput } from '../../src/carrier/intake.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { bundlePage } from '../../tools/page-bundle.ts'
import { type Ran, runProcess } from '../world/process.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { missingChromium, openPage, startChromium, type WatchedPage } from './chromium.ts'
import { held, writeFilm } from './film.ts'

const CLIENT = join(import.meta.dirname, '..', 'world', 'simulated-client.ts')
const PAGE = join(import.meta.dirname, '..', '..', 'dist', 'pages', 'scan.html')

const missing =
  missingChromium() ?? (process.platform === 'linux' ? undefined : 'the browser is opened by xdg-open')
const title = missing === undefined ? 'activate --page' : `activate --page (skipped: ${missing})`

describe.skipIf(missing !== undefined)(title, () => {
  let shop: Shop
  let key: string
  let browser: Browser
  const film = () => shop.at('film.y4m')
  let opened: WatchedPage[] = []

  beforeAll(async () => {
    // what `npm run pages` makes
    mkdirSync(join(PAGE, '..'), { recursive: true })
    writeFileSync(`${PAGE}.${process.pid}`, (await bundlePage('pages/scan')).html)
    renameSync(`${PAGE}.${process.pid}`, PAGE)
    shop = await openShop()
    key = await shop.key('--activations', '100')
    mkdirSync(shop.at('bin'))
    writeFileSync(
      shop.at('bin', 'xdg-open'),
      '#!/bin/sh\nprintf %s "$1" > "$OPENED.part"\nmv "$OPENED.part" "$OPENED"\n',
    )
    chmodSync(shop.at('bin', 'xdg-open'), 0o755)
    // the camera begins with what is in the film when it is started
    browser = await startChromium({ film: film() })
  })
  afterAll(async () => {
    await browser?.close()
    shop?.remove()
  })
  afterEach(async () => {
    for (const { page } of opened) await page.context().close()
    opened = []
  })

  /** The tool on the computer of this name, and the address that it opened. */
  async function start(
    name: string,
    { kit: file = 'scope.kit', key: asked = key, words = [] as readonly string[] } = {},
  ): Promise<{ ended: Promise<Ran>; address: string }> {
    mkdirSync(shop.at(name), { recursive: true })
    const kit = shop.carry(`vendor/${file}`, `${name}-kit/${file}`)
    const told = shop.at(name, 'opened.txt')
    const all = [
      CLIENT,
      name,
      '--home',
      shop.at(name, 'home'),
      '--kit',
      kit,
      'activate',
      asked,
      '--page',
      ...words,
    ]
    const ended = runProcess(process.execPath, all, {
      folder: shop.at(name),
      env: {
        DISPLAY: ':99',
        SSH_CONNECTION: '',
        SSH_TTY: '',
        OPENED: told,
        PATH: `${shop.at('bin')}${delimiter}${process.env.PATH}`,
      },
    })
    await expect.poll(() => existsSync(told)).toBe(true)
    return { ended, address: readFileSync(told, 'utf8') }
  }

  async function open(address: string): Promise<Page> {
    const watched = await openPage(browser, address, Date.now() / 1000)
    opened.push(watched)
    return watched.page
  }

  /** What a phone sees on the screen goes to the vendor, and the license comes back. */
  async function issued(page: Page, name: string): Promise<Uint8Array> {
    const code = page.getByRole('button', { name: 'QR code of the request' })
    writeFileSync(shop.at(name, 'request.cbor'), await messageFromInput(await code.screenshot()))
    const license = shop.at(name, 'license.txt')
    await must(shop.vendor('issue', shop.at(name, 'request.cbor'), '-o', license))
    return messageFromFile(readFileSync(license))
  }

  test('DY-12 says where to send the request, when the kit has a contact', async () => {
    const contact = 'licenses@acme.example, +49 30 1234'
    await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'contact.kit'), '--contact', contact))
    const { ended, address } = await start('dot', { kit: 'contact.kit' })
    const page = await open(address)
    await page.getByText('Send it to').waitFor()
    expect(await page.getByText(`Acme (${contact})`).isVisible()).toBe(true)
    writeFileSync(shop.at('dot', 'license.cbor'), await issued(page, 'dot'))
    await page.getByLabel('Choose a picture or file').setInputFiles(shop.at('dot', 'license.cbor'))
    expect((await ended).exit).toBe(0)
  })

  test('from the code on the screen to the license before the camera, and to the end', async () => {
    const { ended, address } = await start('ada')
    const page = await open(address)
    const license = await issued(page, 'ada')
    writeFilm(film(), [held(), held(qrText(license))])
    await page.getByRole('button', { name: 'Start the camera' }).click()
    await page.getByRole('heading', { name: 'Good for the computer' }).waitFor()
    await page.getByText('Scope Pro is activated on this computer.').waitFor()
    await page.getByText('You can close this page.').waitFor()
    const { exit, out, err } = await ended
    expect({ exit, out }).toEqual({
      exit: 0,
      out: expect.stringContaining('installed: Scope Pro is activated'),
    })
    expect(err).toContain(address)
    expect((await shop.client('ada')('status')).value).toMatchObject({ valid: true, state: 'valid' })
    for (const { asked, complaints } of opened) {
      expect(complaints).toEqual([])
      expect(asked.every(one => one.startsWith(new URL(address).origin))).toBe(true)
    }
  })

  test('what else the vendor sent is taken, what the tool refuses is said on the page and in the terminal', async () => {
    const { ended, address } = await start('bob', { words: ['--json'] })
    const page = await open(address)
    const choose = (name: string) =>
      page.getByLabel('Choose a picture or file').setInputFiles(shop.at('bob', name))
    await issued(page, 'bob')
    const { value } = await must(shop.vendor('inspect', shop.at('bob', 'license.txt')))
    await must(
      shop.vendor('activation', 'release', '--yes', value.license.activationId, '--reason', 'a test'),
    )
    await must(shop.vendor('revocations', 'publish', 'scope', '-o', shop.at('bob', 'scope.revocations')))
    await choose('scope.revocations')
    await page.getByText(/list of revocations number 1/i).waitFor()
    await page.getByText('The license has not arrived yet.').waitFor()
    expect(await page.getByText('You can close this page.').count()).toBe(0)

    // the page knows no list: for it the license is good
    await choose('license.txt')
    await page.getByRole('heading', { name: 'Good for the computer' }).waitFor()
    await page
      .getByRole('alert')
      .getByText(/revoked/i)
      .first()
      .waitFor()
    // another load by the same browser, and a license that counts
    await page.reload()
    const { value: other } = await must(shop.activate('bob', await shop.key()))
    await page.getByLabel('Choose a picture or file').setInputFiles(other.output)
    await page.getByText('Scope Pro is activated on this computer.').waitFor()
    const { exit, out, err } = await ended
    expect({ exit, ...JSON.parse(out) }).toMatchObject({ exit: 0, ok: true, type: 'license', state: 'valid' })
    expect(err).toContain('Installed: list of revocations number 1. The license has not arrived yet.')
    expect(err).toContain('license-revoked: ')
  })

  test('by telephone: the code of the request is on the page, and the code of the license is typed into it', async () => {
    // a code says no features
    await must(shop.vendor('product', 'create', 'plain', '--name', 'Plain'))
    await must(shop.vendor('kit', 'plain', '-o', shop.at('vendor', 'plain.kit')))
    const { value: made } = await must(shop.vendor('key', 'create', '--product', 'plain'))
    const { ended, address } = await start('dan', { kit: 'plain.kit', key: made.keys[0].wholeKey })
    const page = await open(address)
    const said = await page.locator('dt:text("By telephone") + dd').innerText()
    const { value } = await must(shop.vendor('issue', said, '--typed'))
    await page.getByText('or type its code').click()
    const type = async (lines: readonly string[]) => {
      await page.getByLabel('Text of the license').fill(lines.join('\n'))
      await page.getByRole('button', { name: 'Read the text' }).click()
    }
    const [first = '', ...rest] = value.licenseCode as readonly string[]
    await type([first.replace(/^./, letter => (letter === 'A' ? 'B' : 'A')), ...rest])
    await page
      .getByRole('alert')
      .getByText(/^Line 1: group 1 /)
      .waitFor()
    await type([first, ...rest])
    await page.getByText('Plain is activated on this computer.').waitFor()
    expect((await ended).exit).toBe(0)
  })

  test('its address is refused to a second browser, and the first one does not notice', async () => {
    const { ended, address } = await start('cyd', { words: ['--minutes', '1'] })
    const page = await open(address)
    const stranger = await open(address)
    await stranger.getByText('works once').waitFor()
    await issued(page, 'cyd')
    await page.getByLabel('Choose a picture or file').setInputFiles(shop.at('cyd', 'license.txt'))
    await page.getByText('You can close this page.').waitFor()
    const { exit, err } = await ended
    expect(exit).toBe(0)
    expect(err).toContain('Note: another browser or program opened the address again')
  })
})
