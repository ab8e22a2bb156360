/**
 * Owns what the days of a clerk's week share (week.slow.test.ts): the customers with the client's tool, their computers and
 * keys, and the steps that come every day.
 */
import { writeFileSync } from 'node:fs'
import { vi } from 'vitest'
import { must } from '../../world/shop.ts'
import { makeWorld, type Run, type Value, type World } from '../../world/world.ts'
import { Clerk } from './clerk.ts'

export type Details = Readonly<Record<'Name' | 'Company', string> & Record<string, string>>
export type Terms = Readonly<Record<string, string>>

export class Week {
  /** Who is at work today. */
  clerk: Clerk
  readonly world: World
  /** The whole ones, by whose they are. */
  readonly keys: Record<string, string> = {}
  readonly #first: Clerk
  readonly #clerks: Map<string, Clerk>
  readonly #firstRequests = new Map<string, Buffer>()
  #requests = 0

  private constructor(first: Clerk, clerks: Map<string, Clerk>) {
    this.clerk = first
    this.world = makeWorld()
    this.#first = first
    this.#clerks = clerks
  }

  /** `operators`: each has a console of their own, and all have one ledger. */
  static async of(first: string, ...others: readonly string[]): Promise<Week> {
    const clerk = await Clerk.atWork({ operator: first })
    const clerks = new Map([[first, clerk]])
    for (const other of others) clerks.set(other, await clerk.colleague(other))
    return new Week(clerk, clerks)
  }

  /** Nothing has broken in any console. */
  get broken(): readonly unknown[] {
    return [...this.#clerks.values()].flatMap(({ console }) => console.broken)
  }

  async over(): Promise<void> {
    vi.useRealTimers()
    await this.#first.close()
    this.world.remove()
  }

  /** Sets the clock of the desk and of every computer. The clerk begins with the first page. */
  async morning(day: string, operator: string): Promise<void> {
    const now = Date.parse(`${day}T09:00:00Z`)
    vi.useFakeTimers({ toFake: ['Date'], now })
    this.#first.console.desk.time = now / 1000
    this.clerk = this.#clerks.get(operator) as Clerk
    await this.clerk.go('Today')
  }

  client(name: string): Run {
    const run = this.world.computer(name)
    return (...words) => run('--kit', this.world.at('atlas.kit'), ...words)
  }

  /** What `airlatch request` writes for the vendor. Without a key: for the license that is there. */
  async request(name: string, key?: string): Promise<Buffer> {
    const file = `request-${++this.#requests}.txt`
    const words = key === undefined ? [] : [key]
    await must(this.client(name)('request', ...words, '-o', this.world.at(name, file)))
    const request = this.world.read(name, file)
    if (!this.#firstRequests.has(name)) this.#firstRequests.set(name, request)
    return request
  }

  firstRequestOf(name: string): Buffer {
    return this.#firstRequests.get(name) as Buffer
  }

  async install(name: string, file: string, bytes: Uint8Array | string): Promise<Value> {
    writeFileSync(this.world.at(name, file), bytes)
    await must(this.client(name)('install', this.world.at(name, file)))
    return this.status(name)
  }

  async status(name: string): Promise<Value> {
    const { value } = await this.client(name)('status')
    return value.ok ? value : value.error
  }

  async computerIdOf(name: string): Promise<string> {
    return (await must(this.client(name)('computer'))).value.computerId
  }

  /** From the look to the page of the license. */
  async issues(): Promise<void> {
    await this.clerk.sees('This would be decided')
    await this.clerk.press('Issue the license', 'The license is made')
  }

  /** A request as a file that is dropped, and the license as a file that the browser saves. */
  async activate(name: string, key?: string): Promise<Value> {
    await this.clerk.drops('request.txt', await this.request(name, key))
    await this.issues()
    const { bytes } = await this.clerk.saves('Save the license')
    return this.install(name, 'license.bin', bytes)
  }

  /** A request that gets a no, dropped as a file. */
  async refused(name: string, key: string): Promise<void> {
    await this.clerk.drops('request.txt', await this.request(name, key))
    await this.clerk.sees('Refused')
  }

  /** A customer is added, and sold a key from their card; the key's page is open then. */
  async sell(whose: string, details: Details, terms: Terms): Promise<void> {
    const { clerk } = this
    await clerk.go('Customers')
    await clerk.press('Add a customer', 'Add a customer')
    await clerk.fills(details)
    await clerk.press('Save', `${details.Name}, ${details.Company}`)
    const customer = await clerk.fact('customer')
    await clerk.press('Create a key for them', /^Create a key/)
    await this.#choosesAtlas()
    await clerk.fills(terms)
    await clerk.press('Create', /^Key /)
    if ((await clerk.fact('customer')) !== customer) throw new Error(`the key is not of ${customer}`)
    await clerk.page.getByText('Show the whole key').click()
    this.keys[whose] = await clerk.page.locator('details .ticket strong').innerText()
  }

  /** The form of a new key, without a customer. */
  async newKey(): Promise<void> {
    await this.clerk.go('Keys')
    await this.clerk.press('Create a key', /^Create a key/)
    await this.#choosesAtlas()
  }

  /** Gives the id of a new key that is as the template says. */
  async keyFrom(template: string): Promise<string> {
    await this.newKey()
    await this.clerk.press(template, /^Create a key/)
    await this.clerk.press('Create', /^Key /)
    const heading = await this.clerk.page.getByRole('heading', { level: 1 }).innerText()
    return heading.replace('Key ', '')
  }

  /** The product's list of revocations, as the browser saves it. */
  async revocations(): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    await this.clerk.go('Products')
    await this.clerk.press('atlas', 'Atlas')
    return this.clerk.saves('Save the list')
  }

  async openLedger(): Promise<void> {
    await this.clerk.go('Desk')
    await this.clerk.press('Audit and backup of the ledger', 'Ledger')
  }

  /** Only while nothing says which product is meant. */
  async #choosesAtlas(): Promise<void> {
    const heading = await this.clerk.page.getByRole('heading', { level: 1 }).innerText()
    if (heading === 'Create a key') await this.clerk.press('Atlas', 'Create a key: Atlas')
  }

  /** The key's page, through the box at the top, with what the caller knows. */
  async openKey(whose: string, known = this.idOf(whose)): Promise<void> {
    await this.clerk.finds(known)
    await this.clerk.sees(`Key ${this.idOf(whose)}`)
  }

  keyOf(whose: string): string {
    return this.keys[whose] as string
  }

  idOf(whose: string): string {
    return this.keyOf(whose).slice(0, 11)
  }

  /** On the key's page; gives what the page says then. */
  async freeSeatOf(name: string, reason: string): Promise<string> {
    const row = this.clerk.page.getByRole('row').filter({ hasText: await this.computerIdOf(name) })
    await row.getByRole('link', { name: 'Free the seat' }).click()
    await this.clerk.fills({ 'Reason, for the history': reason })
    await this.clerk.press('Yes', /^Key /)
    return this.clerk.said()
  }
}
