import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import { beginDeliveries, DELIVERIES_KEPT } from '../../../../src/vendor/ledger/deliveries.ts'
import type { Ledger } from '../../../../src/vendor/ledger/ledger.ts'
import type { Attempted } from '../../../../src/vendor/outside/webhooks/deliver.ts'
import { AT_ONCE, dispatchWebhooks, HELD_SECONDS } from '../../../../src/vendor/outside/webhooks/dispatch.ts'
import { JITTER, RETRY_SECONDS } from '../../../../src/vendor/outside/webhooks/schedule.ts'
import { Webhooks } from '../../../../src/vendor/outside/webhooks/webhooks.ts'
import { runs } from '../../../effort.ts'
import { type Desk, openDesk, replacing } from '../../../world/desk.ts'
import { BUSY, type Dispatching, dispatching, OK, type Sent } from './dispatching.ts'

const URL = 'https://hooks.example.com/in'

async function desk(): Promise<Desk> {
  const made = await openDesk()
  onTestFinished(() => made.close())
  return made
}

/** A dispatcher over the desk's ledger, stopped when the test is over. */
function running(at: Desk, answer: Parameters<typeof dispatching>[1], broken?: Webhooks): Dispatching {
  const dispatcher = dispatching(broken ?? at.vendor.webhooks, answer)
  onTestFinished(async () => {
    await dispatcher.stop()
    if (broken === undefined) expect(dispatcher.errors).toEqual([])
  })
  return dispatcher
}

/** A receiver that never answers. */
function untilStopped(_sent: Sent, stopped: AbortSignal): Promise<Attempted> {
  return new Promise(resolve =>
    stopped.addEventListener('abort', () => resolve({ problem: { is: 'stopped' } })),
  )
}

/** One more thing to tell. */
const happen = (at: Desk) => at.vendor.addCustomer({ name: 'Ann' })

test('HT-03: what is recorded is told once, in its order, from the moment on when the webhook was added', async () => {
  const at = await desk()
  await happen(at)
  const { secret } = await at.vendor.webhooks.add({ url: URL })
  const dispatcher = running(at, () => OK)
  await dispatcher.settled()
  expect(dispatcher.sent).toEqual([])
  const [key] = await at.vendor.createKeys({ productId: 'scope' })
  await at.vendor.suspendKey(key?.id as string, 'not paid by Ann')
  await dispatcher.look()
  await dispatcher.look()
  expect(dispatcher.sent.map(({ type }) => type)).toEqual(['key.created', 'key.suspended'])
  expect(new Set(dispatcher.sent.map(({ id }) => id)).size).toBe(2)
  const [first] = dispatcher.sent as [Sent]
  // the reference library does not accept a time of the test's, but the signature is of all of it
  const again = new Webhook(secret).sign(first.id, new Date(at.time * 1000), first.body)
  expect(first.headers['webhook-signature']?.split(' ')).toContain(again)
})

test('HT-03: what another program records in the ledger is told too', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL })
  const dispatcher = running(at, () => OK)
  const other = await at.ledger()
  await other.append([{ kind: 'customer.erased', customerId: (await happen(at)).id }], at.time)
  await dispatcher.look()
  expect(dispatcher.sent.map(({ type }) => type)).toEqual(['customer.added', 'customer.erased'])
})

test('HT-03: a webhook hears of the types that it wants, and of nothing that is the desk’s own', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'keys', events: ['key.created'] })
  await at.vendor.webhooks.add({ url: `${URL}/all`, name: 'all' })
  const dispatcher = running(at, () => OK)
  await at.vendor.addAffiliate('North')
  await happen(at)
  await at.vendor.createKeys({ productId: 'scope' })
  await dispatcher.look()
  const told = dispatcher.sent.map(({ url, type }) => `${url === URL ? 'keys' : 'all'} ${type}`)
  expect(told.sort()).toEqual(['all customer.added', 'all key.created', 'keys key.created'])
})

test('HT-03: a message that is not taken is tried again over three days, and then given up', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  const times: number[] = []
  const dispatcher = running(at, () => {
    times.push(at.time)
    return BUSY
  })
  await happen(at)
  await dispatcher.look()
  for (;;) {
    const { deliveries, retrying, givenUp } = await at.vendor.webhooks.show('crm')
    const due = deliveries[0]?.dueAt
    if (due === undefined) break
    expect({ retrying, givenUp }).toEqual({ retrying: { since: deliveries[0]?.at, next: due }, givenUp: 0 })
    // not a second sooner
    at.time = due - 1
    await dispatcher.look()
    at.time = due
    await dispatcher.look()
  }
  expect(times).toHaveLength(RETRY_SECONDS.length + 1)
  times.slice(1).forEach((time, i) => {
    const [delay, waited] = [RETRY_SECONDS[i] as number, time - (times[i] as number)]
    expect(waited).toBeGreaterThanOrEqual(delay)
    expect(waited).toBeLessThanOrEqual(Math.ceil(delay * (1 + JITTER)))
  })
  expect(new Set(dispatcher.sent.map(({ id }) => id)).size).toBe(1)
  // each attempt has a time of its own
  expect(new Set(dispatcher.sent.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(times.length)
  const { deliveries, ...listed } = await at.vendor.webhooks.show('crm')
  const [delivery] = deliveries
  expect(listed).toMatchObject({ retrying: undefined, givenUp: 1 })
  expect(delivery).toMatchObject({ state: 'failed', attempts: 10, status: 503, answer: 'busy' })
  at.time += 30 * 86_400
  await dispatcher.look()
  expect(dispatcher.sent).toHaveLength(times.length)
})

test('HT-03: a message that was given up is sent again by hand, under its id', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  let answer: Attempted = { status: 410, text: 'no more' }
  const dispatcher = running(at, () => answer)
  await happen(at)
  await dispatcher.look()
  const [gone] = (await at.vendor.webhooks.show('crm')).deliveries
  expect(gone).toMatchObject({ state: 'gone', status: 410, dueAt: undefined })
  // nothing more is sent to it, and nothing is lost
  await happen(at)
  at.time += 86_400
  await dispatcher.look()
  expect(dispatcher.sent).toHaveLength(1)
  expect(await at.vendor.webhooks.list()).toMatchObject([{ isGone: true }])
  answer = OK
  await at.vendor.webhooks.resend(gone?.id as string)
  await dispatcher.look()
  await dispatcher.look()
  expect(dispatcher.sent).toHaveLength(3)
  expect(dispatcher.sent[1]?.id).toBe(gone?.id)
  expect(await at.vendor.webhooks.list()).toMatchObject([{ isGone: false, waiting: 0 }])
  // that somebody did it is not forgotten, and what went with it was not sent again by hand
  const resent = (await at.vendor.webhooks.show('crm')).deliveries.map(({ resentAt }) => resentAt)
  expect(resent.toSorted()).toEqual([at.time, undefined])
  await expect(at.vendor.webhooks.resend('msg_none')).rejects.toMatchObject({ code: 'delivery-not-found' })
})

test('HT-03: a receiver may ask for more time, and for a day at most', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  let retryAfter = 120
  const dispatcher = running(at, () => ({ ...BUSY, retryAfter }))
  await happen(at)
  await dispatcher.look()
  const due = async () => (await at.vendor.webhooks.show('crm')).deliveries[0]?.dueAt as number
  expect(await due()).toBe(at.time + 120)
  at.time += 120
  retryAfter = 999_999
  await dispatcher.look()
  expect(await due()).toBe(at.time + 86_400)
})

test('HT-03: a slow receiver keeps up nobody else, and has four messages at a time at most', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: `${URL}/slow`, name: 'slow' })
  await at.vendor.webhooks.add({ url: `${URL}/fast`, name: 'fast' })
  const held: (() => void)[] = []
  const dispatcher = running(at, sent =>
    sent.url.endsWith('fast') ? OK : new Promise(resolve => held.push(() => resolve(OK))),
  )
  await at.vendor.createKeys({ productId: 'scope', count: 20 })
  dispatcher.poke()
  const of = (name: string) => dispatcher.sent.filter(({ url }) => url.endsWith(name)).length
  while (of('fast') < 20) await new Promise(setImmediate)
  expect(of('slow')).toBe(AT_ONCE)
  while (of('slow') < 20 || held.length > 0) {
    held.shift()?.()
    await new Promise(setImmediate)
    expect(held.length).toBeLessThanOrEqual(AT_ONCE)
  }
  await dispatcher.settled()
  expect(new Set(dispatcher.sent.map(({ id }) => id)).size).toBe(40)
})

test('HT-03: a server that ends between sending and recording sends it again, with the same id', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  const { world } = at.vendor.webhooks
  let isBroken = false
  const keep: Ledger['keep'] = work =>
    isBroken ? Promise.reject(new Error('the power is off')) : world.ledger.keep(work)
  const webhooks = new Webhooks({ ...world, ledger: replacing(world.ledger, { keep }) })
  const first = running(
    at,
    () => {
      isBroken = true
      return OK
    },
    webhooks,
  )
  await happen(at)
  await first.look()
  expect(first.sent).toHaveLength(1)
  expect(first.errors).toHaveLength(1)
  await first.stop()
  const second = running(at, () => OK)
  // the other one may still be at it
  await second.look()
  expect(second.sent).toHaveLength(0)
  at.time += HELD_SECONDS
  await second.look()
  expect(second.sent.map(({ id }) => id)).toEqual(first.sent.map(({ id }) => id))
  expect((await at.vendor.webhooks.show('crm')).deliveries).toMatchObject([
    { state: 'delivered', attempts: 1 },
  ])
})

test('HT-03: a server that is stopped gives back what it was sending, and it is not counted', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  const first = running(at, untilStopped)
  await happen(at)
  first.poke()
  while (first.sent.length === 0) await new Promise(setImmediate)
  await first.stop()
  expect((await at.vendor.webhooks.show('crm')).deliveries).toMatchObject([{ state: 'waiting', attempts: 0 }])
  const second = running(at, () => OK)
  await second.look()
  expect(second.sent.map(({ id }) => id)).toEqual(first.sent.map(({ id }) => id))
})

/** What may happen to a desk with webhooks, one after the other. */
const STEP = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ is: 'recorded' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('server' as const),
      answers: fc.array(fc.constantFrom('ok', 'busy', 'lost', 'unrecorded'), { maxLength: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('time' as const), seconds: fc.integer({ min: 1, max: 4000 }) }),
  },
)

test('HT-03: each entry reaches each webhook at least once and under one id, in any order of failures and restarts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { maxLength: 12 }), async steps => {
      const at = await openDesk()
      try {
        const names = ['one', 'two']
        for (const name of names) await at.vendor.webhooks.add({ url: `${URL}/${name}`, name })
        const { world } = at.vendor.webhooks
        const taken = new Map<string, Set<string>>()
        const entries = new Set<number>()
        const take = ({ url, entry, id }: Sent) => {
          const of = `${url} ${entry}`
          taken.set(of, (taken.get(of) ?? new Set()).add(id))
        }
        const serve = async (answers: readonly string[], usually: Attempted) => {
          let isBroken = false
          const keep: Ledger['keep'] = work =>
            isBroken ? Promise.reject(new Error('the power is off')) : world.ledger.keep(work)
          const webhooks = new Webhooks({ ...world, ledger: replacing(world.ledger, { keep }) })
          const left = [...answers]
          const dispatcher = dispatching(webhooks, sent => {
            const how = left.shift()
            if (how === 'busy') return BUSY
            if (how === 'lost') return { problem: { is: 'time-over' } }
            if (how === undefined && usually !== OK) return usually
            take(sent)
            // and then the server ends, as far as the ledger knows
            if (how === 'unrecorded') isBroken = true
            return OK
          })
          await dispatcher.look()
          await dispatcher.stop()
        }
        for (const step of steps) {
          if (step.is === 'time') at.time += step.seconds
          else if (step.is === 'server') await serve(step.answers, BUSY)
          else {
            await happen(at)
            entries.add((await at.vendor.stats()).entries)
          }
        }
        for (let i = 0; i < RETRY_SECONDS.length + 2; i++) {
          at.time += 100_000
          await serve([], OK)
        }
        for (const name of names)
          for (const entry of entries) expect(taken.get(`${URL}/${name} ${entry}`)?.size).toBe(1)
        expect(taken.size).toBe(names.length * entries.size)
      } finally {
        await at.close()
      }
    }),
    { numRuns: runs(60) },
  )
})

test('HT-03: a receiver that never answers makes no more than a thousand rows, and the log waits for it', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  await at.vendor.createKeys({ productId: 'scope', count: 1200 })
  const dispatcher = running(at, untilStopped)
  const waiting = async () => (await at.vendor.webhooks.show('crm', 1)).waiting
  dispatcher.poke()
  while ((await waiting()) < DELIVERIES_KEPT.waiting) await new Promise(setImmediate)
  await dispatcher.stop()
  const next = running(at, untilStopped)
  next.poke()
  while (next.sent.length === 0) await new Promise(setImmediate)
  await next.stop()
  expect(await waiting()).toBe(DELIVERIES_KEPT.waiting)
})

test('HT-03: old deliveries are removed, and what waits is not', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  let answer = OK
  const dispatcher = running(at, () => answer)
  await happen(at)
  await dispatcher.look()
  answer = BUSY
  await happen(at)
  await dispatcher.look()
  at.time += DELIVERIES_KEPT.days * 86_400 + 1
  await dispatcher.look()
  expect((await at.vendor.webhooks.show('crm')).deliveries).toMatchObject([{ state: 'waiting', attempts: 2 }])
})

test('HT-03: a webhook that was removed is told nothing more, and one of its name begins anew', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  const dispatcher = running(at, () => BUSY)
  await happen(at)
  await dispatcher.look()
  await at.vendor.webhooks.remove('crm')
  at.time += 10
  await happen(at)
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  await dispatcher.look()
  expect(dispatcher.sent).toHaveLength(1)
  expect((await at.vendor.webhooks.show('crm')).deliveries).toEqual([])
})

test('HT-03: one of a former name hears nothing of what was before it, whatever a server has left behind', async () => {
  const at = await desk()
  // a server that had just read of the former one began to tell it, when it was removed already
  await at.vendor.webhooks.world.ledger.keep(sql => beginDeliveries(sql, 'crm'))
  await happen(at)
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  const dispatcher = running(at, () => OK)
  await dispatcher.look()
  expect(dispatcher.sent).toEqual([])
  await happen(at)
  await dispatcher.look()
  expect(dispatcher.sent).toHaveLength(1)
})

test('HT-03: without keys, as after a restore, it waits for new ones', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  await at.vendor.webhooks.world.ledger.keep(sql => sql.run('DELETE FROM secret'))
  const dispatcher = running(at, () => OK)
  await happen(at)
  await dispatcher.look()
  expect(dispatcher.sent).toEqual([])
  expect(await at.vendor.webhooks.list()).toMatchObject([
    { hasKeys: false, waiting: 1, deliveries: [{ answer: 'no-keys' }] },
  ])
  await expect(at.vendor.webhooks.test('crm')).rejects.toMatchObject({ code: 'webhook-keys-missing' })
  await at.vendor.webhooks.rotate('crm')
  at.time += 10
  await dispatcher.look()
  expect(dispatcher.sent).toHaveLength(1)
})

test('HT-03: it looks by itself every two seconds, however often it is poked, and not after it was stopped', async () => {
  const at = await desk()
  await at.vendor.webhooks.add({ url: URL })
  const timers = new Map<object, readonly [milliseconds: number, work: () => void]>()
  const clock = {
    after(milliseconds: number, work: () => void) {
      const timer = {}
      timers.set(timer, [milliseconds, work])
      return () => timers.delete(timer)
    },
  }
  const pass = (wanted: number) => {
    for (const [timer, [milliseconds, work]] of [...timers])
      if (milliseconds === wanted) {
        timers.delete(timer)
        work()
      }
  }
  const waiting = () => [...timers.values()].map(([milliseconds]) => milliseconds)
  let sent = 0
  const send = async () => {
    sent++
    return OK
  }
  const dispatcher = dispatchWebhooks(at.vendor, { clock, send })
  await dispatcher.settled()
  expect(waiting()).toEqual([2000])
  await happen(at)
  pass(2000)
  await dispatcher.settled()
  expect(sent).toBe(1)
  await happen(at)
  for (let i = 0; i < 50; i++) dispatcher.poke()
  expect(waiting().sort()).toEqual([100, 2000])
  pass(100)
  await dispatcher.settled()
  expect(sent).toBe(2)
  dispatcher.poke()
  await dispatcher.stop()
  dispatcher.poke()
  expect(waiting()).toEqual([])
})
