/** Random histories: whatever happens, the audit is clean and the ledger says what a simple model of it says. */
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Customer, CustomerDetails } from '../../../src/core/terms/customer.ts'
import type { Activation, KeyRecord, Product, Settings } from '../../../src/core/terms/entitlement.ts'
import type { Defaults, Template } from '../../../src/core/terms/fields.ts'
import type { SoldOrder } from '../../../src/core/terms/outside.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger, Seen } from '../../../src/vendor/ledger/ledger.ts'
import { openLedger } from '../../../src/vendor/ledger/open.ts'
import { runs } from '../../effort.ts'
import { keySeats } from '../../world/nouns.ts'
import { folder } from './file.ts'
import { postgresServer } from './postgres-server.ts'
import {
  activation,
  bareEntitlement,
  countingBytes,
  fullDefaults,
  fullKey,
  fullTemplate,
  keyRecord,
  license,
  product,
  vendor,
} from './sample.ts'

/** The least that could keep a ledger: what is there, and by which entry each was last touched. */
interface Model {
  entries: number
  revision: number
  settings: Settings
  defaults: Defaults | undefined
  readonly vendors: Set<string>
  readonly products: Map<string, { product: Product; revision: number }>
  readonly keys: Map<string, { key: KeyRecord; revision: number }>
  readonly activations: Map<string, Activation>
  readonly requests: Map<string, string>
  readonly kits: Set<string>
  readonly affiliates: string[]
  readonly templates: Map<string, Template | undefined>
  readonly customers: Map<string, { customer: Customer; revision: number }>
  /** By noun and name; undefined: removed. */
  readonly outside: Map<string, object | undefined>
  readonly orders: Map<string, SoldOrder>
  /** What each entry said, by its number; for the histories. */
  readonly said: Map<number, Change>
}

/** Applies one change; false when it does not fit. */
function fits(model: Model, change: Change): boolean {
  const seq = ++model.entries
  model.said.set(seq, change)
  switch (change.kind) {
    case 'vendor.created':
      return model.vendors.size === 0 && model.vendors.add(change.vendor.name) !== undefined
    case 'setting.changed':
      model.revision = seq
      model.settings = { ...model.settings, [change.name]: change.value }
      return true
    case 'defaults.changed':
      model.defaults = change.defaults
      return true
    case 'template.saved':
      model.templates.set(change.template.name, change.template)
      return true
    case 'template.deleted':
      if (!model.templates.has(change.name)) return false
      model.templates.set(change.name, undefined)
      return true
    case 'affiliate.added':
      if (model.affiliates.includes(change.affiliate.name)) return false
      model.affiliates.push(change.affiliate.name)
      return true
    case 'product.created':
    case 'product.changed': {
      const exists = model.products.has(change.product.id)
      if (exists === (change.kind === 'product.created')) return false
      model.products.set(change.product.id, { product: change.product, revision: seq })
      return true
    }
    case 'customer.added':
    case 'customer.changed': {
      const { id } = change.customer
      const known = model.customers.get(id)
      if ((known === undefined) !== (change.kind === 'customer.added')) return false
      const { mergedInto, createdAt } = known?.customer ?? { ...change.customer, mergedInto: undefined }
      model.customers.set(id, { customer: { ...change.customer, createdAt, mergedInto }, revision: seq })
      return true
    }
    case 'customer.merged': {
      const from = model.customers.get(change.from)
      const into = model.customers.get(change.into)
      if (from === undefined || into === undefined || from === into) return false
      if ((from.customer.mergedInto ?? into.customer.mergedInto) !== undefined) return false
      model.customers.set(change.from, {
        customer: { ...from.customer, mergedInto: change.into },
        revision: seq,
      })
      into.revision = seq
      for (const [id, { key }] of model.keys)
        if (key.customer === change.from)
          model.keys.set(id, { key: { ...key, customer: change.into }, revision: seq })
      return true
    }
    case 'customer.erased': {
      const known = model.customers.get(change.customerId)
      if (known === undefined) return false
      const { id, createdAt, mergedInto } = known.customer
      model.customers.set(id, { customer: { id, createdAt, mergedInto, ...NOTHING_SAID }, revision: seq })
      for (const [before, said] of model.said)
        if ('customer' in said && said.customer.id === id)
          model.said.set(before, { ...said, customer: { ...said.customer, ...NOTHING_SAID } })
      return true
    }
    case 'key.created': {
      const { key } = change
      if (key.customer !== undefined && !model.customers.has(key.customer)) return false
      if (model.keys.has(key.id) || !model.products.has(key.entitlement.productId)) return false
      model.keys.set(key.id, { key, revision: seq })
      return true
    }
    case 'key.changed': {
      const { key } = change
      const known = model.keys.get(key.id)
      if (known === undefined || known.key.revoked !== undefined) return false
      if (known.key.entitlement.productId !== key.entitlement.productId) return false
      if (key.customer !== undefined && !model.customers.has(key.customer)) return false
      const { suspended, archivedAt } = known.key
      model.keys.set(key.id, { key: { ...key, suspended, archivedAt }, revision: seq })
      return true
    }
    case 'key.revoked': {
      const known = model.keys.get(change.keyId)
      if (known === undefined || known.key.revoked !== undefined) return false
      model.keys.set(change.keyId, { key: { ...known.key, revoked: change.revocation }, revision: seq })
      return true
    }
    case 'key.suspended': {
      const known = model.keys.get(change.keyId)
      if (known === undefined || known.key.suspended !== undefined) return false
      model.keys.set(change.keyId, { key: { ...known.key, suspended: change.suspension }, revision: seq })
      return true
    }
    case 'key.archived': {
      const known = model.keys.get(change.keyId)
      if (known === undefined || known.key.archivedAt !== undefined) return false
      model.keys.set(change.keyId, { key: { ...known.key, archivedAt: change.archivedAt }, revision: seq })
      return true
    }
    case 'key.reinstated': {
      const known = model.keys.get(change.keyId)
      if (known === undefined) return false
      const again = { suspended: undefined, archivedAt: undefined }
      model.keys.set(change.keyId, { key: { ...known.key, ...again }, revision: seq })
      return true
    }
    case 'key.codes-allowed': {
      const known = model.keys.get(change.keyId)
      if (known === undefined) return false
      model.keys.set(change.keyId, { ...known, revision: seq })
      return true
    }
    case 'personal.erased': {
      const known = model.keys.get(change.keyId)
      if (known === undefined) return false
      const nothing = { email: undefined, comment: undefined }
      model.keys.set(change.keyId, { key: { ...known.key, ...nothing }, revision: seq })
      for (const [before, said] of model.said)
        if ('key' in said && said.key.id === change.keyId)
          model.said.set(before, { ...said, key: { ...said.key, ...nothing } })
      return true
    }
    case 'activation.recorded':
    case 'activation.renewed':
    case 'activation.released':
    case 'activation.start-set': {
      const { id, keyId } = change.activation
      const known = model.activations.get(id)
      const right =
        change.kind === 'activation.recorded'
          ? known === undefined
          : known !== undefined &&
            known.keyId === keyId &&
            (known.released === undefined || change.kind === 'activation.start-set')
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
    case 'license.reissued': {
      const { requestHash, activationId, keyId } = change.license
      const key = model.keys.get(keyId)
      if (key === undefined || model.activations.get(activationId)?.keyId !== keyId) return false
      if (requestHash === undefined || !model.requests.has(requestHash)) return false
      model.requests.set(requestHash, activationId)
      key.revision = seq
      return true
    }
    case 'signing-key.added':
    case 'signing-key.retired':
    case 'clock.reset':
    case 'clock.accepted':
    case 'usage-report.received':
      return true
    case 'api-key.added':
      return addOutside(model, `api-key ${change.apiKey.id}`, change.apiKey)
    case 'api-key.revoked':
      return removeOutside(model, `api-key ${change.id}`)
    case 'shop.saved':
      return saveOutside(model, `shop ${change.shop.name}`, change.shop)
    case 'webhook.saved':
      return saveOutside(model, `webhook ${change.webhook.name}`, change.webhook)
    case 'mail.saved':
      return saveOutside(model, `mail ${change.mail.name}`, change.mail)
    case 'shop.removed':
    case 'webhook.removed':
    case 'mail.removed':
      return removeOutside(model, `${change.kind.split('.', 1)[0]} ${change.name}`)
    case 'order.filled': {
      const id = orderLine(change.order)
      if (model.orders.has(id)) return false
      model.orders.set(id, change.order)
      return true
    }
    case 'order.refunded': {
      const id = orderLine(change.order)
      const known = model.orders.get(id)
      if (known === undefined || known.refundedAt !== undefined) return false
      model.orders.set(id, { ...known, refundedAt: change.order.refundedAt })
      return true
    }
    case 'revocations.published': {
      const known = model.products.get(change.productId)
      if (known === undefined) return false
      model.products.set(change.productId, { product: known.product, revision: seq })
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

function addOutside(model: Model, name: string, saved: object): boolean {
  return !model.outside.has(name) && saveOutside(model, name, saved)
}

function saveOutside(model: Model, name: string, saved: object): boolean {
  model.outside.set(name, saved)
  return true
}

function removeOutside(model: Model, name: string): boolean {
  return model.outside.has(name) && saveOutside(model, name, undefined as unknown as object)
}

function orderLine({ shop, reference, line }: SoldOrder): string {
  return JSON.stringify([shop, reference, line])
}

const NOTHING_SAID: CustomerDetails = {
  name: undefined,
  company: undefined,
  email: undefined,
  telephone: undefined,
  reference: undefined,
  notes: undefined,
}

const EMPTY: Model = {
  entries: 0,
  revision: 0,
  settings: { allowGenericKeys: false, planActivations: 'unlimited', dormant: false },
  defaults: undefined,
  vendors: new Set(),
  products: new Map(),
  keys: new Map(),
  activations: new Map(),
  requests: new Map(),
  kits: new Set(),
  affiliates: [],
  templates: new Map(),
  customers: new Map(),
  outside: new Map(),
  orders: new Map(),
  said: new Map(),
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
const customerId = fc.constantFrom('C-1', 'C-2', 'C-3')
const affiliate = fc.constantFrom('f1', 'f2', 'f3')
const aKey = fc
  .record({
    id: keyId,
    productId,
    email: perhaps,
    comment: perhaps,
    affiliate: fc.option(affiliate, { nil: undefined }),
    orderReference: fc.option(fc.constantFrom('o1', 'o2'), { nil: undefined }),
    customer: fc.option(customerId, { nil: undefined }),
    activations: fc.oneof(fc.nat(2), fc.nat(1000)),
    generic: fc.boolean(),
    forFloating: fc.boolean(),
    deactivationLimit: fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      fc.constantFrom('inherit' as const, 'unlimited' as const),
    ),
  })
  .map(({ id, email, comment, affiliate, orderReference, customer, ...terms }) =>
    keyRecord(id, {
      email,
      comment,
      affiliate,
      orderReference,
      customer,
      entitlement: { ...fullKey.entitlement, ...terms },
    }),
  )
const anActivation = fc
  .tuple(activationId, keyId, text, fc.nat())
  .map(([id, key, computerId, lastAt]) => activation(id, key, { computerId, lastAt }))

const anOutside = fc
  .record({ name: affiliate, word: text, at: fc.nat(), kind: fc.nat({ max: 3 }) })
  .map(({ name, word, at, kind }) => {
    const all = [
      {
        kind: 'api-key.added' as const,
        apiKey: {
          name: word,
          id: name,
          hash: word,
          scopes: ['read' as const],
          createdAt: at,
          expiresAt: at,
          perMinute: 600,
          mostDevices: undefined,
        },
      },
      {
        kind: 'shop.saved' as const,
        shop: {
          name,
          kind: 'stripe' as const,
          products: new Map([[word, word]]),
          takesTests: true,
          createdAt: at,
        },
      },
      {
        kind: 'webhook.saved' as const,
        webhook: { name, url: word, events: [word], allowPrivate: false, publicKey: word, createdAt: at },
      },
      { kind: 'mail.saved' as const, mail: { name, fields: new Map([['subject', word]]) } },
    ] as const
    return all[kind] as (typeof all)[number]
  })
const anOrder = fc.record(
  {
    shop: affiliate,
    reference: fc.constantFrom('o1', 'o2'),
    line: fc.constantFrom('', '1'),
    keyIds: fc.array(keyId, { maxLength: 2 }),
    refundedAt: fc.constant(undefined),
  },
  { noNullPrototype: true },
)

const aChange: fc.Arbitrary<Change> = fc.oneof(
  fc.constant<Change>({ kind: 'vendor.created', vendor }),
  fc
    .oneof(
      fc.tuple(fc.constantFrom('allowGenericKeys' as const, 'dormant' as const), fc.boolean()),
      fc.tuple(
        fc.constant('planActivations' as const),
        fc.oneof(fc.nat(), fc.constant('unlimited' as const)),
      ),
    )
    .map(([name, value]): Change => ({ kind: 'setting.changed', name, value })),
  fc
    .tuple(affiliate, fc.nat())
    .map(([name, addedAt]): Change => ({ kind: 'affiliate.added', affiliate: { name, addedAt } })),
  fc
    .option(fc.record({ userData: text, expiresAt: fc.nat() }), { nil: undefined })
    .map((saved): Change => ({ kind: 'defaults.changed', defaults: saved && { ...fullDefaults, ...saved } })),
  fc
    .record({ name: affiliate, userData: text, expiresAt: fc.nat() })
    .map((saved): Change => ({ kind: 'template.saved', template: { ...fullTemplate, ...saved } })),
  affiliate.map((name): Change => ({ kind: 'template.deleted', name })),
  fc
    .tuple(fc.constantFrom('product.created' as const, 'product.changed' as const), productId, text)
    .map(([kind, id, name]): Change => ({ kind, product: { ...product, id, name } })),
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('key.created' as const, 'key.changed' as const), aKey)
      .map(([kind, key]): Change => ({ kind, key })),
  },
  fc
    .tuple(keyId, fc.nat(), perhaps)
    .map(([id, at, reason]): Change => ({ kind: 'key.revoked', keyId: id, revocation: { at, reason } })),
  fc
    .tuple(keyId, fc.nat(), perhaps)
    .map(([id, at, reason]): Change => ({ kind: 'key.suspended', keyId: id, suspension: { at, reason } })),
  fc
    .tuple(keyId, fc.nat())
    .map(([id, archivedAt]): Change => ({ kind: 'key.archived', keyId: id, archivedAt })),
  fc.tuple(keyId, perhaps).map(([id, reason]): Change => ({ kind: 'key.reinstated', keyId: id, reason })),
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('customer.added' as const, 'customer.changed' as const),
        fc.record({ id: customerId, name: perhaps, company: perhaps, notes: perhaps, createdAt: fc.nat() }),
      )
      .map(([kind, said]): Change => ({ kind, customer: { ...NOTHING_SAID, ...said } })),
  },
  fc.tuple(customerId, customerId).map(([from, into]): Change => ({ kind: 'customer.merged', from, into })),
  customerId.map((id): Change => ({ kind: 'customer.erased', customerId: id })),
  keyId.map((id): Change => ({ kind: 'personal.erased', keyId: id })),
  fc.tuple(anActivation, fc.nat(), text, fc.boolean()).map(
    ([of, at, word, byHand]): Change => ({
      kind: 'activation.released',
      activation: {
        ...of,
        released: byHand
          ? { at, by: 'hand', reason: word }
          : { at, by: 'receipt', receipt: word, deactivatedAt: at },
      },
    }),
  ),
  fc.tuple(anActivation, fc.nat(), text, fc.boolean()).map(
    ([of, at, reason, isReleased]): Change => ({
      kind: 'activation.start-set',
      activation: {
        ...of,
        released: isReleased ? { at, by: 'hand', reason } : undefined,
        startSet: { at, from: of.firstAt, reason },
      },
    }),
  ),
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('activation.recorded' as const, 'activation.renewed' as const), anActivation)
      .map(([kind, activation]): Change => ({ kind, activation })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('license.issued' as const, 'license.issued' as const, 'license.reissued' as const),
        anActivation,
        fc.constantFrom('r1', 'r2', 'r3', undefined),
      )
      .map(([kind, of, request]): Change => ({ kind, license: license(of, request) })),
  },
  fc.tuple(text, fc.nat()).map(([publicKey, at]): Change => ({ kind: 'signing-key.added', publicKey, at })),
  fc
    .tuple(text, fc.nat(), text)
    .map(([kid, from, reason]): Change => ({ kind: 'signing-key.retired', kid, from, reason })),
  fc
    .record({ productId, sequence: fc.nat(), count: fc.nat(), hash: text })
    .map((published): Change => ({ kind: 'revocations.published', ...published })),
  fc
    .record({ keyId, activationId, installation: text, at: fc.nat() })
    .map((reset): Change => ({ kind: 'clock.reset', ...reset })),
  fc.tuple(text, fc.nat()).map(([reason, newest]): Change => ({ kind: 'clock.accepted', reason, newest })),
  fc
    .record({ keyId, activationId, message: fc.uint8Array({ maxLength: 40 }) })
    .map((received): Change => ({ kind: 'usage-report.received', ...received })),
  fc.tuple(anOutside, fc.boolean(), perhaps).map(([saved, isRemoved, reason]): Change => {
    if (!isRemoved) return saved
    if (saved.kind === 'api-key.added') return { kind: 'api-key.revoked', id: saved.apiKey.id, reason }
    if (saved.kind === 'shop.saved') return { kind: 'shop.removed', name: saved.shop.name }
    if (saved.kind === 'webhook.saved') return { kind: 'webhook.removed', name: saved.webhook.name }
    return { kind: 'mail.removed', name: saved.mail.name }
  }),
  anOrder.map((order): Change => ({ kind: 'order.filled', order })),
  fc
    .tuple(anOrder, fc.nat())
    .map(([order, refundedAt]): Change => ({ kind: 'order.refunded', order: { ...order, refundedAt } })),
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
    settings: model.revision,
  }
}

async function expectAsModel(ledger: Ledger, model: Model): Promise<void> {
  const { keys, products, activations } = model
  const byId = <T extends { id: string }>(all: readonly T[]) => new Map(all.map(each => [each.id, each]))
  expect(await ledger.vendor()).toEqual(model.vendors.size === 0 ? undefined : vendor)
  const { settings, revision } = model
  expect(await ledger.settings()).toEqual({ settings, revision })
  expect(await ledger.defaults()).toStrictEqual(model.defaults)
  const templates = [...model.templates.values()].filter(saved => saved !== undefined)
  expect(await ledger.templates()).toStrictEqual(templates.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
  expect((await ledger.affiliates()).map(({ name }) => name)).toEqual(model.affiliates)
  for (const [id, { customer, revision }] of model.customers) {
    const owned = [...keys.values()].filter(({ key }) => key.customer === id)
    expect(await ledger.customer(id)).toStrictEqual({ customer, keys: owned.length, revision })
    const listed = await ledger.keys({ customer: id })
    expect(byId(listed.map(({ key }) => key))).toEqual(byId(owned.map(({ key }) => key)))
  }
  for (const noun of ['api-key', 'shop', 'webhook', 'mail'] as const) {
    const saved = [...model.outside].filter(([name, one]) => name.startsWith(`${noun} `) && one !== undefined)
    const sorted = saved.toSorted(([a], [b]) => (a < b ? -1 : 1))
    expect(await ledger.outside(noun)).toStrictEqual(sorted.map(([, one]) => one))
  }
  for (const order of model.orders.values()) {
    const lines = [...model.orders.values()].filter(
      ({ shop, reference }) => shop === order.shop && reference === order.reference,
    )
    expect(await ledger.soldOrder(order.shop, order.reference)).toStrictEqual(lines)
  }
  expect(byId(await ledger.products())).toEqual(byId([...products.values()].map(of => of.product)))
  const listed = await ledger.keys({})
  expect(byId(listed.map(({ key }) => key))).toEqual(byId([...keys.values()].map(of => of.key)))
  for (const { key, used } of listed) expect(used).toBe(holders(model, key.id).length)
  const valid = [...keys.values()].filter(({ key }) => key.revoked === undefined)
  expect(await ledger.grantedActivations()).toBe(
    valid.reduce((sum, { key }) => sum + key.entitlement.activations, 0),
  )
  for (const name of ['f1', 'f2', 'f3'])
    expect(new Set((await ledger.keys({ affiliate: name })).map(({ key }) => key.id))).toEqual(
      new Set([...keys.values()].filter(({ key }) => key.affiliate === name).map(({ key }) => key.id)),
    )
  const seats = await ledger.activations({})
  expect(byId(seats.map(({ license: _, ...activation }) => activation))).toEqual(activations)
  for (const [id, { key, revision }] of keys) {
    expect(await ledger.keyInUse(id)).toMatchObject({ key, revision })
    const about = [...model.said].filter(([, change]) => isAbout(change, id))
    const history = await ledger.history(id)
    expect(history.map(({ seq, change }) => [seq, change])).toEqual(about)
    const snapshot = await ledger.snapshot(id)
    expect(snapshot?.seen).toEqual(seenIn(model, id))
    expect(snapshot?.key).toStrictEqual(key)
    const own = [...model.activations.values()].filter(({ keyId }) => keyId === id)
    const { vacant: _, ...counted } = keySeats(
      own.filter(({ released }) => released === undefined),
      own.filter(({ released }) => released !== undefined),
    )
    expect(snapshot?.seats).toMatchObject(counted)
  }
  const said = [...model.said.values()]
  const { added, retired } = await ledger.signingKeys()
  expect(added).toEqual([
    ...(model.vendors.size === 0 ? [] : [{ publicKey: vendor.publicKey, at: vendor.createdAt }]),
    ...said.flatMap(change =>
      change.kind === 'signing-key.added' ? [{ publicKey: change.publicKey, at: change.at }] : [],
    ),
  ])
  expect(retired).toMatchObject(
    said.flatMap(change => {
      if (change.kind !== 'signing-key.retired') return []
      const { kind: _kind, ...rest } = change
      return [rest]
    }),
  )
  for (const id of ['p1', 'p2']) {
    const lists = said.flatMap(change =>
      change.kind === 'revocations.published' && change.productId === id ? [change] : [],
    )
    const { kind: _kind, ...newest } = lists.at(-1) ?? { kind: undefined }
    expect(await ledger.revocations(id)).toEqual(lists.length === 0 ? undefined : newest)
  }
  for (const [request, of] of model.requests) expect((await ledger.issued(request))?.activationId).toBe(of)
  expect((await ledger.stats()).entries).toBe(model.entries)
}

/** The activations that hold a seat of the key. */
function holders({ activations }: Model, key: string): readonly Activation[] {
  return [...activations.values()].filter(({ keyId, released }) => keyId === key && released === undefined)
}

/** What the audit says of it: a random history has no one who decides, so it may sell a seat too many. */
function complaints(model: Model): readonly string[] {
  return [...model.keys.keys()].toSorted().flatMap(id => {
    const { generic, forFloating, activations } = model.keys.get(id)?.key.entitlement ?? bareEntitlement
    const used = holders(model, id).length
    const granted = generic || forFloating ? 1 : activations
    return used > 1 && used > granted
      ? [`key "${id}": ${used} activations hold a seat, and it grants ${granted}`]
      : []
  })
}

function isAbout(change: Change, id: string): boolean {
  if ('key' in change) return change.key.id === id
  if ('activation' in change) return change.activation.keyId === id
  if ('license' in change) return change.license.keyId === id
  return 'keyId' in change && change.keyId === id
}

const server = postgresServer()
let files = 0

test.each([
  { engine: 'SQLite', fresh: async () => join(folder(), `${files++}.db`), many: 40 },
  { engine: 'PostgreSQL', fresh: () => server.database(), many: 8 },
])('random histories on $engine', async ({ fresh, many }) => {
  let run = 0
  let recorded = 0
  const opened: Ledger[] = []
  await fc.assert(
    fc
      .asyncProperty(fc.array(anAppend, { minLength: 20, maxLength: 60 }), async appends => {
        run++
        const where = await fresh()
        const random = countingBytes()
        const ledger = await openLedger(where, { random, create: true })
        opened.push(ledger)
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
        expect(problems.map(({ problem }) => problem)).toEqual(complaints(last))
        expect(entries).toBe(last.entries)
        await ledger.close()
        const again = await openLedger(where, { random })
        opened.push(again)
        await expectAsModel(again, last)
      })
      .afterEach(async () => {
        for (const ledger of opened.splice(0)) await ledger.close()
      }),
    { numRuns: runs(many) },
  )
  // the histories are not made of conflicts alone
  expect(recorded / run).toBeGreaterThan(8)
})

function isDeepEqual(a: Seen, b: Seen | undefined): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(b && plain(b))
}

function plain({ keys, products, settings }: Seen) {
  return { keys: [...(keys ?? [])], products: [...(products ?? [])], settings }
}
