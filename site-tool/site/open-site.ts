/**
 * Owns the products of a site server while one process has them open: of each the client's folder with its key, and what
 * lends its seats. Products come while it runs, with their first license.
 */
import { join } from 'node:path'
import { AirlatchError, type ClientOptions, productsIn } from '../../src/client/door.ts'
import { openSiteServer, type SiteServer } from '../../src/client/site-server.ts'
import type { Coded } from '../../src/core/errors.ts'
import type { AnsweredRequest } from '../../src/site/answering.ts'
import { Lending } from '../../src/site/lending.ts'
import type { SiteInstallOutcome } from '../../src/site/lending-status.ts'
import type { ServedProduct } from '../served.ts'

/** A product that is open, and its client's folder. */
export interface OpenProduct extends ServedProduct {
  readonly server: SiteServer
}

/** A product that has a kit here and lends nothing: nothing was requested for it yet, or something is wrong. */
export interface IdleProduct {
  readonly productId: string
  readonly productName: string | undefined
  readonly vendorName: string | undefined
  /** Undefined: nothing was requested yet. */
  readonly error: Coded | undefined
}

/** Told of each answer, for a log and for figures. */
export type OnAnswered = (product: ServedProduct, answered: AnsweredRequest) => void

export interface SiteOptions {
  /** As for a client, without a product and a kit. */
  readonly client: ClientOptions
  /** The server runs; else a command has the products open for a moment, and the log has no start of it. */
  readonly serves: boolean
  readonly onAnswered?: OnAnswered
}

export class OpenSite {
  readonly #options: SiteOptions
  #products: readonly OpenProduct[] = []
  #idle: readonly IdleProduct[] = []
  /** One change of what is open at a time. */
  #turn: Promise<unknown> = Promise.resolve()
  /** The addresses at which it serves; empty where it does not. */
  addresses: readonly string[] = []

  /** The caller has the lock of the home. A product that cannot be opened is idle, with its error. */
  static async open(options: SiteOptions): Promise<OpenSite> {
    const site = new OpenSite(options)
    await site.refresh()
    // a command was killed between the two, or a file was put in its place
    for (const product of site.products) await ifRefused(() => site.takeUp(product))
    return site
  }

  private constructor(options: SiteOptions) {
    this.#options = options
  }

  /** Those that lend, as they are at this moment. */
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

  /** Does the work while nobody else changes what is open. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  /** What lends takes up the license in the folder. What is refused stays there, and `why` says it. */
  async takeUp({ server, lending }: OpenProduct): Promise<SiteInstallOutcome> {
    const license = server.license
    if (license === undefined) return { kind: 'refused', why: 'not-valid', reasons: [] }
    const { license: present, held } = await lending.status()
    if (present !== undefined && Buffer.compare(present.message, license) === 0)
      return { kind: 'installed', seats: present.seats, held }
    return lending.install(license)
  }

  /** Looks at the home again: products that are new, and the newest kit of those that are open. */
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
      // what lends goes on by what it knew before
      if (before !== undefined) return before
      return { productId, ...named(server), error: { code: error.code, details: error.details } as Coded }
    }
  }

  /** What lends stays as it is where the key is the same; what its license is held against is new. */
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

/** Does the work; what is refused changes nothing: the license that lends now goes on. */
async function ifRefused(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
  }
}
