/** Owns one visit to the page: who comes, from where, and in which language they are answered. */
import type { Context } from 'hono'
import { clientOf, countedAs, type Proxies } from '../../src/http/client-address.ts'
import type { Bindings } from '../../src/web/handler.ts'
import { type Lang, langOfHeader } from '../../src/words/lang.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import type { Limits, Visitor } from './limits.ts'
import { type Speech, speechOf } from './pages/layout.ts'
import { languageIn } from './same-origin.ts'

export type Env = {
  Bindings: Bindings
  Variables: { readonly visitor: Visitor }
}
export type Visit = Context<Env>

/** What the visitor chose on a page, else what the browser asks for. */
export function langIn({ req }: Visit): Lang {
  return languageIn(req.header('cookie')) ?? langOfHeader(req.header('accept-language'))
}

export function speechIn(visit: Visit): Speech {
  return speechOf(langIn(visit))
}

/** As same-origin.ts asks for it. */
export function originOf({ req }: Visit) {
  return { site: req.header('sec-fetch-site'), origin: req.header('origin') }
}

/** Tells visitors apart by their address, also behind proxies; warns once of a proxy that does not say it. */
export class Visitors {
  readonly #limits: Limits
  readonly #proxies: Proxies
  readonly #warn: (line: string) => void
  #isWarned = false

  constructor(limits: Limits, proxies: Proxies, warn: (line: string) => void) {
    this.#limits = limits
    this.#proxies = proxies
    this.#warn = warn
  }

  of({ env: { incoming } }: Visit): Visitor {
    const forwarded = incoming.headers['x-forwarded-for']
    const peer = incoming.socket.remoteAddress ?? ''
    const said = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
    const { address, isUnnamed } = clientOf(peer, said, this.#proxies)
    // health checks are the proxy's own
    if (isUnnamed && !this.#isWarned && incoming.url !== '/health') {
      this.#isWarned = true
      this.#warn(vendorWords().serve.log.proxyIsSilent)
    }
    return this.#limits.visitor(countedAs(address))
  }
}
