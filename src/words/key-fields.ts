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
import type { CellValue } from './output.ts'

/** What a key or the saved defaults say. */
export type KeyTerms = Partial<Entitlement | Defaults>

interface OptionWords {
  /** The placeholder for the value; a switch has none. */
  readonly value?: string
  readonly help: string
}

/** How a value is shown. Without `show`, as in JSON, with yes and no for flags. */
interface Showing {
  /** Undefined: there is nothing to show. `all`: with every item of a long list. */
  readonly show?: (terms: KeyTerms, all: boolean) => CellValue
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

const FIELD_WORDS: FieldWords = {
  productId: {
    value: 'ID',
    help: 'the product that the key is for (default: the saved one)',
  },
  count: { value: 'N', help: 'create N separate keys (default: 1)' },
  email: {
    value: 'EMAIL',
    help: 'the e-mail address of the customer; "" for none',
    find: "only keys with this customer's e-mail address",
  },
  licensee: {
    value: 'NAME',
    help: 'the name of the licensee, as a watermark in the license; recommended for generic keys; "" for none',
  },
  affiliate: {
    value: 'NAME',
    help: 'who sold it, one of "affiliate list"; "" for none',
    find: 'only keys sold by this affiliate',
  },
  customer: {
    value: 'CUSTOMER|none',
    help: 'whose key it is, an id of "customer list"',
    find: 'only keys of this customer',
  },
  orderReference: {
    value: 'TEXT',
    help: 'your reference of the order; "" for none',
    find: 'only keys of this order',
  },
  comment: { value: 'TEXT', help: 'a note that never leaves the ledger; "" for none' },
  activations: {
    value: 'N',
    help: 'how many different computers may be active at once (default: 1)',
    always: true,
  },
  forFloating: { help: 'a floating key, for a site server: its activations are the seats that it lends' },
  seatUnit: {
    value: 'UNIT',
    help: 'what takes one seat of a floating key: a session (a user on a host), a process or a host (default: session)',
  },
  longestLease: {
    value: 'SECONDS|default',
    help: 'how long a lease of its site server may run at most (default: 86400, a day)',
  },
  mostBorrowed: {
    value: 'N|none',
    help: 'how many of its seats may be borrowed at once, for days without the server (default: none)',
  },
  longestBorrow: {
    value: 'DAYS|default',
    help: 'for how many days a seat may be borrowed at most (default: 30)',
  },
  pools: {
    value: 'NAME=N',
    help: 'at most so many may use this feature at once; "": as many as there are seats',
    show: ({ pools }) =>
      pools === undefined || pools.size === 0
        ? undefined
        : [...pools].map(([name, places]) => `${name}=${places}`).join(', '),
  },
  floatingSeats: {
    value: 'N|none',
    help: 'concurrent seats, signed into the license of a key that is not floating',
  },
  generic: { help: 'the license is not bound to a computer, and runs on any' },
  features: {
    value: 'NAME=VALUE',
    help: 'a feature of the product; NAME alone switches a flag on. Other features get their defaults',
    show: ({ features }) => (features === undefined ? undefined : featuresText(features)),
  },
  majorVersion: {
    show: ({ maintenance, ...terms }) =>
      maintenance === undefined && 'majorVersion' in terms ? terms.majorVersion : undefined,
  },
  maintenance: {
    value: '[DATE|none]',
    help: 'covers every version released by that day, or forever without a day; none: no plan',
  },
  engineVersion: {
    value: '1|2|newest',
    help: "the license format that the customer's program reads, if it is an old one",
    absent: 'newest',
  },
  userData: { value: 'TEXT|@FILE', help: 'text to include in the license; "" for none' },
  expiresAt: {
    value: 'DATE|never',
    help: 'the last day in UTC, such as 2027-12-31, or the instant at which it ends: 2027-12-31T12:00:00Z',
    show({ expiresAt, duration }) {
      if (expiresAt !== undefined) return formatEnd(expiresAt)
      return duration === undefined ? undefined : 'by its duration'
    },
    absent: 'never',
    always: true,
  },
  duration: {
    value: 'DAYS|none',
    help: 'number of days; with --expires, the earlier end is valid',
    second: { value: 'START', help: 'when the days begin (default: activation)' },
    show: ({ duration }) =>
      duration &&
      `${duration.days} days from ${duration.from === 'first-run' ? 'the first run' : duration.from}`,
  },
  graceDays: {
    value: 'DAYS',
    help: 'how many days the program still runs after the end, with a warning; 0 for none',
  },
  users: {
    value: 'NAME[:PLATFORM]',
    help: 'only this user of the operating system may run it, on any, windows, macos, linux or bsd (or 0 to 4); @FILE has one user on each line; "": everybody',
    show: ({ users = [] }, all) => usersText(users, all),
    absent: 'everybody',
  },
  allowVirtual: {
    value: 'yes|no|inherit',
    help: 'whether it runs in virtual machines and containers; inherit: as for the product',
  },
  allowWorkloads: {
    value: 'yes|no|inherit',
    help: 'whether it runs under a workload name, which the site gives to a container in place of a computer, or a floating seat may be held by one; inherit: as for the product',
  },
  deactivationLimit: {
    value: 'inherit|unlimited|N',
    help: 'how often the key may be deactivated or moved in all; inherit (or -2): as for the product; unlimited (or -1)',
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
export function shownField(name: FieldName, of: KeyTerms | Partial<Notes>, all: boolean): CellValue {
  const { show }: Showing = FIELD_WORDS[name]
  if (show !== undefined) return show(of as KeyTerms, all)
  const value = jsonField(name, of)
  if (typeof value === 'boolean') return yesOrNo(value)
  return (value ?? undefined) as CellValue
}

/** The same for JSON; null: no value. */
export function jsonField(name: FieldName, of: KeyTerms | Partial<Notes>): unknown {
  const value = (of as Readonly<Record<string, unknown>>)[name]
  const { toJson } = fieldOf(name)
  return value === undefined ? null : toJson === undefined ? value : toJson(value)
}

export function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no'
}
