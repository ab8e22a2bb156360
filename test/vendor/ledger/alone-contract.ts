/** Owns what `alone` and `moment` promise on any ledger: attempts.test.ts holds SQLite to it, postgres-alone.slow.test.ts PostgreSQL. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { NOW } from '../../world/nouns.ts'
import type { Market } from './market.ts'

/** A change that fits the ledger of a new market. */
export const RENAMED: Change = {
  kind: 'product.changed',
  product: {
    id: 'scope',
    name: 'Scope 2',
    features: [],
    releases: [],
    match: undefined,
    deactivationLimit: 'unlimited',
    allowVirtual: true,
    allowWorkloads: false,
    startByDays: 30,
    archivedAt: undefined,
  },
}

/** `open` gives a new market on the engine for each test. */
export function aloneContract(open: () => Promise<Market>): void {
  describe('alone', () => {
    let market: Market
    let mine: Ledger
    beforeEach(async () => {
      market = await open()
      mine = await market.ledger()
    })

    test('what it throws undoes all of it, and the ledger goes on', async () => {
      const before = await mine.stats()
      const failing = mine.alone(async alone => {
        expect(await alone.append([RENAMED], NOW)).toBe('recorded')
        expect((await alone.stats()).entries).toBe(before.entries + 1)
        throw new Error('thought better of it')
      })
      await expect(failing).rejects.toThrow('thought better of it')
      expect(await mine.stats()).toEqual(before)
      expect(await mine.append([RENAMED], NOW)).toBe('recorded')
      expect((await mine.audit()).problems).toEqual([])
    })

    test('a conflict in it undoes all of it too: a part of it may be written', async () => {
      const before = await mine.stats()
      const failing = mine.alone(async alone => {
        await alone.append([RENAMED], NOW)
        return alone.append(
          [RENAMED, { kind: 'affiliate.added', affiliate: { name: 'A', addedAt: NOW } }],
          NOW,
          {
            settings: 99,
          },
        )
      })
      await expect(failing).rejects.toMatchObject({ code: 'ledger-busy' })
      expect(await mine.stats()).toEqual(before)
    })

    test('nobody else writes meanwhile, and all can read', async () => {
      const other = await market.ledger()
      const reader = await market.ledger()
      let written = false
      let writing: Promise<void> | undefined
      await mine.alone(async alone => {
        writing = other.append([RENAMED], NOW).then(() => {
          written = true
        })
        const { entries } = await reader.stats()
        await alone.append([RENAMED], NOW)
        expect((await reader.stats()).entries).toBe(entries)
        expect(written).toBe(false)
      })
      await writing
      expect((await mine.audit()).problems).toEqual([])
    })

    test('one moment: what others write meanwhile is not seen, and nothing is written in it', async () => {
      const name = await mine.moment(async moment => {
        // the first look is the moment
        await moment.stats()
        await (await market.ledger()).append([RENAMED], NOW)
        await expect(moment.append([RENAMED], NOW)).rejects.toMatchObject({ code: 'bug' })
        return (await moment.product('scope'))?.product.name
      })
      expect(name).toBe('Scope')
      expect((await mine.product('scope'))?.product.name).toBe('Scope 2')
    })
  })
}
