/** SS-05: a command that keeps a seat ends when it has decided, and two seconds after its start at the latest. */
import { expect, test } from 'vitest'
import type { SiteReply } from '../../../src/client/lease/ask-site.ts'
import { computerOn, TestNetwork } from './seat-world.ts'

const [ONE, TWO] = ['http://one:7632', 'http://two:7632'] as const

/** Takes the request, and does not answer until nobody waits any more. */
const silent = (_: Uint8Array, signal: AbortSignal) =>
  new Promise<SiteReply>(resolve =>
    signal.addEventListener('abort', () => resolve({ kind: 'fault', code: 'no-answer' })),
  )

/** Seconds that `keep` takes at a silent first address, and at a second one that answers after so many. */
async function secondsAt(answers: number): Promise<number | undefined> {
  const network = new TestNetwork()
  const site = await network.serve(TWO)
  let began: number | undefined
  network.peers.set(ONE, (request, signal) => {
    began = network.clock.time
    return silent(request, signal)
  })
  network.peers.set(TWO, async request => {
    await new Promise<void>(resolve => network.parts.later(resolve, answers))
    return { kind: 'answer', bytes: await network.answer(site, request) }
  })
  const client = computerOn(network, 'ann', { sites: [ONE, TWO] }).open()
  let seconds: number | undefined
  const keeping = client.keepSeat().then(({ address }) => {
    seconds = Math.round((network.clock.time - (began ?? 0)) * 10) / 10
    expect(address).toBe(TWO)
  })
  // before it has asked, no time goes by
  while (began === undefined) await network.settle()
  await network.pass(10)
  await keeping
  return seconds
}

test('SS-05: what a silent server may still grant is waited for a second, within two of the start', async () => {
  expect(await secondsAt(0)).toBe(1.3)
  expect(await secondsAt(1)).toBe(2)
  expect(await secondsAt(1.9)).toBe(2)
})
