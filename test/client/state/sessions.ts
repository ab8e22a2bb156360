/** Owns tables of processes for tests: the real one with other sessions, and one of processes that do not exist. */
import type { ProcessTable, Running } from '../../../src/client/session/process-table.ts'
import { processTable } from '../../../src/client/session/session.ts'

/** The processes of this computer, each in the session that the test says. */
export function inSessions(sessionOf: (pid: number) => string): ProcessTable {
  const { find, lives } = processTable()
  return {
    lives,
    async find(pids) {
      const found = [...(await find(pids))]
      return new Map(found.map(([pid, running]) => [pid, { ...running, session: sessionOf(pid) }]))
    },
  }
}

export interface Machine extends ProcessTable {
  /** Starts a process, or another one with the same number. */
  start(pid: number, user: string, session: string, more?: Partial<Running>): void
  end(pid: number): void
}

/** A machine on which this process runs for user 1001 in session 1. Its files are those of this process's user. */
export function machine(): Machine {
  const processes = new Map<number, Running>()
  const owners = process.getuid === undefined ? undefined : [process.getuid()]
  let started = 0
  const made: Machine = {
    start(pid, user, session, more = {}) {
      processes.set(pid, { mark: `m${++started}`, user, session, owners, ...more })
    },
    end: pid => void processes.delete(pid),
    lives: pid => processes.has(pid),
    find: async pids =>
      new Map(pids.flatMap(pid => (processes.has(pid) ? [[pid, processes.get(pid) as Running]] : []))),
  }
  made.start(process.pid, '1001', '1')
  return made
}
