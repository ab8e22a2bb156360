/** Owns what the vendor's tool says about a list of revocations. */
export const REVOCATIONS = {
  number: (sequence: number, sameAs: number | undefined) =>
    `${sequence}${sameAs === undefined ? '' : `, with the same activations as number ${sameAs}`}`,
  ending: (endings: readonly string[]) =>
    `clients find it in a folder only when its name ends in ${endings.join(', ')}: rename it before it goes there`,
  next: 'put it where clients look for licenses (the search path of their kit), or have it installed with "airlatch install FILE"; it replaces every older list',
  publish: (product: string) =>
    `publish the list: airlatch-vendor revocations publish ${product} -o FILE, and put it where clients look for licenses`,
}
