/**
 * What is found by marks is enough: an answer to whom the few activations are shown that share a mark with the applicant is
 * the one of who is shown all of them, whatever was asked, moved and released before (QC-07, QC-08, QC-09).
 */
import { hash, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundOf, sharedValues } from '../../../src/core/computer/binding.ts'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import { KINDS } from '../../../src/core/computer/reading.ts'
import { HASH_BYTES } from '../../../src/core/message/fingerprint.ts'
import type { Activation, KeyRecord, SeatRelease } from '../../../src/core/terms/entitlement.ts'
import { computersOf } from '../../../src/core/terms/terms.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import type { Applicant, Refusal } from '../../../src/vendor/decide/case.ts'
import { marksOfActivation, marksOfApplicant } from '../../../src/vendor/decide/marks.ts'
import { HARDWARE } from '../../../src/vendor/decide/seat.ts'
import { Ask, askToRenew } from '../../../src/vendor/issue/ask.ts'
import type { Recordable, Recorded } from '../../../src/vendor/issue/decision.ts'
import { answerTo } from '../../../src/vendor/issue/issue.ts'
import { SeatsInGroup } from '../../../src/vendor/issue/seats-in-group.ts'
import type { IssuedLicense } from '../../../src/vendor/ledger/change.ts'
import type { Snapshot } from '../../../src/vendor/ledger/ledger.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { NO_WRONG_PROOFS } from '../../../src/vendor/ledger/wrong-proofs.ts'
import { runs } from '../../effort.ts'
import { keyRecord, keySeats, NOW, product, SETTINGS } from '../../world/nouns.ts'
import { folder } from '../ledger/file.ts'

/** Of a kind that its computer has: what it had first, nothing, or a part of another computer. */
const part = (own: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant([own]) },
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.nat(12).map(other => [other]) },
    { weight: 1, arbitrary: fc.nat(12).map(other => (other === own ? [own] : [own, other])) },
  )
const whole = fc
  .record({ own: fc.nat(8), installation: fc.nat(8), again: fc.nat(1) })
  .map(({ own, ...more }) => ({
    face: { 1: [own], 2: [own], 3: [own % 6], 4: [own], 5: [own], 6: [0] },
    counted: [1, 2, 3, 4, 5],
    virtual: false,
    ...more,
  }))
const changed = fc.nat(12).chain(own =>
  fc.record({
    face: fc.record({ 1: part(own), 2: part(own), 3: part(own % 6), 4: part(own), 5: part(own), 6: part(0) }),
    counted: fc.subarray([1, 2, 3, 4, 5]),
    virtual: fc.boolean(),
    installation: fc.oneof({ weight: 3, arbitrary: fc.constant(own) }, fc.nat(12)),
    again: fc.nat(1),
  }),
)
const computer = fc.oneof(whole, changed)
const act = fc.oneof(
  { weight: 6, arbitrary: computer.map(of => ({ act: 'request' as const, ...of })) },
  { weight: 1, arbitrary: computer.map(of => ({ act: 'move' as const, ...of })) },
  { weight: 1, arbitrary: computer.map(of => ({ act: 'typed' as const, ...of })) },
  { weight: 2, arbitrary: computer.map(of => ({ act: 'code' as const, ...of })) },
  { weight: 1, arbitrary: fc.nat(20).map(which => ({ act: 'renew' as const, which })) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('release' as const),
      which: fc.nat(20),
      by: fc.constantFrom<SeatRelease['by']>('hand', 'receipt'),
    }),
  },
)
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never
const rarely = fc.nat(5).map(n => n === 0)
const terms = fc.record({
  activations: fc.integer({ min: 1, max: 8 }),
  generic: rarely,
  forFloating: rarely,
  isFromFirstRun: fc.boolean(),
  isStrict: fc.boolean(),
  deactivationLimit: fc.constantFrom('unlimited' as const, 3n),
})
type Terms = typeof terms extends fc.Arbitrary<infer One> ? One : never

const issuer = {
  vendor: 'Acme',
  signingKey: secretKeyOfPem(newSecretKeyPem()),
  now: () => NOW,
  random: (length: number) => new Uint8Array(length).fill(7),
}

function snapshotOf({ generic, forFloating, isFromFirstRun, isStrict, ...more }: Terms): Snapshot {
  const key = keyRecord({
    activations: more.activations,
    generic: generic && !forFloating,
    forFloating,
    ...(forFloating && { floatingSeats: 5 }),
    ...(isFromFirstRun && !forFloating && !generic && { duration: { days: 30, from: 'first-run' as const } }),
  })
  return {
    key,
    product: product({
      deactivationLimit: more.deactivationLimit,
      ...(isStrict && { match: { k: 3, n: 5 } }),
    }),
    kit: undefined,
    settings: { ...SETTINGS, allowGenericKeys: true },
    wrongProofs: NO_WRONG_PROOFS,
    seats: keySeats([], []),
    holders: [],
    activations: [],
    former: [],
    seen: {},
  }
}

function askOf(key: KeyRecord, one: Exclude<Act, { readonly act: 'release' | 'renew' }>): Ask {
  const fingerprint = new Map(
    Object.entries(one.face).flatMap(([kind, values]: [string, readonly number[]]) => {
      const hashes = values.map(value => hash('sha256', `${kind} ${value}`, 'buffer').subarray(0, HASH_BYTES))
      return hashes.length === 0
        ? []
        : [[Number(kind), new Uint8Array(Buffer.concat(hashes.sort(Buffer.compare)))] as const]
    }),
  )
  const bound = boundOf(fingerprint, one.counted)
  const computer = boundHash(bound)
  const installation = hash('sha256', `installation ${one.installation}`, 'hex')
  const requestHash = hash('sha256', JSON.stringify(one), 'hex')
  const isCode = one.act === 'code'
  const applicant: Applicant = isCode
    ? {
        kind: 'by-code',
        requestHash,
        computer,
        counted: bound.counted.length,
        proofHolds: true,
        virtual: false,
      }
    : {
        kind: 'computer',
        requestHash,
        productId: 'scope',
        bound,
        computer,
        proofHolds: true,
        version: undefined,
        virtual: one.virtual ? 'kvm' : undefined,
        workload: undefined,
        installation,
      }
  return new Ask({
    keyId: key.id,
    computerId: 'A',
    version: undefined,
    requestHash,
    computer,
    marks: marksOfApplicant(key.id, isCode ? { computer } : { fingerprint, computer, installation }),
    counted: bound.counted.length,
    wants: isCode ? 'code' : one.act === 'typed' ? 'typable' : 'message',
    byDesk: one.act === 'move',
    unattended: false,
    keepsRefusal: 'never',
    applicantOf: () => applicant,
  })
}

/** Everything that was granted for one key, in the order in which it was made. */
class World {
  readonly snapshot: Snapshot
  readonly issued = new Map<string, IssuedLicense>()
  readonly #activations = new Map<string, Activation>()
  now = NOW

  constructor(terms: Terms) {
    this.snapshot = snapshotOf(terms)
  }

  get held(): readonly Activation[] {
    return [...this.#activations.values()].filter(({ released }) => released === undefined)
  }

  get all(): Snapshot {
    const former = [...this.#activations.values()].filter(({ released }) => released !== undefined)
    return {
      ...this.snapshot,
      seats: keySeats(this.held, former),
      holders: this.held,
      activations: this.held,
      former,
    }
  }

  /** Of all, what shares a mark with who asks, or is named; and all that had the seats of those. */
  foundBy(ask: Ask): Snapshot {
    const { activations, former } = this.all
    const named = [ask.renews, this.issued.get(ask.requestHash ?? '')?.activationId]
    const isFound = (one: Activation) =>
      named.includes(one.id) || marksOfActivation(one).some(mark => ask.marks.includes(mark))
    const seats = new Set([...activations, ...former].filter(isFound).map(({ seat }) => seat))
    const found = (of: readonly Activation[]) => of.filter(({ seat }) => seats.has(seat))
    return { ...this.all, activations: found(activations), former: found(former) }
  }

  keep({ activation, ended, license }: Recordable, ask: Ask): void {
    if (ended !== undefined) this.#activations.set(ended.id, ended)
    this.#activations.set(activation.id, activation)
    this.issued.set(ask.requestHash ?? '', license)
  }

  release(which: number, by: SeatRelease['by']): Activation | undefined {
    const one = this.held[which % Math.max(1, this.held.length)]
    if (one === undefined) return undefined
    const released = { at: this.now, by, reason: 'lost', receipt: '00', deactivatedAt: NOW } as SeatRelease
    const gone = { ...one, released }
    this.#activations.set(one.id, gone)
    return gone
  }

  answer(ask: Ask, snapshot: Snapshot): Recordable | Recorded | Refusal {
    const before = this.issued.get(ask.requestHash ?? '')
    return answerTo({ ...issuer, now: () => this.now }, ask, { before, snapshot }, this.now)
  }

  asks(one: Exclude<Act, { readonly act: 'release' }>): Ask | undefined {
    if (one.act !== 'renew') return askOf(this.snapshot.key, one)
    const all = [...this.all.activations, ...this.all.former]
    const renewed = all[one.which % Math.max(1, all.length)]
    return renewed && askToRenew(renewed)
  }
}

/** Without those whom a refusal names, of whom there may be fewer. */
function essence(answer: Recordable | Recorded | Refusal): unknown {
  return JSON.parse(
    JSON.stringify(answer, (name, value) => {
      if (name === 'holders') return undefined
      if (typeof value === 'bigint') return `${value}`
      return value instanceof Map ? [...value] : value
    }),
  )
}

/** Which seat a computer got before marks: all that ended were looked through. */
function freeSeatBefore({ key, activations, former }: Snapshot, applicant: Applicant) {
  const limit = computersOf(key.entitlement)
  const isOwn = (one: Activation) =>
    applicant.kind === 'computer'
      ? one.installations.includes(applicant.installation) ||
        one.computer === applicant.computer ||
        sharedValues(one.seen, applicant.bound.fingerprint, [KINDS['install-id'], ...HARDWARE]) > 0
      : applicant.kind === 'by-code' && one.computer === applicant.computer
  const begunAt = (seat: number) => former.findLast(one => one.seat === seat)?.begunAt ?? 0
  const taken = new Set(activations.map(({ seat }) => seat))
  const free = former.filter(({ seat }) => !taken.has(seat))
  const own = free.findLast(isOwn)
  if (own !== undefined) return { seat: own.seat, begunAt: begunAt(own.seat) }
  const used = new Set([...activations, ...former].map(({ seat }) => seat))
  for (let seat = 1; used.size < limit; seat++) if (!used.has(seat)) return { seat, begunAt: undefined }
  const latest = Math.max(...free.map(({ seat }) => begunAt(seat)))
  const last = free.find(({ seat }) => begunAt(seat) === latest)
  return last && { seat: last.seat, begunAt: latest }
}

test('the answer over what marks find is the answer over all, one by one and in a group (QC-09)', () => {
  fc.assert(
    fc.property(terms, fc.array(act, { maxLength: 40 }), (terms, acts) => {
      const world = new World(terms)
      let group = new SeatsInGroup(world.all)
      for (const one of acts) {
        world.now++
        if (one.act === 'release') {
          world.release(one.which, one.by)
          group = new SeatsInGroup(world.all)
          continue
        }
        const ask = world.asks(one)
        if (ask === undefined) continue
        const { all } = world
        const answer = world.answer(ask, all)
        const licensed = world.issued.get(ask.requestHash ?? '')?.activationId
        expect(essence(world.answer(ask, world.foundBy(ask)))).toEqual(essence(answer))
        expect(essence(world.answer(ask, { ...all, ...group.seenBy(ask, licensed) }))).toEqual(
          essence(answer),
        )
        if (!('changes' in answer)) continue
        if (answer.seat === 'new' && !all.key.entitlement.generic) {
          const { seat, begunAt } = freeSeatBefore(all, ask.applicantOf(all.key)) ?? {}
          expect(answer.activation).toMatchObject({ seat, begunAt: begunAt ?? world.now })
        }
        world.keep(answer, ask)
        group.grant(answer)
      }
    }),
    { numRuns: runs(500) },
  )
})

test('the answer over what the ledger finds is the answer over all that it has (QC-09)', async () => {
  await fc.assert(
    fc.asyncProperty(terms, fc.array(act, { minLength: 10, maxLength: 40 }), async (terms, acts) => {
      const world = new World(terms)
      const home = folder()
      const path = join(home, 'ledger.db')
      const ledger = await openSqliteLedger(path, { random: length => randomBytes(length), create: true })
      const { key, product } = world.snapshot
      await ledger.append(
        [
          { kind: 'setting.changed', name: 'allowGenericKeys', value: true },
          { kind: 'product.created', product },
          { kind: 'key.created', key },
        ],
        NOW,
      )
      for (const one of acts) {
        world.now++
        if (one.act === 'release') {
          const activation = world.release(one.which, one.by)
          if (activation !== undefined)
            await ledger.append([{ kind: 'activation.released', activation }], world.now)
          continue
        }
        const ask = world.asks(one)
        if (ask === undefined) continue
        const answer = world.answer(ask, world.all)
        const found = (await ledger.survey([ask])).snapshots.get(key.id) as Snapshot
        expect(found.seats).toEqual(world.all.seats)
        expect(essence(world.answer(ask, found))).toEqual(essence(answer))
        if (!('changes' in answer)) continue
        world.keep(answer, ask)
        expect(await ledger.append(answer.changes, world.now)).toBe('recorded')
      }
      expect((await ledger.audit()).problems).toEqual([])
      await ledger.close()
      rmSync(home, { recursive: true })
    }),
    { numRuns: runs(20) },
  )
})
