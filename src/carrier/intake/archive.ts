/**
 * Owns opening archives: ZIP (APPNOTE.TXT 6.3), gzip (RFC 1952) and tar (POSIX ustar). Only regular files are
 * extracted, and only into memory. Unpacks in pieces, and stops as soon as a limit is exceeded.
 */
import { Gunzip, Inflate } from 'fflate'
import { joined } from '../../core/bytes/joined.ts'
import { AirlatchError } from '../../core/errors.ts'
import type { ArchiveFormat } from './formats.ts'
import type { Room } from './room.ts'
import { lettersOf } from './text.ts'

/** A file from a package (an archive or a mail). */
export interface PackedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Returns the files of an archive. Errors: package-over-limit; input-not-recognised if it is encrypted, damaged, or an
 * Office document, which is also a ZIP.
 */
export function filesInArchive(
  bytes: Uint8Array,
  format: ArchiveFormat,
  { name, room }: { readonly name: string; readonly room: Room },
): readonly PackedFile[] {
  switch (format) {
    case 'zip':
      return filesInZip(bytes, room)
    case 'tar':
      return filesInTar(bytes, room)
    case 'gzip':
      room.file()
      return [{ name: name.replace(/\.(?:gz|tgz)$/i, ''), bytes: unpacked(bytes, new Gunzip(), room) }]
  }
}

/** Compressed bytes per step. They unpack to at most about a thousand times as many, so limits are checked in time. */
const PIECE = 16_384

function unpacked(packed: Uint8Array, stream: Gunzip | Inflate, room: Room): Uint8Array {
  const pieces: Uint8Array[] = []
  stream.ondata = piece => {
    room.bytes(piece.length)
    pieces.push(piece)
  }
  try {
    for (let at = 0; at < packed.length; at += PIECE)
      stream.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length)
  } catch (error) {
    throw error instanceof AirlatchError ? error : damaged(error)
  }
  return joined(pieces)
}

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_HEADER = 0x04034b50
/** Size of the end record of a ZIP, and of the longest comment after it. */
const END_BYTES = 22
const MOST_COMMENT = 65_535
const ENCRYPTED = 1

/** Uses the directory at the end of the ZIP, as all ZIP readers do. */
function filesInZip(bytes: Uint8Array, room: Room): readonly PackedFile[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const end = endOfDirectory(view)
    const count = view.getUint16(end + 10, true)
    let at = view.getUint32(end + 16, true)
    const entries: ZipEntry[] = []
    for (let i = 0; i < count; i++) {
      if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged()
      const entry = entryAt(view, at)
      room.file()
      entries.push(entry)
      at = entry.next
    }
    requireOpen(entries)
    return entries
      .filter(({ name }) => !name.endsWith('/'))
      .map(entry => ({ name: entry.name, bytes: contentOf(view, entry, room) }))
  } catch (error) {
    // an offset beyond the end of the file
    throw error instanceof RangeError ? damaged(error) : error
  }
}

interface ZipEntry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly size: number
  readonly header: number
  readonly next: number
}

function endOfDirectory(view: DataView): number {
  const least = Math.max(0, view.byteLength - END_BYTES - MOST_COMMENT)
  for (let at = view.byteLength - END_BYTES; at >= least; at--)
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  throw damaged()
}

function entryAt(view: DataView, at: number): ZipEntry {
  const nameLength = view.getUint16(at + 28, true)
  const rest = view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  const flags = view.getUint16(at + 8, true)
  const name = part(view, at + 46, nameLength)
  return {
    name: new TextDecoder().decode(name),
    flags,
    method: view.getUint16(at + 10, true),
    size: view.getUint32(at + 20, true),
    header: view.getUint32(at + 42, true),
    next: at + 46 + nameLength + rest,
  }
}

/** Refuses archives that cannot be opened. Error: input-not-recognised, with `looks`. */
function requireOpen(entries: readonly ZipEntry[]): void {
  if (entries.some(({ name }) => name === '[Content_Types].xml'))
    throw new AirlatchError('input-not-recognised', { looks: 'office' })
  if (entries.some(({ flags }) => (flags & ENCRYPTED) !== 0))
    throw new AirlatchError('input-not-recognised', { looks: 'encrypted-archive' })
}

function contentOf(view: DataView, { method, size, header }: ZipEntry, room: Room): Uint8Array {
  if (view.getUint32(header, true) !== LOCAL_HEADER) throw damaged()
  const from = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true)
  const packed = part(view, from, size)
  if (method === 8) return unpacked(packed, new Inflate(), room)
  if (method !== 0) throw damaged()
  room.bytes(size)
  return packed
}

/** Throws a RangeError for a part beyond the end. */
function part(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).subarray(
    at,
    at + length <= view.byteLength ? at + length : outside(),
  )
}

function outside(): never {
  throw new RangeError('beyond the end of the archive')
}

const BLOCK = 512

/** Regular files only: no links, no devices. */
function filesInTar(bytes: Uint8Array, room: Room): readonly PackedFile[] {
  const files: PackedFile[] = []
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const header = lettersOf(bytes.subarray(at, at + BLOCK))
    const size = Number.parseInt(header.slice(124, 136), 8)
    if (!Number.isSafeInteger(size) || size < 0 || at + BLOCK + size > bytes.length) throw damaged()
    room.file()
    const [name = ''] = header.slice(0, 100).split('\0')
    if (header[156] === '0' || header[156] === '\0') {
      room.bytes(size)
      files.push({ name, bytes: bytes.subarray(at + BLOCK, at + BLOCK + size) })
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}

function damaged(cause?: unknown): AirlatchError {
  return new AirlatchError('input-not-recognised', { looks: 'damaged-archive' }, cause)
}
