/**
 * Owns the warning after a change of the signing key: which clients may not know the new key yet, and would refuse the
 * license that they get (checklist DY-10). A client that had a license signed with an earlier key may have the kit of then.
 */
import type { Issued, NewKey, Vendor } from '../../../src/vendor/door.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'

/** So many computers are named. */
const NAMED = 10

interface Seen {
  /** Computers that had a license of an earlier key, by their IDs. */
  readonly earlier: string[]
}

/**
 * Told of each license as it is issued; holds what it needs for one line for each product. Reads the ledger before anything
 * is issued, so that nothing can fail once licenses are written.
 */
export class NewKeyReminder {
  readonly #keys: ReadonlyMap<string, NewKey>
  readonly #products = new Map<string, Seen>()

  private constructor(keys: ReadonlyMap<string, NewKey>) {
    this.#keys = keys
  }

  static async of(vendor: Vendor): Promise<NewKeyReminder> {
    return new NewKeyReminder(await vendor.newKeys())
  }

  see({ seat, product, computerId, licensedBefore }: Issued): void {
    const key = this.#keys.get(product.id)
    // a repetition is signed with the key of then
    if (key === undefined || seat === 'repeated') return
    const seen = this.#products.get(product.id) ?? { earlier: [] }
    if ((licensedBefore ?? key.addedAt) < key.addedAt) seen.earlier.push(computerId)
    this.#products.set(product.id, seen)
  }

  warnings(): readonly string[] {
    const say = vendorWords().issue.newKey
    return [...this.#products].flatMap(([productId, { earlier }]) => {
      const { kid, addedAt, isInKit } = this.#keys.get(productId) as NewKey
      const since = formatInstant(addedAt)
      if (!isInKit) return [say.noKit(kid, since, productId)]
      return earlier.length > 0 ? [say.earlier(kid, since, earlier.slice(0, NAMED), earlier.length)] : []
    })
  }
}
