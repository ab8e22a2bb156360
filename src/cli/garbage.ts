/** Owns how much garbage a process of ours may let lie, for jobs over hundreds of thousands of records on a small laptop. */
import { setFlagsFromString } from 'node:v8'

/** Percent by which the heap may grow over what was alive before it is collected; V8 alone allows up to 300. */
const GROWTH = 50

/**
 * V8 works out the heap's next limit behind each collection, so this counts from the next one on. It costs no time that
 * could be measured: what lives is small, and so a collection is short. A batch of 50,000 requests has 260 MB at its
 * peak instead of 400 (test/bench/figures.md).
 */
export function collectEarly(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
}
