/**
 * Owns LimeLM's interface for tests: a vendor in a temporary folder, the real server with API keys of its ledger, and
 * clients that write bytes to a socket.
 */
import { connect } from 'node:net'
import { connect as connectByTls } from 'node:tls'
import { proxiesOf } from '../../../src/http/client-address.ts'
import { USUAL_PATIENCE } from '../../../src/http/server.ts'
import type { Certificate } from '../../../src/http/tls.ts'
import { isByTlsOfProxy } from '../../../src/serving/secure.ts'
import type { NewApiKey, Scope } from '../../../src/vendor/door.ts'
import type { ApiDesk } from '../../../vendor-tool/api/desk.ts'
import { limelmRoutes } from '../../../vendor-tool/limelm/routes.ts'
import { keysInUse } from '../../../vendor-tool/web/keys-in-use.ts'
import { type Desk, openDesk } from '../../world/desk.ts'
import { listenHere } from '../api/listening.ts'

const ALL: readonly Scope[] = ['read', 'sell', 'activate', 'manage']

export interface Answer {
  readonly status: number
  /** As they were written, in lower case. */
  readonly head: string
  readonly body: string
}

export interface Served {
  readonly desk: Desk
  readonly port: number
  /** The API key "shop", which may do all. */
  readonly apiKey: string
  /** A new API key. */
  newApiKey(scopes: readonly Scope[], more?: Partial<NewApiKey>): Promise<string>
  /** Lines of the server's log. */
  readonly log: readonly string[]
  /** The next line about a call, which is written when it is over, also when its caller has gone before. */
  nextLine(): Promise<string>
  /** Errors that the operator is told of. */
  readonly broken: readonly unknown[]
  /** Takes the place of a part of the desk; set it. */
  change: Partial<ApiDesk>
  /** Sends bytes and reads one answer. `body`: sent after "100 Continue" when the head expects that. */
  send(head: string, body?: string | Uint8Array, from?: string): Promise<Answer>
  /** A call with these parameters, url-encoded, and the API key that may do all, unless another one is named. */
  call(parameters: Pairs | Readonly<Record<string, string>>): Promise<Answer>
  close(): Promise<void>
}

export interface ServedOptions {
  /** The URL of an empty database of a server (default: a file). */
  readonly database?: string | undefined
  readonly certificate?: Certificate
  /** Addresses of proxies (default: none). */
  readonly proxies?: readonly string[]
}

export async function serveLimelm(options: ServedOptions = {}): Promise<Served> {
  const { database, certificate } = options
  const desk = await openDesk(database)
  const proxies = proxiesOf('', options.proxies ?? [])
  const log: string[] = []
  const waiting: ((line: string) => void)[] = []
  const broken: unknown[] = []
  let count = 0
  const newApiKey = async (scopes: readonly Scope[], more: Partial<NewApiKey> = {}) =>
    (await desk.vendor.apiKeys.add({ name: `key ${++count}`, scopes, ...more })).secret
  const apiKey = await newApiKey(ALL, { name: 'shop', perMinute: 1_000_000 })
  const server = await listenHere(
    {
      vendor: desk.vendor,
      keys: await keysInUse(desk.vendor, desk.signer, () => {}),
      mounts: [real => limelmRoutes(changed(real, () => served.change))],
      proxies,
      now: desk.now,
      random: desk.random,
      isByTls: incoming => certificate !== undefined || isByTlsOfProxy(incoming, proxies),
      broken: error => broken.push(error),
    },
    {
      certificate: certificate && (() => certificate),
      isProxy: peer => proxies.has(peer),
      patience: { ...USUAL_PATIENCE, drainMs: 0, graceMs: 0 },
      log(line) {
        log.push(line)
        if (line.startsWith('unreadable')) return
        for (const resolve of waiting.splice(0)) resolve(line)
      },
    },
  )
  const { port } = server
  const served: Served = {
    desk,
    port,
    apiKey,
    newApiKey,
    log,
    nextLine: () => new Promise(resolve => waiting.push(resolve)),
    broken,
    change: {},
    send: (head, body, from) => exchange({ port, from, certificate }, head, body),
    call: parameters => exchange({ port, certificate }, ...posted(port, withKey(parameters, apiKey))),
    async close() {
      await server.stop()
      await desk.close()
    },
  }
  return served
}

function changed(desk: ApiDesk, change: () => Partial<ApiDesk>): ApiDesk {
  return new Proxy(desk, { get: (target, name) => Reflect.get(change(), name) ?? Reflect.get(target, name) })
}

type Pairs = readonly (readonly [string, string])[]

function withKey(parameters: Pairs | Readonly<Record<string, string>>, apiKey: string): string {
  const pairs = Array.isArray(parameters) ? (parameters as Pairs) : Object.entries(parameters)
  const key: Pairs = pairs.some(([name]) => name === 'api_key') ? [] : [['api_key', apiKey]]
  return [...pairs, ...key].map(pair => pair.map(encodeURIComponent).join('=')).join('&')
}

/** A head and a body, as most clients send them. */
export function posted(port: number, body: string): readonly [string, string] {
  const head = [
    'POST /limelm/api/rest/ HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return [`${head.join('\r\n')}\r\n\r\n`, body]
}

interface Way {
  readonly port: number
  /** The address of the caller (default: 127.0.0.1). */
  readonly from?: string | undefined
  /** By TLS. */
  readonly certificate?: Certificate | undefined
}

function exchange(
  { port, from, certificate }: Way,
  head: string,
  body: string | Uint8Array = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const to = { port, host: '127.0.0.1', localAddress: from }
    const socket = certificate ? connectByTls({ ...to, ca: Buffer.from(certificate.cert) }) : connect(to)
    const expects = /^expect: 100-continue\r$/im.test(head)
    let bytes: Buffer = Buffer.alloc(0)
    let isSent = false
    const send = () => {
      isSent = true
      socket.write(body)
    }
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`closed after: ${bytes}`)))
    socket.on(certificate ? 'secureConnect' : 'connect', () => {
      socket.write(head)
      if (!expects) send()
    })
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      if (expects && !isSent && bytes.includes('HTTP/1.1 100 Continue\r\n\r\n')) {
        bytes = Buffer.alloc(0)
        send()
        return
      }
      const answer = answerIn(bytes)
      if (answer === undefined) return
      resolve(answer)
      socket.destroy()
    })
  })
}

/** Undefined until all of it is there. */
function answerIn(bytes: Buffer): Answer | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end).toLowerCase()
  const length = Number(/^content-length: (\d+)$/m.exec(head.replaceAll('\r', ''))?.[1])
  if (Number.isNaN(length)) throw new Error(`no length: ${head}`)
  const body = bytes.subarray(end + 4)
  if (body.length < length) return undefined
  return { status: Number(head.split(' ')[1]), head, body: body.toString('utf8', 0, length) }
}
