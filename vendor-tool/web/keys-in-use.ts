/**
 * Owns that the page signs with the keys that are in use now. It runs for months; meanwhile a key is rotated, or retired
 * because it was stolen. The ledger says so, and the newest key is then unlocked with the passphrase that was given at
 * the start: nobody has to start the page again. A retired key never signs.
 */
import {
  AirlatchError,
  type Signer,
  type SigningKey,
  type Vendor,
  type WaitLimits,
} from '../../src/vendor/door.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'

export interface KeysInUse {
  /**
   * Of the keys as they are now, for work that waits no longer than `wait`. Errors: signing-key-missing, passphrase-wrong
   * and the like; those of the ledger.
   */
  signer(wait: WaitLimits): Promise<Signer>
}

/** `signer` as it was unlocked from `vendor` just now. `say`: one line, for whoever runs the page. */
export async function keysInUse(
  vendor: Vendor,
  signer: Signer,
  say: (line: string) => void,
): Promise<KeysInUse> {
  let known = await vendor.signingKeys()
  let current = Promise.resolve(signer)
  let told: string | undefined
  const words = vendorWords().serve.log
  async function again(keys: readonly SigningKey[], last: Signer): Promise<Signer> {
    const { kid } = keys.find(({ isPresent }) => isPresent) as SigningKey
    try {
      const renewed = await last.again()
      say(words.signsNow(kid))
      return renewed
    } catch (error) {
      const why = error instanceof AirlatchError ? error.code : 'bug'
      if (told !== kid) say(words.cannotUnlock(kid, why))
      told = kid
      throw error
    }
  }
  async function present(keys: readonly SigningKey[]): Promise<Signer> {
    if (stateOf(keys) === stateOf(known)) return current
    const [before, last] = [known, await current]
    // somebody else may have come here while that was waited for
    if (before !== known) return current
    known = keys
    current = again(keys, last)
    current.catch(() => {
      // tried again at the next request
      known = before
      current = Promise.resolve(last)
    })
    return current
  }
  return {
    signer: async wait => (await present(await vendor.waitingAtMost(wait).signingKeys())).waitingAtMost(wait),
  }
}

/** What signing depends on. */
export function stateOf(keys: readonly SigningKey[]): string {
  return keys.map(({ kid, retired, place }) => `${kid} ${retired?.from} ${place}`).join()
}
