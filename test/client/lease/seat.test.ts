/** SS-05, SS-02: a program takes a seat and holds it, as an application does, over a network that a test makes. */
import { describe, expect, test } from 'vitest'
import type { LeaseOptions } from '../../../src/client/door.ts'
import { computerOn, licenseOf, TestNetwork } from './seat-world.ts'

const ONE = 'http://one:7632'
const TWO = 'http://two:7632'

/** What a program is told. */
function listening(): LeaseOptions & { readonly told: string[] } {
  const told: string[] = []
  return {
    told,
    onQueued: place => told.push(`queued ${place}`),
    onRenewed: () => told.push('renewed'),
    onWarning: ({ code, details }) =>
      told.push(
        ['warning', code, ...('addresses' in details ? details.addresses.map(one => one.code) : [])].join(
          ' ',
        ),
      ),
    onEnded: ({ code }) => told.push(`ended ${code}`),
  }
}

const given = ({ told: _, ...options }: ReturnType<typeof listening>): LeaseOptions => options

describe('SS-05: a seat', () => {
  test('is taken, held and given back', async () => {
    const network = new TestNetwork()
    const site = await network.serve(ONE)
    const seat = await computerOn(network, 'ann').open().lease()
    expect(seat.isHeld).toBe(true)
    expect(seat.address).toBe(ONE)
    expect(await site.lending.leases()).toHaveLength(1)
    expect(await seat.return()).toBe(true)
    expect(seat.isHeld).toBe(false)
    expect(await site.lending.leases()).toHaveLength(0)
  })

  test('is renewed at a third of its lease, again and again', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const ears = listening()
    const seat = await computerOn(network, 'ann').open().lease(given(ears))
    await network.pass(299)
    expect(ears.told).toEqual([])
    await network.pass(2)
    expect(ears.told).toEqual(['renewed'])
    await network.pass(3600)
    expect(ears.told.length).toBe(13)
    expect(seat.isHeld).toBe(true)
    await seat.return()
  })

  test('outlives its server to the end of the lease, with a warning, and then ends', async () => {
    const network = new TestNetwork()
    await network.serve(ONE)
    const ears = listening()
    const seat = await computerOn(network, 'ann').open().lease(given(ears))
    network.peers.delete(ONE)
    await network.pass(301)
    expect(ears.told).toEqual(['warning site-unreachable connection-refused'])
    await network.pass(598)
    expect(seat.isHeld).toBe(true)
    await network.pass(2)
    expect(seat.isHeld).toBe(false)
    expect(ears.told).toEqual(['warning site-unreachable connection-refused', 'ended lease-ended'])
  })

  test('of the first server in the list that grants; what another one granted is given back', async () => {
    const network = new TestNetwork()
    const [one, two] = [await network.serve(ONE), await network.serve(TWO)]
    const computer = computerOn(network, 'ann', { sites: [ONE, TWO] })
    const seat = await computer.open().lease()
    await network.settle()
    expect(seat.address).toBe(ONE)
    expect([await one.lending.leases(), await two.lending.leases()].map(all => all.length)).toEqual([1, 0])
    await seat.return()
  })

  test('of the second server where the first one has none', async () => {
    const network = new TestNetwork()
    await network.serve(ONE, { license: licenseOf(1) })
    await network.serve(TWO)
    await computerOn(network, 'ben').open().lease()
    const seat = await computerOn(network, 'ann', { sites: [ONE, TWO] })
      .open()
      .lease()
    expect(seat.address).toBe(TWO)
  })
})
