/** SS-01: a key for floating gives the license of one site server, which names the key that the server signs with. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLicense, encodeLicense } from '../../../src/core/message/license.ts'
import type { Activation, Entitlement } from '../../../src/core/terms/entitlement.ts'
import type { Grant, IssueCase } from '../../../src/vendor/decide/case.ts'
import { decide } from '../../../src/vendor/decide/decide.ts'
import { holderAfter } from '../../../src/vendor/decide/seat.ts'
import { askingOf } from '../../../src/vendor/decide/seats.ts'
import { runs } from '../../effort.ts'
import { activation, computer, issueCase, keyRecord, NOW, product } from '../../world/nouns.ts'

const SERVER = 'ab'.repeat(32)
const OTHER = 'cd'.repeat(32)
const floating = (change: Partial<Entitlement> = {}) =>
  keyRecord({ forFloating: true, activations: 25, ...change })
const asks = (change: Partial<IssueCase> = {}, installation = SERVER) =>
  decide(issueCase({ key: floating(), applicant: computer('a', { installation }), ...change }))

function granted(decision: ReturnType<typeof decide>): Grant {
  if (decision.kind === 'refusal') throw new Error(`expected a grant, got ${decision.code}`)
  return decision
}

describe('the license of a site server', () => {
  test('names its key, and has the limits that hold when nothing is said', () => {
    expect(granted(asks()).terms).toMatchObject({
      floatingSeats: 25,
      lending: {
        serverKey: SERVER,
        seatUnit: 'session',
        longestLease: 86_400,
        borrowing: undefined,
        pools: new Map(),
        allowWorkloads: false,
      },
    })
    const allowing = product({ allowWorkloads: true })
    expect(granted(asks({ product: allowing })).terms.lending?.allowWorkloads).toBe(true)
  })

  test('has the limits of its key', () => {
    const key = floating({
      seatUnit: 'host',
      longestLease: 900,
      mostBorrowed: 5,
      features: new Map([['cad', true]]),
      pools: new Map([['cad', 3]]),
    })
    expect(granted(asks({ key })).terms.lending).toEqual({
      serverKey: SERVER,
      seatUnit: 'host',
      longestLease: 900,
      borrowing: { days: 30, most: 5 },
      pools: new Map([['cad', 3]]),
      allowWorkloads: false,
    })
    const week = { ...key, entitlement: { ...key.entitlement, longestBorrow: 7 } }
    expect(granted(asks({ key: week })).terms.lending?.borrowing).toEqual({ days: 7, most: 5 })
  })

  test('is what a client reads', () => {
    const { terms } = granted(asks())
    const names = { vendor: 'V', productId: 'scope', keyId: 'K', activationId: '00'.repeat(8), issuedAt: NOW }
    // the keys of these tests are no points, and a reader looks at that
    const serverKey = `55${'00'.repeat(30)}11`
    const license = { ...names, ...terms, lending: terms.lending && { ...terms.lending, serverKey } }
    expect(decodeLicense(encodeLicense(license))).toEqual(license)
  })

  test('is not that of a key that is not floating', () => {
    expect(granted(asks({ key: keyRecord() })).terms.lending).toBeUndefined()
  })
})

describe('the key of the server', () => {
  const held = activation('a', { installations: [SERVER], takenBy: SERVER })

  test('asks again, and renews', () => {
    expect(asks({ activations: [held] })).toMatchObject({ kind: 'grant', seat: 'renewed' })
  })

  test('of another installation on the same computer is a counted move, and never two servers for one seat', () => {
    expect(asks({ activations: [held] }, OTHER)).toMatchObject({
      kind: 'grant',
      seat: 'moved',
      place: { because: 'server' },
      terms: { lending: { serverKey: OTHER } },
      deactivations: { moves: 1 },
    })
    const none = product({ deactivationLimit: 0n })
    expect(asks({ activations: [held], product: none }, OTHER)).toMatchObject({
      kind: 'refusal',
      code: 'no-deactivations-left',
    })
  })

  test('is that of the seat when the vendor renews it without a request', () => {
    const applicant = { kind: 'on-behalf', renews: held.id } as const
    expect(granted(asks({ applicant, activations: [held] })).terms.lending?.serverKey).toBe(SERVER)
  })

  test('is not known where a code asks, or only codes have asked', () => {
    const hash = '0011223344556677'
    const code = { kind: 'by-code', requestHash: '22'.repeat(32), computer: hash, counted: 5 } as const
    const refused = { code: 'typed-cannot-carry', details: { things: [{ thing: 'site-server' }] } }
    expect(asks({ applicant: { ...code, proofHolds: true, virtual: false } })).toMatchObject(refused)
    const byCode = activation('a', { bound: undefined, installations: [], computer: hash })
    const renewal = { kind: 'on-behalf', renews: byCode.id } as const
    expect(asks({ applicant: renewal, activations: [byCode] })).toMatchObject(refused)
  })

  test('no license code says it', () => {
    expect(asks({ typed: true })).toMatchObject({ code: 'typed-cannot-carry' })
  })

  test('no license of format 1 says it', () => {
    expect(asks({ key: floating({ engineVersion: 1 }) })).toMatchObject({
      code: 'engine-version-too-old',
      details: { needs: ['site-server'] },
    })
  })
})

/** Asks in turn, and keeps what the ledger would. Gives the keys of servers that got a license, and what was counted. */
function played(asking: readonly (readonly [computer: string, key: string])[], limit: bigint) {
  const keys = new Set<string>()
  let held: Activation | undefined
  const former: Activation[] = []
  let moves = 0
  for (const [seed, installation] of asking) {
    const applicant = computer(seed, { installation })
    const activations = held === undefined ? [] : [held]
    const of = product({ deactivationLimit: limit })
    const decision = asks({ applicant, activations, former, product: of }, installation)
    if (decision.kind === 'refusal') continue
    const after = holderAfter(decision.place, askingOf(applicant), NOW)
    if (decision.place.kind === 'move' && held !== undefined) {
      former.push({ ...held, released: { at: NOW, by: 'move', to: seed } })
      moves++
    }
    const { bound, computer: hash, installations, seen, takenBy } = after
    const id = `${former.length}`
    held = activation(seed, { bound, computer: hash, installations, seen, takenBy, id })
    keys.add(decision.terms.lending?.serverKey ?? 'none')
  }
  return { keys, moves }
}

test('SS-10: no requests get licenses for more servers than one and the moves that are counted', () => {
  const asking = fc.array(
    fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom(SERVER, OTHER, 'ef'.repeat(32))),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(asking, fc.bigInt({ min: 0n, max: 3n }), (all, limit) => {
      const { keys, moves } = played(all, limit)
      expect(BigInt(moves)).toBeLessThanOrEqual(limit)
      expect(keys.size).toBeLessThanOrEqual(1 + moves)
      expect(keys.has('none')).toBe(false)
    }),
    { numRuns: runs(200) },
  )
})
