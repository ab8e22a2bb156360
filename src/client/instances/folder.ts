/**
 * Owns the folder that the users of one computer share to count instances: where it is, making it, and its files, which
 * are empty. Refuses a folder that is a link or no folder, and follows no link in it. No variable of the environment
 * says where it is: whoever could move it would count alone.
 */
import { dirname, join, posix, win32 } from 'node:path'
import { AirlatchError } from '../../core/errors.ts'
import { isProductId } from '../../core/message/names.ts'
import type { InstancesProblem } from '../../core/problems.ts'
import { systemCode } from '../../disk/faults.ts'
import { discard } from '../../disk/files.ts'
import { factsOf as factsAt, factsIfAny, someNamesIn } from '../../disk/look.ts'
import { makeMark, makeSharedFolder } from '../../disk/shared-folder.ts'
import { systemDrive } from '../system/windows.ts'

const NAME = 'airlatch-instances'
/** Files in one folder that are looked at: more are no terminal server, but somebody's mischief. */
const MOST_FILES = 20_000

/**
 * The folder for the instances of one activation: below /tmp, on Windows below ProgramData on the system's drive.
 * `platform` is a `process.platform`. Error: invalid-value.
 */
export function instanceFolder(platform: string, productId: string, activationId: string): string {
  if (!isProductId(productId))
    throw new AirlatchError('invalid-value', {
      field: 'product',
      expected: { is: 'product-id' },
      got: productId,
    })
  if (!/^[0-9a-f]{16}$/.test(activationId))
    throw new AirlatchError('invalid-value', {
      field: 'activation',
      expected: { is: 'activation-id' },
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
    if (!isFolder(path))
      throw unavailable(path, why === undefined ? { problem: 'gone' } : { problem: 'system', system: why })
  }
}

/** Whether anybody has counted in the folder yet. Makes nothing. Error: instances-unavailable {path, problem}. */
export function isShared(folder: string): boolean {
  return [dirname(folder), folder].every(isFolder)
}

/** False when nothing is there. */
function isFolder(path: string): boolean {
  const facts = attempt(path, () => factsAt(path))
  if (facts === undefined || facts.kind === 'folder') return facts !== undefined
  throw unavailable(path, { problem: facts.kind === 'link' ? 'link' : 'not-a-folder' })
}

/** Gives the system's reason when it could not. Another process may have been faster. */
function make(path: string): string | undefined {
  try {
    makeSharedFolder(path)
    return undefined
  } catch (error) {
    return systemCode(error)
  }
}

/** The names of the files in the folder. Error: instances-unavailable. */
export function namesIn(folder: string): readonly string[] {
  const names = attempt(folder, () => someNamesIn(folder, MOST_FILES + 1))
  if (names.length > MOST_FILES) throw unavailable(folder, { problem: 'too-many-files', most: MOST_FILES })
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
  const facts = factsIfAny(join(folder, name))
  if (facts?.kind !== 'file') return undefined
  return { owner: facts.owner, since: Math.floor(facts.modified / 1000) }
}

/** Makes an empty file of this time (seconds since 1970). False when the name is taken. Error: instances-unavailable. */
export function createFile(folder: string, name: string, at: number): boolean {
  return attempt(folder, () => makeMark(join(folder, name), at))
}

/** Removes a file where we may; one of another user stays, and whoever may will do it. */
export function removeFile(folder: string, name: string): void {
  discard(join(folder, name))
}

export function unavailable(folder: string, problem: InstancesProblem, cause?: unknown): AirlatchError {
  return new AirlatchError('instances-unavailable', { path: folder, ...problem }, cause)
}

function attempt<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw unavailable(folder, { problem: 'system', system: systemCode(error) }, error)
  }
}
