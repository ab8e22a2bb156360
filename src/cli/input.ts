/** Owns reading the file that a person names on the command line: bounded, `-` is standard input. */
import { MOST_INPUT_BYTES } from '../carrier/recognise.ts'
import { AirlatchError } from '../errors.ts'
import { readInput as readBounded } from '../files.ts'

/** Errors: file-not-found, cannot-read, input-too-large, input-empty; each names the path. */
export function readInput(path: string): Uint8Array {
  const bytes = readBounded(path, MOST_INPUT_BYTES)
  if (bytes.length === 0) throw new AirlatchError('input-empty', { path })
  return bytes
}
