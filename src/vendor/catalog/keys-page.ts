/**
 * Owns a page of keys for whom a list of all would be too long, the newest first. Product, customer, affiliate and e-mail are
 * found by an index. Neither the state of a key, which depends on the time, nor its end or its order has one: keys are looked
 * at until the page is full, some thousand at most, so that no question reads a million.
 */
import { FOUND, type FoundName } from '../../core/terms/fields.ts'
import type { KeyFilter, KeyListing, Ledger } from '../ledger/ledger.ts'
import { type KeyState, keyEnd } from './key-state.ts'
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
  const { most, before, productId, email, affiliate, customer } = question
  const indexed = { productId, email, affiliate, customer }
  const fits = fitting(question)
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
