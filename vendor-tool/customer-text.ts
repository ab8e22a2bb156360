/** Owns how a customer stands in JSON, in text and in columns, from the table in core/terms/customer.ts. */

import type { Args, Option } from '../src/cli/command.ts'
import type { Column } from '../src/cli/export.ts'
import { CUSTOMER_FIELD_NAMES, CUSTOMER_FIELDS } from '../src/core/terms/customer.ts'
import type { Customer, CustomerChange, CustomerListing, CustomerRecord } from '../src/vendor/door.ts'
import { formatDay, formatInstant } from '../src/words/dates.ts'
import type { CellValue } from '../src/words/output.ts'
import { headingFor, vendorWords } from '../src/words/vendor-tool.ts'
import { shortened } from './terms.ts'

/** Of `customer add` and `customer set`; the name is told in another way. */
export const CUSTOMER_OPTIONS: Readonly<Record<string, Option>> = Object.fromEntries(
  Object.entries(vendorWords().customer.options).map(([name, { value, help }]) => [
    name,
    { kind: 'text', value, describe: help, mayBeEmpty: true },
  ]),
)

/** What was typed of a customer. */
export function customerDetails(args: Args): CustomerChange {
  const typed = CUSTOMER_FIELD_NAMES.map(name => [name, args.list(name)[0]])
  return Object.fromEntries(typed.filter(([, text]) => text !== undefined))
}

/** What an entry says of a customer; null: nothing, or it was erased. */
export function customerRecordJson(customer: CustomerRecord): Record<string, unknown> {
  return {
    id: customer.id,
    createdAt: formatInstant(customer.createdAt),
    ...Object.fromEntries(CUSTOMER_FIELD_NAMES.map(name => [name, customer[name] ?? null])),
  }
}

export function customerJson(customer: Customer): Record<string, unknown> {
  return { ...customerRecordJson(customer), mergedInto: customer.mergedInto ?? null }
}

export function customerListingJson({ customer, keys }: CustomerListing): Record<string, unknown> {
  return { ...customerJson(customer), keyCount: keys }
}

/** What is said of it, a pair for each field. */
export function customerPairs(
  customer: CustomerRecord,
): readonly (readonly [label: string, value: CellValue])[] {
  return CUSTOMER_FIELD_NAMES.map(name => [CUSTOMER_FIELDS[name].column, shortened(customer[name])])
}

/** `Ann Example, Acme GmbH`. */
export function customerName({ name, company }: CustomerRecord): string {
  return [name, company].filter(part => part !== undefined).join(', ') || vendorWords().customer.erasedName
}

/** What a terminal has room for. */
export const customerHeadings = (): readonly Column<CustomerListing>[] => [
  { heading: headingFor('customer'), cell: ({ customer }) => customer.id },
  { heading: headingFor('name'), cell: ({ customer }) => shortened(customer.name) },
  { heading: headingFor('company'), cell: ({ customer }) => shortened(customer.company) },
  { heading: headingFor('email'), cell: ({ customer }) => shortened(customer.email) },
  { heading: headingFor('keys'), cell: ({ keys }) => keys },
  { heading: headingFor('added'), cell: ({ customer }) => formatDay(customer.createdAt) },
]

/** Every field, for a spreadsheet. */
export const CUSTOMER_COLUMNS: readonly Column<CustomerListing>[] = [
  { heading: 'customer', cell: ({ customer }) => customer.id },
  ...CUSTOMER_FIELD_NAMES.map(
    (name): Column<CustomerListing> => ({
      heading: CUSTOMER_FIELDS[name].column,
      cell: ({ customer }) => customer[name],
    }),
  ),
  { heading: 'keys', cell: ({ keys }) => keys },
  { heading: 'added', cell: ({ customer }) => formatInstant(customer.createdAt) },
]
