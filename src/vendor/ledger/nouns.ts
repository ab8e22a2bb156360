/**
 * Owns the shapes of the vendor's nouns in JSON, whole as entries have them, and as the rest of a row beside its
 * columns (`...Rest`). Those of a key's fields follow from their kinds (core/terms/fields.ts).
 */

import { FEATURE_TYPES } from '../../core/message/feature-table.ts'
import type { CountedFingerprint, ShareRule } from '../../core/message/fingerprint.ts'
import { SEAT_UNITS, type SeatUnit } from '../../core/message/lending.ts'
import { LICENSE_FORMATS, type LicenseFormat, type Maintenance } from '../../core/message/license.ts'
import type { NamedUser } from '../../core/message/users.ts'
import type { CustomerRecord } from '../../core/terms/customer.ts'
import { CUSTOMER_FIELD_NAMES, type CustomerDetails } from '../../core/terms/customer.ts'
import type {
  Activation,
  Affiliate,
  Duration,
  FeatureDefinition,
  KeyRecord,
  Product,
  Release,
  Revocation,
  SeatRelease,
  Settings,
  StartSet,
} from '../../core/terms/entitlement.ts'
import {
  type Defaults,
  ENTITLEMENT,
  type Entitlement,
  type FieldName,
  fieldOf,
  NOTES,
  type Notes,
  OPTIONS,
  type OptionName,
  PERSONAL,
  type PersonalName,
  type Template,
} from '../../core/terms/fields.ts'
import type { Stored } from '../../core/terms/kinds.ts'
import {
  type ApiKey,
  type Mail,
  type OutsideNoun,
  type OutsideRecords,
  SCOPES,
  SHOP_KINDS,
  type Shop,
  type SoldOrder,
  type Webhook,
} from '../../core/terms/outside.ts'
import { STARTS } from '../../core/terms/term.ts'
import type { IssuedLicense, PublishedRevocations, VendorRecord } from './change.ts'
import {
  bigInteger,
  bytes,
  either,
  type Fields,
  featureValue,
  flag,
  integer,
  type JsonShape,
  list,
  map,
  oneOf,
  optional,
  record,
  same,
  text,
  withDefault,
} from './shape.ts'

export type Personal = Pick<KeyRecord, PersonalName>
export type Impersonal = Omit<KeyRecord, keyof Personal>

/** What a setting is until it is changed: off (checklist QG-13). */
export const SETTINGS_AT_FIRST: Settings = {
  allowGenericKeys: false,
  planActivations: 'unlimited',
  dormant: false,
}
export const settingName = oneOf(...(Object.keys(SETTINGS_AT_FIRST) as (keyof Settings)[]))
export const settingValue: JsonShape<Settings[keyof Settings]> = either(
  flag,
  either(integer, oneOf('unlimited')),
)

export const vendor = record<VendorRecord>({ name: text, publicKey: text, createdAt: integer })

const deactivationLimit = either(oneOf('unlimited', '3 per seat'), bigInteger)

const PRODUCT: Fields<Product> = {
  id: text,
  name: text,
  features: list(
    record<FeatureDefinition>({
      name: text,
      type: oneOf(...FEATURE_TYPES),
      default: optional(featureValue),
      required: flag,
      values: withDefault(list(featureValue), []),
    }),
  ),
  releases: list(record<Release>({ version: text, releasedAt: integer })),
  match: optional(record<ShareRule>({ k: integer, n: integer })),
  deactivationLimit,
  allowVirtual: withDefault(flag, true),
  allowWorkloads: withDefault(flag, false),
  startByDays: integer,
  archivedAt: optional(integer),
}
const { id: _productId, ...productRestFields } = PRODUCT
export const product = record<Product>(PRODUCT)
export const productRest = record<Omit<Product, 'id'>>(productRestFields)

const SHAPES = {
  text,
  integer,
  flag,
  'inherited flag': either(oneOf('inherit'), flag),
  features: map(text, featureValue),
  pools: map(text, integer),
  unit: oneOf(...(Object.keys(SEAT_UNITS) as SeatUnit[])),
  maintenance: record<Maintenance>({ until: optional(integer) }),
  duration: record<Duration>({ days: integer, from: oneOf(...STARTS) }),
  limit: either(oneOf('inherit'), deactivationLimit),
  users: list(record<NamedUser>({ name: text, platform: integer })),
  format: same('a license format', (json): json is LicenseFormat =>
    (LICENSE_FORMATS as readonly unknown[]).includes(json),
  ),
} satisfies Readonly<Record<Stored, unknown>>

function shapeOf(name: FieldName): JsonShape<unknown> {
  return SHAPES[fieldOf(name).stored] as JsonShape<unknown>
}

/** Fields of the first entries: always written, even with their default. */
const ALWAYS: readonly FieldName[] = ['productId', 'activations', 'features', 'generic']

function shapesOf<T>(names: readonly FieldName[]): Fields<T> {
  const shapes = names.map(name => {
    const { atFirst } = fieldOf(name)
    const shape = shapeOf(name)
    if (ALWAYS.includes(name)) return [name, shape]
    return [name, atFirst === undefined ? optional(shape) : withDefault(shape, atFirst)]
  })
  return Object.fromEntries(shapes)
}

const ENTITLEMENT_SHAPES = shapesOf<Entitlement>(ENTITLEMENT)
const { productId: _keyProductId, ...entitlementRestFields } = ENTITLEMENT_SHAPES

export const revocation = record<Revocation>({ at: integer, reason: optional(text) })

export const customer = record<Omit<CustomerRecord, keyof CustomerDetails>>({ id: text, createdAt: integer })

/** `salt` as in `personal`. */
export const customerDetails = record<CustomerDetails & { readonly salt: string }>({
  salt: text,
  ...(Object.fromEntries(
    CUSTOMER_FIELD_NAMES.map(name => [name, optional(text)]),
  ) as Fields<CustomerDetails>),
})

export const affiliate = record<Affiliate>({ name: text, addedAt: integer })

/** A flag may be saved as off, unlike in a key. */
const featureSettings = map(text, either(featureValue, flag))

function defaultShapes<T>(names: readonly OptionName[]): Fields<T> {
  const shapes = names.map(name => [name, optional(shapeOf(name))])
  return { ...Object.fromEntries(shapes), features: optional(featureSettings) }
}

export const defaults = record<Defaults>(defaultShapes(OPTIONS))
const isPersonal = (name: FieldName) => fieldOf(name).note?.personal ?? false
export const impersonalDefaults = record<Omit<Defaults, PersonalName>>(
  defaultShapes(OPTIONS.filter(name => !isPersonal(name))),
)

/** Beside values also the words that remove them. */
function templateShapes<T>(names: readonly OptionName[]): Fields<T> {
  const shapes = names.map(name => {
    const { none, stored } = fieldOf(name)
    const isWord = typeof none === 'string' && stored !== 'text'
    return [name, optional(isWord ? either(oneOf(none), shapeOf(name)) : shapeOf(name))]
  })
  return { name: text, ...Object.fromEntries(shapes), features: optional(featureSettings) }
}

export const template = record<Template>(templateShapes(OPTIONS))
export const impersonalTemplate = record<Omit<Template, PersonalName>>(
  templateShapes(OPTIONS.filter(name => !isPersonal(name))),
)

const noteShapes = shapesOf<Omit<Notes, PersonalName>>(NOTES.filter(name => !isPersonal(name)))
// these two have columns of their own
const { affiliate: _keyAffiliate, customer: _keyCustomer, ...noteRestShapes } = noteShapes

export interface KeyRest
  extends Omit<
    Impersonal,
    'id' | 'entitlement' | 'affiliate' | 'customer' | 'revoked' | 'suspended' | 'archivedAt'
  > {
  readonly entitlement: Omit<Entitlement, 'productId'>
}
export const impersonal = record<Impersonal>({
  id: text,
  text,
  createdAt: integer,
  entitlement: record<Entitlement>(ENTITLEMENT_SHAPES),
  ...noteShapes,
  revoked: optional(revocation),
  suspended: optional(revocation),
  archivedAt: optional(integer),
})
export const keyRest = record<KeyRest>({
  text,
  createdAt: integer,
  entitlement: record<KeyRest['entitlement']>(entitlementRestFields),
  ...noteRestShapes,
})

/** `salt` is 32 hexadecimal digits: without it a short list of addresses could be tried against the hash. */
export const personal = record<Personal & { readonly salt: string }>({
  salt: text,
  ...shapesOf<Personal>(PERSONAL),
})

type ReleaseBy<By> = Extract<SeatRelease, { readonly by: By }>
const releaseByHand = record<ReleaseBy<'hand'>>({ at: integer, by: oneOf('hand'), reason: text })
const releaseByReceipt = record<ReleaseBy<'receipt'>>({
  at: integer,
  by: oneOf('receipt'),
  receipt: text,
  deactivatedAt: integer,
})
const releaseByMove = record<ReleaseBy<'move'>>({ at: integer, by: oneOf('move'), to: text })
const RELEASES = { hand: releaseByHand, receipt: releaseByReceipt, move: releaseByMove } as const
/** By a word that is none of these: that of a release by hand, which says what was expected. */
const releaseOf = (by: unknown) =>
  RELEASES[by === 'receipt' || by === 'move' ? by : 'hand'] as JsonShape<SeatRelease>
export const release: JsonShape<SeatRelease> = {
  write: value => releaseOf(value.by).write(value),
  read: json => releaseOf(Object(json).by).read(json),
}

const fingerprint = map(integer, bytes)
const ACTIVATION: Fields<Activation> = {
  id: text,
  keyId: text,
  computerId: text,
  seat: integer,
  begunAt: integer,
  bound: optional(record<CountedFingerprint>({ fingerprint, counted: list(integer) })),
  computer: optional(text),
  countedByCode: optional(integer),
  workload: optional(text),
  takenBy: optional(text),
  installations: list(text),
  seen: fingerprint,
  firstAt: integer,
  lastAt: integer,
  released: optional(release),
  startSet: optional(record<StartSet>({ at: integer, from: integer, reason: text })),
}
const { id: _activationId, keyId: _activationKey, ...activationRestFields } = ACTIVATION
export type ActivationRest = Omit<Activation, 'id' | 'keyId'>
export const activation = record<Activation>(ACTIVATION)
export const activationRest: JsonShape<ActivationRest> = record<ActivationRest>(activationRestFields)

export const revocations = record<PublishedRevocations>({
  productId: text,
  sequence: integer,
  count: integer,
  hash: text,
})

export const license = record<IssuedLicense>({
  requestHash: optional(text),
  keyId: text,
  activationId: text,
  kid: text,
  payload: bytes,
  issuedAt: integer,
})

const apiKey = record<ApiKey>({
  name: text,
  id: text,
  hash: text,
  scopes: list(oneOf(...SCOPES)),
  createdAt: integer,
  expiresAt: optional(integer),
  perMinute: integer,
  mostDevices: optional(integer),
})
const shop = record<Shop>({
  name: text,
  kind: oneOf(...SHOP_KINDS),
  products: map(text, text),
  takesTests: flag,
  createdAt: integer,
})
const webhook = record<Webhook>({
  name: text,
  url: text,
  events: list(text),
  allowPrivate: flag,
  publicKey: text,
  createdAt: integer,
})
const mail = record<Mail>({ name: text, fields: map(text, text) })
/** Of those that have to do with the desk from outside. */
export const OUTSIDE: { readonly [Noun in OutsideNoun]: JsonShape<OutsideRecords[Noun]> } = {
  'api-key': apiKey,
  shop,
  webhook,
  mail,
}

export const soldKeys = list(text)
export const soldOrder = record<SoldOrder>({
  shop: text,
  reference: text,
  line: text,
  keyIds: soldKeys,
  refundedAt: optional(integer),
})
