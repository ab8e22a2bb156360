/** Owns the vendor's nouns for unit tests: plain ones, with what a test is about put on top. */
import { boundOf, COUNTED_KINDS } from '../../src/core/computer/binding.ts'
import { boundHash } from '../../src/core/computer/computer-id.ts'
import { type Fingerprint, fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import type { CountedFingerprint } from '../../src/core/message/fingerprint.ts'
import { type License, NO_NEWER_TERMS } from '../../src/core/message/license.ts'
import type {
  Activation,
  Entitlement,
  KeyRecord,
  Product,
  SeatRelease,
  Settings,
} from '../../src/core/terms/entitlement.ts'
import { NO_NOTES } from '../../src/core/terms/fields.ts'
import type { Applicant, IssueCase, KeySeats } from '../../src/vendor/decide/case.ts'
import type { CountedSeats, SeatHolder } from '../../src/vendor/decide/seat.ts'
import { NO_WRONG_PROOFS } from '../../src/vendor/ledger/wrong-proofs.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'

export const NOW = Date.parse('2026-11-22T12:00:00Z') / 1000
export const DAY = 86_400

/** The clock of real tools that work on the same ledger. */
export const today = () => Math.floor(Date.now() / 1000)

export function fingerprint(seed: string, productId = 'scope'): Fingerprint {
  return fingerprintOf(productId, simulatedComputer(seed).readings)
}

/** What a license of the computer is bound to when all that tells computers apart counts. */
export function bound(
  of: string | Fingerprint,
  counted: readonly number[] = COUNTED_KINDS,
): CountedFingerprint {
  return boundOf(typeof of === 'string' ? fingerprint(of) : of, counted)
}

export function product(change: Partial<Product> = {}): Product {
  return {
    id: 'scope',
    name: 'Scope',
    features: [],
    releases: [],
    match: undefined,
    deactivationLimit: 'unlimited',
    allowVirtual: true,
    allowWorkloads: false,
    startByDays: 30,
    archivedAt: undefined,
    ...change,
  }
}

export function entitlement(change: Partial<Entitlement> = {}): Entitlement {
  return {
    productId: 'scope',
    activations: 1,
    floatingSeats: undefined,
    features: new Map(),
    generic: false,
    maintenance: undefined,
    majorVersion: undefined,
    expiresAt: undefined,
    duration: undefined,
    userData: undefined,
    forFloating: false,
    deactivationLimit: 'inherit',
    users: [],
    allowVirtual: 'inherit',
    allowWorkloads: 'inherit',
    graceDays: undefined,
    licensee: undefined,
    engineVersion: undefined,
    seatUnit: undefined,
    longestLease: undefined,
    longestBorrow: undefined,
    mostBorrowed: undefined,
    pools: new Map(),
    ...change,
  }
}

export function keyRecord(change: Partial<Entitlement> = {}): KeyRecord {
  return {
    id: 'KEY-1',
    text: 'KEY-1-AND-THE-SECRET',
    createdAt: NOW - DAY,
    entitlement: entitlement(change),
    ...NO_NOTES,
    revoked: undefined,
    suspended: undefined,
    archivedAt: undefined,
  }
}

export function computer(
  seed: string,
  change: Partial<Extract<Applicant, { kind: 'computer' }>> = {},
): Extract<Applicant, { kind: 'computer' }> {
  const own = change.bound ?? bound(seed)
  return {
    kind: 'computer',
    requestHash: '11'.repeat(32),
    productId: 'scope',
    bound: own,
    computer: boundHash(own),
    proofHolds: true,
    version: undefined,
    virtual: undefined,
    workload: undefined,
    installation: '00'.repeat(32),
    ...change,
  }
}

/** On seat 1 unless told. */
export function activation(seed: string, change: Partial<Activation> = {}): Activation {
  const own = 'bound' in change ? change.bound : bound(seed)
  return {
    id: `activation of ${seed}`,
    keyId: 'KEY-1',
    computerId: seed,
    seat: 1,
    begunAt: change.firstAt ?? NOW - DAY,
    bound: own,
    computer: own && boundHash(own),
    countedByCode: undefined,
    workload: undefined,
    takenBy: change.installations?.[0] ?? (own && '00'.repeat(32)),
    installations: ['00'.repeat(32)],
    seen: own?.fingerprint ?? new Map(),
    firstAt: NOW - DAY,
    lastAt: NOW - DAY,
    released: undefined,
    startSet: undefined,
    ...change,
  }
}

export const SETTINGS: Settings = { allowGenericKeys: false, planActivations: 'unlimited', dormant: false }

/** What is counted of all activations of a key; `former` in the order in which they were made. */
export function keySeats(activations: readonly Activation[], former: readonly Activation[]): KeySeats {
  const ended = (by: SeatRelease['by']) => former.filter(({ released }) => released?.by === by).length
  return {
    ...countedSeats(activations, former),
    ended: { move: ended('move'), receipt: ended('receipt'), hand: ended('hand') },
  }
}

/** `former` in the order in which they were made. */
export function countedSeats(held: readonly Seat[], former: readonly Seat[]): CountedSeats {
  const holding = new Set(held.map(({ seat }) => seat))
  const begun = new Map(former.map(({ seat, begunAt }) => [seat, begunAt]))
  return {
    held: held.length,
    taken: Math.max(0, ...[...held, ...former].map(({ seat }) => seat)),
    vacant: [...begun]
      .map(([seat, begunAt]) => ({ seat, begunAt }))
      .filter(({ seat }) => !holding.has(seat))
      .sort((a, b) => a.seat - b.seat),
  }
}

type Seat = Pick<SeatHolder, 'seat' | 'begunAt'>

export function issueCase(change: Partial<IssueCase> = {}): IssueCase {
  const { activations = [], former = [] } = change
  return {
    applicant: computer('a'),
    seats: keySeats(activations, former),
    key: keyRecord(),
    product: product(),
    settings: SETTINGS,
    wrongProofs: NO_WRONG_PROOFS,
    holders: activations,
    activations,
    former,
    now: NOW,
    ...change,
  }
}

export function license(change: Partial<License> = {}): License {
  return {
    ...NO_NEWER_TERMS,
    format: 2,
    vendor: 'Acme',
    productId: 'scope',
    keyId: 'KEY-1',
    activationId: '0011223344556677',
    issuedAt: NOW,
    expiresAt: undefined,
    binding: { kind: 'computer', ...bound('a') },
    features: new Map(),
    majorVersion: undefined,
    maintenance: undefined,
    floatingSeats: undefined,
    userData: undefined,
    ...change,
  }
}
