/**
 * Owns reading input files and Airlatch files (see files.ts), with limits that are checked before reading. Errors are
 * codes with the path.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { joined } from '../core/bytes/joined.ts'
import { AirlatchError } from '../core/errors.ts'
import { attempt } from './faults.ts'

const STDIN = 0
const CHUNK = 65_536

/**
 * Reads at most `mostBytes` of a regular file, or of standard input when `path` is `-`.
 * Errors: file-not-found, cannot-read, input-too-large {path, most}; nothing beyond the limit is read.
 */
export function readInput(path: string, mostBytes: number): Uint8Array<ArrayBuffer> {
  if (path === '-') return readAll(STDIN, path, mostBytes)
  const { fd, size } = openInput(path)
  try {
    if (size > mostBytes) throw new AirlatchError('input-too-large', { path, most: mostBytes, got: size })
    return readAll(fd, path, mostBytes, Math.min(size + 1, CHUNK))
  } finally {
    closeSync(fd)
  }
}

/**
 * Yields a regular file of any size in pieces. A piece is valid until the next one is requested. Errors:
 * file-not-found, cannot-read.
 */
export function* readPieces(path: string): Generator<Uint8Array> {
  const { fd } = openInput(path)
  try {
    const piece = new Uint8Array(CHUNK)
    for (;;) {
      const length = attempt('cannot-read', path, () => readSync(fd, piece))
      if (length === 0) return
      yield piece.subarray(0, length)
    }
  } finally {
    closeSync(fd)
  }
}

function openInput(path: string): { readonly fd: number; readonly size: number } {
  // a FIFO or device in place of a file must not hang the tool
  const fd = attempt('cannot-read', path, () =>
    openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)),
  )
  try {
    const stat = attempt('cannot-read', path, () => fstatSync(fd))
    if (stat.isFile()) return { fd, size: stat.size }
    throw new AirlatchError('cannot-read', { path, system: stat.isDirectory() ? 'EISDIR' : 'not a file' })
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** `piece`: bytes of one read. For a small file it is the file's size, because thousands of them are read in a row. */
function readAll(fd: number, path: string, mostBytes: number, piece = CHUNK): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = []
  let total = 0
  for (;;) {
    const chunk = new Uint8Array(piece)
    const length = attempt('cannot-read', path, () => readSync(fd, chunk))
    if (length === 0) return joined(chunks)
    chunks.push(chunk.subarray(0, length))
    total += length
    if (total > mostBytes) throw new AirlatchError('input-too-large', { path, most: mostBytes })
  }
}

/** Reads an Airlatch file; undefined if it does not exist. Errors: cannot-read, input-too-large. */
export function readOwn(path: string, mostBytes: number): Uint8Array<ArrayBuffer> | undefined {
  try {
    return readInput(path, mostBytes)
  } catch (error) {
    if (error instanceof AirlatchError && error.code === 'file-not-found') return undefined
    throw error
  }
}
