/** Owns what the vendor's tool says about a product's kit. */
export const KIT = {
  next: (product: string) =>
    `bake it into airlatch ("airlatch-vendor bake"), or build it into ${product} as bakedKit; a client that has an earlier kit installs it with "airlatch install FILE"`,
  inClear:
    'the address is http://: anyone who listens on the way to the page can read the requests and the licenses',
}
