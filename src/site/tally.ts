/**
 * Owns the counting of denials. One log entry covers all denials of a minute, so that a client that asks a thousand
 * times per second does not make the log grow. Counts since the last entry are lost in a crash.
 */
import type { DenialReason } from '../words/en/denials.ts'

/** Counted seconds (clock.ts) between two entries about denials, and between two about renewals. */
export const SECONDS_BETWEEN_ENTRIES = 60

/** The contents of an entry about denials. */
export type DenialCounts = {
  readonly requests: number
  readonly reasons: Readonly<Partial<Record<DenialReason, number>>>
  /** The largest lease number a client named that this server has not signed yet: a sign that it was set back. */
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

  /** Notes that a client named a larger number than the server's last. Any client can, so it has no other effect. */
  note(ahead: number): void {
    this.#ahead = Math.max(ahead, this.#ahead ?? 0)
  }

  /** Returns the counts to record; undefined if no entry is due yet. `now`: do not wait for the minute to end. */
  due(counted: number, now = false): DenialCounts | undefined {
    if (this.#requests === 0 && this.#ahead === undefined) return undefined
    if (!now && counted - this.#written < SECONDS_BETWEEN_ENTRIES) return undefined
    const ahead = this.#ahead === undefined ? {} : { ahead: this.#ahead }
    return { requests: this.#requests, reasons: { ...this.#reasons }, ...ahead }
  }

  /** Subtracts counts that have been recorded. */
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
