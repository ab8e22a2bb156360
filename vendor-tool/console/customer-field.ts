/**
 * Owns the customer of a new key, as a form asks for one: by a part of a name, and then by a choice among those that fit.
 * Nothing is ever sold to the only one that fits before the clerk has seen the name.
 */
import { parseCustomerId } from '../../src/core/terms/customer.ts'
import type { Form } from '../../src/http/form.ts'
import type { CustomerListing, Vendor } from '../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../src/web/html.ts'
import { link, pathOf, refusedIn } from '../../src/web/parts.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { customerName } from '../customer-text.ts'

/** Characters of what is looked for, as in the search box. */
export const LEAST_SOUGHT = 3

/** The button that looks for a customer and does nothing else, with its value. */
const FIND = 'find'

/** Up to 20 customers that a part of a name, a company, an address or an id fits; none for less than three characters. */
export async function customersFor(vendor: Vendor, wanted: string): Promise<readonly CustomerListing[]> {
  if ([...wanted].length < LEAST_SOUGHT) return []
  const { matches } = await vendor.find(wanted)
  return matches.flatMap(match =>
    match.kind === 'customer' && match.customer.mergedInto === undefined
      ? [{ customer: match.customer, keys: match.keys }]
      : [],
  )
}

/** What a form says of its customer. */
export type SaidCustomer =
  /** An id, or nothing. */
  | { readonly kind: 'said'; readonly id: string }
  /** To be chosen first, among those that fit. */
  | { readonly kind: 'sought'; readonly fitting: readonly CustomerListing[] }

/** Who was chosen is meant only as long as the text stands that was looked for. */
export async function customerIn(vendor: Vendor, form: Form): Promise<SaidCustomer> {
  const [text, sought, chosen] = ['customer', 'sought', 'chosen'].map(name => form.text(name).trim())
  const isLookedFor = form.text(FIND) !== ''
  if (text === undefined || text === '') return { kind: 'said', id: '' }
  if (!isLookedFor && chosen !== undefined && chosen !== '' && text === sought)
    return { kind: 'said', id: chosen }
  if (!isLookedFor && parseCustomerId(text) !== undefined) return { kind: 'said', id: text }
  return { kind: 'sought', fitting: await customersFor(vendor, text) }
}

/** Before the other buttons of a form: the key Enter looks for nobody, it sends the form. */
export function enterButton(): Html {
  return html`<button type="submit" class="unseen" tabindex="-1" aria-hidden="true"></button>`
}

/** `text`: what stands in it, a part of a name or an id. `fitting`: of what was looked for. */
export async function customerField(
  vendor: Vendor,
  text: string,
  fitting: readonly CustomerListing[] | undefined,
): Promise<Html> {
  const words = vendorWords().console.keyForm
  return html`<div class="field"><label for="customer">${words.customer}</label>
<div class="with-button"><input id="customer" name="customer" value="${verbatim(text)}" aria-describedby="customer-hint" autocomplete="off" spellcheck="false" maxlength="200"><button type="submit" name="${FIND}" value="customer" formnovalidate>${vendorWords().console.find.button}</button></div>
${fitting === undefined || text === '' ? await hintOf(vendor, text) : choiceOf(text, fitting)}</div>`
}

/** Whose id it is. */
async function hintOf(vendor: Vendor, text: string): Promise<Html> {
  const { customerHint } = vendorWords().console.keyForm
  const id = parseCustomerId(text)
  const known = id === undefined ? undefined : await knownCustomer(vendor, id)
  return html`<p class="hint" id="customer-hint">${
    known === undefined
      ? customerHint
      : link(pathOf('customers', known.customer.id), customerName(known.customer))
  }</p>`
}

async function knownCustomer(vendor: Vendor, id: string): Promise<CustomerListing | undefined> {
  try {
    return await vendor.customer(id)
  } catch (error) {
    refusedIn(error)
    return undefined
  }
}

function choiceOf(text: string, fitting: readonly CustomerListing[]): Html {
  const words = vendorWords().console.keyForm
  const [only] = fitting
  if (only === undefined)
    return html`<p class="notice problem" id="customer-hint" role="alert">${
      [...text].length < LEAST_SOUGHT ? vendorWords().console.find.tooShort : words.noCustomer(text)
    } ${link('/customers/new', vendorWords().console.customers.add)}</p>`
  const isOnly = fitting.length === 1
  return html`<input type="hidden" name="sought" value="${verbatim(text)}">
<label for="chosen">${words.fitting(fitting.length)}</label>
<select id="chosen" name="chosen" aria-describedby="customer-hint"><option value="">${words.chooseOne}</option>${fitting.map(
    ({ customer }) =>
      html`<option value="${customer.id}"${isOnly && html` selected`}>${[customerName(customer), customer.email, customer.id].filter(Boolean).join(', ')}</option>`,
  )}</select>
<p class="hint" id="customer-hint">${words.chooseHint}</p>`
}
