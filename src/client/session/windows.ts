/**
 * Owns what `tasklist` tells of processes on Windows: one call (some tenths of a second), there for every user, also
 * where PowerShell is forbidden as on many terminal servers, and read by position, as its words are translated. It
 * tells the session that the system keeps, and no time of start: a process is known again by its program and session.
 * Not `/V`: that asks every window for its title and waits for those that hang.
 */

import { runWindows } from '../system/windows.ts'
import type { Running, RunningProcesses } from './process-table.ts'

/** What tasklist tells of these processes. Rejects when it cannot be run or does not end. */
export async function tellWindows(pids: readonly number[]): Promise<RunningProcesses> {
  const text = await runWindows('tasklist.exe', ['/FO', 'CSV', '/NH'])
  const wanted = new Set(pids)
  return new Map([...readTasklist(text)].filter(([pid]) => wanted.has(pid)))
}

/**
 * Reads `"image","pid","session's name","session",...`, one process a line; other lines say nothing. Wine writes two
 * bytes a letter. Pure.
 */
export function readTasklist(text: string): RunningProcesses {
  const told = new Map<number, Running>()
  const lines = text.replaceAll('\0', '')
  for (const [, image = '', pid, session = ''] of lines.matchAll(
    /^"([^"]*)","(\d+)","[^"]*","(\d{1,10})"/gm,
  )) {
    // letters beyond ASCII come in the code page of whoever asks
    const program = image.toLowerCase().replace(/[^a-z0-9]/g, '_')
    const mark = `${program.slice(0, 28)}-${session}`
    told.set(Number(pid), { mark, user: undefined, session, owners: undefined })
  }
  return told
}
