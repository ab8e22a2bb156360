/** SS-05, SS-06: a client that has gone before its answer was signed leaves no seat behind that nobody has. */
import { describe, expect, test } from 'vitest'
import type { LeaseOperation } from '../../src/core/message/lease-request.ts'
import { openedRequest } from '../../src/site/messages.ts'
import { licenseOf, said, TestClient, TestSite } from './site-world.ts'

const GONE = new Error('the client has gone')

/** Asks, and has gone while the server records what it lends. */
async function askAndGo(site: TestSite, client: TestClient, operation: LeaseOperation): Promise<void> {
  const gone = new AbortController()
  const opened = await openedRequest(client.request(operation))
  const answer = site.lending.answerOpened(opened, '10.0.0.7', gone.signal)
  gone.abort(GONE)
  await expect(answer).rejects.toBe(GONE)
}

async function held(site: TestSite): Promise<readonly number[]> {
  return (await site.lending.leases()).map(({ sequence }) => sequence)
}

describe('a client that has gone before it is answered', () => {
  for (const operation of ['take', 'queue', 'borrow'] as const)
    test(`leaves the seat free that it asked to ${operation}, and the log says so`, async () => {
      const site = await TestSite.start({ license: licenseOf(1) })
      await askAndGo(site, new TestClient('anna'), operation)
      expect(await held(site)).toEqual([])
      expect(said(await new TestClient('ben').ask(site, 'take'))).toBe('granted')
      expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
    })

  test('and that had the seat before keeps it, by whatever name it asked', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const anna = new TestClient('anna')
    await anna.ask(site, 'take')
    await askAndGo(site, anna, 'take')
    await askAndGo(site, anna, 'take')
    expect(await held(site)).toEqual([3])
    expect(said(await new TestClient('ben').ask(site, 'take'))).toBe('no-seats-left')
    expect(anna.runs(site)).toBe(true)
  })

  test('and has asked again meanwhile keeps what it got then', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const anna = new TestClient('anna')
    const gone = askAndGo(site, anna, 'take')
    // recorded together with the first one, before that is given up
    const again = anna.ask(site, 'take')
    await gone
    expect(said(await again)).toBe('granted')
    expect(await held(site)).toEqual([2])
    expect(anna.runs(site)).toBe(true)
    expect(said(await new TestClient('ben').ask(site, 'take'))).toBe('no-seats-left')
  })

  test('and whose request is sent again by somebody gets nothing', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const request = new TestClient('anna').request('take')
    const gone = new AbortController()
    const answer = site.lending.answerOpened(await openedRequest(request), undefined, gone.signal)
    gone.abort(GONE)
    await expect(answer).rejects.toBe(GONE)
    const again = new TestClient('anna').keep(await site.lending.answer(request, undefined), site.clock.time)
    expect(said(again)).not.toBe('granted')
  })

  test('before anything was done for it takes nothing', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const opened = await openedRequest(new TestClient('anna').request('take'))
    await expect(site.lending.answerOpened(opened, undefined, AbortSignal.abort(GONE))).rejects.toBe(GONE)
    expect(site.answered).toEqual([])
  })
})
