/** The adversary of seat-adversary.test.ts, for longer. */
import fc from 'fast-check'
import { test } from 'vitest'
import { runs } from '../../effort.ts'
import { SEQUENCES } from './seat-sequences.ts'

test('100,000 sequences of forged requests never run on more different computers than are counted (QC-08)', () => {
  fc.assert(SEQUENCES, { numRuns: runs(100_000) })
})
