/** Owns how many seats products have, for commands that warn of a rule about more. */
import type { SiteAccess } from './verbs.ts'

/** By product id, of the product that is named or of all; without those that have no license, or cannot be read. */
export async function seatsOf(
  site: SiteAccess,
  product: string | undefined,
): Promise<ReadonlyMap<string, number>> {
  const { products } = await site.call('status', { product })
  return new Map(
    products.flatMap(({ productId, status: { seats } }) =>
      seats === undefined ? [] : [[productId, seats] as const],
    ),
  )
}
