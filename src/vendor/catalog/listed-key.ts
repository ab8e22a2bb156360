/** Owns a key as lists have it: with its activations counted, and the state that it is in now. */
import type { KeyListing } from '../ledger/ledger.ts'
import { type KeyState, keyState } from './key-state.ts'

/** A key with its activations counted, and the state that it is in now. */
export interface ListedKey extends KeyListing {
  readonly state: KeyState
}

/** `now`: seconds since 1970. */
export function listed({ key, used, moves, firstEnd, wrongProofs }: KeyListing, now: number): ListedKey {
  return { key, used, moves, firstEnd, wrongProofs, state: keyState(key, used, now) }
}
