/** The record of first runs: it has an end, and what gives way is the earliest, whatever the order of the ids. */
import { expect, test } from 'vitest'
import {
  decodeState,
  encodeState,
  MOST_FIRST_RUNS,
  type State,
  withFirstRun,
} from '../../src/message/state.ts'

const id = (number: number) => number.toString(16).padStart(16, '0')
const kept = (firstRuns: State['firstRuns']) =>
  decodeState(encodeState({ productId: 'scope', writtenAt: 0, firstRuns })).firstRuns

test('one more first run is remembered beside the others (QC-27)', () => {
  const one = withFirstRun(new Map(), id(7), 100)
  expect(kept(withFirstRun(one, id(3), 50))).toEqual(new Map([[id(7), 100], [id(3), 50]])) // biome-ignore format: a row
})

test('of too many the earliest gives way, although the ids come back in another order', () => {
  // the higher the id, the earlier the run
  let firstRuns: State['firstRuns'] = new Map()
  for (let i = 0; i < MOST_FIRST_RUNS; i++) firstRuns = kept(withFirstRun(firstRuns, id(1000 - i), 5000 + i))
  expect(firstRuns.size).toBe(MOST_FIRST_RUNS)
  const next = kept(withFirstRun(firstRuns, id(1), 9000))
  expect(next.size).toBe(MOST_FIRST_RUNS)
  expect([next.has(id(1000)), next.has(id(999)), next.get(id(1))]).toEqual([false, true, 9000])
})

test('the new one stays, also when a clock says that it is the earliest', () => {
  let firstRuns: State['firstRuns'] = new Map()
  for (let i = 0; i < MOST_FIRST_RUNS; i++) firstRuns = withFirstRun(firstRuns, id(i + 10), 5000 + i)
  const next = withFirstRun(firstRuns, id(1), 3)
  expect([next.size, next.get(id(1)), next.has(id(10))]).toEqual([MOST_FIRST_RUNS, 3, false])
})
