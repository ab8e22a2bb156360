/**
 * Owns the pictures of the site server's page: `node test/site-tool/page/pictures.ts FOLDER` puts there one of every view, by
 * day and by night, on a phone and on a desk, enlarged and in forced colours, with few, many, hostile and no holders.
 * Without a folder: those of docs/.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { NO_RULES } from '../../../src/site/site-rules.ts'
import { ROOT } from '../../../tools/bundle.ts'
import { missingChromium, startChromium } from '../../pages/chromium.ts'
import * as world from '../../vectors/make/world.ts'
import { busySite, HOSTILE, hostileSite, namedClients } from './page-scenes.ts'
import { licenseOf, PASSWORD, PageWorld } from './page-world.ts'

const LOOKS = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  zoom: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  forced: { viewport: { width: 1280, height: 800 }, forcedColors: 'active' },
} as const

const missing = missingChromium()
if (missing !== undefined) throw new Error(missing)
const [, , all, only] = process.argv
const folder = all ?? join(ROOT, 'docs', 'guides', 'site-server')
mkdirSync(folder, { recursive: true })

const busy = await busySite()
const browser = await startChromium()
const path = `/products/${world.PRODUCT}`

async function take(site: PageWorld, scene: string, views: Readonly<Record<string, string>>): Promise<void> {
  for (const [look, settings] of Object.entries(LOOKS)) {
    if (all === undefined ? look !== 'desk' : only !== undefined && only !== look) continue
    for (const colorScheme of ['light', 'dark'] as const) {
      const inDocs = { viewport: { width: 1280, height: 1240 } }
      const context = await browser.newContext({
        ...settings,
        ...(all === undefined ? inDocs : {}),
        colorScheme,
      })
      const page = await context.newPage()
      for (const [view, address] of Object.entries(views)) {
        const name = `${scene}-${view}-${look}-${colorScheme}`
        const shown = all === undefined ? IN_DOCS[name] : name
        if (shown === undefined) continue
        await page.goto(site.origin + address)
        await page.screenshot({ path: join(folder, `${shown}.png`), fullPage: all !== undefined })
      }
      await context.close()
    }
  }
}

/** Those of docs/, each in the look that it is shown in there. */
const IN_DOCS: Readonly<Record<string, string>> = {
  'busy-seats-desk-light': 'page-seats',
  'busy-use-month-desk-dark': 'page-use',
}

const [lease] = await busy.lending.leases()
await take(busy, 'busy', {
  overview: '/',
  seats: path,
  'seats-search': `${path}?q=ada&sort=user`,
  lease: `${path}/seats/${lease?.leaseId}`,
  use: `${path}/use`,
  'use-week': `${path}/use?of=week`,
  'use-month': `${path}/use?of=month`,
  'use-year': `${path}/use?of=year`,
  denials: `${path}/denials`,
  rules: `${path}/rules`,
  nothing: '/nowhere',
})
if (all !== undefined) {
  const few = await PageWorld.open({
    license: licenseOf(
      3,
      { allowWorkloads: true },
      { expiresAt: world.NOW + 9 * 86_400, issuedAt: world.NOW - 400 * 86_400 },
    ),
  })
  for (const client of namedClients(3)) await few.ask(client, 'take')
  await take(few, 'few', { overview: '/', seats: path, use: `${path}/use` })
  const many = await PageWorld.open({ license: licenseOf(600, { allowWorkloads: true }) })
  for (const client of namedClients(500)) await many.ask(client, 'take')
  await take(many, 'many', { overview: '/', seats: path, 'seats-3': `${path}?page=3` })
  const none = await PageWorld.open({ license: undefined, idle: [IDLE()] })
  await take(none, 'none', {
    overview: '/',
    seats: path,
    use: `${path}/use`,
    denials: `${path}/denials`,
    rules: `${path}/rules`,
  })
  const hostile = await hostileSite()
  const [one] = await hostile.lending.leases()
  await take(hostile, 'hostile', {
    overview: '/',
    seats: path,
    lease: `${path}/seats/${one?.leaseId}`,
    denials: `${path}/denials`,
  })
  const locked = await PageWorld.open({ password: PASSWORD })
  await take(locked, 'locked', { 'sign-in': '/' })
  const empty = await PageWorld.open({ isEmpty: true })
  await take(empty, 'empty', { overview: '/' })
  for (const site of [few, many, none, hostile, locked, empty]) await site.close()
}
await browser.close()
await busy.close()
process.exit(0)

function IDLE() {
  return { productId: 'example.editor', productName: 'Editor', error: undefined }
}

export { HOSTILE, NO_RULES }
