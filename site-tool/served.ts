/** Owns the type of a product that a running site server lends. */
import type { Lending } from '../src/site/lending.ts'

export interface ServedProduct {
  readonly productId: string
  /** The names in the vendor's kit, for people. */
  readonly productName: string
  readonly vendorName: string
  readonly lending: Lending
}
