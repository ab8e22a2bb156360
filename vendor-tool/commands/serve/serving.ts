/** Owns what `serve` does: the page over an open vendor, its answer, its log, and the signal that ends it. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../../../src/cli/command.ts'
import { fields, visible } from '../../../src/cli/output.ts'
import { AirlatchError, type ClockAhead, explain, type Signer, type Vendor } from '../../../src/vendor.ts'
import { appOf, MOST_UPLOAD_BYTES, mayAsk } from '../../web/app.ts'
import { isLoopback, plainAddress } from '../../web/client-address.ts'
import { deskOver } from '../../web/desk.ts'
import { keysInUse } from '../../web/keys-in-use.ts'
import { USUAL_LIMITS } from '../../web/limits.ts'
import { listen, type Serving } from '../../web/server.ts'
import { clockAheadText } from '../../world.ts'
import { builtScripts } from './scripts.ts'
import type { ServeSettings } from './settings.ts'

export async function begin(settings: ServeSettings, vendor: Vendor, signer: Signer): Promise<Serving> {
  const { proxies, behindProxy, address, contact } = settings
  const scripts = builtScripts()
  if (scripts === undefined) log('without scripts: "npm run pages" builds them; the pages work without')
  const desk = deskOver(vendor, await keysInUse(vendor, signer, log))
  const isSecure = (incoming: IncomingMessage) => isByTls(incoming, settings)
  const makeApp = (isStopping: () => boolean) =>
    appOf({
      desk,
      limits: USUAL_LIMITS,
      proxies,
      address,
      contact,
      scripts,
      clock: { now: () => performance.now(), sleep: ms => sleep(ms) },
      random: bytes => Uint8Array.from(randomBytes(bytes)),
      isSecure,
      isStopping,
      broken: error => log(brokenText(error)),
    })
  return listen(makeApp, {
    ...settings,
    mayConnect: peer => !behindProxy || mayAsk(peer, proxies),
    isProxy: peer => proxies.has(peer),
    isSecure,
    mostBodyBytes: MOST_UPLOAD_BYTES,
    log,
  })
}

/** By our own, or by that of a proxy that says so. */
function isByTls({ socket, headers }: IncomingMessage, { tls, proxies }: ServeSettings): boolean {
  if (tls !== undefined) return true
  return proxies.has(plainAddress(socket.remoteAddress ?? '')) && headers['x-forwarded-proto'] === 'https'
}

export function answerOf({ host, tls, behindProxy, address }: ServeSettings, serving: Serving): Answer {
  const open = address ?? serving.address
  const isPlain = tls === undefined && !behindProxy && !isLoopback(host)
  const warnings = isPlain
    ? ['plain HTTP: whoever can listen in on this network sees requests and licenses']
    : []
  return {
    json: { address: open, listening: serving.address, pid: process.pid, warnings },
    text: fields([
      ['address', open],
      ['listening', serving.address === open ? undefined : serving.address],
      ['stop', `Ctrl-C, or kill ${process.pid}: what was begun is finished`],
    ]),
    warnings,
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Until the first signal; a second one ends the process at once, as it would without us. */
export function untilAsked(): Promise<void> {
  return new Promise(resolve => {
    function asked(): void {
      for (const signal of SIGNALS) process.off(signal, asked)
      resolve()
    }
    for (const signal of SIGNALS) process.on(signal, asked)
  })
}

export function logClockAhead(ahead: ClockAhead): void {
  log(`warning: ${clockAheadText(ahead)}`)
}

/** Standard output is for the address. */
function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()}  ${visible(line)}\n`)
}

function brokenText(error: unknown): string {
  if (error instanceof AirlatchError) return `${error.code}: ${explain(error.code, error.details).message}`
  return `bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}
