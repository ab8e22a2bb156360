/**
 * Owns what `tasklist` tells of processes on Windows: one call (some tenths of a second), there for every user, also
 * where PowerShell is forbidden as on many terminal servers, and read by position, as its words are translated. It
 * tells the session that the system keeps, and no time of start: a process is known again by its program and session.
 * Not `/V`: that asks every window for its title and waits for those that hang.
 */

import { runBounded } from './command.ts'
import type { Running, RunningProcesses } from './process-table.ts'

/** What tasklist tells of these processes. Rejects when it cannot be run or does not end. */
export async function tellWindows(pids: readonly number[]): Promise<RunningProcesses> {
  const system = systemFolder(loadedLibraries())
  const root = system.slice(0, system.lastIndexOf('\\'))
  const environment = { SystemRoot: root, windir: root, PATH: system }
  const text = await runBounded(`${system}\\tasklist.exe`, ['/FO', 'CSV', '/NH'], environment)
  const wanted = new Set(pids)
  return new Map([...readTasklist(text)].filter(([pid]) => wanted.has(pid)))
}

/** Reads `"image","pid","session's name","session",...`, one process a line; other lines say nothing. Pure. */
export function readTasklist(text: string): RunningProcesses {
  const told = new Map<number, Running>()
  for (const [, image = '', pid, session = ''] of text.matchAll(
    /^"([^"]*)","(\d+)","[^"]*","(\d{1,10})"/gm,
  )) {
    // letters beyond ASCII come in the code page of whoever asks
    const program = image.toLowerCase().replace(/[^a-z0-9]/g, '_')
    const mark = `${program.slice(0, 28)}-${session}`
    told.set(Number(pid), { mark, user: undefined, session, owners: undefined })
  }
  return told
}

/** Where Windows is when nothing else is known. */
const USUAL = 'C:\\Windows\\System32'

/** The folder of Windows' own programs, as a library that every process has was loaded from there. Pure. */
export function systemFolder(loaded: readonly string[]): string {
  const library = loaded.find(path => /^[a-z]:\\(?:[^\\]+\\)*system32\\ntdll\.dll$/i.test(path))
  return library === undefined ? USUAL : library.slice(0, library.lastIndexOf('\\'))
}

/** The drive that Windows is on, such as `C:`. */
export function systemDrive(): string {
  return systemFolder(loadedLibraries()).slice(0, 2)
}

/** The files of the libraries in this process, as the loader knows them. */
function loadedLibraries(): readonly string[] {
  const report: Report = process.report
  const before = report.excludeNetwork
  // what a report says of the network takes seconds
  report.excludeNetwork = true
  try {
    return (report.getReport() as { readonly sharedObjects?: readonly string[] }).sharedObjects ?? []
  } finally {
    report.excludeNetwork = before
  }
}

/** Since Node 20.13 and 22; Node's types do not have it. */
type Report = typeof process.report & { excludeNetwork?: boolean | undefined }
