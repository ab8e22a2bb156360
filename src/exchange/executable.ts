/**
 * Owns an executable as a file that a person names: read whole, and written as a new one that everybody may start.
 * The kit in the executable that runs is the matter of baked-kit.ts.
 */
import { allowToStart, assertNew, writeNew } from '../disk/files.ts'
import { readInput } from './input.ts'

/** Errors: file-not-found, cannot-read, input-too-large, input-empty. */
export function readExecutable(path: string, most: number): Uint8Array {
  return readInput(path, most, 'executable')
}

/** Before the work is done. Errors: output-exists, cannot-write. */
export function assertNewExecutable(path: string): void {
  assertNew(path)
}

/** Whole and on disk when this returns, else not there. Errors: output-exists, cannot-write. */
export function writeExecutable(path: string, content: Uint8Array): void {
  writeNew(path, content)
  allowToStart(path)
}
