/** A roll-out in the library (DY-14): what is taken, what is for others, and what a computer that tells less gets. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  type ClientOptions,
  messageFromInput,
  type OfferedMessage,
  rollOut,
} from '../../../src/client/door.ts'
import type { Computer } from '../../../src/core/computer/computer.ts'
import { must, openShop, type Shop } from '../../world/shop.ts'
import { simulatedComputer } from '../probe/simulated.ts'

let shop: Shop
let offered: readonly OfferedMessage[]
let homes = 0

beforeAll(async () => {
  shop = await openShop()
  const key = await shop.key('--activations', '3')
  const files = ['vendor/scope.kit']
  for (const name of ['pc1', 'pc2']) {
    await must(shop.activate(name, key))
    files.push(`${name}/license-${name.slice(2)}.txt`)
  }
  offered = await Promise.all(
    files.map(async name => ({
      name,
      message: await messageFromInput(shop.read(...name.split('/'))),
      isNamed: false,
    })),
  )
})
afterAll(() => shop.remove())
beforeEach(() => {
  homes++
})

const options = (read: () => Computer): ClientOptions => ({
  home: shop.at(`home-${homes}`),
  probe: async () => read(),
  pause: async () => {},
  fileTimes: () => [],
})

test('takes the kit and its own license, and counts the other one', async () => {
  const outcome = await rollOut(
    options(() => simulatedComputer('pc2')),
    offered,
  )
  expect(outcome.taken.map(({ name, installed }) => [name, installed.kind])).toEqual([
    ['vendor/scope.kit', 'kit'],
    ['pc2/license-2.txt', 'license'],
  ])
  expect(outcome).toMatchObject({ forOthers: 1, passedOver: [], telling: undefined })
})

test('of nobody it says why, by the license that says most', async () => {
  const outcome = await rollOut(
    options(() => simulatedComputer('pc9')),
    offered,
  )
  expect(outcome.taken.map(({ installed }) => installed.kind)).toEqual(['kit'])
  expect(outcome.forOthers).toBe(2)
  expect(outcome.telling?.reasons).toMatchObject([{ code: 'wrong-computer' }])
})

test('a computer that tells less when it is read again gets no license, and no word that it has', async () => {
  let reads = 0
  const less = () => {
    const whole = simulatedComputer('pc1')
    return reads++ === 0 ? whole : { ...whole, readings: whole.readings.slice(0, 1) }
  }
  await expect(rollOut(options(less), offered)).rejects.toMatchObject({
    details: { path: 'pc1/license-1.txt' },
  })
  const after = await rollOut(
    options(() => simulatedComputer('pc1')),
    offered,
  )
  expect(after.taken).toHaveLength(2)
})

test('an aborted one installs nothing more', async () => {
  const stopped = new AbortController()
  stopped.abort(new Error('enough'))
  const run = rollOut(
    options(() => simulatedComputer('pc1')),
    offered,
    {},
    { signal: stopped.signal },
  )
  await expect(run).rejects.toThrow('enough')
})
