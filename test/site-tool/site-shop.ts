/**
 * Owns a site with its server beside a vendor: the tool `airlatch-site` on a simulated computer, served in this process or as
 * one of its own, and clients that ask it over HTTP.
 */
import { mkdirSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { pageSettings } from '../../site-tool/page/options.ts'
import { ServingSite } from '../../site-tool/server/serving.ts'
import { siteTool } from '../../site-tool/tool.ts'
import { messageFromFile } from '../../src/carrier/intake.ts'
import { argsOver } from '../../src/cli/command.ts'
import { openKit, openLease, openLeaseAnswer, openLicense } from '../../src/core/envelope.ts'
import type { LeaseOperation, LeaseRequest } from '../../src/core/message/lease-request.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { listeningSettings } from '../../src/serving/settings.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Answer, inProcess, type Said, saidBy } from '../world/world.ts'
import { askSite } from './serving.ts'
import type { SiteClient } from './site-client.ts'

/** The name of the server's computer. */
export const SERVER = 'server'

export class SiteShop {
  readonly shop: Shop
  /** Lines of the log of what is served in this process. */
  readonly log: string[] = []

  private constructor(shop: Shop) {
    this.shop = shop
  }

  static async open(): Promise<SiteShop> {
    const shop = await openShop()
    onTestFinished(() => shop.remove())
    mkdirSync(shop.at('site'))
    return new SiteShop(shop)
  }

  get home(): string {
    return this.shop.at('site', 'home')
  }

  /** `airlatch-site --home site/home ... --json`. */
  readonly site = (...words: readonly string[]): Promise<Answer> =>
    inProcess(toolOn(SERVER), ['--home', this.home, ...words])

  readonly said = (...words: readonly string[]): Promise<Said> =>
    saidBy(toolOn(SERVER), ['--home', this.home, ...words])

  /** A floating key with so many seats: its whole text. */
  async key(seats: number, ...words: readonly string[]): Promise<string> {
    return this.shop.key('--for-floating', '--activations', String(seats), ...words)
  }

  /** From the key to the license that the vendor has made; gives the path of the license. */
  async licensed(key: string | undefined, name = 'license'): Promise<string> {
    const { shop } = this
    const request = shop.at('site', `${name}-request.txt`)
    const asking = key === undefined ? [] : [key, '--kit', shop.at('vendor', 'scope.kit')]
    await must(this.site('request', ...asking, '-o', request))
    const license = shop.at('site', `${name}.txt`)
    await must(shop.vendor('issue', request, '-o', license))
    return license
  }

  /** Activates the server with so many seats. */
  async activate(seats: number, ...words: readonly string[]): Promise<void> {
    await must(this.site('install', await this.licensed(await this.key(seats, ...words))))
  }

  /** Serves in this process until the test is over; `stop` ends it earlier. */
  async serve(): Promise<{
    readonly address: string
    readonly warnings: readonly string[]
    stop(): Promise<void>
  }> {
    const serving = await ServingSite.start(
      { home: this.home, lends: true, probe: async () => simulatedComputer(SERVER) },
      { ...listeningSettings(argsOver({}), 0), ...pageSettings(argsOver({})), host: '127.0.0.1' },
      line => this.log.push(line),
    )
    onTestFinished(() => serving.stop())
    const { warnings = [] } = await serving.answer()
    return { address: serving.address, warnings, stop: () => serving.stop() }
  }

  /** Asks for the product, and checks what is granted as a client with the vendor's kit does. */
  async ask(
    address: string,
    client: SiteClient,
    operation: LeaseOperation,
    more: Partial<LeaseRequest> = {},
  ) {
    const answer = await askSite(address, client.request(operation, more))
    if (answer.status !== 200) return JSON.parse(Buffer.from(answer.bytes).toString()).error.code as string
    return this.keep(client, answer.bytes)
  }

  /** `granted`, `returned`, or the reasons of a denial. */
  async keep(client: SiteClient, bytes: Uint8Array): Promise<string> {
    const { outcome } = openLeaseAnswer(bytes, nativeEd25519).claims
    if (outcome.kind === 'denied') return outcome.reasons.join(' ')
    if (outcome.kind === 'granted') {
      const { keyring } = openKit(
        messageFromFile(this.shop.read('vendor', 'scope.kit'), ['kit']),
        nativeEd25519,
      )
      const { claims: license } = openLicense(outcome.license, keyring)
      client.lease = openLease(outcome.lease, license, nativeEd25519)
    } else client.lease = undefined
    return outcome.kind
  }
}

export function toolOn(computer: string) {
  return siteTool(async () => simulatedComputer(computer))
}
