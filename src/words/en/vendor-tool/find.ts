/** Owns what the vendor's tool says about what a search has found. */
export const FIND = {
  none: 'nothing found: try another part of a name, a company, an address, an order, a key or a computer ID',
  notInLedger: (message: string) => `this ${message} belongs to no key of this ledger`,
  customer: (name: string, keys: number) => `${name}, ${keys === 1 ? '1 key' : `${keys} keys`}`,
  mergedInto: (name: string, into: string) => `${name}, merged into ${into}`,
  key: (product: string, state: string, seats: string, more: readonly string[]) =>
    [`${product}, ${state}, ${seats}`, ...more].join(', '),
  order: (order: string) => `order ${order}`,
  activation: (computer: string, key: string, isReleased: boolean) =>
    `computer ${computer}, key ${key}${isReleased ? ', released' : ''}`,
  more: (more: number, isUncounted: boolean) =>
    `${isUncounted ? `more than ${more}` : more} more; type a longer part to see fewer`,
}
