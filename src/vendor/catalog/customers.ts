/**
 * Owns customers: adding, changing, merging and erasing them. The id of a customer that was merged stands for the one
 * that it was merged into, wherever a customer is named.
 */
import { AirlatchError } from '../../core/errors.ts'
import {
  CUSTOMER_FIELD_NAMES,
  CUSTOMER_ID_BYTES,
  type Customer,
  type CustomerDetails,
  type CustomerField,
  type CustomerRecord,
  checkCustomerField,
  customerIdOf,
  parseCustomerId,
} from '../../core/terms/customer.ts'
import { untilRecorded } from '../../log/attempts.ts'
import type { Change } from '../ledger/change.ts'
import type { CustomerListing, ErasedBytes, Ledger, Seen } from '../ledger/ledger.ts'
import { forgetInSaved } from './forget.ts'
import { invalid } from './limits.ts'

/** What is to be said of a customer: absent keeps, present replaces, "" removes. @useDeclaredType */
export type CustomerChange = { readonly [Name in CustomerField]?: string | undefined }

export interface NewCustomer extends CustomerChange {
  /** Who you talk to, or what you call them. */
  readonly name: string
}

/** Errors: invalid-value, ledger-busy. */
export async function addCustomer(
  ledger: Ledger,
  input: NewCustomer,
  { now, random }: { readonly now: number; readonly random: (bytes: number) => Uint8Array },
): Promise<Customer> {
  const details = { ...NOTHING, ...changesOf(input) }
  if (details.name === undefined) checkCustomerField('name', '')
  return untilRecorded(ledger, async ledger => {
    const customer = { id: customerIdOf(random(CUSTOMER_ID_BYTES)), createdAt: now, ...details }
    // an id that is taken is drawn again
    const outcome = await ledger.append([{ kind: 'customer.added', customer }], now)
    return outcome === 'conflict' ? undefined : { ...customer, mergedInto: undefined }
  })
}

/** Errors: customer-not-found, invalid-value, ledger-busy. */
export async function changeCustomer(
  ledger: Ledger,
  id: string,
  change: CustomerChange,
  now: number,
): Promise<Customer> {
  const changes = changesOf(change)
  if (change.name === '') checkCustomerField('name', '')
  return untilRecorded(ledger, async ledger => {
    const { customer, revision } = await requireCustomer(ledger, id)
    const next = { ...customer, ...changes }
    if (CUSTOMER_FIELD_NAMES.every(name => next[name] === customer[name])) return customer
    const { mergedInto: _none, ...record } = next
    const seen = { customers: new Map([[customer.id, revision]]) }
    const outcome = await ledger.append([{ kind: 'customer.changed', customer: record }], now, seen)
    return outcome === 'conflict' ? undefined : next
  })
}

/** A customer that has no id yet. Error: invalid-value. */
export function newCustomer(input: NewCustomer, now: number): Omit<CustomerRecord, 'id'> {
  return { createdAt: now, ...NOTHING, ...changesOf(input) }
}

const NOTHING: CustomerDetails = {
  name: undefined,
  company: undefined,
  email: undefined,
  telephone: undefined,
  reference: undefined,
  notes: undefined,
}

/** Error: invalid-value. */
function changesOf(input: CustomerChange): Partial<CustomerRecord> {
  const given = CUSTOMER_FIELD_NAMES.flatMap(name => {
    const value = input[name]
    if (value === undefined) return []
    if (value !== '') checkCustomerField(name, value)
    return [[name, value === '' ? undefined : value]]
  })
  return Object.fromEntries(given)
}

/** The customer that the id stands for, as a person types it. Error: customer-not-found. */
export async function requireCustomer(
  ledger: Ledger,
  id: string,
): Promise<CustomerListing & { readonly revision: number }> {
  const found = await customerIfAny(ledger, id)
  if (found === undefined) throw new AirlatchError('customer-not-found', { customer: id })
  return found
}

/** The same; undefined when there is none. */
export async function customerIfAny(
  ledger: Ledger,
  id: string,
): Promise<(CustomerListing & { readonly revision: number }) | undefined> {
  let found = await ledger.customer(parseCustomerId(id) ?? '')
  // nothing is merged into what was merged, so this ends
  while (found?.customer.mergedInto !== undefined) found = await ledger.customer(found.customer.mergedInto)
  return found
}

/**
 * Fields of a key, with the customer that they name as it is now, and what has been seen of it: a customer that is merged
 * meanwhile has other keys. Error: customer-not-found.
 */
export async function withCustomer<Fields extends { readonly customer?: string | undefined }>(
  ledger: Ledger,
  fields: Fields,
): Promise<{ readonly fields: Fields; readonly seen: Seen }> {
  const { customer: named } = fields
  if (named === undefined || named === 'none') return { fields, seen: {} }
  const { customer, revision } = await requireCustomer(ledger, named)
  return {
    fields: { ...fields, customer: customer.id },
    seen: { customers: new Map([[customer.id, revision]]) },
  }
}

/** What became of two customers that were one. */
export interface MergedCustomers {
  /** As it is now: it has the keys of both. */
  readonly customer: Customer
  /** The id that stands for it as well from now on. */
  readonly from: string
  /** Keys that were handed on. */
  readonly keys: number
}

/** Errors: customer-not-found, invalid-value when both are one already, ledger-busy. */
export async function mergeCustomers(
  ledger: Ledger,
  from: string,
  into: string,
  now: number,
): Promise<MergedCustomers> {
  return untilRecorded(ledger, async ledger => {
    const plan = await planMerge(ledger, from, into)
    const change: Change = { kind: 'customer.merged', from: plan.from, into: plan.customer.id }
    const seen = { customers: plan.seen }
    return (await ledger.append([change], now, seen)) === 'conflict' ? undefined : plan
  })
}

/** What `mergeCustomers` would do. Errors: customer-not-found, invalid-value. */
export function planMerge(
  ledger: Ledger,
  from: string,
  into: string,
): Promise<MergedCustomers & { readonly seen: ReadonlyMap<string, number> }> {
  return ledger.moment(async moment => {
    const [source, target] = [await requireCustomer(moment, from), await requireCustomer(moment, into)]
    const [{ customer: gone }, { customer }] = [source, target]
    if (gone.id === customer.id) throw invalid('into', { is: 'other-customer' }, into)
    const seen = new Map([
      [gone.id, source.revision],
      [customer.id, target.revision],
    ])
    return { customer, from: gone.id, keys: source.keys, seen }
  })
}

/** What was erased of a customer. */
export interface ErasedCustomer {
  /** Its id, and those that were merged into it. */
  readonly customers: readonly string[]
  /** The keys of which e-mail and comments were erased, by their ids. */
  readonly keys: readonly string[]
  /** What became of the bytes. */
  readonly bytes: ErasedBytes
}

/**
 * All that is said of the customer and of those that were merged into it, and e-mail and comments of its keys, here and in
 * every entry. Errors: customer-not-found, ledger-busy.
 */
export async function eraseCustomer(ledger: Ledger, id: string, now: number): Promise<ErasedCustomer> {
  const erased = await ledger.alone(async alone => {
    const { customer } = await requireCustomer(alone, id)
    const customers = [customer.id, ...(await mergedInto(alone, customer.id))]
    const own = (await alone.keys({ customer: customer.id })).map(({ key }) => key)
    const keys = own.map(({ id }) => id)
    await forgetInSaved(alone, own, now)
    await alone.append(
      [
        ...customers.map((customerId): Change => ({ kind: 'customer.erased', customerId })),
        ...keys.map((keyId): Change => ({ kind: 'personal.erased', keyId })),
      ],
      now,
    )
    return { customers, keys }
  })
  return { ...erased, bytes: await ledger.scrub() }
}

/** The ids of all that were merged into it, one after the other. */
export async function mergedInto(ledger: Ledger, id: string): Promise<readonly string[]> {
  const all: string[] = []
  for (const next = [id]; next.length > 0; ) {
    const found = (await ledger.customers(next.pop())).map(({ customer }) => customer.id)
    all.push(...found)
    next.push(...found)
  }
  return all
}
