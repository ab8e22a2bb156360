/** Owns the search box's answer: all that fits, and where it leads. */
import type { SearchMatch } from '../../../src/vendor/door.ts'
import { type Html, html } from '../../../src/web/html.ts'
import { link, moment, pathOf, table, upper } from '../../../src/web/parts.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { customerName } from '../../customer-text.ts'
import { endText, seatsText } from '../../key-text.ts'
import { elsewhere, page, type Route } from '../visit.ts'

const LEAST = 3

export const FIND: readonly Route[] = [
  {
    method: 'GET',
    path: '/find',
    async answer({ vendor }, { query }) {
      const wanted = query('q').trim()
      const words = vendorWords().console.find
      if ([...wanted].length < LEAST)
        return page('today', words.title, html`<p>${words.tooShort}</p>`, { wanted })
      const { matches, more, isUncounted } = await vendor.find(wanted)
      const [only] = matches
      // what is meant, and nothing else
      if (only !== undefined && matches.length === 1) return elsewhere(placeOf(only))
      const say = vendorWords().find
      const headings = (['kind', 'id', 'what', 'state', 'since'] as const).map(headingFor)
      const content = html`${table(words.title, headings, matches.map(rowOf), upper(say.none))}
${more > 0 && html`<p class="quiet">${upper(say.more(more, isUncounted))}</p>`}`
      return page('today', words.found(wanted), content, { wanted })
    },
  },
]

function placeOf(match: SearchMatch): string {
  switch (match.kind) {
    case 'customer':
      return pathOf('customers', match.customer.mergedInto ?? match.customer.id)
    case 'key':
      return pathOf('keys', match.key.key.id)
    case 'activation':
      return pathOf('keys', match.activation.keyId)
  }
}

function rowOf(match: SearchMatch): readonly (string | Html | undefined)[] {
  switch (match.kind) {
    case 'customer': {
      const { id, createdAt } = match.customer
      const keys = vendorWords().find.customer(customerName(match.customer), match.keys)
      return ['customer', link(placeOf(match), id), keys, undefined, moment(createdAt)]
    }
    case 'key': {
      const { key, state } = match.key
      const what = `${key.entitlement.productId}, ${seatsText(match.key)}, ${endText(key.entitlement)}`
      return ['key', link(placeOf(match), key.id), what, state, moment(key.createdAt)]
    }
    case 'activation': {
      const { computerId, keyId, released, begunAt } = match.activation
      const state = released === undefined ? 'active' : 'released'
      return ['computer', link(placeOf(match), computerId), keyId, state, moment(begunAt)]
    }
  }
}
