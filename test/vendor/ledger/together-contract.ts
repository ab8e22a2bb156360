/** Owns what every ledger must do for decisions that wait at the same time. `fresh` is that of the contract. */
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import type { LedgerUnderTest } from './contract.ts'
import { AT } from './sample.ts'

/** A decision that only comes out right behind the one before it: an affiliate with the next number. */
export async function addNext(ledger: Ledger): Promise<number | undefined> {
  return ledger.record(
    async seen => (await seen.affiliates()).length,
    number => ({ outcome: number, changes: [affiliate(`no. ${number}`)], at: AT }),
  )
}

function affiliate(name: string): Change {
  return { kind: 'affiliate.added', affiliate: { name, addedAt: AT } }
}

const none = async () => undefined
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

export function togetherContract(engine: string, fresh: () => Promise<LedgerUnderTest>): void {
  describe(`decisions at the same time, on ${engine}`, () => {
    test('each sees the one before it, however many wait, over several connections', async () => {
      const { open } = await fresh()
      const ledgers = await Promise.all([open('ann'), open('bob')])
      const numbers = await Promise.all(upTo(80).map(i => addNext(ledgers[i % 2] as Ledger)))
      expect(numbers.toSorted((a = 0, b = 0) => a - b)).toEqual(upTo(80))
      expect(await ledgers[0]?.audit()).toMatchObject({ entries: 80, problems: [] })
    })

    test('one that conflicts, one that throws and one that changes nothing leave the others as they are', async () => {
      const ledger = await (await fresh()).open('ann')
      const all = await Promise.allSettled([
        addNext(ledger),
        ledger.record(none, () => ({ outcome: 'again', changes: [affiliate('no. 0')], at: AT })),
        ledger.record(none, () => ({ outcome: 'nothing', changes: [], at: AT })),
        ledger.record(none, () => {
          throw new Error('no')
        }),
        ledger.record(
          async () => {
            throw new Error('unread')
          },
          () => ({ outcome: '', changes: [], at: AT }),
        ),
        addNext(ledger),
        ledger.acting('bob').record(none, () => ({ outcome: 'bob', changes: [affiliate('x')], at: AT })),
      ])
      expect(all.map(one => (one.status === 'fulfilled' ? one.value : `${one.reason.message}`))).toEqual([
        0,
        undefined,
        'nothing',
        'no',
        'unread',
        1,
        'bob',
      ])
      expect((await ledger.log(0, 9)).map(({ operator }) => operator)).toEqual(['ann', 'ann', 'bob'])
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('all that began before the ledger is closed are recorded', async () => {
      const { open } = await fresh()
      const ledger = await open()
      const other = await open('bob')
      const closing = upTo(20).map(() => addNext(other))
      await other.close()
      expect(await Promise.all(closing)).toEqual(upTo(20))
      expect((await ledger.stats()).entries).toBe(20)
    })

    test('one that waits for less long than the first is not kept waiting by it', async () => {
      const ledger = await (await fresh()).open('ann')
      const patient = [ledger.waitingAtMost({ waitAtMostMs: 600_000 }), ledger]
      const [first, second] = patient as [Ledger, Ledger]
      const impatient = first.waitingAtMost({ waitAtMostMs: 60_000 })
      expect(await Promise.all([first, impatient, second, impatient].map(addNext))).toEqual([0, 2, 1, 3])
    })
  })
}
