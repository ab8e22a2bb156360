/** Owns a site server from start to stop: the lock of the home, the products, the local channel, and the port. */
import { hostname } from 'node:os'
import type { Answer } from '../../src/cli/command.ts'
import type { ClientOptions } from '../../src/client/door.ts'
import type { HttpServer } from '../../src/http/server.ts'
import { brokenText } from '../../src/serving/log.ts'
import type { ListeningSettings } from '../../src/serving/settings.ts'
import type { HomeLock } from '../../src/site/home-lock.ts'
import { fields } from '../../src/words/output.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import { ControlServer } from '../control/server.ts'
import type { PageSettings } from '../page/options.ts'
import { statusWarnings } from '../product-text.ts'
import { lockToServe } from '../site/access.ts'
import { OpenSite } from '../site/open-site.ts'
import { perform } from '../site/verbs.ts'
import { DenialLog } from './denial-log.ts'
import { ServedPage } from './page.ts'
import { listenToSite } from './site-server.ts'

export interface SiteServeSettings extends ListeningSettings, PageSettings {
  /** Undefined: every address of this computer. */
  readonly host: string | undefined
}

interface Parts {
  readonly lock: HomeLock
  readonly site: OpenSite
  readonly http: HttpServer
  readonly control: ControlServer
  readonly page: ServedPage
}

export class ServingSite {
  readonly #parts: Parts
  readonly #isAnywhere: boolean
  #stopping: Promise<void> | undefined

  private constructor(parts: Parts, isAnywhere: boolean) {
    this.#parts = parts
    this.#isAnywhere = isAnywhere
  }

  /**
   * Starts the server. Errors: site-running, site-busy, cannot-listen, invalid-value (certificate or key, password),
   * cannot-write, page-missing.
   */
  static async start(
    client: ClientOptions,
    settings: SiteServeSettings,
    log: (line: string) => void,
  ): Promise<ServingSite> {
    const broken = (error: unknown) => log(brokenText(error))
    const denials = new DenialLog(log)
    const started: { end(): void | Promise<void> }[] = []
    try {
      const page = await ServedPage.of({
        ...settings,
        site: () => site,
        hasTls: settings.certificate !== undefined,
        log,
        broken,
      })
      started.push({ end: () => page.stop() })
      const lock = await lockToServe(client.home)
      started.push({ end: () => lock.release() })
      const site: OpenSite = await OpenSite.open({
        client,
        serves: true,
        onAnswered(product, one) {
          denials.note(product, one)
          page.page.answered(product.productId, one)
        },
      })
      started.push({ end: () => site.close() })
      const http = await listenToSite({
        ...settings,
        served: site,
        routeOf: isStopping => page.routeOf(isStopping),
        took: (productId, seconds) => page.page.took(productId, seconds),
        log,
        broken,
      })
      started.push({ end: () => http.stop() })
      const serving = new ServingSite(
        { lock, site, http, page, control: await ControlServer.listen(client.home, site, broken) },
        settings.host === undefined,
      )
      site.addresses = [serving.address]
      return serving
    } catch (error) {
      for (const one of started.toReversed()) await one.end()
      throw error
    }
  }

  /** The address to give to clients. It has the name of this computer if the server listens at every address. */
  get address(): string {
    const { http } = this.#parts
    if (!this.#isAnywhere) return http.address
    const { protocol } = new URL(http.address)
    return `${protocol}//${hostname()}:${http.port}`
  }

  /** Returns the answer of the command. Current warnings are in it, so that they are in the log from the start. */
  async answer(): Promise<Answer> {
    const { site, http } = this.#parts
    const { address } = this
    const { labels, serve: say } = siteWords()
    const products = site.products.map(({ productId, productName }) => ({ productId, productName }))
    const { products: statuses } = await perform(site, 'status', {})
    const warnings = [
      ...(products.length === 0 ? [say.nothingServed] : []),
      ...statuses.flatMap(statusWarnings),
      ...site.idle.map(({ productId, error }) => say.notServed(productId, error?.code)),
    ]
    return {
      json: { address, listening: http.address, pid: process.pid, products, warnings },
      text: fields([
        [labels.address, address],
        ...products.map(({ productName }) => [labels.product, productName] as const),
        [labels.next, say.tell(address)],
        [labels.stop, say.stop(process.pid)],
      ]),
      warnings,
    }
  }

  /** Stops the server. Requests that have begun are finished, so none is lost. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    const { lock, site, http, control, page } = this.#parts
    page.stop()
    try {
      await Promise.all([http.stop(), control.stop()])
      await site.close()
    } finally {
      lock.release()
    }
  }
}
