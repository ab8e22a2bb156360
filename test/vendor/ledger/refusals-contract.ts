/** Owns what every engine must do with refused requests and with the time of the last backup: state beside the entries. */
import { describe, expect, test } from 'vitest'
import type { Coded } from '../../../src/core/errors.ts'
import { DAY_SECONDS } from '../../../src/core/terms/term.ts'
import { type NewRefusal, REFUSALS_KEPT } from '../../../src/vendor/ledger/refusals.ts'
import type { LedgerUnderTest } from './contract.ts'
import { AT, everyKind } from './sample.ts'

const KEY = 'KEY-BARE'
const REVOKED: Coded = { code: 'key-revoked', details: { key: KEY, since: '2027-01-15\u0000\ud800' } }
const SUSPENDED: Coded = { code: 'key-suspended', details: { key: KEY, since: '2027-01-15' } }

function refusal(computerId: string, more: Partial<NewRefusal> = {}): NewRefusal {
  return { at: AT, keyId: KEY, computerId, isProved: true, reasons: [REVOKED], ...more }
}

/** As many as asked for, each of another computer. */
function many(count: number, more: (n: number) => Partial<NewRefusal>): readonly NewRefusal[] {
  return Array.from({ length: count }, (_, n) => refusal(`${n}`, more(n)))
}

export function refusalsContract(engine: string, fresh: () => Promise<LedgerUnderTest>): void {
  async function start() {
    const world = await fresh()
    const ledger = await world.open('ann')
    expect(await ledger.append(everyKind, AT)).toBe('recorded')
    const kept = (filter = {}, most = 10_000) => ledger.refusals(filter, most)
    return { ...world, ledger, kept }
  }

  describe(`refused requests on ${engine}`, () => {
    test('are kept with all their reasons and who answered, and shown newest first', async () => {
      const { ledger, open } = await start()
      await ledger.keepRefusals([refusal('A', { reasons: [REVOKED, SUSPENDED] })])
      await ledger.keepRefusals([
        refusal('B\u0000\ud800"', { at: AT + 5, keyId: 'KEY-NONE', isProved: false }),
      ])
      const other = await open()
      const [newest, oldest, ...rest] = await other.refusals({}, 10)
      expect(rest).toEqual([])
      expect(oldest).toStrictEqual({
        ...refusal('A', { reasons: [REVOKED, SUSPENDED] }),
        operator: 'ann',
        times: 1,
      })
      expect(newest).toMatchObject({
        at: AT + 5,
        keyId: 'KEY-NONE',
        isProved: false,
        computerId: 'B\ufffd\ufffd"',
      })
      expect(await other.refusals({ keyId: KEY }, 10)).toEqual([oldest])
      expect(await other.refusals({ since: AT + 1 }, 10)).toEqual([newest])
      expect(await other.refusals({ isProved: true }, 10)).toEqual([oldest])
      expect(await other.refusals({}, 1)).toEqual([newest])
    })

    test('the same again is counted, and newest again; with another first reason it is another one', async () => {
      const { ledger, kept } = await start()
      for (const [n, computer] of ['A', 'B', 'A'].entries())
        await ledger.keepRefusals([refusal(computer, { at: AT + n })])
      await ledger.keepRefusals([refusal('A', { reasons: [SUSPENDED] })])
      // what a stranger sends in the name of A is kept apart
      await ledger.keepRefusals([refusal('A', { isProved: false })])
      expect((await kept()).map(one => [one.computerId, one.times, one.at, one.isProved])).toEqual([
        ['A', 1, AT, false],
        ['A', 1, AT, true],
        ['A', 2, AT + 2, true],
        ['B', 1, AT + 1, true],
      ])
    })

    test('are no entries: the ledger is the same, however many there are', async () => {
      const { ledger } = await start()
      const before = await ledger.stats()
      await ledger.keepRefusals(many(300, n => ({ isProved: n % 2 === 0 })))
      expect(await ledger.stats()).toEqual(before)
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('a flood by strangers pushes out strangers alone, and one key only so many others', async () => {
      const { ledger, kept } = await start()
      await ledger.keepRefusals([refusal('honest', { keyId: 'KEY-HONEST' })])
      await ledger.keepRefusals(many(900, n => ({ keyId: `KEY-${n}`, isProved: false })))
      const strangers = await kept({ isProved: false })
      expect([strangers.length, strangers[0]?.computerId]).toEqual([REFUSALS_KEPT.unproved, '899'])
      await ledger.keepRefusals(many(100, () => ({})))
      const ofKey = await kept({ keyId: KEY })
      expect([ofKey.length, ofKey[0]?.computerId]).toEqual([REFUSALS_KEPT.ofKey, '99'])
      expect((await kept({ keyId: 'KEY-HONEST' })).length).toBe(1)
    })

    test('the oldest of all go when there are too many, and those of more than 90 days ago', async () => {
      const { ledger, kept } = await start()
      const last = REFUSALS_KEPT.proved + 5
      for (let from = 0; from < last; from += 500)
        await ledger.keepRefusals(
          many(Math.min(500, last - from), n => ({ keyId: `KEY-${from + n}`, computerId: 'A' })),
        )
      const all = await kept()
      expect([all.length, all[0]?.keyId, all.at(-1)?.keyId]).toEqual([
        REFUSALS_KEPT.proved,
        `KEY-${last - 1}`,
        'KEY-5',
      ])
      await ledger.keepRefusals([refusal('late', { at: AT + REFUSALS_KEPT.days * DAY_SECONDS + 1 })])
      expect((await kept()).map(({ computerId }) => computerId)).toEqual(['late'])
    })

    test('many that come at once are all kept, also by two connections', async () => {
      const { ledger, open, kept } = await start()
      const other = await open()
      await Promise.all(
        many(40, n => ({ keyId: `KEY-${n}` })).map((one, n) => (n % 2 ? ledger : other).keepRefusals([one])),
      )
      expect(await kept()).toHaveLength(40)
    })

    test('of a key with thousands of seats only the first holders are kept, and how many there are', async () => {
      const { ledger, kept } = await start()
      const holders = Array.from({ length: 5000 }, (_, n) => ({ computer: `C${n}`, since: '2027-01-15' }))
      await ledger.keepRefusals([
        refusal('A', { reasons: [{ code: 'no-seats-left', details: { activations: 5000, holders } }] }),
      ])
      const [reason] = (await kept())[0]?.reasons ?? []
      if (reason?.code !== 'no-seats-left') throw new Error(reason?.code)
      expect(reason.details).toEqual({ activations: 5000, held: 5000, holders: holders.slice(0, 5) })
    })

    test('go with the personal data of their key, and are left behind by entries that are taken over', async () => {
      const { ledger, kept } = await start()
      await ledger.keepRefusals([refusal('A'), refusal('B', { keyId: 'KEY-OTHER' })])
      await ledger.erasePersonal(KEY, AT)
      expect((await kept()).map(({ keyId }) => keyId)).toEqual(['KEY-OTHER'])
      const copy = await (await fresh()).open()
      async function* all() {
        yield* await ledger.entries(0, 10_000)
      }
      await copy.adopt(all())
      expect(await copy.refusals({}, 10)).toEqual([])
    })

    test('are written before the ledger is closed', async () => {
      const { ledger, open } = await start()
      void ledger.keepRefusals([refusal('A')])
      void ledger.keepRefusals([refusal('B')])
      await ledger.close()
      expect(await (await open()).refusals({}, 10)).toHaveLength(2)
      // and what comes later is given up
      await ledger.keepRefusals([refusal('C')])
    })
  })

  describe(`the last backup on ${engine}`, () => {
    test('is unknown at first, then the newest one, and no entry', async () => {
      const { ledger } = await start()
      expect(await ledger.lastBackup()).toBeUndefined()
      const before = await ledger.stats()
      for (const at of [AT, AT + 9]) await ledger.keepBackup({ at, entries: before.entries })
      expect(await ledger.lastBackup()).toStrictEqual({ at: AT + 9, entries: before.entries })
      expect(await ledger.stats()).toEqual(before)
      expect((await ledger.audit()).problems).toEqual([])
    })
  })
}
