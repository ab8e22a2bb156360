/** Owns the pages of keys: the newest ones, one with its computers and its story, and what can be done with it. */

import type { Confirmation } from '../../../src/core/usage.ts'
import type { Activation, ListedActivation, ListedKey, Vendor } from '../../../src/vendor/door.ts'
import { confirmationQuestion } from '../../../src/words/confirmation.ts'
import { formatDay } from '../../../src/words/dates.ts'
import { headingFor, labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { deactivationsText, noteOf } from '../../describe.ts'
import { endText as licenseEnd } from '../../ends.ts'
import { sentencesOf } from '../../history.ts'
import { endText, seatsText } from '../../key-text.ts'
import { shortened } from '../../terms.ts'
import { type Html, html } from '../../web/html.ts'
import { termsOf } from '../key-terms.ts'
import { link, moment, ownForm, pathOf, section, table, upper, warning } from '../parts.ts'
import { type Asked, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'

const PAGE = 50

export const KEYS: readonly Route[] = [
  {
    method: 'GET',
    path: '/keys',
    async answer({ vendor }, { query }) {
      const words = vendorWords().console.keys
      const before = query('before')
      const keys = await vendor.newestKeys({ most: PAGE, ...(before === '' ? {} : { before }) })
      const last = keys.length === PAGE ? keys.at(-1) : undefined
      return page(
        'keys',
        words.title,
        html`<p class="actions"><a class="button primary" href="/keys/new">${words.create}</a></p>
${section(words.newest, keysTable(keys))}
${last && html`<p><a href="/keys?before=${last.key.id}">${words.older}</a></p>`}`,
      )
    },
  },
  { method: 'GET', path: '/keys/:id', answer: ({ vendor }, asked) => keyPage(vendor, asked) },
  action('suspend', 'suspended', (vendor, id, reason) => vendor.suspendKey(id, reason)),
  action('reinstate', 'reinstated', (vendor, id, reason) => vendor.reinstateKey(id, reason)),
  action('archive', 'archived', (vendor, id) => vendor.archiveKey(id)),
  action('revoke', 'revoked', (vendor, id, reason) => vendor.revokeKey(id, reason)),
  {
    method: 'GET',
    path: '/activations/:id/release',
    async answer({ vendor }, asked) {
      const { id, keyId, computerId } = await vendor.activation(asked.part('id'))
      const sure = { is: 'seat-released', computer: computerId, key: keyId } as const
      return surePage(asked, sure, pathOf('activations', id, 'release'), pathOf('keys', keyId), true)
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
      if (act === 'revoke' && asked.form.text('sure') !== 'yes') {
        const sure = { is: 'key-revoked', key: key.id, seats: used } as const
        return surePage(asked, sure, `${here}/revoke`, here, false)
      }
      await work(vendor, key.id, asked.form.text('reason') || undefined)
      return elsewhere(here, vendorWords().console.keys.done[done](key.id))
    },
  }
}

/** What will happen, and the button that does it. */
export function surePage(
  asked: Asked,
  problem: Confirmation,
  action: string,
  back: string,
  needsReason: boolean,
): ViewAnswer {
  const { fact, question } = confirmationQuestion(problem)
  const words = vendorWords().console
  return page(
    'keys',
    upper(question),
    html`${warning(fact)}
${ownForm(
  asked,
  action,
  html`<input type="hidden" name="sure" value="yes">
<div class="field"><label for="reason">${words.reason}</label><input id="reason" name="reason" autocomplete="off"${needsReason && html` required`}></div>
<div class="actions"><button type="submit" class="danger">${words.yes}</button>${link(back, words.no)}</div>`,
)}`,
  )
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
  const [activations, history, deactivations] = await Promise.all([
    vendor.activations({ keyId: id, released: false }),
    vendor.history(id),
    vendor.deactivations(id),
  ])
  const words = vendorWords().console.keys
  return page(
    'keys',
    `${labelFor('key')} ${id}`.replace(/^./, letter => letter.toUpperCase()),
    html`<p><strong class="state ${state}">${state}</strong></p>
<details class="card"><summary>${words.show}</summary><p class="ticket"><strong>${key.text}</strong></p><p class="quiet">${words.secret}</p></details>
${section(words.computers, computersTable(activations))}
${section(words.actions, actionsOf(asked, listed))}
${section(words.terms, termsOf(listed, deactivationsText(deactivations)))}
${section(
  words.history,
  table(
    words.history,
    (['when', 'who', 'what'] as const).map(headingFor),
    sentencesOf(history).toReversed(),
    vendorWords().entries.noHistory,
  ),
)}`,
  )
}

function computersTable(activations: readonly ListedActivation[]): Html {
  const words = vendorWords().console.keys
  const headings = (['computer', 'since', 'lastLicense', 'endsUtc', 'note', 'next'] as const).map(headingFor)
  return table(
    words.computers,
    headings,
    activations.map(computerRow),
    upper(vendorWords().activation.notYet),
  )
}

function computerRow(activation: ListedActivation & Activation) {
  const words = vendorWords().console.keys
  return [
    activation.computerId,
    moment(activation.begunAt),
    moment(activation.lastAt),
    licenseEnd(activation.license),
    noteOf(activation),
    link(pathOf('activations', activation.id, 'release'), words.release),
  ]
}

function actionsOf(asked: Asked, { key, state }: ListedKey): Html {
  const words = vendorWords().console.keys
  const here = pathOf('keys', key.id)
  const button = (act: Act, label: string, kind = '') =>
    ownForm(asked, `${here}/${act}`, html`<button type="submit" class="${kind}">${label}</button>`, {
      kind: 'inline',
    })
  const isStopped = key.suspended !== undefined || key.archivedAt !== undefined
  if (key.revoked !== undefined) return html`<p>${state}</p>`
  return html`<div class="actions">
<a class="button primary" href="${here}/renew">${words.renew}</a>
<a class="button" href="${here}/change">${words.change}</a>
${isStopped ? button('reinstate', words.reinstate) : html`${button('suspend', words.suspend)}${button('archive', words.archive)}`}
${button('revoke', words.revoke, 'danger')}
</div>`
}
