/**
 * Owns a self-service page for tests: a vendor's desk of its own, the real server on a free port, and a browser without
 * a screen that keeps its cookie and finds the forms of the page that it was shown.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { linkOf } from '../../../src/carrier/link.ts'
import { isLoopback, plainAddress, proxiesOf } from '../../../src/http/client-address.ts'
import type { Clock } from '../../../src/http/clock.ts'
import type { ConnectionRules } from '../../../src/http/connections.ts'
import { type ServerTimeouts, USUAL_PATIENCE } from '../../../src/http/server.ts'
import type { Signer, Vendor } from '../../../src/vendor/door.ts'
import type { HowTo } from '../../../src/words/serve-steps.ts'
import { ROOT } from '../../../tools/bundle.ts'
import { appOf } from '../../../vendor-tool/web/app.ts'
import { deskOver, type Desk as WebDesk } from '../../../vendor-tool/web/desk.ts'
import { keysInUse } from '../../../vendor-tool/web/keys-in-use.ts'
import { type LimitRules, USUAL_LIMITS } from '../../../vendor-tool/web/limits.ts'
import { type Listening, listen } from '../../../vendor-tool/web/listening.ts'
import type { Footer } from '../../../vendor-tool/web/pages/layout.ts'
import { type Scripts, scriptsOf } from '../../../vendor-tool/web/scripts.ts'
import { type Desk, openDesk } from '../../world/desk.ts'

/** A served page; of whom is the caller's business. */
export interface Served {
  readonly address: string
  /** What the server wrote to its log. */
  readonly log: readonly string[]
  /** How long answers were held back, in milliseconds, one after the other. */
  readonly slept: number[]
  /** Milliseconds of the server's own clock; set it. */
  time: number
  /** Lets all that waits for so many milliseconds of the server's clock have waited. */
  elapse(milliseconds: number): void
  /** How often the server has looked at its clock. */
  readonly looks: number
  /** How many wait for so many milliseconds. */
  waiting(milliseconds: number): number
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
  readonly patience?: Partial<ServerTimeouts>
  readonly connections?: ConnectionRules
  readonly certificate?: Listening['certificate']
  /** The address that people know. */
  readonly address?: string
  readonly mayConnect?: (peer: string) => boolean
  /** SCRIPTS unless told. */
  readonly scripts?: Scripts | undefined
  readonly footer?: Footer
  readonly howTo?: HowTo
  /** Default: true. */
  readonly takesReceipts?: boolean
  /** Takes the place of a part of the desk. */
  readonly change?: (desk: WebDesk) => Partial<WebDesk>
}

const STYLE = readFileSync(join(ROOT, 'pages', 'style.css'), 'utf8')

/** Stand in for the built ones, which nothing runs without a real browser. */
const SCRIPTS = scriptsOf({ start: '"start"', license: '"license"', keep: '' })

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
  const { limits, proxies = [], change, patience, connections, certificate, address } = options
  const {
    footer = { contact: 'help@acme.example' },
    mayConnect = isLoopback,
    takesReceipts = true,
    howTo = {},
  } = options
  const scripts = 'scripts' in options ? options.scripts : SCRIPTS
  const log: string[] = []
  const slept: number[] = []
  const known = proxiesOf('--behind-proxy', proxies)
  const timers = new Set<{ readonly milliseconds: number; work(): void }>()
  const waitingFor = (milliseconds: number) => [...timers].filter(one => one.milliseconds === milliseconds)
  const page = {
    log,
    slept,
    time: 0,
    looks: 0,
    elapse(milliseconds: number) {
      for (const timer of waitingFor(milliseconds)) {
        timers.delete(timer)
        timer.work()
      }
    },
    waiting: (milliseconds: number) => waitingFor(milliseconds).length,
  }
  const clock: Clock = {
    now() {
      page.looks++
      return page.time
    },
    async sleep(milliseconds) {
      slept.push(milliseconds)
    },
    after(milliseconds, work) {
      const timer = { milliseconds, work }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  }
  const keys = await keysInUse(vendor, signer, line => log.push(line))
  const web = deskOver(vendor, keys, takesReceipts)
  const isSecure: Listening['isSecure'] = incoming =>
    certificate !== undefined ||
    address?.startsWith('https:') === true ||
    (incoming !== undefined &&
      known.has(plainAddress(incoming.socket.remoteAddress ?? '')) &&
      incoming.headers['x-forwarded-proto'] === 'https')
  const passSecret = await signer.sharedSecret('page pass')
  const serving = await listen(
    isStopping =>
      appOf({
        desk: { ...web, ...change?.(web) },
        limits: { ...USUAL_LIMITS, ...limits },
        proxies: known,
        address,
        footer,
        howTo,
        style: STYLE,
        scripts,
        clock,
        random: bytes => crypto.getRandomValues(new Uint8Array(bytes)),
        passSecret,
        isSecure,
        isStopping,
        broken: error => log.push(`broken: ${error}`),
        warn: line => log.push(line),
      }),
    {
      host: '127.0.0.1',
      port: 0,
      certificate,
      mayConnect,
      ...(proxies.length > 0 ? { isProxy: (peer: string) => known.has(peer) } : {}),
      isSecure,
      connections,
      patience: { ...USUAL_PATIENCE, drainMs: 0, ...patience },
      clock,
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
