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
 * Whether a folder is at the path, links followed; false when nothing is there. Error: `code` {path, system}, by what is to
 * be done with it.
 */
export function isFolder(path: string, code: 'cannot-read' | 'cannot-write' = 'cannot-read'): boolean {
  return attempt(code, path, () => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
}

/** The names in a folder; undefined when nothing is there. Error: cannot-read {path, system}. */
export function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder)
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined
    throw faultAt('cannot-read', folder, cause)
  }
}

/** The names of all that is in a folder and no folder itself. Errors: file-not-found, cannot-read {path, system}. */
export function fileNamesIn(folder: string): readonly string[] {
  return attempt('cannot-read', folder, () => readdirSync(folder, { withFileTypes: true }))
    .filter((entry: Dirent) => !entry.isDirectory())
    .map(({ name }) => name)
}

/** The first `most` names of a folder, in the folder's own order. Errors: file-not-found, cannot-read {path, system}. */
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

/** What is known of the thing at a path itself: a link is not followed. */
export interface Facts {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly bytes: number
  /** Milliseconds since 1970, with a fraction. */
  readonly modified: number
  /** The number of the user whom it belongs to; 0 for all on Windows. */
  readonly owner: number
  readonly inode: number
}

/** Undefined when nothing is there. Error: cannot-read {path, system}. */
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

/** As factsOf; undefined also for what one may not look at. Never throws. */
export function factsIfAny(path: string): Facts | undefined {
  return ifPossible(() => factsOf(path))
}

/** Milliseconds since 1970, links followed; undefined when nothing can be seen there. Never throws. */
export function modifiedAt(path: string): number | undefined {
  return ifPossible(() => statSync(path, { throwIfNoEntry: false })?.mtimeMs)
}

/** Where a symbolic link (on Windows also a junction) leads, as it says; undefined for all else. Never throws. */
export function targetOf(path: string): string | undefined {
  // looked at first: most are no links, and an exception costs ten times as much
  return factsIfAny(path)?.kind === 'link' ? ifPossible(() => readlinkSync(path)) : undefined
}

/** The path with all links followed; undefined when there is none. Never throws. */
export function realPath(path: string): string | undefined {
  return ifPossible(() => realpathSync.native(path))
}

/**
 * The whole path: a relative one begins at the working folder. Error: working-folder-missing, when that was removed
 * while somebody stood in it.
 */
export function wholePath(path: string): string {
  try {
    return resolve(path)
  } catch (cause) {
    throw new AirlatchError('working-folder-missing', { path }, cause)
  }
}

/** Whether this account may write the thing at a path; on a read-only medium nobody may. */
export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}
