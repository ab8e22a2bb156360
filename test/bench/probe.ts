/**
 * Owns the question what reading this computer costs a program at its start: the probe as `status` calls it, in a
 * process of its own for each round, as the first call is the one that a start waits for, against a hash of a megabyte.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../../tools/bundle.ts'
import { pairOf } from './pairs.ts'
import { type Line, pairLine } from './report.ts'

const ROUNDS = 40
/** On Linux; Windows and macOS ask other programs, and take seconds. */
const GOAL = 3

/** Prints the milliseconds of the first call, of a hash of a megabyte, and the medians of a hundred later calls. */
const SCRIPT = `
const { probeComputer } = await import(process.argv[1])
const { createHash } = await import('node:crypto')
const megabyte = new Uint8Array(1_000_000).fill(7)
const median = times => times.sort((a, b) => a - b)[50]
const time = async run => {
  const start = performance.now()
  await run()
  return performance.now() - start
}
const hundred = async run => {
  const times = []
  for (let i = 0; i < 100; i++) times.push(await time(run))
  return median(times)
}
const first = await time(probeComputer)
const later = await hundred(probeComputer)
const hash = await hundred(() => createHash('sha256').update(megabyte).digest())
process.stdout.write(JSON.stringify({ first, later, hash }))
`

interface ProcessTimes {
  readonly first: number
  readonly later: number
  readonly hash: number
}

export async function probeBench(): Promise<readonly Line[]> {
  const probe = pathToFileURL(join(ROOT, 'src', 'client', 'probe', 'probe.ts')).href
  const words = ['--input-type=module', '--eval', SCRIPT, '--', probe]
  const times = Array.from({ length: ROUNDS }, () => {
    const out = execFileSync(process.execPath, words, { encoding: 'utf8' })
    return JSON.parse(out) as ProcessTimes
  })
  const over = (of: 'first' | 'later') => pairOf(times.map(({ [of]: one, hash }) => [one, hash]))
  const goal = process.platform === 'linux' ? GOAL : undefined
  return [
    pairLine(
      `reading this computer, first call / SHA-256 of 1 MB (${process.platform})`,
      over('first'),
      goal,
    ),
    pairLine('reading it again / the same', over('later')),
  ]
}
