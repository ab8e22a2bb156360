/** Owns the pages on which two customers become one, and on which personal data of a customer or of a key are erased. */
import type { Customer, CustomerListing, ErasedBytes, Vendor } from '../../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import { link, pathOf, table, upper } from '../../../src/web/parts.ts'
import { confirmationQuestion } from '../../../src/words/confirmation.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { customerName } from '../../customer-text.ts'
import { ERASURE_STAYS, erasureWarnings } from '../../erasure.ts'
import { customersFor, LEAST_SOUGHT } from '../customer-field.ts'
import { surePage } from '../sure.ts'
import { type Asked, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'

export const PERSONAL: readonly Route[] = [
  { method: 'GET', path: '/customers/:id/merge', answer: ({ vendor }, asked) => choosePage(vendor, asked) },
  {
    method: 'GET',
    path: '/customers/:id/merge/:into',
    answer: ({ vendor }, asked) => mergePage(vendor, asked),
  },
  {
    method: 'POST',
    path: '/customers/:id/merge/:into',
    async answer({ vendor }, { part }) {
      const { from, customer, keys } = await vendor.mergeCustomers(part('id'), part('into'))
      return elsewhere(
        pathOf('customers', customer.id),
        `${upper(vendorWords().customer.merged(from, customer.id, keys))}.`,
      )
    },
  },
  {
    method: 'GET',
    path: '/customers/:id/erase',
    async answer({ vendor }, asked) {
      const { customer, keys } = await vendor.customer(asked.part('id'))
      const here = pathOf('customers', customer.id)
      return surePage(asked, {
        section: 'customers',
        ...confirmationQuestion({ is: 'customer-erased', customer: customer.id, keys }),
        action: `${here}/erase`,
        back: here,
        more: html`<p>${customerName(customer)}</p>${staying()}`,
      })
    },
  },
  {
    method: 'POST',
    path: '/customers/:id/erase',
    async answer({ vendor }, { part }) {
      const { customer } = await vendor.customer(part('id'))
      const { customers, keys, bytes } = await vendor.eraseCustomer(customer.id)
      const what = vendorWords().customer.erased(customers, keys.length)
      return elsewhere(pathOf('customers', customer.id), erasedText(what, bytes))
    },
  },
  {
    method: 'GET',
    path: '/keys/:id/erase',
    async answer({ vendor }, asked) {
      const { id } = await vendor.key(asked.part('id'))
      const here = pathOf('keys', id)
      return surePage(asked, {
        section: 'keys',
        ...confirmationQuestion({ is: 'personal-data', key: id }),
        action: `${here}/erase`,
        back: here,
        more: staying(),
      })
    },
  },
  {
    method: 'POST',
    path: '/keys/:id/erase',
    async answer({ vendor }, { part }) {
      const { id } = await vendor.key(part('id'))
      const bytes = await vendor.erasePersonal(id)
      return elsewhere(pathOf('keys', id), erasedText(vendorWords().key.erasePersonal.erased, bytes))
    },
  },
]

function staying(): Html {
  return html`<p>${vendorWords().consoleDesk.personal.stays(ERASURE_STAYS)}</p>`
}

function erasedText(what: string, bytes: ErasedBytes): string {
  const words = vendorWords().consoleDesk.personal
  const more = [vendorWords().key.erasePersonal.next, ...erasureWarnings(bytes)]
  return [words.erased(what), ...more.map(text => `${upper(text)}.`)].join(' ')
}

/** First the other one is looked for. */
async function choosePage(vendor: Vendor, { part, query }: Asked): Promise<ViewAnswer> {
  const { customer } = await vendor.customer(part('id'))
  const wanted = query('with').trim()
  const words = vendorWords().consoleDesk.personal
  const here = pathOf('customers', customer.id)
  return page(
    'customers',
    words.mergeOne(customerName(customer)),
    html`<p class="lead">${words.mergeLead}</p>
<form class="filter" action="${here}/merge">
<div class="field"><label for="with">${words.other}</label><input id="with" name="with" type="search" value="${verbatim(wanted)}" minlength="${LEAST_SOUGHT}" required autocomplete="off"></div>
<button type="submit" class="primary">${vendorWords().console.find.button}</button></form>
${wanted !== '' && othersTable(customer, await othersFor(vendor, customer, wanted))}
<p>${link(here, vendorWords().console.back)}</p>`,
  )
}

async function othersFor(vendor: Vendor, own: Customer, wanted: string): Promise<readonly CustomerListing[]> {
  return (await customersFor(vendor, wanted)).filter(({ customer }) => customer.id !== own.id)
}

function othersTable(own: Customer, others: readonly CustomerListing[]): Html {
  const words = vendorWords().consoleDesk.personal
  const headings = (['customer', 'name', 'company', 'email', 'keys'] as const).map(headingFor)
  const rows = others.map(({ customer: { id, name, company, email }, keys }) => [
    link(pathOf('customers', own.id, 'merge', id), id),
    name,
    company,
    email,
    keys,
  ])
  return table(words.other, headings, rows, words.nobody)
}

async function mergePage(vendor: Vendor, asked: Asked): Promise<ViewAnswer> {
  const { from, customer: into, keys } = await vendor.tryMergeCustomers(asked.part('id'), asked.part('into'))
  const { customer: gone } = await vendor.customer(from)
  const words = vendorWords().consoleDesk.personal
  return surePage(asked, {
    section: 'customers',
    ...confirmationQuestion({ is: 'customers-merged', from, into: into.id, keys }),
    action: pathOf('customers', from, 'merge', into.id),
    back: pathOf('customers', from, 'merge'),
    more: html`<p>${words.mergeFact(customerName(gone), customerName(into))}</p>
<p>${link(pathOf('customers', into.id, 'merge', from), words.otherWay)}</p>`,
  })
}
