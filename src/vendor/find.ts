/**
 * Owns finding what a caller talks about: by any part of what they can say (a name, an order, a key, a computer ID), or by
 * the message that they sent. All that fits is listed, and nobody guesses.
 */

import { symbolsOf } from '../core/bytes/base32.ts'
import { parseComputerId } from '../core/computer/computer-id.ts'
import { unlessRefused } from '../core/errors.ts'
import type { Inspection } from '../core/inspect.ts'
import { parseKeyId } from '../core/message/activation-key.ts'
import { type Customer, parseCustomerId } from '../core/terms/customer.ts'
import type { Activation } from '../core/terms/entitlement.ts'
import { requireFittingText } from '../core/terms/text.ts'
import { invalid } from './catalog/limits.ts'
import { type ListedKey, listed } from './catalog/listed-key.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Hit } from './ledger/search.ts'

/** Characters of a text that can be looked for. */
const LEAST = 3
const MOST = 200

/** How many are shown, and how many are counted. */
const MOST_SHOWN = 20
const MOST_COUNTED = 1000

/** Something that fits. */
export type SearchMatch =
  | { readonly kind: 'customer'; readonly customer: Customer; readonly keys: number }
  | { readonly kind: 'key'; readonly key: ListedKey }
  | { readonly kind: 'activation'; readonly activation: Activation }

/** All that fits. */
export interface SearchMatches {
  /** Customers, then keys, then activations; the newest of each first. */
  readonly matches: readonly SearchMatch[]
  /** How many there are beside these. */
  readonly more: number
  /** There are more than that: nobody has counted them. */
  readonly isUncounted: boolean
  /** The kind of the message that was looked for; undefined for a text. */
  readonly message: Inspection['type'] | undefined
}

/** `now`: seconds since 1970. Error: invalid-value, when the text is too short or too long. */
export async function findText(ledger: Ledger, text: string, now: number): Promise<SearchMatches> {
  const wanted = text.trim()
  if ([...wanted].length < LEAST)
    throw invalid('text', { is: 'at-least', least: LEAST, of: 'characters' }, text)
  requireFittingText('text', wanted, { kind: 'line', mostCharacters: MOST })
  return ledger.moment(async moment => {
    const hits = await moment.search(phrasesOf(wanted), MOST_COUNTED + 1)
    return matchesOf(moment, hits, now)
  })
}

/** The key of a request, a license or a receipt, and its activation; those of nothing else. `now` as above. */
export function findMessage(ledger: Ledger, inspection: Inspection, now: number): Promise<SearchMatches> {
  return ledger.moment(async moment => ({
    ...(await matchesOf(moment, await hitsOf(moment, inspection), now)),
    message: inspection.type,
  }))
}

async function hitsOf(ledger: Ledger, inspection: Inspection): Promise<readonly Hit[]> {
  switch (inspection.type) {
    case 'request': {
      const { keyId } = inspection.claims
      const before = await ledger.issued(inspection.hash)
      const activations =
        before === undefined
          ? await ledger.activations({ keyId, computerId: inspection.computerId })
          : [{ id: before.activationId }]
      return [keyHit(keyId), ...activations.map(({ id }) => activationHit(id))]
    }
    case 'license':
      return [keyHit(inspection.claims.keyId), activationHit(inspection.claims.activationId)]
    case 'receipt': {
      const { activationId } = inspection.claims
      const activation = await ledger.activation(activationId)
      return activation === undefined ? [] : [keyHit(activation.keyId), activationHit(activationId)]
    }
    default:
      return []
  }
}

const keyHit = (id: string): Hit => ({ kind: 'key', id })
const activationHit = (id: string): Hit => ({ kind: 'activation', id })

const RANKS: Readonly<Record<Hit['kind'], number>> = { customer: 0, key: 1, activation: 2 }

async function matchesOf(ledger: Ledger, hits: readonly Hit[], now: number): Promise<SearchMatches> {
  const ranked = hits.slice(0, MOST_COUNTED).toSorted((a, b) => RANKS[a.kind] - RANKS[b.kind])
  const shown = ranked.slice(0, MOST_SHOWN)
  const matches = await Promise.all(shown.map(hit => matchOf(ledger, hit, now)))
  return {
    matches: matches.filter(match => match !== undefined),
    more: ranked.length - shown.length,
    isUncounted: hits.length > MOST_COUNTED,
    message: undefined,
  }
}

async function matchOf(ledger: Ledger, { kind, id }: Hit, now: number): Promise<SearchMatch | undefined> {
  switch (kind) {
    case 'customer': {
      const found = await ledger.customer(id)
      return found && { kind, customer: found.customer, keys: found.keys }
    }
    case 'key': {
      const found = await ledger.keyInUse(id)
      return found && { kind, key: listed(found, now) }
    }
    case 'activation': {
      const activation = await ledger.activation(id)
      return activation && { kind, activation }
    }
  }
}

/** What it may stand as: a whole id in its one spelling, a part of one, or as it was typed. */
function phrasesOf(text: string): readonly string[] {
  const whole = unlessRefused(() => parseKeyId(text)) ?? parseComputerId(text) ?? parseCustomerId(text)
  return [...new Set([text, ...(whole === undefined ? spellingsOf(text) : [whole])])]
}

const GROUP = 5
/** The most symbols that people take for a part of an id. */
const MOST_SYMBOLS = 24

/**
 * A part of an id, or of a telephone number, that was typed with other dashes and spaces than it stands with: without
 * any, and with a dash behind every five symbols, wherever the first group ends.
 */
function spellingsOf(text: string): readonly string[] {
  const symbols = text.replace(/[-\s./()+]/g, '')
  if (!/^[0-9A-Za-z]+$/.test(symbols) || symbols.length < LEAST || symbols.length > MOST_SYMBOLS) return []
  const alike = symbolsOf(symbols).join('')
  const dashed = Array.from({ length: GROUP }, (_, first) => {
    const groups = alike.slice(first).match(/.{1,5}/g) ?? []
    return [alike.slice(0, first), ...groups].filter(group => group !== '').join('-')
  })
  return [symbols, alike, ...dashed]
}
