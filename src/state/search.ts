/**
 * Owns where a client looks for licenses: the installed one, then the files and folders of the kit's search path
 * (checklist QG-06), in that order. Reads bytes, bounded in size and number; believes nothing of them.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CBOR_LIMITS } from '../bytes/cbor.ts'
import { messageFromFile } from '../carrier/plain.ts'
import { AirlatchError } from '../errors.ts'
import { readInput } from '../files.ts'
import { readLicense } from './state.ts'

/** What a shared folder's license files are called. */
const EXTENSIONS = ['.license', '.lic', '.cbor', '.txt']
/** Files of one folder that are looked at, in alphabetical order. */
const MOST_FILES = 1000
/** Armor makes a message a third larger. */
const MOST_BYTES = CBOR_LIMITS.bytes * 2

/** Bytes that may be a license, or why there are none at that place. */
export type Candidate = { readonly source: string } & (
  | { readonly message: Uint8Array }
  | { readonly error: AirlatchError }
)

export const INSTALLED = 'installed'

/** Every candidate in order; lazily, so that a share is not touched when the installed license is good. */
export function* candidates(folder: string, searchPath: readonly string[]): Generator<Candidate> {
  const installed = readCandidate(INSTALLED, () => readLicense(folder))
  if (installed !== undefined) yield installed
  for (const path of searchPath) for (const file of filesAt(path)) yield* found(file)
}

function* found(file: string): Generator<Candidate> {
  const candidate = readCandidate(file, () => messageFromFile(readInput(file, MOST_BYTES)))
  if (candidate !== undefined) yield candidate
}

function readCandidate(source: string, read: () => Uint8Array | undefined): Candidate | undefined {
  try {
    const message = read()
    return message === undefined ? undefined : { source, message }
  } catch (error) {
    if (error instanceof AirlatchError) return { source, error }
    throw error
  }
}

/** The path itself when it is a file, its license files when it is a folder, nothing when it is not there. */
function filesAt(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path)
      .filter(name => EXTENSIONS.some(extension => name.toLowerCase().endsWith(extension)))
      .sort()
      .slice(0, MOST_FILES)
      .map(name => join(path, name))
  } catch {
    return []
  }
}
