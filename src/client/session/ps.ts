/**
 * Owns what `ps` tells of processes on macOS and the BSDs. A session is the POSIX session where ps knows its number,
 * else the terminal; programs without one (started from the desktop) are then one session of their user.
 */

import { runBounded } from '../system/command.ts'
import type { Running, RunningProcesses } from './process-table.ts'

/** The column that tells a session best: the POSIX session's number, or the terminal. */
export type SessionColumn = 'sid' | 'tty'

/** What ps tells of these processes. Rejects when it cannot be run or does not end. */
export async function tellPs(pids: readonly number[], column: SessionColumn): Promise<RunningProcesses> {
  const columns = ['pid', 'ruid', 'uid', 'stat', column, 'lstart'].flatMap(name => ['-o', `${name}=`])
  // the start is a date in the language and the time zone of whoever asks: all must get the same
  const text = await runBounded('/bin/ps', [...columns, '-p', pids.join(',')], { LC_ALL: 'C', TZ: 'UTC' })
  return readPs(text, column)
}

/** Reads `pid ruid uid stat SESSION lstart`, one process a line; other lines say nothing. Pure. */
export function readPs(text: string, column: SessionColumn): RunningProcesses {
  const told = new Map<number, Running | undefined>()
  for (const line of text.split('\n')) {
    const found = /^\s*(\d+)\s+(-?\d+)\s+(-?\d+)\s+(\S+)\s+(\S+)\s+(\S.*\S)\s*$/.exec(line)
    if (found === null) continue
    const [, pid, real, effective, state = '', session = '', start] = found
    const owners = [userNumber(real), userNumber(effective)]
    const running = {
      mark: startOf(start),
      user: String(owners[0]),
      session: sessionOf(session, column),
      owners,
    }
    told.set(Number(pid), state.startsWith('Z') ? undefined : running)
  }
  return told
}

/** Seconds since 1970. */
function startOf(text: string | undefined): string | undefined {
  const at = Date.parse(`${text} UTC`)
  return Number.isNaN(at) ? undefined : String(at / 1000)
}

/** Some print the number of "nobody" as -2. */
function userNumber(text: string | undefined): number {
  return Number(text) >>> 0
}

function sessionOf(text: string, column: SessionColumn): string {
  if (column === 'sid') return `sid-${text.replace(/\D/g, '')}`
  const terminal = text.replace(/[^A-Za-z0-9]/g, '-')
  return /^-+$/.test(terminal) ? 'no-terminal' : terminal.slice(0, 40)
}
