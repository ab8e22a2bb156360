/**
 * Owns the table of an activation key's fields. Each row describes one field, and these follow from it: the option on
 * the command line, the column in lists, the names in JSON and in errors, parsing and limits, the entry in the ledger,
 * saved defaults, and the types below. The texts for people are in words/key-fields.ts. Only the effects of a field are
 * defined elsewhere: its rule, its claim in the license, its bits in a typed code.
 *
 * The rows are in the order of the fields in entries of the ledger, so a new row goes at the end.
 */

import { TEXT_LIMITS } from '../message/claims.ts'
import { LEASE_SECONDS, MOST_BORROW_DAYS, SEAT_UNITS } from '../message/lending.ts'
import { type FeatureValue, LICENSE_FORMATS, LICENSEE_BYTES, MOST_DAYS } from '../message/license.ts'
import type { BeyondFormat } from '../problems.ts'
import * as kinds from './kinds.ts'
import { orInherited, type Product } from './product.ts'
import { STARTS } from './term.ts'

const MOST_SEATS = 1_000_000

/** Properties that only some fields have. */
interface Traits<Value> {
  /** The name in JSON, if it differs from the name in the library. */
  readonly json?: string
  /** The default of a new key. A field without it may have no value. */
  readonly atFirst?: Value
  /** The word that removes the value. */
  readonly none?: string | 0
  /** Returns whether the input removes the value, if that is more than one word. */
  isNone?(input: Value): boolean
  /** Can be set when a key is created, but not changed. `command`: it belongs to the command, not to the key. */
  readonly atCreation?: true | 'command'
  /** A note in the vendor's records, never in a license. `find`: `key list` can search for it. */
  readonly note?: { readonly find: boolean; readonly personal: boolean }
  /** What a license of format 1 cannot express; `when`: only for these values. */
  readonly newer?: { readonly code: BeyondFormat; when?(value: Value, product: Product): boolean }
  /** The only texts that the option accepts. */
  readonly choices?: readonly string[]
  /** A second part of the value, with its own option and column. */
  readonly second?: { readonly flag: string; readonly column: string; readonly choices: readonly string[] }
  /** The names of its parts in errors. */
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
  /** The product that the key is for. */
  productId: field('product', 'product', kinds.line(), { atCreation: true }),
  /** The number of different computers that may be active at once (checklist QC-07). */
  activations: field('activations', 'activations', kinds.whole(1, MOST_SEATS), { atFirst: 1 }),
  floatingSeats: field('floating-seats', 'floating seats', kinds.whole(1, MOST_SEATS), { none: 'none' }),
  /** All features: those not given get the product's defaults. */
  features: field('feature', 'features', kinds.features, { isNone: features => features.size === 0 }),
  generic: field('generic', 'generic', kinds.yesOrNo, { atCreation: true, atFirst: false }),
  maintenance: field('maintenance', 'maintenance', kinds.maintenance, { none: 'none' }),
  /** The product's major version when the key was created; what a key without maintenance covers (QC-04). */
  majorVersion: field(undefined, 'version', kinds.line(), { none: '' }),
  /** The first second that is no longer covered. */
  expiresAt: field('expires', 'expires', kinds.end, { json: 'expires', none: 'never' }),
  duration: field('duration', 'duration', kinds.days, {
    none: 'none',
    second: { flag: 'duration-from', column: 'duration from', choices: STARTS },
    newer: { code: 'first-run-days', when: ({ from }) => from === 'first-run' },
  }),
  userData: field('user-data', 'user data', kinds.text(TEXT_LIMITS.userData), { none: '' }),
  /** The seller, from the vendor's list (checklist QC-18). */
  affiliate: field('affiliate', 'affiliate', kinds.line(), {
    none: '',
    note: { find: true, personal: false },
  }),
  /**
   * Whether `activations` is the number of concurrent connections of one license server (checklist LP-03): it becomes
   * the number of floating seats, and only one computer may be active, the server.
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
  /** Empty, or a single empty name: all users may run it (checklist LP-15 to LP-20). */
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
  /** Whether it may be bound to a container's name, given by the site, instead of a computer (checklist DY-16). */
  allowWorkloads: field('allow-workloads', 'allow workloads', kinds.inheritedYesOrNo, { atFirst: 'inherit' }),
  graceDays: field('grace-days', 'grace days', kinds.whole(0, MOST_DAYS), {
    none: 0,
    newer: { code: 'grace-days' },
  }),
  /** The owner of the license, as a watermark in the license. */
  licensee: field('licensee', 'licensee', kinds.line({ mostBytes: LICENSEE_BYTES }), {
    none: '',
    newer: { code: 'licensee' },
  }),
  /** The license format that the customer's program can read; none: the newest (checklist QC-30). */
  engineVersion: field('engine-version', 'engine version', kinds.licenseFormat, {
    none: 'newest',
    choices: [...LICENSE_FORMATS.map(String), 'newest'],
  }),
  email: field('email', 'e-mail', kinds.email, { none: '', note: { find: true, personal: true } }),
  comment: field('comment', 'comment', kinds.text(4096), { none: '', note: { find: false, personal: true } }),
  /** The order in the vendor's own records. It identifies a sale, not a person, so it is not personal. */
  orderReference: field('order', 'order', kinds.line({ kind: 'name', mostCharacters: 200 }), {
    none: '',
    note: { find: true, personal: false },
  }),
  /** The owner of the key: the id of a customer in the ledger. */
  customer: field('customer', 'customer', kinds.customer, {
    none: 'none',
    note: { find: true, personal: false },
  }),
  /** What takes one seat of a floating key (checklist SS-03); none: a session. */
  seatUnit: field('seat-unit', 'seat unit', kinds.seatUnit, {
    none: 'default',
    choices: [...Object.keys(SEAT_UNITS), 'default'],
  }),
  /** Maximum seconds of a lease of its site server (checklist SS-01); none: a day. */
  longestLease: field(
    'longest-lease',
    'longest lease',
    kinds.whole(LEASE_SECONDS.least, LEASE_SECONDS.most),
    {
      none: 'default',
    },
  ),
  /** Maximum days for which a seat may be borrowed; none: 30. Has no effect unless seats may be borrowed. */
  longestBorrow: field('longest-borrow', 'longest borrow', kinds.whole(1, MOST_BORROW_DAYS), {
    none: 'default',
  }),
  /** Maximum number of seats borrowed at once; none: seats cannot be borrowed. */
  mostBorrowed: field('most-borrowed', 'most borrowed', kinds.whole(1, MOST_SEATS), { none: 'none' }),
  /** Features that fewer users may use at once than there are seats. */
  pools: field('pool', 'pools', kinds.pools, { atFirst: new Map(), isNone: pools => pools.size === 0 }),
  /** The number of separate keys to create. */
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
  /** Complete: defaults are filled in when the key is created. */
  readonly features: ReadonlyMap<string, FeatureValue>
}

/** The vendor's notes on a key: in the ledger, never in a license. */
export type Notes = { readonly [Name in keyof Pick<Table, NoteName>]: Kept<Name> }

/**
 * Fields that can be set when a key is created, and changed later. An absent field is unchanged, or gets its saved
 * default. @useDeclaredType
 */
export type KeyFields = {
  readonly [Name in keyof Pick<Table, Exclude<OptionName, CreationName>>]?: Input<Name> | undefined
}

/** All fields that can be set when keys are created. */
export interface NewTerms
  extends KeyFields,
    Partial<{ readonly [Name in keyof Pick<Table, CreationName>]: Input<Name> | undefined }> {}

/** Input for new keys. If no product is given, it is that of the template or of the saved defaults. */
export interface NewKeys extends NewTerms {
  /** The name of the template to start from (checklist DY-09). */
  readonly template?: string | undefined
  /** Start from the product's own defaults only (checklist QC-35). */
  readonly ignoreDefaults?: boolean | undefined
  /** Save the values of these keys as the defaults (checklist QC-34). */
  readonly saveDefaults?: boolean | undefined
}

/**
 * The saved values that new keys start from (checklist QC-34). Undefined: nothing is saved for this field. Features are
 * used only for keys of `productId`, because another product has others.
 * @useDeclaredType
 */
export type Defaults = { readonly [Name in keyof Pick<Table, OptionName>]: Value<Name> | undefined }

/**
 * A named set of terms that new keys start from (checklist DY-09), as it was entered: a word that removes a value is
 * kept, because it also overrides a saved default. A template without a product is for any product, and has no
 * features.
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

function namesWhere<Name extends FieldName>(matches: (field: KeyField) => boolean): readonly Name[] {
  return NAMES.filter((name): name is Name => matches(fieldOf(name)))
}

export const ENTITLEMENT = namesWhere<EntitlementName>(
  ({ note, atCreation }) => !note && atCreation !== 'command',
)
export const NOTES = namesWhere<NoteName>(({ note }) => note !== undefined)
export const PERSONAL = namesWhere<PersonalName>(({ note }) => note?.personal ?? false)
/** The fields that can be set when a key is created, and saved as defaults. */
export const OPTIONS = namesWhere<OptionName>(({ flag }) => flag !== undefined)
export const FOUND = namesWhere<FoundName>(({ note }) => note?.find ?? false)

function atFirst(names: readonly FieldName[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map(name => [name, fieldOf(name).atFirst]))
}

/** The defaults of a new key, except those that its product determines. */
export const AT_FIRST = atFirst(ENTITLEMENT) as unknown as Omit<Entitlement, 'productId' | 'features'>
export const NO_NOTES = atFirst(NOTES) as unknown as Notes

/** Returns whether the input removes the value of the field. */
export function isNone(name: FieldName, input: unknown): boolean {
  const field = fieldOf(name)
  return field.isNone === undefined ? input === field.none : field.isNone(input)
}

/** Checks a value of a key. Error: invalid-value, with the field's name in the library. */
export function checkField(name: FieldName, value: unknown): void {
  const field = fieldOf(name)
  if (value !== undefined || field.none === undefined) field.check?.(value, name)
}

/** Finds the field of an error by any of its names: in the library, of the option, the column, or a part. */
export function fieldNamed(anyName: string): { readonly flag: string; readonly column: string } | undefined {
  for (const name of NAMES) {
    const { flag, column, second, parts } = fieldOf(name)
    if (flag === undefined) continue
    if (second !== undefined && [second.flag, second.column, `${name}.from`].includes(anyName)) return second
    if ([name, flag, column, ...(parts ?? [])].includes(anyName)) return { flag, column }
  }
  return undefined
}
