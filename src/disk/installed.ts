/** Owns reading the files that this program came with, where they lie beside its code. */
import { readFileSync } from 'node:fs'
import { attempt } from './faults.ts'

/** The whole of one. Errors, of an installation that is not whole: file-not-found, cannot-read {path, system}. */
export function readInstalled(path: string): Buffer {
  return attempt('cannot-read', path, () => readFileSync(path))
}
