/**
 * Owns what an application says to the desk, and that it is of the right kind before anything is read or recorded: a form,
 * a database or plain JavaScript may hand over anything. A field that does not exist is refused: a misspelt end of a key
 * would be a key that never ends. Times are taken as time.ts says, and are seconds from here on.
 */
import {
  ANYTHING,
  type ArgumentField,
  type ArgumentShape,
  FLAG,
  FUNCTION,
  field,
  NUMBER,
  needed,
  OBJECT,
  requireField,
  requireShape,
  SIGNAL,
  TEXT,
  TEXTS,
  withoutUndefined,
} from '../core/arguments.ts'
import { FEATURE_TYPES } from '../core/message/feature-table.ts'
import { SEAT_UNITS } from '../core/message/lending.ts'
import { CUSTOMER_FIELD_NAMES } from '../core/terms/customer.ts'
import type { FeatureDefinition, Release } from '../core/terms/entitlement.ts'
import {
  type FieldName,
  fieldOf,
  OPTIONS as KEY_OPTIONS,
  type KeyFields,
  type NewKeys,
  type Template,
} from '../core/terms/fields.ts'
import type { Stored } from '../core/terms/kinds.ts'
import { secondsOf, type Time } from '../core/time.ts'
import type { WaitLimits } from '../log/queue.ts'
import type { CustomerChange, NewCustomer } from './catalog/customers.ts'
import type { NewProduct, ProductChange } from './catalog/product.ts'
import type { NewRetirement } from './catalog/signing-keys.ts'
import type { KitInput } from './publish/kit.ts'

/** Moments as a caller says them. */
export interface KeyTimes {
  /** The first second that is no longer covered. */
  readonly expiresAt?: Time | 'never' | undefined
  readonly maintenance?: { readonly until: Time | undefined } | 'none' | undefined
}
/** What of a key is to change, with moments in seconds or as a Date. @useDeclaredType */
export type KeyFieldsInput = Omit<KeyFields, keyof KeyTimes> & KeyTimes
/** What new keys are made with, with moments in seconds or as a Date. @useDeclaredType */
export type NewKeysInput = Omit<NewKeys, keyof KeyTimes> & KeyTimes

/** A template, with moments in seconds or as a Date. @useDeclaredType */
export type TemplateInput = Omit<Template, keyof KeyTimes> & KeyTimes

/** A feature of a product: by default it is off, is not required, and may have any value of its type. */
export type FeatureInput = Pick<FeatureDefinition, 'name' | 'type'> & Partial<FeatureDefinition>

/** What may be changed: absent keeps, present replaces; a release is added, or its day corrected. */
export interface ProductChangeInput extends Omit<ProductChange, 'features' | 'release'> {
  readonly features?: readonly FeatureInput[] | undefined
  readonly release?: { readonly version: string; readonly releasedAt: Time } | undefined
}
export interface NewProductInput extends ProductChangeInput {
  readonly id: string
  readonly name: string
}

/** The end of trust in what a signing key signs. */
export interface RetirementInput extends Omit<NewRetirement, 'since'> {
  /** Now unless told. */
  readonly since?: Time | undefined
}

/** The right beginning of an activation. */
export interface StartInput {
  readonly activationId: string
  readonly start: Time
  readonly reason: string
}

export const TIME = ANYTHING
export const ANY_TEXT = field({ is: 'text' }, value => typeof value === 'string')

/** Of a field of a key, by its shape in the ledger; beside them the word that removes it. */
const STORED: Readonly<Record<Stored, ArgumentField>> = {
  text: ANY_TEXT,
  integer: NUMBER,
  flag: FLAG,
  'inherited flag': field({ is: 'flag', or: 'inherit' }, value => FLAG.allows(value) || value === 'inherit'),
  features: field({ is: 'map' }, value => Object.prototype.toString.call(value) === '[object Map]'),
  pools: field({ is: 'map' }, value => Object.prototype.toString.call(value) === '[object Map]'),
  unit: field({ is: 'one-of', words: Object.keys(SEAT_UNITS) }, value => typeof value === 'string'),
  maintenance: OBJECT,
  duration: OBJECT,
  limit: field({ is: 'deactivation-limit' }, value => typeof value === 'bigint' || typeof value === 'string'),
  users: field({ is: 'list' }, value => Array.isArray(value) && value.every(OBJECT.allows)),
  format: NUMBER,
}

function keyField(name: FieldName): ArgumentField {
  const { stored, none } = fieldOf(name)
  if (name === 'expiresAt') return TIME
  const { expected, allows } = STORED[stored]
  const or = none === undefined || none === '' ? expected.or : `${none}`
  return field({ ...expected, or }, value => value === none || allows(value))
}

const NEW_TERMS = Object.fromEntries(KEY_OPTIONS.map(name => [name, keyField(name)]))
const NEW_KEYS = {
  ...NEW_TERMS,
  template: ANY_TEXT,
  ignoreDefaults: FLAG,
  saveDefaults: FLAG,
} as unknown as ArgumentShape<NewKeysInput>
const TEMPLATE = { ...NEW_TERMS, name: needed(ANY_TEXT) } as unknown as ArgumentShape<TemplateInput>
const KEY_FIELDS = Object.fromEntries(
  KEY_OPTIONS.filter(name => !fieldOf(name).atCreation).map(name => [name, keyField(name)]),
) as unknown as ArgumentShape<KeyFieldsInput>

/** Errors: invalid-value {field, expected, got}, of these and of all that follow. */
export function newKeysOf(input: NewKeysInput): NewKeys {
  requireShape('keys', input, NEW_KEYS)
  return { ...withoutUndefined(input), ...inSeconds(input) } as NewKeys
}
export function templateOf(input: TemplateInput): Template {
  requireShape('template', input, TEMPLATE)
  return { ...withoutUndefined(input), ...inSeconds(input) } as Template
}
export function keyFieldsOf(input: KeyFieldsInput): KeyFields {
  requireShape('fields', input, KEY_FIELDS)
  return { ...withoutUndefined(input), ...inSeconds(input) } as KeyFields
}

function inSeconds({ expiresAt, maintenance }: KeyTimes): object {
  const isTime = expiresAt !== undefined && expiresAt !== 'never'
  const until = typeof maintenance === 'object' ? maintenance.until : undefined
  return withoutUndefined({
    expiresAt: isTime ? secondsOf('expiresAt', expiresAt) : expiresAt,
    maintenance: until === undefined ? maintenance : { until: secondsOf('maintenance', until) },
  })
}

const PRODUCT_CHANGE: ArgumentShape<ProductChangeInput> = {
  name: ANY_TEXT,
  features: field({ is: 'list' }, value => Array.isArray(value)),
  release: OBJECT,
  match: field({ is: 'object', or: 'default' }, value => value === 'default' || OBJECT.allows(value)),
  deactivationLimit: STORED.limit,
  allowVirtual: FLAG,
  allowWorkloads: FLAG,
  startByDays: NUMBER,
}
const NEW_PRODUCT: ArgumentShape<NewProductInput> = {
  ...PRODUCT_CHANGE,
  id: needed(ANY_TEXT),
  name: needed(ANY_TEXT),
}
export function oneOf(words: readonly string[]): ArgumentField {
  return field({ is: 'one-of', words }, value => words.some(word => word === `${value}`))
}

const FEATURE: ArgumentShape<FeatureInput> = {
  name: needed(ANY_TEXT),
  type: needed(oneOf(FEATURE_TYPES)),
  default: TIME,
  required: FLAG,
  values: field({ is: 'list' }, value => Array.isArray(value)),
}
const RELEASE: ArgumentShape<Release> = { version: needed(ANY_TEXT), releasedAt: needed(TIME) }

export function newProductOf(input: NewProductInput): NewProduct {
  requireShape('product', input, NEW_PRODUCT)
  return { ...withoutUndefined(input), ...inFull(input) } as NewProduct
}
export function productChangeOf(input: ProductChangeInput): ProductChange {
  requireShape('product', input, PRODUCT_CHANGE)
  return { ...withoutUndefined(input), ...inFull(input) } as ProductChange
}

function inFull({ features, release }: ProductChangeInput): object {
  for (const feature of features ?? []) requireShape('features', feature, FEATURE)
  if (release !== undefined) requireShape('release', release, RELEASE)
  return withoutUndefined({
    features: features?.map(feature => ({
      default: undefined,
      required: false,
      values: [],
      ...withoutUndefined(feature),
    })),
    release: release && { ...release, releasedAt: secondsOf('releasedAt', release.releasedAt) },
  })
}

const KIT: ArgumentShape<KitInput> = {
  productId: needed(TEXT),
  allowGeneric: FLAG,
  searchPath: TEXTS,
  address: ANY_TEXT,
  contact: ANY_TEXT,
  sites: TEXTS,
}
export function requireKitInput(input: unknown): asserts input is KitInput {
  requireShape('kit', input, KIT)
}

const LIMITS: ArgumentShape<WaitLimits> = { signal: SIGNAL, waitAtMostMs: NUMBER }
export function requireWaitLimits(limits: unknown): asserts limits is WaitLimits {
  requireShape('limits', limits, LIMITS)
}

const CUSTOMER = Object.fromEntries(
  CUSTOMER_FIELD_NAMES.map(name => [name, ANY_TEXT]),
) as unknown as ArgumentShape<CustomerChange>
export function requireCustomerChange(change: unknown): asserts change is CustomerChange {
  requireShape('customer', change, CUSTOMER)
}
export function requireNewCustomer(input: unknown): asserts input is NewCustomer {
  requireShape('customer', input, { ...CUSTOMER, name: needed(ANY_TEXT) })
}

const START: ArgumentShape<StartInput> = {
  activationId: needed(TEXT),
  start: needed(TIME),
  reason: needed(ANY_TEXT),
}
export function startOf(input: StartInput): StartInput & { readonly start: number } {
  requireShape('correction', input, START)
  return { ...input, start: secondsOf('start', input.start) }
}

const RETIREMENT: ArgumentShape<RetirementInput> = {
  kid: needed(TEXT),
  since: TIME,
  reason: needed(ANY_TEXT),
}
export function retirementOf(input: RetirementInput): NewRetirement {
  requireShape('retirement', input, RETIREMENT)
  return timesOf(input, ['since'])
}

/** The same, with these moments in seconds where they are given. */
export function timesOf<T extends object, R>(input: T, names: readonly (keyof T & string)[]): R {
  const times = names.flatMap(name => {
    const time = input[name] as Time | undefined
    return time === undefined ? [] : [[name, secondsOf(name, time)] as const]
  })
  return { ...withoutUndefined(input), ...Object.fromEntries(times) } as R
}

export function requireText(name: string, value: unknown): asserts value is string {
  requireField(name, value, needed(ANY_TEXT))
}

/** What every way to open or make a vendor takes; `more`: what one of them takes as well. */
export function requireVendorOptions(
  options: unknown,
  more: Readonly<Record<string, ArgumentField>> = {},
): void {
  requireShape<Readonly<Record<string, unknown>>>('options', options, {
    home: needed(TEXT),
    ledger: TEXT,
    operator: ANY_TEXT,
    now: FUNCTION,
    random: FUNCTION,
    onClockAhead: FUNCTION,
    ...more,
  })
}
