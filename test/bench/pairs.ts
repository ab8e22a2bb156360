/**
 * Owns the measuring: two things in turn in one process (ABAB...), and the median of the rounds' ratios. A machine that
 * is slow for a while slows both halves of a round, so ratios can be compared between machines and runs; times cannot.
 */

/** Something to measure; a promise is waited for. */
export type Run = () => unknown

export interface Effort {
  readonly rounds: number
  /** Calls of one half of a round: enough that the clock's grain does not show. */
  readonly calls: number
  /** Rounds that are run first and not counted, until the compiler has settled. */
  readonly warmUp: number
}

export interface Pair {
  /** A's time over B's: the median of the rounds, and the least and greatest of them. */
  readonly ratio: number
  readonly least: number
  readonly greatest: number
  /** Median milliseconds of one call. */
  readonly a: number
  readonly b: number
}

export async function inTurn(a: Run, b: Run, effort: Effort): Promise<Pair> {
  const times = await timesInTurn([a, b], effort)
  return pairOf(times.map(([a, b]) => [a as number, b as number]))
}

/** Milliseconds of one call of each thing, round by round: for more than two, or to take one out of another. */
export async function timesInTurn(
  runs: readonly Run[],
  { rounds, calls, warmUp }: Effort,
): Promise<readonly (readonly number[])[]> {
  const times: number[][] = []
  for (let round = -warmUp; round < rounds; round++) {
    const ofRound: number[] = []
    for (const run of runs) ofRound.push(await time(run, calls))
    if (round >= 0) times.push(ofRound)
  }
  return times
}

/** Of the times of A and B in each round. */
export function pairOf(times: readonly (readonly [a: number, b: number])[]): Pair {
  const ratios = times.map(([a, b]) => a / b)
  return {
    ratio: median(ratios),
    least: Math.min(...ratios),
    greatest: Math.max(...ratios),
    a: median(times.map(([a]) => a)),
    b: median(times.map(([, b]) => b)),
  }
}

/** Median milliseconds of one call, where there is nothing to compare it with. */
export async function alone(run: Run, { rounds, calls, warmUp }: Effort): Promise<number> {
  const times: number[] = []
  for (let round = -warmUp; round < rounds; round++) {
    const one = await time(run, calls)
    if (round >= 0) times.push(one)
  }
  return median(times)
}

async function time(run: Run, calls: number): Promise<number> {
  const start = performance.now()
  for (let i = 0; i < calls; i++) {
    const result = run()
    // awaiting what is no promise would cost something as well
    if (result instanceof Promise) await result
  }
  return (performance.now() - start) / calls
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  return ((upper ?? Number.NaN) + (lower ?? Number.NaN)) / 2
}
