/** Random histories: whatever happens, the audit is clean and the ledger says what a simple model of it says. */
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change, Ledger, Seen } from '../../src/ledger/ledger.ts'
import { openSqliteLedger } from '../../src/ledger/sqlite.ts'
import type { Activation, KeyRecord, Product } from '../../src/rules/entitlement.ts'
import { folder } from './file.ts'
import { activation, countingBytes, fullKey, keyRecord, license, product, vendor } from './sample.ts'

/** The least that could keep a ledger: what is there, and by which entry each was last touched. */
interface Model {
  entries: number
  settings: number
  allowed: boolean
  readonly vendors: Set<string>
  readonly products: Map<string, { product: Product; revision: number }>
  readonly keys: Map<string, { key: KeyRecord; revision: number }>
  readonly activations: Map<string, Activation>
  readonly requests: Map<string, string>
  readonly kits: Set<string>
}

/** Applies one change; false when it does not fit. */
function fits(model: Model, change: Change): boolean {
  const seq = ++model.entries
  switch (change.kind) {
    case 'vendor.created':
      return model.vendors.size === 0 && model.vendors.add(change.vendor.name) !== undefined
    case 'setting.changed':
      model.settings = seq
      model.allowed = change.value
      return true
    case 'product.created':
    case 'product.changed': {
      const exists = model.products.has(change.product.id)
      if (exists === (change.kind === 'product.created')) return false
      model.products.set(change.product.id, { product: change.product, revision: seq })
      return true
    }
    case 'key.created': {
      const { key } = change
      if (model.keys.has(key.id) || !model.products.has(key.entitlement.productId)) return false
      model.keys.set(key.id, { key, revision: seq })
      return true
    }
    case 'activation.recorded':
    case 'activation.renewed': {
      const { id, keyId } = change.activation
      const known = model.activations.get(id)
      const right =
        change.kind === 'activation.recorded'
          ? known === undefined
          : known !== undefined && known.keyId === keyId
      const key = model.keys.get(keyId)
      if (!right || key === undefined) return false
      model.activations.set(id, change.activation)
      key.revision = seq
      return true
    }
    case 'license.issued': {
      const { requestHash, activationId, keyId } = change.license
      const key = model.keys.get(keyId)
      if (key === undefined || model.activations.get(activationId)?.keyId !== keyId) return false
      if (requestHash !== undefined && model.requests.has(requestHash)) return false
      if (requestHash !== undefined) model.requests.set(requestHash, activationId)
      key.revision = seq
      return true
    }
    case 'kit.published': {
      const kit = `${change.productId} ${change.sequence}`
      if (!model.products.has(change.productId) || model.kits.has(kit)) return false
      model.kits.add(kit)
      return true
    }
  }
}

const EMPTY: Model = {
  entries: 0,
  settings: 0,
  allowed: false,
  vendors: new Set(),
  products: new Map(),
  keys: new Map(),
  activations: new Map(),
  requests: new Map(),
  kits: new Set(),
}

/** The model after all of the changes, or undefined when one does not fit. */
function after(model: Model, changes: readonly Change[]): Model | undefined {
  const next = structuredClone(model)
  return changes.every(change => fits(next, change)) ? next : undefined
}

// few names, so that much of it clashes, and some of it fits
const productId = fc.constantFrom('p1', 'p2')
const keyId = fc.constantFrom('k1', 'k2', 'k3')
const activationId = fc.constantFrom('a1', 'a2', 'a3', 'a4')
const text = fc.string({ unit: 'binary', maxLength: 8 }).filter(s => s.isWellFormed() && !s.includes('\0'))
const perhaps = fc.option(text, { nil: undefined })
const anActivation = fc
  .tuple(activationId, keyId, text, fc.nat())
  .map(([id, key, computerId, lastAt]) => activation(id, key, { computerId, lastAt }))

const aChange: fc.Arbitrary<Change> = fc.oneof(
  fc.constant<Change>({ kind: 'vendor.created', vendor }),
  fc.boolean().map((value): Change => ({ kind: 'setting.changed', name: 'allowGenericKeys', value })),
  fc
    .tuple(fc.constantFrom('product.created' as const, 'product.changed' as const), productId, text)
    .map(([kind, id, name]): Change => ({ kind, product: { ...product, id, name } })),
  {
    weight: 2,
    arbitrary: fc.tuple(keyId, productId, perhaps, perhaps).map(([id, of, email, comment]): Change => {
      const entitlement = { ...fullKey.entitlement, productId: of }
      return { kind: 'key.created', key: keyRecord(id, { email, comment, entitlement }) }
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('activation.recorded' as const, 'activation.renewed' as const), anActivation)
      .map(([kind, activation]): Change => ({ kind, activation })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anActivation, fc.constantFrom('r1', 'r2', 'r3', undefined))
      .map(([of, request]): Change => ({ kind: 'license.issued', license: license(of, request) })),
  },
  fc.tuple(productId, fc.integer({ min: 1, max: 3 })).map(
    ([id, sequence]): Change => ({
      kind: 'kit.published',
      productId: id,
      sequence,
      payload: new Uint8Array(),
    }),
  ),
)

/** What comes in one append; `stale` is how many entries ago it was decided. */
const anAppend = fc.record({
  changes: fc.array(aChange, { minLength: 1, maxLength: 3 }),
  key: keyId,
  stale: fc.constantFrom(undefined, 0, 0, 1, 2),
})

/** Every history begins with these, as nothing else fits before a product and a key. */
const beginning: readonly Change[] = [
  { kind: 'product.created', product: { ...product, id: 'p1' } },
  {
    kind: 'key.created',
    key: keyRecord('k1', { entitlement: { ...fullKey.entitlement, productId: 'p1' } }),
  },
]

function seenIn(model: Model, key: string): Seen | undefined {
  const known = model.keys.get(key)
  if (known === undefined) return undefined
  const of = known.key.entitlement.productId
  return {
    keys: new Map([[key, known.revision]]),
    products: new Map([[of, model.products.get(of)?.revision ?? 0]]),
    settings: model.settings,
  }
}

async function expectAsModel(ledger: Ledger, model: Model): Promise<void> {
  const { keys, products, activations } = model
  const byId = <T extends { id: string }>(all: readonly T[]) => new Map(all.map(each => [each.id, each]))
  expect(await ledger.vendor()).toEqual(model.vendors.size === 0 ? undefined : vendor)
  expect(await ledger.settings()).toEqual({
    settings: { allowGenericKeys: model.allowed },
    revision: model.settings,
  })
  expect(byId(await ledger.products())).toEqual(byId([...products.values()].map(of => of.product)))
  expect(byId(await ledger.keys({}))).toEqual(byId([...keys.values()].map(of => of.key)))
  expect(byId(await ledger.activations({}))).toEqual(activations)
  for (const [id, { key }] of keys) {
    const snapshot = await ledger.snapshot(id)
    expect(snapshot?.seen).toEqual(seenIn(model, id))
    expect(snapshot?.key).toStrictEqual(key)
    expect(byId(snapshot?.activations ?? [])).toEqual(
      byId([...activations.values()].filter(of => of.keyId === id)),
    )
  }
  for (const [request, of] of model.requests) expect((await ledger.issued(request))?.activationId).toBe(of)
  expect((await ledger.stats()).entries).toBe(model.entries)
}

test('random histories', async () => {
  const home = folder()
  let run = 0
  let recorded = 0
  await fc.assert(
    fc.asyncProperty(fc.array(anAppend, { minLength: 20, maxLength: 60 }), async appends => {
      const path = join(home, `${run++}.db`)
      const random = countingBytes()
      const ledger = await openSqliteLedger(path, { random, create: true })
      const past: Model[] = [EMPTY]
      const first = { changes: beginning, key: 'k1', stale: undefined }
      for (const { changes, key, stale } of [first, ...appends]) {
        const now = past.at(-1) ?? EMPTY
        const seen = stale === undefined ? undefined : seenIn(past.at(-1 - stale) ?? EMPTY, key)
        const moved = seen !== undefined && !isDeepEqual(seen, seenIn(now, key))
        const next = moved ? undefined : after(now, changes)
        expect(await ledger.append(changes, past.length, seen)).toBe(
          next === undefined ? 'conflict' : 'recorded',
        )
        if (next !== undefined) past.push(next)
      }
      const last = past.at(-1) ?? EMPTY
      recorded += last.entries
      await expectAsModel(ledger, last)
      const { problems, entries } = await ledger.audit()
      expect({ problems, entries }).toEqual({ problems: [], entries: last.entries })
      await ledger.close()
      const again = await openSqliteLedger(path, { random })
      await expectAsModel(again, last)
      await again.close()
    }),
    { numRuns: 40 },
  )
  // the histories are not made of conflicts alone
  expect(recorded / run).toBeGreaterThan(8)
}, 60_000)

function isDeepEqual(a: Seen, b: Seen | undefined): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(b && plain(b))
}

function plain({ keys, products, settings }: Seen) {
  return { keys: [...(keys ?? [])], products: [...(products ?? [])], settings }
}
