/**
 * Owns reading small text files of the operating system, at once and never blocking. Refuses to wait for a FIFO, to
 * read a device or a directory, and to read more than a page (or what the reader says).
 */

import type { UnreadableReason } from '../../core/computer/computer.ts'
import { NOT_A_FILE, readStart } from '../../disk/system-file.ts'

/** Bytes; an attribute in sysfs is never larger, and the first processor of /proc/cpuinfo stands within it. */
const PAGE = 4096

/** The text of a file, and whether other users than its owner cannot read it; or the reason for none. */
export type Text = { readonly raw: string; readonly rootOnly?: true } | { readonly why: UnreadableReason }

/** The bit of a file's mode that lets everybody read it. */
const READABLE_BY_ALL = 0o004

/** The first 4 KiB of a file, or so many bytes at most, each byte one character. Never throws. */
export function readSmall(path: string, most = PAGE): Text {
  const start = readStart(path, most)
  if ('system' in start) return { why: reasonOf(start.system) }
  const raw = start.bytes.toString('latin1')
  return (start.mode & READABLE_BY_ALL) === 0 ? { raw, rootOnly: true } : { raw }
}

const NOT_PRESENT = ['ENOENT', 'ENODEV', 'ENXIO', NOT_A_FILE]

function reasonOf(system: string): UnreadableReason {
  if (system === 'EACCES' || system === 'EPERM') return 'needs-root'
  return NOT_PRESENT.includes(system) ? 'not-present' : 'could-not'
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
