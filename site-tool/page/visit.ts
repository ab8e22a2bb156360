/** Owns what a view of the page is: what it is asked with, and what it may answer. */
import type { Context } from 'hono'
import type { Form } from '../../src/http/form.ts'
import type { Bindings } from '../../src/web/handler.ts'
import { type Html, html } from '../../src/web/html.ts'
import { SITE_PAGE } from '../../src/words/en/site-page.ts'
import type { ProductView } from './board.ts'
import type { DenialList } from './denial-list.ts'

export type SiteEnv = { Bindings: Bindings }
export type SiteVisit = Context<SiteEnv>

/** The views of one product, in their order. */
export const PRODUCT_VIEWS = ['seats', 'use', 'denials', 'rules'] as const
export type ProductViewName = (typeof PRODUCT_VIEWS)[number]

/** What a view of one product is given. */
export interface ProductVisit {
  readonly view: ProductView
  readonly denials: DenialList
  /** When the server started, seconds since 1970. */
  readonly startedAt: number
  /** Seconds since 1970, as the server's log has it where it can be read. */
  readonly now: number
  /** A part of the path. */
  part(name: string): string
  /** Of the query; empty when it is not there. */
  query(name: string): string
  /** Empty for a GET. */
  readonly form: Form
  /** What each form carries. */
  readonly secret: string
  log(line: string): void
}

export interface SitePageAnswer {
  readonly kind: 'page'
  readonly title: string
  readonly content: Html
  readonly beside?: Html | undefined
  /** The view that it belongs to; undefined: none of a product. */
  readonly at?: ProductViewName | undefined
  readonly status?: number
}

export interface SiteElsewhere {
  readonly kind: 'elsewhere'
  readonly path: string
}

export interface SiteDownload {
  readonly kind: 'download'
  /** Of `a-z A-Z 0-9 . _ -`. */
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array | string
}

export type SiteAnswer = SitePageAnswer | SiteElsewhere | SiteDownload

/** A GET shows and never changes anything; a POST comes from our own form. The path stands below the product's own. */
export interface SiteRoute {
  readonly method: 'GET' | 'POST'
  readonly path: string
  answer(looked: ProductVisit): Promise<SiteAnswer>
}

/** Nothing is there. */
export function nothingThere(at?: ProductViewName): SitePageAnswer {
  return { kind: 'page', ...NOTHING, at }
}

const NOTHING = {
  title: SITE_PAGE.notFound,
  content: html`<p>${SITE_PAGE.notFoundHint}</p>`,
  status: 404,
} as const
