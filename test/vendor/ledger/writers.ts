/** Owns desks that record one thing after the other, whatever becomes of their server, and what they were told of each. */
import type { AirlatchError } from '../../../src/core/errors.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { AT } from './sample.ts'

export class Writers {
  /** Names of affiliates that were said to be recorded. */
  readonly recorded: string[] = []
  /** Names of those of which that is open. */
  readonly open: string[] = []
  readonly errors: AirlatchError[] = []
  readonly #ends: readonly Promise<void>[]
  readonly #waiting: { readonly count: number; readonly go: () => void }[] = []
  #isOver = false

  constructor(ledgers: readonly Ledger[]) {
    this.#ends = ledgers.map((ledger, i) => this.#write(ledger, `desk ${i}`))
  }

  /** Resolves when so many more are recorded. */
  more(count: number): Promise<void> {
    return new Promise(go => this.#waiting.push({ count: this.recorded.length + count, go }))
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#ends)
  }

  async #write(ledger: Ledger, desk: string): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      const name = `${desk}, ${n}`
      const affiliate = { kind: 'affiliate.added', affiliate: { name, addedAt: AT } } as const
      try {
        await ledger.record(
          async seen => (await seen.affiliates()).length,
          () => ({ outcome: name, changes: [affiliate], at: AT }),
        )
        this.recorded.push(name)
      } catch (error) {
        const { details } = error as AirlatchError
        if ((details as { readonly unsettled?: boolean }).unsettled) this.open.push(name)
        this.errors.push(error as AirlatchError)
      }
      for (const { count, go } of this.#waiting) if (this.recorded.length >= count) go()
    }
  }
}

/** Those that are there and were neither said to be recorded nor to be open, and those that are missing. */
export async function untruths(ledger: Ledger, { recorded, open }: Writers) {
  const there = new Set((await ledger.affiliates()).map(({ name }) => name))
  const told = new Set([...recorded, ...open])
  return {
    missing: recorded.filter(name => !there.has(name)),
    surplus: [...there].filter(name => name.startsWith('desk ') && !told.has(name)),
  }
}
