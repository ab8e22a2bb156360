/**
 * Owns a clerk for tests: the real console in a real browser, and what hands do there. Every step is a click, a key, a
 * drop or a download; nothing here asks the vendor's library.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { ROOT } from '../../../tools/bundle.ts'
import { drop, PATIENCE_MS, startChromium } from '../../pages/chromium.ts'
import { builtForTest } from '../web/built.ts'
import { type Console, openConsole } from './browsing.ts'

/**
 * What a page that has loaded must show within. A page of the console has all its fields and buttons by then, so a test that
 * looks for one that is not there fails soon, and says what the page has.
 */
const MOMENT_MS = 20_000

export class Clerk {
  readonly console: Console
  readonly page: Page
  /** What the camera sees; write the film before the camera is started. */
  readonly film: string
  readonly #browser: Browser
  readonly #folder: string
  readonly #colleagues: Clerk[] = []

  private constructor(console: Console, browser: Browser, page: Page, folder: string) {
    this.console = console
    this.page = page
    this.film = filmIn(folder)
    this.#browser = browser
    this.#folder = folder
  }

  /** With the link of the console opened. `operator`: their name in the ledger. The caller closes it. */
  static async atWork({ operator }: { readonly operator?: string } = {}): Promise<Clerk> {
    const folder = mkdtempSync(join(tmpdir(), 'airlatch-clerk-'))
    const console = await openConsole({ opens: false, ...(await realPages()), operator })
    const browser = await startChromium({ film: filmIn(folder) })
    return new Clerk(console, browser, await opened(browser, console), folder)
  }

  /** Somebody else on the same ledger, with a console and the cookies of their own. Closed with the first one. */
  async colleague(operator: string): Promise<Clerk> {
    const console = await openConsole({
      opens: false,
      ...(await realPages()),
      operator,
      desk: this.console.desk,
    })
    const colleague = new Clerk(console, this.#browser, await opened(this.#browser, console), this.#folder)
    this.#colleagues.push(colleague)
    return colleague
  }

  async close(): Promise<void> {
    await this.#browser.close()
    for (const { console } of this.#colleagues) await console.close()
    await this.console.close()
    rmSync(this.#folder, { recursive: true })
  }

  /** Another window of the same browser. */
  async window(): Promise<Clerk> {
    const page = await this.page.context().newPage()
    await page.goto(`${this.console.address}/`)
    return new Clerk(this.console, this.#browser, page, this.#folder)
  }

  /** To a section, by its link at the top. */
  async go(section: string): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name: section, exact: true }).click()
    await this.page.locator('nav [aria-current]').getByText(section, { exact: true }).waitFor()
  }

  /** A link or a button of the page, and the heading of the page that it leads to. */
  async press(name: string, heading?: string | RegExp): Promise<void> {
    const main = this.page.locator('main')
    const button = main.getByRole('button', { name, exact: true })
    const either = main.getByRole('link', { name, exact: true }).or(button)
    await (await this.#there(either, `"${name}" to press`)).click()
    // the click has waited until the next page is there, or a file
    if (heading !== undefined) await this.#there(this.#heading(heading), `heading ${heading}`)
  }

  /** Waits for a page that comes by itself, such as after a drop. */
  async sees(heading: string | RegExp): Promise<void> {
    await this.#heading(heading).waitFor()
  }

  #heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name })
  }

  /** What the page must have once it has loaded. */
  async #there(wanted: Locator, what: string): Promise<Locator> {
    await this.page.waitForLoadState()
    const first = wanted.first()
    try {
      await first.waitFor({ state: 'attached', timeout: MOMENT_MS })
    } catch (error) {
      const shown = await this.page.locator('body').innerText()
      throw new Error(`no ${what} at ${this.page.url()}, which has: ${shown}`, { cause: error })
    }
    return first
  }

  /** What was just done, as the page says it. */
  async said(): Promise<string> {
    return (await this.#there(this.page.locator('p[role="status"]'), 'word of what was done')).innerText()
  }

  /** Types or chooses, by the labels of the fields. */
  async fills(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      const labelled = this.page.locator('main').getByLabel(label, { exact: true })
      const field = await this.#there(labelled, `field "${label}"`)
      const isChoice = await field.evaluate(one => one.tagName === 'SELECT')
      await (isChoice ? field.selectOption(text) : field.fill(text))
    }
  }

  /** Through the box at the top. */
  async finds(text: string): Promise<void> {
    await this.page.getByRole('searchbox').fill(text)
    await this.page.keyboard.press('Enter')
    await this.page.waitForURL(url => !url.pathname.endsWith('/find') || url.searchParams.get('q') === text)
  }

  /** The file that comes of a press: its name and its bytes. */
  async saves(name: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const { page } = this
    // the page that is there is no answer
    await page.waitForLoadState()
    const refused = page.waitForEvent('domcontentloaded').then(async () => {
      throw new Error(`no file but a page: ${await page.locator('body').innerText()}`)
    })
    // of the two that are waited for, the other one ends with the browser
    refused.catch(() => {})
    const [download] = await Promise.all([
      Promise.race([page.waitForEvent('download'), refused]),
      this.press(name),
    ])
    const path = join(this.#folder, basename(download.suggestedFilename()))
    await download.saveAs(path)
    return { name: basename(path), bytes: readFileSync(path) }
  }

  async drops(name: string, bytes: Uint8Array): Promise<void> {
    await this.go('What was sent')
    await this.page.getByText('You can also drop it').waitFor()
    await drop(this.page, name, bytes)
  }

  async pastes(text: string): Promise<void> {
    await this.go('What was sent')
    await this.fills({ 'Text, link or code': text })
    await this.press('Read the text')
  }

  /** The texts of a table: a list of cells for each row. */
  async rows(caption: string | RegExp): Promise<readonly (readonly string[])[]> {
    const table = this.page.getByRole('region', { name: caption })
    return (await this.#there(table, `table ${caption}`))
      .locator('tbody tr')
      .evaluateAll(all =>
        all.map(row => [...(row as HTMLTableRowElement).cells].map(cell => cell.innerText.trim())),
      )
  }

  /** The text of a part of the page, by its heading. */
  async section(title: string): Promise<string> {
    const heading = this.page.getByRole('heading', { level: 2, name: title, exact: true })
    const part = this.page.locator('section').filter({ has: heading })
    return (await this.#there(part, `part "${title}"`)).innerText()
  }

  /** The value of a fact, by its label. */
  async fact(label: string): Promise<string> {
    const pair = this.page.locator('dl > div').filter({ has: this.page.getByText(label, { exact: true }) })
    return (await this.#there(pair.locator('dd'), `fact "${label}"`)).innerText()
  }
}

function filmIn(folder: string): string {
  return join(folder, 'film.y4m')
}

async function realPages() {
  return { style: readFileSync(join(ROOT, 'pages', 'style.css'), 'utf8'), scripts: await builtForTest() }
}

async function opened(browser: Browser, { serving, address }: Console): Promise<Page> {
  const context = await browser.newContext({ acceptDownloads: true })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  await page.goto(serving.link)
  await page.waitForURL(`${address}/`)
  return page
}
