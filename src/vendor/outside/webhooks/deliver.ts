/**
 * Owns one attempt to hand a message to a receiver: a POST that takes at most 15 seconds, whatever the receiver does, and
 * reads at most 2,048 bytes of what it answers. Redirects are answers like any other: nothing is followed.
 */
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import { UNSEEN } from '../../../core/bytes/characters.ts'
import { AirlatchError } from '../../../core/errors.ts'
import type { DeliveryProblem } from '../../../core/problems.ts'
import { VERSION } from '../../../core/version.ts'
import { checkedAddresses, type Destination, lookupOf, type Resolve, systemResolve } from './address.ts'

/** A message with its headers, and where it goes. */
export interface Outgoing extends Destination {
  /** Those of Standard Webhooks (sign.ts). */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of an attempt. */
export type Attempted =
  /** `text`: the beginning of the answer, in characters that can be shown. `retryAfter`: seconds, if it said so. */
  | { readonly status: number; readonly text: string; readonly retryAfter?: number | undefined }
  | { readonly problem: DeliveryProblem }

/** Makes one attempt; `stopped` ends it early. Never rejects. */
export type Send = (message: Outgoing, stopped: AbortSignal) => Promise<Attempted>

/** What passes of time; `after` returns what cancels the call. */
export interface Timer {
  /** Runs `work` after so many milliseconds, unless what it returns is called before. */
  after(milliseconds: number, work: () => void): () => void
}

export const systemTimer: Timer = {
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds)
    return () => clearTimeout(timer)
  },
}

export interface SenderOptions {
  readonly resolve?: Resolve
  readonly timer?: Timer
  /** Certificates that are trusted in the place of the usual ones, in PEM. */
  readonly trusted?: string
}

/** Milliseconds for the connection, TLS included, and for all of the attempt. */
export const ATTEMPT_LIMITS = { connectMs: 5_000, totalMs: 15_000, answerBytes: 2048 } as const

/** What sends over the network. */
export function sender({ resolve = systemResolve, timer = systemTimer, trusted }: SenderOptions = {}): Send {
  return async (message, stopped) => {
    const ending = new AbortController()
    const cancel = timer.after(ATTEMPT_LIMITS.totalMs, () => ending.abort(new TimeOver()))
    const signal = AbortSignal.any([ending.signal, stopped])
    try {
      signal.throwIfAborted()
      // a name server may take longer than all of it, and cannot be told to stop
      const addresses = await Promise.race([checkedAddresses(message, resolve), aborted(signal)])
      return await exchange(message, { addresses, signal, timer, trusted })
    } catch (error) {
      return { problem: stopped.aborted ? { is: 'stopped' } : problemOf(signal.reason ?? error) }
    } finally {
      cancel()
      ending.abort()
    }
  }
}

class TimeOver extends Error {
  override readonly name = 'TimeOver'
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

interface Exchange {
  readonly addresses: readonly string[]
  readonly signal: AbortSignal
  readonly timer: Timer
  readonly trusted: string | undefined
}

/** Errors: those of node:http and node:https; TimeOver. */
async function exchange(
  { url, headers, body }: Outgoing,
  { addresses, signal, timer, trusted }: Exchange,
): Promise<Attempted> {
  const bytes = Buffer.from(body, 'utf8')
  const sent = await requested(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': bytes.length,
      'user-agent': `airlatch-vendor/${VERSION}`,
      ...headers,
    },
    lookup: lookupOf(addresses),
    maxHeaderSize: 8192,
    signal,
    ...(trusted === undefined ? {} : { ca: trusted }),
  })
  return new Promise((resolve, reject) => {
    const cancel = timer.after(ATTEMPT_LIMITS.connectMs, () => sent.destroy(new TimeOver()))
    const connected = url.startsWith('https:') ? 'secureConnect' : 'connect'
    sent.on('socket', socket => socket.once(connected, cancel))
    sent.on('error', reject)
    // an answer that wants another protocol comes as no response, and Node closes without an error
    sent.on('upgrade', (answer, socket) => {
      socket.destroy()
      resolve({ status: answer.statusCode as number, text: '' })
    })
    let isAnswered = false
    sent.on('close', () => {
      cancel()
      if (!isAnswered) reject(new Error('closed without an answer'))
    })
    sent.on('response', answer => {
      isAnswered = true
      void beginningOf(answer).then(text => {
        const retryAfter = secondsIn(answer.headers['retry-after'])
        resolve({ status: answer.statusCode as number, text, retryAfter })
        sent.destroy()
      })
    })
    sent.end(bytes)
  })
}

/** Over a connection of its own. The modules are loaded now: they would cost every command its start. */
async function requested(url: string, options: RequestOptions): Promise<ClientRequest> {
  if (url.startsWith('http:')) {
    const { Agent, request } = await import('node:http')
    return request(url, { ...options, agent: new Agent({ keepAlive: false }) })
  }
  const { Agent, request } = await import('node:https')
  // certificates are checked also where NODE_TLS_REJECT_UNAUTHORIZED says otherwise
  return request(url, { ...options, agent: new Agent({ keepAlive: false }), rejectUnauthorized: true })
}

/** What there was of the answer when it ended, broke off, became too long or took too long; its status is known by then. */
function beginningOf(answer: IncomingMessage): Promise<string> {
  return new Promise(resolve => {
    const parts: Buffer[] = []
    let room: number = ATTEMPT_LIMITS.answerBytes
    const end = () => resolve(shown(Buffer.concat(parts)))
    answer.on('data', (part: Buffer) => {
      parts.push(part.subarray(0, room))
      room -= part.length
      if (room <= 0) end()
    })
    answer.on('end', end)
    answer.on('close', end)
    answer.on('error', end)
  })
}

const UNSHOWN = new RegExp(`[${UNSEEN}]+`, 'gu')

/** It is kept in the ledger and shown on terminals: nothing in it may do anything there. */
function shown(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes).replace(UNSHOWN, ' ').trim()
  return text.slice(0, ATTEMPT_LIMITS.answerBytes).toWellFormed()
}

function secondsIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : undefined
}

/** Codes of Node's that mean that the server's certificate was not accepted; there are some twenty of them. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ISSUER|ERR_TLS|EPROTO|ERR_SSL/

function problemOf(error: unknown): DeliveryProblem {
  if (error instanceof TimeOver) return { is: 'time-over' }
  if (error instanceof AirlatchError && error.code === 'webhook-address-refused') {
    const { problem } = error.details as {
      readonly problem: Extract<DeliveryProblem, { is: 'address' }>['why']
    }
    return { is: 'address', why: problem }
  }
  const { code } = error as { readonly code?: unknown }
  const system = typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : undefined
  if (system?.startsWith('HPE_')) return { is: 'not-http' }
  return { is: system !== undefined && CERTIFICATE.test(system) ? 'tls' : 'not-reached', system }
}
