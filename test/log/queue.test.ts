/** The queue of transactions: in order, one at a time, left by those who wait no longer. */
import { setImmediate as rest } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { PATIENT, TransactionQueue, WaitDeadline } from '../../src/log/queue.ts'

const queue = (rests = false) => new TransactionQueue({ place: 'ledger.db', rests })
const BUSY = { code: 'ledger-busy', kind: 'could-not', details: { path: 'ledger.db' } }

/** Work that goes on until it is let go. */
function held(): { work: () => Promise<void>; letGo: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { work: () => promise, letGo: resolve }
}

test('one after the other, in the order in which they came, also after a failure', async () => {
  const turns = queue()
  const seen: number[] = []
  let active = 0
  const all = Array.from({ length: 20 }, (_, i) =>
    turns.take(async () => {
      expect(++active).toBe(1)
      await rest()
      active--
      seen.push(i)
      if (i % 3 === 0) throw new Error(`${i}`)
    }),
  )
  const outcomes = await Promise.allSettled(all)
  expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(seen.map(i => i % 3 === 0))
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i))
})

test('who waits longer than allowed leaves, and its work is never begun', async () => {
  const turns = queue()
  const { work, letGo } = held()
  const first = turns.take(work)
  let begun = 0
  const begin = async () => void begun++
  const waiting = turns.take(begin, new WaitDeadline({ waitAtMostMs: 5 }))
  const over = turns.take(begin, new WaitDeadline({ waitAtMostMs: 0 }))
  const next = turns.take(async () => 'next')
  await Promise.all([waiting, over].map(each => expect(each).rejects.toMatchObject(BUSY)))
  letGo()
  expect(await next).toBe('next')
  await first
  expect(begun).toBe(0)
})

test('a signal drops what has not begun, and leaves alone what has', async () => {
  const turns = queue()
  const { work, letGo } = held()
  const abort = new AbortController()
  const patience = new WaitDeadline({ signal: abort.signal })
  const first = turns.take(async () => {
    await work()
    return 'done'
  }, patience)
  let begun = 0
  const dropped = Array.from({ length: 3 }, () => turns.take(async () => void begun++, patience))
  const reason = new Error('the visitor has gone')
  abort.abort(reason)
  await Promise.all(dropped.map(each => expect(each).rejects.toBe(reason)))
  await expect(turns.take(async () => void begun++, patience)).rejects.toBe(reason)
  letGo()
  expect(await first).toBe('done')
  expect(begun).toBe(0)
  expect(await turns.take(async () => 'next')).toBe('next')
})

test('the time of one piece of work runs for all of its transactions together', async () => {
  const turns = queue()
  const patience = new WaitDeadline({ waitAtMostMs: 20 })
  expect(patience.within(10)).toBe(10)
  expect(PATIENT.within(10)).toBe(10)
  await new Promise(resolve => setTimeout(resolve, 25))
  expect(patience.within(10)).toBe(0)
  await expect(turns.take(async () => 1, patience)).rejects.toMatchObject(BUSY)
})

test('it is no timer that a time longer than a timer can be set for ends at once', async () => {
  const turns = queue()
  const { work, letGo } = held()
  const first = turns.take(work)
  const second = turns.take(async () => 'second', new WaitDeadline({ waitAtMostMs: 2 ** 40 }))
  await rest()
  letGo()
  expect(await second).toBe('second')
  await first
})

test('at rest between two of them, the program goes on, however long the queue is', async () => {
  const turns = queue(true)
  let turnsOfOthers = 0
  let isDone = false
  const tick = () => {
    turnsOfOthers++
    if (!isDone) setImmediate(tick)
  }
  setImmediate(tick)
  const seen = await Promise.all(Array.from({ length: 50 }, () => turns.take(async () => turnsOfOthers)))
  isDone = true
  // each began in a later turn of the event loop than the one before it
  for (const [i, of] of seen.entries()) if (i > 0) expect(of).toBeGreaterThan(seen[i - 1] as number)
})
