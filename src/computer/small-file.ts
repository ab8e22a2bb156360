/**
 * Owns reading small text files of the operating system, at once and never blocking. Refuses to wait for a FIFO, to
 * read a device or a directory, and to read more than a page (or what the reader says).
 */
import { closeSync, constants, openSync, readSync, statSync } from 'node:fs'
import type { Reason } from './computer.ts'

/** Bytes; an attribute in sysfs is never larger, and the first processor of /proc/cpuinfo stands within it. */
const PAGE = 4096
const page = Buffer.alloc(PAGE)

/** The text of a file, and whether other users than its owner cannot read it; or the reason for none. */
export type Text = { readonly raw: string; readonly rootOnly?: true } | { readonly why: Reason }

/** The bit of a file's mode that lets everybody read it. */
const READABLE_BY_ALL = 0o004

/** The first 4 KiB of a file, or so many bytes at most, each byte one character. Never throws. */
export function readSmall(path: string, most = PAGE): Text {
  let file: number | undefined
  try {
    // asked first because most candidates do not exist, and an exception costs ten times as much
    const is = statSync(path, { throwIfNoEntry: false })
    if (is?.isFile() !== true) return { why: 'not-present' }
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const raw = readAll(file, most <= PAGE ? page : Buffer.alloc(most), most)
    return (is.mode & READABLE_BY_ALL) === 0 ? { raw, rootOnly: true } : { raw }
  } catch (error) {
    return { why: reasonOf(error) }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** In as many pieces as it comes: /proc gives a page at a time. */
function readAll(file: number, bytes: Buffer, most: number): string {
  let length = 0
  for (let read = -1; read !== 0 && length < most; length += read) {
    read = readSync(file, bytes, length, most - length, null)
  }
  return bytes.toString('latin1', 0, length)
}

function reasonOf(error: unknown): Reason {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EACCES' || code === 'EPERM') return 'needs-root'
  return code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO' ? 'not-present' : 'could-not'
}

/** The first of the files that says anything, else the first reason that is more than "not there". Never throws. */
export function readFirst(...paths: readonly string[]): Text {
  let none: Text = { why: 'not-present' }
  for (const path of paths) {
    const text = readSmall(path)
    if ('raw' in text && text.raw.trim() !== '') return text
    if ('why' in text && none.why === 'not-present') none = text
  }
  return none
}

/** The text of a small file without the spaces around it, empty when there is none to be read. Never throws. */
export function textIn(path: string, most = PAGE): string {
  const text = readSmall(path, most)
  return 'raw' in text ? text.raw.trim() : ''
}
