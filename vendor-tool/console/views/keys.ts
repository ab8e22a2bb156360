/** Owns the pages of keys: the newest ones, one with its computers and its story, and what can be done with it. */

import {
  type Activation,
  areCodesRefused,
  type Customer,
  type ListedActivation,
  type ListedKey,
  type Vendor,
} from '../../../src/vendor/door.ts'
import { type Html, html } from '../../../src/web/html.ts'
import {
  link,
  moment,
  ownForm,
  pathOf,
  piece,
  section,
  table,
  upper,
  warning,
} from '../../../src/web/parts.ts'
import { confirmationQuestion } from '../../../src/words/confirmation.ts'
import { formatDay, formatInstant } from '../../../src/words/dates.ts'
import { headingFor, labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { customerName } from '../../customer-text.ts'
import { deactivationsText, noteOf } from '../../describe.ts'
import { endText as licenseEnd } from '../../ends.ts'
import { sentence } from '../../entry-text.ts'
import { present } from '../../fields.ts'
import { endText, floatingWarnings, seatsText } from '../../key-text.ts'
import { shortened } from '../../terms.ts'
import { newestEntries } from '../entries.ts'
import { termsOf } from '../key-terms.ts'
import { cursor, numberCursor, older, PAGE_ROWS } from '../paging.ts'
import { refusedList } from '../refused.ts'
import { isSure, reasonInput, surePage } from '../sure.ts'
import { type Asked, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'

/** Of those that did not prove the key; of the others the ledger keeps no more. */
const MOST_REFUSED = 20

export const KEYS: readonly Route[] = [
  {
    method: 'GET',
    path: '/keys',
    async answer({ vendor }, { query }) {
      const words = vendorWords().console.keys
      const keys = await vendor.newestKeys({ most: PAGE_ROWS, before: cursor(query) })
      return page(
        'keys',
        words.title,
        html`<p class="actions"><a class="button primary" href="/keys/new">${words.create}</a>
<a class="button" href="/keys/import">${vendorWords().consoleDesk.import.open}</a></p>
${section(words.newest, keysTable(keys))}
${older(keys.length, PAGE_ROWS, '/keys', { before: keys.at(-1)?.key.id ?? '' })}`,
      )
    },
  },
  { method: 'GET', path: '/keys/:id', answer: ({ vendor }, asked) => keyPage(vendor, asked) },
  action('suspend', 'suspended', (vendor, id, reason) => vendor.suspendKey(id, reason)),
  action('reinstate', 'reinstated', (vendor, id, reason) => vendor.reinstateKey(id, reason)),
  action('archive', 'archived', (vendor, id) => vendor.archiveKey(id)),
  action('revoke', 'revoked', (vendor, id, reason) => vendor.revokeKey(id, reason)),
  {
    method: 'POST',
    path: '/keys/:id/allow-codes',
    async answer({ vendor }, { part }) {
      const { id } = await vendor.key(part('id'))
      const wrong = await vendor.allowCodes(id)
      const { allowed, unchanged } = vendorWords().key.allowCodes
      return elsewhere(pathOf('keys', id), `${upper(wrong === 0 ? unchanged(id) : allowed(id, wrong))}.`)
    },
  },
  {
    method: 'GET',
    path: '/activations/:id/release',
    async answer({ vendor }, asked) {
      const { id, keyId, computerId } = await vendor.activation(asked.part('id'))
      const sure = { is: 'seat-released', computer: computerId, key: keyId } as const
      return surePage(asked, {
        section: 'keys',
        ...confirmationQuestion(sure),
        action: pathOf('activations', id, 'release'),
        back: pathOf('keys', keyId),
        more: reasonInput(true),
      })
    },
  },
  {
    method: 'POST',
    path: '/activations/:id/release',
    async answer({ vendor }, { part, form }) {
      const { keyId, computerId } = await vendor.releaseActivation(part('id'), form.text('reason'))
      return elsewhere(pathOf('keys', keyId), vendorWords().console.keys.done.released(computerId))
    },
  },
]

type Act = 'suspend' | 'reinstate' | 'archive' | 'revoke'

/** What can be undone is done by its button; revoking asks first, on a page of its own. */
function action(
  act: Act,
  done: 'suspended' | 'reinstated' | 'archived' | 'revoked',
  work: (vendor: Vendor, id: string, reason: string | undefined) => Promise<unknown>,
): Route {
  return {
    method: 'POST',
    path: `/keys/:id/${act}`,
    async answer({ vendor }, asked) {
      const { key, used } = await vendor.listedKey(asked.part('id'))
      const here = pathOf('keys', key.id)
      if (act === 'revoke' && !isSure(asked)) {
        const sure = { is: 'key-revoked', key: key.id, seats: used } as const
        return surePage(asked, {
          section: 'keys',
          ...confirmationQuestion(sure),
          action: `${here}/revoke`,
          back: here,
          more: reasonInput(false),
        })
      }
      await work(vendor, key.id, asked.form.text('reason') || undefined)
      return elsewhere(here, vendorWords().console.keys.done[done](key.id))
    },
  }
}

export function keysTable(keys: readonly ListedKey[]): Html {
  const headings = (
    ['key', 'product', 'state', 'seats', 'expires', 'order', 'customer', 'created'] as const
  ).map(headingFor)
  const rows = keys.map(listed => {
    const { key, state } = listed
    const { customer } = key
    return [
      link(pathOf('keys', key.id), key.id),
      key.entitlement.productId,
      state,
      seatsText(listed),
      endText(key.entitlement),
      shortened(key.orderReference),
      customer && link(pathOf('customers', customer), customer),
      formatDay(key.createdAt),
    ]
  })
  const words = vendorWords().console.keys
  return table(words.title, headings, rows, words.none)
}

async function keyPage(vendor: Vendor, asked: Asked): Promise<ViewAnswer> {
  const listed = await vendor.listedKey(asked.part('id'))
  const { key, state } = listed
  const { id } = key
  const [computers, entries] = [cursor(asked.query, 'computers'), numberCursor(asked.query, 'entries')]
  const [customer, activations, history, deactivations, proved, unproved] = await Promise.all([
    key.customer === undefined ? undefined : vendor.customer(key.customer),
    vendor.newestActivations({ keyId: id, released: false, most: PAGE_ROWS, before: computers }),
    newestEntries(vendor, present({ keyId: id, before: entries }), PAGE_ROWS),
    vendor.deactivations(id),
    vendor.refusals({ keyId: id, isProved: true, last: MOST_REFUSED }),
    vendor.refusals({ keyId: id, isProved: false, last: MOST_REFUSED }),
  ])
  const further = { computers: computers ?? '', entries: `${entries ?? ''}` }
  const here = pathOf('keys', id)
  const { keys: words, refusals } = vendorWords().console
  return page(
    'keys',
    `${labelFor('key')} ${id}`.replace(/^./, letter => letter.toUpperCase()),
    html`${barOf(asked, listed, customer?.customer)}
${floatingWarnings(key.entitlement).map(warning)}
${section(
  words.computers,
  html`${computersTable(activations)}
${older(activations.length, PAGE_ROWS, here, { ...further, computers: activations.at(-1)?.id ?? '' })}`,
)}
${section(refusals.title, refusedList([...proved, ...unproved], refusals.none, 'key'))}
${section(words.terms, termsOf(listed, deactivationsText(deactivations)))}
${section(
  words.history,
  html`${table(
    words.history,
    (['when', 'who', 'what'] as const).map(headingFor),
    history.map(entry => [formatInstant(entry.at), entry.operator, sentence(entry)]),
    vendorWords().entries.noHistory,
  )}
${older(history.length, PAGE_ROWS, here, { ...further, entries: `${history.at(-1)?.seq ?? ''}` })}`,
)}`,
    { beside: html`<strong class="state ${state}">${state}</strong>` },
  )
}

/** What a key is at a glance, what is done with it, and the whole key for who asks for it. */
function barOf(asked: Asked, listed: ListedKey, customer: Customer | undefined): Html {
  const { key } = listed
  const { entitlement } = key
  const { productId } = entitlement
  const { keys: words } = vendorWords().console
  const ofWhom =
    customer && html`<span>${link(pathOf('customers', customer.id), customerName(customer))}</span>`
  return html`<div class="card stack bar">
<p class="event"><span>${link(pathOf('products', productId), productId)}</span>
<span>${labelFor('seats')} <strong>${seatsText(listed)}</strong></span>
<span>${labelFor('expires')} <strong>${piece(endText(entitlement))}</strong></span>
${ofWhom}</p>
${actionsOf(asked, listed)}
<details><summary>${words.show}</summary><p class="ticket"><strong>${key.text}</strong></p><p class="hint">${words.secret}</p></details>
</div>`
}

function computersTable(activations: readonly ListedActivation[]): Html {
  const words = vendorWords().console.keys
  const headings = (['computer', 'since', 'lastLicense', 'endsUtc', 'note', 'next'] as const).map(headingFor)
  return table(words.computers, headings, activations.map(computerRow), words.noComputers)
}

function computerRow(activation: ListedActivation & Activation) {
  const words = vendorWords().console.keys
  return [
    link(pathOf('activations', activation.id), activation.computerId),
    moment(activation.begunAt),
    moment(activation.lastAt),
    licenseEnd(activation.license),
    noteOf(activation),
    link(pathOf('activations', activation.id, 'release'), words.release),
  ]
}

function actionsOf(asked: Asked, { key, wrongProofs }: ListedKey): Html {
  const words = vendorWords().console.keys
  const here = pathOf('keys', key.id)
  const button = (act: Act | 'allow-codes', label: string, kind = '') =>
    ownForm(asked, `${here}/${act}`, html`<button type="submit" class="${kind}">${label}</button>`, {
      kind: kind === 'danger' ? 'inline apart' : 'inline',
    })
  const isStopped = key.suspended !== undefined || key.archivedAt !== undefined
  const erasing = html`<a class="button danger" href="${here}/erase">${vendorWords().consoleDesk.personal.erase}</a>`
  if (key.revoked !== undefined) return html`<div class="actions">${erasing}</div>`
  return html`<div class="actions">
<a class="button primary" href="${here}/renew">${words.renew}</a>
<a class="button" href="${here}/mail">${vendorWords().mail.console.mailKey}</a>
${key.entitlement.generic && html`<a class="button" href="${here}/issue">${vendorWords().consoleDesk.onBehalf.open}</a>`}
<a class="button" href="${here}/change">${words.change}</a>
${areCodesRefused(wrongProofs) && button('allow-codes', vendorWords().consoleDesk.personal.allowCodes)}
${isStopped ? button('reinstate', words.reinstate) : html`${button('suspend', words.suspend)}${button('archive', words.archive)}`}
${button('revoke', words.revoke, 'danger')}
${erasing}
</div>`
}
