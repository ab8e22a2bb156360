/** Owns the lookup of the number of seats of products, for warnings about rules that name more. */
import type { SiteAccess } from './verbs.ts'

/** Returns the seats by product id, of `product` or of all. Products without a readable license are left out. */
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
