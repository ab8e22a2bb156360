/** Owns what reports add up on every engine: the same as whoever reads each entry and each key, one by one. */
import { describe, expect, test } from 'vitest'
import type { Activation, KeyRecord } from '../../../src/core/terms/entitlement.ts'
import { computersOf } from '../../../src/core/terms/terms.ts'
import { keyState } from '../../../src/vendor/catalog/key-state.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger, LogEntry } from '../../../src/vendor/ledger/ledger.ts'
import { type Grouping, REPORT_GROUPS } from '../../../src/vendor/ledger/sums.ts'
import { customerNames, groupOf, isReported } from '../../../src/vendor/report/groups.ts'
import { type ReportQuestion, report } from '../../../src/vendor/report/report.ts'
import { ReportTally } from '../../../src/vendor/report/tally.ts'
import { DAY } from '../../world/nouns.ts'
import type { LedgerUnderTest } from './contract.ts'
import {
  AT,
  activation,
  bareEntitlement,
  customer,
  doubleCustomer,
  everyKind,
  keyRecord,
  product,
} from './sample.ts'

const SPAN = { since: AT + 20 * DAY, until: AT + 80 * DAY }
const FIGURES = {
  sales: ['keys', 'seats', 'added', 'removed', 'revoked'],
  seats: ['keys', 'seats', 'used', 'free'],
  activations: ['new', 'renewed', 'moved', 'released'],
} as const

/** The same numbers at every run. */
class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  below(most: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0
    return (this.#state >>> 8) % most
  }

  of<T>(some: readonly T[]): T {
    return some[this.below(some.length)] as T
  }
}

/** A desk that sells, changes, archives and forgets by the dice. */
class Shop {
  readonly #dice: Dice
  readonly #keys: KeyRecord[] = []
  readonly #activations: Activation[] = []
  #made = 0

  constructor(dice: Dice) {
    this.#dice = dice
  }

  next(at: number): readonly Change[] {
    const dice = this.#dice
    const key = this.#keys.length === 0 ? undefined : dice.of(this.#keys)
    const held = this.#activations.length === 0 ? undefined : dice.of(this.#activations)
    const chosen = dice.below(14)
    if (key === undefined || chosen < 4) return [{ kind: 'key.created', key: this.#key(at) }]
    if (held === undefined || chosen < 6) return [this.#activate(key)]
    switch (chosen) {
      case 6:
      case 7:
        return [{ kind: 'key.changed', key: this.#changed(key) }]
      case 8:
        return [{ kind: 'key.revoked', keyId: key.id, revocation: { at, reason: undefined } }]
      case 9:
        return [{ kind: 'key.archived', keyId: key.id, archivedAt: at }]
      case 10:
        return [{ kind: 'key.reinstated', keyId: key.id, reason: undefined }]
      case 11:
        return [{ kind: 'key.suspended', keyId: key.id, suspension: { at, reason: 'unpaid' } }]
      case 12:
        return dice.below(2) === 0
          ? [{ kind: 'personal.erased', keyId: key.id }]
          : [{ kind: 'activation.renewed', activation: held }]
      default:
        return [this.#release(held, at)]
    }
  }

  #key(createdAt: number): KeyRecord {
    const dice = this.#dice
    const id = `SUM-${this.#made++}`
    const days = dice.of([undefined, 5, 30, 200])
    const key = keyRecord(id, {
      createdAt,
      customer: dice.of([undefined, undefined, customer.id, doubleCustomer.id]),
      email: dice.of([undefined, 'ann@lab.example', `"o'b" \\ {é}@lab.example`]),
      affiliate: dice.of([undefined, 'North', 'South "2"']),
      orderReference: dice.of([undefined, '4711', 'PO "7" \\', `N ${this.#made}`]),
      entitlement: {
        ...bareEntitlement,
        productId: dice.of([product.id, 'scope']),
        activations: 1 + dice.below(9),
        generic: dice.below(5) === 0,
        forFloating: dice.below(5) === 0,
        licensee: dice.of([undefined, 'Bob', '']),
        expiresAt: dice.of([undefined, AT + 40 * DAY, AT + 500 * DAY]),
        duration:
          days === undefined
            ? undefined
            : { days, from: dice.of(['creation', 'activation', 'first-run'] as const) },
      },
    })
    this.#keys.push(key)
    return key
  }

  #changed(key: KeyRecord): KeyRecord {
    const dice = this.#dice
    const activations = dice.of([key.entitlement.activations, 1 + dice.below(9)])
    const changed = {
      ...key,
      email: dice.of([key.email, 'new@lab.example']),
      affiliate: dice.of([key.affiliate, 'South "2"']),
      entitlement: { ...key.entitlement, activations },
    }
    this.#keys[this.#keys.indexOf(key)] = changed
    return changed
  }

  #activate(key: KeyRecord): Change {
    const taken = activation((0xabc000 + this.#made++).toString(16).padStart(16, '0'), key.id)
    this.#activations.push(taken)
    return { kind: 'activation.recorded', activation: taken }
  }

  #release(held: Activation, at: number): Change {
    this.#activations.splice(this.#activations.indexOf(held), 1)
    const released = this.#dice.of([
      { at, by: 'hand', reason: '"by":"move"' } as const,
      { at, by: 'move', to: held.id } as const,
    ])
    return { kind: 'activation.released', activation: { ...held, released } }
  }
}

type Counted = keyof typeof FIGURES

/** The report, from every entry and every key. */
async function slowly(ledger: Ledger, kind: Counted, grouping: Grouping, now: number) {
  const tally = new ReportTally(FIGURES[kind])
  const listings = await ledger.keys({})
  const present = new Map(listings.map(({ key }) => [key.id, key]))
  if (kind === 'seats')
    for (const { key, used } of listings) {
      const state = keyState(key, used, now)
      if (state === 'revoked' || state === 'expired' || !isReported(grouping, key)) continue
      const seats = computersOf(key.entitlement)
      tally.add(groupOf(grouping, key, key.createdAt), { keys: 1, seats, used, free: seats - used })
    }
  else
    for (const entry of await ledger.log(0, 100_000)) {
      const now = present.get(entry.keyId ?? '')
      const figures = kind === 'sales' ? soldIn(entry) : activatedIn(entry)
      if (figures === undefined || entry.at < SPAN.since || entry.at >= SPAN.until) continue
      if (!isReported(grouping, now)) continue
      const key = 'key' in entry.change ? entry.change.key : now
      tally.add(groupOf(grouping, key, entry.at), figures, kind === 'sales' ? key?.orderReference : undefined)
    }
  const nameOf = await customerNames(ledger, grouping.by === 'customer' ? tally.names : [])
  return { groups: tally.groups(nameOf), totals: tally.totals, orders: tally.orders }
}

function soldIn({ change, before }: LogEntry) {
  if (change.kind === 'key.created') return { keys: 1, seats: change.key.entitlement.activations }
  if (change.kind === 'key.revoked') return { revoked: 1 }
  if (change.kind !== 'key.changed') return undefined
  const more = change.key.entitlement.activations - (before ?? change.key).entitlement.activations
  if (more === 0) return undefined
  return more > 0 ? { added: more } : { removed: -more }
}

function activatedIn({ change }: LogEntry) {
  if (change.kind === 'activation.recorded') return { new: 1 }
  if (change.kind === 'activation.renewed') return { renewed: 1 }
  if (change.kind !== 'activation.released') return undefined
  return change.activation.released?.by === 'move' ? { moved: 1, new: -1 } : { released: 1 }
}

export function sumsContract(engine: string, fresh: () => Promise<LedgerUnderTest>): void {
  describe(`what reports add up on ${engine}`, () => {
    test('others read and write meanwhile, and what they write is not of that moment', async () => {
      const ledger = await (await fresh()).open()
      await ledger.append(everyKind, AT)
      const { entries } = await ledger.stats()
      const begun = Promise.withResolvers<void>()
      const written = Promise.withResolvers<void>()
      const reading = ledger.longMoment(async moment => {
        const before = (await moment.stats()).entries
        begun.resolve()
        await written.promise
        return [before, (await moment.stats()).entries]
      })
      await begun.promise
      const archived: Change = { kind: 'key.archived', keyId: 'KEY-BARE', archivedAt: AT + 99 }
      expect(await ledger.append([archived], AT + 99)).toBe('recorded')
      expect((await ledger.stats()).entries).toBe(entries + 1)
      written.resolve()
      expect(await reading).toEqual([entries, entries])
    })

    test('a ledger that is closed gives up what takes long', async () => {
      const under = await fresh()
      await (await under.open()).append(everyKind, AT)
      const ledger = await under.open('ann')
      const begun = Promise.withResolvers<void>()
      const reading = ledger.longMoment(async moment => {
        for (;;) {
          await moment.numbers()
          begun.resolve()
        }
      })
      await begun.promise
      const [found] = await Promise.allSettled([reading, ledger.close()])
      expect(found).toMatchObject({
        reason: { code: 'bug', details: { problem: 'the ledger has been closed' } },
      })
    })

    test.each([1, 2])('is the same as one by one, whatever happened (%i)', async seed => {
      const ledger = await (await fresh()).open()
      const shop = new Shop(new Dice(seed))
      const first: Change[] = [...everyKind]
      first.push({ kind: 'product.created', product: { ...product, id: 'scope' } })
      if (!everyKind.some(one => one.kind === 'customer.added' && one.customer.id === customer.id))
        first.push({ kind: 'customer.added', customer }, { kind: 'customer.added', customer: doubleCustomer })
      expect(await ledger.append(first, AT)).toBe('recorded')
      for (let day = 0; day < 100; day++) {
        const at = AT + day * DAY + 3600
        // what does not fit, such as a key that is revoked twice, is not recorded
        for (let i = 0; i < 3; i++) await ledger.append(shop.next(at), at)
      }
      const now = AT + 100 * DAY
      for (const kind of Object.keys(FIGURES) as Counted[])
        for (const by of REPORT_GROUPS)
          for (const archived of [false, true]) {
            const question: ReportQuestion = { kind, by, archived, ...SPAN }
            const { groups, totals, orders } = await report(ledger, question, now)
            expect(groups.length).toBeGreaterThan(1)
            expect({ groups, totals, orders }, `${kind} by ${by}`).toEqual(
              await slowly(ledger, kind, { by, archived }, now),
            )
          }
    })
  })
}
