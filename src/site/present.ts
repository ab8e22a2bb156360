/** Owns two cached values: the license, checked against this computer once per second, and the compiled rules. */
import { RuleBook } from './site-rules.ts'
import { type SiteStanding, type SiteTrust, standingOf } from './standing.ts'
import type { SiteState } from './state/state.ts'

export class SitePresent {
  readonly #trust: () => SiteTrust
  #site: { readonly now: number; readonly message: Uint8Array; readonly license: SiteStanding } | undefined
  #book: RuleBook | undefined

  /** `trust` returns what the license is checked against now. */
  constructor(trust: () => SiteTrust) {
    this.#trust = trust
  }

  /** Returns the license as it stands at `now` (seconds since 1970); undefined if none is installed. */
  licenseOf({ license: message }: SiteState, now: number): SiteStanding | undefined {
    if (message === undefined) return undefined
    if (this.#site?.now !== now || this.#site.message !== message)
      this.#site = { now, message, license: standingOf(message, this.#trust(), now) }
    return this.#site.license
  }

  rulesOf({ rules }: SiteState): RuleBook {
    if (this.#book?.rules !== rules) this.#book = new RuleBook(rules)
    return this.#book
  }
}
