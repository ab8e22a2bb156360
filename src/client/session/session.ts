/**
 * Owns who an instance is: which user, in which session, a process runs for; and whether a process still lives or its
 * number went to another one. What the operating system tells is asked in session-linux.ts, session-ps.ts and
 * session-windows.ts; tests bring a table of their own. Reads no environment variable: who could set one could be
 * in any session.
 */
import { AirlatchError } from '../../core/errors.ts'
import { tellLinux } from './linux.ts'
import type { ProcessTable, Running, RunningProcesses } from './process-table.ts'
import { type SessionColumn, tellPs } from './ps.ts'
import { tellWindows } from './windows.ts'

const HIDDEN: Running = { mark: undefined, user: undefined, session: undefined, owners: undefined }

/** The processes of this computer. `platform` is a `process.platform`. */
export function processTable(platform: string = process.platform): ProcessTable {
  switch (platform) {
    case 'win32':
      return tableOf(tellWindows, lives)
    case 'linux':
    case 'android':
      return tableOf(async pids => tellLinux(pids), lives)
    default:
      return tableOf(pids => tellPs(pids, SESSION_COLUMNS[platform] ?? 'tty'), lives)
  }
}

/** macOS and OpenBSD tell no session's number: theirs is an address in the kernel, shown as 0 to users. */
const SESSION_COLUMNS: Readonly<Record<string, SessionColumn>> = { freebsd: 'sid', netbsd: 'sid' }

/**
 * A table over what one system tells. A process that lives but is not listed (hidepid on Linux) is hidden, not dead.
 * A list without this process in it is none.
 */
export function tableOf(
  tell: (pids: readonly number[]) => Promise<RunningProcesses>,
  alive: (pid: number) => boolean,
): ProcessTable {
  return {
    lives: alive,
    async find(pids) {
      const told = await tell([...new Set([process.pid, ...pids])])
      if (told.get(process.pid) === undefined)
        throw new AirlatchError('instances-unavailable', {
          problem: 'own-process-missing',
        })
      const found = new Map<number, Running>()
      for (const pid of pids) {
        const running = told.has(pid) ? told.get(pid) : alive(pid) ? HIDDEN : undefined
        if (running !== undefined) found.set(pid, running)
      }
      return found
    },
  }
}

/** Whether the process is the one that had this mark. One whose mark is not told is taken for it: better than for dead. */
export function isSame(running: Running | undefined, mark: string): running is Running {
  return running !== undefined && (running.mark ?? mark) === mark
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // it is there, and another user's
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
