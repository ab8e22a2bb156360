/**
 * Owns the lock under which instances are counted, one process at a time. A process announces itself by a file, then
 * looks for others: whoever announced himself and then finds nobody else holds the lock, and of two who meet the one
 * with the lower number stays. No lock is ever stale: the file of a process that is over does not count, though in a
 * folder of several users it may not be ours to remove.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { ProcessTable } from '../session/process-table.ts'
import { type Claim, fileName } from './claim.ts'
import { createFile, removeFile, unavailable } from './folder.ts'
import { look } from './living.ts'

/** Milliseconds between two looks; some more by the process's number, so that those who meet do not meet again. */
const PAUSES = [1, 2, 5, 10, 15, 20, 25]
const LAST_PAUSE = 50

export interface Announcer {
  readonly folder: string
  readonly claim: Omit<Claim, 'kind'>
  readonly processes: ProcessTable
  /** Seconds since 1970. */
  readonly now: number
  /** Milliseconds to wait for others. */
  readonly patienceMs: number
}

/** Does the work under the lock. Error: instances-unavailable when others hold it for longer than our patience. */
export async function underLock<T>(announcer: Announcer, work: () => Promise<T>): Promise<T> {
  const { folder, claim, processes, now } = announcer
  const own = fileName({ ...claim, kind: 'lock' }, 0)
  let announced = false
  try {
    let left = announcer.patienceMs
    for (let turn = 0; ; ) {
      const { living, dead } = await look(folder, 'lock', processes)
      const rivals = announced ? living.filter(({ name }) => name !== own) : living
      if (rivals.length === 0) {
        if (announced) {
          for (const name of dead) removeFile(folder, name)
          break
        }
        // taken when this process asks twice at once: then the other one is a rival in the next look
        announced = createFile(folder, own, now)
        continue
      }
      if (announced && rivals.some(rival => rival.claim.pid < claim.pid)) {
        removeFile(folder, own)
        announced = false
      }
      if (left <= 0) throw unavailable(folder, { problem: 'process-waits', process: rivals[0]?.claim.pid })
      const milliseconds = Math.min(left, (PAUSES[turn] ?? LAST_PAUSE) + ((claim.pid + turn) % 7))
      left -= milliseconds
      turn++
      await pause(milliseconds)
    }
    return await work()
  } finally {
    if (announced) removeFile(folder, own)
  }
}
