/** Owns a process that lets many things live long enough to grow old, and says the largest heap that it had, in megabytes. */
import { collectEarly } from '../../src/cli/garbage.ts'

if (process.argv[2] === 'early') collectEarly()
const ROUNDS = 3_000_000
const living: object[] = []
let peak = 0
for (let i = 0; i < ROUNDS; i++) {
  // some hundred thousand at a time: older than what a young generation keeps
  living[i % 200_000] = { i, text: `${i} of ${ROUNDS}` }
  if (i % 10_000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed)
}
process.stdout.write(`${Math.round(peak / 1e6)}`)
