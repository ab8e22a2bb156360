/**
 * Owns the table of an activation key's fields. Each row describes one field, and everything else follows from the row:
 * the option on the command line, the column in lists, the names in JSON and in errors, parsing and limits, the entry in
 * the ledger, saved defaults, and the types below. Words for people are in words/key-fields.ts. Only what a field does
 * is written elsewhere: its rule, its claim in the license, its bits in a typed code.
 *
 * The rows are in the order that the fields have in entries of the ledger, so a new row goes to the end.
 */

import { TEXT_LIMITS } from '../message/claims.ts'
import { LEASE_SECONDS, MOST_BORROW_DAYS, SEAT_UNITS } from '../message/lending.ts'
import { type FeatureValue, LICENSE_FORMATS, LICENSEE_BYTES, MOST_DAYS } from '../message/license.ts'
import type { BeyondFormat } from '../problems.ts'
import * as kinds from './kinds.ts'
import { orInherited, type Product } from './product.ts'
import { STARTS } from './term.ts'

const MOST_SEATS = 1_000_000

/** What holds for some fields only. */
interface Traits<Value> {
  /** The name in JSON, if it differs from the name in the library. */
  readonly json?: string
  /** The value of a new key by default. A field without it may have no value. */
  readonly atFirst?: Value
  /** The word that removes the value. */
  readonly none?: string | 0
  /** Recognises what removes the value, if that is more than one word. */
  isNone?(input: Value): boolean
  /** Can be set when a key is created, and never changed. `command`: it belongs to the command, not to the key. */
  readonly atCreation?: true | 'command'
  /** A note in the vendor's books, never in a license. `find`: `key list` can look for it. */
  readonly note?: { readonly find: boolean; readonly personal: boolean }
  /** What a license of format 1 cannot carry; `when`: only these values of it. */
  readonly newer?: { readonly code: BeyondFormat; when?(value: Value, product: Product): boolean }
  /** The only texts that the option accepts. */
  readonly choices?: readonly string[]
  /** A second part of the value, with its own option and column. */
  readonly second?: { readonly flag: string; readonly column: string; readonly choices: readonly string[] }
  /** Names of its parts in errors. */
  readonly parts?: readonly string[]
}

/** The word that removes the value of a field. */
type NoneOf<T> = T extends { readonly none: infer None } ? None : never

function field<const Flag extends string | undefined, Value, Word, const T extends Traits<Value>>(
  flag: Flag,
  column: string,
  kindOf: kinds.KindOf<Value, Word>,
  traits: T,
) {
  const { none } = traits
  const kind = kindOf(column, none ? `${none}` : undefined)
  const read = (texts: readonly string[], context: kinds.ParseContext): Value | Word | NoneOf<T> =>
    none && texts[0] === none ? (none as NoneOf<T>) : kind.read(texts, context)
  return { flag, column, ...kind, read, ...traits }
}

export const FIELDS = {
  /** The product that it is good for. */
  productId: field('product', 'product', kinds.line(), { atCreation: true }),
  /** Different computers that may be active at once (checklist QC-07). */
  activations: field('activations', 'activations', kinds.whole(1, MOST_SEATS), { atFirst: 1 }),
  floatingSeats: field('floating-seats', 'floating seats', kinds.whole(1, MOST_SEATS), { none: 'none' }),
  /** All of them: what is not named gets the product's default. */
  features: field('feature', 'features', kinds.features, { isNone: features => features.size === 0 }),
  generic: field('generic', 'generic', kinds.yesOrNo, { atCreation: true, atFirst: false }),
  maintenance: field('maintenance', 'maintenance', kinds.maintenance, { none: 'none' }),
  /** The product's major version when the key was made; what a key without maintenance is good for (QC-04). */
  majorVersion: field(undefined, 'version', kinds.line(), { none: '' }),
  /** The first second that is no longer covered. */
  expiresAt: field('expires', 'expires', kinds.end, { json: 'expires', none: 'never' }),
  duration: field('duration', 'duration', kinds.days, {
    none: 'none',
    second: { flag: 'duration-from', column: 'duration from', choices: STARTS },
    newer: { code: 'first-run-days', when: ({ from }) => from === 'first-run' },
  }),
  userData: field('user-data', 'user data', kinds.text(TEXT_LIMITS.userData), { none: '' }),
  /** Who sold it: one of the vendor's list (checklist QC-18). */
  affiliate: field('affiliate', 'affiliate', kinds.line(), {
    none: '',
    note: { find: true, personal: false },
  }),
  /**
   * The number of activations is concurrent connections of one license server (checklist LP-03): it is signed as the
   * number of floating seats, and one computer may be active, the server.
   */
  forFloating: field('for-floating', 'for floating', kinds.yesOrNo, {
    atFirst: false,
    newer: { code: 'site-server', when: is => is },
  }),
  deactivationLimit: field('deactivation-limit', 'deactivation limit', kinds.deactivationLimit, {
    atFirst: 'inherit',
    newer: {
      code: 'deactivation-limit',
      when: (own, product) => typeof orInherited(own, product.deactivationLimit) === 'bigint',
    },
  }),
  /** None, or a single empty name: everybody may run it (checklist LP-15 to LP-20). */
  users: field('user', 'users', kinds.users, {
    atFirst: [],
    isNone: users => users.length === 1 && users[0]?.name === '',
    newer: { code: 'users', when: users => users.length > 0 },
    parts: ['user', 'platform'],
  }),
  allowVirtual: field('allow-vm', 'allow vm', kinds.inheritedYesOrNo, {
    json: 'allowVm',
    atFirst: 'inherit',
    newer: { code: 'no-virtual', when: (own, product) => !orInherited(own, product.allowVirtual) },
  }),
  /** Whether it runs under a name that the site gives a container, in place of a computer (checklist DY-16). */
  allowWorkloads: field('allow-workloads', 'allow workloads', kinds.inheritedYesOrNo, { atFirst: 'inherit' }),
  graceDays: field('grace-days', 'grace days', kinds.whole(0, MOST_DAYS), {
    none: 0,
    newer: { code: 'grace-days' },
  }),
  /** Whose license it is, as a watermark in the license. */
  licensee: field('licensee', 'licensee', kinds.line({ mostBytes: LICENSEE_BYTES }), {
    none: '',
    newer: { code: 'licensee' },
  }),
  /** The license format that the customer's program reads; none: the newest (checklist QC-30). */
  engineVersion: field('engine-version', 'engine version', kinds.licenseFormat, {
    none: 'newest',
    choices: [...LICENSE_FORMATS.map(String), 'newest'],
  }),
  email: field('email', 'e-mail', kinds.email, {
    none: '',
    note: { find: true, personal: true },
  }),
  comment: field('comment', 'comment', kinds.text(4096), {
    none: '',
    note: { find: false, personal: true },
  }),
  /** The order that it was sold with, in the vendor's own books. It names a sale and nobody: it is not personal. */
  orderReference: field('order', 'order', kinds.line({ kind: 'name', mostCharacters: 200 }), {
    none: '',
    note: { find: true, personal: false },
  }),
  /** Whose key it is: the id of a customer of the ledger. */
  customer: field('customer', 'customer', kinds.customer, {
    none: 'none',
    note: { find: true, personal: false },
  }),
  /** What one seat of a floating key is taken by (checklist SS-03); none: a session. */
  seatUnit: field('seat-unit', 'seat unit', kinds.seatUnit, {
    none: 'default',
    choices: [...Object.keys(SEAT_UNITS), 'default'],
  }),
  /** Seconds that a lease of its site server may run (checklist SS-01); none: a day. */
  longestLease: field(
    'longest-lease',
    'longest lease',
    kinds.whole(LEASE_SECONDS.least, LEASE_SECONDS.most),
    {
      none: 'default',
    },
  ),
  /** Days that a seat may be borrowed; none: 30. It says nothing while none may be. */
  longestBorrow: field('longest-borrow', 'longest borrow', kinds.whole(1, MOST_BORROW_DAYS), {
    none: 'default',
  }),
  /** Seats that may be borrowed at once; none: no seat leaves the site. */
  mostBorrowed: field('most-borrowed', 'most borrowed', kinds.whole(1, MOST_SEATS), { none: 'none' }),
  /** Features that fewer may use at once than there are seats. */
  pools: field('pool', 'pools', kinds.pools, {
    atFirst: new Map(),
    isNone: pools => pools.size === 0,
  }),
  /** Separate keys to make. */
  count: field('count', 'count', kinds.whole(1, 100_000), { atCreation: 'command' }),
} as const

type Table = typeof FIELDS
export type FieldName = keyof Table
type With<Trait> = { [Name in FieldName]: Table[Name] extends Trait ? Name : never }[FieldName]

type NoteName = With<{ readonly note: object }>
export type PersonalName = With<{ readonly note: { readonly personal: true } }>
export type FoundName = With<{ readonly note: { readonly find: true } }>
export type OptionName = With<{ readonly flag: string }>
type CreationName = With<{ readonly atCreation: unknown }>
type CommandName = With<{ readonly atCreation: 'command' }>
type EntitlementName = Exclude<FieldName, NoteName | CommandName>

type Input<Name extends FieldName> = ReturnType<Table[Name]['read']>
type Value<Name extends FieldName> = Exclude<Input<Name>, NoneOf<Table[Name]>>
type Kept<Name extends FieldName> =
  | Value<Name>
  | (Table[Name] extends { readonly none: unknown } ? undefined : never)

/** What an activation key grants. */
export interface Entitlement
  extends Omit<{ readonly [Name in keyof Pick<Table, EntitlementName>]: Kept<Name> }, 'features'> {
  /** Complete: defaults are filled in when the key is made. */
  readonly features: ReadonlyMap<string, FeatureValue>
}

/** The vendor's notes on a key: in the ledger, never in a license. */
export type Notes = { readonly [Name in keyof Pick<Table, NoteName>]: Kept<Name> }

/**
 * What can be set when a key is created and changed later. An absent field stays as it is, or gets its saved default.
 * @useDeclaredType
 */
export type KeyFields = {
  readonly [Name in keyof Pick<Table, Exclude<OptionName, CreationName>>]?: Input<Name> | undefined
}

/** All that can be said of keys when they are created. */
export interface NewTerms
  extends KeyFields,
    Partial<{ readonly [Name in keyof Pick<Table, CreationName>]: Input<Name> | undefined }> {}

/** The product is that of the template or of the saved defaults unless it is named. */
export interface NewKeys extends NewTerms {
  /** The name of the template that they start from (checklist DY-09). */
  readonly template?: string | undefined
  /** Begin with nothing but the product's own defaults (checklist QC-35). */
  readonly ignoreDefaults?: boolean | undefined
  /** Keep what these keys are made with as the defaults (checklist QC-34). */
  readonly saveDefaults?: boolean | undefined
}

/**
 * The saved values that new keys start from (checklist QC-34): all that can be said when one is created. Undefined:
 * nothing is saved for this field. Features are for keys of `productId` alone, because another product has others.
 * @useDeclaredType
 */
export type Defaults = { readonly [Name in keyof Pick<Table, OptionName>]: Value<Name> | undefined }

/**
 * A named set of terms that new keys start from (checklist DY-09), as it was said: a word that removes a value is kept,
 * because it also takes away a saved default. Without a product it is for any, and says nothing of features.
 */
export interface Template extends NewTerms {
  readonly name: string
}

/** Any row of the table. */
export type KeyField = { readonly flag: string | undefined; readonly column: string } & kinds.ValueKind<
  unknown,
  unknown
> &
  Traits<unknown>

export function fieldOf(name: FieldName): KeyField {
  return FIELDS[name]
}

const NAMES = Object.keys(FIELDS) as FieldName[]

function namesWhere<Name extends FieldName>(is: (field: KeyField) => boolean): readonly Name[] {
  return NAMES.filter((name): name is Name => is(fieldOf(name)))
}

export const ENTITLEMENT = namesWhere<EntitlementName>(
  ({ note, atCreation }) => !note && atCreation !== 'command',
)
export const NOTES = namesWhere<NoteName>(({ note }) => note !== undefined)
export const PERSONAL = namesWhere<PersonalName>(({ note }) => note?.personal ?? false)
/** What can be said of a key when it is made, and saved for the next one. */
export const OPTIONS = namesWhere<OptionName>(({ flag }) => flag !== undefined)
export const FOUND = namesWhere<FoundName>(({ note }) => note?.find ?? false)

function atFirst(names: readonly FieldName[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map(name => [name, fieldOf(name).atFirst]))
}

/** What a new key grants by default, except what its product decides. */
export const AT_FIRST = atFirst(ENTITLEMENT) as unknown as Omit<Entitlement, 'productId' | 'features'>
export const NO_NOTES = atFirst(NOTES) as unknown as Notes

/** Whether the input removes the value of the field. */
export function isNone(name: FieldName, input: unknown): boolean {
  const field = fieldOf(name)
  return field.isNone === undefined ? input === field.none : field.isNone(input)
}

/** Refuses a value that a key cannot have. Error: invalid-value, by the field's name in the library. */
export function checkField(name: FieldName, value: unknown): void {
  const field = fieldOf(name)
  if (value !== undefined || field.none === undefined) field.check?.(value, name)
}

/** Finds the field of an error by any name: in the library, of the option, of the column, or of a part. */
export function fieldNamed(called: string): { readonly flag: string; readonly column: string } | undefined {
  for (const name of NAMES) {
    const { flag, column, second, parts } = fieldOf(name)
    if (flag === undefined) continue
    if (second !== undefined && [second.flag, second.column, `${name}.from`].includes(called)) return second
    if ([name, flag, column, ...(parts ?? [])].includes(called)) return { flag, column }
  }
  return undefined
}
