/**
 * Owns a clerk for tests: the real console in a real browser, and what hands do there. Every step is a click, a key, a
 * drop or a download; nothing here asks the vendor's library.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { ROOT } from '../../../tools/bundle.ts'
import { drop, PATIENCE_MS, startChromium } from '../../pages/chromium.ts'
import { builtForTest } from '../web/built.ts'
import { type Console, openConsole } from './browsing.ts'

export class Clerk {
  readonly console: Console
  readonly page: Page
  /** What the camera sees; write the film before the camera is started. */
  readonly film: string
  readonly #browser: Browser
  readonly #folder: string

  private constructor(console: Console, browser: Browser, page: Page, folder: string) {
    this.console = console
    this.page = page
    this.film = filmIn(folder)
    this.#browser = browser
    this.#folder = folder
  }

  /** With the link of the console opened. The caller closes it. */
  static async atWork(): Promise<Clerk> {
    const folder = mkdtempSync(join(tmpdir(), 'airlatch-clerk-'))
    const console = await openConsole({
      opens: false,
      style: readFileSync(join(ROOT, 'pages', 'style.css'), 'utf8'),
      scripts: await builtForTest(),
    })
    const browser = await startChromium({ film: filmIn(folder) })
    const context = await browser.newContext({ acceptDownloads: true })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    await page.goto(console.serving.link)
    await page.waitForURL(`${console.address}/`)
    return new Clerk(console, browser, page, folder)
  }

  async close(): Promise<void> {
    await this.#browser.close()
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
    const [link, button] = (['link', 'button'] as const).map(role =>
      main.getByRole(role, { name, exact: true }),
    )
    await link
      ?.or(button as NonNullable<typeof link>)
      .first()
      .click()
    if (heading !== undefined) await this.sees(heading)
  }

  async sees(heading: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor()
  }

  /** What was just done, as the page says it. */
  async said(): Promise<string> {
    return this.page.locator('p[role="status"]').innerText()
  }

  /** Types or chooses, by the labels of the fields. */
  async fills(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      const field = this.page.locator('main').getByLabel(label, { exact: true })
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
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.press(name)])
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
    await table.waitFor()
    return table
      .locator('tbody tr')
      .evaluateAll(all =>
        all.map(row => [...(row as HTMLTableRowElement).cells].map(cell => cell.innerText.trim())),
      )
  }

  /** The value of a fact, by its label. */
  async fact(label: string): Promise<string> {
    return this.page
      .locator('dl > div')
      .filter({ has: this.page.getByText(label, { exact: true }) })
      .locator('dd')
      .first()
      .innerText()
  }
}

function filmIn(folder: string): string {
  return join(folder, 'film.y4m')
}
