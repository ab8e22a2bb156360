/** Owns the pages of customers: all of them, one with its keys and its story, and the form of both. */
import { CUSTOMER_FIELD_NAMES, CUSTOMER_FIELDS } from '../../../src/core/terms/customer.ts'
import type { AirlatchError, Customer, CustomerRecord } from '../../../src/vendor/door.ts'
import { html, verbatim } from '../../../src/web/html.ts'
import {
  facts,
  link,
  moment,
  ownForm,
  pathOf,
  problem,
  refusedIn,
  section,
  table,
  upper,
} from '../../../src/web/parts.ts'
import { formatDay } from '../../../src/words/dates.ts'
import { headingFor, labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { customerName, customerPairs } from '../../customer-text.ts'
import { sentencesOf } from '../../history.ts'
import { cursor, older, PAGE_ROWS } from '../paging.ts'
import { type Asked, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'
import { keysTable } from './keys.ts'

export const CUSTOMERS: readonly Route[] = [
  {
    method: 'GET',
    path: '/customers',
    async answer({ vendor }, { query }) {
      const words = vendorWords().console.customers
      const customers = await vendor.newestCustomers({ most: PAGE_ROWS, before: cursor(query) })
      const last = customers.at(-1)?.customer.id ?? ''
      const headings = (['customer', 'name', 'company', 'email', 'keys', 'added'] as const).map(headingFor)
      const rows = customers.map(({ customer, keys }) => [
        link(pathOf('customers', customer.id), customer.id),
        customer.name,
        customer.company,
        customer.email,
        keys,
        formatDay(customer.createdAt),
      ])
      return page(
        'customers',
        words.title,
        html`<p class="actions"><a class="button primary" href="/customers/new">${words.add}</a></p>
${table(words.title, headings, rows, words.none)}
${older(rows.length, PAGE_ROWS, '/customers', { before: last })}`,
      )
    },
  },
  {
    method: 'GET',
    path: '/customers/new',
    answer: async (_desk, asked) => editPage(asked, undefined, undefined),
  },
  {
    method: 'POST',
    path: '/customers/new',
    async answer({ vendor }, asked) {
      try {
        const { name = '', ...more } = detailsIn(asked)
        const customer = await vendor.addCustomer({ name, ...more })
        return elsewhere(
          pathOf('customers', customer.id),
          vendorWords().console.customers.added(customerName(customer)),
        )
      } catch (error) {
        return editPage(asked, undefined, refusedIn(error))
      }
    },
  },
  {
    method: 'GET',
    path: '/customers/:id',
    async answer({ vendor }, asked) {
      const { customer } = await vendor.customer(asked.part('id'))
      const { id } = customer
      const [keys, history] = await Promise.all([
        vendor.newestKeys({ most: PAGE_ROWS, customer: id, before: cursor(asked.query) }),
        vendor.customerHistory(id),
      ])
      const words = vendorWords().console.customers
      return page(
        'customers',
        customerName(customer),
        html`${facts([
          [labelFor('customer'), id],
          ...customerPairs(customer),
          [labelFor('added'), moment(customer.createdAt)],
        ])}
<p class="actions"><a class="button primary" href="/keys/new?customer=${encodeURIComponent(id)}">${words.sell}</a>
<a class="button" href="${pathOf('customers', id, 'change')}">${words.change}</a>
<a class="button" href="${pathOf('customers', id, 'merge')}">${vendorWords().consoleDesk.personal.merge}</a>
<a class="button danger" href="${pathOf('customers', id, 'erase')}">${vendorWords().consoleDesk.personal.erase}</a></p>
${section(
  words.keys,
  html`${keysTable(keys)}
${older(keys.length, PAGE_ROWS, pathOf('customers', id), { before: keys.at(-1)?.key.id ?? '' })}`,
)}
${section(words.history, table(words.history, (['when', 'who', 'what'] as const).map(headingFor), sentencesOf(history).toReversed(), vendorWords().entries.noHistory))}`,
      )
    },
  },
  {
    method: 'GET',
    path: '/customers/:id/change',
    answer: async ({ vendor }, asked) =>
      editPage(asked, (await vendor.customer(asked.part('id'))).customer, undefined),
  },
  {
    method: 'POST',
    path: '/customers/:id/change',
    async answer({ vendor }, asked) {
      const { customer } = await vendor.customer(asked.part('id'))
      try {
        const changed = await vendor.changeCustomer(customer.id, detailsIn(asked))
        return elsewhere(
          pathOf('customers', changed.id),
          vendorWords().console.customers.changed(customerName(changed)),
        )
      } catch (error) {
        return editPage(asked, customer, refusedIn(error))
      }
    },
  },
]

function detailsIn({
  form,
}: Asked): Readonly<Partial<Record<(typeof CUSTOMER_FIELD_NAMES)[number], string>>> {
  return Object.fromEntries(CUSTOMER_FIELD_NAMES.map(name => [name, form.text(name).trim()]))
}

function editPage(
  asked: Asked,
  customer: Customer | undefined,
  error: AirlatchError | undefined,
): ViewAnswer {
  const words = vendorWords().console
  const said = error === undefined ? customer : (detailsIn(asked) as Partial<CustomerRecord>)
  const here = customer === undefined ? '/customers' : pathOf('customers', customer.id)
  const title =
    customer === undefined ? words.customers.add : `${words.customers.change}: ${customerName(customer)}`
  return page(
    'customers',
    title,
    html`${error && problem(error)}
${ownForm(
  asked,
  customer === undefined ? '/customers/new' : `${here}/change`,
  html`<div class="fields">${CUSTOMER_FIELD_NAMES.map(name => {
    const value = said?.[name] ?? ''
    return html`<div class="field"><label for="${name}">${upper(CUSTOMER_FIELDS[name].column)}</label>
${
  name === 'notes'
    ? html`<textarea id="${name}" name="${name}" rows="3">${verbatim(value)}</textarea>`
    : html`<input id="${name}" name="${name}" value="${verbatim(value)}" autocomplete="off"${name === 'name' && html` required`}>`
}</div>`
  })}</div>
<div class="actions"><button type="submit" class="primary">${words.save}</button>${link(here, words.back)}</div>`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}
