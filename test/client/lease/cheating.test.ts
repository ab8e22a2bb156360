/**
 * SS-05, SS-07, SS-10: what a customer tries who has the source and the whole computer: each promise of SPEC.md 17.4 and 17.5
 * with the client as an application has it.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import type { TestSite } from '../../site/site-world.ts'
import { TestSite as Site } from '../../site/site-world.ts'
import { PRODUCT } from '../../vectors/make/world.ts'
import { computerOn, copied, licenseOf, type TestComputer, TestNetwork } from './seat-world.ts'

const [ONE, TWO] = ['http://one:7632', 'http://two:7632'] as const

const leasesOf = ({ home }: TestComputer) => join(home, PRODUCT, 'leases')
const filesOf = (computer: TestComputer, begin: string) =>
  readdirSync(leasesOf(computer)).filter(name => name.startsWith(begin))

/** `valid`, or the first reason of a status. */
async function statusOf(computer: TestComputer): Promise<string> {
  const { valid, reasons } = await computer.open().status()
  return valid ? 'valid' : (reasons[0]?.code ?? 'refused')
}

async function codeOf(taking: Promise<unknown>): Promise<string> {
  try {
    await taking
    return 'taken'
  } catch (error) {
    return (error as { code: string }).code
  }
}

async function borrowed(days = 5) {
  const network = new TestNetwork()
  const site = await network.serve(ONE)
  const computer = computerOn(network, 'ann')
  await computer.open().borrowSeat({ days })
  return { network, site, computer }
}

describe('a status stands on the lease in hand', () => {
  test('and on no server, until it ends', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const computer = computerOn(network, 'ann')
    await computer.open().keepSeat()
    network.peers.clear()
    const status = await computer.open().status()
    expect([status.valid, status.source, status.lease?.address]).toEqual([true, ONE, ONE])
    await network.pass(901)
    expect(await statusOf(computer)).toBe('lease-ended')
  })

  test('at the cost of two signatures: that of the license of its server, and its own', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const computer = computerOn(network, 'ann')
    await computer.open().keepSeat()
    network.asked.length = 0
    const real = nativeEd25519.verifier
    let checked = 0
    const spy = vi.spyOn(nativeEd25519, 'verifier').mockImplementation(key => {
      const verify = real(key)
      return (data, signature) => {
        checked++
        return verify(data, signature)
      }
    })
    const costOf = async () => {
      const client = computer.open()
      checked = 0
      await client.status()
      return checked
    }
    // the first status looks through the search path, and writes that down
    await costOf()
    const withLease = await costOf()
    for (const name of filesOf(computer, 'lease-')) rmSync(join(leasesOf(computer), name))
    expect(withLease).toBe((await costOf()) + 2)
    spy.mockRestore()
    expect(network.asked).toEqual([])
  })

  test('a borrowed one survives a clock that was wrong for a while', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const ann = { off: 0 }
    const computer = computerOn(network, 'ann', ann)
    await computer.open().borrowSeat({ days: 5 })
    ann.off = 200 * 86_400
    network.peers.clear()
    expect(await codeOf(computer.open().keepSeat())).toBe('site-unreachable')
    ann.off = 0
    expect(await statusOf(computer)).toBe('valid')
  })

  test('damaged files stop nobody', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const computer = computerOn(network, 'ann')
    await computer.open().keepSeat()
    for (const name of readdirSync(leasesOf(computer)))
      writeFileSync(join(leasesOf(computer), name), 'damaged')
    expect(await statusOf(computer)).toBe('no-license')
    expect(await codeOf(computer.open().keepSeat())).toBe('taken')
    expect(await statusOf(computer)).toBe('valid')
  })

  test('a bit of the lease that is changed makes it none', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const computer = computerOn(network, 'ann')
    await computer.open().keepSeat()
    const [name = ''] = filesOf(computer, 'lease-')
    const path = join(leasesOf(computer), name)
    const bytes = readFileSync(path)
    for (let at = 40; at < bytes.length; at += 97) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(path, changed)
      const { valid, lease } = await computer.open().status()
      // the address is the client's own word, and nothing is decided by it
      if (valid) expect(lease?.address, `${at}`).not.toBe(ONE)
    }
  })
})

describe('a folder that is copied', () => {
  test('to ten computers runs on none of them', async () => {
    const { network, computer } = await borrowed()
    for (let i = 0; i < 10; i++) {
      const copy = computerOn(network, 'ann', { home: copied(computer.home), hardware: `copy ${i}` })
      expect(await statusOf(copy)).toBe('wrong-computer')
    }
    expect(await statusOf(computer)).toBe('valid')
  })

  test('to another user of the computer runs for nobody but its own', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const computer = computerOn(network, 'ann')
    await computer.open().keepSeat()
    const copy = computerOn(network, 'ann', { home: copied(computer.home), user: 'ben' })
    expect(await statusOf(copy)).toBe('wrong-holder')
    // who asks for a seat there, is another holder and takes another one
    expect(await codeOf(copy.open().lease())).toBe('taken')
  })

  test('with its whole virtual machine shares one seat, and leaves proof', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const computer = computerOn(network, 'ann')
    const first = await computer.open().lease()
    const twin = computerOn(network, 'ann', { home: copied(computer.home) })
    const second = await twin.open().lease()
    await network.pass(3600)
    expect(first.lease.leaseId).toBe(second.lease.leaseId)
    expect(await site.lending.leases()).toHaveLength(1)
    expect(
      site.answered.filter(({ reasons }) => reasons.includes('lease-superseded')).length,
    ).toBeGreaterThan(3)
  })
})

describe('the clock of the client', () => {
  test('that is set back makes no lease longer that is measured', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const ann = { off: 0 }
    const computer = computerOn(network, 'ann', ann)
    const seat = await computer.open().lease()
    network.peers.clear()
    ann.off = -800
    await network.pass(899)
    expect(seat.isHeld).toBe(true)
    await network.pass(2)
    expect(seat.isHeld).toBe(false)
  })

  test('that is set back by more than ten minutes ends one that is not measured', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const ann = { off: 0 }
    const computer = computerOn(network, 'ann', ann)
    await computer.open().keepSeat()
    await network.pass(800)
    ann.off = -700
    expect(await statusOf(computer)).toBe('valid')
    ann.off = -1401
    expect(await statusOf(computer)).toBe('clock-set-back')
  })

  test('that is set back while a program runs does not make its seat longer, measured or not', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const ann = { off: 0 }
    const computer = computerOn(network, 'ann', ann)
    await computer.open().keepSeat()
    network.peers.clear()
    const seat = await computer.open().lease()
    ann.off = -500
    await network.pass(901)
    expect(seat.isHeld).toBe(false)
  })

  test('a server whose clock is wrong lends all the same', async () => {
    for (const off of [-5000, 5000]) {
      const network = new TestNetwork()
      network.clock.off = off
      await network.serve(ONE)
      const seat = await computerOn(network, 'ann', { off: -off }).open().lease()
      await network.pass(2000)
      expect(seat.isHeld, `${off}`).toBe(true)
    }
  })
})

describe('sleep', () => {
  test('past the end: the seat is taken again at once', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const told: string[] = []
    const seat = await computerOn(network, 'ann')
      .open()
      .lease({ onRenewed: () => told.push('renewed'), onEnded: () => told.push('ended') })
    await network.pass(8 * 3600, { asleep: true })
    expect(told).toEqual(['renewed'])
    expect(seat.isHeld).toBe(true)
  })

  test('past the end, when somebody else has the seat: it says so', async () => {
    const network = new TestNetwork()
    await network.serve(ONE, { license: licenseOf(1) })
    const told: string[] = []
    const seat = await computerOn(network, 'ann')
      .open()
      .lease({ onRenewed: () => told.push('renewed'), onEnded: () => told.push('ended') })
    network.clock.time += 1000
    await computerOn(network, 'ben').open().lease()
    expect(seat.isHeld).toBe(false)
    await network.pass(0)
    await network.pass(20)
    expect(told).toEqual(['ended'])
  })

  test('and no network: the seat that has run out is not used', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const seat = await computerOn(network, 'ann').open().lease()
    network.peers.clear()
    await network.pass(1000, { asleep: true })
    expect(seat.isHeld).toBe(false)
  })
})

describe('a server', () => {
  /** What a seat is told. */
  function listening() {
    const told: string[] = []
    const onWarning = ({ code }: { readonly code: string }) => told.push(code)
    return { told, onWarning }
  }

  test('that was set back to an older state is named, and serves on', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const old = await Site.start({ clock: network.clock }, site)
    const computer = computerOn(network, 'ann')
    const { told, onWarning } = listening()
    const seat = await computer.open().lease({ onWarning })
    await network.pass(650)
    expect(seat.lease.sequence).toBe(3)
    network.peers.set(ONE, old)
    await network.pass(301)
    expect(told).toEqual(['server-went-back'])
    expect(seat.isHeld).toBe(true)
    // both are kept: the proof
    expect(filesOf(computer, 'server-')).toHaveLength(2)
  })

  test('that was replaced by another one is a new server: the seat is taken anew', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const { told, onWarning } = listening()
    const seat = await computerOn(network, 'ann').open().lease({ onWarning })
    network.peers.set(ONE, async () => ({ kind: 'fault', code: 'wrong-product' }))
    await network.pass(301)
    expect(told).toEqual(['site-unreachable'])
    expect(seat.isHeld).toBe(true)
  })

  test('at another address may renew only if it is the same one', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const seat = await computerOn(network, 'ann', { sites: [ONE, TWO] })
      .open()
      .lease()
    // it moved
    network.peers.delete(ONE)
    network.peers.set(TWO, site)
    const id = seat.lease.leaseId
    await network.pass(400)
    expect([seat.isHeld, seat.lease.leaseId, seat.address]).toEqual([true, id, TWO])
    expect(site.answered.map(({ request }) => request.operation)).toEqual(['take', 'renew'])
  })

  test('whose administrator takes a seat back is heard when it is asked', async () => {
    const network = new TestNetwork()
    const site: TestSite = await network.serve(ONE)
    const { told, onWarning } = listening()
    const ended: string[] = []
    const seat = await computerOn(network, 'ann')
      .open()
      .lease({ onWarning, onEnded: ({ code }) => ended.push(code) })
    await site.lending.takeBack(seat.lease.leaseId, 'lost')
    await network.pass(899)
    expect(told).toEqual(['seat-denied'])
    expect(seat.isHeld).toBe(true)
    await network.pass(2)
    expect(ended).toEqual(['lease-ended'])
  })

  test('that lends for a process lends for that process alone', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE, { license: licenseOf(2, { seatUnit: 'process' }) })
    const computer = computerOn(network, 'ann')
    const seat = await computer.open().lease()
    expect(await statusOf(computer)).toBe('wrong-holder')
    await computer.open().lease()
    expect(await site.lending.leases()).toHaveLength(2)
    expect(await codeOf(computer.open().lease())).toBe('seat-denied')
    expect(await seat.return()).toBe(true)
    expect(await site.lending.leases()).toHaveLength(1)
    expect(await codeOf(computer.open().keepSeat())).toBe('seat-of-process')
    expect(await site.lending.leases()).toHaveLength(1)
  })
})

describe('SS-07: a borrowed seat that was given back', () => {
  test('is over, also when its file is put back', async () => {
    const { site, computer } = await borrowed()
    const [name = ''] = filesOf(computer, 'lease-')
    const bytes = readFileSync(join(leasesOf(computer), name))
    expect(await computer.open().returnSeat()).toMatchObject({ returned: true })
    writeFileSync(join(leasesOf(computer), name), bytes)
    expect(await statusOf(computer)).toBe('lease-returned')
    expect(await site.lending.leases()).toEqual([])
  })

  test('is over, also when all files about leases are put back', async () => {
    const { computer } = await borrowed()
    const before = copied(computer.home)
    await computer.open().returnSeat()
    rmSync(leasesOf(computer), { recursive: true })
    cpSync(join(before, PRODUCT, 'leases'), leasesOf(computer), { recursive: true })
    expect(await statusOf(computer)).toBe('lease-returned')
  })

  test('is handed over again where no server has answered', async () => {
    const { network, site, computer } = await borrowed()
    network.peers.delete(ONE)
    const first = await computer.open().returnSeat()
    expect(first.returned).toBe(false)
    expect(await statusOf(computer)).not.toBe('valid')
    network.peers.set(ONE, site)
    const second = await computer.open().returnSeat()
    expect([second.returned, second.leaseId]).toEqual([true, first.leaseId])
    expect(await codeOf(computer.open().returnSeat())).toBe('no-seat-in-hand')
  })

  test('does not lock anybody out of a new one: a server that did not hear of it is told', async () => {
    for (const borrow of [true, false]) {
      const network = new TestNetwork()
      const site = await network.serve(ONE)
      const computer = computerOn(network, 'ann')
      const client = computer.open()
      const before = borrow ? await client.borrowSeat({ days: 5 }) : await client.keepSeat()
      network.peers.delete(ONE)
      await client.returnSeat()
      network.peers.set(ONE, site)
      const seat = await computer.open().lease()
      expect(seat.lease.leaseId).not.toBe(before.lease.leaseId)
      expect([seat.isHeld, seat.lease.borrowed]).toEqual([true, false])
      expect(await site.lending.leases()).toHaveLength(1)
    }
  })

  test('is not given back while a program uses it, unless somebody insists', async () => {
    const { computer } = await borrowed()
    const seat = await computer.open().lease()
    expect(await codeOf(computer.open().returnSeat())).toBe('seat-in-use')
    expect(await seat.return()).toBe(false)
    expect(await computer.open().returnSeat()).toMatchObject({ returned: true })
  })
})
