/**
 * Owns the words for a key's fields (core/terms/fields.ts): the help of their options, and how values are shown. A new
 * field does not compile without them. They are in the order of help: for whom, how many, what, for how long, who may
 * run it and where. Texts and lists have the vendor's notes at the end.
 */
import {
  type Defaults,
  ENTITLEMENT,
  type Entitlement,
  type FIELDS,
  type FieldName,
  type FoundName,
  fieldOf,
  NOTES,
  type Notes,
  type OptionName,
} from '../core/terms/fields.ts'
import { formatEnd } from '../core/terms/term.ts'
import { featuresText, usersText } from './describe.ts'
import type { Shown } from './output.ts'

/** What a key or the saved defaults say. */
export type Terms = Partial<Entitlement | Defaults>

interface OptionWords {
  /** The placeholder for the value; a switch has none. */
  readonly value?: string
  readonly help: string
}

/** How a value is shown. Without `show`, as in JSON, with yes and no for flags. */
interface Showing {
  /** Undefined: there is nothing to show. `all`: with every item of a long list. */
  readonly show?: (terms: Terms, all: boolean) => Shown
  /** What stands for a missing value. */
  readonly absent?: string
  /** Shown in one-line summaries even when it is the default. */
  readonly always?: true
}

type FieldWords = {
  readonly [Name in FieldName]: Showing &
    (Name extends OptionName ? OptionWords : object) &
    (Name extends FoundName ? { readonly find: string } : object) &
    ((typeof FIELDS)[Name] extends { readonly second: object } ? { readonly second: OptionWords } : object)
}

export const FIELD_WORDS: FieldWords = {
  productId: {
    value: 'ID',
    help: 'the product that it is good for; may be left out when it is saved as a default',
  },
  count: { value: 'N', help: 'make N separate keys (1)' },
  email: {
    value: 'E',
    help: 'the e-mail address of the customer; "" for none',
    find: "of this customer's e-mail address alone",
  },
  licensee: {
    value: 'NAME',
    help: 'whose license it is, as a watermark in it; best given with a generic key; "" for none',
  },
  affiliate: {
    value: 'A',
    help: 'who sold it, one of "affiliate list"; "" for none',
    find: 'sold by this affiliate alone',
  },
  orderReference: {
    value: 'TEXT',
    help: 'the order that it was sold with, as your own books name it; "" for none',
    find: 'of this order alone',
  },
  comment: { value: 'TEXT', help: 'a note that never leaves the ledger; "" for none' },
  activations: { value: 'N', help: 'active on that many different computers at once (1)', always: true },
  forFloating: { help: 'a floating key, for a license server: its activations are connections at once' },
  floatingSeats: {
    value: 'N|none',
    help: 'concurrent seats, signed into the license of a key that is not floating',
  },
  generic: { help: 'its license is bound to no computer, and runs on any' },
  features: {
    value: 'NAME=VALUE',
    help: 'a feature of the product; NAME alone switches a flag on. Those that are not named get its defaults',
    show: ({ features }) => (features === undefined ? undefined : featuresText(features)),
  },
  majorVersion: {
    show: ({ maintenance, ...terms }) =>
      maintenance === undefined && 'majorVersion' in terms ? terms.majorVersion : undefined,
  },
  maintenance: {
    value: '[UNTIL|none]',
    help: 'good for every version released until that day; without a day, for ever; none: no plan',
  },
  engineVersion: {
    value: 'V',
    help: "the license format that the customer's program reads, when it is an old one",
    absent: 'newest',
  },
  userData: { value: 'TEXT|@FILE', help: 'text that travels in the license; "" for none' },
  expiresAt: {
    value: 'DATE|never',
    help: 'the last day, such as 2027-12-31',
    show({ expiresAt, duration }) {
      if (expiresAt !== undefined) return formatEnd(expiresAt)
      return duration === undefined ? undefined : 'by its duration'
    },
    absent: 'never',
    always: true,
  },
  duration: {
    value: 'DAYS|none',
    help: 'so many days; with --expires, the earlier end counts',
    second: { value: 'START', help: 'what the days count from (activation)' },
    show: ({ duration }) =>
      duration &&
      `${duration.days} days from ${duration.from === 'first-run' ? 'the first run' : duration.from}`,
  },
  graceDays: { value: 'N', help: 'so many days it still runs after its end, with a warning; 0 for none' },
  users: {
    value: 'NAME[:PLATFORM]',
    help: 'only this user of the operating system may run it, on any, windows, macos, linux or bsd (or 0 to 4); @FILE has one a line; "" alone: everybody',
    show: ({ users = [] }, all) => usersText(users, all),
    absent: 'everybody',
  },
  allowVirtual: {
    value: 'yes|no|inherit',
    help: 'whether it runs on virtual machines and in containers; inherit: as the product says',
  },
  deactivationLimit: {
    value: 'inherit|unlimited|N',
    help: 'how often it may be deactivated in all; inherit (or -2): as the product says; unlimited (or -1)',
  },
}

/** The words for any field. */
export function wordsOf(
  name: FieldName,
): Showing & Partial<OptionWords & { readonly find: string; readonly second: OptionWords }> {
  return FIELD_WORDS[name]
}

/** All fields, in the order of help. */
export const IN_HELP = Object.keys(FIELD_WORDS) as FieldName[]

/** The fields that a key has, in the order of texts and lists. */
export const IN_LISTS: readonly (keyof Entitlement | keyof Notes)[] = [
  ...(IN_HELP.filter(name => ENTITLEMENT.some(granted => granted === name)) as (keyof Entitlement)[]),
  ...NOTES,
]

/** A field of a key, its notes or the defaults, for a person; undefined: there is nothing to show. */
export function shownField(name: FieldName, of: Terms | Partial<Notes>, all: boolean): Shown {
  const { show }: Showing = FIELD_WORDS[name]
  if (show !== undefined) return show(of as Terms, all)
  const value = jsonField(name, of)
  if (typeof value === 'boolean') return yesOrNo(value)
  return (value ?? undefined) as Shown
}

/** The same for JSON; null: no value. */
export function jsonField(name: FieldName, of: Terms | Partial<Notes>): unknown {
  const value = (of as Readonly<Record<string, unknown>>)[name]
  const { toJson } = fieldOf(name)
  return value === undefined ? null : toJson === undefined ? value : toJson(value)
}

export function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no'
}
