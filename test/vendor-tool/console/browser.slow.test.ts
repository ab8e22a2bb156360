/**
 * The console in a real browser: the link from a file, as the command opens it; every page for people who see, hear or type
 * it, on a phone and on a desk, by day and by night (axe); a file that is dropped, and a code before the camera.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { ROOT } from '../../../tools/bundle.ts'
import { type LinkFile, linkFile } from '../../../vendor-tool/commands/console/link-file.ts'
import { drop, missingChromium, PATIENCE_MS, startChromium } from '../../pages/chromium.ts'
import { held, writeFilm } from '../../pages/film.ts'
import { requestOf } from '../../world/desk.ts'
import { builtForTest } from '../web/built.ts'
import { activated, type Console, openConsole } from './browsing.ts'

const missing = missingChromium()
const title = (name: string) => (missing === undefined ? name : `${name} (skipped: ${missing})`)
const LOOKS = {
  desk: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
} as const

describe.skipIf(missing !== undefined)(title('the console in a browser'), () => {
  let folder: string
  let desk: Console
  let file: LinkFile
  let browser: Browser
  let session: Awaited<ReturnType<BrowserContext['storageState']>>
  let key: string
  let customer: string
  let activation: string
  let merge: string
  let formerKey: string
  const complaints: string[] = []
  const elsewhere: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'airlatch-console-'))
    desk = await openConsole({
      opens: false,
      style: readFileSync(join(ROOT, 'pages', 'style.css'), 'utf8'),
      scripts: await builtForTest(),
    })
    const { vendor, signer } = desk.desk
    const owner = await vendor.addCustomer({ name: 'Ann', company: 'Labs', email: 'ann@labs.example' })
    customer = owner.id
    const expiresAt = new Date((desk.desk.now() + 20 * 86_400) * 1000)
    const [made] = await vendor.createKeys({ productId: 'scope', activations: 9, customer, expiresAt })
    key = made?.text as string
    activation = (await activated(desk, key)).activation.id
    await vendor.saveTemplate({
      name: 'trial',
      productId: 'scope',
      duration: { days: 30, from: 'first-run' },
    })
    await vendor.changeProduct('scope', { release: { version: '2.1', releasedAt: desk.desk.now() } })
    const other = await vendor.addCustomer({ name: 'Anna', company: 'Labs' })
    merge = `/customers/${owner.id}/merge/${other.id}`
    formerKey = vendor.identity.kid
    await signer.rotateSigningKey()
    await vendor.mail.setServer({
      ...{ host: 'localhost', port: undefined, security: 'none', allowPlain: false },
      ...{ user: undefined, password: undefined, authorities: undefined },
      ...{ from: 'licenses@acme.example', replyTo: undefined },
    })
    const film = join(folder, 'film.y4m')
    writeFilm(film, [held(qrText(requestOf('camera', key)))])
    browser = await startChromium({ film })
    file = linkFile(desk.serving.link, folder)
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.close()
    rmSync(folder, { recursive: true })
  })

  async function open(path: string, look: object = LOOKS.desk): Promise<Page> {
    const context = await browser.newContext({ ...look, storageState: session })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    page.on('console', message => complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(String(error)))
    page.on('request', request => {
      if (!request.url().startsWith(`${desk.origin}/`) && !/^(?:blob|data):/.test(request.url()))
        elsewhere.push(request.url())
    })
    await page.goto(`${desk.address}${path}`)
    return page
  }

  test('opens from the file that its owner alone can read, and the link is used up', async () => {
    const context = await browser.newContext()
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    await page.goto(file.address)
    await page.waitForURL(`${desk.address}/`)
    expect(await page.title()).toBe('Today - Acme')
    await desk.serving.opened
    session = await context.storageState()
    const again = await (await browser.newContext()).newPage()
    expect((await again.goto(desk.serving.link))?.status()).toBe(403)
    expect(desk.notes).toHaveLength(1)
    file.remove()
  })

  async function expectNoFault(page: Page, name: string): Promise<void> {
    // from outside of the page, whose policy runs no script of others
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

  const pages = () => ({
    today: '/',
    find: '/find?q=labs.example',
    received: '/received',
    keys: '/keys',
    key: `/keys/${key.slice(0, 11)}`,
    'key, changed': `/keys/${key.slice(0, 11)}/change`,
    'key, renewed': `/keys/${key.slice(0, 11)}/renew`,
    'key, new': '/keys/new?product=scope',
    'key, on behalf': `/keys/${key.slice(0, 11)}/issue`,
    'key, mailed': `/keys/${key.slice(0, 11)}/mail`,
    'key, sent': `/keys/${key.slice(0, 11)}/mail/send`,
    'key, erased': `/keys/${key.slice(0, 11)}/erase`,
    'keys, imported': '/keys/import',
    activations: '/activations?state=all',
    activation: `/activations/${activation}`,
    'activation, its start': `/activations/${activation}/start`,
    'activation, renewed': `/activations/${activation}/renew`,
    'activation, released': `/activations/${activation}/release`,
    'customer, merged': merge.replace(/\/[^/]*$/, '?with=Labs'),
    'customer, merged, sure': merge,
    'customer, erased': `/customers/${customer}/erase`,
    customers: '/customers',
    customer: `/customers/${customer}`,
    'customer, new': '/customers/new',
    renewals: '/renewals',
    products: '/products',
    product: '/products/scope',
    'product, new': '/products/new',
    reports: '/reports',
    report: '/reports/sales?by=month',
    'report, of products': '/reports/seats?by=customer',
    log: '/log',
    desk: '/desk',
    ledger: '/ledger',
    'signing keys': '/signing-keys',
    'signing key, new': '/signing-keys/rotate',
    'signing key': `/signing-keys/${formerKey}`,
    'signing key, retired': `/signing-keys/${formerKey}/retire`,
    templates: '/templates',
    'template, new': '/templates/new?product=scope',
    'template, deleted': '/templates/delete?name=trial',
    none: '/nowhere',
  })

  test.each(
    Object.entries(LOOKS).flatMap(([name, look]) =>
      (['light', 'dark'] as const).map(colorScheme => [name, colorScheme, { ...look, colorScheme }] as const),
    ),
  )('has no fault that axe knows, and fits, on a %s, %s', async (_name, _scheme, look) => {
    const page = await open('/', look)
    for (const [name, path] of Object.entries(pages())) {
      await page.goto(`${desk.address}${path}`)
      await expectNoFault(page, name)
    }
    await page.context().close()
  })

  test('nor have the pages that a form leads to, on a phone', async () => {
    const page = await open('/ledger', LOOKS.phone)
    await page.getByRole('button', { name: 'Audit the ledger' }).click()
    await page.getByText('is as it was written').waitFor()
    await expectNoFault(page, 'audit')
    await page.goto(`${desk.address}/signing-keys/${formerKey}/retire`)
    await page.getByLabel('Reason').fill('stolen')
    await page.getByRole('button', { name: 'Show what will happen' }).click()
    await page.getByRole('heading', { name: 'Retire it?' }).waitFor()
    await expectNoFault(page, 'retire, sure')
    await page.goto(`${desk.address}/keys/${key.slice(0, 11)}/renew`)
    await page.getByRole('button', { name: 'Show what each computer gets' }).click()
    await page.getByRole('button', { name: 'Sign the new licenses' }).click()
    await page.getByLabel('Text to copy').waitFor()
    await expectNoFault(page, 'renewed, with its mail')
    await page.goto(`${desk.address}/keys/import`)
    const path = join(folder, 'list.csv')
    writeFileSync(
      path,
      `Product key,Email,Activations allowed\n${'OLD'.repeat(40)},a@b.example,2\nOLD-2,no,x\n`,
    )
    await page.setInputFiles('#csv', path)
    await page.getByRole('button', { name: 'Show what would be created' }).click()
    await page.getByText('some lines are refused').waitFor()
    await expectNoFault(page, 'import, plan')
    await page.context().close()
  })

  test('a backup is saved by the browser', async () => {
    const page = await open('/ledger')
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save the ledger' }).click()
    const download = await saving
    expect(download.suggestedFilename()).toMatch(/^ledger-.*-entries\.db$/)
    expect(readFileSync(await download.path()).toString('latin1', 0, 15)).toBe('SQLite format 3')
    await page.context().close()
  })

  test('a request that is dropped is looked at, and issued by the keyboard alone', async () => {
    const page = await open('/received')
    await page.getByText('You can also drop it').waitFor()
    const armored = encodeArmor('request', requestOf('dropped', key))
    await drop(page, 'request.txt', new TextEncoder().encode(armored))
    await page.getByRole('heading', { name: 'This would be decided' }).waitFor()
    await page.getByRole('button', { name: 'Issue the license' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'The license is made' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'The license is made' }).waitFor()
    await page.context().close()
  })

  test('a code before the camera, and a file that is chosen', async () => {
    const page = await open('/received')
    await page.getByRole('button', { name: 'Start the camera' }).click()
    await page.getByRole('heading', { name: 'This would be decided' }).waitFor()
    await page.goto(`${desk.address}/received`)
    const path = join(folder, 'license.txt')
    const issued = await desk.desk.signer.issue(requestOf('a', key))
    if (issued.kind !== 'issued') throw new Error(issued.code)
    writeFileSync(path, encodeArmor('license', issued.message))
    await page.setInputFiles('#file', path)
    await page.getByRole('heading', { name: 'This is a license' }).waitFor()
    await page.context().close()
  })

  test('the skip link and the search box are the first two stops of the keyboard', async () => {
    const page = await open('/keys')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('q')
    await page.keyboard.type('labs.example')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Ann, Labs' }).waitFor()
    await page.context().close()
  })

  test('nobody else was asked for anything, and nothing broke', () => {
    const known = /404 \(Not Found\)|trusted|Content Security Policy/i
    expect({
      complaints: complaints.filter(text => !known.test(text)),
      elsewhere,
      broken: desk.broken,
    }).toEqual({
      complaints: [],
      elsewhere: [],
      broken: [],
    })
  })
})
