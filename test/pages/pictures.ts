/** Owns the pictures of the pages in docs/: `node test/pages/pictures.ts` takes them anew, into pages/pictures/. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { PageServer } from '../../client-tool/activate/page-server.ts'
import { filledPage } from '../../pages/scan/served-page.ts'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { ROOT } from '../../tools/bundle.ts'
import { bundlePage } from '../../tools/page-bundle.ts'
import * as world from '../vectors/make/world.ts'
import { missingChromium, openPage, startChromium } from './chromium.ts'
import { held, writeFilm } from './film.ts'

const DESK = { viewport: { width: 1200, height: 860 }, colorScheme: 'light' } as const
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: 'dark' } as const

async function toLicense(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start the camera' }).click()
  await page.getByRole('heading', { name: 'Good for the computer' }).waitFor()
  await page.getByRole('heading', { name: 'Read the license' }).scrollIntoViewIfNeeded()
}

/** The page as `airlatch activate --page` serves it, before and behind the license. */
async function activation(browser: Browser, html: string): Promise<void> {
  const serving = await PageServer.listen({
    page: install =>
      filledPage(html, {
        kit: encodeArmor('kit', world.kit()),
        request: encodeArmor('request', world.request()),
        address: 'https://activate.example.com',
        install,
      }),
    install: async () => ({
      answer: { ok: true, text: `${world.PRODUCT_NAME} is activated on this computer.` },
      last: true,
    }),
    note: () => {},
    idleMs: 60_000,
  })
  const { page } = await openPage(browser, serving.address, world.NOW, DESK)
  await page.screenshot({ path: join(folder, 'activate-request.png') })
  await page.getByRole('button', { name: 'Start the camera' }).click()
  await page.getByText('You can close this page.').waitFor()
  await page.screenshot({ path: join(folder, 'activate-installed.png') })
  await serving.over
}

const missing = missingChromium()
if (missing !== undefined) throw new Error(missing)
const folder = join(ROOT, 'pages', 'pictures')
const work = mkdtempSync(join(tmpdir(), 'airlatch-pictures-'))
mkdirSync(folder, { recursive: true })
try {
  const film = join(work, 'film.y4m')
  writeFilm(film, [held(qrText(world.newestLicense()))])
  const { html } = await bundlePage('pages/scan')
  const data = { kit: encodeArmor('kit', world.kit()), request: encodeArmor('request', world.request()) }
  const path = join(work, 'scan.html')
  writeFileSync(path, filledPage(html, data))
  const browser = await startChromium({ film })
  const address = pathToFileURL(path).href
  const desk = await openPage(browser, address, world.NOW, DESK)
  await toLicense(desk.page)
  await desk.page.screenshot({ path: join(folder, 'scan-desk.png') })
  const phone = await openPage(browser, address, world.NOW, PHONE)
  await phone.page.screenshot({ path: join(folder, 'scan-phone-request.png') })
  await toLicense(phone.page)
  await phone.page.screenshot({ path: join(folder, 'scan-phone-license.png') })
  await activation(browser, html)
  await browser.close()
} finally {
  rmSync(work, { recursive: true })
}
