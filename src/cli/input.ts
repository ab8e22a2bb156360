/** Owns reading the file that a person names on the command line: bounded, `-` is standard input. */
import { MOST_INPUT_BYTES } from '../carrier/recognise.ts'
import { AirlatchError } from '../errors.ts'
import { readInput as readBounded } from '../files.ts'

/** Does the work on what was read from `path`, so that an error about it can name the file. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.details.path !== undefined) throw error
    throw new AirlatchError(error.code, { ...error.details, path }, error)
  }
}

/**
 * Of a message or a picture, unless another size and what is `expected` are told.
 * Errors: file-not-found, cannot-read, input-too-large, input-empty; each names the path.
 */
export function readInput(path: string, most = MOST_INPUT_BYTES, expected?: string): Uint8Array {
  const bytes = bounded(path, most, expected)
  if (bytes.length === 0) throw new AirlatchError('input-empty', { path })
  return bytes
}

function bounded(path: string, most: number, expected: string | undefined): Uint8Array {
  try {
    return readBounded(path, most)
  } catch (error) {
    if (expected === undefined || !(error instanceof AirlatchError) || error.code !== 'input-too-large')
      throw error
    throw new AirlatchError(error.code, { ...error.details, expected }, error)
  }
}
