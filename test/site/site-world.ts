/**
 * Owns a site for tests: a server with its state in a temporary folder and clocks that a test sets, and clients that keep
 * what they took and say whether they would still run, as SPEC.md 17.3 to 17.5 has it.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import { coseKey, type SecretKey, secretKey } from '../../src/core/cose/key.ts'
import { sealLeaseRequest } from '../../src/core/envelope.ts'
import { readAnswer } from '../../src/core/lease/answer.ts'
import { type LeasePair, type VerifiedLease, verifyLease } from '../../src/core/lease/verify.ts'
import type { LeaseOutcome } from '../../src/core/message/lease-answer.ts'
import type { LeaseOperation, LeaseRequest } from '../../src/core/message/lease-request.ts'
import type { LendingTerms } from '../../src/core/message/lending.ts'
import { encodeLicense, type License } from '../../src/core/message/license.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import type { ClockSource } from '../../src/site/clock.ts'
import { type AnsweredRequest, Lending } from '../../src/site/lending.ts'
import type { SiteTrust } from '../../src/site/standing.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { INPUT, LENDING, LICENSE, serverKey, vendorKey } from '../core/lease/lease-world.ts'
import { toHex } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { sealLicense } from '../world/seal.ts'
import { OF_SERVER } from './of-server.ts'

/** A clock that is set, and one that only goes on. Both in seconds. */
export class TestClock implements ClockSource {
  /** The true time, which nobody can set. */
  time = world.NOW
  /** How far the clock of the server is off. */
  off = 0

  wall(): number {
    return this.time + this.off
  }

  steady(): number {
    return this.time - world.NOW
  }
}

/** The license of a server with so many seats. */
export function licenseOf(
  seats: number,
  lending: Partial<LendingTerms> = {},
  license: Partial<License> = {},
): Uint8Array {
  const terms = { ...LENDING, longestLease: 900, borrowing: { days: 30, most: 1 }, ...lending }
  return sealLicense(
    encodeLicense({ ...LICENSE, floatingSeats: seats, lending: terms, ...license }),
    vendorKey,
  )
}

export interface SiteSettings {
  readonly clock?: TestClock
  readonly license?: Uint8Array | undefined
  readonly trust?: Partial<SiteTrust>
}

/** A server that is opened again and again on one file. */
export class TestSite {
  readonly clock: TestClock
  readonly answered: AnsweredRequest[] = []
  readonly #trust: SiteTrust
  readonly #folder: string
  #lending: Lending | undefined

  private constructor({ clock = new TestClock(), trust = {} }: SiteSettings, folder: string) {
    this.clock = clock
    this.#trust = { ...OF_SERVER, ...trust }
    this.#folder = folder
  }

  /** `from`: the state that it starts with; without one it is new. */
  static async start(settings: SiteSettings = {}, from?: TestSite): Promise<TestSite> {
    const folder = mkdtempSync(join(tmpdir(), 'airlatch-site-'))
    if (from !== undefined) cpSync(from.#folder, folder, { recursive: true })
    const site = new TestSite(settings, folder)
    onTestFinished(async () => {
      await site.#lending?.close()
      rmSync(folder, { recursive: true })
    })
    await site.open()
    if (from === undefined && !('license' in settings && settings.license === undefined))
      await site.lending.install(settings.license ?? licenseOf(2))
    return site
  }

  get lending(): Lending {
    if (this.#lending === undefined) throw new Error('the server does not run')
    return this.#lending
  }

  get path(): string {
    return join(this.#folder, 'state.db')
  }

  async open(): Promise<void> {
    this.#lending = await this.another()
  }

  /** A second server on the same file. */
  another(): Promise<Lending> {
    return Lending.open({
      path: this.path,
      create: true,
      productId: world.PRODUCT,
      key: serverKey,
      trust: () => this.#trust,
      clock: this.clock,
      onAnswered: one => this.answered.push(one),
    })
  }

  async stop(): Promise<void> {
    await this.lending.close()
    this.#lending = undefined
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.open()
  }

  /** What was found by the last request, by the name of each rule that denied it. */
  denials(): Readonly<Record<string, string>> {
    const steps = this.answered.at(-1)?.trace.filter(({ outcome }) => outcome === 'deny') ?? []
    return Object.fromEntries(steps.map(({ rule, saw }) => [rule, saw]))
  }
}

let requests = 0

export interface ClientSettings {
  readonly account?: string | undefined
  readonly host?: string
  /** The seed of its hardware; undefined: nothing is read there. */
  readonly computer?: string | undefined
  readonly key?: SecretKey
}

/** A program on a computer, which measures its leases. */
export class TestClient {
  readonly name: string
  readonly key: SecretKey
  readonly #settings: ClientSettings
  /** The newest lease that it took, and when it asked for it. */
  held: { readonly pair: LeasePair; readonly askedAt: number; readonly verified: VerifiedLease } | undefined

  constructor(name: string, settings: ClientSettings = {}) {
    this.name = name
    this.key = settings.key ?? secretKey(nativeEd25519, world.seedOf(`client ${name}`))
    this.#settings = { account: name, host: `pc-${name}`, computer: name, ...settings }
  }

  request(operation: LeaseOperation, more: Partial<LeaseRequest> = {}): Uint8Array {
    const { account, host = '', computer } = this.#settings
    const named = operation === 'renew' || operation === 'return'
    const lease = this.held?.verified.lease
    const request: LeaseRequest = {
      productId: world.PRODUCT,
      madeAt: world.NOW,
      clientKey: coseKey(this.key.public.bytes),
      nonce: toHex(world.seedOf(`request ${++requests}`)).slice(0, 32),
      operation,
      holder: { account, host, workload: undefined, instance: undefined },
      platform: 3,
      virtual: undefined,
      pools: new Map(),
      wanted: undefined,
      leaseId: named ? lease?.leaseId : undefined,
      sequence: named ? lease?.sequence : undefined,
      computer:
        operation === 'return' || computer === undefined
          ? undefined
          : { fingerprint: hardware(computer), counted: world.COUNTED_KINDS },
      ...more,
    }
    return sealLeaseRequest(request, this.key)
  }

  /** Asks, and keeps what is granted. */
  async ask(
    site: TestSite,
    operation: LeaseOperation,
    more: Partial<LeaseRequest> = {},
    lending: Lending = site.lending,
  ): Promise<LeaseOutcome> {
    const askedAt = site.clock.time
    // ended here, before the request for it is sent
    const request = this.request(operation, more)
    if (operation === 'return') this.held = undefined
    return this.keep(await lending.answer(request, '10.0.0.7'), askedAt)
  }

  keep(answer: Uint8Array, askedAt: number): LeaseOutcome {
    const { outcome } = readAnswer(answer, {
      keyring: INPUT.keyring,
      ed25519: nativeEd25519,
      productId: world.PRODUCT,
      nonce: undefined,
      serverKey: toHex(serverKey.public.bytes),
    })
    if (outcome.kind === 'granted') {
      const verified = this.verify(outcome, { heldFor: 0, now: askedAt })
      this.held = { pair: outcome, askedAt, verified }
    }
    return outcome
  }

  /** Whether its program runs now: the lease is measured, and its own clock is right. */
  runs({ clock }: TestSite): boolean {
    if (this.held === undefined) return false
    const { pair, askedAt } = this.held
    return this.verify(pair, { heldFor: Math.floor(clock.time - askedAt), now: Math.floor(clock.time) }).valid
  }

  verify(pair: LeasePair, { heldFor, now }: { readonly heldFor: number | undefined; readonly now: number }) {
    const { account, computer } = this.#settings
    return verifyLease(pair, {
      ...INPUT,
      here: {
        fingerprint: computer === undefined ? new Map() : hardware(computer),
        platform: 'linux',
        user: account,
        virtual: undefined,
      },
      client: { key: toHex(this.key.public.bytes), instance: undefined },
      heldFor,
      now,
    })
  }
}

const computers = new Map<string, world.Fingerprint>()

function hardware(name: string): world.Fingerprint {
  const fingerprint =
    computers.get(name) ?? fingerprintOf(world.PRODUCT, simulatedComputer(`client ${name}`).readings)
  computers.set(name, fingerprint)
  return fingerprint
}

/** `granted`, `returned`, or the reasons of a denial. */
export function said(outcome: LeaseOutcome): string {
  return outcome.kind === 'denied' ? outcome.reasons.join(' ') : outcome.kind
}
