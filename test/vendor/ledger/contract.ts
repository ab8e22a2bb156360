/**
 * Owns what every ledger must do, whatever keeps it. `open` gives one more connection to one and the same ledger,
 * which is empty when a test begins; the engine's test closes and removes it.
 */
import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../../src/core/message/checkpoint.ts'
import { encodeLicense } from '../../../src/core/message/license.ts'
import type { Activation, KeyRecord, Settings } from '../../../src/core/terms/entitlement.ts'
import type { Template } from '../../../src/core/terms/fields.ts'
import { entryHash, GENESIS } from '../../../src/log/chain.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { OnClockAhead } from '../../../src/vendor/ledger/clock.ts'
import type {
  HistoryEntry,
  Ledger,
  LogEntry,
  LogFilter,
  RawEntry,
  Snapshot,
  Stats,
} from '../../../src/vendor/ledger/ledger.ts'
import { NO_WRONG_PROOFS } from '../../../src/vendor/ledger/wrong-proofs.ts'
import { license as claimsOf } from '../../world/nouns.ts'
import {
  AT,
  activation,
  bareEntitlement,
  bareTemplate,
  deadActivation,
  deadActivationCorrected,
  erasedKey,
  everyKind,
  fullActivation,
  fullDefaults,
  fullKey,
  fullTemplate,
  goneKey,
  goneKeyChanged,
  keyRecord,
  license,
  product,
  REQUEST,
  unreadableLicense,
  vendor,
} from './sample.ts'

export interface LedgerUnderTest {
  /** `operator`: who works over this connection. */
  open(operator?: string, onClockAhead?: OnClockAhead): Promise<Ledger>
}

async function snapshotOf(ledger: Ledger, keyId: string): Promise<Snapshot> {
  const snapshot = await ledger.snapshot(keyId)
  if (snapshot === undefined) throw new Error(`no key ${keyId}`)
  return snapshot
}

const AT_FIRST: Settings = { allowGenericKeys: false, planActivations: 'unlimited', dormant: false }
const REVOKED: KeyRecord = { ...goneKeyChanged, revoked: { at: AT + 7, reason: 'paid back' } }

/** KEY-BARE, with seats for many. */
const moreSeats: Change = {
  kind: 'key.changed',
  key: keyRecord('KEY-BARE', { entitlement: { ...bareEntitlement, activations: 100 } }),
}

function released(activation: Activation): Change {
  return {
    kind: 'activation.released',
    activation: { ...activation, released: { at: AT, by: 'hand', reason: 'lost' } },
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

export function ledgerContract(engine: string, fresh: () => Promise<LedgerUnderTest>): void {
  const start = async (changes: readonly Change[] = everyKind) => {
    const world = await fresh()
    const ledger = await world.open()
    if (changes.length > 0) expect(await ledger.append(changes, AT)).toBe('recorded')
    return { ...world, ledger }
  }
  const basics: readonly Change[] = everyKind.slice(0, 6)

  describe(`the ledger on ${engine}`, () => {
    test('is empty at first', async () => {
      const { ledger } = await start([])
      expect(await ledger.vendor()).toBeUndefined()
      expect(await ledger.products()).toEqual([])
      expect(await ledger.keys({})).toEqual([])
      expect(await ledger.activations({})).toEqual([])
      expect(await ledger.affiliates()).toEqual([])
      expect(await ledger.defaults()).toBeUndefined()
      expect(await ledger.templates()).toEqual([])
      expect(await ledger.grantedActivations()).toBe(0)
      expect(await ledger.history('KEY-FULL')).toEqual([])
      expect(await ledger.keyInUse('KEY-FULL')).toBeUndefined()
      expect(await ledger.snapshot('KEY-FULL')).toBeUndefined()
      expect(await ledger.issued(REQUEST)).toBeUndefined()
      expect(await ledger.newestKit(product.id)).toBeUndefined()
      const nothing = {
        entries: 0,
        products: 0,
        keys: 0,
        activations: 0,
        released: 0,
        licenses: 0,
        head: '0'.repeat(64),
      }
      expect(await ledger.stats()).toEqual(nothing)
      expect(await ledger.audit()).toEqual({ entries: 0, head: '0'.repeat(64), problems: [] })
    })

    test('QG-13 generic keys are off until the setting is changed, and each setting is changed by itself', async () => {
      const { ledger } = await start([])
      expect(await ledger.settings()).toEqual({ settings: AT_FIRST, revision: 0 })
      await ledger.append([{ kind: 'vendor.created', vendor }], AT)
      const set = async (name: keyof Settings, value: Settings[keyof Settings]) => {
        await ledger.append([{ kind: 'setting.changed', name, value }], AT)
        return ledger.settings()
      }
      const allowed = { ...AT_FIRST, allowGenericKeys: true }
      expect(await set('allowGenericKeys', true)).toEqual({ settings: allowed, revision: 2 })
      expect(await set('planActivations', 0)).toEqual({
        settings: { ...allowed, planActivations: 0 },
        revision: 3,
      })
      expect(await set('dormant', true)).toEqual({
        settings: { allowGenericKeys: true, planActivations: 0, dormant: true },
        revision: 4,
      })
      await set('planActivations', 'unlimited')
      await set('dormant', false)
      expect(await set('allowGenericKeys', false)).toEqual({ settings: AT_FIRST, revision: 7 })
    })

    test('gives back what was put in, over another connection too', async () => {
      const { ledger, open } = await start()
      for (const each of [ledger, await open()]) {
        expect(await each.vendor()).toStrictEqual(vendor)
        expect(await each.products()).toStrictEqual([{ ...product, name: 'Viewer 2' }])
        expect(await each.product(product.id)).toStrictEqual({
          product: { ...product, name: 'Viewer 2' },
          revision: 26,
        })
        expect(await each.product('acme.editor')).toBeUndefined()
        expect(await each.key(fullKey.id)).toStrictEqual(fullKey)
        expect([...(await snapshotOf(each, fullKey.id)).key.entitlement.features]).toEqual([
          ...fullKey.entitlement.features,
        ])
        expect(await each.key('KEY-BARE')).toStrictEqual(keyRecord('KEY-BARE'))
        expect(await each.key(goneKey.id)).toStrictEqual(REVOKED)
        expect(await each.affiliates()).toStrictEqual([
          { name: 'Reseller One', addedAt: AT },
          { name: 'Reseller Two', addedAt: AT + 1 },
        ])
        expect(await each.defaults()).toStrictEqual(fullDefaults)
        expect(await each.templates()).toStrictEqual([bareTemplate, fullTemplate])
        expect([...((await each.defaults())?.features ?? [])]).toEqual([...(fullDefaults.features ?? [])])
        const renewed = { ...fullActivation, lastAt: AT + 9 }
        const listed = { ...renewed, license: unreadableLicense(25) }
        const dead = { ...deadActivationCorrected, license: undefined }
        expect(await each.activations({})).toStrictEqual([listed, dead])
        expect(await each.activations({ released: false })).toStrictEqual([listed])
        expect(await each.activations({ released: true })).toStrictEqual([dead])
        expect(await each.activation(fullActivation.id)).toStrictEqual(renewed)
        expect(await each.activation(deadActivation.id)).toStrictEqual(deadActivationCorrected)
        expect(await each.activation('none')).toBeUndefined()
        expect(await each.key(erasedKey.id)).toStrictEqual(keyRecord(erasedKey.id))
        expect(await each.issued(REQUEST)).toStrictEqual({
          ...license(fullActivation, REQUEST),
          kid: '8899aabbccddeeff',
        })
        expect(await each.issued('00'.repeat(32))).toBeUndefined()
        expect(await each.newestKit(product.id)).toEqual({
          sequence: 1,
          madeAt: AT,
          payload: Uint8Array.of(1, 2, 3),
        })
        expect(await each.signingKeys()).toStrictEqual({
          added: [
            { publicKey: vendor.publicKey, at: vendor.createdAt },
            { publicKey: 'cd'.repeat(32), at: AT + 10 },
          ],
          retired: [{ kid: '0011223344556677', from: AT + 2, reason: 'left in a café', at: AT }],
        })
        expect(await each.revocations(product.id)).toStrictEqual({
          productId: product.id,
          sequence: 1,
          count: 2,
          hash: 'ab'.repeat(32),
        })
        expect(await each.revocations('acme.editor')).toBeUndefined()
        expect(await each.stats()).toMatchObject({
          entries: everyKind.length,
          products: 1,
          keys: 4,
          activations: 1,
          released: 1,
          licenses: 2,
        })
      }
    })

    test('QC-15 finds keys by product and by e-mail, whatever its case, in the order they were made', async () => {
      const { ledger } = await start()
      const editor = { ...product, id: 'acme.editor' }
      const more = ['B', 'A'].map(id => keyRecord(id, { email: 'ann@EXAMPLE.com' }))
      const other = keyRecord('C', { entitlement: { ...fullKey.entitlement, productId: editor.id } })
      await ledger.append([{ kind: 'product.created', product: editor }], AT)
      await ledger.append(
        [...more, other].map(key => ({ kind: 'key.created' as const, key })),
        AT,
      )
      const ids = async (filter: Parameters<Ledger['keys']>[0]) =>
        (await ledger.keys(filter)).map(({ key }) => key.id)
      expect(await ids({})).toEqual(['KEY-FULL', 'KEY-BARE', 'KEY-GONE', 'KEY-ERASED', 'B', 'A', 'C'])
      expect(await ids({ email: 'ANN@example.com' })).toEqual(['KEY-FULL', 'B', 'A'])
      expect(await ids({ productId: 'acme.editor' })).toEqual(['C'])
      expect(await ids({ productId: 'acme.editor', email: 'ann@example.com' })).toEqual([])
      // what has no column of its own is found as well, and beside what has one
      const { orderReference = '' } = fullKey
      expect(await ids({ orderReference })).toEqual(['KEY-FULL'])
      expect(await ids({ orderReference, email: 'ann@example.com' })).toEqual(['KEY-FULL'])
      expect(await ids({ orderReference, affiliate: 'Nobody' })).toEqual([])
      expect(await ids({ orderReference: orderReference.toLowerCase() })).toEqual([])
      await ledger.append(
        [{ kind: 'activation.recorded', activation: activation('0000000000000001', 'C') }],
        AT,
      )
      const activations = async (filter: Parameters<Ledger['activations']>[0]) =>
        (await ledger.activations(filter)).map(a => a.id)
      expect(await activations({})).toEqual(['00112233aabbccdd', deadActivation.id, '0000000000000001'])
      expect(await activations({ keyId: 'C' })).toEqual(['0000000000000001'])
      expect(await activations({ productId: product.id })).toEqual(['00112233aabbccdd', deadActivation.id])
      expect(await activations({ productId: product.id, released: false })).toEqual(['00112233aabbccdd'])
      expect(await activations({ keyId: 'KEY-GONE', released: true })).toEqual([deadActivation.id])
      expect(await activations({ keyId: 'KEY-GONE', released: false })).toEqual([])
      expect(await activations({ productId: product.id, keyId: 'C' })).toEqual([])
      const newest = async (wanted: Parameters<Ledger['newestActivations']>[0]) =>
        (await ledger.newestActivations(wanted)).map(a => a.id)
      expect(await newest({ most: 2 })).toEqual(['0000000000000001', deadActivation.id])
      expect(await newest({ most: 2, before: deadActivation.id })).toEqual(['00112233aabbccdd'])
      expect(await newest({ most: 9, productId: product.id })).toEqual([
        deadActivation.id,
        '00112233aabbccdd',
      ])
      expect(await newest({ most: 9, released: true, before: '0000000000000001' })).toEqual([
        deadActivation.id,
      ])
      expect(await newest({ most: 9, before: 'unknown' })).toEqual([])
    })

    test('DY-10 a key that is suspended or archived says so until it is reinstated', async () => {
      const { ledger } = await start(basics)
      const suspended = { at: AT + 1, reason: 'not paid' }
      await ledger.append([{ kind: 'key.suspended', keyId: 'KEY-BARE', suspension: suspended }], AT + 1)
      await ledger.append([{ kind: 'key.archived', keyId: 'KEY-BARE', archivedAt: AT + 2 }], AT + 2)
      const key = keyRecord('KEY-BARE')
      const ended = { ...key, suspended, archivedAt: AT + 2 }
      expect(await ledger.key('KEY-BARE')).toStrictEqual(ended)
      const changed = { ...ended, comment: 'x' }
      await ledger.append([{ kind: 'key.changed', key: changed }], AT + 3)
      expect(await ledger.key('KEY-BARE')).toStrictEqual(changed)
      await ledger.append([{ kind: 'key.reinstated', keyId: 'KEY-BARE', reason: undefined }], AT + 4)
      expect(await ledger.key('KEY-BARE')).toStrictEqual({ ...key, comment: 'x' })
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('a snapshot has all that a decision sees, and by which entry each was last touched', async () => {
      const { ledger } = await start()
      expect(await ledger.snapshot(fullKey.id)).toStrictEqual({
        key: fullKey,
        product: { ...product, name: 'Viewer 2' },
        kit: Uint8Array.of(1, 2, 3),
        settings: { ...AT_FIRST, allowGenericKeys: true, planActivations: 500 },
        wrongProofs: NO_WRONG_PROOFS,
        seats: { held: 1, taken: 2, vacant: [], ended: { move: 0, receipt: 0, hand: 0 } },
        holders: [{ ...fullActivation, lastAt: AT + 9 }],
        activations: [],
        former: [],
        seen: { keys: new Map([[fullKey.id, 25]]), products: new Map([[product.id, 26]]), settings: 18 },
      })
    })

    test.each<[string, Change]>([
      ['an activation', { kind: 'activation.recorded', activation: activation('01', 'KEY-BARE') }],
      ['a license', { kind: 'license.issued', license: license(activation('00', 'KEY-BARE'), '11') }],
      ['a renewal', { kind: 'activation.renewed', activation: activation('00', 'KEY-BARE', { lastAt: 1 }) }],
      ['the product', { kind: 'product.changed', product }],
      ['a setting', { kind: 'setting.changed', name: 'allowGenericKeys', value: true }],
      ['a change of the key', { kind: 'key.changed', key: keyRecord('KEY-BARE', { comment: 'x' }) }],
      ['a release', released(activation('00', 'KEY-BARE'))],
      ['codes allowed', { kind: 'key.codes-allowed', keyId: 'KEY-BARE', wrong: 10 }],
      ['an erasure', { kind: 'personal.erased', keyId: 'KEY-BARE' }],
      [
        'its revocation',
        { kind: 'key.revoked', keyId: 'KEY-BARE', revocation: { at: AT, reason: undefined } },
      ],
      [
        'its suspension',
        { kind: 'key.suspended', keyId: 'KEY-BARE', suspension: { at: AT, reason: undefined } },
      ],
      ['its archiving', { kind: 'key.archived', keyId: 'KEY-BARE', archivedAt: AT }],
      ['its return', { kind: 'key.reinstated', keyId: 'KEY-BARE', reason: undefined }],
    ])('refuses what was decided before %s, and writes nothing', async (_, meanwhile) => {
      const first: Change = { kind: 'activation.recorded', activation: activation('00', 'KEY-BARE') }
      const { ledger } = await start([...basics, moreSeats, first])
      const { seen } = await snapshotOf(ledger, 'KEY-BARE')
      expect(await ledger.append([meanwhile], AT)).toBe('recorded')
      const before = await ledger.stats()
      const mine: Change = { kind: 'activation.recorded', activation: activation('02', 'KEY-BARE') }
      expect(await ledger.append([mine], AT, seen)).toBe('conflict')
      expect(await ledger.stats()).toEqual(before)
      const again = await snapshotOf(ledger, 'KEY-BARE')
      expect(await ledger.append([mine], AT, again.seen)).toBe('recorded')
      expect((await ledger.audit()).problems).toEqual([])
    })

    describe('a decision that is recorded', () => {
      const setting: Change = { kind: 'setting.changed', name: 'dormant', value: true }
      const read = (ledger: Ledger) => ledger.stats()
      const decided = (changes: readonly Change[]) => (seen: Stats) => ({ outcome: seen, changes, at: AT })

      test('is given what was read, and what it wants is written behind that', async () => {
        const { ledger } = await start(basics)
        const before = await ledger.stats()
        expect(await ledger.record(read, decided([setting]))).toEqual(before)
        const after = await ledger.stats()
        expect(after.entries).toBe(before.entries + 1)
        expect((await ledger.settings()).settings.dormant).toBe(true)
        expect((await ledger.audit()).problems).toEqual([])
      })

      test('that wants nothing writes nothing', async () => {
        const { ledger } = await start(basics)
        const before = await ledger.stats()
        expect(await ledger.record(read, decided([]))).toEqual(before)
        expect(await ledger.stats()).toEqual(before)
      })

      test('of what exists already, or a thought better of, leaves nothing behind', async () => {
        const { ledger } = await start(basics)
        const before = await ledger.stats()
        expect(
          await ledger.record(read, decided([setting, { kind: 'vendor.created', vendor }])),
        ).toBeUndefined()
        const doubtful = () => {
          throw new Error('thought better of it')
        }
        await expect(ledger.record(read, doubtful)).rejects.toThrow('thought better of it')
        const half = '\ud800'
        const bad: Change = { kind: 'affiliate.added', affiliate: { name: half, addedAt: AT } }
        await expect(ledger.record(read, decided([setting, bad]))).rejects.toMatchObject({
          code: 'invalid-value',
        })
        expect(await ledger.stats()).toEqual(before)
        expect(await ledger.record(read, decided([setting]))).toEqual(before)
      })

      test('has nobody write between what it sees and what it records', async () => {
        const world = await start(basics)
        const other = await world.open()
        let writing: Promise<unknown> | undefined
        const seen = await world.ledger.record(
          async ledger => {
            const first = await ledger.stats()
            writing = other.append([{ ...setting, value: false }], AT)
            // a turn for whoever would not wait
            await new Promise(setImmediate)
            expect(await ledger.stats()).toEqual(first)
            return first
          },
          decided([setting]),
        )
        expect(await writing).toBe('recorded')
        const [mine, theirs] = await world.ledger.log(seen?.entries ?? 0, 2)
        expect([mine?.change, theirs?.change]).toEqual([setting, { ...setting, value: false }])
      })

      test('within a transaction of its own is a part of that', async () => {
        const { ledger } = await start(basics)
        const before = await ledger.stats()
        const failing = ledger.alone(async alone => {
          expect(await alone.record(read, decided([setting]))).toEqual(before)
          throw new Error('thought better of it')
        })
        await expect(failing).rejects.toThrow('thought better of it')
        expect(await ledger.stats()).toEqual(before)
      })
    })

    test('what was decided stands when only other keys have moved on', async () => {
      const { ledger } = await start(basics)
      const { seen } = await snapshotOf(ledger, 'KEY-BARE')
      await ledger.append([{ kind: 'activation.recorded', activation: activation('01', fullKey.id) }], AT)
      const mine: Change = { kind: 'activation.recorded', activation: activation('02', 'KEY-BARE') }
      expect(await ledger.append([mine], AT, seen)).toBe('recorded')
    })

    test('refuses what was seen and does not exist', async () => {
      const { ledger } = await start(basics)
      const setting: Change = { kind: 'setting.changed', name: 'allowGenericKeys', value: false }
      expect(await ledger.append([setting], AT, { keys: new Map([['none', 5]]) })).toBe('conflict')
      expect(await ledger.append([setting], AT, { products: new Map([['none', 5]]) })).toBe('conflict')
      expect(await ledger.append([setting], AT, { settings: 0 })).toBe('conflict')
      expect(await ledger.append([setting], AT, { settings: 2 })).toBe('recorded')
    })

    test.each<[string, Change]>([
      ['a second vendor', { kind: 'vendor.created', vendor }],
      ['a product that exists', { kind: 'product.created', product }],
      ['a product that does not exist', { kind: 'product.changed', product: { ...product, id: 'none' } }],
      ['a key that exists', { kind: 'key.created', key: fullKey }],
      [
        'a key of no product',
        {
          kind: 'key.created',
          key: keyRecord('NEW', { entitlement: { ...fullKey.entitlement, productId: 'none' } }),
        },
      ],
      ['an activation that exists', { kind: 'activation.recorded', activation: fullActivation }],
      ['an activation of no key', { kind: 'activation.recorded', activation: activation('01', 'none') }],
      [
        'a renewal of no activation',
        { kind: 'activation.renewed', activation: activation('01', fullKey.id) },
      ],
      [
        "a renewal of another key's activation",
        { kind: 'activation.renewed', activation: { ...fullActivation, keyId: 'KEY-BARE' } },
      ],
      [
        'a second license for one request',
        { kind: 'license.issued', license: license(fullActivation, REQUEST) },
      ],
      [
        'a license of no activation',
        { kind: 'license.issued', license: license(activation('01', fullKey.id), '12') },
      ],
      [
        "a license on another key's activation",
        { kind: 'license.issued', license: license({ ...fullActivation, keyId: 'KEY-BARE' }, '12') },
      ],
      ['a second release', released(deadActivation)],
      ['a renewal of what was released', { kind: 'activation.renewed', activation: deadActivation }],
      ['a release of no activation', released(activation('01', fullKey.id))],
      ["a release of another key's activation", released({ ...fullActivation, keyId: 'KEY-BARE' })],
      ['an erasure of no key', { kind: 'personal.erased', keyId: 'none' }],
      [
        'an affiliate that exists',
        { kind: 'affiliate.added', affiliate: { name: 'Reseller One', addedAt: 1 } },
      ],
      ['a change of no key', { kind: 'key.changed', key: keyRecord('none') }],
      ['a change of a revoked key', { kind: 'key.changed', key: goneKey }],
      [
        'a change that would give a key to another product',
        {
          kind: 'key.changed',
          key: keyRecord('KEY-BARE', { entitlement: { ...bareEntitlement, productId: 'acme.editor' } }),
        },
      ],
      [
        'a revocation of no key',
        { kind: 'key.revoked', keyId: 'none', revocation: { at: AT, reason: undefined } },
      ],
      [
        'a second revocation',
        { kind: 'key.revoked', keyId: goneKey.id, revocation: { at: AT, reason: undefined } },
      ],
      [
        'a kit that exists',
        { kind: 'kit.published', productId: product.id, sequence: 1, payload: new Uint8Array() },
      ],
      [
        'a kit of no product',
        { kind: 'kit.published', productId: 'none', sequence: 1, payload: new Uint8Array() },
      ],
    ])('refuses %s, and all that came with it', async (_, change) => {
      const { ledger } = await start()
      const before = await ledger.audit()
      const fine: Change = { kind: 'key.created', key: keyRecord('FINE') }
      expect(await ledger.append([fine, change], AT)).toBe('conflict')
      expect(await ledger.append([change, fine], AT)).toBe('conflict')
      expect(await ledger.audit()).toEqual(before)
      expect(await ledger.key('FINE')).toBeUndefined()
    })

    test('LP-25 a change replaces all that a key says, and touches no other key', async () => {
      const { ledger, open } = await start(basics)
      const next: KeyRecord = {
        ...keyRecord('KEY-BARE', { entitlement: { ...fullKey.entitlement, deactivationLimit: 0n } }),
        affiliate: 'Anyone',
        email: 'a@b',
        comment: undefined,
      }
      expect(await ledger.append([{ kind: 'key.changed', key: next }], AT)).toBe('recorded')
      expect(await (await open()).key('KEY-BARE')).toStrictEqual(next)
      const bare = keyRecord('KEY-BARE')
      expect(await ledger.append([{ kind: 'key.changed', key: bare }], AT)).toBe('recorded')
      expect(await ledger.key('KEY-BARE')).toStrictEqual(bare)
      expect(await ledger.key(fullKey.id)).toStrictEqual(fullKey)
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('LP-05 the key in use: with its activations counted, and by which entry it was last touched', async () => {
      const { ledger } = await start()
      expect(await ledger.keyInUse(fullKey.id)).toStrictEqual({
        key: fullKey,
        used: 1,
        moves: 0,
        firstEnd: undefined,
        wrongProofs: NO_WRONG_PROOFS,
        revision: 25,
      })
      expect(await ledger.keyInUse('KEY-BARE')).toStrictEqual({
        key: keyRecord('KEY-BARE'),
        used: 0,
        moves: 0,
        firstEnd: undefined,
        wrongProofs: NO_WRONG_PROOFS,
        revision: 6,
      })
      // the computer that died is no longer counted
      expect(await ledger.keyInUse(goneKey.id)).toStrictEqual({
        key: REVOKED,
        used: 0,
        moves: 0,
        firstEnd: undefined,
        wrongProofs: NO_WRONG_PROOFS,
        revision: 28,
      })
      expect(await ledger.keyInUse('none')).toBeUndefined()
      const more = ['01', '02'].map(id => ({
        kind: 'activation.recorded' as const,
        activation: activation(id, 'KEY-BARE'),
      }))
      await ledger.append(more, AT)
      expect(await ledger.keyInUse('KEY-BARE')).toMatchObject({ used: 2, revision: everyKind.length + 2 })
      expect((await ledger.keys({})).map(({ key, used }) => [key.id, used])).toEqual([
        ['KEY-FULL', 1],
        ['KEY-BARE', 2],
        ['KEY-GONE', 0],
        ['KEY-ERASED', 0],
      ])
    })

    test('QC-18 finds keys by affiliate, as they are now', async () => {
      const { ledger } = await start()
      const ids = async (filter: Parameters<Ledger['keys']>[0]) =>
        (await ledger.keys(filter)).map(({ key }) => key.id)
      expect(await ids({ affiliate: 'Reseller One' })).toEqual(['KEY-FULL'])
      expect(await ids({ affiliate: 'Reseller Two' })).toEqual(['KEY-GONE'])
      expect(await ids({ affiliate: 'reseller two' })).toEqual([])
      expect(await ids({ affiliate: 'Reseller Two', email: 'NEW@example.com' })).toEqual(['KEY-GONE'])
      expect(await ids({ affiliate: 'Reseller Two', email: 'old@example.com' })).toEqual([])
    })

    test('the history of a key: every entry that concerns it and no other, the oldest first', async () => {
      const { ledger } = await start([])
      for (const [i, change] of everyKind.entries()) await ledger.append([change], AT + i)
      const entry = (seq: number): HistoryEntry => ({
        seq,
        at: AT + seq - 1,
        operator: undefined,
        change: everyKind[seq - 1] as Change,
      })
      expect(await ledger.history(fullKey.id)).toStrictEqual([5, 7, 8, 9, 10, 25, 27, 44].map(entry))
      expect(await ledger.history('KEY-BARE')).toStrictEqual([entry(6)])
      expect(await ledger.history(goneKey.id)).toStrictEqual([15, 16, 17, 19, 20, 28].map(entry))
      expect(await ledger.history('none')).toEqual([])
    })

    test('LimeLM 110 LimeLM 111 the activations that all keys grant, without the revoked; who has seen fewer is told', async () => {
      const { ledger } = await start(basics)
      expect(await ledger.grantedActivations()).toBe(4)
      const grants = (activations: number) =>
        keyRecord('KEY-BARE', { entitlement: { ...bareEntitlement, activations } })
      const seen = { grantedActivations: 4 }
      expect(await ledger.append([{ kind: 'key.changed', key: grants(10) }], AT, seen)).toBe('recorded')
      expect(await ledger.grantedActivations()).toBe(12)
      const { head } = await ledger.stats()
      expect(await ledger.append([{ kind: 'key.changed', key: grants(11) }], AT, seen)).toBe('conflict')
      expect((await ledger.stats()).head).toBe(head)
      const revocation = { at: AT, reason: undefined }
      await ledger.append([{ kind: 'key.revoked', keyId: fullKey.id, revocation }], AT)
      expect(await ledger.grantedActivations()).toBe(10)
      // what is in use is no matter: the plan counts what is sold
      await ledger.append([{ kind: 'activation.recorded', activation: activation('01', 'KEY-BARE') }], AT)
      expect(await ledger.grantedActivations()).toBe(10)
    })

    test('QC-34 QC-35 the saved defaults are replaced whole, and cleared', async () => {
      const { ledger } = await start()
      const few = { ...fullDefaults, features: undefined, users: undefined, generic: undefined }
      await ledger.append([{ kind: 'defaults.changed', defaults: few }], AT)
      expect(await ledger.defaults()).toStrictEqual(few)
      const cleared: Change = { kind: 'defaults.changed', defaults: undefined }
      expect(await ledger.append([cleared, cleared], AT)).toBe('recorded')
      expect(await ledger.defaults()).toBeUndefined()
      await ledger.append([{ kind: 'defaults.changed', defaults: fullDefaults }], AT)
      expect(await ledger.defaults()).toStrictEqual(fullDefaults)
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('DY-09 a template is replaced whole, and deleted; what it said of a person goes with it', async () => {
      const { ledger } = await start([])
      const saved = (more: Partial<Template>): Change => ({
        kind: 'template.saved',
        template: { ...bareTemplate, ...more },
      })
      // U+FF5E is after the others in UTF-8, and before an emoji in UTF-16
      const names = ['A', 'a', '\uff5e', '\u{1f3db}']
      await ledger.append(
        [...names].reverse().map(name => saved({ name, comment: `of ${name}` })),
        AT,
      )
      expect((await ledger.templates()).map(({ name }) => name)).toEqual(names)
      await ledger.append([saved({ name: 'a', email: 'new@example.com' })], AT)
      await ledger.append([{ kind: 'template.deleted', name: 'A' }], AT)
      expect(await ledger.append([{ kind: 'template.deleted', name: 'never' }], AT)).toBe('conflict')
      const [first] = await ledger.templates()
      expect(first).toStrictEqual({ ...bareTemplate, name: 'a', email: 'new@example.com' })
      const kept = (await ledger.entries(0, 100)).map(({ personal }) => `${personal}`).join()
      expect(kept).not.toMatch(/of a/i)
      expect(kept).toContain('new@example.com')
      await ledger.append([saved({ name: 'A' })], AT)
      expect(await ledger.templates()).toHaveLength(names.length)
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('licenses issued on behalf have no request, and do not clash', async () => {
      const { ledger } = await start()
      const again: Change = { kind: 'license.issued', license: license(fullActivation, undefined) }
      expect(await ledger.append([again, again], AT)).toBe('recorded')
      expect((await ledger.stats()).licenses).toBe(4)
    })

    test.each([
      ['text with U+0000', { ...fullKey, id: 'NEW', comment: 'a\0b' }, 'comment'],
      ['half a surrogate pair', { ...fullKey, id: 'NEW\ud800' }, 'id'],
      ['a number beyond 2^53', { ...fullKey, id: 'NEW', createdAt: 2 ** 53 }, 'createdAt'],
      [
        'a limit that is a number',
        { ...fullKey, id: 'NEW', entitlement: { ...bareEntitlement, deactivationLimit: 5 as never } },
        'deactivationLimit',
      ],
      [
        'a limit that is no whole number',
        { ...fullKey, id: 'NEW', entitlement: { ...bareEntitlement, deactivationLimit: 1.5 as never } },
        'deactivationLimit',
      ],
    ])('refuses %s, which it could not keep', async (_, key, field) => {
      const { ledger } = await start()
      const before = await ledger.stats()
      await expect(ledger.append([{ kind: 'key.created', key }], AT)).rejects.toMatchObject({
        code: 'invalid-value',
        details: { field, change: 0 },
      })
      expect(await ledger.stats()).toEqual(before)
    })

    test('many at once over one connection come one after the other', async () => {
      const { ledger } = await start([...basics, moreSeats])
      const outcomes = await Promise.all(
        Array.from({ length: 30 }, async (_, i) => {
          const change = { kind: 'activation.recorded' as const, activation: activation(`${i}`, 'KEY-BARE') }
          const outcome = await ledger.append([change], AT)
          // each sees its own, and never half of another's
          expect((await ledger.activations({ keyId: 'KEY-BARE' })).map(a => a.id)).toContain(`${i}`)
          return outcome
        }),
      )
      expect(new Set(outcomes)).toEqual(new Set(['recorded']))
      expect(await ledger.audit()).toMatchObject({ entries: 37, problems: [] })
    })

    test('of two connections that saw the same, one is told of the conflict', async () => {
      const { ledger, open } = await start([...basics, moreSeats])
      const rivals = [ledger, await open()]
      for (let round = 0; round < 10; round++) {
        const seen = (await snapshotOf(ledger, 'KEY-BARE')).seen
        const outcomes = await Promise.all(
          rivals.map((rival, i) =>
            rival.append(
              [{ kind: 'activation.recorded', activation: activation(`${round}-${i}`, 'KEY-BARE') }],
              AT,
              seen,
            ),
          ),
        )
        expect(outcomes.toSorted()).toEqual(['conflict', 'recorded'])
      }
      expect(await ledger.activations({ keyId: 'KEY-BARE' })).toHaveLength(10)
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('the head moves with every entry, and an audit names it', async () => {
      const { ledger } = await start([])
      const heads = new Set([(await ledger.stats()).head])
      for (const change of everyKind) {
        await ledger.append([change], AT)
        heads.add((await ledger.stats()).head)
      }
      expect(heads.size).toBe(everyKind.length + 1)
      const { entries, head } = await ledger.stats()
      expect(await ledger.audit()).toEqual({ entries, head, problems: [] })
    })

    test('a released seat is free: it is in no snapshot, and the activation stays as what was', async () => {
      const { ledger } = await start([...basics])
      const [first, second] = ['00', '01'].map(id => activation(id, 'KEY-BARE'))
      for (const of of [first, second] as Activation[])
        await ledger.append([{ kind: 'activation.recorded', activation: of }], AT)
      const { seen } = await snapshotOf(ledger, 'KEY-BARE')
      expect(await ledger.append([released(first as Activation)], AT, seen)).toBe('recorded')
      const after = await snapshotOf(ledger, 'KEY-BARE')
      expect(after.holders).toStrictEqual([second])
      expect(after.seen.keys).toEqual(new Map([['KEY-BARE', 9]]))
      expect(await ledger.keyInUse('KEY-BARE')).toMatchObject({ used: 1 })
      const third: Change = { kind: 'activation.recorded', activation: activation('02', 'KEY-BARE') }
      expect(await ledger.append([third], AT, after.seen)).toBe('recorded')
      expect((await ledger.activations({ keyId: 'KEY-BARE' })).map(({ id }) => id)).toEqual([
        '00',
        '01',
        '02',
      ])
      expect(await ledger.stats()).toMatchObject({ activations: 2, released: 1 })
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('who did it stands in every entry, and in the hash of it', async () => {
      const { ledger: nobody, open } = await start([])
      const ann = await open('ann')
      const bob = await open('Bob Müller')
      const [first, second, third, fourth] = everyKind as readonly Change[] as Change[]
      const at = AT
      await nobody.append([first as Change], at)
      await ann.append([second as Change], at)
      await bob.append([third as Change, fourth as Change], at)
      expect((await nobody.log(0, 10)).map(({ seq, operator }) => [seq, operator])).toEqual([
        [1, undefined],
        [2, 'ann'],
        [3, 'Bob Müller'],
        [4, 'Bob Müller'],
      ])
      let head = GENESIS
      for (const { seq, at, kind, body, operator, hash } of await nobody.entries(0, 10)) {
        expect(hash).toBe(entryHash(head, seq, at, kind, body, operator))
        head = hash
      }
      expect(await nobody.audit()).toEqual({ entries: 4, head, problems: [] })
      await ann.append([{ kind: 'key.created', key: goneKey }], at)
      await bob.erasePersonal(goneKey.id, at)
      expect((await nobody.history(goneKey.id)).map(({ operator }) => operator)).toEqual([
        'ann',
        'Bob Müller',
      ])
    })

    describe('a license that is issued anew', () => {
      const issuedOnce: readonly Change[] = [
        ...basics,
        { kind: 'activation.recorded', activation: fullActivation },
        { kind: 'license.issued', license: license(fullActivation, REQUEST) },
      ]
      const anew = (of: Activation, request: string | undefined): Change => ({
        kind: 'license.reissued',
        license: { ...license(of, request), kid: 'ff'.repeat(8) },
      })

      test('is the one that its request gets, and a decision that saw the other one is told', async () => {
        const { ledger } = await start(issuedOnce)
        const { seen } = await snapshotOf(ledger, fullKey.id)
        expect(await ledger.append([anew(fullActivation, REQUEST)], AT, seen)).toBe('recorded')
        expect(await ledger.append([anew(fullActivation, REQUEST)], AT, seen)).toBe('conflict')
        expect((await ledger.issued(REQUEST))?.kid).toBe('ff'.repeat(8))
        expect((await ledger.stats()).licenses).toBe(1)
        expect((await ledger.audit()).problems).toEqual([])
      })

      test('was issued before: else it does not fit', async () => {
        const { ledger } = await start(issuedOnce)
        const other = activation('01', 'KEY-BARE')
        for (const change of [
          anew(fullActivation, '11'),
          anew(fullActivation, undefined),
          anew(other, REQUEST),
        ])
          expect(await ledger.append([change], AT)).toBe('conflict')
        expect((await ledger.stats()).entries).toBe(issuedOnce.length)
      })

      test('is of the computer that the entry in front of it says', async () => {
        const { ledger } = await start(issuedOnce)
        const renewed = { ...fullActivation, lastAt: AT + 1 }
        await ledger.append([{ kind: 'activation.renewed', activation: renewed }, anew(renewed, REQUEST)], AT)
        expect(await ledger.log(0, 10, { kind: 'license.reissued' })).toMatchObject([
          { computer: fullActivation.computerId, keyId: fullKey.id },
        ])
      })
    })

    test('a list of revocations: of a product that is there, and whoever counted on from the one before is told', async () => {
      const { ledger } = await start(basics)
      const list = (productId: string, sequence: number): Change => ({
        kind: 'revocations.published',
        productId,
        sequence,
        count: 0,
        hash: '00',
      })
      expect(await ledger.append([list('none', 1)], AT)).toBe('conflict')
      const seen = { products: (await snapshotOf(ledger, fullKey.id)).seen.products ?? new Map() }
      expect(await ledger.append([list(product.id, 1)], AT, seen)).toBe('recorded')
      expect(await ledger.append([list(product.id, 1)], AT, seen)).toBe('conflict')
      expect((await ledger.revocations(product.id))?.sequence).toBe(1)
    })

    test('what counts no more: released, or of a revoked key, as long as a license of it has not ended', async () => {
      const { ledger } = await start(basics)
      const licensed = (of: Activation, end: number | undefined, graceDays?: number): Change => {
        const payload = encodeLicense(claimsOf({ expiresAt: end, graceDays, activationId: of.id }))
        return { kind: 'license.issued', license: { ...license(of, undefined), payload } }
      }
      const [held, ended, graced, renewed, endless] = ['01', '02', '03', '04', '05'].map(id =>
        activation(`000000000000${id}00`, 'KEY-BARE'),
      ) as [Activation, Activation, Activation, Activation, Activation]
      const ofOther = activation('0000000000000600', fullKey.id)
      const all = [held, ended, graced, renewed, endless, ofOther]
      await ledger.append(
        all.map(one => ({ kind: 'activation.recorded', activation: one })),
        AT,
      )
      await ledger.append(
        [
          licensed(held, AT + 10),
          licensed(ended, AT + 10),
          licensed(graced, AT + 10, 1),
          licensed(renewed, AT + 10),
          licensed(renewed, AT + 20),
          licensed(endless, AT + 10),
          licensed(endless, undefined),
          licensed(ofOther, AT + 10),
        ],
        AT,
      )
      expect(await ledger.withdrawn(product.id, 0)).toEqual([])
      await ledger.append([ended, graced, renewed, endless].map(released), AT)
      const withdrawn = (endedBy: number) => ledger.withdrawn(product.id, endedBy)
      expect(await withdrawn(AT + 9)).toEqual([ended.id, graced.id, renewed.id, endless.id])
      expect(await withdrawn(AT + 10)).toEqual([graced.id, renewed.id, endless.id])
      expect(await withdrawn(AT + 20)).toEqual([graced.id, endless.id])
      expect(await withdrawn(AT + 86_410)).toEqual([endless.id])
      await ledger.append(
        [{ kind: 'key.revoked', keyId: fullKey.id, revocation: { at: AT, reason: undefined } }],
        AT,
      )
      expect(await withdrawn(AT + 9)).toContain(ofOther.id)
      expect(await withdrawn(AT + 9)).not.toContain(held.id)
      expect(await ledger.withdrawn('none', 0)).toEqual([])
    })

    describe('the log', () => {
      test('has every entry, in pages, and what it does not say by itself', async () => {
        const { ledger } = await start([])
        for (const [i, change] of everyKind.entries()) await ledger.append([change], AT + i)
        const all = await ledger.log(0, 1000)
        expect(all.map(({ seq, at }) => [seq, at])).toEqual(everyKind.map((_, i) => [i + 1, AT + i]))
        const pages: LogEntry[] = []
        for (let page = await ledger.log(0, 7); page.length > 0; page = await ledger.log(pages.length, 7))
          pages.push(...page)
        expect(pages).toStrictEqual(all)
        const [full, gone, issued, again] = [5, 16, 8, 10].map(seq => all[seq - 1])
        expect(full).toStrictEqual({
          seq: 5,
          at: AT + 4,
          operator: undefined,
          change: everyKind[4],
          keyId: fullKey.id,
          before: undefined,
          computer: undefined,
        })
        expect(gone).toMatchObject({ keyId: goneKey.id, before: goneKey, change: { key: goneKeyChanged } })
        expect(issued).toMatchObject({ keyId: fullKey.id, computer: fullActivation.computerId })
        expect(again).toMatchObject({ computer: fullActivation.computerId })
        expect(all.filter(({ keyId }) => keyId === undefined)).toHaveLength(37)
        expect(all[20]).toMatchObject({ keyId: erasedKey.id, change: { key: { email: undefined } } })
      })

      test('a license that does not stand behind its activation is of no computer that could be wrong', async () => {
        const { ledger } = await start(basics)
        const others = ['01', '02'].map(id => activation(id, 'KEY-BARE', { computerId: `C-${id}` }))
        await ledger.append(
          [
            ...others.map(activation => ({ kind: 'activation.recorded' as const, activation })),
            ...others.map(of => ({ kind: 'license.issued' as const, license: license(of, `${of.id}00`) })),
          ],
          AT,
        )
        const log = await ledger.log(0, 100, { kind: 'license.issued' })
        expect(log.map(({ computer }) => computer)).toEqual([undefined, undefined])
      })

      test('lets through what is asked for, and each of it with what was before', async () => {
        const { open } = await start([])
        const [ann, bob] = [await open('ann'), await open('bob')]
        for (const [i, change] of everyKind.entries()) await (i % 2 ? bob : ann).append([change], AT + i)
        const numbers = async (filter: LogFilter) => (await ann.log(0, 100, filter)).map(({ seq }) => seq)
        expect(await numbers({ keyId: goneKey.id })).toEqual([15, 16, 17, 19, 20, 28])
        expect(await numbers({ kind: 'license.issued' })).toEqual([8, 10])
        expect(await numbers({ operator: 'ann' })).toEqual(
          numbersFrom(1, everyKind.length).filter(seq => seq % 2 === 1),
        )
        expect(await numbers({ operator: 'Ann' })).toEqual([])
        expect(await numbers({ since: AT + 3 })).toEqual(numbersFrom(4, everyKind.length))
        expect(await numbers({ since: AT + 3, until: AT + 5 })).toEqual([4, 5])
        expect(await numbers({ keyId: goneKey.id, operator: 'ann', kind: 'key.revoked' })).toEqual([17])
        const [changed] = await ann.log(0, 100, { kind: 'key.changed', operator: 'bob' })
        expect(changed).toMatchObject({ before: goneKey })
        expect((await ann.log(8, 1, { kind: 'license.issued' })).map(({ seq }) => seq)).toEqual([10])
      })

      test('the newest so many of them', async () => {
        const { ledger } = await start()
        expect(await ledger.logTail(3)).toBe(everyKind.length - 3)
        expect(await ledger.logTail(1000)).toBe(0)
        expect(await ledger.logTail(0)).toBe(everyKind.length)
        const kind = 'setting.changed'
        expect(await ledger.log(await ledger.logTail(1, { kind }), 10, { kind })).toMatchObject([{ seq: 18 }])
        expect(await ledger.log(await ledger.logTail(2, { kind }), 10, { kind })).toHaveLength(2)
        // none of an earlier time is looked at
        const later = ['one', 'two'].map(name => ({ name, addedAt: AT + 5 }))
        await ledger.append(
          later.map((affiliate): Change => ({ kind: 'affiliate.added', affiliate })),
          AT + 5,
        )
        expect(await ledger.logTail(1, { since: AT + 5 })).toBe(everyKind.length + 1)
        expect(await ledger.logTail(10, { since: AT + 5 })).toBe(everyKind.length)
        expect(await ledger.logTail(10, { since: AT + 6 })).toBe(everyKind.length + 2)
        // an entry that a clock behind recorded is of that time
        await ledger.append([{ kind: 'affiliate.added', affiliate: { name: 'three', addedAt: AT } }], AT)
        expect(
          await ledger.log(await ledger.logTail(10, { since: AT + 5 }), 10, { since: AT + 5 }),
        ).toHaveLength(2)
        const empty = await (await start([])).ledger.logTail(10, { since: AT })
        expect(empty).toBe(0)
      })
    })

    describe('entries of another ledger', () => {
      const others = async () => {
        const { open } = await start([])
        const ann = await open('ann')
        for (const [i, change] of everyKind.entries()) await ann.append([change], AT + i)
        const entries = await ann.entries(0, 1000)
        return { entries, stats: await ann.stats(), log: await ann.log(0, 1000) }
      }

      test('are taken over with the same head, the same operators and the same state', async () => {
        const { entries, stats, log } = await others()
        const { ledger, open } = await start([])
        expect(await (await open('bob')).adopt(each(entries))).toEqual(stats)
        expect(await ledger.entries(0, 1000)).toEqual(entries)
        expect(await ledger.log(0, 1000)).toStrictEqual(log)
        expect(await ledger.key(erasedKey.id)).toStrictEqual(keyRecord(erasedKey.id))
        expect(await ledger.audit()).toEqual({ entries: stats.entries, head: stats.head, problems: [] })
        // and it goes on
        expect(await ledger.append([{ kind: 'key.created', key: keyRecord('NEW') }], AT)).toBe('recorded')
        expect((await ledger.audit()).problems).toEqual([])
      })

      test('not by a ledger that has some', async () => {
        const { entries } = await others()
        const { ledger } = await start(everyKind.slice(0, 1))
        await expect(ledger.adopt(each(entries))).rejects.toMatchObject({ code: 'ledger-not-empty' })
        expect((await ledger.stats()).entries).toBe(1)
      })

      test('what was erased and is there again is erased again', async () => {
        const { ledger: source } = await start([{ kind: 'vendor.created', vendor }, ...everyKind.slice(2, 3)])
        await source.append([{ kind: 'key.created', key: erasedKey }], AT)
        const old = await source.entries(0, 10)
        await source.erasePersonal(erasedKey.id, AT)
        const now = await source.entries(0, 10)
        const brought = now.map((entry, i) => ({ ...entry, personal: old[i]?.personal ?? null }))
        expect(brought[2]?.personal).toContain('forget@example.com')
        const { ledger } = await start([])
        await ledger.adopt(each(brought))
        expect(await ledger.entries(0, 10)).toEqual(now)
        expect((await ledger.audit()).problems).toEqual([])
      })

      const at = (seq: number, change: Partial<RawEntry>) => (entries: readonly RawEntry[]) =>
        entries.map(entry => (entry.seq === seq ? { ...entry, ...change } : entry))
      test.each<[string, number, (entries: readonly RawEntry[]) => readonly RawEntry[]]>([
        ['a changed body', 6, entries => at(6, { body: entries[5]?.body.replace('2', '9') ?? '' })(entries)],
        ['another time', 2, at(2, { at: 1 })],
        ['another kind', 12, at(12, { kind: 'setting.changed' })],
        ['another operator', 3, at(3, { operator: 'eve' })],
        ['no operator', 3, at(3, { operator: null })],
        ['another hash', 4, at(4, { hash: '0'.repeat(64) })],
        ['changed personal data', 5, at(5, { personal: '{"salt":"00","email":"eve@example.com"}' })],
        ['personal data of an entry that has none', 1, at(1, { personal: '{}' })],
        ['an entry that is missing', 7, entries => entries.filter(({ seq }) => seq !== 7)],
        ['the first one missing', 1, entries => entries.slice(1)],
        ['one that is there twice', 3, entries => [...entries.slice(0, 2), ...entries.slice(1)]],
        ['two that changed places', 3, ([a, b, c, d, ...more]) => [a, b, d, c, ...more] as RawEntry[]],
      ])('not with %s: and none of them is kept', async (_, entry, damaged) => {
        const { entries } = await others()
        const { ledger } = await start([])
        await expect(ledger.adopt(each(damaged(entries)))).rejects.toMatchObject({
          code: 'entry-malformed',
          details: { entry },
        })
        expect(await ledger.audit()).toEqual({ entries: 0, head: GENESIS, problems: [] })
        expect(await ledger.vendor()).toBeUndefined()
      })

      test('nor what fits its chain and could not have been written', async () => {
        const { ledger: source } = await start(everyKind.slice(0, 3))
        const entries = await source.entries(0, 10)
        const twice = { ...(entries[2] as RawEntry), seq: 4 }
        const hash = entryHash(entries[2]?.hash ?? '', 4, twice.at, twice.kind, twice.body)
        const unread = { ...twice, body: '{}', hash: '' }
        unread.hash = entryHash(entries[2]?.hash ?? '', 4, twice.at, twice.kind, '{}')
        const { ledger } = await start([])
        // the first one is named, whatever is behind it
        const { at, kind, body } = entries[1] as RawEntry
        const fits = { ...(entries[1] as RawEntry), seq: 5, hash: entryHash(hash, 5, at, kind, body) }
        const broken = { ...fits, hash }
        for (const bad of [
          [{ ...twice, hash }],
          [unread],
          [{ ...twice, hash }, fits],
          [{ ...twice, hash }, broken],
        ])
          await expect(ledger.adopt(each([...entries, ...bad]))).rejects.toMatchObject({
            code: 'entry-malformed',
            details: { entry: 4 },
          })
        expect((await ledger.stats()).entries).toBe(0)
      })
    })

    describe('personal data', () => {
      test('are erased in the key and in every entry of it, the chain holds, and others keep theirs', async () => {
        const { ledger, open } = await start()
        const hashes = async () => (await ledger.entries(0, 1000)).map(({ hash }) => hash)
        const before = await hashes()
        expect(await (await open('ann')).erasePersonal(goneKey.id, AT + 99)).toMatch(/^(?:gone|on-server)$/)
        expect(await ledger.key(goneKey.id)).toStrictEqual({
          ...REVOKED,
          email: undefined,
          comment: undefined,
        })
        expect(await ledger.keys({ email: 'new@example.com' })).toEqual([])
        expect(await ledger.key(fullKey.id)).toStrictEqual(fullKey)
        const history = await ledger.history(goneKey.id)
        expect(JSON.stringify(history)).not.toMatch(/example\.com|on trial/)
        expect(history.at(-1)).toStrictEqual({
          seq: everyKind.length + 1,
          at: AT + 99,
          operator: 'ann',
          change: { kind: 'personal.erased', keyId: goneKey.id },
        })
        const kept = (await ledger.entries(0, 1000)).filter(({ personal }) => personal !== null)
        // those of KEY-FULL, of the defaults, of two customers and of a template
        expect(kept.map(({ seq }) => seq)).toEqual([5, 14, 31, 32, 33, 40])
        expect((await hashes()).slice(0, -1)).toEqual(before)
        expect((await ledger.audit()).problems).toEqual([])
      })

      test('of no key: nothing is written', async () => {
        const { ledger } = await start()
        const before = await ledger.stats()
        expect(await ledger.erasePersonal('none', AT)).toBeUndefined()
        expect(await ledger.stats()).toEqual(before)
      })

      test('may be given anew, and erased anew', async () => {
        const { ledger } = await start()
        const again = keyRecord(erasedKey.id, { email: 'again@example.com' })
        await ledger.append([{ kind: 'key.changed', key: again }], AT)
        expect(await ledger.key(erasedKey.id)).toStrictEqual(again)
        expect((await ledger.audit()).problems).toEqual([])
        await ledger.erasePersonal(erasedKey.id, AT)
        expect(await ledger.key(erasedKey.id)).toStrictEqual(keyRecord(erasedKey.id))
        expect((await ledger.audit()).problems).toEqual([])
      })

      test('a change that saw them before they were erased is told of the conflict', async () => {
        const { ledger } = await start(basics)
        const { seen, key } = await snapshotOf(ledger, fullKey.id)
        await ledger.erasePersonal(fullKey.id, AT)
        expect(await ledger.append([{ kind: 'key.changed', key }], AT, seen)).toBe('conflict')
      })
    })

    describe('an audit', () => {
      test('counts the seats: of no key are more held than it grants', async () => {
        const key = (id: string, more: Partial<KeyRecord['entitlement']>): Change => ({
          kind: 'key.created',
          key: keyRecord(id, { entitlement: { ...bareEntitlement, ...more } }),
        })
        const take = (keyId: string, count: number): readonly Change[] =>
          Array.from({ length: count }, (_, i) => ({
            kind: 'activation.recorded',
            activation: activation(`${keyId}-${i}`, keyId),
          }))
        const { ledger } = await start([
          ...basics.slice(0, 3),
          ...[key('A-FULL', { activations: 3 }), ...take('A-FULL', 3)],
          ...[key('B-OVER', { activations: 3 }), ...take('B-OVER', 4)],
          ...[key('C-FREED', { activations: 3 }), ...take('C-FREED', 4)],
          released(activation('C-FREED-1', 'C-FREED')),
          ...[key('D-LOWERED', { activations: 3 }), ...take('D-LOWERED', 3)],
          {
            kind: 'key.changed',
            key: keyRecord('D-LOWERED', { entitlement: { ...bareEntitlement, activations: 2 } }),
          },
          ...[key('E-SERVERS', { activations: 10, forFloating: true }), ...take('E-SERVERS', 2)],
          ...[key('F-GENERIC', { activations: 10, generic: true }), ...take('F-GENERIC', 2)],
          { kind: 'key.revoked', keyId: 'B-OVER', revocation: { at: AT, reason: undefined } },
        ])
        const problem = (id: string, used: number, granted: number) => ({
          entry: undefined,
          problem: `key "${id}": ${used} activations hold a seat, and it grants ${granted}`,
        })
        expect((await ledger.audit()).problems).toEqual([
          problem('B-OVER', 4, 3),
          problem('D-LOWERED', 3, 2),
          problem('E-SERVERS', 2, 1),
          problem('F-GENERIC', 2, 1),
        ])
        await ledger.append([released(activation('B-OVER-3', 'B-OVER'))], AT)
        expect((await ledger.audit()).problems).toHaveLength(3)
      })

      test('looks for the entry of each checkpoint', async () => {
        const { ledger } = await start([])
        const checkpoints: Checkpoint[] = []
        for (const [i, change] of everyKind.entries()) {
          await ledger.append([change], AT + i)
          checkpoints.push({ vendor: vendor.name, madeAt: AT + i, ...(await ledger.stats()) })
        }
        expect((await ledger.audit(checkpoints.toReversed())).problems).toEqual([])
        const [second, last] = [checkpoints[1], checkpoints.at(-1)] as [Checkpoint, Checkpoint]
        const other = { ...second, head: last.head }
        const ahead = { ...last, entries: 90, madeAt: AT + 30 }
        expect((await ledger.audit([ahead, other, second])).problems).toEqual([
          {
            entry: 2,
            problem: 'differs from the checkpoint of 2027-01-15T08:00:01Z',
            ofCheckpoint: true,
          },
          {
            entry: undefined,
            problem: `the ledger has ${everyKind.length} entries, but the checkpoint of 2027-01-15T08:00:30Z has 90`,
            ofCheckpoint: true,
          },
        ])
      })
    })
  })
}

function numbersFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
