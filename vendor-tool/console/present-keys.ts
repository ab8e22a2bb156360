/**
 * Owns that the console signs with the keys that are in use now. It runs for hours; meanwhile a key is rotated or retired
 * here, by a command, or by a colleague on the same ledger. The keys are then unlocked again with the same passphrase.
 */
import { AirlatchError } from '../../src/vendor/door.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { stateOf } from '../web/keys-in-use.ts'
import type { ConsoleDesk } from './visit.ts'

export class PresentKeys {
  readonly #desk: ConsoleDesk
  readonly #note: (text: string) => void
  #known: string | undefined

  /** `note`: for the person at the terminal, when a key cannot be unlocked here. */
  constructor(desk: ConsoleDesk, note: (text: string) => void) {
    this.#desk = desk
    this.#note = note
  }

  /** Before a page is asked for. Errors: those of the ledger. */
  async renew(): Promise<void> {
    const keys = await this.#desk.vendor.signingKeys()
    const [before, now] = [this.#known, stateOf(keys)]
    this.#known = now
    // the first one comes right after the keys were unlocked
    if (before === undefined || before === now) return
    try {
      this.#desk.signer = await this.#desk.signer.again()
    } catch (error) {
      const kid = keys.find(({ isPresent }) => isPresent)?.kid ?? ''
      const why = error instanceof AirlatchError ? error.code : 'bug'
      this.#note(vendorWords().consoleDesk.signingKeys.cannotUnlock(kid, why))
    }
  }
}
