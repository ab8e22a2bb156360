/**
 * Owns the warning after a change of the signing key: which clients may not know the new key yet, and would refuse the
 * license that they get (checklist DY-10). A client that had a license signed with an earlier key may have the kit of then.
 */
import type { Issued, Vendor } from '../../../src/vendor/door.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'

/** So many computers are named. */
const NAMED = 10

interface Seen {
  readonly computers: string[]
  /** Until when each of them had its license before, if it had one. */
  readonly before: (number | undefined)[]
}

/** Told of each license as it is issued; holds what it needs for one line for each product. */
export class NewKeyReminder {
  readonly #vendor: Vendor
  readonly #products = new Map<string, Seen>()

  constructor(vendor: Vendor) {
    this.#vendor = vendor
  }

  see({ seat, product, computerId, licensedBefore }: Issued): void {
    // signed with the key of then
    if (seat === 'repeated') return
    const seen = this.#products.get(product.id) ?? { computers: [], before: [] }
    seen.computers.push(computerId)
    seen.before.push(licensedBefore)
    this.#products.set(product.id, seen)
  }

  async warnings(): Promise<readonly string[]> {
    const say = vendorWords().issue.newKey
    const warnings: string[] = []
    for (const [productId, { computers, before }] of this.#products) {
      const key = await this.#vendor.newKeyOf(productId)
      if (key === undefined) continue
      const { kid, addedAt, isInKit } = key
      const since = formatInstant(addedAt)
      const old = computers.filter((_, i) => (before[i] ?? addedAt) < addedAt)
      if (!isInKit) warnings.push(say.noKit(kid, since, productId))
      else if (old.length > 0) warnings.push(say.earlier(kid, since, old.slice(0, NAMED), old.length))
    }
    return warnings
  }
}

export async function newKeyWarnings(vendor: Vendor, issued: readonly Issued[]): Promise<readonly string[]> {
  const reminder = new NewKeyReminder(vendor)
  for (const one of issued) reminder.see(one)
  return reminder.warnings()
}
