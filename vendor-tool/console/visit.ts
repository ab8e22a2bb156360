/** Owns what a view is: what it is asked with, and what it may answer. */
import type { Context } from 'hono'
import type { Form } from '../../src/http/form.ts'
import type { ImportedKey, Issued, KeyList, Signer, Vendor } from '../../src/vendor/door.ts'
import type { Bindings } from '../../src/web/handler.ts'
import type { Html } from '../../src/web/html.ts'
import type { ConsoleSection } from './layout.ts'
import { Shelf } from './shelf.ts'
import type { KeptSums } from './sums.ts'

export type ConsoleEnv = { Bindings: Bindings }
export type ConsoleVisit = Context<ConsoleEnv>

/** The desk that the console is of. */
export interface ConsoleDesk {
  readonly vendor: Vendor
  /** With the keys as they are now: another one once a key was rotated or retired (present-keys.ts). */
  signer: Signer
  /** The folder of the signing keys: what is made for a download lies there until it is sent. */
  readonly home: string
  /** Seconds since 1970. */
  now(): number
  /** What customers sent, as it was looked at in this session. */
  readonly given: Shelf<Given>
  /** Licenses that were made in this session. */
  readonly made: Shelf<MadeLicenses>
  /** Lists of another system that were handed over in this session. */
  readonly lists: Shelf<HandedList>
  /** Sums of reports. */
  readonly sums: KeptSums
}

/** What was handed over, in its one spelling. */
export type Given =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'message'; readonly message: Uint8Array }

/** A list of keys, and what came of it once it was imported. */
export interface HandedList {
  readonly list: KeyList
  readonly imported?: readonly ImportedKey[]
}

/** A license that was made, or several of one key. */
export interface MadeLicenses {
  readonly issued: readonly Issued[]
  /** Whether they take the place of others, without new requests. */
  readonly isRenewal?: boolean
  /** What the clerk should know. */
  readonly warnings: readonly string[]
}

/** What was asked: the parts of the path that the route names, the query, and the form of a POST. */
export interface Asked {
  /** A part of the path. */
  part(name: string): string
  /** Of the query; empty when it is not there. */
  query(name: string): string
  /** Empty for a GET. */
  readonly form: Form
  /** The session's own, which each form carries. */
  readonly secret: string
}

/** A page. */
export interface PageAnswer {
  readonly kind: 'page'
  readonly title: string
  readonly section: ConsoleSection
  readonly content: Html
  /** What stands beside the title, such as a state. */
  readonly beside?: Html
  /** What stands in the search box. */
  readonly wanted?: string
  /** Whether it has the script that reads codes. */
  readonly reads?: boolean
  readonly status?: 400
  /** Seconds after which the browser asks for it again: of a page that waits for something. */
  readonly refresh?: number
}

/** Another page, after something was done: what is reloaded there is not done again. `say`: shown there once. */
export interface Elsewhere {
  readonly kind: 'elsewhere'
  readonly path: string
  readonly say?: string
}

/** A file that the browser saves. */
export interface Download {
  readonly kind: 'download'
  /** Of `a-z A-Z 0-9 . _ -`. */
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array | string | ReadableStream<Uint8Array>
  /** Of a stream, in bytes, where it is known. */
  readonly length?: number
}

export type ViewAnswer = PageAnswer | Elsewhere | Download

/** A GET shows and never changes anything; a POST comes from our own form. `mostFile`: bytes of a file that it takes. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** As Hono has it, such as `/keys/:id`. */
  readonly path: string
  readonly mostFile?: number
  answer(desk: ConsoleDesk, asked: Asked): Promise<ViewAnswer>
}

export function page(
  section: ConsoleSection,
  title: string,
  content: Html,
  more: Partial<PageAnswer> = {},
): PageAnswer {
  return { kind: 'page', section, title, content, ...more }
}

export function elsewhere(path: string, say?: string): Elsewhere {
  return { kind: 'elsewhere', path, ...(say === undefined ? {} : { say }) }
}

/** What a new session keeps: nothing yet. */
export function nothingKept(): Pick<ConsoleDesk, 'given' | 'made' | 'lists'> {
  return { given: new Shelf(MOST_KEPT), made: new Shelf(MOST_KEPT), lists: new Shelf(MOST_LISTS) }
}

/** Pages that can be reloaded. */
const MOST_KEPT = 200
/** A list may have megabytes. */
const MOST_LISTS = 4
