/** Owns a console for tests: a vendor's desk of its own, the real server, and a browser without a screen. */

import type { Clock } from '../../../src/http/clock.ts'
import { type Issued, type NewKeysInput, openVendor } from '../../../src/vendor/door.ts'
import type { ListeningConsole } from '../../../vendor-tool/console/listening.ts'
import { listenConsole } from '../../../vendor-tool/console/listening.ts'
import { KeptSums } from '../../../vendor-tool/console/sums.ts'
import { nothingKept } from '../../../vendor-tool/console/visit.ts'
import type { Scripts } from '../../../vendor-tool/web/scripts.ts'
import { type Desk, issued, openDesk, requestOf } from '../../world/desk.ts'

export interface Shown {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly bytes: Uint8Array
  /** Where it ended, behind every redirection. */
  readonly path: string
}

export interface Console {
  readonly desk: Desk
  readonly serving: ListeningConsole
  readonly origin: string
  /** Below which its pages lie. */
  readonly address: string
  readonly notes: string[]
  readonly broken: unknown[]
  /** Lets so many milliseconds pass. */
  elapse(milliseconds: number): void
  /** The browser that opened the link, unless told. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Shown>
  /** Sends the form of a page that goes to `action`, with these fields in place of its own. */
  send(shown: Shown, action: string, fields?: Readonly<Record<string, string>>): Promise<Shown>
  /** The same with files, as a form of several parts. */
  upload(
    shown: Shown,
    action: string,
    files: Readonly<Record<string, Uint8Array | string>>,
    fields?: Readonly<Record<string, string>>,
  ): Promise<Shown>
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Shown>
  close(): Promise<void>
}

/** What was just done, as the page says it. */
export function said({ text }: Pick<Shown, 'text'>): string | undefined {
  return /role="status">([^<]*)/.exec(text)?.[1]
}

/** A computer of which the desk has issued a license. */
export async function activated({ desk }: Pick<Console, 'desk'>, key: string, seed = 'a'): Promise<Issued> {
  return issued(await desk.signer.issue(requestOf(seed, key)))
}

/** A key of two seats, whole. */
export async function sold(
  { desk }: Pick<Console, 'desk'>,
  terms: Partial<NewKeysInput> = {},
): Promise<string> {
  return (await desk.vendor.createKeys({ productId: 'scope', activations: 2, ...terms }))[0]?.text as string
}

/** `opens`: the link is used at once. `operator`: a name in the ledger. `desk`: one that is there, and outlives this console. */
export async function openConsole({
  opens = true,
  style = 'body { color: red }',
  scripts,
  operator,
  desk: present,
}: {
  readonly opens?: boolean
  readonly style?: string
  readonly scripts?: Scripts
  readonly operator?: string | undefined
  readonly desk?: Desk
} = {}): Promise<Console> {
  const desk = present ?? (await openDesk())
  const own =
    operator === undefined
      ? undefined
      : await openVendor({ home: desk.home, now: desk.now, random: desk.random, operator })
  const timers = new Map<() => void, number>()
  let elapsed = 0
  const clock: Clock = {
    now: () => performance.now() + elapsed,
    sleep: async () => {},
    after(milliseconds, work) {
      timers.set(work, milliseconds)
      return () => timers.delete(work)
    },
  }
  const notes: string[] = []
  const broken: unknown[] = []
  const serving = await listenConsole({
    port: 0,
    idleMs: 60_000,
    desk: {
      vendor: own ?? desk.vendor,
      signer: own === undefined ? desk.signer : await own.unlock(''),
      home: desk.home,
      now: desk.now,
      ...nothingKept(),
      sums: new KeptSums(desk.vendor, clock),
    },
    frame: { vendorName: 'Acme', operator: operator ?? 'ann' },
    style,
    scripts,
    clock,
    broken: error => broken.push(error),
    note: text => notes.push(text),
  })
  const origin = `http://127.0.0.1:${serving.port}`
  let cookie = ''

  async function ask(path: string, init: RequestInit = {}): Promise<Shown> {
    const { headers, ...rest } = init
    const own = cookie === '' ? {} : { cookie }
    const response = await fetch(`${serving.address}${path}`, {
      redirect: 'manual',
      ...rest,
      headers: { ...own, ...(headers as object) },
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    const to = response.headers.get('location')
    if (response.status === 303 && to !== null) return ask(to.slice(new URL(serving.address).pathname.length))
    return { status: response.status, headers: response.headers, text, bytes, path }
  }
  const post = (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    ask(path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
    })

  if (opens) {
    const first = await ask(serving.link.slice(serving.address.length))
    cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }
  return {
    desk,
    serving,
    origin,
    address: serving.address,
    notes,
    broken,
    elapse(milliseconds) {
      elapsed += milliseconds
      for (const [work, after] of [...timers]) if (after <= milliseconds) work()
    },
    get: (path, headers = {}) => ask(path, { headers }),
    send: (shown, action, fields = {}) => post(action, { ...fieldsOf(shown, action), ...fields }),
    upload(shown, action, files, fields = {}) {
      const body = new FormData()
      for (const [name, value] of Object.entries({ ...fieldsOf(shown, action), ...fields }))
        body.set(name, value)
      for (const [name, content] of Object.entries(files))
        body.set(name, new Blob([content as BlobPart]), name)
      return ask(action, { method: 'POST', body, headers: { origin, 'sec-fetch-site': 'same-origin' } })
    },
    post,
    async close() {
      serving.stop()
      await serving.over
      await own?.close()
      if (present === undefined) await desk.close()
    },
  }
}

/** What the form that goes to `action` would send as it stands. */
function fieldsOf({ text }: Shown, action: string): Record<string, string> {
  const forms = text.split('<form ').slice(1)
  const form = forms.find(one => one.split('>')[0]?.includes(`${action.replaceAll('&', '&amp;')}" `))
  if (form === undefined) throw new Error(`no form goes to ${action}: ${text}`)
  const [own = ''] = form.split('</form>')
  const inputs = [...own.matchAll(/<input ([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const name = /name="([^"]*)"/.exec(attributes)?.[1]
    const isOff = attributes.includes('type="checkbox"') || attributes.includes('type="file"')
    return name === undefined || isOff
      ? []
      : [[name, decoded(/value="([^"]*)"/.exec(attributes)?.[1] ?? '')] as const]
  })
  const areas = [...own.matchAll(/<textarea [^>]*name="([^"]*)"[^>]*>\n?(.*?)<\/textarea>/gs)].map(
    ([, name = '', value = '']) => [name, decoded(value)] as const,
  )
  const selects = [...own.matchAll(/<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs)].map(
    ([, name = '', options = '']) => {
      const [, value, shown = ''] = /<option(?: value="([^"]*)")? selected>([^<]*)/.exec(options) ?? []
      return [name, decoded(value ?? shown)] as const
    },
  )
  return Object.fromEntries([...inputs, ...areas, ...selects])
}

function decoded(html: string): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
