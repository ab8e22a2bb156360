/** Owns what every ledger must do about the clock of the desk, whatever keeps it. `fresh` is that of the contract. */
import { describe, expect, test, vi } from 'vitest'
import { LATEST_TIME } from '../../../src/core/message/claims.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { OnClockAhead } from '../../../src/vendor/ledger/clock.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import type { LedgerUnderTest } from './contract.ts'
import { AT, deadActivationCorrected, everyKind, keyRecord, product } from './sample.ts'

const DAY = 86_400
const YEAR = 365 * DAY

const setting: Change = { kind: 'setting.changed', name: 'dormant', value: true }
const accepted: Change = { kind: 'clock.accepted', reason: 'the battery was empty', newest: AT }

export function clockContract(engine: string, fresh: () => Promise<LedgerUnderTest>): void {
  /** A ledger with entries at these times. */
  async function ledgerAt(times: readonly number[], onClockAhead?: OnClockAhead): Promise<Ledger> {
    const ledger = await (await fresh()).open('ann', onClockAhead)
    for (const at of times) await ledger.append([setting], at)
    return ledger
  }

  describe(`the clock of the desk, on ${engine}`, () => {
    test('is held against the newest time of all entries, not against the last entry', async () => {
      const ledger = await ledgerAt([])
      expect(await ledger.newestTime()).toBeUndefined()
      for (const at of [AT, AT - DAY + 5]) expect(await ledger.append([setting], at)).toBe('recorded')
      expect(await ledger.newestTime()).toBe(AT)
      expect(await ledger.append([setting], AT - DAY)).toBe('recorded')
      await expect(ledger.append([setting], AT - DAY - 1)).rejects.toMatchObject({
        code: 'clock-behind-ledger',
        kind: 'could-not',
        details: { clock: '2027-01-14T07:59:59Z', newest: '2027-01-15T08:00:00Z' },
      })
      expect((await ledger.stats()).entries).toBe(3)
    })

    test('refuses every way to record or to sign, and nothing is recorded', async () => {
      const ledger = await ledgerAt([AT])
      const behind = AT - 2 * DAY
      const refused = { code: 'clock-behind-ledger' }
      await expect(ledger.requireClock(behind)).rejects.toMatchObject(refused)
      await expect(ledger.erasePersonal('KEY', behind)).rejects.toMatchObject(refused)
      await expect(ledger.alone(alone => alone.append([setting], behind))).rejects.toMatchObject(refused)
      for (const changes of [[], [setting]])
        await expect(
          ledger.record(
            async () => undefined,
            () => ({ outcome: 'decided', changes, at: behind }),
          ),
        ).rejects.toMatchObject(refused)
      expect((await ledger.stats()).entries).toBe(1)
      await ledger.requireClock(AT)
    })

    test('a time that no message can carry is refused, also as the first one', async () => {
      const ledger = await ledgerAt([])
      for (const at of [-1, LATEST_TIME, LATEST_TIME + 400 * YEAR])
        for (const change of [setting, accepted])
          await expect(ledger.append([change], at)).rejects.toMatchObject({ code: 'clock-beyond-limit' })
      expect((await ledger.stats()).entries).toBe(0)
    })

    test('accepted, the present time takes the place of all earlier ones', async () => {
      const ledger = await ledgerAt([AT, AT + 40 * YEAR])
      await expect(ledger.append([setting], AT + DAY)).rejects.toMatchObject({ code: 'clock-behind-ledger' })
      expect(await ledger.append([accepted], AT + DAY)).toBe('recorded')
      expect(await ledger.newestTime()).toBe(AT + DAY)
      expect(await ledger.append([setting], AT + 2 * DAY)).toBe('recorded')
      await expect(ledger.append([setting], AT)).rejects.toMatchObject({ code: 'clock-behind-ledger' })
      expect(await ledger.log(0, 10, { kind: 'clock.accepted' })).toMatchObject([
        { seq: 3, at: AT + DAY, operator: 'ann', keyId: undefined, change: accepted },
      ])
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('carried to another ledger, it is held against the same time', async () => {
      const from = await ledgerAt([AT + 40 * YEAR])
      await from.append([accepted], AT)
      const entries = await from.entries(0, 10)
      const to = await (await fresh()).open()
      await to.adopt(
        (async function* () {
          yield* entries
        })(),
      )
      expect(await to.newestTime()).toBe(AT)
      expect((await to.audit()).problems).toEqual([])
    })

    test('more than a year ahead somebody is asked once, before anything is recorded', async () => {
      const asked = vi.fn(async () => undefined)
      const ledger = await ledgerAt([AT, AT + YEAR], asked)
      expect(asked).not.toHaveBeenCalled()
      const ahead = AT + 2 * YEAR + 1
      expect(await ledger.append([setting], ahead)).toBe('recorded')
      expect(asked.mock.calls).toEqual([[{ now: ahead, newest: AT + YEAR }]])
      const outcome = await ledger.record(
        async () => undefined,
        () => ({ outcome: 'decided', changes: [setting], at: ahead + 3 * YEAR }),
      )
      expect(outcome).toBe('decided')
      await ledger.alone(alone => alone.append([setting], ahead + 6 * YEAR))
      await ledger.requireClock(ahead + 9 * YEAR)
      await ledger.append([setting], ahead + 9 * YEAR)
      expect(asked).toHaveBeenCalledTimes(4)
      expect((await ledger.stats()).entries).toBe(6)
    })

    test('a no to that question records nothing, and it is asked again', async () => {
      const asked = vi.fn(() => {
        throw new Error('no')
      })
      const ledger = await ledgerAt([AT], asked)
      for (let i = 0; i < 2; i++) await expect(ledger.append([setting], AT + 2 * YEAR)).rejects.toThrow('no')
      expect(asked).toHaveBeenCalledTimes(2)
      expect((await ledger.stats()).entries).toBe(1)
      expect(await ledger.append([setting], AT + DAY)).toBe('recorded')
    })

    test('the start of an activation is put right, also of one that was released', async () => {
      const ledger = await ledgerAt([])
      await ledger.append(everyKind, AT)
      expect(await ledger.activation(deadActivationCorrected.id)).toStrictEqual(deadActivationCorrected)
      const again = { ...deadActivationCorrected, firstAt: AT - 5 }
      const change = { kind: 'activation.start-set', activation: again } as const
      expect(await ledger.append([change], AT)).toBe('recorded')
      expect(await ledger.activation(again.id)).toStrictEqual(again)
      expect((await ledger.snapshot(again.keyId))?.seats).toMatchObject({
        held: 0,
        vacant: [{ seat: again.seat, begunAt: again.begunAt }],
        ended: { hand: 1 },
      })
      const stranger = { ...again, keyId: 'KEY-BARE' }
      expect(await ledger.append([{ ...change, activation: stranger }], AT)).toBe('conflict')
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('is found in no time among many entries of a clock that was ahead', async () => {
      const ledger = await (await fresh()).open()
      const many = (from: number, count: number): readonly Change[] =>
        Array.from({ length: count }, (_, i) => ({ kind: 'key.created', key: keyRecord(`K-${from + i}`) }))
      await ledger.append([{ kind: 'product.created', product }], AT)
      await ledger.append(many(0, 1000), AT + 40 * YEAR)
      await ledger.append([accepted], AT)
      await ledger.append(many(1000, 1000), AT + 1)
      expect(await ledger.newestTime()).toBe(AT + 1)
    })
  })
}
