/**
 * SS-05, SS-06: a client and a site server, each the real one, over networks that fail (issue point 10): a start decides, no
 * seat is lost or lent twice afterwards, and a seat that is held is renewed again.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { messageFromFile } from '../../src/carrier/intake.ts'
import { type Client, type LeaseOptions, openClient } from '../../src/client/door.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { environment } from '../world/environment.ts'
import { must } from '../world/shop.ts'
import { FaultTime, FaultyProxy, until } from './faulty-network.ts'
import { type ServingSiteProcess, startSite } from './serving.ts'
import { SiteShop } from './site-shop.ts'

/** By these a client decides, in seconds: whatever the servers do, and once a later one has granted. */
const DECISION = 2
const PREFERENCE = 0.3
/** What a resolver may take that says at once that it knows nobody of that name. */
const RESOLVER_MS = 300

class FaultySite {
  readonly shop: SiteShop
  readonly time = new FaultTime()
  server: ServingSiteProcess

  private constructor(shop: SiteShop, server: ServingSiteProcess) {
    this.shop = shop
    this.server = server
  }

  static async open(seats: number, ...words: readonly string[]): Promise<FaultySite> {
    const shop = await SiteShop.open()
    await shop.activate(seats)
    const site = new FaultySite(shop, await startSite(shop.home, ...words))
    onTestFinished(async () => void (await site.server.end('SIGKILL')))
    return site
  }

  proxy(): Promise<FaultyProxy> {
    return FaultyProxy.start(this.server.address)
  }

  client(name: string): Client {
    const client = openClient({
      home: this.shop.shop.at('site', `home-of-${name}`),
      bakedKit: messageFromFile(this.shop.shop.read('vendor', 'scope.kit'), ['kit']),
      probe: async () => simulatedComputer(name),
      user: () => name,
      leasing: this.time.parts,
    })
    onTestFinished(() => client.close())
    return client
  }

  /** The ids of the leases that hold a seat. */
  async held(): Promise<readonly string[]> {
    const { value } = await must(this.shop.site('leases'))
    return value.products[0].leases.map(({ leaseId }: { leaseId: string }) => leaseId)
  }

  /** Kills the server and starts it again, behind the same proxy. */
  async restart(proxy: FaultyProxy): Promise<void> {
    this.server = await startSite(this.shop.home)
    proxy.target = this.server.address
  }

  /** What a start comes to when nothing more arrives: the deadline fires, and is all that did. */
  async decidedByDeadline(client: Client, options: LeaseOptions): Promise<string> {
    const before = this.time.fired.length
    const start = codeOf(client.lease(options))
    await until(() => this.time.isSet(DECISION))
    await this.time.pass(DECISION)
    const code = await start
    expect(this.time.fired.slice(before)).toContain(DECISION)
    return code
  }
}

/** `granted`, or why not, at each address. */
async function codeOf(lease: Promise<{ readonly lease: { readonly leaseId: string } }>): Promise<string> {
  try {
    await lease
    return 'granted'
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    const { addresses = [] } = error.details as { addresses?: readonly { readonly code: string }[] }
    return [error.code, ...addresses.map(({ code }) => code)].join(' ')
  }
}

describe('a start', () => {
  test('at a server that takes the connection and says nothing is decided by the deadline', async () => {
    const site = await FaultySite.open(1)
    const proxy = await site.proxy()
    proxy.fault = { do: 'silent' }
    const client = site.client('ada')
    const sites = [proxy.address]
    expect(await site.decidedByDeadline(client, { sites })).toBe('site-unreachable no-answer')
    expect(await site.held()).toEqual([])
    proxy.fault = { do: 'pass' }
    proxy.cutAll()
    expect(await codeOf(client.lease({ sites }))).toBe('granted')
  })

  test.each([
    ['in the middle of the request', { do: 'cut', after: 40, of: 'request' }, 0],
    ['at the beginning of the answer', { do: 'cut', after: 10, of: 'answer' }, 1],
    ['in the middle of the answer', { do: 'cut', after: 700, of: 'answer' }, 1],
  ] as const)('that is cut off %s is decided at once, and no seat is lent twice', async (_, fault, lent) => {
    const site = await FaultySite.open(1)
    const proxy = await site.proxy()
    const sites = [proxy.address]
    const client = site.client('ada')
    proxy.fault = fault
    expect(await codeOf(client.lease({ sites }))).toBe('site-unreachable connection-lost')
    expect(site.time.fired).not.toContain(DECISION)
    const before = await site.held()
    expect(before).toHaveLength(lent)
    proxy.fault = { do: 'pass' }
    const seat = await client.lease({ sites })
    if (lent > 0) expect(before).toEqual([seat.lease.leaseId])
    expect(await site.held()).toEqual([seat.lease.leaseId])
    expect(await codeOf(site.client('ben').lease({ sites }))).toBe('seat-denied no-seats-left')
    expect(await seat.return()).toBe(true)
    expect(await site.held()).toEqual([])
  })

  test('over a half open connection: the seat was lent, and the same client gets it again', async () => {
    const site = await FaultySite.open(1)
    const proxy = await site.proxy()
    const sites = [proxy.address]
    const client = site.client('ada')
    proxy.fault = { do: 'deaf' }
    const start = codeOf(client.lease({ sites }))
    await until(() => proxy.swallowed > 0)
    await site.time.pass(DECISION)
    expect(await start).toBe('site-unreachable no-answer')
    const [lost] = await site.held()
    expect(lost).toBeDefined()
    proxy.fault = { do: 'pass' }
    proxy.cutAll()
    const seat = await client.lease({ sites })
    expect(seat.lease.leaseId).toBe(lost)
    expect(await site.held()).toEqual([lost])
  })

  test('over a line that passes one byte after the other', async () => {
    const site = await FaultySite.open(1)
    const proxy = await site.proxy()
    proxy.fault = { do: 'dribble' }
    const seat = await site.client('ada').lease({ sites: [proxy.address] })
    expect(seat.isHeld).toBe(true)
    expect(site.time.fired).toEqual([])
  })

  test('with a dead server first in the list takes the second one, after a moment and not after the deadline', async () => {
    const site = await FaultySite.open(2)
    const [dead, alive] = [await site.proxy(), await site.proxy()]
    dead.fault = { do: 'silent' }
    const start = site.client('ada').lease({ sites: [dead.address, alive.address] })
    await until(() => site.time.isSet(PREFERENCE))
    await site.time.pass(PREFERENCE)
    const seat = await start
    expect(seat.address).toBe(alive.address)
    expect(site.time.fired).toEqual([PREFERENCE])
    expect(await site.held()).toHaveLength(1)
  })

  test('at a port where nobody is, and at a name that nobody has, beside a server', async () => {
    const site = await FaultySite.open(1)
    const client = site.client('ada')
    expect(await codeOf(client.lease({ sites: ['http://127.0.0.1:1'] }))).toBe(
      'site-unreachable connection-refused',
    )
    expect(site.time.fired).toEqual([])
    const nameless = 'http://no-such-host.invalid'
    let isDecided = false
    const code = codeOf(client.lease({ sites: [nameless] })).finally(() => {
      isDecided = true
    })
    // a resolver that does not answer is not waited for
    await pause(RESOLVER_MS)
    await until(() => isDecided || site.time.isSet(DECISION))
    await site.time.pass(DECISION)
    expect(await code).toMatch(/^site-unreachable (name-not-found|no-answer)$/)
    const start = client.lease({ sites: [nameless, site.server.address] })
    await Promise.race([
      start,
      until(() => site.time.isSet(PREFERENCE)).then(() => site.time.pass(PREFERENCE)),
    ])
    expect((await start).address).toBe(site.server.address)
  })

  test('at a server that has IPv6 alone', async context => {
    const site = await FaultySite.open(1, '--host', '::1').catch((error: Error) => {
      if (/EADDRNOTAVAIL|EAFNOSUPPORT/.test(error.message)) return context.skip('this computer has no IPv6')
      throw error
    })
    expect(site.server.address).toContain('[::1]')
    const seat = await site.client('ada').lease({ sites: [site.server.address] })
    expect(seat.isHeld).toBe(true)
  })
})

describe('a seat that is held', () => {
  const holding = async () => {
    const site = await FaultySite.open(2)
    const proxy = await site.proxy()
    const told: string[] = []
    const seat = await site.client('ada').lease({
      sites: [proxy.address],
      onRenewed: () => told.push('renewed'),
      onWarning: ({ code }) => told.push(code),
      onEnded: ({ code }) => told.push(code),
    })
    return { site, proxy, told, seat, length: seat.lease.expiresAt - seat.lease.issuedAt }
  }

  test.each(['silent', 'deaf'] as const)('is renewed again after a server that is %s', async fault => {
    const { site, proxy, told, seat, length } = await holding()
    const { leaseId } = seat.lease
    proxy.fault = { do: fault }
    proxy.cutAll()
    const connections = proxy.connections
    await site.time.pass(length / 3 + 1)
    await until(() => proxy.connections > connections)
    if (fault === 'deaf') await until(() => proxy.swallowed > 0)
    await site.time.pass(DECISION + 1)
    await until(() => told.length > 0)
    expect(told).toEqual(['site-unreachable'])
    expect(seat.isHeld).toBe(true)
    proxy.fault = { do: 'pass' }
    proxy.cutAll()
    await site.time.pass(length / 3, { answered: true })
    await until(() => told.length > 1)
    expect(told[1]).toBe('renewed')
    expect(seat.isHeld).toBe(true)
    // a renewal whose answer was lost has another number at the server: the seat is asked for anew, and is the same
    expect(seat.lease.leaseId).toBe(leaseId)
    expect(await site.held()).toEqual([leaseId])
  })

  test('outlives a server that is killed for the rest of its lease, and is renewed when that is back', async () => {
    const { site, proxy, told, seat, length } = await holding()
    const { leaseId } = seat.lease
    await site.server.end('SIGKILL')
    proxy.cutAll()
    await site.time.pass(length / 3 + 1)
    await until(() => told.length > 0)
    expect(told).toEqual(['site-unreachable'])
    expect(seat.isHeld).toBe(true)
    await site.restart(proxy)
    expect(await site.held()).toEqual([leaseId])
    await site.time.pass(length / 3, { answered: true })
    await until(() => told.length > 1)
    expect(told[1]).toBe('renewed')
    expect(seat.lease.leaseId).toBe(leaseId)

    await site.server.end('SIGKILL')
    proxy.cutAll()
    const left = seat.endsAt - Date.now() / 1000
    expect(left).toBeGreaterThan(length / 2)
    await site.time.pass(left - 10, { answered: true })
    expect(seat.isHeld).toBe(true)
    await site.time.pass(60, { answered: true })
    await until(() => told.includes('lease-ended'))
    expect(seat.isHeld).toBe(false)
    await site.restart(proxy)
  })
})

test('a program that is killed leaves its seat in hand: the next start asks nobody, and nothing is lent twice', async () => {
  const site = await FaultySite.open(2)
  const { shop } = site.shop
  const tool = join(import.meta.dirname, '..', 'world', 'simulated-client.ts')
  const client = shop.client('ada')
  const words = ['ada', '--home', shop.at('ada', 'home'), '--kit', shop.at('ada', 'scope.kit')]
  const runs = shop.at('ada', 'runs')
  const program = `require('fs').writeFileSync(${JSON.stringify(runs)}, ''); setInterval(() => {}, 1000)`
  const sleeping = [process.execPath, '-e', program]
  const child = spawn(
    process.execPath,
    [tool, ...words, 'run', '--lease', '--site', site.server.address, '--', ...sleeping],
    { env: environment(), stdio: 'ignore', detached: true },
  )
  const over = new Promise(resolve => child.once('exit', resolve))
  // the program, too, which would outlive the tool
  const kill = () => process.kill(-(child.pid as number), 'SIGKILL')
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) kill()
  })
  await until(() => existsSync(runs))
  const [leaseId] = await site.held()
  kill()
  await over
  await site.server.end('SIGKILL')
  const again = await client('lease', 'take', '--site', site.server.address)
  expect(again).toMatchObject({ exit: 0, value: { seat: { lease: { leaseId } } } })
  site.server = await startSite(site.shop.home)
  expect(await site.held()).toEqual([leaseId])
})
