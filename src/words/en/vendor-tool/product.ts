/** Owns what the vendor's tool says about products. */
export const PRODUCT = {
  none: 'no products',
  match: (required: string) => `${required} of the counted readings`,
  startBy: (days: number) => `${days} days from the activation, for days from the first run`,
}
