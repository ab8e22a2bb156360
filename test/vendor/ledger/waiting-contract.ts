/** Owns what every ledger must do for callers that do not wait for ever. `fresh` is that of the contract. */
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import type { LedgerUnderTest } from './contract.ts'
import { AT } from './sample.ts'

const setting: Change = { kind: 'setting.changed', name: 'dormant', value: true }
const BUSY = { code: 'ledger-busy' }

export function waitingContract(engine: string, fresh: () => Promise<LedgerUnderTest>): void {
  /** The ledger in the hands of a writer until `letGo`. */
  async function heldBy(ledger: Ledger) {
    const gate = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const holder = ledger.alone(async () => {
      begun.resolve()
      await gate.promise
    })
    await begun.promise
    return {
      async letGo() {
        gate.resolve()
        await holder
      },
    }
  }

  describe(`waiting for the ledger, on ${engine}`, () => {
    test('a turn that does not come in time is given up, and nothing of it is recorded', async () => {
      const { open } = await fresh()
      const ledger = await open('ann')
      const held = await heldBy(ledger)
      const given = [
        ledger.waitingAtMost({ waitAtMostMs: 10 }).settings(),
        ledger.waitingAtMost({ waitAtMostMs: 10 }).append([setting], AT),
        ledger.waitingAtMost({ waitAtMostMs: 0 }).stats(),
      ]
      await Promise.all(given.map(each => expect(each).rejects.toMatchObject(BUSY)))
      await held.letGo()
      expect((await ledger.stats()).entries).toBe(0)
      expect(await ledger.waitingAtMost({ waitAtMostMs: 60_000 }).append([setting], AT)).toBe('recorded')
    })

    test('so is the lock of another program', async () => {
      const { open } = await fresh()
      const [ledger, other] = [await open('ann'), await open('bob')]
      const held = await heldBy(other)
      const given = ledger.waitingAtMost({ waitAtMostMs: 2000 }).append([setting], AT)
      await expect(given).rejects.toMatchObject(BUSY)
      // a reader waits for no writer
      expect((await ledger.waitingAtMost({ waitAtMostMs: 60_000 }).stats()).entries).toBe(0)
      await held.letGo()
      expect(await ledger.append([setting], AT)).toBe('recorded')
    })

    test('a signal drops what waits, and those after it have their turn', async () => {
      const ledger = await (await fresh()).open('ann')
      const held = await heldBy(ledger)
      const abort = new AbortController()
      const gone = ledger.waitingAtMost({ signal: abort.signal })
      const dropped = [gone.append([setting], AT), gone.record(none, () => decided), gone.moment(none)]
      const next = ledger.append([setting], AT)
      const reason = new Error('gone')
      abort.abort(reason)
      await Promise.all(dropped.map(each => expect(each).rejects.toBe(reason)))
      await held.letGo()
      expect(await next).toBe('recorded')
      expect((await ledger.stats()).entries).toBe(1)
      await expect(gone.stats()).rejects.toBe(reason)
    })

    test('the program goes on between two transactions, however many wait', async () => {
      const ledger = await (await fresh()).open('ann')
      let ticks = 0
      let isDone = false
      const tick = () => {
        ticks++
        if (!isDone) setImmediate(tick)
      }
      tick()
      const seen = await Promise.all(
        Array.from({ length: 40 }, () =>
          ledger.record(none, () => ({ outcome: ticks, changes: [], at: AT })),
        ),
      )
      isDone = true
      for (const [i, of] of seen.entries()) if (i > 0) expect(of).toBeGreaterThan(seen[i - 1] as number)
    })
  })
}

const none = async () => undefined
const decided = { outcome: 1, changes: [setting], at: AT }
