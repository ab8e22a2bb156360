/**
 * Owns where a record of an installation is kept: its own folder, and copies of the same signed bytes in other folders,
 * so that an older copy of the whole home, put back, is told from what was. There may be several records at any time.
 * They are joined (join.ts), so processes that write at once need not wait for each other: each writes a file of its own
 * and then removes those that it has read, whose content is in its own by then. A file is named by its bytes and appears
 * whole, so a power cut leaves the old, the new or both, and none of it loses what was known.
 */
import { join } from 'node:path'
import { compareBytes } from '../../core/bytes/cbor.ts'
import { messageHash, type OpenedState, openState } from '../../core/envelope.ts'
import { AirlatchError, unlessRefused } from '../../core/errors.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import { ifPossible } from '../../disk/faults.ts'
import { discard, makeFolder, replaceOwn } from '../../disk/files.ts'
import { modifiedAt, namesIn } from '../../disk/look.ts'
import { readOwn } from '../../disk/read.ts'

/** Where the client remembers what it knows of one product. */
export interface RecordPlace {
  /** The product's folder (state.ts). */
  readonly folder: string
  readonly productId: string
  /** Folders that hold copies of the record; they need not be there, nor be writable. */
  readonly copies: readonly string[]
}

export interface StateFile {
  readonly path: string
  readonly bytes: Uint8Array
  /** Undefined when the bytes are damaged, or of another product: they say nothing then. */
  readonly opened: OpenedState | undefined
}

const STATE_FILE = /^state-[0-9a-f]{16}\.cbor$/
/** What a process that was killed leaves behind (files.ts). */
const LEFTOVER = /^\.airlatch-\d+-\d+\.tmp$/
const LEFTOVER_MS = 3_600_000
/** More than the record of any installation: 576 ids with a time each are 16 KiB. */
const MOST_BYTES = 65_536
const MOST_COPIES = 64
/** A file that is gone when it is read has a successor in the next listing. */
const MOST_LISTINGS = 25

/** The records in an installation's folder; undefined when the folder is not there. Error: cannot-read. */
export function statesIn(path: string, productId: string): readonly StateFile[] | undefined {
  for (let listing = 1; ; listing++) {
    const names = namesIn(path)?.filter(name => STATE_FILE.test(name))
    if (names === undefined) return undefined
    const files = names.map(name => fileAt(join(path, name), productId, []))
    const found = files.filter(file => file !== undefined)
    const changed = found.length < names.length || found.length === 0
    if (!changed || listing === MOST_LISTINGS) return found
  }
}

/**
 * Records of this installation and of others of the same product in the folders of copies, those of `kid` first.
 * `known`: files that were opened already. Folders and files that cannot be read are passed over.
 */
export function copiesOf(
  { productId, copies }: RecordPlace,
  kid: string | undefined,
  known: readonly StateFile[],
): readonly StateFile[] {
  const own = kid === undefined ? undefined : copyName(productId, kid)
  return copies.flatMap(folder => {
    const others = copyNames(folder, productId).filter(name => name !== own)
    const names = own === undefined ? others : [own, ...others]
    return names
      .slice(0, MOST_COPIES)
      .map(name => fileAt(join(folder, name), productId, known))
      .filter(file => file !== undefined)
  })
}

function copyNames(folder: string, productId: string): readonly string[] {
  // "scope-" begins the names of "scope-2" as well
  const length = copyName(productId, '0'.repeat(16)).length
  const names = ifPossible(() => namesIn(folder)) ?? []
  return names
    .filter(name => name.length === length && name.startsWith(`${productId}-`) && name.endsWith('.cbor'))
    .toSorted()
}

function copyName(productId: string, kid: string): string {
  return `${productId}-${kid}.cbor`
}

/**
 * A new record in the place of `old` ones: on disk when this returns, and only then are those removed.
 * Error: cannot-write.
 */
export function writeState(
  path: string,
  bytes: Uint8Array,
  productId: string,
  old: readonly StateFile[],
): StateFile {
  const read = opened(bytes, productId)
  // such as one of a clock that tells milliseconds: it would be found damaged ever after
  if (read === undefined) throw new AirlatchError('bug', { problem: 'a record of our own does not open' })
  const file = join(path, `state-${messageHash(bytes).slice(0, 16)}.cbor`)
  replaceOwn(file, bytes)
  for (const { path } of old) if (path !== file) discard(path)
  removeLeftovers(path, file)
  return { path: file, bytes, opened: read }
}

/** Best effort: a folder that cannot be written has no copy, or an older one. `known`: copies as they were read. */
export function keepCopies(
  { productId, copies }: RecordPlace,
  kid: string,
  bytes: Uint8Array,
  known: readonly StateFile[],
): void {
  for (const folder of copies) {
    const path = join(folder, copyName(productId, kid))
    if (known.some(copy => copy.path === path && isSame(copy.bytes, bytes))) continue
    try {
      makeFolder(folder)
      replaceOwn(path, bytes)
      removeLeftovers(folder, path)
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
    }
  }
}

/** Undefined when it is gone. */
function fileAt(path: string, productId: string, known: readonly StateFile[]): StateFile | undefined {
  const bytes = bytesAt(path)
  if (bytes === undefined) return undefined
  // a copy of what was opened already need not be verified again
  const same = known.find(file => isSame(file.bytes, bytes))
  return { path, bytes, opened: same === undefined ? opened(bytes, productId) : same.opened }
}

function bytesAt(path: string): Uint8Array | undefined {
  try {
    return readOwn(path, MOST_BYTES)
  } catch (error) {
    if (error instanceof AirlatchError) return new Uint8Array()
    throw error
  }
}

function opened(bytes: Uint8Array, productId: string): OpenedState | undefined {
  const opened = unlessRefused(() => openState(bytes, nativeEd25519))
  return opened?.state.productId === productId ? opened : undefined
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0
}

/**
 * By the clock of the disk that has both, as ours may be wrong: a process that lives may be writing the younger ones.
 * What cannot be looked at or removed stays: the next writing removes it.
 */
function removeLeftovers(path: string, written: string): void {
  const names = ifPossible(() => namesIn(path)) ?? []
  const leftovers = names.filter(name => LEFTOVER.test(name))
  if (leftovers.length === 0) return
  const now = modifiedAt(written)
  for (const name of leftovers) {
    const leftover = join(path, name)
    const then = modifiedAt(leftover)
    if (now !== undefined && then !== undefined && now - then > LEFTOVER_MS) discard(leftover)
  }
}
