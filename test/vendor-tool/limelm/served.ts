/**
 * Owns LimeLM's interface on a server of its own for tests: a vendor in a temporary folder, the real routes on a free
 * port, and clients that write bytes to a socket. Who may call is a table here; that is decided elsewhere.
 */
import { connect } from 'node:net'
import { Hono } from 'hono'
import { systemClock } from '../../../src/http/clock.ts'
import { HttpServer, USUAL_PATIENCE } from '../../../src/http/server.ts'
import type { WaitLimits } from '../../../src/vendor/door.ts'
import { handlerOf } from '../../../src/web/handler.ts'
import type { Admitted, ApiDesk, ApiEnv, Denied, Scope } from '../../../vendor-tool/api/desk.ts'
import { limelmRoutes } from '../../../vendor-tool/limelm/routes.ts'
import { type Desk, openDesk } from '../../world/desk.ts'

/** The API key that may do all. */
export const API_KEY = 'alk_0000000000_everything'
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
  /** Lines of the server's log. */
  readonly log: readonly string[]
  /** The next line about a call, which is written when it is over, also when its caller has gone before. */
  nextLine(): Promise<string>
  /** Errors that the operator is told of. */
  readonly broken: readonly unknown[]
  /** What each API key may do, or why it may not call. */
  readonly apiKeys: Map<string, readonly Scope[] | Denied>
  /** Whether callers come by TLS, or from this computer; set it. */
  isSecure: boolean
  /** How long calls wait for the ledger; set it. */
  wait: WaitLimits
  /** Takes the place of a part of the desk. */
  change: Partial<ApiDesk>
  /** Sends bytes and reads one answer. `body`: sent after "100 Continue" when the head expects that. */
  send(head: string, body?: string | Uint8Array): Promise<Answer>
  /** A call with these parameters, url-encoded, and the API key that may do all. */
  call(parameters: readonly (readonly [string, string])[] | Readonly<Record<string, string>>): Promise<Answer>
  close(): Promise<void>
}

export async function serveLimelm(): Promise<Served> {
  const desk = await openDesk()
  const log: string[] = []
  const waiting: ((line: string) => void)[] = []
  const broken: unknown[] = []
  const apiKeys = new Map<string, readonly Scope[] | Denied>([[API_KEY, ALL]])
  const admitted = (scopes: readonly Scope[]): Admitted => ({
    apiKey: { name: 'shop' } as Admitted['apiKey'],
    vendor: desk.vendor.waitingAtMost(served.wait),
    signer: async () => desk.signer.waitingAtMost(served.wait),
    may: scope => scopes.includes(scope),
  })
  const world: ApiDesk = {
    vendor: desk.vendor,
    signer: async () => desk.signer,
    clock: systemClock,
    now: desk.now,
    async admit(token) {
      if (token === undefined) return { why: 'no-key' }
      const known = apiKeys.get(token) ?? { why: 'unknown' as const }
      return 'why' in known ? known : admitted(known)
    },
    async body({ env }, most) {
      const chunks: Buffer[] = []
      for await (const chunk of env.incoming) chunks.push(chunk)
      const bytes = Buffer.concat(chunks)
      return bytes.length > most ? ({ kind: 'problem', status: 413 } as never) : new Uint8Array(bytes)
    },
    isSecure: () => served.isSecure,
    broken: error => broken.push(error),
  }
  const changed = new Proxy(world, {
    get: (target, name) => Reflect.get(served.change, name) ?? Reflect.get(target, name),
  })
  const app = new Hono<ApiEnv>()
  app.route('/', limelmRoutes(changed))
  const server = await HttpServer.listen({
    host: '127.0.0.1',
    port: 0,
    handle: handlerOf(app),
    headers: () => ({ 'x-content-type-options': 'nosniff' }),
    mostBodyBytes: 65_536,
    patience: { ...USUAL_PATIENCE, drainMs: 0, graceMs: 0 },
    routeOf: path => path,
    log(line) {
      log.push(line)
      if (line.startsWith('unreadable')) return
      for (const resolve of waiting.splice(0)) resolve(line)
    },
  })
  const { port } = server
  const served: Served = {
    desk,
    port,
    log,
    nextLine: () => new Promise(resolve => waiting.push(resolve)),
    broken,
    apiKeys,
    isSecure: true,
    wait: {},
    change: {},
    send: (head, body) => exchange(port, head, body),
    call: parameters => exchange(port, ...posted(port, withKey(parameters))),
    async close() {
      await server.stop()
      await desk.close()
    },
  }
  return served
}

type Pairs = readonly (readonly [string, string])[]

function withKey(parameters: Pairs | Readonly<Record<string, string>>): string {
  const pairs = Array.isArray(parameters) ? (parameters as Pairs) : Object.entries(parameters)
  const key: Pairs = pairs.some(([name]) => name === 'api_key') ? [] : [['api_key', API_KEY]]
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

function exchange(port: number, head: string, body: string | Uint8Array = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const expects = /^expect: 100-continue\r$/im.test(head)
    let bytes = Buffer.alloc(0)
    let isSent = false
    const send = () => {
      isSent = true
      socket.write(body)
    }
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`closed after: ${bytes}`)))
    socket.on('connect', () => {
      socket.write(head)
      if (!expects) send()
    })
    socket.on('data', chunk => {
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
