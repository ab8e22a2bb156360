/**
 * Owns where Windows is and how its own programs are run, such as `reg.exe`. Refuses to believe the environment: who
 * starts us with another `SystemRoot` or `PATH` must not choose the program that answers.
 */
import { runBounded } from './command.ts'

/** What a program of Windows prints, named as it is in System32, such as `reg.exe`. Errors: those of runBounded. */
export type RunWindows = (program: string, words: readonly string[]) => Promise<string>

export const runWindows: RunWindows = async (program, words) => {
  const system = ownSystemFolder()
  const root = system.slice(0, system.lastIndexOf('\\'))
  // where a child's environment lacks one of these, libuv copies ours
  const environment = { SystemDrive: root.slice(0, 2), SystemRoot: root, windir: root, PATH: system }
  return runBounded(`${system}\\${program}`, words, environment)
}

/** The drive that Windows is on, such as `C:`. */
export function systemDrive(): string {
  return ownSystemFolder().slice(0, 2)
}

/** Where Windows is when nothing else is known. */
const USUAL = 'C:\\Windows\\System32'

/** The folder of Windows' own programs, as a library that every process has was loaded from there. Pure. */
export function systemFolder(loaded: readonly string[]): string {
  const library = loaded.find(path => /^[a-z]:\\(?:[^\\]+\\)*system32\\ntdll\.dll$/i.test(path))
  return library === undefined ? USUAL : library.slice(0, library.lastIndexOf('\\'))
}

let known: string | undefined

function ownSystemFolder(): string {
  known ??= systemFolder(loadedLibraries())
  return known
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
