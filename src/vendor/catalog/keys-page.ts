/**
 * Owns a page of keys for whom a list of all would be too long, the newest first. Product, customer, affiliate and e-mail are
 * found by an index, an order by the index of searches. Neither the state of a key, which depends on the time, nor its end has
 * one: keys are looked at until the page is full, some thousand at most, so that no question reads a million.
 */
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import { FOUND, type FoundName } from '../../core/terms/fields.ts'
import type { KeyFilter, KeyListing, Ledger } from '../ledger/ledger.ts'
import { type KeyState, keyEnd } from './key-state.ts'
import { invalid } from './limits.ts'
import { type ListedKey, listed } from './listed-key.ts'

/** Which keys, and which part of them. */
export interface KeysPageQuestion extends KeyFilter {
  readonly state?: KeyState | undefined
  /** Also those that are archived; by default only with the state `archived`. */
  readonly archived?: boolean | undefined
  /** Seconds since 1970. */
  readonly expiresBefore?: number | undefined
  /** How many at most. */
  readonly most: number
  /** Those that were made before the one with this id; undefined: the newest of all. */
  readonly before?: string | undefined
}

/** A part of a list of keys. It may be short, or empty, though another one follows. */
export interface KeysPage {
  readonly keys: readonly ListedKey[]
  /** What the part after it begins before; undefined: this is the last one. */
  readonly next: string | undefined
}

/** How many are looked at for one page, and how many are read together. */
const MOST_LOOKED_AT = 4000
const AT_ONCE = 250

/** `now`: seconds since 1970. */
export async function keysPage(ledger: Ledger, question: KeysPageQuestion, now: number): Promise<KeysPage> {
  const { most, before, productId, email, affiliate, customer, orderReference } = question
  const indexed = { productId, email, affiliate, customer }
  const fits = fitting(question)
  const ofOrder = orderReference === undefined ? undefined : await keysOfOrder(ledger, orderReference)
  if (ofOrder !== undefined) return pageOf(ledger, ofOrder, question, now)
  const atOnce = isSifted(question) ? AT_ONCE : most + 1
  const keys: ListedKey[] = []
  let next = before
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += atOnce) {
    const rows = await ledger.newestKeys({ ...indexed, most: atOnce, before: next })
    for (const row of rows) {
      const one = listed(row, now)
      if (!fits(one)) continue
      // one more than is wanted says that there is more
      if (keys.length === most) return { keys, next: keys.at(-1)?.key.id }
      keys.push(one)
    }
    if (rows.length < atOnce) return { keys, next: undefined }
    next = rows.at(-1)?.key.id
  }
  return { keys, next }
}

/** Fewer characters are in no index of three. */
const LEAST_SEARCHED = 3
const MOST_FOUND = 1000

/** Ids of keys that may be of the order, all of them, the newest first; undefined: too many to say. */
async function keysOfOrder(ledger: Ledger, order: string): Promise<readonly string[] | undefined> {
  if ([...order].length < LEAST_SEARCHED) return undefined
  const hits = await ledger.search([order], MOST_FOUND)
  return hits.length < MOST_FOUND ? hits.flatMap(({ kind, id }) => (kind === 'key' ? [id] : [])) : undefined
}

/** The same of keys whose ids are known; each is read by its id. Error: invalid-value. */
async function pageOf(
  ledger: Ledger,
  ids: readonly string[],
  question: KeysPageQuestion,
  now: number,
): Promise<KeysPage> {
  const { most, before } = question
  const fits = fitting(question)
  const keys: ListedKey[] = []
  const at = before === undefined ? -1 : ids.indexOf(before)
  // its key has another order by now: from the beginning again, a list would have no end
  if (before !== undefined && at < 0) throw invalid('cursor', { is: 'cursor' }, before)
  for (const id of ids.slice(at + 1)) {
    const row = await ledger.keyInUse(id)
    if (row === undefined) continue
    const one = listed(row, now)
    if (!isOf(one.key, question)) continue
    if (!fits(one)) continue
    if (keys.length === most) return { keys, next: keys.at(-1)?.key.id }
    keys.push(one)
  }
  return { keys, next: undefined }
}

/** What else the indexes would find. */
function isOf(key: KeyRecord, { productId, email, affiliate, customer }: KeysPageQuestion): boolean {
  const pairs = [
    [productId, key.entitlement.productId],
    [email === undefined ? undefined : withoutCase(email), withoutCase(key.email ?? '')],
    [affiliate, key.affiliate],
    [customer, key.customer],
  ]
  return pairs.every(([wanted, own]) => wanted === undefined || wanted === own)
}

/** As the index of e-mail addresses has it: letters of ASCII. */
function withoutCase(email: string): string {
  return email.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}

/** Whether most of what the indexes find may be unwanted. */
function isSifted({ state, expiresBefore, orderReference }: KeysPageQuestion): boolean {
  return [state, expiresBefore, orderReference].some(wanted => wanted !== undefined)
}

/** Which of the rows that the indexes find are wanted. */
export function fitting(question: Omit<KeysPageQuestion, 'most' | 'before'>): (key: ListedKey) => boolean {
  const { state, archived = state === 'archived', expiresBefore } = question
  const notes = FOUND.filter(name => !INDEXED.includes(name))
  return one =>
    (state === undefined || one.state === state) &&
    (archived || one.key.archivedAt === undefined) &&
    (expiresBefore === undefined || endsBy(one, expiresBefore)) &&
    notes.every(name => question[name] === undefined || one.key[name] === question[name])
}

const INDEXED: readonly FoundName[] = ['email', 'affiliate', 'customer']

/** Days from activation or from the first run end for each computer by itself. */
function endsBy({ key, firstEnd }: KeyListing, moment: number): boolean {
  const ends = key.entitlement.duration === undefined ? [keyEnd(key)] : [keyEnd(key), firstEnd]
  return ends.some(end => end !== undefined && end <= moment)
}
