/**
 * Owns the folder that the users of one computer share to count instances: where it is, making it, and its files, which
 * are empty. Refuses a folder that is a link or no folder, and follows no link in it. No variable of the environment
 * says where it is: whoever could move it would count alone.
 */
import {
  chmodSync,
  closeSync,
  fchmodSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  opendirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs'
import { dirname, join, posix, win32 } from 'node:path'
import { systemDrive } from '../computer/session-windows.ts'
import { AirlatchError } from '../errors.ts'
import { isProductId } from '../message/names.ts'

const NAME = 'airlatch-instances'
/** Everybody may make files, and remove his own. */
const SHARED_MODE = 0o1777
/** Files in one folder that are looked at: more are no terminal server, but somebody's mischief. */
const MOST_FILES = 20_000

/**
 * The folder for the instances of one activation: below /tmp, on Windows below ProgramData on the system's drive.
 * `platform` is a `process.platform`. Error: invalid-value.
 */
export function instanceFolder(platform: string, productId: string, activationId: string): string {
  if (!isProductId(productId))
    throw new AirlatchError('invalid-value', { field: 'product', expected: 'a product id', got: productId })
  if (!/^[0-9a-f]{16}$/.test(activationId))
    throw new AirlatchError('invalid-value', {
      field: 'activation',
      expected: '16 hexadecimal digits',
      got: activationId,
    })
  const name = `${productId}-${activationId}`
  if (platform === 'win32') return win32.join(`${systemDrive()}\\ProgramData`, NAME, name)
  return posix.join('/tmp', NAME, name)
}

/** Makes the folder and the one above it when they are not there. Error: instances-unavailable {path, problem}. */
export function makeShared(folder: string): void {
  for (const path of [dirname(folder), folder]) {
    if (isFolder(path)) continue
    const why = make(path)
    if (!isFolder(path)) throw unavailable(path, why ?? 'it is gone again')
  }
}

/** False when nothing is there. */
function isFolder(path: string): boolean {
  const stat = attempt(path, () => lstatSync(path, { throwIfNoEntry: false }))
  if (stat === undefined || stat.isDirectory()) return stat !== undefined
  throw unavailable(path, stat.isSymbolicLink() ? 'it is a link' : 'it is no folder')
}

/** Gives the system's reason when it could not. Another process may have been faster. */
function make(path: string): string | undefined {
  try {
    // who may do what is inherited from ProgramData: make files, and remove one's own
    if (process.platform === 'win32') mkdirSync(path)
    else makeFinished(path)
    return undefined
  } catch (error) {
    return systemCode(error)
  }
}

/** It gets its name when everybody may use it: a umask would keep others out until it is changed. */
function makeFinished(path: string): void {
  const temporary = mkdtempSync(`${path}-`)
  try {
    chmodSync(temporary, SHARED_MODE)
    renameSync(temporary, path)
  } catch (error) {
    rmdirSync(temporary)
    throw error
  }
}

/** The names of the files in the folder. Error: instances-unavailable. */
export function namesIn(folder: string): readonly string[] {
  const names: string[] = []
  attempt(folder, () => {
    const entries = opendirSync(folder)
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
        if (names.push(entry.name) > MOST_FILES)
          throw unavailable(folder, `more than ${MOST_FILES} files in it`)
      }
    } finally {
      entries.closeSync()
    }
  })
  return names
}

export interface FileFacts {
  /** The number of the user whom it belongs to; 0 for all on Windows. */
  readonly owner: number
  /** Seconds since 1970. */
  readonly since: number
}

/** Undefined for what is no file, or gone. */
export function factsOf(folder: string, name: string): FileFacts | undefined {
  try {
    const stat = lstatSync(join(folder, name))
    return stat.isFile() ? { owner: stat.uid, since: Math.floor(stat.mtimeMs / 1000) } : undefined
  } catch {
    return undefined
  }
}

/** Makes an empty file of this time (seconds since 1970). False when the name is taken. Error: instances-unavailable. */
export function createFile(folder: string, name: string, at: number): boolean {
  return attempt(folder, () => {
    const file = open(join(folder, name))
    if (file === undefined) return false
    try {
      keepFromCleaners(file)
      futimesSync(file, at, at)
    } finally {
      closeSync(file)
    }
    return true
  })
}

/** Exclusively: what is there, be it a link, is not touched. */
function open(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o644)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return undefined
    throw error
  }
}

/** systemd-tmpfiles leaves files with the sticky bit where they are, however old (XDG_RUNTIME_DIR's rule). */
function keepFromCleaners(file: number): void {
  try {
    fchmodSync(file, 0o1644)
  } catch {
    // BSDs know that bit on folders alone
  }
}

/** Removes a file where we may; one of another user stays. */
export function removeFile(folder: string, name: string): void {
  try {
    rmSync(join(folder, name), { force: true })
  } catch {
    // whoever may will do it
  }
}

export function unavailable(folder: string, problem: string, cause?: unknown): AirlatchError {
  return new AirlatchError('instances-unavailable', { path: folder, problem }, cause)
}

function attempt<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof AirlatchError ? error : unavailable(folder, systemCode(error), error)
  }
}

function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown'
}
