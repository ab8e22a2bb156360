/**
 * Owns who may use the console: whoever opened its one-time link first, in that browser alone, until it ends. The link has
 * 128 random bits and works once; after that a cookie of 128 bits is the browser's, and every form has a third secret.
 * Browsers send a cookie of 127.0.0.1 to each port there, also to a server of another account; so all pages lie below a
 * path that nobody can guess, and the cookie is for that path alone.
 */
import { cookieIn, cookieText } from '../../src/http/cookies.ts'
import { isSameSecret } from '../../src/http/same-origin.ts'

const SECRET_BYTES = 16
const COOKIE = 'airlatch-console'

export class Session {
  /** Below which all pages lie: `/SECRET`. */
  readonly base: string
  /** Of the one-time link: `/SECRET/TOKEN`. */
  readonly linkPath: string
  /** What every form carries. */
  readonly formSecret: string
  readonly #cookie: string
  #isUsed = false
  #said: string | undefined

  constructor(random: (bytes: number) => Uint8Array) {
    const secret = () => Buffer.from(random(SECRET_BYTES)).toString('base64url')
    this.base = `/${secret()}`
    this.linkPath = `${this.base}/${secret()}`
    this.formSecret = secret()
    this.#cookie = secret()
  }

  isLink(path: string): boolean {
    return isSameSecret(path, this.linkPath)
  }

  /** The Set-Cookie header for the browser that comes first; undefined for every one that comes later. */
  open(): string | undefined {
    if (this.#isUsed) return undefined
    this.#isUsed = true
    return cookieText(COOKIE, this.#cookie, this.base, false)
  }

  /** `header`: Cookie, as the browser sent it. */
  isOf(header: string | undefined): boolean {
    return isSameSecret(cookieIn(header, COOKIE) ?? '', this.#cookie)
  }

  isOwnForm(secret: string): boolean {
    return isSameSecret(secret, this.formSecret)
  }

  /** What was done, to be said on the next page, once. */
  say(text: string): void {
    this.#said = text
  }

  takeSaid(): string | undefined {
    const said = this.#said
    this.#said = undefined
    return said
  }
}
