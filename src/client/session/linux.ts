/**
 * Owns what Linux tells of processes, from /proc with no process spawned. Takes the root directory as a parameter, for
 * tests on recorded trees. A session is the login session: the audit session's number, which systemd takes for its own
 * sessions; else the scope that systemd put the process in; else the POSIX session (in containers, without systemd),
 * and then every terminal window is one.
 */

import { readSmall } from '../probe/small-file.ts'
import type { Running, RunningProcesses } from './process-table.ts'

/** What /proc tells of these processes. Never throws. */
export function tellLinux(pids: readonly number[], root = ''): RunningProcesses {
  const told = new Map<number, Running | undefined>()
  for (const pid of pids) {
    const folder = `${root}/proc/${pid}`
    const stat = statOf(read(`${folder}/stat`))
    const users = usersOf(read(`${folder}/status`))
    if (stat === undefined || users === undefined) continue
    told.set(pid, stat.over ? undefined : runningOf(folder, stat, users))
  }
  return told
}

function runningOf(folder: string, stat: Stat, users: Users): Running {
  const session = auditSession(read(`${folder}/sessionid`)) ?? scopeOf(read(`${folder}/cgroup`))
  return {
    mark: stat.start,
    user: String(users.real),
    session: session ?? `sid-${stat.session}`,
    owners: [users.real, users.effective],
  }
}

interface Stat {
  /** A zombie, or dead. */
  readonly over: boolean
  readonly session: string
  /** Clock ticks after boot; unlike a date it stays when the clock is set. */
  readonly start: string
}

/** proc_pid_stat(5): the name in brackets may itself have brackets and spaces, nothing behind it has. */
function statOf(text: string): Stat | undefined {
  // field 3 is the first behind the name
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, session, start] = [fields[0], fields[6 - 3], fields[22 - 3]]
  if (state === undefined || !isNumber(session) || !isNumber(start)) return undefined
  return { over: /[ZXx]/.test(state), session, start }
}

interface Users {
  readonly real: number
  readonly effective: number
}

/** proc_pid_status(5). Not the owner of /proc/PID, which is root for programs that may not be read. */
function usersOf(text: string): Users | undefined {
  const [, real, effective] = /^Uid:\t(\d+)\t(\d+)\t/m.exec(text) ?? []
  return real === undefined ? undefined : { real: Number(real), effective: Number(effective) }
}

/** The number that stands for none: -1 as the kernel prints it. */
const NO_AUDIT_SESSION = '4294967295'

function auditSession(text: string): string | undefined {
  const id = text.trim()
  return isNumber(id) && id !== NO_AUDIT_SESSION ? id : undefined
}

/** At the top of the tree alone: a user may name groups as he likes below his own manager (user@1000.service). */
function scopeOf(text: string): string | undefined {
  return /^\d+:[^:]*:\/user\.slice\/user-\d+\.slice\/session-([a-z]?\d{1,10})\.scope(?:\/|$)/m.exec(text)?.[1]
}

function read(path: string): string {
  const text = readSmall(path)
  return 'raw' in text ? text.raw : ''
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,20}$/.test(text)
}
