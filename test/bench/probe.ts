/**
 * Owns the question what reading this computer costs a program at its start: the probe as `status` calls it, in a
 * process of its own for each round, as the first call is the one that a start waits for.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../../tools/bundle.ts'
import { duration, type Line } from './report.ts'

const ROUNDS = 40
/** Milliseconds, on Linux; Windows and macOS ask other programs, and take seconds. */
const GOAL_MS = 5

/** Prints the milliseconds of the first call, and the median of a hundred that follow it. */
const SCRIPT = `
const { probeComputer } = await import(process.argv[1])
const time = async () => {
  const start = performance.now()
  await probeComputer()
  return performance.now() - start
}
const first = await time()
const later = []
for (let i = 0; i < 100; i++) later.push(await time())
later.sort((a, b) => a - b)
process.stdout.write(JSON.stringify({ first, later: later[50] }))
`

export async function probeBench(): Promise<readonly Line[]> {
  const probe = pathToFileURL(join(ROOT, 'src', 'client', 'probe', 'probe.ts')).href
  const words = ['--input-type=module', '--eval', SCRIPT, '--', probe]
  const times = Array.from({ length: ROUNDS }, () => {
    const out = execFileSync(process.execPath, words, { encoding: 'utf8' })
    return JSON.parse(out) as { readonly first: number; readonly later: number }
  })
  const first = median(times.map(one => one.first))
  const later = median(times.map(one => one.later))
  const goal = { text: `below ${GOAL_MS} ms`, met: first < GOAL_MS }
  return [
    {
      what: `reading this computer once (${process.platform})`,
      figure: first.toFixed(1),
      ...(process.platform === 'linux' ? { goal } : {}),
      beside: `milliseconds, the first call of a process; a later one ${duration(later)}`,
    },
  ]
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
