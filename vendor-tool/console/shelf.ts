/**
 * Owns what a session keeps for the pages that show it: each under a number of its own in the address of its page, so that
 * a reload, or the way back, shows the same again and does nothing twice. The newest are kept.
 */
import { randomUUID } from 'node:crypto'

export class Shelf<T> {
  readonly #most: number
  readonly #all = new Map<string, T>()

  /** `most`: how many are kept. */
  constructor(most: number) {
    this.#most = most
  }

  /** Its number. */
  keep(one: T): string {
    const id = randomUUID()
    this.#all.set(id, one)
    const [oldest] = this.#all.keys()
    if (this.#all.size > this.#most && oldest !== undefined) this.#all.delete(oldest)
    return id
  }

  /** Undefined when it is not kept any more. */
  get(id: string): T | undefined {
    return this.#all.get(id)
  }

  /** In the place of the one with that number. */
  change(id: string, one: T): void {
    if (this.#all.has(id)) this.#all.set(id, one)
  }
}
