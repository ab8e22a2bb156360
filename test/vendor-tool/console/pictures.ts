/**
 * Owns the pictures of the console: `node test/vendor-tool/console/pictures.ts FOLDER` puts there one of every page, by day
 * and by night, on a phone and on a desk, enlarged, on a wide screen and in forced colours; with the name of a look behind
 * the folder, those alone. Without a folder: those of docs/, into pages/pictures/.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { activationKeyOf } from '../../../src/core/message/activation-key.ts'
import { ROOT } from '../../../tools/bundle.ts'
import { missingChromium, startChromium } from '../../pages/chromium.ts'
import { requestOf } from '../../world/desk.ts'
import { openConsole } from './browsing.ts'

const LOOKS = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  zoom: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  wide: { viewport: { width: 1920, height: 1080 } },
  forced: { viewport: { width: 1280, height: 800 }, forcedColors: 'active' },
} as const
type Look = keyof typeof LOOKS

const missing = missingChromium()
if (missing !== undefined) throw new Error(missing)
const [, , all, only] = process.argv
const folder = all ?? join(ROOT, 'pages', 'pictures')
mkdirSync(folder, { recursive: true })

const console = await openConsole({
  opens: false,
  style: readFileSync(join(ROOT, 'pages', 'style.css'), 'utf8'),
})
const { vendor, signer } = console.desk
await vendor.changeProduct('scope', { name: 'Scope Pro' })
const names = ['Ann Example', 'Bob Meier', 'Carla Núñez', 'Delta University']
const customers = await Promise.all(
  names.map(name =>
    vendor.addCustomer({
      name,
      company: `${name.split(' ')[1]} Labs`,
      email: `${name.split(' ')[0]?.toLowerCase()}@labs.example`,
    }),
  ),
)
const ends = [20, 200, 9, 400]
const keys: string[] = []
for (const [i, customer] of customers.entries()) {
  const expiresAt = new Date((console.desk.now() + (ends[i] ?? 0) * 86_400) * 1000)
  const [key] = await vendor.createKeys({
    productId: 'scope',
    activations: 3,
    customer: customer.id,
    orderReference: `PO-2026-${i + 1}`,
    expiresAt,
  })
  keys.push(key?.text as string)
  for (const seed of ['a', 'b'].slice(0, i % 3))
    await signer.issue(requestOf(`${i}${seed}`, key?.text as string))
}
const [first = ''] = keys
// what was refused today, and what nobody has proved
await vendor.changeKey(keys[1] as string, { activations: 1 })
for (const seed of ['office', 'laptop', 'laptop']) await signer.issue(requestOf(seed, keys[1] as string))
await vendor.suspendKey(keys[3] as string, 'not paid')
await signer.issue({ key: keys[3] as string, computerId: 'the board in rack 7' })
await signer.issue(requestOf('lost', activationKeyOf(new Uint8Array(15).fill(7)).text))
await vendor.setSetting('planActivations', 11)
const waiting = encodeArmor('request', requestOf('new', first))
const [activation] = (await vendor.activations()).map(({ id }) => id)
const formerKey = vendor.identity.kid
if (all !== undefined) {
  await vendor.saveTemplate({ name: 'trial', productId: 'scope', duration: { days: 30, from: 'first-run' } })
  await vendor.changeProduct('scope', { release: { version: '2.1', releasedAt: console.desk.now() } })
  await signer.rotateSigningKey()
}
const browser = await startChromium()
const context = await browser.newContext({ ...LOOKS.desk })
const opening = await context.newPage()
await opening.goto(console.serving.link)
await opening.waitForURL(`${console.address}/`)
const { cookies } = await context.storageState()
if (all !== undefined) await sumOfYesterday()

/** Figures that took long, before the ledger grew; and some that are never there. */
async function sumOfYesterday(): Promise<void> {
  const report = vendor.report.bind(vendor)
  vendor.report = async input => {
    if (input.kind === 'activations' && input.by === 'order') return new Promise<never>(() => undefined)
    if (input.by === 'affiliate') console.elapse(2000)
    return report(input)
  }
  await opening.goto(`${console.address}/reports/sales?by=affiliate`)
  await vendor.addAffiliate('North')
}

/** For docs/ as much as a screen shows, which is a small file. */
async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `console-${name}.png`), fullPage: all !== undefined })
}

/** Those of docs/, each in the look that it is shown in there. */
const IN_DOCS: Readonly<Record<string, string>> = {
  'offer-desk-light': 'offer',
  'key-desk-dark': 'key',
  'keys-phone-light': 'phone-keys',
}

const PATHS: Readonly<Record<string, string>> = {
  today: '/',
  find: '/find?q=labs',
  'find-none': '/find?q=nobody',
  key: `/keys/${(keys[1] ?? '').slice(0, 11)}`,
  'key-unused': `/keys/${first.slice(0, 11)}`,
  'key-change': `/keys/${(keys[1] ?? '').slice(0, 11)}/change`,
  keys: '/keys',
  'key-new': '/keys/new?product=scope',
  'key-renew': `/keys/${(keys[1] ?? '').slice(0, 11)}/renew`,
  customer: `/customers/${customers[1]?.id}`,
  customers: '/customers',
  'customer-new': '/customers/new',
  products: '/products',
  renewals: '/renewals?days=60',
  product: '/products/scope',
  'product-new': '/products/new',
  'reports-all': '/reports',
  reports: '/reports/sales?by=customer',
  'report-months': '/reports/sales',
  'report-seats': '/reports/seats?by=customer',
  'report-ends': '/reports/expiring?by=month&within=1200',
  'report-kept': '/reports/sales?by=affiliate',
  log: '/log',
  settings: '/desk',
  activations: '/activations',
  activation: `/activations/${activation}`,
  'activation-start': `/activations/${activation}/start`,
  'activation-renew': `/activations/${activation}/renew`,
  'customer-merge': `/customers/${customers[0]?.id}/merge?with=labs`,
  'customer-merge-sure': `/customers/${customers[0]?.id}/merge/${customers[1]?.id}`,
  'customer-erase': `/customers/${customers[0]?.id}/erase`,
  'key-erase': `/keys/${first.slice(0, 11)}/erase`,
  'key-import': '/keys/import',
  ledger: '/ledger',
  'signing-keys': '/signing-keys',
  'signing-key-rotate': '/signing-keys/rotate',
  'signing-key': `/signing-keys/${formerKey}`,
  'signing-key-now': `/signing-keys/${vendor.identity.kid}`,
  'signing-key-retire': `/signing-keys/${formerKey}/retire`,
  templates: '/templates',
  'template-new': '/templates/new?product=scope',
  'template-delete': '/templates/delete?name=trial',
  'not-found': '/nowhere',
  failed: '/keys/00000-NONE0',
}

const looks = (Object.keys(LOOKS) as Look[]).filter(look =>
  all === undefined ? look === 'desk' || look === 'phone' : only === undefined || only === look,
)
for (const look of looks)
  for (const colorScheme of ['light', 'dark'] as const) {
    const own = await browser.newContext({
      ...LOOKS[look],
      colorScheme,
      storageState: { cookies, origins: [] },
    })
    const page = await own.newPage()
    const take = async (name: string) => {
      const whole = `${name}-${look}-${colorScheme}`
      const file = all === undefined ? IN_DOCS[whole] : whole
      if (file !== undefined) await shot(page, file)
    }
    for (const [name, path] of Object.entries(PATHS)) {
      await page.goto(`${console.address}${path}`)
      await take(name)
    }
    if (all !== undefined) {
      await page.goto(`${console.address}/keys/new?product=scope`)
      await page.fill('#customer', 'labs')
      await page.locator('main').getByRole('button', { name: 'Find' }).click()
      await take('key-new-found')
      const visit = page.goto(`${console.address}/reports/activations?by=order`)
      const moments = setInterval(() => console.elapse(300), 30)
      await visit
      clearInterval(moments)
      await take('report-waits')
    }
    await page.goto(`${console.address}/received`)
    await take('received')
    await page.fill('#text', waiting)
    await page.getByRole('button', { name: 'Read the text' }).click()
    await take('offer')
    if (all !== undefined) {
      await page.getByRole('button', { name: 'Issue the license' }).click()
      await take('license')
    }
    await own.close()
  }
await browser.close()
await console.close()
