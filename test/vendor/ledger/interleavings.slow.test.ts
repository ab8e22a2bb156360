/**
 * Every order in which two or three desks can do their steps, by chance: what is recorded is what a model would have
 * recorded at that moment, who is refused could have been refused between his question and the answer, and in the end
 * the ledger is as the model says. Both engines.
 */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { messageHash } from '../../../src/core/envelope.ts'
import { AirlatchError, detailOf } from '../../../src/core/errors.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { changeKey } from '../../../src/vendor/catalog/key-change.ts'
import { revokeKey } from '../../../src/vendor/catalog/key-end.ts'
import { createKeys } from '../../../src/vendor/catalog/keys.ts'
import { createProduct } from '../../../src/vendor/catalog/product.ts'
import { changeSetting } from '../../../src/vendor/catalog/settings.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openPostgresLedger } from '../../../src/vendor/ledger/postgres.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { TABLES } from '../../../src/vendor/ledger/tables.ts'
import { releaseByHand } from '../../../src/vendor/release.ts'
import { runs } from '../../effort.ts'
import { issueBy, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'
import { BESIDE } from './audit-contract.ts'
import { folder } from './file.ts'
import { ask, postgresServer } from './postgres-server.ts'
import { recount } from './recount.ts'
import { type Deed, EMPTY_SHELF, granted, holders, outcomeOf, type Shelf, shelfAfter } from './shelf.ts'
import { inTurns, type Turn } from './turns.ts'

const DESKS = 3
/** Histories of each engine. */
const RUNS = { numRuns: runs(150) }

const signingKey = secretKeyOfPem(newSecretKeyPem())

/** Counts, so that nothing is ever drawn twice. */
function random(bytes: number): Uint8Array {
  const drawn = new Uint8Array(bytes)
  new DataView(drawn.buffer).setUint32(0, ++draws)
  return drawn
}
let draws = 0

/** A deed, of whatever key or seat there is when its time comes. */
type Wish =
  | { readonly do: 'create'; readonly activations: number }
  | { readonly do: 'change'; readonly key: number; readonly activations: number }
  | { readonly do: 'revoke'; readonly key: number }
  | { readonly do: 'issue'; readonly key: number; readonly computer: string; readonly again: boolean }
  | { readonly do: 'release'; readonly seat: number }
  | { readonly do: 'plan'; readonly activations: number | 'unlimited' }

// few of everything, so that they meet
const few = fc.nat(5)
const activations = fc.integer({ min: 1, max: 3 })
const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ do: fc.constant('create' as const), activations }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change' as const), key: few, activations }) },
  fc.record({ do: fc.constant('revoke' as const), key: few }),
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('issue' as const),
      key: few,
      computer: fc.constantFrom('a', 'b', 'c', 'd'),
      again: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), seat: few }) },
  fc.record({
    do: fc.constant('plan' as const),
    activations: fc.oneof(fc.integer({ min: 2, max: 6 }), fc.constant('unlimited' as const)),
  }),
)

const history = fc.record({
  desks: fc.array(fc.array(wish, { minLength: 1, maxLength: 7 }), { minLength: 2, maxLength: DESKS }),
  choices: fc.array(fc.nat(DESKS - 1), { minLength: 1, maxLength: 60 }),
})

/** The requests that were asked with, by their names. */
const requests = new Map<string, Uint8Array>()

function requestNamed(name: string, computer: string, keyText: string): Uint8Array {
  const request = requests.get(name) ?? requestOf(computer, keyText)
  requests.set(name, request)
  return request
}

/** What the desks do, and what the model says of it. */
class Records {
  /** The shelf as it was behind each entry group, the oldest first. */
  readonly shelves: Shelf[] = [EMPTY_SHELF]
  readonly texts = new Map<string, string>()
  /** The license that each request got, in hexadecimal. */
  readonly licenses = new Map<string, string>()
  refused = 0

  get shelf(): Shelf {
    return this.shelves.at(-1) as Shelf
  }

  /** `changes` were recorded for the deed. */
  recorded(deed: Deed, changes: readonly Change[]): void {
    const { shelf } = this
    expect(outcomeOf(shelf, deed), `recorded: ${JSON.stringify(deed)}`).toBe('recorded')
    const [first] = changes
    let id: string | undefined
    if (first?.kind === 'key.created') {
      id = first.key.id
      this.texts.set(id, first.key.text)
    } else if (first?.kind === 'activation.recorded' || first?.kind === 'activation.renewed') {
      id = first.activation.id
      const isNew = !shelf.seats.some(seat => seat.id === id)
      expect(first.kind).toBe(isNew ? 'activation.recorded' : 'activation.renewed')
    }
    this.shelves.push(shelfAfter(shelf, deed, id))
    if (deed.do === 'issue') expect(this.shelf.answered.get(deed.request)).toBe(id)
  }

  deedOf(wish: Wish): Deed | undefined {
    const { keys, seats } = this.shelf
    if (wish.do === 'create' || wish.do === 'plan') return wish
    if (wish.do === 'release') {
      const seat = seats[wish.seat % seats.length]
      return seat && { do: 'release', seatId: seat.id }
    }
    const key = keys[wish.key % keys.length]
    if (key === undefined) return undefined
    if (wish.do !== 'issue') return { ...wish, keyId: key.id }
    const { computer, again } = wish
    return { do: 'issue', keyId: key.id, computer, request: `${key.id} ${computer} ${again ? 2 : 1}` }
  }
}

/** One desk's way to the ledger: every question and every append is a step of its own. */
function inSteps(ledger: Ledger, turn: Turn, recorded: (changes: readonly Change[]) => void): Ledger {
  return new Proxy(ledger, {
    get(target, name) {
      const method = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      if (name === 'alone')
        return (work: (ledger: Ledger) => Promise<unknown>) =>
          turn(() => target.alone(alone => work(inSteps(alone, step => step(), recorded))))
      if (name === 'record') return recordingIn(target, turn, recorded)
      return (...words: unknown[]) =>
        turn(async () => {
          const answer = await method.apply(target, words)
          if (name === 'append' && answer === 'recorded') recorded(words[0] as readonly Change[])
          return answer
        })
    },
  })
}

/** A decision that is recorded is one step: nobody else is between what it sees and what it writes. */
function recordingIn(
  ledger: Ledger,
  turn: Turn,
  recorded: (changes: readonly Change[]) => void,
): Ledger['record'] {
  return (read, decide) =>
    turn(async () => {
      let changes: readonly Change[] = []
      const outcome = await ledger.record(read, seen => {
        const decided = decide(seen)
        changes = decided.changes
        return decided
      })
      if (outcome !== undefined && changes.length > 0) recorded(changes)
      return outcome
    })
}

async function carryOut(ledger: Ledger, deed: Deed, records: Records): Promise<string> {
  switch (deed.do) {
    case 'create':
      await createKeys(
        { ledger, now: () => NOW, random },
        { productId: 'scope', activations: deed.activations },
      )
      break
    case 'change':
      await changeKey(ledger, deed.keyId, { activations: deed.activations }, NOW)
      break
    case 'revoke':
      await revokeKey(ledger, deed.keyId, undefined, NOW)
      break
    case 'release':
      await releaseByHand(ledger, deed.seatId, 'lost', NOW)
      break
    case 'plan':
      await changeSetting(ledger, 'planActivations', deed.activations, NOW)
      break
    case 'issue': {
      const { request: name, computer, keyId } = deed
      const request = requestNamed(name, computer, records.texts.get(keyId) as string)
      const outcome = await issueBy({ ledger, vendor: 'Acme', signingKey, now: () => NOW, random }, request)
      if (outcome.kind === 'refusal') {
        const { holders } = outcome.details as { holders?: readonly { activation: string }[] }
        return [
          outcome.code,
          ...(holders ? [`${holders.map(holder => holder.activation).toSorted()}`] : []),
        ].join(' ')
      }
      const license = Buffer.from(outcome.message).toString('hex')
      expect(license).toBe(records.licenses.get(name) ?? license)
      records.licenses.set(name, license)
      if (outcome.seat === 'repeated') return `repeated ${outcome.license.activationId}`
    }
  }
  return 'done'
}

async function outcomeIn(ledger: Ledger, deed: Deed, records: Records): Promise<string> {
  try {
    return await carryOut(ledger, deed, records)
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    const of = detailOf(error.details, 'used') ?? detailOf(error.details, 'left') ?? []
    return [error.code, of].flat().join(' ')
  }
}

function desk(ledger: Ledger, wishes: readonly Wish[], records: Records): (turn: Turn) => Promise<void> {
  return async turn => {
    for (const wish of wishes) {
      // what it is to be done to is looked for as a step too
      const asked = await turn(async () => ({ deed: records.deedOf(wish), at: records.shelves.length - 1 }))
      const { deed, at } = asked
      if (deed === undefined) continue
      let wrote = 0
      const steps = inSteps(ledger, turn, changes => {
        wrote++
        records.recorded(deed, changes)
      })
      const outcome = await outcomeIn(steps, deed, records)
      if (wrote > 0) {
        expect({ deed, outcome, wrote }).toEqual({ deed, outcome: 'done', wrote: 1 })
        continue
      }
      records.refused++
      const possible = records.shelves.slice(at).map(shelf => outcomeOf(shelf, deed))
      const told = outcome === 'done' ? 'done before' : outcome
      expect(possible, `${JSON.stringify(deed)}: ${told}`).toContain(told)
    }
  }
}

async function expectAsShelf(ledger: Ledger, shelf: Shelf): Promise<void> {
  const { settings } = await ledger.settings()
  expect(settings.planActivations).toBe(shelf.plan)
  expect(await ledger.grantedActivations()).toBe(granted(shelf))
  const keys = (await ledger.keys({})).map(({ key, used }) => ({
    id: key.id,
    activations: key.entitlement.activations,
    revoked: key.revoked !== undefined,
    used,
  }))
  expect(keys).toEqual(shelf.keys.map(key => ({ ...key, used: holders(shelf, key.id).length })))
  const seats = (await ledger.activations({})).map(({ id, keyId, released }) => ({
    id,
    keyId,
    released: released !== undefined,
  }))
  expect(seats).toEqual(shelf.seats.map(({ id, keyId, released }) => ({ id, keyId, released })))
  for (const [name, seat] of shelf.answered) {
    const hash = messageHash(requests.get(name) as Uint8Array)
    expect((await ledger.issued(hash))?.activationId).toBe(seat)
  }
  expect((await ledger.audit()).problems).toEqual([])
  expect(await recount(ledger)).toEqual([])
}

/** `empty` gives so many connections to a ledger with nothing in it. */
async function expectModelled(empty: () => Promise<readonly Ledger[]>): Promise<void> {
  let histories = 0
  let recorded = 0
  let refused = 0
  await fc.assert(
    fc.asyncProperty(history, async ({ desks, choices }) => {
      const ledgers = await empty()
      const [first] = ledgers as readonly [Ledger]
      await createProduct(first, { id: 'scope', name: 'Scope' }, NOW)
      const records = new Records()
      let chosen = 0
      await inTurns(
        [[{ do: 'create', activations: 2 }] as const].map(wishes => desk(first, wishes, records)),
        () => 0,
      )
      await inTurns(
        desks.map((wishes, i) => desk(ledgers[i] as Ledger, wishes, records)),
        of => (choices[chosen++ % choices.length] as number) % of,
      )
      await expectAsShelf(first, records.shelf)
      histories++
      recorded += records.shelves.length
      refused += records.refused
    }),
    RUNS,
  )
  // neither is rare
  expect(recorded).toBeGreaterThan(4 * histories)
  expect(refused).toBeGreaterThan(histories)
}

describe('any order of steps', () => {
  test('on SQLite', async () => {
    const home = folder()
    let run = 0
    let open: readonly Ledger[] = []
    await expectModelled(async () => {
      for (const ledger of open) await ledger.close()
      const path = join(home, `${run++}.db`)
      const connection = () => openSqliteLedger(path, { random, create: true })
      open = [await connection(), await connection(), await connection()]
      return open
    })
    for (const ledger of open) await ledger.close()
  })

  describe('on a server', () => {
    const server = postgresServer()
    const EMPTY = `SET session_replication_role = replica;
      ${['entry', ...BESIDE, ...TABLES.map(({ name }) => name)].map(name => `DELETE FROM airlatch.${name}`).join(';')}`

    test('on PostgreSQL', async () => {
      const url = await server.database()
      const connection = () => openPostgresLedger(url, { random, create: true })
      const ledgers = [await connection(), await connection(), await connection()]
      await expectModelled(async () => {
        // a database for each would take most of the time
        await ask(url, EMPTY)
        return ledgers
      })
      for (const ledger of ledgers) await ledger.close()
    })
  })
})
