/**
 * Owns the pictures of the vendor's page in docs/: `node test/vendor-tool/web/pictures.ts` takes them anew, into pages/pictures/.
 * With a folder behind it, it puts there pictures of every page, by day and by night, on a phone and on a desk.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { linkOf } from '../../../src/carrier/link.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { ROOT } from '../../../tools/bundle.ts'
import { missingChromium, startChromium } from '../../pages/chromium.ts'
import { held, writeFilm } from '../../pages/film.ts'
import { requestCodeOf } from '../../world/codes.ts'
import { issued, receiptOf, requestOf } from '../../world/desk.ts'
import { builtForTest } from './built.ts'
import { openPage } from './page.ts'

const LOOKS = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  small: { viewport: { width: 320, height: 568 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desk: { viewport: { width: 1200, height: 860 } },
} as const

const missing = missingChromium()
if (missing !== undefined) throw new Error(missing)
const all = process.argv[2]
const folder = all ?? join(ROOT, 'pages', 'pictures')
const work = mkdtempSync(join(tmpdir(), 'airlatch-pictures-'))
mkdirSync(folder, { recursive: true })

// its clock stands still
const endless = { burst: 10_000, everySeconds: 1, most: 10 }
const served = await openPage({
  scripts: await builtForTest(),
  footer: { contact: 'licenses@acme.example' },
  limits: { visits: endless, readings: endless },
})
const { vendor, signer } = served.desk
await vendor.changeProduct('scope', { name: 'Scope Pro' } as never)
const key = (await vendor.createKeys({ productId: 'scope', activations: 25 } as never))[0]?.text as string
const taken = (await vendor.createKeys({ productId: 'scope', activations: 1 } as never))[0]?.text as string
const wordy = (
  await vendor.createKeys({ productId: 'scope', activations: 25, userData: 'x'.repeat(900) } as never)
)[0]?.text as string
await signer.issue(requestOf('office 1', key))
await signer.issue(requestOf('office 2', taken))
const film = join(work, 'film.y4m')
// a page of another program: the camera goes on looking
writeFilm(film, [held('HTTPS://EXAMPLE.ORG/')])
const browser = await startChromium({ film })
const noCamera = await startChromium('none')

/** The receipt of a computer that had a seat. */
async function deactivated(seed: string) {
  const installationKey = secretKeyOfPem(newSecretKeyPem())
  const { license } = issued(await signer.issue(requestOf(seed, key, { installationKey })))
  return { text: encodeArmor('receipt', receiptOf(license.activationId, installationKey)) }
}

let count = 0
async function shot(page: Page, name: string, fullPage = true): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage })
}

async function eachPage(look: keyof typeof LOOKS, colorScheme: 'light' | 'dark'): Promise<void> {
  const seed = `${look} ${colorScheme} ${++count}`
  const name = (page: string) => `${page}-${look}-${colorScheme}`
  const open = async (from = browser) =>
    (await from.newContext({ ...LOOKS[look], colorScheme, acceptDownloads: true })).newPage()
  const page = await open()
  await page.goto(served.address)
  await page.getByRole('button', { name: 'Start the camera' }).waitFor()
  await shot(page, name('start'))
  await page.getByRole('button', { name: 'Start the camera' }).click()
  await page.getByText('not an activation request').waitFor()
  await shot(page, name('camera'), false)
  const without = await open(noCamera)
  await without.goto(served.address)
  await without.getByRole('button', { name: 'Start the camera' }).click()
  await without.getByRole('alert').waitFor()
  await shot(without, name('no-camera'), false)
  await page.goto(linkOf(served.address, requestOf(seed, key)))
  await shot(page, name('offer'))
  await page.getByText('What was checked').click()
  await shot(page, name('offer-checks'))
  await page.getByRole('button', { name: 'Activate this computer' }).click()
  await page.getByRole('button', { name: 'Copy the license' }).click()
  await shot(page, name('license'))
  await page.goto(served.address)
  await page.getByLabel('Text of the request').fill(requestCodeOf(`${seed} typed`, key))
  await page.getByRole('button', { name: 'Read the text' }).click()
  await page.getByRole('button', { name: 'Activate this computer' }).click()
  await page.getByRole('heading', { name: 'Type it in' }).waitFor()
  await shot(page, name('typed'))
  await page.goto(linkOf(served.address, requestOf(seed, wordy)))
  await page.getByRole('button', { name: 'Activate this computer' }).click()
  await page.getByText('does not fit into a code to type').waitFor()
  await shot(page, name('frames'))
  const { text } = await deactivated(`${seed} old`)
  for (const shown of ['receipt', 'given-back', 'given-back-before']) {
    if (shown === 'given-back') await page.getByRole('button', { name: 'Give the seat back' }).click()
    else {
      await page.goto(served.address)
      await page.getByLabel('Text of the request').fill(text)
      await page.getByRole('button', { name: 'Read the text' }).click()
    }
    await page.getByText('seat').first().waitFor()
    await shot(page, name(shown))
  }
  await page.goto(linkOf(served.address, requestOf(seed, taken)))
  await shot(page, name('refused'))
  await page.goto(served.address)
  await page.getByLabel('Text of the request').fill(requestCodeOf(seed, key).replace(/.$/, 'Z'))
  await page.getByRole('button', { name: 'Read the text' }).click()
  await shot(page, name('mistyped'))
  await page.context().close()
}

async function forReadme(): Promise<void> {
  const phone = await (await browser.newContext({ ...LOOKS.phone, colorScheme: 'light' })).newPage()
  await phone.goto(linkOf(served.address, requestOf('reader', key)))
  await shot(phone, 'serve-phone-offer', false)
  await phone.getByRole('button', { name: 'Activate this computer' }).click()
  await phone.getByRole('heading', { name: 'Bring it to the computer' }).waitFor()
  await shot(phone, 'serve-phone-license', false)
  const desk = await (await browser.newContext({ ...LOOKS.desk, colorScheme: 'dark' })).newPage()
  await desk.goto(served.address)
  await desk.getByLabel('Text of the request').fill(requestCodeOf('reader typed', key))
  await desk.getByRole('button', { name: 'Read the text' }).click()
  await desk.getByRole('button', { name: 'Activate this computer' }).click()
  await desk.getByRole('heading', { name: 'Type it in' }).waitFor()
  await shot(desk, 'serve-desk-typed', false)
}

try {
  if (all === undefined) await forReadme()
  else
    for (const look of ['phone', 'desk', 'small'] as const)
      for (const colorScheme of ['light', 'dark'] as const) await eachPage(look, colorScheme)
} finally {
  await browser.close()
  await noCamera.close()
  await served.close()
  rmSync(work, { recursive: true })
}
