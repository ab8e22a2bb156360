/** Owns what each change does to the tables of the state (tables.ts); their rows read back in rows.ts. */

import { CUSTOMER_FIELD_NAMES, type CustomerRecord } from '../../core/terms/customer.ts'
import type { Activation, KeyRecord, Product } from '../../core/terms/entitlement.ts'
import type { OutsideNoun, OutsideRecords, SoldOrder } from '../../core/terms/outside.ts'
import type { Into, SqlValue, Statement } from '../../log/sql.ts'
import type { Change, IssuedLicense, VendorRecord } from './change.ts'
import type { RowChangeForm } from './forms.ts'
import { type LicenseEffect, licenseEffects, NO_LICENSE } from './newest-license.ts'
import * as nouns from './nouns.ts'
import { activationSearch, customerSearch, keySearch, type SearchText } from './search.ts'
import { marksText } from './seat-columns.ts'
import { writeJson } from './shape.ts'
import { FORMS, type Formed, INTO } from './written.ts'

/** A row that an entry adds to the state. */
export interface Addition {
  readonly into: Into
  readonly values: readonly SqlValue[]
  /** What others refer to it by; undefined when nothing does. */
  readonly makes?: string
  readonly refersTo: readonly string[]
}

/** A row that an entry changes, and that must be there. */
export interface Alteration extends Statement {
  readonly form: RowChangeForm
  readonly refersTo: readonly string[]
  /** The key whose revision it sets and that must exist, by its id; and whether that is all that it does. */
  readonly touches?: string
  readonly onlyTouches?: boolean
}

export type Effect = Addition | Alteration

/**
 * What the entry `seq` does to the state. Each effect is one row; one that changes none means that what is to be
 * changed does not exist.
 */
export function project<Kind extends Change['kind']>(change: ChangeOf<Kind>, seq: number): readonly Effect[] {
  const effects = EFFECTS[change.kind as Kind]
  return effects(change, seq)
}

type ChangeOf<Kind extends Change['kind']> = Extract<Change, { readonly kind: Kind }>

function productNamed(id: string): string {
  return `product ${id}`
}

function customerNamed(id: string): string {
  return `customer ${id}`
}

function keyNamed(id: string): string {
  return `key ${id}`
}

function activationNamed(id: string): string {
  return `activation ${id}`
}

const EFFECTS: {
  readonly [Kind in Change['kind']]: (change: ChangeOf<Kind>, seq: number) => readonly Effect[]
} = {
  'vendor.created': ({ vendor }, seq) => [createVendor(vendor, seq)],
  'setting.changed': ({ name, value }, seq) => [
    alone(FORMS.changeSetting, [name, writeJson(nouns.settingValue, value), seq]),
  ],
  'affiliate.added': ({ affiliate: { name, addedAt } }, seq) => [
    { into: INTO.affiliate, values: [seq, name, addedAt], refersTo: [] },
  ],
  'customer.added': ({ customer }, seq) => [
    createCustomer(customer, seq),
    addSearch(customerSearch(customer), seq),
  ],
  'customer.changed': ({ customer }, seq) => [
    changeCustomer(customer, seq),
    changeSearch(customerSearch(customer)),
  ],
  'customer.merged': ({ from, into }, seq) => mergeCustomer(from, into, seq),
  'customer.erased': ({ customerId: id }, seq) => [
    changeCustomer({ id }, seq),
    { ...FORMS.forget, params: [null, id], refersTo: [customerNamed(id)] },
  ],
  'defaults.changed': ({ defaults }, seq) => [
    alone(FORMS.changeDefaults, [
      1,
      defaults === undefined ? null : writeJson(nouns.defaults, defaults),
      seq,
    ]),
  ],
  'template.saved': ({ template }, seq) => [
    alone(FORMS.saveTemplate, [template.name, writeJson(nouns.template, template), seq]),
  ],
  'template.deleted': ({ name }, seq) => [alone(FORMS.deleteTemplate, [null, seq, name])],
  'product.created': ({ product }, seq) => [createProduct(product, seq)],
  'product.changed': ({ product }, seq) => [changeProduct(product, seq)],
  'key.created': ({ key }, seq) => [createKey(key, seq), addSearch(keySearch(key), seq)],
  'key.changed': (change, seq) => [
    changeKey(change.key, seq),
    changeSearch(keySearch(change.key)),
    ...ofLicenses(change, seq),
  ],
  'key.revoked': ({ keyId, revocation: { at, reason } }, seq) => [
    setKey(FORMS.revokeKey, keyId, [at, reason ?? null, seq]),
  ],
  'key.suspended': ({ keyId, suspension: { at, reason } }, seq) => [
    setKey(FORMS.suspendKey, keyId, [at, reason ?? null, seq]),
  ],
  'key.archived': ({ keyId, archivedAt }, seq) => [setKey(FORMS.archiveKey, keyId, [archivedAt, seq])],
  'key.reinstated': ({ keyId }, seq) => [setKey(FORMS.reinstateKey, keyId, [null, null, null, seq])],
  // how many were wrong is no state of the entries (wrong-proofs.ts)
  'key.codes-allowed': ({ keyId }, seq) => [touchKey(keyId, seq)],
  'activation.recorded': ({ activation }, seq) => [
    createActivation(activation, seq),
    addSearch(activationSearch(activation), seq),
    touchKey(activation.keyId, seq),
  ],
  'activation.renewed': ({ activation }, seq) => [
    renewActivation(activation, seq),
    changeSearch(activationSearch(activation)),
    touchKey(activation.keyId, seq),
  ],
  'activation.released': ({ activation }, seq) => [
    endActivation(FORMS.releaseActivation, activation, seq),
    changeSearch(activationSearch(activation)),
    touchKey(activation.keyId, seq),
  ],
  'activation.start-set': (change, seq) => [
    endActivation(FORMS.correctActivation, change.activation, seq),
    changeSearch(activationSearch(change.activation)),
    ...ofLicenses(change, seq),
    touchKey(change.activation.keyId, seq),
  ],
  'personal.erased': ({ keyId }, seq) => [
    setKey(FORMS.erasePersonal, keyId, [null, null, seq]),
    { ...FORMS.forget, params: [null, keyId], refersTo: [keyNamed(keyId)] },
  ],
  'license.issued': (change, seq) => [
    issue(change.license, seq),
    ...ofLicenses(change, seq),
    touchKey(change.license.keyId, seq),
  ],
  'license.reissued': (change, seq) => [
    reissue(change.license, seq),
    ...ofLicenses(change, seq),
    touchKey(change.license.keyId, seq),
  ],
  // who has seen an older list must count on from this one
  'revocations.published': ({ productId }, seq) => [
    { ...FORMS.touchProduct, params: [seq, productId], refersTo: [productNamed(productId)] },
  ],
  // looked for among the entries themselves
  'signing-key.added': () => [],
  'signing-key.retired': () => [],
  'clock.reset': () => [],
  'clock.accepted': () => [],
  'usage-report.received': () => [],
  'api-key.added': ({ apiKey }, seq) => [addOutside('api-key', apiKey.id, apiKey, seq)],
  'api-key.revoked': ({ id }, seq) => [removeOutside('api-key', id, seq)],
  'shop.saved': ({ shop }, seq) => [saveOutside('shop', shop.name, shop, seq)],
  'shop.removed': ({ name }, seq) => [removeOutside('shop', name, seq)],
  'webhook.saved': ({ webhook }, seq) => [saveOutside('webhook', webhook.name, webhook, seq)],
  'webhook.removed': ({ name }, seq) => [removeOutside('webhook', name, seq)],
  'mail.saved': ({ mail }, seq) => [saveOutside('mail', mail.name, mail, seq)],
  'mail.removed': ({ name }, seq) => [removeOutside('mail', name, seq)],
  'order.filled': ({ order }, seq) => [fillOrder(order, seq)],
  'order.refunded': ({ order: { shop, reference, line, refundedAt } }, seq) => [
    alone(FORMS.refundOrder, [refundedAt ?? null, seq, orderLine(shop, reference, line)]),
  ],
  'kit.published': ({ productId, sequence }, seq) => [
    { into: INTO.kit, values: [seq, productId, sequence], refersTo: [productNamed(productId)] },
  ],
}

/** A row that no other one has to do with. */
function alone(form: Formed, params: readonly SqlValue[]): Effect {
  return { ...form, params, refersTo: [] }
}

/** One that is there already is a clash. */
function addOutside<Noun extends OutsideNoun>(
  noun: Noun,
  name: string,
  saved: OutsideRecords[Noun],
  seq: number,
): Effect {
  const values = [outsideNamed(noun, name), writeJson(nouns.OUTSIDE[noun], saved), seq]
  return { into: INTO.outside, values, refersTo: [] }
}

function saveOutside<Noun extends OutsideNoun>(
  noun: Noun,
  name: string,
  saved: OutsideRecords[Noun],
  seq: number,
): Effect {
  return alone(FORMS.saveOutside, [outsideNamed(noun, name), writeJson(nouns.OUTSIDE[noun], saved), seq])
}

function removeOutside(noun: OutsideNoun, name: string, seq: number): Effect {
  return alone(FORMS.removeOutside, [null, seq, outsideNamed(noun, name)])
}

/** The key of its row. */
export function outsideNamed(noun: OutsideNoun, name: string): string {
  return `${noun} ${name}`
}

function fillOrder(order: SoldOrder, seq: number): Effect {
  const { shop, reference, line, refundedAt = null } = order
  const values = [
    seq,
    orderLine(shop, reference, line),
    orderNamed(shop, reference),
    line,
    writeJson(nouns.soldKeys, order.keyIds),
    refundedAt,
    seq,
  ]
  return { into: INTO.order, values, refersTo: [] }
}

/** What all lines of an order have in common. No name of a shop has a line end in it. */
export function orderNamed(shop: string, reference: string): string {
  return `${shop}\n${reference}`
}

function orderLine(shop: string, reference: string, line: string): string {
  return JSON.stringify([shop, reference, line])
}

function createVendor(vendor: VendorRecord, seq: number): Effect {
  return {
    into: INTO.vendor,
    values: [1, vendor.name, vendor.publicKey, vendor.createdAt, seq],
    refersTo: [],
  }
}

function createCustomer(customer: CustomerRecord, seq: number): Effect {
  return {
    into: INTO.customer,
    values: [seq, customer.id, ...detailsOf(customer), customer.createdAt, seq],
    makes: customerNamed(customer.id),
    refersTo: [],
  }
}

function changeCustomer(customer: Partial<CustomerRecord> & Pick<CustomerRecord, 'id'>, seq: number): Effect {
  return {
    ...FORMS.changeCustomer,
    params: [...detailsOf(customer), seq, customer.id],
    refersTo: [customerNamed(customer.id)],
  }
}

function detailsOf(customer: Partial<CustomerRecord>): readonly SqlValue[] {
  return CUSTOMER_FIELD_NAMES.map(name => customer[name] ?? null)
}

/** Neither of them has been merged into another one. */
function mergeCustomer(from: string, into: string, seq: number): readonly Effect[] {
  const refersTo = [customerNamed(from), customerNamed(into)]
  return [
    { ...FORMS.mergeCustomer, params: [into, seq, from], refersTo },
    { ...FORMS.touchCustomer, params: [seq, into], refersTo },
    { ...FORMS.handOnKeys, params: [into, seq, from, seq], refersTo },
  ]
}

function addSearch({ kind, id, text, personal }: SearchText, seq: number): Effect {
  return { into: INTO.search, values: [seq, kind, id, text, personal], refersTo: [] }
}

function changeSearch({ id, text, personal }: SearchText): Effect {
  return { ...FORMS.search, params: [text, personal, id], refersTo: [] }
}

function createProduct(product: Product, seq: number): Effect {
  return {
    into: INTO.product,
    values: [seq, product.id, writeJson(nouns.productRest, product), seq],
    makes: productNamed(product.id),
    refersTo: [],
  }
}

function changeProduct(product: Product, seq: number): Effect {
  return {
    ...FORMS.changeProduct,
    params: [writeJson(nouns.productRest, product), seq, product.id],
    refersTo: [productNamed(product.id)],
  }
}

function createKey(key: KeyRecord, seq: number): Effect {
  return {
    into: INTO.key,
    values: [seq, key.id, key.entitlement.productId, ...changeable(key), seq],
    makes: keyNamed(key.id),
    refersTo: [productNamed(key.entitlement.productId), ...customerOf(key)],
  }
}

function customerOf({ customer }: KeyRecord): readonly string[] {
  return customer === undefined ? [] : [customerNamed(customer)]
}

function changeKey(key: KeyRecord, seq: number): Effect {
  return {
    ...FORMS.changeKey,
    params: [...changeable(key), seq, key.id, key.entitlement.productId],
    refersTo: [keyNamed(key.id), ...customerOf(key)],
    touches: key.id,
  }
}

function changeable(key: KeyRecord): readonly SqlValue[] {
  return [
    key.email ?? null,
    key.comment ?? null,
    key.affiliate ?? null,
    key.customer ?? null,
    key.entitlement.activations,
    writeJson(nouns.keyRest, key),
  ]
}

/** `values`: in the order of the form, the revision among them. */
function setKey(form: Formed, keyId: string, values: readonly SqlValue[]): Effect {
  return { ...form, params: [...values, keyId], refersTo: [keyNamed(keyId)], touches: keyId }
}

function createActivation(activation: Activation, seq: number): Effect {
  const { id, keyId, seat, begunAt } = activation
  const body = writeJson(nouns.activationRest, activation)
  return {
    into: INTO.activation,
    values: [seq, id, keyId, seat, begunAt, marksText(activation), body, seq, ...NO_LICENSE],
    makes: activationNamed(id),
    refersTo: [keyNamed(keyId)],
  }
}

function renewActivation(activation: Activation, seq: number): Effect {
  const { id, keyId } = activation
  return {
    ...FORMS.renewActivation,
    params: [marksText(activation), writeJson(nouns.activationRest, activation), seq, id, keyId],
    refersTo: [activationNamed(id)],
  }
}

/** Released or not: that is set as the activation says. */
function endActivation(form: Pick<Alteration, 'form' | 'sql'>, activation: Activation, seq: number): Effect {
  const { id, keyId, begunAt, released } = activation
  const ended = [begunAt, released?.at ?? null, released?.by ?? null]
  return {
    ...form,
    params: [writeJson(nouns.activationRest, activation), ...ended, seq, id, keyId],
    refersTo: [activationNamed(id)],
  }
}

/** The payload is in the entry, and not kept twice. */
function issue({ requestHash, activationId }: IssuedLicense, seq: number): Effect {
  return {
    into: INTO.issued,
    values: [seq, requestHash ?? null, activationId],
    refersTo: [activationNamed(activationId)],
  }
}

/** From now on, this is the license that the request gets. */
function reissue({ requestHash, activationId }: IssuedLicense, seq: number): Effect {
  return {
    ...FORMS.reissue,
    params: [seq, activationId, requestHash ?? null],
    refersTo: [activationNamed(activationId)],
  }
}

/** What activations know of their newest licenses. */
function ofLicenses(change: Change, seq: number): readonly Alteration[] {
  return licenseEffects(change, seq).map(({ activationId, ...effect }: LicenseEffect) => ({
    ...effect,
    refersTo: activationId === undefined ? [] : [activationNamed(activationId)],
  }))
}

/** A seat taken or renewed is a change of the key: who has seen fewer activations must decide again. */
function touchKey(keyId: string, seq: number): Effect {
  return { ...setKey(FORMS.touchKey, keyId, [seq]), onlyTouches: true }
}
