/** Owns what the vendor's tool says about products. */
export const PRODUCT = {
  none: 'no products',
  match: (required: string) => `${required} of the counted readings`,
  newKit: (product: string) =>
    `make a new kit ("airlatch-vendor kit ${product}") and send it to customers who activate by telephone: codes say features by the kit`,
  dropped: (names: readonly string[]) =>
    `the product no longer has ${names.map(name => `"${name}"`).join(', ')}: --feature replaces all its features, so name each that it keeps`,
  startBy: (days: number) => `${days} days from the activation, for days from the first run`,
}
