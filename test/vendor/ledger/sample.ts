/** Owns the fixed values that the ledger's tests write: one of everything, with every optional field once. */

import type { CustomerRecord } from '../../../src/core/terms/customer.ts'
import type { Activation, Entitlement, KeyRecord, Product } from '../../../src/core/terms/entitlement.ts'
import { type Defaults, NO_NOTES, type Template } from '../../../src/core/terms/fields.ts'
import type { ApiKey, Shop, SoldOrder, Webhook } from '../../../src/core/terms/outside.ts'
import type { Change, IssuedLicense, VendorRecord } from '../../../src/vendor/ledger/change.ts'
import type { NewestLicense } from '../../../src/vendor/ledger/held-seat.ts'

export const AT = 1_800_000_000

export const vendor: VendorRecord = { name: 'Acme GmbH', publicKey: 'ab'.repeat(32), createdAt: AT }

export const product: Product = {
  id: 'acme.viewer',
  name: 'Viewer',
  features: [
    { name: 'export', type: 'flag', default: true, required: false, values: [] },
    { name: 'pages', type: 'integer', default: undefined, required: true, values: [] },
    { name: '__proto__', type: 'text', default: 'ünïcødé', required: false, values: [] },
  ],
  releases: [
    { version: '1.0', releasedAt: AT - 100 },
    { version: '2.0', releasedAt: AT - 50 },
  ],
  match: { k: 3, n: 5 },
  deactivationLimit: 4n,
  allowVirtual: false,
  allowWorkloads: true,
  startByDays: 14,
  archivedAt: undefined,
}

/** Two activations, and of all else what it is when nothing is said. */
export const bareEntitlement: Entitlement = {
  productId: product.id,
  activations: 2,
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
}

export function keyRecord(id: string, more: Partial<KeyRecord> = {}): KeyRecord {
  return {
    id,
    text: `${id}-SECRET`,
    createdAt: AT,
    entitlement: bareEntitlement,
    ...NO_NOTES,
    revoked: undefined,
    suspended: undefined,
    archivedAt: undefined,
    ...more,
  }
}

export const fullKey: KeyRecord = keyRecord('KEY-FULL', {
  entitlement: {
    productId: product.id,
    activations: 2,
    floatingSeats: 7,
    features: new Map<string, true | number | string>([
      ['10', true],
      ['9', -(2 ** 31)],
      ['__proto__', 'text'],
    ]),
    generic: true,
    maintenance: { until: AT + 1000 },
    majorVersion: '2',
    expiresAt: AT + 2000,
    duration: { days: 30, from: 'activation' },
    userData: 'line\nline\t"quoted" \u{1F511}',
    forFloating: true,
    deactivationLimit: 2n ** 63n - 1n,
    users: [
      { name: 'uwe', platform: 0 },
      { name: '__proto__', platform: 4 },
    ],
    allowVirtual: true,
    allowWorkloads: false,
    graceDays: 14,
    licensee: 'Käthe & Söhne',
    engineVersion: 2,
    seatUnit: 'process',
    longestLease: 900,
    longestBorrow: 7,
    mostBorrowed: 2,
    pools: new Map([
      ['9', 3],
      ['__proto__', 1],
    ]),
  },
  affiliate: 'Reseller One',
  email: 'Ann@example.com',
  comment: 'called on Monday',
  orderReference: 'PO 2026/17 \u{1F511}',
})

/** Every field that can be saved. */
export const fullDefaults: Defaults = {
  productId: product.id,
  activations: 3,
  floatingSeats: 7,
  features: new Map<string, boolean | number | string>([
    ['export', false],
    ['pages', 100],
  ]),
  generic: false,
  maintenance: { until: undefined },
  expiresAt: AT + 3000,
  duration: { days: 30, from: 'first-run' },
  userData: 'rack 7',
  affiliate: 'Reseller One',
  forFloating: false,
  deactivationLimit: 'unlimited',
  users: [{ name: 'uwe', platform: 1 }],
  allowVirtual: 'inherit',
  allowWorkloads: 'inherit',
  graceDays: 5,
  engineVersion: 1,
  licensee: 'Delta University',
  email: 'uwe@example.com',
  comment: 'as always',
  orderReference: 'PO 1',
  customer: undefined,
  seatUnit: 'host',
  longestLease: 3600,
  longestBorrow: 14,
  mostBorrowed: 1,
  pools: new Map([['pages', 2]]),
  count: 2,
}

/** A template with a value in every field, or the word that removes it. */
export const fullTemplate: Template = {
  ...fullDefaults,
  name: 'trial 30 days',
  floatingSeats: 'none',
  maintenance: 'none',
  userData: '',
  graceDays: 0,
  engineVersion: 'newest',
  email: 'una@example.com',
  comment: 'on trial',
  customer: 'none',
}

/** One for any product, as the ledger gives it back. */
export const bareTemplate: Template = {
  ...Object.fromEntries(Object.keys(fullDefaults).map(name => [name, undefined])),
  name: 'site license \u{1f3db}',
  generic: true,
}

export function activation(id: string, keyId: string, more: Partial<Activation> = {}): Activation {
  return {
    id,
    keyId,
    computerId: 'RC9WH-5VAW1',
    seat: 1,
    begunAt: AT,
    bound: undefined,
    computer: undefined,
    countedByCode: undefined,
    workload: undefined,
    takenBy: undefined,
    installations: [],
    seen: new Map(),
    firstAt: AT,
    lastAt: AT,
    released: undefined,
    startSet: undefined,
    ...more,
  }
}

export const fullActivation = activation('00112233aabbccdd', fullKey.id, {
  seat: 2,
  begunAt: AT - 1000,
  bound: {
    fingerprint: new Map([
      [1, Uint8Array.from([0, 1, 2, 250, 251, 252, 253, 255])],
      [4, new Uint8Array(16)],
    ]),
    counted: [1, 4],
  },
  computer: '0123456789abcdef',
  takenBy: 'cd'.repeat(32),
  installations: ['cd'.repeat(32), 'ef'.repeat(32)],
  seen: new Map([[1, Uint8Array.from([0, 1, 2, 250, 251, 252, 253, 255])]]),
})

export function license(of: Activation, requestHash: string | undefined): IssuedLicense {
  return {
    requestHash,
    keyId: of.keyId,
    activationId: of.id,
    kid: '0011223344556677',
    payload: Uint8Array.from([0xa1, 0, 0xff, 0xfe]),
    issuedAt: AT + 5,
  }
}

/** What an activation knows of such a license, which no client could read. */
export function unreadableLicense(entry: number): NewestLicense {
  return {
    entry,
    issuedAt: AT + 5,
    format: undefined,
    expiresAt: undefined,
    graceUntil: undefined,
    maintenanceUntil: undefined,
    firstRunDays: undefined,
  }
}

export const REQUEST = 'ef'.repeat(32)

/** A key that is sold, changed and taken back. */
export const goneKey: KeyRecord = keyRecord('KEY-GONE', {
  affiliate: 'Reseller One',
  email: 'old@example.com',
  comment: 'on trial',
})
export const goneKeyChanged: KeyRecord = {
  ...goneKey,
  entitlement: { ...bareEntitlement, activations: 5, licensee: 'Bob', users: [{ name: 'bob', platform: 3 }] },
  affiliate: 'Reseller Two',
  email: 'new@example.com',
  comment: undefined,
}

/** The seat of a computer that has died. */
export const deadActivation = activation('deaddeaddeaddead', goneKey.id, {
  computerId: 'DEAD1-DEAD2',
  computer: 'fedcba9876543210',
  countedByCode: 2,
  workload: 'prod/scope-1',
})
export const deadActivationReleased: Activation = {
  ...deadActivation,
  released: { at: AT + 8, by: 'hand', reason: 'fell down the stairs' },
}

/** And a wrong clock had recorded when it was activated. */
export const deadActivationCorrected: Activation = {
  ...deadActivationReleased,
  firstAt: AT - 90,
  startSet: { at: AT + 27, from: AT, reason: 'the clock had stopped' },
}

/** A key whose customer wants to be forgotten. */
export const erasedKey: KeyRecord = keyRecord('KEY-ERASED', {
  email: 'forget@example.com',
  comment: 'wants to be forgotten',
})

/** Everything that can be said of a customer. */
export const customer: CustomerRecord = {
  id: 'C-7F3K2',
  createdAt: AT,
  name: 'Jürgen "Jo" Müller',
  company: 'Acme GmbH',
  email: 'jo@acme.example',
  telephone: '+49 (89) 12 34-5',
  reference: 'K 17',
  notes: 'called on Monday\nand on Tuesday',
}
const NOTHING_SAID = {
  company: undefined,
  email: undefined,
  telephone: undefined,
  reference: undefined,
  notes: undefined,
}
/** The same people, once more. */
export const doubleCustomer: CustomerRecord = {
  id: 'C-00000',
  createdAt: AT + 1,
  name: 'J. Mueller',
  ...NOTHING_SAID,
}
/** Somebody who wants to be forgotten. */
export const goneCustomer: CustomerRecord = {
  id: 'C-ZZZZZ',
  createdAt: AT + 2,
  name: 'Nobody Knows',
  ...NOTHING_SAID,
  notes: 'forget me',
}

/** One change of every kind, each fitting behind those before it. */
const apiKey: ApiKey = {
  name: 'web shop',
  id: '7K3QM9XW',
  hash: 'ab'.repeat(32),
  scopes: ['read', 'sell'],
  createdAt: AT,
  expiresAt: AT + 1000,
  perMinute: 600,
  mostDevices: 2,
}
const shop: Shop = {
  name: 'our shop',
  kind: 'stripe',
  takesTests: false,
  products: new Map([['price_1', 'trial']]),
  createdAt: AT,
}
const webhook: Webhook = {
  name: 'crm',
  url: 'https://crm.acme.example/airlatch',
  events: ['key.created'],
  allowPrivate: false,
  publicKey: 'cd'.repeat(32),
  createdAt: AT,
}
const soldOrder: SoldOrder = {
  shop: 'our shop',
  reference: 'PO 4711',
  line: '1',
  keyIds: [fullKey.id],
  refundedAt: undefined,
}

export const everyKind: readonly Change[] = [
  { kind: 'vendor.created', vendor },
  { kind: 'setting.changed', name: 'allowGenericKeys', value: true },
  { kind: 'product.created', product },
  { kind: 'product.changed', product: { ...product, name: 'Viewer 2' } },
  { kind: 'key.created', key: fullKey },
  { kind: 'key.created', key: keyRecord('KEY-BARE') },
  { kind: 'activation.recorded', activation: fullActivation },
  { kind: 'license.issued', license: license(fullActivation, REQUEST) },
  { kind: 'activation.renewed', activation: { ...fullActivation, lastAt: AT + 9 } },
  { kind: 'license.issued', license: license(fullActivation, undefined) },
  { kind: 'kit.published', productId: product.id, sequence: 1, payload: Uint8Array.from([1, 2, 3]) },
  { kind: 'affiliate.added', affiliate: { name: 'Reseller One', addedAt: AT } },
  { kind: 'affiliate.added', affiliate: { name: 'Reseller Two', addedAt: AT + 1 } },
  { kind: 'defaults.changed', defaults: fullDefaults },
  { kind: 'key.created', key: goneKey },
  { kind: 'key.changed', key: goneKeyChanged },
  { kind: 'key.revoked', keyId: goneKey.id, revocation: { at: AT + 7, reason: 'paid back' } },
  { kind: 'setting.changed', name: 'planActivations', value: 500 },
  { kind: 'activation.recorded', activation: deadActivation },
  { kind: 'activation.released', activation: deadActivationReleased },
  { kind: 'key.created', key: erasedKey },
  { kind: 'personal.erased', keyId: erasedKey.id },
  { kind: 'signing-key.added', publicKey: 'cd'.repeat(32), at: AT + 10 },
  { kind: 'signing-key.retired', kid: '0011223344556677', from: AT + 2, reason: 'left in a café' },
  { kind: 'license.reissued', license: { ...license(fullActivation, REQUEST), kid: '8899aabbccddeeff' } },
  { kind: 'revocations.published', productId: product.id, sequence: 1, count: 2, hash: 'ab'.repeat(32) },
  {
    kind: 'clock.reset',
    keyId: fullKey.id,
    activationId: fullActivation.id,
    installation: '8899aabbccddeeff',
    at: AT + 11,
  },
  { kind: 'activation.start-set', activation: deadActivationCorrected },
  { kind: 'clock.accepted', reason: 'the clock had stopped', newest: AT },
  { kind: 'key.codes-allowed', keyId: erasedKey.id, wrong: 10 },
  { kind: 'customer.added', customer },
  { kind: 'customer.added', customer: doubleCustomer },
  { kind: 'customer.changed', customer: { ...doubleCustomer, company: 'ACME' } },
  { kind: 'customer.merged', from: doubleCustomer.id, into: customer.id },
  { kind: 'customer.added', customer: goneCustomer },
  { kind: 'customer.erased', customerId: goneCustomer.id },
  { kind: 'key.suspended', keyId: erasedKey.id, suspension: { at: AT + 20, reason: 'not paid' } },
  { kind: 'key.archived', keyId: erasedKey.id, archivedAt: AT + 21 },
  { kind: 'key.reinstated', keyId: erasedKey.id, reason: 'paid' },
  { kind: 'template.saved', template: fullTemplate },
  { kind: 'template.saved', template: { ...fullTemplate, name: 'gone' } },
  { kind: 'template.deleted', name: 'gone' },
  { kind: 'template.saved', template: bareTemplate },
  {
    kind: 'usage-report.received',
    keyId: fullKey.id,
    activationId: fullActivation.id,
    message: new Uint8Array([0xd2, 0x84, 0x40]),
  },
  { kind: 'api-key.added', apiKey },
  { kind: 'api-key.added', apiKey: { ...apiKey, id: 'GONE', expiresAt: undefined, mostDevices: undefined } },
  { kind: 'api-key.revoked', id: 'GONE', reason: 'left in a café' },
  { kind: 'shop.saved', shop },
  { kind: 'shop.saved', shop: { ...shop, name: 'gone' } },
  { kind: 'shop.removed', name: 'gone' },
  { kind: 'webhook.saved', webhook },
  { kind: 'webhook.saved', webhook: { ...webhook, name: 'gone' } },
  { kind: 'webhook.removed', name: 'gone' },
  { kind: 'mail.saved', mail: { name: 'server', fields: new Map([['host', 'mail.acme.example']]) } },
  { kind: 'mail.removed', name: 'server' },
  { kind: 'order.filled', order: soldOrder },
  { kind: 'order.filled', order: { ...soldOrder, line: '', keyIds: [], refundedAt: AT + 30 } },
  { kind: 'order.refunded', order: { ...soldOrder, refundedAt: AT + 31 } },
]

/** Bytes that count up: another salt each time, and the same ones in every run. */
export function countingBytes(): (bytes: number) => Uint8Array {
  let next = 0
  return bytes => new Uint8Array(bytes).map(() => next++)
}
