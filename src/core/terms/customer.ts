/**
 * Owns what a customer is: the table of what is said of one, and the short id, `C-7F3K2`, that is read out on the
 * telephone. All that is said of a customer is personal data: it can be erased, and the id stays.
 */

import { invalidValue } from '../arguments.ts'
import { fiveBits, symbolFor, symbolsOf, valueFor } from '../bytes/base32.ts'
import { requireFittingText, type TextRule } from './text.ts'

/** What is said of a customer. Undefined: nothing, or it was erased. */
export interface CustomerDetails {
  /** Who you talk to, or what you call them; every customer has one until it is erased. */
  readonly name: string | undefined
  readonly company: string | undefined
  readonly email: string | undefined
  readonly telephone: string | undefined
  /** What you call them in your own books, such as a customer number. */
  readonly reference: string | undefined
  /** Anything, in several lines. */
  readonly notes: string | undefined
}

/** What of a customer is named: `name`, `email` and so on. @useDeclaredType */
export type CustomerField = keyof CustomerDetails

/** A customer as the ledger has it. */
export interface Customer extends CustomerDetails {
  /** Such as `C-7F3K2`. */
  readonly id: string
  /** Seconds since 1970. */
  readonly createdAt: number
  /** The customer that has its keys now; undefined while it was not merged into another one. */
  readonly mergedInto: string | undefined
}

/** A customer as an entry of the ledger says it: whom it was merged into is an entry of its own. */
export type CustomerRecord = Omit<Customer, 'mergedInto'>

const LINE: TextRule = { kind: 'name', mostCharacters: 200 }

/** In the order of entries, of help and of lists. `column`: in tables and errors. */
export const CUSTOMER_FIELDS: {
  readonly [Name in CustomerField]: { readonly column: string; readonly rule: TextRule }
} = {
  name: { column: 'name', rule: LINE },
  company: { column: 'company', rule: LINE },
  email: { column: 'e-mail', rule: { kind: 'name', mostCharacters: 254 } },
  telephone: { column: 'telephone', rule: { kind: 'name', mostCharacters: 64 } },
  reference: { column: 'reference', rule: LINE },
  notes: { column: 'notes', rule: { kind: 'text', mostBytes: 4096 } },
}

export const CUSTOMER_FIELD_NAMES = Object.keys(CUSTOMER_FIELDS) as readonly CustomerField[]

/** Error: invalid-value, by the name of the field. */
export function checkCustomerField(name: CustomerField, value: string): void {
  requireFittingText(name, value, CUSTOMER_FIELDS[name].rule)
  if (name === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) throw invalidValue(name, { is: 'email' }, value)
}

const PREFIX = 'C'
const SYMBOLS = 5

/** Random bytes for one id: the last 25 bits of them are used. */
export const CUSTOMER_ID_BYTES = 4
const SPARE_BITS = CUSTOMER_ID_BYTES * 8 - SYMBOLS * 5

/** One of 33 million: the caller checks that it is free. */
export function customerIdOf(random: Uint8Array): string {
  const symbols = Array.from({ length: SYMBOLS }, (_, i) => symbolFor(fiveBits(random, SPARE_BITS + i * 5)))
  return `${PREFIX}-${symbols.join('')}`
}

/** The id in its one spelling, as a person types it: case, dashes and spaces do not matter, O is 0, I and L are 1. */
export function parseCustomerId(text: string): string | undefined {
  const [prefix, ...symbols] = symbolsOf(text)
  if (prefix !== PREFIX || symbols.length !== SYMBOLS) return undefined
  return symbols.every(symbol => valueFor(symbol) !== undefined) ? `${PREFIX}-${symbols.join('')}` : undefined
}
