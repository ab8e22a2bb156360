/**
 * Owns a self-service page for tests: a vendor's desk of its own, the real server on a free port, and a browser without
 * a screen that keeps its cookie and finds the forms of the page that it was shown.
 */
import { linkOf } from '../../src/carrier/link.ts'
import type { Signer, Vendor } from '../../src/vendor.ts'
import { appOf, MOST_UPLOAD_BYTES } from '../../vendor-tool/web/app.ts'
import { isLoopback, plainAddress, proxiesOf } from '../../vendor-tool/web/client-address.ts'
import { deskOver, type Desk as WebDesk } from '../../vendor-tool/web/desk.ts'
import type { Clock } from '../../vendor-tool/web/even-time.ts'
import { keysInUse } from '../../vendor-tool/web/keys-in-use.ts'
import { type LimitRules, USUAL_LIMITS } from '../../vendor-tool/web/limits.ts'
import { type Scripts, scriptsOf } from '../../vendor-tool/web/scripts.ts'
import { listen, type Patience, USUAL_PATIENCE } from '../../vendor-tool/web/server.ts'
import { type Desk, openDesk } from '../world/desk.ts'

/** A served page; of whom is the caller's business. */
export interface Served {
  readonly address: string
  /** What the server wrote to its log. */
  readonly log: readonly string[]
  /** How long answers were held back, in milliseconds, one after the other. */
  readonly slept: number[]
  /** Milliseconds of the server's own clock; set it. */
  time: number
  browser(headers?: Readonly<Record<string, string>>): Browser
  stop(): Promise<void>
}

export interface Page extends Served {
  readonly desk: Desk
  close(): Promise<void>
}

export interface Browser {
  get(path: string, init?: RequestInit): Promise<Shown>
  post(path: string, fields: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>): Promise<Shown>
  /** Sends the form of the shown page that goes to `action`. */
  send(shown: Shown, action: string): Promise<Shown>
}

export interface Shown {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface PageOptions {
  readonly limits?: Partial<LimitRules>
  readonly proxies?: readonly string[]
  readonly patience?: Partial<Patience>
  /** SCRIPTS unless told. */
  readonly scripts?: Scripts | undefined
  readonly contact?: string
  /** Takes the place of a part of the desk. */
  readonly change?: (desk: WebDesk) => Partial<WebDesk>
}

/** Stand in for the built ones, which nothing runs without a real browser. */
const SCRIPTS = scriptsOf({ start: '"start"', license: '"license"' })

/** A page of a vendor of its own. */
export async function openPage(options: PageOptions = {}): Promise<Page> {
  const desk = await openDesk()
  const served = await servePage(desk.vendor, desk.signer, options)
  return Object.assign(served, {
    desk,
    async close() {
      await served.stop()
      await desk.close()
    },
  })
}

export async function servePage(vendor: Vendor, signer: Signer, options: PageOptions = {}): Promise<Served> {
  const { limits, proxies = [], change, patience, contact = 'help@acme.example' } = options
  const scripts = 'scripts' in options ? options.scripts : SCRIPTS
  const log: string[] = []
  const slept: number[] = []
  const known = proxiesOf('--behind-proxy', proxies)
  const page = { log, slept, time: 0 }
  const clock: Clock = {
    now: () => page.time,
    async sleep(milliseconds) {
      slept.push(milliseconds)
    },
  }
  const web = deskOver(vendor, await keysInUse(vendor, signer, line => log.push(line)))
  const isSecure: Parameters<typeof listen>[1]['isSecure'] = ({ headers, socket }) =>
    known.has(plainAddress(socket.remoteAddress ?? '')) && headers['x-forwarded-proto'] === 'https'
  const serving = await listen(
    isStopping =>
      appOf({
        desk: { ...web, ...change?.(web) },
        limits: { ...USUAL_LIMITS, ...limits },
        proxies: known,
        address: undefined,
        contact,
        scripts,
        clock,
        random: bytes => crypto.getRandomValues(new Uint8Array(bytes)),
        isSecure,
        isStopping,
        broken: error => log.push(`broken: ${error}`),
      }),
    {
      host: '127.0.0.1',
      port: 0,
      tls: undefined,
      mayConnect: isLoopback,
      isProxy: peer => known.has(peer),
      isSecure,
      mostBodyBytes: MOST_UPLOAD_BYTES,
      patience: { ...USUAL_PATIENCE, ...patience },
      log: line => log.push(line),
    },
  )
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= serving.stop()
    return stopped
  }
  return Object.assign(page, {
    address: serving.address,
    browser: (headers = {}) => openBrowser(serving.address, headers),
    stop,
  })
}

/** The path that the link of a request leads to. */
export function pathOf(request: Uint8Array): string {
  return new URL(linkOf('http://127.0.0.1', request)).pathname
}

/** `headers`: sent with everything. */
export function openBrowser(address: string, headers: Readonly<Record<string, string>> = {}): Browser {
  let cookie = ''
  async function ask(path: string, init: RequestInit): Promise<Shown> {
    const answer = await fetch(address + path, {
      ...init,
      redirect: 'error',
      headers: {
        ...headers,
        ...(cookie === '' ? {} : { cookie }),
        ...(init.headers as Record<string, string>),
      },
    })
    const set = answer.headers.get('set-cookie')
    if (set !== null) cookie = set.split(';', 1)[0] as string
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  const browser: Browser = {
    get: (path, init = {}) => ask(path, init),
    post: (path, fields) => ask(path, { method: 'POST', body: bodyOf(fields) }),
    send: (shown, action) => browser.post(action, fieldsOf(shown, action)),
  }
  return browser
}

/** Texts alone go as a form without files does. */
function bodyOf(
  fields: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
): FormData | URLSearchParams {
  const [texts, files] = [new URLSearchParams(), new FormData()]
  let isFile = false
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') {
      texts.set(name, value)
      files.set(name, value)
    } else {
      isFile = true
      files.set(name, new Blob([value]), 'file')
    }
  }
  return isFile ? files : texts
}

/** The hidden fields of the form that goes to `action`. */
export function fieldsOf({ text }: Shown, action: string): Record<string, string> {
  const [, form] =
    new RegExp(`<form method="post" action="${action}"[^>]*>(.*?)</form>`, 's').exec(text) ?? []
  if (form === undefined) throw new Error(`no form to ${action} in ${text}`)
  const hidden = form.matchAll(/<input type="hidden" name="([a-z]+)" value="([^"]*)">/g)
  return Object.fromEntries([...hidden].map(([, name, value]) => [name, value]))
}

/** The code that a page of refusal has. */
export function codeOf({ text }: Shown): string | undefined {
  return /Code: <code>([a-z-]+)<\/code>/.exec(text)?.[1]
}
