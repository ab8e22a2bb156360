/**
 * Owns the folders in which all users of a computer may make files, and each removes their own: made so in one step, and
 * with empty files in them that no cleaner takes away.
 */
import {
  chmodSync,
  closeSync,
  fchmodSync,
  futimesSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmdirSync,
} from 'node:fs'
import { attempt, ifPossible, systemCode } from './faults.ts'

/** Everybody may make files, and remove their own. */
const SHARED_MODE = 0o1777

/** Makes such a folder, of which the parent is there. Error: cannot-write {path, system}. */
export function makeSharedFolder(path: string): void {
  attempt('cannot-write', path, () => {
    // who may do what is inherited from ProgramData: make files, and remove one's own
    if (process.platform === 'win32') mkdirSync(path)
    else makeFinished(path)
  })
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

/**
 * Makes an empty file of this time (seconds since 1970) in such a folder. False when the name is taken; what is there, be
 * it a link, is not touched. Error: cannot-write {path, system}.
 */
export function makeMark(path: string, at: number): boolean {
  return attempt('cannot-write', path, () => {
    const file = openNew(path, 0o644)
    if (file === undefined) return false
    try {
      // systemd-tmpfiles leaves files with the sticky bit where they are (XDG_RUNTIME_DIR's rule); BSDs refuse it
      ifPossible(() => fchmodSync(file, 0o1644))
      futimesSync(file, at, at)
    } finally {
      closeSync(file)
    }
    return true
  })
}

function openNew(path: string, mode: number): number | undefined {
  try {
    return openSync(path, 'wx', mode)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return undefined
    throw error
  }
}
