/** Owns what the vendor's tool says about a product's kit. */
export const KIT = {
  next: (product: string) =>
    `bake it into airlatch ("airlatch-vendor bake"), or build it into ${product} as bakedKit; a client that has an earlier kit installs it with "airlatch install FILE"`,
  numbered: (sequence: number, madeAt: string) => `number ${sequence}, made ${madeAt}`,
  sitesLeftOut: (sites: readonly string[]) =>
    `the kit before this one named the site servers ${sites.join(', ')}, and this one names none: clients that take it no longer know where to ask for a seat. Make it again with --site if they should`,
  leftOut: (what: 'contact' | 'address', before: string) =>
    `the kit before this one named the ${what} ${before}, and this one names none: clients that take it no longer show it. Make it again with the ${what} if they should`,
  inClear:
    'the address is http://: anyone who listens on the way to the page can read the requests and the licenses',
}
