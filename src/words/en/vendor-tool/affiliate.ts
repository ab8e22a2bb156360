/** Owns what the vendor's tool says about affiliates. */
export const AFFILIATE = {
  none: 'no affiliates',
}
