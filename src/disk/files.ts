/**
 * Owns writing files: a new file appears whole or not at all, and never replaces an existing one. Errors are codes,
 * with the path and the system's error name in details. An Airlatch file is one that only our programs write, such as a
 * record or a kept license; functions with "own" in their names are for these.
 */
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { AirlatchError, detailOf } from '../core/errors.ts'
import { attempt, faultAt, ifPossible, systemCode } from './faults.ts'
import { clearLeftovers } from './leftovers.ts'

/** Mode of a file that only its owner may read: secret keys. */
const SECRET_MODE = 0o600
const PLAIN_MODE = 0o644
const STARTED_MODE = 0o755
/** How many temporary names of crashed processes are skipped before giving up. */
const MOST_LEFTOVERS = 1000

/** Whether something of any kind exists at the path; also false without permission to look. Never throws. */
export function isThere(path: string): boolean {
  return existsSync(path)
}

/** Checks that a file can be written, before any work is done for it. Errors: output-exists, cannot-write. */
export function assertNew(path: string): void {
  const isTaken = attempt('cannot-write', path, () => {
    const folder = dirname(path)
    if (!statSync(folder).isDirectory()) throw new AirlatchError('cannot-write', { path, system: 'ENOTDIR' })
    // a dangling link occupies the name, too
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return true
    accessSync(folder, constants.W_OK)
    return false
  })
  if (isTaken) throw new AirlatchError('output-exists', { path })
}

/**
 * Writes a new file. It is whole and on disk when this returns; otherwise it does not exist. `secret`: only the owner
 * may read it. Errors: output-exists, cannot-write.
 */
export function writeNew(path: string, content: Uint8Array | string, secret = false): void {
  assertNew(path)
  const temporary = writeTemporary(path, content, secret)
  try {
    giveName(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
  syncFolder(path)
}

/**
 * Runs `work` in a hidden folder beside `path`, in which the file for `path` is made. Errors: those of workingIn, with
 * `path`.
 */
export function madeBeside<T>(path: string, work: (folder: string) => Promise<T>): Promise<T> {
  return workingIn(dirname(path), path, work)
}

/**
 * Runs `work` in a hidden folder below `parent` that only its owner can enter. The folder is removed with its content
 * when the work is over. Folders of killed processes are removed a day later (leftovers.ts). Errors: cannot-write;
 * those of the work. `shown` is the path to report in place of the hidden folder.
 */
export async function workingIn<T>(
  parent: string,
  shown: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = attempt('cannot-write', shown, () => mkdtempSync(join(parent, '.airlatch-')))
  try {
    clearLeftovers(folder)
    return await work(folder)
  } catch (error) {
    throw error instanceof AirlatchError ? namedAs(shown, folder, error) : error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Reports the path that the caller asked for, because nobody knows the hidden folder. */
function namedAs(shown: string, folder: string, error: AirlatchError): AirlatchError {
  const path = detailOf(error.details, 'path')
  return typeof path === 'string' && dirname(path) === folder ? error.with({ path: shown }) : error
}

/** Writes a new file that only its owner may read, piece by piece. Errors: output-exists, cannot-write. */
export async function writePieces(
  path: string,
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<void> {
  const fd = attempt('cannot-write', path, () => openSync(path, 'wx', SECRET_MODE))
  try {
    for await (const piece of pieces) attempt('cannot-write', path, () => writeWhole(fd, piece))
  } finally {
    closeSync(fd)
  }
}

/**
 * Gives a finished file its name, in one step and never over an existing one. It is on disk, and only for its
 * owner, when this returns. Errors: output-exists, cannot-write.
 */
export function moveFile(from: string, to: string): void {
  finish(from, to)
  giveName(from, to)
  rmSync(from, { force: true })
  syncFolder(to)
}

/**
 * The same, in place of an existing file, which is kept under the name `aside`. `to` always exists, unless the file
 * system has no links. Errors: output-exists, cannot-write.
 */
export function exchangeFile(from: string, to: string, aside: string): void {
  finish(from, to)
  giveName(to, aside)
  attempt('cannot-write', to, () => renameSync(from, to))
  syncFolder(to)
}

/** Renames an Airlatch file to a name that is free. Error: cannot-write. */
export function moveOwn(from: string, to: string): void {
  attempt('cannot-write', to, () => renameSync(from, to))
  syncFolder(to)
}

function finish(path: string, shown: string): void {
  attempt('cannot-write', shown, () => {
    chmodSync(path, SECRET_MODE)
    // Windows syncs only files that are open for writing
    const fd = openSync(path, 'r+')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  })
}

/** Gives a file a second name, or a new name if the file system has no links. Errors: output-exists, cannot-write. */
export function giveName(from: string, to: string): void {
  try {
    // a link, unlike a rename, never replaces a file that appeared meanwhile
    linkSync(from, to)
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') throw new AirlatchError('output-exists', { path: to }, cause)
    // FAT and some shares have no links
    if (existsSync(to)) throw new AirlatchError('output-exists', { path: to }, cause)
    attempt('cannot-write', to, () => renameSync(from, to))
  }
}

/**
 * Writes several new Airlatch files. All are on disk when this resolves, and the disk is waited for only once. Error:
 * cannot-write, with `shown` as the path.
 */
export async function writeAllOwn(
  files: readonly { readonly path: string; readonly content: Uint8Array | string }[],
  shown: string,
): Promise<void> {
  const opened: number[] = []
  try {
    for (const { path, content } of files) {
      const fd = attempt('cannot-write', shown, () => openSync(path, 'wx', PLAIN_MODE))
      opened.push(fd)
      attempt('cannot-write', shown, () => writeWhole(fd, content))
    }
    // wait for all of them before the first is closed
    const outcomes = await Promise.allSettled(opened.map(onDisk))
    const failed = outcomes.find(outcome => outcome.status === 'rejected')
    if (failed !== undefined) throw faultAt('cannot-write', shown, failed.reason)
  } finally {
    for (const fd of opened) closeSync(fd)
  }
}

function onDisk(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(fd, error => (error === null ? resolve() : reject(error)))
  })
}

/** Replaces an Airlatch file in one step: a reader sees the old one or the new one. Error: cannot-write. */
export function replaceOwn(path: string, content: Uint8Array | string, secret = false): void {
  const temporary = writeTemporary(path, content, secret)
  try {
    attempt('cannot-write', path, () => renameSync(temporary, path))
  } finally {
    rmSync(temporary, { force: true })
  }
  syncFolder(path)
}

/** Makes a folder, by default only for its owner. Error: cannot-write. */
export function makeFolder(path: string, forOthers = false): void {
  const mode = forOthers ? 0o755 : 0o700
  attempt('cannot-write', path, () => makeFolders(resolve(path), mode))
}

/**
 * Makes folders one by one, because Node's `recursive` never returns if an existing parent denies it (/proc, on Node
 * 20).
 */
function makeFolders(path: string, mode: number): void {
  const parent = dirname(path)
  if (parent !== path && !existsSync(parent)) makeFolders(parent, mode)
  try {
    mkdirSync(path, mode)
  } catch (cause) {
    // it exists already, or was just made by another process; for a drive Windows gives another error
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw cause
  }
}

/**
 * Gives a finished folder its name, in one step. Returns false, and moves nothing, if something has that name. Error:
 * cannot-write.
 */
export function moveFolder(from: string, to: string): boolean {
  // on POSIX a rename would replace an empty folder
  if (existsSync(to)) return false
  try {
    renameSync(from, to)
  } catch (cause) {
    if (existsSync(to)) return false
    throw faultAt('cannot-write', to, cause)
  }
  syncFolder(to)
  return true
}

/** Removes an Airlatch folder with its content; does nothing if it does not exist. Error: cannot-write. */
export function removeFolder(path: string): void {
  attempt('cannot-write', path, () => rmSync(path, { recursive: true, force: true }))
}

/**
 * Makes an empty file that only its owner may read. Returns false if the name is taken, even by a link. Error:
 * cannot-write.
 */
export function createEmpty(path: string): boolean {
  return attempt('cannot-write', path, () => {
    try {
      closeSync(openSync(path, 'wx', SECRET_MODE))
      return true
    } catch (cause) {
      if (systemCode(cause) === 'EEXIST') return false
      throw cause
    }
  })
}

/** Makes a finished file executable for everybody, on disks with modes; on a stick without modes the mount decides. */
export function allowToStart(path: string): void {
  ifPossible(() => chmodSync(path, STARTED_MODE))
}

/** Removes an Airlatch file if that is possible. Never throws. */
export function discard(path: string): void {
  ifPossible(() => rmSync(path, { force: true }))
}

function writeTemporary(path: string, content: Uint8Array | string, secret: boolean): string {
  const mode = secret ? SECRET_MODE : PLAIN_MODE
  const { temporary, fd } = attempt('cannot-write', path, () => openTemporary(dirname(path), mode))
  try {
    attempt('cannot-write', path, () => {
      writeWhole(fd, content)
      fsyncSync(fd)
    })
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(fd)
  }
  return temporary
}

function writeWhole(fd: number, content: Uint8Array | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
}

/** Returns a free name: a crash may have left others, even of a process with the same number. */
function openTemporary(folder: string, mode: number): { readonly temporary: string; readonly fd: number } {
  for (let attempts = 0; ; attempts++) {
    const temporary = join(folder, `.airlatch-${process.pid}-${temporaries++}.tmp`)
    try {
      return { temporary, fd: openSync(temporary, 'wx', mode) }
    } catch (cause) {
      if (systemCode(cause) !== 'EEXIST' || attempts === MOST_LEFTOVERS) throw cause
    }
  }
}

let temporaries = 0

/**
 * Syncs the folder of `path`: a new name is on disk only with its folder. Windows cannot open folders, and need not.
 */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  try {
    const fd = openSync(dirname(path), 'r')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    // some shares refuse to sync a folder: the file itself is synced
  }
}
