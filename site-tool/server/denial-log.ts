/**
 * Owns the log line for each denial: who asked for what, and the findings of the rules that denied it. After a burst of
 * lines, further denials are only counted, because a client that asks all day must not fill the disk.
 */
import type { AnsweredRequest } from '../../src/site/lending.ts'
import { lendingText } from '../../src/words/en/site.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import type { ServedProduct } from '../served.ts'

/** Most lines in a burst, and seconds until one more may be written. */
const [BURST, EVERY_SECONDS] = [100, 1]

export class DenialLog {
  readonly #log: (line: string) => void
  readonly #now: () => number
  #left: number = BURST
  #at: number
  #unwritten = 0

  /** `now` returns seconds, by a clock that is never set. */
  constructor(log: (line: string) => void, now: () => number = () => performance.now() / 1000) {
    this.#log = log
    this.#now = now
    this.#at = now()
  }

  /** Logs a denial. Grants and returns get no line, and a client that waits in the queue gets only one. */
  note({ productId }: ServedProduct, answered: AnsweredRequest): void {
    const { reasons, trace, request, peer, waits } = answered
    if (reasons.length === 0 || waits) return
    const now = this.#now()
    this.#left = Math.min(BURST, this.#left + (now - this.#at) / EVERY_SECONDS)
    this.#at = now
    if (this.#left < 1) {
      this.#unwritten++
      return
    }
    this.#left--
    const { log: say } = siteWords()
    if (this.#unwritten > 0) this.#log(say.unwritten(this.#unwritten))
    this.#unwritten = 0
    const { account, host } = request.holder
    const who = say.who(account, host, peer)
    const found = trace.filter(({ outcome }) => outcome === 'deny').map(lendingText)
    this.#log(say.denied(productId, request.operation, who, reasons, found))
  }
}
