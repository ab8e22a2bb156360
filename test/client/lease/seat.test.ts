/** SS-05, SS-02: a program takes a seat and holds it, as an application does, over a network that a test makes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LeaseOptions } from '../../../src/client/door.ts'
import type { SiteReply } from '../../../src/client/lease/ask-site.ts'
import { coseKey } from '../../../src/core/cose/key.ts'
import { sealLeaseAnswer } from '../../../src/core/envelope.ts'
import { strangerKey } from '../../core/lease/lease-world.ts'
import * as vectors from '../../vectors/make/world.ts'
import { computerOn, licenseOf, TestNetwork } from './seat-world.ts'

const [ONE, TWO, THREE] = ['http://one:7632', 'http://two:7632', 'http://three:7632'] as const

/** What a program is told, in a few words each. */
function listening(more: LeaseOptions = {}) {
  const told: string[] = []
  const options: LeaseOptions = {
    onQueued: place => told.push(`queued ${place}`),
    onRenewed: () => told.push('renewed'),
    onWarning: ({ code, details }) => {
      const why = 'addresses' in details ? details.addresses.map(one => one.code) : []
      told.push(['warning', code, ...why].join(' '))
    },
    onEnded: ({ code }) => told.push(`ended ${code}`),
    ...more,
  }
  return { told, options }
}

/** The codes of the addresses of an error, or `taken`. */
async function outcomeOf(taking: Promise<unknown>): Promise<string> {
  try {
    await taking
    return 'taken'
  } catch (error) {
    const { code, details } = error as { code: string; details: { addresses?: readonly { code: string }[] } }
    return [code, ...(details.addresses ?? []).map(one => one.code)].join(' ')
  }
}

/** Never answers, until nobody waits any more. */
const silent = (_: Uint8Array, signal: AbortSignal) =>
  new Promise<SiteReply>(resolve =>
    signal.addEventListener('abort', () => resolve({ kind: 'fault', code: 'no-answer' })),
  )

const heldAt = async (...sites: readonly { readonly lending: { leases(): Promise<readonly unknown[]> } }[]) =>
  Promise.all(sites.map(async ({ lending }) => (await lending.leases()).length))

describe('SS-05: a seat', () => {
  test('is taken, held and given back', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const seat = await computerOn(network, 'ann').open().lease()
    expect([seat.isHeld, seat.address, seat.endsAt - network.clock.time]).toEqual([true, ONE, 900])
    expect(await heldAt(site)).toEqual([1])
    expect(await seat.return()).toBe(true)
    expect(seat.isHeld).toBe(false)
    expect(await heldAt(site)).toEqual([0])
  })

  test('is asked for with another request where a connection breaks off that may have carried it', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const sent = new Set<string>()
    network.peers.set(ONE, async request => {
      sent.add(Buffer.from(request).toString('hex'))
      const bytes = await network.answer(site, request)
      if (sent.size % 2 === 1) return { kind: 'fault', code: 'connection-lost', isStale: true }
      return { kind: 'answer', bytes }
    })
    const seat = await computerOn(network, 'ann').open().lease()
    expect([seat.isHeld, sent.size, await heldAt(site)]).toEqual([true, 2, [1]])
  })

  test('is renewed at a third of its lease, again and again', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const { told, options } = listening()
    const seat = await computerOn(network, 'ann').open().lease(options)
    await network.pass(299)
    expect(told).toEqual([])
    await network.pass(2)
    expect(told).toEqual(['renewed'])
    await network.pass(3600)
    expect(told.length).toBe(13)
    expect(seat.isHeld).toBe(true)
  })

  test('outlives its server to the end of the lease, with a warning, and then ends', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const { told, options } = listening()
    const seat = await computerOn(network, 'ann').open().lease(options)
    network.peers.delete(ONE)
    await network.pass(301)
    expect(told).toEqual(['warning site-unreachable connection-refused'])
    await network.pass(598)
    expect(seat.isHeld).toBe(true)
    await network.pass(2)
    expect(seat.isHeld).toBe(false)
    expect(told).toEqual(['warning site-unreachable connection-refused', 'ended lease-ended'])
  })

  test('is renewed when its server is back before the end', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const { told, options } = listening()
    const seat = await computerOn(network, 'ann').open().lease(options)
    network.peers.delete(ONE)
    await network.pass(500)
    await site.restart()
    network.peers.set(ONE, site)
    await network.pass(1000)
    expect(told.slice(0, 2)).toEqual(['warning site-unreachable connection-refused', 'renewed'])
    expect(seat.isHeld).toBe(true)
  })

  test('is taken at another server when its own is lost', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const other = await network.serve(TWO)
    const { told, options } = listening()
    const seat = await computerOn(network, 'ann', { sites: [ONE, TWO] })
      .open()
      .lease(options)
    network.peers.delete(ONE)
    await network.pass(899)
    expect(seat.isHeld).toBe(true)
    expect(seat.address).toBe(TWO)
    expect(told.at(-1)).toBe('renewed')
    expect(await heldAt(other)).toEqual([1])
  })

  test('that is closed stays in hand for the next start, which asks nobody', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const computer = computerOn(network, 'ann')
    const seat = await computer.open().lease()
    seat.close()
    network.asked.length = 0
    const again = await computer.open().lease()
    expect(again.lease.leaseId).toBe(seat.lease.leaseId)
    expect(network.asked).toEqual([])
    // the second process renews it, with its newest number
    await network.pass(301)
    expect(network.asked).toEqual([ONE])
  })

  test('keeps one seat for two processes of one user, and the last one gives it back', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const computer = computerOn(network, 'ann')
    const [one, two] = [listening(), listening()]
    const first = await computer.open().lease(one.options)
    const second = await computer.open().lease(two.options)
    await network.pass(3600)
    expect([first.isHeld, second.isHeld]).toEqual([true, true])
    expect([...one.told, ...two.told].filter(text => text !== 'renewed')).toEqual([])
    expect(site.answered.flatMap(({ reasons }) => reasons)).toEqual([])
    expect(await second.return()).toBe(false)
    expect(await heldAt(site)).toEqual([1])
    expect(await first.return()).toBe(true)
    expect(await heldAt(site)).toEqual([0])
  })

  test('is given back when its signal is aborted', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const aborting = new AbortController()
    const seat = await computerOn(network, 'ann').open().lease({ signal: aborting.signal })
    aborting.abort()
    await network.settle()
    expect(seat.isHeld).toBe(false)
    expect(await heldAt(site)).toEqual([0])
  })

  test('that is aborted while it is taken goes back', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    network.peers.set(TWO, silent)
    const aborting = new AbortController()
    const computer = computerOn(network, 'ann', { sites: [TWO, ONE] })
    const taking = computer.open().lease({ signal: aborting.signal })
    await network.settle()
    aborting.abort(new Error('enough'))
    await expect(taking).rejects.toThrow('enough')
    await network.settle()
    expect(await heldAt(site)).toEqual([0])
  })
})

describe('a seat that is kept for later', () => {
  test('is renewed when it is asked for again, once a third of it is gone', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const computer = computerOn(network, 'ann')
    const first = await computer.open().keepSeat()
    await network.pass(200)
    expect((await computer.open().keepSeat()).lease.sequence).toBe(first.lease.sequence)
    await network.pass(400)
    const later = await computer.open().keepSeat()
    expect([later.lease.leaseId, later.lease.sequence]).toEqual([first.lease.leaseId, 2])
    network.peers.delete(ONE)
    await network.pass(800)
    expect((await computer.open().keepSeat()).lease.sequence).toBe(2)
    expect(await heldAt(site)).toEqual([1])
  })

  test('and that is given back by hand while a program uses it, is taken anew or is over', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE, { license: licenseOf(1) })
    const computer = computerOn(network, 'ann')
    const { told, options } = listening()
    const seat = await computer.open().lease(options)
    await computer.open().returnSeat({ force: true })
    await computerOn(network, 'ben').open().keepSeat()
    await network.pass(20)
    expect(seat.isHeld).toBe(false)
    expect(told.at(-1)).toBe('ended lease-ended')
    expect(await heldAt(site)).toEqual([1])
  })

  test('is not taken by a client that was closed meanwhile', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const client = computerOn(network, 'ann').open()
    const taking = client.lease()
    client.close()
    await expect(taking).rejects.toMatchObject({ code: 'already-closed' })
    await network.settle()
    expect(await heldAt(site)).toEqual([0])
  })
})

describe('SS-05: of several servers', () => {
  test('the first in the list that grants is taken, and the others get theirs back', async () => {
    const network = new TestNetwork()
    const sites = [await network.serve(ONE), await network.serve(TWO), await network.serve(THREE)]
    const seat = await computerOn(network, 'ann', { sites: [ONE, TWO, THREE] })
      .open()
      .lease()
    await network.settle()
    expect(seat.address).toBe(ONE)
    expect(await heldAt(...sites)).toEqual([1, 0, 0])
  })

  test('the second is taken where the first has no seat', async () => {
    const network = new TestNetwork()
    await network.serve(ONE, { license: licenseOf(1) })
    await network.serve(TWO)
    await computerOn(network, 'ben').open().lease()
    const seat = await computerOn(network, 'ann', { sites: [ONE, TWO] })
      .open()
      .lease()
    expect(seat.address).toBe(TWO)
  })

  test('a silent one costs a moment, and gets back what it grants late', async () => {
    const network = new TestNetwork()
    const late = await network.serve(ONE)
    await network.serve(TWO)
    let answer: () => void = () => undefined
    const waiting = new Promise<void>(resolve => {
      answer = resolve
    })
    network.peers.set(ONE, async request => {
      await waiting
      return { kind: 'answer', bytes: await network.answer(late, request) }
    })
    const taking = computerOn(network, 'ann', { sites: [ONE, TWO] })
      .open()
      .lease()
    await network.pass(0.3)
    expect((await taking).address).toBe(TWO)
    network.peers.set(ONE, late)
    answer()
    await network.settle()
    expect(late.answered.map(({ request }) => request.operation)).toEqual(['take', 'return'])
    expect(await heldAt(late)).toEqual([0])
  })

  test('where all are silent, a start decides after two seconds', async () => {
    const network = new TestNetwork()
    for (const address of [ONE, TWO]) network.peers.set(address, silent)
    const began = network.clock.time
    const taking = outcomeOf(
      computerOn(network, 'ann', { sites: [ONE, TWO, THREE] })
        .open()
        .lease(),
    )
    let decidedAfter: number | undefined
    void taking.then(() => {
      decidedAfter = network.clock.time - began
    })
    await network.pass(10)
    expect(await taking).toBe('site-unreachable no-answer no-answer connection-refused')
    expect(decidedAfter).toBe(2)
  })

  test('two addresses of one server are one seat, held by its newest number', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    network.peers.set(TWO, site)
    const seat = await computerOn(network, 'ann', { sites: [ONE, TWO] })
      .open()
      .lease()
    await network.settle()
    expect(await heldAt(site)).toEqual([1])
    expect(seat.lease.sequence).toBe(2)
    await network.pass(1000)
    expect(site.answered.flatMap(({ reasons }) => reasons)).toEqual([])
    expect(await seat.return()).toBe(true)
    expect(await heldAt(site)).toEqual([0])
  })

  test('one that denies and one that is dead are both named', async () => {
    const network = new TestNetwork()
    await network.serve(ONE, { license: licenseOf(1) })
    await computerOn(network, 'ben').open().lease()
    expect(
      await outcomeOf(
        computerOn(network, 'ann', { sites: [ONE, TWO] })
          .open()
          .lease(),
      ),
    ).toBe('seat-denied no-seats-left connection-refused')
  })
})

describe('what cannot be believed is no seat', () => {
  test('an answer with another nonce, also a true one of before', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const answers: Uint8Array[] = []
    network.peers.set(ONE, async request => {
      answers.push(await network.answer(site, request))
      return { kind: 'answer', bytes: answers[0] as Uint8Array }
    })
    const computer = computerOn(network, 'ann')
    const seat = await computer.open().lease()
    await seat.return()
    expect(await outcomeOf(computer.open().lease())).toBe('site-unreachable answer-not-for-request')
  })

  test('an answer that a stranger signed, granted or denied with a lease of the server in it', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    network.peers.set(ONE, async request => {
      const { openLeaseRequest, openLeaseAnswer } = await import('../../../src/core/envelope.ts')
      const { nativeEd25519 } = await import('../../../src/crypto/native.ts')
      const { claims } = openLeaseRequest(request, nativeEd25519)
      const { claims: answer } = openLeaseAnswer(await network.answer(site, request), nativeEd25519)
      const own = { ...answer, nonce: claims.nonce, serverKey: coseKey(strangerKey.public.bytes) }
      return { kind: 'answer', bytes: sealLeaseAnswer(own, strangerKey) }
    })
    expect(await outcomeOf(computerOn(network, 'ann').open().lease())).toBe(
      'site-unreachable answer-not-for-request',
    )
  })

  test('bytes that are no answer', async () => {
    const network = new TestNetwork()
    network.peers.set(ONE, async () => ({ kind: 'answer', bytes: new Uint8Array(100_000) }))
    network.peers.set(TWO, async request => ({ kind: 'answer', bytes: request }))
    network.peers.set(THREE, async () => ({ kind: 'answer', bytes: vectors.kit() }))
    expect(
      await outcomeOf(
        computerOn(network, 'ann', { sites: [ONE, TWO, THREE] })
          .open()
          .lease(),
      ),
    ).toBe('site-unreachable cose-malformed wrong-message-type wrong-message-type')
  })

  test('a server of another vendor, or one whose license has ended', async () => {
    const network = new TestNetwork()
    await network.serve(ONE, { license: licenseOf(2, {}, { expiresAt: vectors.NOW + 100 }) })
    await network.pass(200)
    expect(await outcomeOf(computerOn(network, 'ann').open().lease())).toBe('seat-denied server-expired')
  })
})

describe('the queue', () => {
  test('is waited in until a seat is free', async () => {
    const network = new TestNetwork()
    await network.serve(ONE, { license: licenseOf(1) })
    const ben = await computerOn(network, 'ben').open().lease()
    const { told, options } = listening({ queue: true })
    const taking = computerOn(network, 'ann').open().lease(options)
    await network.pass(60)
    expect(told).toEqual(['queued 1'])
    await ben.return()
    await network.pass(10)
    expect((await taking).isHeld).toBe(true)
  })

  test('is left when its signal is aborted', async () => {
    const network = new TestNetwork()
    await network.serve(ONE, { license: licenseOf(1) })
    await computerOn(network, 'ben').open().lease()
    const aborting = new AbortController()
    const taking = computerOn(network, 'ann').open().lease({ queue: true, signal: aborting.signal })
    taking.catch(() => undefined)
    await network.pass(10)
    aborting.abort(new Error('enough'))
    await expect(taking).rejects.toThrow('enough')
  })

  test('is no way around a denial', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const rules = await site.lending.rules()
    await site.lending.setRules({ ...rules, groups: { all: { users: ['ann'] } }, deny: [{ group: 'all' }] })
    expect(await outcomeOf(computerOn(network, 'ann').open().lease({ queue: true }))).toBe(
      'seat-denied denied-by-rule',
    )
  })
})

describe('features that are lent by places', () => {
  const program = { features: ['export'] }
  const license = licenseOf(5, { pools: new Map([['export', 1]]) })

  test('are taken with the seat, and kept when it is renewed', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE, { license })
    const seat = await computerOn(network, 'ann').open().lease({ program })
    await network.pass(1000)
    expect([...seat.lease.pools]).toEqual([['export', 1]])
    expect(seat.isHeld).toBe(true)
    expect(await outcomeOf(computerOn(network, 'ben').open().lease({ program }))).toBe(
      'seat-denied no-place-in-pool',
    )
    await network.settle()
    // the seat without the place is given back
    expect(await heldAt(site)).toEqual([1])
    expect(await outcomeOf(computerOn(network, 'ben').open().lease())).toBe('taken')
  })
})

describe('a home that this account may not write to', () => {
  test('has its leases, and the key that takes them, in another folder', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const leaseHome = mkdtempSync(join(tmpdir(), 'airlatch-own-'))
    onTestFinished(() => rmSync(leaseHome, { recursive: true }))
    const computer = computerOn(network, 'ann', { leaseHome })
    // its installation is of another account, whose key this one cannot read
    await computerOn(network, 'root', { home: computer.home, hardware: 'ann' }).open().lease()
    const keys = readFileSync(join(computer.home, vectors.PRODUCT, 'installation', 'key.pem'))
    const client = computer.open()
    await client.keepSeat()
    expect(readdirSync(leaseHome)).toEqual([vectors.PRODUCT])
    expect(readFileSync(join(computer.home, vectors.PRODUCT, 'installation', 'key.pem'))).toEqual(keys)
    expect(await site.lending.leases()).toHaveLength(2)
    expect((await computer.open().status()).lease?.lease.holder.account).toBe('ann')
    expect((await client.seatsInHand()).map(({ valid }) => valid)).toEqual([true])
    expect(await client.returnSeat()).toMatchObject({ returned: true })
  })
})
