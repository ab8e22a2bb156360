/** Owns running a program with the clock of another time, by libfaketime where the machine has it. */
import { spawnSync } from 'node:child_process'
import { type Place, type Ran, runProcess } from './process.ts'

/** Why there is none, for a test that is skipped; undefined when there is one. */
export function missingFaketime(): string | undefined {
  const { status } = spawnSync('faketime', ['-f', '@2020-01-01 00:00:00', 'true'])
  return status === 0 ? undefined : 'needs faketime (Debian: apt-get install faketime)'
}

/** `at`: seconds since 1970. The clock runs on from there; timers are left alone. */
export function runAt(at: number, program: string, words: readonly string[], place: Place): Promise<Ran> {
  const date = new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ')
  const env = { ...place.env, FAKETIME_DONT_FAKE_MONOTONIC: '1', TZ: 'UTC' }
  return runProcess('faketime', ['-f', `@${date}`, program, ...words], { ...place, env })
}
