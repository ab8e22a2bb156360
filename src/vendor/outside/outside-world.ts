/** Owns what the parts that have to do with outside need of the desk. */
import type { Ledger } from '../ledger/ledger.ts'

export interface OutsideWorld {
  readonly ledger: Ledger
  /** Seconds since 1970. */
  readonly now: () => number
  /** Random bytes, so many of them. */
  readonly random: (bytes: number) => Uint8Array
}
