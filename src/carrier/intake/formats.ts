/**
 * Owns recognising files that are neither text nor picture by their first bytes: archives that can be opened, and
 * common files that cannot be read, so that users get specific advice about them.
 */
import type { UnreadableFile } from '../../core/problems.ts'

export type ArchiveFormat = 'zip' | 'gzip' | 'tar'

const ARCHIVES: readonly (readonly [ArchiveFormat, string, number?])[] = [
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['gzip', '\x1f\x8b\x08'],
  ['tar', 'ustar', 257],
]

export function archiveFormat(bytes: Uint8Array): ArchiveFormat | undefined {
  return ARCHIVES.find(([, signature, at]) => hasAt(bytes, signature, at))?.[0]
}

const UNREADABLE: readonly (readonly [UnreadableFile, string])[] = [
  ['7z', "7z\xbc\xaf'\x1c"],
  ['rar', 'Rar!\x1a\x07'],
  ['xz', '\xfd7zXZ\0'],
  ['bzip2', 'BZh'],
  ['zstd', '(\xb5/\xfd'],
  ['winmail', 'x\x9f>"'],
  ['program', 'MZ'],
  ['program', '\x7fELF'],
]

/** Outlook mails and old Office documents use the same container; only a mail has entries of this name. */
const CONTAINER = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
const OUTLOOK_ENTRY = [...'__substg1.0_'].map(letter => `${letter}\0`).join('')

export function unreadableFile(bytes: Uint8Array): UnreadableFile | undefined {
  if (hasAt(bytes, CONTAINER)) return includes(bytes, OUTLOOK_ENTRY) ? 'outlook' : 'office'
  return UNREADABLE.find(([, signature]) => hasAt(bytes, signature))?.[0]
}

function hasAt(bytes: Uint8Array, signature: string, at = 0): boolean {
  return bytes.length >= at + signature.length && same(bytes, signature, at)
}

function same(bytes: Uint8Array, letters: string, at: number): boolean {
  for (let i = 0; i < letters.length; i++) if (bytes[at + i] !== letters.charCodeAt(i)) return false
  return true
}

function includes(bytes: Uint8Array, letters: string): boolean {
  const first = letters.charCodeAt(0)
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (same(bytes, letters, at)) return true
  return false
}
