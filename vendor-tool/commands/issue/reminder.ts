/**
 * Owns what a clerk is reminded of when licenses were issued. After a change of the signing key: which clients may not know
 * the new key yet, and would refuse the license that they get (checklist DY-10). A client that had a license signed with an
 * earlier key may have the kit of then. And that a site server has got a license that never ends (SPEC.md 17.1).
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
export class IssueReminder {
  readonly #keys: ReadonlyMap<string, NewKey>
  readonly #products = new Map<string, Seen>()
  #isFloatingEndless = false

  private constructor(keys: ReadonlyMap<string, NewKey>) {
    this.#keys = keys
  }

  static async of(vendor: Vendor): Promise<IssueReminder> {
    return new IssueReminder(await vendor.newKeys())
  }

  see({ seat, product, computerId, licensedBefore, license }: Issued): void {
    if (license.lending !== undefined && license.expiresAt === undefined) this.#isFloatingEndless = true
    const key = this.#keys.get(product.id)
    // a repetition is signed with the key of then
    if (key === undefined || seat === 'repeated') return
    const seen = this.#products.get(product.id) ?? { earlier: [] }
    if ((licensedBefore ?? key.addedAt) < key.addedAt) seen.earlier.push(computerId)
    this.#products.set(product.id, seen)
  }

  warnings(): readonly string[] {
    const say = vendorWords().issue.newKey
    const newKeys = [...this.#products].flatMap(([productId, { earlier }]) => {
      const { kid, addedAt, isInKit } = this.#keys.get(productId) as NewKey
      const since = formatInstant(addedAt)
      if (!isInKit) return [say.noKit(kid, since, productId)]
      return earlier.length > 0 ? [say.earlier(kid, since, earlier.slice(0, NAMED), earlier.length)] : []
    })
    return [...newKeys, ...(this.#isFloatingEndless ? [vendorWords().key.floatingWithoutEnd] : [])]
  }
}
