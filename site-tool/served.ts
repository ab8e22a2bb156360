/** Owns what a running site server lends: a product, and what lends its seats. */
import type { Lending } from '../src/site/lending.ts'

export interface ServedProduct {
  readonly productId: string
  /** As the vendor's kit has them: for people. */
  readonly productName: string
  readonly vendorName: string
  readonly lending: Lending
}
