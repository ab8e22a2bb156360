/**
 * Owns the shapes of the vendor's nouns in JSON, whole as entries have them, and as the rest of a row beside its
 * columns (`...Rest`). A field that rules/entitlement.ts gains is a compile error here until it has a shape; what
 * older entries do not have must be `optional`.
 */
import type {
  Activation,
  Entitlement,
  FeatureDefinition,
  KeyRecord,
  Product,
  Release,
  Settings,
} from '../rules/entitlement.ts'
import type { IssuedLicense, Vendor } from './ledger.ts'
import {
  bytes,
  type Fields,
  featureValue,
  flag,
  integer,
  list,
  map,
  oneOf,
  optional,
  record,
  type Shape,
  text,
} from './shape.ts'

export type Personal = Pick<KeyRecord, 'email' | 'comment'>
export type Impersonal = Omit<KeyRecord, keyof Personal>

/** What a setting is until it is changed: off (checklist QG-13). */
export const SETTINGS_AT_FIRST: Settings = { allowGenericKeys: false }
export const settingName = oneOf(...(Object.keys(SETTINGS_AT_FIRST) as (keyof Settings)[]))
export const settingValue = flag

export const vendor = record<Vendor>({ name: text, publicKey: text, createdAt: integer })

const PRODUCT: Fields<Product> = {
  id: text,
  name: text,
  features: list(
    record<FeatureDefinition>({
      name: text,
      type: oneOf('flag', 'integer', 'text'),
      default: optional(featureValue),
      required: flag,
    }),
  ),
  releases: list(record<Release>({ version: text, releasedAt: integer })),
  match: record<Product['match']>({ k: integer, n: integer }),
}
const { id: _productId, ...productRestFields } = PRODUCT
export const product = record<Product>(PRODUCT)
export const productRest = record<Omit<Product, 'id'>>(productRestFields)

const ENTITLEMENT: Fields<Entitlement> = {
  productId: text,
  activations: integer,
  floatingSeats: optional(integer),
  features: map(text, featureValue),
  generic: flag,
  maintenance: optional(record({ until: optional(integer) })),
  majorVersion: optional(text),
  expiresAt: optional(integer),
  duration: optional(record({ days: integer, from: oneOf('creation', 'activation') })),
  userData: optional(text),
}
const { productId: _keyProductId, ...entitlementRestFields } = ENTITLEMENT

export interface KeyRest extends Pick<Impersonal, 'text' | 'createdAt'> {
  readonly entitlement: Omit<Entitlement, 'productId'>
}
export const impersonal = record<Impersonal>({
  id: text,
  text,
  createdAt: integer,
  entitlement: record<Entitlement>(ENTITLEMENT),
})
export const keyRest = record<KeyRest>({
  text,
  createdAt: integer,
  entitlement: record<KeyRest['entitlement']>(entitlementRestFields),
})

/** `salt` is 32 hexadecimal digits: without it a short list of addresses could be tried against the hash. */
export const personal = record<Personal & { readonly salt: string }>({
  salt: text,
  email: optional(text),
  comment: optional(text),
})

const ACTIVATION: Fields<Activation> = {
  id: text,
  keyId: text,
  computerId: text,
  fingerprint: optional(map(integer, bytes)),
  installationKey: optional(text),
  firstAt: integer,
  lastAt: integer,
}
const { id: _activationId, keyId: _activationKey, ...activationRestFields } = ACTIVATION
export type ActivationRest = Omit<Activation, 'id' | 'keyId'>
export const activation = record<Activation>(ACTIVATION)
export const activationRest: Shape<ActivationRest> = record<ActivationRest>(activationRestFields)

export const license = record<IssuedLicense>({
  requestHash: optional(text),
  keyId: text,
  activationId: text,
  kid: text,
  payload: bytes,
  issuedAt: integer,
})
