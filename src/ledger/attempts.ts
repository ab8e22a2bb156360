/** Owns trying again when another process was faster: see, decide, append, and from the start on a conflict. */
import { AirlatchError } from '../errors.ts'

/** Twenty conflicts in a row are no coincidence. */
const ATTEMPTS = 20

/** Calls `attempt`, which is undefined on a conflict, until it is not. Error: ledger-busy {attempts}. */
export async function untilRecorded<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let n = 0; n < ATTEMPTS; n++) {
    const done = await attempt()
    if (done !== undefined) return done
  }
  throw new AirlatchError('ledger-busy', { attempts: ATTEMPTS })
}
