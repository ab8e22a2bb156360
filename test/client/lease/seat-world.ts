/**
 * Owns a site for tests of the client: servers at addresses, with time that a test sets and timers that run when it goes on;
 * and computers whose clients are opened as an application opens them.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Client, openClient } from '../../../src/client/door.ts'
import type { SiteReply } from '../../../src/client/lease/ask-site.ts'
import type { LeasingParts } from '../../../src/client/lease/parts.ts'
import { TestClock, TestSite } from '../../site/site-world.ts'
import * as world from '../../vectors/make/world.ts'
import { simulatedComputer } from '../probe/simulated.ts'

export { licenseOf } from '../../site/site-world.ts'

/** What is at an address: a server, or whatever a test wants to answer. */
export type Peer = TestSite | ((request: Uint8Array, signal: AbortSignal) => Promise<SiteReply>)

interface Timer {
  readonly at: number
  readonly work: () => void
}

/** A network, and one time for all that is in it. */
export class TestNetwork {
  readonly clock = new TestClock()
  readonly peers = new Map<string, Peer>()
  /** Each request that was sent, by its address. */
  readonly asked: string[] = []
  readonly #timers = new Set<Timer>()
  /** What servers are at: they always answer. */
  readonly #answering = new Set<Promise<unknown>>()

  /** A server that is new, at an address. */
  async serve(address: string, settings: Parameters<typeof TestSite.start>[0] = {}): Promise<TestSite> {
    const site = await TestSite.start({ clock: this.clock, ...settings })
    this.peers.set(address, site)
    return site
  }

  get parts(): LeasingParts {
    return {
      steady: () => this.clock.time,
      later: (work, seconds) => {
        const timer = { at: this.clock.time + seconds, work }
        this.#timers.add(timer)
        return () => this.#timers.delete(timer)
      },
      ask: (address, request, signal) => {
        this.asked.push(address)
        return { reply: this.#reply(address, request, signal), unref: () => undefined }
      },
      random: bytes => globalThis.crypto.getRandomValues(new Uint8Array(bytes)),
      jitter: () => 0.5,
    }
  }

  async #reply(address: string, request: Uint8Array, signal: AbortSignal): Promise<SiteReply> {
    const peer = this.peers.get(address)
    if (peer === undefined) return { kind: 'fault', code: 'connection-refused' }
    if (!(peer instanceof TestSite)) return peer(request, signal)
    return { kind: 'answer', bytes: await this.answer(peer, request) }
  }

  /** What a server answers. */
  async answer(site: TestSite, request: Uint8Array): Promise<Uint8Array> {
    const answering = site.lending.answer(request, '10.0.0.7')
    this.#answering.add(answering)
    try {
      return await answering
    } finally {
      this.#answering.delete(answering)
    }
  }

  /** Lets so many seconds go by, with all that is due in them. `asleep`: timers stand still, and run afterwards. */
  async pass(seconds: number, { asleep = false } = {}): Promise<void> {
    await this.settle()
    const end = this.clock.time + seconds
    if (asleep) this.clock.time = end
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.clock.time = Math.max(this.clock.time, due.at)
      due.work()
      await this.settle()
    }
    this.clock.time = end
    await this.settle()
  }

  /** Until nothing is on its way but what a peer of the test holds back. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 20; quiet++) {
      if (this.#answering.size > 0) quiet = 0
      await Promise.all(this.#answering)
      await new Promise(resolve => setImmediate(resolve))
    }
  }
}

export interface ComputerSettings {
  readonly user?: string | undefined
  /** The seed of its hardware. */
  readonly hardware?: string
  readonly home?: string
  /** How far its clock is off. */
  off?: number
  readonly sites?: readonly string[]
  /** Another folder for leases. */
  readonly leaseHome?: string
}

export interface TestComputer {
  readonly home: string
  readonly settings: ComputerSettings
  /** Another process of the program. */
  open(): Client
}

/** A computer on the network; `home`: of a computer that it is a copy of. */
export function computerOn(
  network: TestNetwork,
  name: string,
  settings: ComputerSettings = {},
): TestComputer {
  const home = settings.home ?? mkdtempSync(join(tmpdir(), 'airlatch-client-'))
  if (settings.home === undefined) onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const { sites = ['http://one:7632'] } = settings
  return {
    home,
    settings,
    open: () => {
      const client = openClient({
        home,
        leaseHome: settings.leaseHome,
        bakedKit: world.kit(),
        probe: async () => simulatedComputer(settings.hardware ?? name),
        pause: async () => undefined,
        now: () => Math.floor(network.clock.time + (settings.off ?? 0)),
        user: () => ('user' in settings ? settings.user : name),
        variables: { AIRLATCH_SITE: sites.join(' ') },
        leasing: network.parts,
      })
      onTestFinished(() => client.close())
      return client
    },
  }
}

/** The folder of one computer on another one. */
export function copied(home: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'airlatch-copy-'))
  cpSync(home, copy, { recursive: true })
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }))
  return copy
}
