/**
 * Owns counting what was denied. One entry has all denials of a minute, so that a client that asks a thousand times a second
 * does not make the log grow. What was counted since the last entry is lost with a crash.
 */
import type { DenialReason } from '../words/en/denials.ts'

/** Counted seconds between two entries about denials. */
const SECONDS_BETWEEN = 60

/** What an entry says. */
export type DenialCounts = {
  readonly requests: number
  readonly reasons: Readonly<Partial<Record<DenialReason, number>>>
  /** The largest number of a lease that a client named and that this server has not signed yet: it was set back. */
  readonly ahead?: number
}

export class DenialTally {
  #reasons: Partial<Record<DenialReason, number>> = {}
  #requests = 0
  #ahead: number | undefined
  #written = Number.NEGATIVE_INFINITY

  deny(reasons: readonly DenialReason[]): void {
    this.#requests++
    for (const reason of reasons) this.#reasons[reason] = (this.#reasons[reason] ?? 0) + 1
  }

  /** A client named a larger number than the server's last one. Any client can, so nothing else is done about it. */
  note(ahead: number): void {
    this.#ahead = Math.max(ahead, this.#ahead ?? 0)
  }

  /** Undefined while there is nothing to write yet. `now`: write what there is. */
  due(counted: number, now = false): DenialCounts | undefined {
    if (this.#requests === 0 && this.#ahead === undefined) return undefined
    if (!now && counted - this.#written < SECONDS_BETWEEN) return undefined
    const ahead = this.#ahead === undefined ? {} : { ahead: this.#ahead }
    return { requests: this.#requests, reasons: { ...this.#reasons }, ...ahead }
  }

  /** What was due is recorded now. */
  recorded({ requests, reasons, ahead }: DenialCounts, counted: number): void {
    this.#written = counted
    this.#requests -= requests
    for (const [name, count] of Object.entries(reasons) as [DenialReason, number][]) {
      const left = (this.#reasons[name] ?? 0) - count
      if (left > 0) this.#reasons[name] = left
      else delete this.#reasons[name]
    }
    if (ahead === this.#ahead) this.#ahead = undefined
  }
}
