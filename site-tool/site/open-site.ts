/**
 * Owns the products of a site server while one process has them open: for each product, the client folder with its key,
 * and the `Lending` that lends its seats. Products are added while it runs, with their first license.
 */
import { join } from 'node:path'
import { AirlatchError, type ClientOptions, productsIn } from '../../src/client/door.ts'
import { openSiteServer, type SiteServer } from '../../src/client/site-server.ts'
import type { Coded } from '../../src/core/errors.ts'
import type { AnsweredRequest } from '../../src/site/answering.ts'
import { Lending } from '../../src/site/lending.ts'
import type { SiteInstallOutcome } from '../../src/site/lending-status.ts'
import type { ServedProduct } from '../served.ts'

/** An open product with its client folder. */
export interface OpenProduct extends ServedProduct {
  readonly server: SiteServer
}

/** A product that has a kit here but lends nothing: nothing was requested for it yet, or it cannot be opened. */
export interface IdleProduct {
  readonly productId: string
  readonly productName: string | undefined
  readonly vendorName: string | undefined
  /** Undefined if nothing was requested yet. */
  readonly error: Coded | undefined
}

/** Called with each answer, for a log and for metrics. */
export type OnAnswered = (product: ServedProduct, answered: AnsweredRequest) => void

export interface SiteOptions {
  /** Options as for a client, without a product and a kit. */
  readonly client: ClientOptions
  /** True in the server. False if a command opens the products for a moment; then no start is recorded in the log. */
  readonly serves: boolean
  readonly onAnswered?: OnAnswered
}

export class OpenSite {
  readonly #options: SiteOptions
  #products: readonly OpenProduct[] = []
  #idle: readonly IdleProduct[] = []
  /** Serializes changes to the set of open products. */
  #turn: Promise<unknown> = Promise.resolve()
  /** The addresses at which it serves; empty if it does not serve. */
  addresses: readonly string[] = []

  /**
   * Opens the products, under the caller's lock of the home. A product that cannot be opened is idle, with its error.
   */
  static async open(options: SiteOptions): Promise<OpenSite> {
    const site = new OpenSite(options)
    await site.refresh()
    // a command may have been killed between installing and taking up, or a file may have been put in the folder
    for (const product of site.products) await ifRefused(() => site.takeUp(product))
    return site
  }

  private constructor(options: SiteOptions) {
    this.#options = options
  }

  /** The products that lend at this moment. */
  get products(): readonly OpenProduct[] {
    return this.#products
  }

  get idle(): readonly IdleProduct[] {
    return this.#idle
  }

  get serves(): boolean {
    return this.#options.serves
  }

  get client(): ClientOptions {
    return this.#options.client
  }

  /** Does the work while no other caller changes the open products. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  /** Makes the product lend under the license in its folder. A refused license stays there; `why` is the reason. */
  async takeUp({ server, lending }: OpenProduct): Promise<SiteInstallOutcome> {
    const license = server.license
    if (license === undefined) return { kind: 'refused', why: 'not-valid', reasons: [] }
    const { license: present, held } = await lending.status()
    if (present !== undefined && Buffer.compare(present.message, license) === 0)
      return { kind: 'installed', seats: present.seats, held }
    return lending.install(license)
  }

  /** Reads the home again: opens new products, and loads the newest kit of open ones. */
  async refresh(): Promise<void> {
    const products: OpenProduct[] = []
    const idle: IdleProduct[] = []
    for (const productId of productsIn(this.#options.client.home)) {
      const before = this.#products.find(one => one.productId === productId)
      const found = await this.#openOrIdle(productId, before)
      if ('lending' in found) products.push(found)
      else idle.push(found)
    }
    this.#products = products
    this.#idle = idle
  }

  async close(): Promise<void> {
    const products = this.#products
    this.#products = []
    await Promise.all(products.map(({ lending }) => lending.close()))
  }

  async #openOrIdle(productId: string, before: OpenProduct | undefined): Promise<OpenProduct | IdleProduct> {
    let server: SiteServer | undefined
    try {
      server = await openSiteServer({ ...this.#options.client, product: productId, kit: undefined })
      const opened = await this.#opened(server, before)
      if (opened !== undefined) return opened
      return { productId, ...named(server), error: undefined }
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      // a product that lends goes on with what it knew before
      if (before !== undefined) return before
      return { productId, ...named(server), error: { code: error.code, details: error.details } as Coded }
    }
  }

  /** Keeps the `Lending` if the key is the same, and only replaces what its license is checked against. */
  async #opened(server: SiteServer, before: OpenProduct | undefined): Promise<OpenProduct | undefined> {
    const { key, folder } = server
    if (before instanceof ServingProduct && key?.public.kid === before.server.key?.public.kid) {
      before.server = server
      return before
    }
    await before?.lending.close()
    if (key === undefined) return undefined
    const product = new ServingProduct(server)
    product.lending = await Lending.open({
      path: join(folder, `lending-${key.public.kid}.db`),
      create: true,
      productId: server.kit.productId,
      key,
      starts: this.#options.serves,
      trust: () => product.server.trust(),
      onAnswered: answered => this.#options.onAnswered?.(product, answered),
    })
    return product
  }
}

class ServingProduct implements OpenProduct {
  server: SiteServer
  #lending: Lending | undefined

  constructor(server: SiteServer) {
    this.server = server
  }
  get productId(): string {
    return this.server.kit.productId
  }
  get productName(): string {
    return this.server.kit.productName
  }
  get vendorName(): string {
    return this.server.kit.vendor
  }
  get lending(): Lending {
    if (this.#lending === undefined) throw new AirlatchError('bug', { problem: 'not-open' })
    return this.#lending
  }
  set lending(lending: Lending) {
    this.#lending = lending
  }
}

function named(server: SiteServer | undefined) {
  return { productName: server?.kit.productName, vendorName: server?.kit.vendor }
}

/** Does the work and ignores refusals: the license that lends now stays in use. */
async function ifRefused(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
  }
}
