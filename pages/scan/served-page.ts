/**
 * Owns what the scan page (pages/scan) is told by whoever hands it out: a block of data in it, which the build leaves
 * empty. Knows no browser and no file: the built page goes in as text and comes out as text.
 */
import type { Platform } from '../../src/core/computer/computer.ts'

/** Everything may be missing; the page then asks, or says what it cannot check. Messages are armored text. */
export interface PageData {
  readonly request?: string
  readonly kit?: string
  /** As `airlatch computer --json` names it; with `user`, for licenses of named users. */
  readonly platform?: Platform
  readonly user?: string
  /** Of the vendor's self-service page, such as `https://activate.example.com`: the request is drawn as a link to it. */
  readonly address?: string
  /** Of the program that is activated. */
  readonly version?: string
  /** Of the request, to be read aloud; only a program that installs can take the code that is read back. */
  readonly code?: string
  /**
   * Where the page hands a license that is good to the program that serves it: a path of the page's own origin. It is
   * sent by POST as the message's bytes, and answered by an InstallAnswer. Without it the page has no connection at all.
   */
  readonly install?: string
}

/** As the command line answers with --json; `text` and the error's sentences are for a person. */
export type InstallAnswer =
  /** `more`: it was taken, and the license is still to come. */
  | { readonly ok: true; readonly text: string; readonly more?: true }
  | { readonly ok: false; readonly error: { readonly message: string; readonly hint: string } }

const OPEN = '<script type="application/json" id="airlatch-data">'
const CLOSE = '</script>'

/** Where the data stands in the page. */
export const DATA_ID = 'airlatch-data'
export const EMPTY_BLOCK = `${OPEN}{}${CLOSE}`

/** What every page's policy begins with: nothing from anywhere. */
export const NOTHING = "default-src 'none';"

/**
 * The built page with data in it, and a policy that lets it connect to its own origin when there is somebody to install
 * what it reads. Throws when the page has no empty block, or more than one.
 */
export function filledPage(page: string, data: PageData): string {
  const [before, after, ...more] = page.split(EMPTY_BLOCK)
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error('expected a page with one empty block of data')
  // "<" could end the block, or begin a comment in it
  const json = JSON.stringify(data).replaceAll('<', '\\u003c')
  const head = data.install === undefined ? before : connected(before)
  return `${head}${OPEN}${json}${CLOSE}${after}`
}

function connected(head: string): string {
  if (!head.includes(NOTHING)) throw new Error('expected a page with its policy')
  return head.replace(NOTHING, `${NOTHING} connect-src 'self';`)
}
