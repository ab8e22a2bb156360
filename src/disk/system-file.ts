/** Owns reading the beginning of a file that others make: of the operating system, or of what may be a ledger. */
import { closeSync, constants, openSync, readSync, statSync } from 'node:fs'
import { systemCode } from './faults.ts'

/** `bytes` are good until the next call. `system`: the system's word for why there is nothing. */
export type Start = { readonly bytes: Buffer; readonly mode: number } | { readonly system: string }

/** What `system` says of a folder, a FIFO, a device. */
export const NOT_A_FILE = 'not a file'

/** Bytes; an attribute in sysfs is never larger. */
const PAGE = 4096
const page = Buffer.alloc(PAGE)

/**
 * The first `most` bytes of a regular file, or all when it has fewer. A FIFO or a device is neither opened nor waited
 * for. Never throws.
 */
export function readStart(path: string, most: number): Start {
  let file: number | undefined
  try {
    // asked first because most candidates do not exist, and an exception costs ten times as much
    const is = statSync(path, { throwIfNoEntry: false })
    if (is === undefined) return { system: 'ENOENT' }
    if (!is.isFile()) return { system: NOT_A_FILE }
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const bytes = most <= PAGE ? page : Buffer.alloc(most)
    let length = 0
    // in as many pieces as it comes: /proc gives a page at a time
    for (let read = -1; read !== 0 && length < most; length += read)
      read = readSync(file, bytes, length, most - length, null)
    return { bytes: bytes.subarray(0, length), mode: is.mode }
  } catch (error) {
    return { system: systemCode(error) }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
