/** Owns what every engine must do with many changes of rows in one append: an engine may write them together. */
import { describe, expect, test } from 'vitest'
import type { Activation } from '../../../src/core/terms/entitlement.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import type { LedgerUnderTest } from './contract.ts'
import { AT, activation, bareEntitlement, everyKind, keyRecord, license } from './sample.ts'

/** More than any engine writes together. */
const MANY = 600
const KEY = 'KEY-BARE'
const moreSeats: Change = {
  kind: 'key.changed',
  key: keyRecord(KEY, { entitlement: { ...bareEntitlement, activations: MANY } }),
}
const seats = Array.from({ length: MANY }, (_, i) =>
  activation(`${i}`.padStart(16, '0'), KEY, { seat: i + 1 }),
)
const [first, second] = seats as [Activation, Activation, ...Activation[]]

const renewed = (of: Activation, lastAt: number, computerId = of.computerId): Activation => ({
  ...of,
  lastAt,
  computerId,
})
const renewal = (of: Activation): readonly Change[] => [
  { kind: 'activation.renewed', activation: of },
  { kind: 'license.issued', license: license(of, undefined) },
]
const release: Change = {
  kind: 'activation.released',
  activation: { ...second, released: { at: AT, by: 'hand', reason: 'lost' } },
}

const NEW = 'KEY-ANEW'
const newSeat = activation('ee'.repeat(8), NEW)
/** In one append with what changes it. */
const made: readonly Change[] = [
  { kind: 'key.created', key: keyRecord(NEW) },
  { kind: 'activation.recorded', activation: newSeat },
  { kind: 'license.issued', license: license(newSeat, undefined) },
]
const changedNew: Change = { kind: 'key.changed', key: keyRecord(NEW, { comment: 'changed' }) }
const revokeNew: Change = { kind: 'key.revoked', keyId: NEW, revocation: { at: AT, reason: 'refund' } }
const releasedNew: Activation = { ...newSeat, released: { at: AT, by: 'hand', reason: 'lost' } }
const releaseNew: Change = { kind: 'activation.released', activation: releasedNew }
const correctNew: Change = {
  kind: 'activation.start-set',
  activation: { ...releasedNew, startSet: { at: AT, from: AT - 1, reason: 'a wrong clock' } },
}

export function manyContract(engine: string, fresh: () => Promise<LedgerUnderTest>): void {
  async function started(): Promise<Ledger> {
    const ledger = await (await fresh()).open()
    const recorded = seats.map((of): Change => ({ kind: 'activation.recorded', activation: of }))
    expect(await ledger.append([...everyKind, moreSeats, ...recorded], AT)).toBe('recorded')
    return ledger
  }
  const kept = async (ledger: Ledger) =>
    (await ledger.activations({ keyId: KEY })).map(({ license: _, ...activation }) => activation)

  describe(`many changes on ${engine}`, () => {
    test('of many seats, some of them more than once: each is as the last change of it says', async () => {
      const ledger = await started()
      // every other computer says another ID, so that some rows of the search change and some do not
      const once = seats.map((of, i) => renewed(of, AT + 1, i % 2 === 0 ? `NEWID-${of.id}` : undefined))
      const twice = renewed(second, AT + 2, 'TWICE-00001')
      const told: number[] = []
      const changes = [...once.flatMap(renewal), ...renewal(twice), ...renewal(renewed(first, AT + 2))]
      expect(await ledger.append(changes, AT, {}, written => told.push(written))).toBe('recorded')
      expect(told).toEqual(changes.map((_, i) => i + 1))
      expect(await kept(ledger)).toStrictEqual([renewed(first, AT + 2), twice, ...once.slice(2)])
      const { entries } = await ledger.stats()
      const all = await ledger.activations({ keyId: KEY })
      expect(all.slice(0, 3).map(({ license }) => license?.entry)).toEqual([
        entries,
        entries - 2,
        entries - 2 * MANY + 2,
      ])
      const found = async (text: string) => (await ledger.search([text], 5)).map(({ id }) => id)
      expect(await found('TWICE-00001')).toEqual([second.id])
      expect(await found(`NEWID-${first.id}`)).toEqual([])
      expect(await found(`NEWID-${seats[2]?.id}`)).toEqual([seats[2]?.id])
      expect((await ledger.audit()).problems).toEqual([])
    })

    test.each<[string, readonly Change[]]>([
      ['of a seat that is not there', renewal(renewed(activation('ff'.repeat(8), KEY), AT + 1))],
      ['of a seat of another key', renewal({ ...renewed(second, AT + 1), keyId: 'KEY-GONE' })],
      ['of a seat that was released in front of it', [release, ...renewal(renewed(second, AT + 1))]],
    ])('one change %s, and none of the others is recorded', async (_, wrong) => {
      const ledger = await started()
      const before = await ledger.stats()
      const others = seats.filter(of => of !== second).flatMap(of => renewal(renewed(of, AT + 1)))
      expect(await ledger.append([...others, ...wrong], AT)).toBe('conflict')
      expect(await ledger.stats()).toEqual(before)
      expect(await kept(ledger)).toStrictEqual(seats)
    })

    test.each<[string, readonly Change[]]>([
      ['its first license', made],
      ['licenses, and terms that change behind the last one', [...made, changedNew, ...renewal(newSeat)]],
      ['terms that change, and a license behind them', [...made, ...renewal(newSeat), changedNew]],
      ['a release, and a correction behind it', [...made, releaseNew, correctNew]],
      ['a revocation of its key behind a change', [...made, changedNew, revokeNew]],
    ])('a new key with a new seat, and %s: as if each had come by itself', async (_, changes) => {
      const stateAfter = async (appends: readonly (readonly Change[])[]) => {
        const ledger = await started()
        for (const append of appends) expect(await ledger.append(append, AT)).toBe('recorded')
        expect((await ledger.audit()).problems).toEqual([])
        return [
          await ledger.keyInUse(NEW),
          await ledger.activations({ keyId: NEW }),
          await ledger.search([NEW], 5),
        ]
      }
      expect(await stateAfter([changes])).toStrictEqual(await stateAfter(changes.map(change => [change])))
    })

    test.each<[string, readonly Change[]]>([
      ['a license of another key', [...made, ...renewal({ ...newSeat, keyId: KEY })]],
      ['a renewal behind its release', [...made, releaseNew, ...renewal(newSeat)]],
      ['a second release', [...made, releaseNew, releaseNew]],
      ['a change of its key behind a revocation', [...made, revokeNew, changedNew]],
    ])('a new key with a new seat, and %s: nothing is recorded', async (_, wrong) => {
      const ledger = await started()
      const before = await ledger.stats()
      expect(await ledger.append(wrong, AT)).toBe('conflict')
      expect(await ledger.stats()).toEqual(before)
      expect(await ledger.key(NEW)).toBeUndefined()
    })

    test('a seat that is renewed and released behind it is released', async () => {
      const ledger = await started()
      const changes = [...seats.flatMap(of => renewal(renewed(of, AT + 1))), release]
      expect(await ledger.append(changes, AT)).toBe('recorded')
      const held = await ledger.activations({ keyId: KEY, released: true })
      expect(held.map(({ id }) => id)).toEqual([second.id])
      expect((await ledger.audit()).problems).toEqual([])
    })
  })
}
