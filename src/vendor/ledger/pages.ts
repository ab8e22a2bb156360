/** Owns reading many rows of a ledger a page at a time, so that no more than one is held. */

/** Small rows that are read together. */
export const PAGE = 500

/** All rows. `read` gives at most `most` of those behind `after`, which `afterOf` says of the last one. */
export async function* everyRow<Row, After>(
  most: number,
  read: (after: After | undefined) => Promise<readonly Row[]>,
  afterOf: (last: Row) => After,
): AsyncGenerator<Row> {
  for (let after: After | undefined; ; ) {
    const page = await read(after)
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < most) return
    after = afterOf(last)
  }
}
