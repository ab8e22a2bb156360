/**
 * Owns looking at what is at a path without opening it: its kind, its facts, the names in a folder, where a link leads.
 * Nothing here waits for a FIFO or reads what is in a file.
 */
import {
  accessSync,
  constants,
  type Dirent,
  lstatSync,
  opendirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { resolve } from 'node:path'
import { AirlatchError } from '../core/errors.ts'
import { attempt, faultAt, ifPossible, systemCode } from './faults.ts'

/**
 * Whether a folder is at the path, following links; false if nothing is there. Error: `code` {path, system}, which
 * depends on what the caller does with the folder.
 */
export function isFolder(path: string, code: 'cannot-read' | 'cannot-write' = 'cannot-read'): boolean {
  return attempt(code, path, () => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
}

/** Returns the names in a folder; undefined if there is none. Error: cannot-read {path, system}. */
export function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined
    throw faultAt('cannot-read', folder, cause)
  }
}

/** Returns the names of everything in a folder except folders. Errors: file-not-found, cannot-read {path, system}. */
export function fileNamesIn(folder: string): readonly string[] {
  return attempt('cannot-read', folder, () => readdirSync(folder, { withFileTypes: true }))
    .filter((entry: Dirent) => !entry.isDirectory())
    .map(({ name }) => name)
}

/**
 * Returns the first `most` names of a folder, in the folder's order. Errors: file-not-found, cannot-read {path,
 * system}.
 */
export function someNamesIn(folder: string, most: number): readonly string[] {
  return attempt('cannot-read', folder, () => {
    const names: string[] = []
    const entries = opendirSync(folder)
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
        names.push(entry.name)
        if (names.length === most) break
      }
    } finally {
      entries.closeSync()
    }
    return names
  })
}

/** Facts about the thing at a path. A link is not followed. */
export interface Facts {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly bytes: number
  /** Milliseconds since 1970, with a fraction. */
  readonly modified: number
  /** The number of the owner; always 0 on Windows. */
  readonly owner: number
  readonly inode: number
}

/** Returns the facts; undefined if nothing is there. Error: cannot-read {path, system}. */
export function factsOf(path: string): Facts | undefined {
  return attempt('cannot-read', path, () => {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat === undefined) return undefined
    const kind = stat.isFile()
      ? 'file'
      : stat.isDirectory()
        ? 'folder'
        : stat.isSymbolicLink()
          ? 'link'
          : 'other'
    return { kind, bytes: stat.size, modified: stat.mtimeMs, owner: stat.uid, inode: stat.ino }
  })
}

/** Like factsOf, but also undefined without permission to look. Never throws. */
export function factsIfAny(path: string): Facts | undefined {
  return ifPossible(() => factsOf(path))
}

/**
 * Returns when it was last written, in milliseconds since 1970, following links; undefined if it cannot be seen. Never
 * throws.
 */
export function modifiedAt(path: string): number | undefined {
  return ifPossible(() => statSync(path, { throwIfNoEntry: false })?.mtimeMs)
}

/**
 * Returns the target of a symbolic link (on Windows also of a junction), as stored; undefined for others. Never throws.
 */
export function targetOf(path: string): string | undefined {
  // check first: most are not links, and an exception costs ten times as much
  return factsIfAny(path)?.kind === 'link' ? ifPossible(() => readlinkSync(path)) : undefined
}

/** Returns the path with all links resolved; undefined if it does not exist. Never throws. */
export function realPath(path: string): string | undefined {
  return ifPossible(() => realpathSync.native(path))
}

/**
 * Returns the absolute path; a relative one starts at the working folder. Error: working-folder-missing, if that folder
 * was removed while the process was in it.
 */
export function wholePath(path: string): string {
  try {
    return resolve(path)
  } catch (cause) {
    throw new AirlatchError('working-folder-missing', { path }, cause)
  }
}

/** Whether this account may write the thing at a path; always false on a read-only medium. */
export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
