/** Owns what the state comes to now: its license, held against this computer once a second, and its rules, read once. */
import { RuleBook } from './site-rules.ts'
import { type SiteStanding, type SiteTrust, standingOf } from './standing.ts'
import type { SiteState } from './state/state.ts'

export class SitePresent {
  readonly #trust: () => SiteTrust
  #site: { readonly now: number; readonly of: Uint8Array; readonly license: SiteStanding } | undefined
  #book: RuleBook | undefined

  /** `trust`: what the license is held against now. */
  constructor(trust: () => SiteTrust) {
    this.#trust = trust
  }

  /** Undefined: none is installed. `now`: seconds since 1970. */
  licenseOf({ license: of }: SiteState, now: number): SiteStanding | undefined {
    if (of === undefined) return undefined
    if (this.#site?.now !== now || this.#site.of !== of)
      this.#site = { now, of, license: standingOf(of, this.#trust(), now) }
    return this.#site.license
  }

  rulesOf({ rules }: SiteState): RuleBook {
    if (this.#book?.rules !== rules) this.#book = new RuleBook(rules)
    return this.#book
  }
}
