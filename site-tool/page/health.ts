/**
 * Owns what a health check is told. The server is well when each of its products lends: it is one server, so there is no
 * other one that a balancer could send clients to, and who is told is a person. A product that lends nothing although
 * others do must be mended as well, and its row says which and why. What mends itself is well: all seats in use, fewer seats
 * than are held after a new license, a client that names a number which was never signed. A product without a license is not
 * counted, unless it is the only one.
 */
import type { IdleServed, ProductView } from './board.ts'

export interface HealthOfProduct {
  readonly product: string
  readonly ok: boolean
  /** Why it lends nothing. */
  readonly code?: string
}

export interface SiteHealth {
  readonly ok: boolean
  readonly products: readonly HealthOfProduct[]
  /** Why the server itself is not well: it has no product, it stops, or its state does not answer in time. */
  readonly code?: 'no-products' | 'stopping' | 'no-answer'
}

export function healthOf(views: readonly ProductView[], idle: readonly IdleServed[]): SiteHealth {
  const products = [
    ...views.map(({ product: { productId }, notLending, status, error }): HealthOfProduct => {
      if (notLending === undefined) return { product: productId, ok: true }
      const code = error?.code ?? status?.license?.refusal?.code ?? notLending
      return { product: productId, ok: false, code }
    }),
    // one that nothing was requested for is not missed yet
    ...idle.flatMap(({ productId: product, error }): readonly HealthOfProduct[] =>
      error === undefined ? [] : [{ product, ok: false, code: error.code }],
    ),
  ]
  if (products.length === 0) return { ok: false, products, code: 'no-products' }
  // a kit that came before its license, and a license that was moved away, make no other product unwell
  const counted = products.filter(({ code }) => code !== 'license-missing')
  return { ok: counted.length > 0 && counted.every(({ ok }) => ok), products }
}
