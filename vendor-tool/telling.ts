/** Owns the progress line of a job that itself tells of how many it is; cli/progress.ts has the line. */
import { type Progress, progressOf } from '../src/cli/progress.ts'
import type { Tell } from '../src/vendor/door.ts'

/** `noun` is what is counted. The line is gone when the work is over. */
export async function telling<T>(noun: string, work: (tell: Tell) => Promise<T>): Promise<T> {
  let progress: Progress | undefined
  try {
    return await work((done, of) => {
      progress ??= progressOf(noun, of)
      progress.at(done)
    })
  } finally {
    progress?.end()
  }
}
