/**
 * Owns customers: the table of a customer's details, and the short id, `C-7F3K2`, for the telephone. All details of a
 * customer are personal data: they can be erased, while the id remains.
 */

import { invalidValue } from '../arguments.ts'
import { fiveBits, symbolFor, symbolsOf, valueFor } from '../bytes/base32.ts'
import { isEmail, MOST_EMAIL, requireFittingText, type TextRule } from './text.ts'

/** A customer's details. Undefined: not given, or erased. */
export interface CustomerDetails {
  /** The contact person, or what you call the customer. Present until the customer is erased. */
  readonly name: string | undefined
  readonly company: string | undefined
  readonly email: string | undefined
  readonly telephone: string | undefined
  /** Your own reference, such as a customer number. */
  readonly reference: string | undefined
  /** Any text, in several lines. */
  readonly notes: string | undefined
}

/** The name of a detail: `name`, `email` and so on. @useDeclaredType */
export type CustomerField = keyof CustomerDetails

/** A customer in the ledger. */
export interface Customer extends CustomerDetails {
  /** Such as `C-7F3K2`. */
  readonly id: string
  /** Seconds since 1970. */
  readonly createdAt: number
  /** The customer that now has this one's keys; undefined if it was not merged into another one. */
  readonly mergedInto: string | undefined
}

/** A customer in an entry of the ledger, without `mergedInto`, which has its own entry. */
export type CustomerRecord = Omit<Customer, 'mergedInto'>

const LINE: TextRule = { kind: 'name', mostCharacters: 200 }

/** In the order of entries, of help and of lists. `column`: the name in tables and errors. */
export const CUSTOMER_FIELDS: {
  readonly [Name in CustomerField]: { readonly column: string; readonly rule: TextRule }
} = {
  name: { column: 'name', rule: LINE },
  company: { column: 'company', rule: LINE },
  email: { column: 'e-mail', rule: { kind: 'name', mostCharacters: MOST_EMAIL } },
  telephone: { column: 'telephone', rule: { kind: 'name', mostCharacters: 64 } },
  reference: { column: 'reference', rule: LINE },
  notes: { column: 'notes', rule: { kind: 'text', mostBytes: 4096 } },
}

export const CUSTOMER_FIELD_NAMES = Object.keys(CUSTOMER_FIELDS) as readonly CustomerField[]

/** Checks one detail. Error: invalid-value, with the name of the field. */
export function checkCustomerField(name: CustomerField, value: string): void {
  requireFittingText(name, value, CUSTOMER_FIELDS[name].rule)
  if (name === 'email' && !isEmail(value)) throw invalidValue(name, { is: 'email' }, value)
}

const PREFIX = 'C'
const SYMBOLS = 5

/** Random bytes for one id, of which only the last 25 bits are used. */
export const CUSTOMER_ID_BYTES = 4
const SPARE_BITS = CUSTOMER_ID_BYTES * 8 - SYMBOLS * 5

/** Returns one of 33 million ids: the caller checks that it is free. */
export function customerIdOf(random: Uint8Array): string {
  const symbols = Array.from({ length: SYMBOLS }, (_, i) => symbolFor(fiveBits(random, SPARE_BITS + i * 5)))
  return `${PREFIX}-${symbols.join('')}`
}

/** Returns a typed id in its canonical spelling, in which O is 0, I and L are 1; undefined if it is not an id. */
export function parseCustomerId(text: string): string | undefined {
  const [prefix, ...symbols] = symbolsOf(text)
  if (prefix !== PREFIX || symbols.length !== SYMBOLS) return undefined
  return symbols.every(symbol => valueFor(symbol) !== undefined) ? `${PREFIX}-${symbols.join('')}` : undefined
}
