/**
 * Owns files that are made to be sent and not to be kept, such as a backup that a browser saves. Each is made in a
 * hidden folder for its owner alone, and its name is removed before the first byte is sent, so that nothing remains of
 * it if the process ends or the browser is closed.
 */
import { createReadStream, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { attempt } from './faults.ts'
import { workingIn } from './files.ts'

export interface PassingFile<T> {
  /** What the maker said of it. */
  readonly made: T
  /** Its length in bytes. */
  readonly length: number
  /** To be read or cancelled: the room on the disk is free after that. */
  readonly stream: ReadableStream<Uint8Array>
}

/**
 * `make` writes the file at the path that it is given, below `parent`. Errors: cannot-write, cannot-read, those of
 * `make`.
 */
export function passingFile<T>(parent: string, make: (path: string) => Promise<T>): Promise<PassingFile<T>> {
  return workingIn(parent, parent, async folder => {
    const path = join(folder, 'passing')
    const made = await make(path)
    const fd = attempt('cannot-read', parent, () => openSync(path, 'r'))
    const stream = Readable.toWeb(createReadStream('', { fd }))
    return { made, length: fstatSync(fd).size, stream: stream as ReadableStream<Uint8Array> }
  })
}
