/** Owns what leases stand on besides this computer: the network, a clock that goes on, timers, randomness. */
import { randomBytes } from 'node:crypto'
import { encodeHex } from '../../core/bytes/hex.ts'
import { ID_BYTES } from '../../core/message/holder.ts'
import type { AskSite } from './ask-site.ts'
import { type SteadyClock, steadyClock } from './steady-clock.ts'

/** Within so many seconds a start decides, whatever the servers do. */
export const DECISION_SECONDS = 2

/** So long at most is what other servers have granted waited for, before a process that needs nothing more ends. */
const END_SECONDS = 1

/** Runs the work once, later; what it returns calls that off. `alive`: the process does not end before. */
export type LeaseTimer = (work: () => void, seconds: number, alive?: boolean) => () => void

/** What leases stand on; a parameter, so that tests bring their own network and time. */
export interface LeasingParts {
  readonly ask: AskSite
  /** Seconds by a clock that nobody sets, and that goes on while the computer sleeps. */
  readonly steady: SteadyClock
  readonly later: LeaseTimer
  /** So many random bytes. */
  readonly random: (bytes: number) => Uint8Array
  /** From 0 to 1, to spread what many clients do. */
  readonly jitter: () => number
}

/** Those of this computer. The network is loaded when it is used. */
export function leasingHere(): LeasingParts {
  return {
    ask: lazyAsk,
    steady: steadyClock(),
    later(work, seconds, alive = false) {
      const timer = setTimeout(work, seconds * 1000)
      if (!alive) timer.unref()
      return () => clearTimeout(timer)
    },
    random: randomBytes,
    jitter: Math.random,
  }
}

const lazyAsk: AskSite = (address, request, signal) => {
  const call = import('./ask-site.ts').then(({ askSite }) => askSite(address, request, signal))
  return {
    reply: call.then(({ reply }) => reply),
    unref: () => void call.then(({ unref }) => unref()),
    abandon: () => void call.then(({ unref, abandon = unref }) => abandon()),
  }
}

/** A new random number of a process, 16 hexadecimal digits. */
export function newInstance(random: LeasingParts['random']): string {
  return encodeHex(random(ID_BYTES))
}

/**
 * Until the work is done, or for a second. `startedAt`, by the steady clock: of a start, which is over two seconds after it,
 * whatever is still on its way. A server that has not answered by then finds that its client has gone, and lends nothing.
 */
export async function forAMoment(
  work: Promise<unknown>,
  { later, steady }: Pick<LeasingParts, 'later' | 'steady'>,
  startedAt = Number.POSITIVE_INFINITY,
): Promise<void> {
  let callOff: () => void = () => undefined
  const seconds = Math.max(0, Math.min(END_SECONDS, startedAt + DECISION_SECONDS - steady()))
  const tooLate = new Promise<void>(resolve => {
    callOff = later(resolve, seconds, true)
  })
  await Promise.race([work, tooLate])
  callOff()
}
