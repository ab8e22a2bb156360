/**
 * Owns what every ledger must do, whatever keeps it. `open` gives one more connection to one and the same ledger,
 * which is empty when a test begins; the engine's test closes and removes it.
 */
import { describe, expect, test } from 'vitest'
import type { Change, HistoryEntry, Ledger, Snapshot } from '../../src/ledger/ledger.ts'
import type { KeyRecord, Settings } from '../../src/rules/entitlement.ts'
import {
  AT,
  activation,
  bareEntitlement,
  everyKind,
  fullActivation,
  fullDefaults,
  fullKey,
  goneKey,
  goneKeyChanged,
  keyRecord,
  license,
  product,
  REQUEST,
  vendor,
} from './sample.ts'

export interface LedgerUnderTest {
  open(): Promise<Ledger>
}

async function snapshotOf(ledger: Ledger, keyId: string): Promise<Snapshot> {
  const snapshot = await ledger.snapshot(keyId)
  if (snapshot === undefined) throw new Error(`no key ${keyId}`)
  return snapshot
}

const AT_FIRST: Settings = { allowGenericKeys: false, planActivations: 'unlimited', dormant: false }
const REVOKED: KeyRecord = { ...goneKeyChanged, revoked: { at: AT + 7, reason: 'paid back' } }

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
      expect(await ledger.grantedActivations()).toBe(0)
      expect(await ledger.history('KEY-FULL')).toEqual([])
      expect(await ledger.keyInUse('KEY-FULL')).toBeUndefined()
      expect(await ledger.snapshot('KEY-FULL')).toBeUndefined()
      expect(await ledger.issued(REQUEST)).toBeUndefined()
      expect(await ledger.kitSequence(product.id)).toBe(0)
      const nothing = { entries: 0, products: 0, keys: 0, activations: 0, licenses: 0, head: '0'.repeat(64) }
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
          revision: 4,
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
        expect([...((await each.defaults())?.features ?? [])]).toEqual([...(fullDefaults.features ?? [])])
        expect(await each.activations({})).toStrictEqual([{ ...fullActivation, lastAt: AT + 9 }])
        expect(await each.issued(REQUEST)).toStrictEqual(license(fullActivation, REQUEST))
        expect(await each.issued('00'.repeat(32))).toBeUndefined()
        expect(await each.kitSequence(product.id)).toBe(1)
        expect(await each.stats()).toMatchObject({
          entries: everyKind.length,
          products: 1,
          keys: 3,
          activations: 1,
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
      expect(await ids({})).toEqual(['KEY-FULL', 'KEY-BARE', 'KEY-GONE', 'B', 'A', 'C'])
      expect(await ids({ email: 'ANN@example.com' })).toEqual(['KEY-FULL', 'B', 'A'])
      expect(await ids({ productId: 'acme.editor' })).toEqual(['C'])
      expect(await ids({ productId: 'acme.editor', email: 'ann@example.com' })).toEqual([])
      await ledger.append(
        [{ kind: 'activation.recorded', activation: activation('0000000000000001', 'C') }],
        AT,
      )
      const activations = async (filter: Parameters<Ledger['activations']>[0]) =>
        (await ledger.activations(filter)).map(a => a.id)
      expect(await activations({})).toEqual(['00112233aabbccdd', '0000000000000001'])
      expect(await activations({ keyId: 'C' })).toEqual(['0000000000000001'])
      expect(await activations({ productId: product.id })).toEqual(['00112233aabbccdd'])
      expect(await activations({ productId: product.id, keyId: 'C' })).toEqual([])
    })

    test('a snapshot has all that a decision sees, and by which entry each was last touched', async () => {
      const { ledger } = await start()
      expect(await ledger.snapshot(fullKey.id)).toStrictEqual({
        key: fullKey,
        product: { ...product, name: 'Viewer 2' },
        settings: { ...AT_FIRST, allowGenericKeys: true, planActivations: 500 },
        activations: [{ ...fullActivation, lastAt: AT + 9 }],
        seen: { keys: new Map([[fullKey.id, 10]]), products: new Map([[product.id, 4]]), settings: 18 },
      })
    })

    test.each<[string, Change]>([
      ['an activation', { kind: 'activation.recorded', activation: activation('01', 'KEY-BARE') }],
      ['a license', { kind: 'license.issued', license: license(activation('00', 'KEY-BARE'), '11') }],
      ['a renewal', { kind: 'activation.renewed', activation: activation('00', 'KEY-BARE', { lastAt: 1 }) }],
      ['the product', { kind: 'product.changed', product }],
      ['a setting', { kind: 'setting.changed', name: 'allowGenericKeys', value: true }],
      ['a change of the key', { kind: 'key.changed', key: keyRecord('KEY-BARE', { comment: 'x' }) }],
      [
        'its revocation',
        { kind: 'key.revoked', keyId: 'KEY-BARE', revocation: { at: AT, reason: undefined } },
      ],
    ])('refuses what was decided before %s, and writes nothing', async (_, meanwhile) => {
      const first: Change = { kind: 'activation.recorded', activation: activation('00', 'KEY-BARE') }
      const { ledger } = await start([...basics, first])
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
      expect(await ledger.keyInUse(fullKey.id)).toStrictEqual({ key: fullKey, used: 1, revision: 10 })
      expect(await ledger.keyInUse('KEY-BARE')).toStrictEqual({
        key: keyRecord('KEY-BARE'),
        used: 0,
        revision: 6,
      })
      expect(await ledger.keyInUse(goneKey.id)).toStrictEqual({ key: REVOKED, used: 0, revision: 17 })
      expect(await ledger.keyInUse('none')).toBeUndefined()
      const more = ['01', '02'].map(id => ({
        kind: 'activation.recorded' as const,
        activation: activation(id, 'KEY-BARE'),
      }))
      await ledger.append(more, AT)
      expect(await ledger.keyInUse('KEY-BARE')).toMatchObject({ used: 2, revision: 20 })
      expect((await ledger.keys({})).map(({ key, used }) => [key.id, used])).toEqual([
        ['KEY-FULL', 1],
        ['KEY-BARE', 2],
        ['KEY-GONE', 0],
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
        change: everyKind[seq - 1] as Change,
      })
      expect(await ledger.history(fullKey.id)).toStrictEqual([5, 7, 8, 9, 10].map(entry))
      expect(await ledger.history('KEY-BARE')).toStrictEqual([entry(6)])
      expect(await ledger.history(goneKey.id)).toStrictEqual([15, 16, 17].map(entry))
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
      const { ledger } = await start(basics)
      const outcomes = await Promise.all(
        Array.from({ length: 30 }, async (_, i) => {
          const change = { kind: 'activation.recorded' as const, activation: activation(`${i}`, fullKey.id) }
          const outcome = await ledger.append([change], AT)
          // each sees its own, and never half of another's
          expect((await ledger.activations({ keyId: fullKey.id })).map(a => a.id)).toContain(`${i}`)
          return outcome
        }),
      )
      expect(new Set(outcomes)).toEqual(new Set(['recorded']))
      expect(await ledger.audit()).toMatchObject({ entries: 36, problems: [] })
    })

    test('of two connections that saw the same, one is told of the conflict', async () => {
      const { ledger, open } = await start(basics)
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
  })
}
