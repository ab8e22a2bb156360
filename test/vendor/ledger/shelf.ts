/**
 * Owns a model of what a vendor has sold: the least that can decide on keys, seats and the plan, written anew and
 * nothing of the program's own. Every function is pure; an outcome is a text, so that two of them can be compared.
 */

export interface SoldKey {
  readonly id: string
  readonly activations: number
  readonly revoked: boolean
}

export interface Seat {
  readonly id: string
  readonly keyId: string
  readonly computer: string
  readonly released: boolean
}

export interface Shelf {
  readonly plan: number | 'unlimited'
  readonly keys: readonly SoldKey[]
  readonly seats: readonly Seat[]
  /** Which seat a request was answered with. */
  readonly answered: ReadonlyMap<string, string>
}

export const EMPTY_SHELF: Shelf = { plan: 'unlimited', keys: [], seats: [], answered: new Map() }

export type Deed =
  | { readonly do: 'create'; readonly activations: number }
  | { readonly do: 'change'; readonly keyId: string; readonly activations: number }
  | { readonly do: 'revoke'; readonly keyId: string }
  | { readonly do: 'issue'; readonly keyId: string; readonly computer: string; readonly request: string }
  | { readonly do: 'release'; readonly seatId: string }
  | { readonly do: 'plan'; readonly activations: number | 'unlimited' }

/** What is to come of the deed: "recorded", or why nothing is. */
export function outcomeOf(shelf: Shelf, deed: Deed): string {
  switch (deed.do) {
    case 'create':
      return planned(shelf, deed.activations)
    case 'change': {
      const key = keyOf(shelf, deed.keyId)
      if (key.revoked) return 'key-revoked'
      const used = holders(shelf, key.id).length
      if (deed.activations < used) return `activations-below-used ${used}`
      if (deed.activations === key.activations) return 'done before'
      return planned(shelf, deed.activations - key.activations)
    }
    case 'revoke':
      return keyOf(shelf, deed.keyId).revoked ? 'done before' : 'recorded'
    case 'release':
      return seatOf(shelf, deed.seatId).released ? 'done before' : 'recorded'
    case 'issue':
      return issueOutcome(shelf, deed)
    case 'plan':
      return 'recorded'
  }
}

function issueOutcome(shelf: Shelf, { keyId, computer, request }: Extract<Deed, { do: 'issue' }>): string {
  const key = keyOf(shelf, keyId)
  if (key.revoked) return 'key-revoked'
  const before = shelf.answered.get(request)
  if (before !== undefined)
    return seatOf(shelf, before).released ? 'activation-released' : `repeated ${before}`
  const held = holders(shelf, keyId)
  if (held.some(seat => seat.computer === computer) || held.length < key.activations) return 'recorded'
  return `no-seats-left ${held.map(({ id }) => id).toSorted()}`
}

function planned(shelf: Shelf, more: number): string {
  if (shelf.plan === 'unlimited' || more <= 0) return 'recorded'
  const left = Math.max(0, shelf.plan - granted(shelf))
  if (more <= left) return 'recorded'
  return left > 0 ? `plan-activations-exceeded ${left}` : 'plan-activations-used-up 0'
}

/** The shelf behind a deed that was recorded; `id` is that of the key or the seat that was made, if one was. */
export function shelfAfter(shelf: Shelf, deed: Deed, id: string | undefined): Shelf {
  switch (deed.do) {
    case 'create':
      return {
        ...shelf,
        keys: [...shelf.keys, { id: id as string, activations: deed.activations, revoked: false }],
      }
    case 'change':
      return withKey(shelf, { ...keyOf(shelf, deed.keyId), activations: deed.activations })
    case 'revoke':
      return withKey(shelf, { ...keyOf(shelf, deed.keyId), revoked: true })
    case 'release':
      return {
        ...shelf,
        seats: shelf.seats.map(seat => (seat.id === deed.seatId ? { ...seat, released: true } : seat)),
      }
    case 'issue': {
      const { keyId, computer, request } = deed
      const held = holders(shelf, keyId).find(seat => seat.computer === computer)
      const seat: Seat = held ?? { id: id as string, keyId, computer, released: false }
      return {
        ...shelf,
        seats: held === undefined ? [...shelf.seats, seat] : shelf.seats,
        answered: new Map([...shelf.answered, [request, seat.id]]),
      }
    }
    case 'plan':
      return { ...shelf, plan: deed.activations }
  }
}

/** The sum of the activations of the keys that are not revoked. */
export function granted({ keys }: Shelf): number {
  return keys.reduce((sum, { activations, revoked }) => sum + (revoked ? 0 : activations), 0)
}

/** Those that hold a seat. */
export function holders({ seats }: Shelf, keyId: string): readonly Seat[] {
  return seats.filter(seat => seat.keyId === keyId && !seat.released)
}

function keyOf({ keys }: Shelf, id: string): SoldKey {
  const found = keys.find(key => key.id === id)
  if (found === undefined) throw new Error(`no key ${id}`)
  return found
}

function seatOf({ seats }: Shelf, id: string): Seat {
  const found = seats.find(seat => seat.id === id)
  if (found === undefined) throw new Error(`no seat ${id}`)
  return found
}

function withKey(shelf: Shelf, key: SoldKey): Shelf {
  return { ...shelf, keys: shelf.keys.map(each => (each.id === key.id ? key : each)) }
}
