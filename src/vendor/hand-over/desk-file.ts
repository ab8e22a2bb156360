/**
 * Owns a backup of a whole desk as one file (checklist DY-11): an age file under a passphrase, and in it JSON lines. The
 * first line has the version, the vendor and the files of the signing keys, as they are in the home; the export of the
 * ledger follows (ledger/export-lines.ts), which ends with the number of entries and the head. So the tool `age` opens it,
 * and a file that was changed, cut off or made by a newer program is refused before anything of it is used.
 *
 *     {"airlatch-desk":1,"vendor":"Acme","publicKey":"ae41...","madeAt":"2026-12-01T12:00:00Z","keys":[...]}
 */
import { AirlatchError } from '../../core/errors.ts'
import { readPieces } from '../../disk/read.ts'
import { GENESIS } from '../../log/chain.ts'
import { decryptPieces, encryptPieces, NotAge, type Passphrase, passphraseIdentity } from '../custody/age.ts'
import { isOutsideFile } from '../custody/outside-key.ts'
import { isKeyFile } from '../custody/signing-key.ts'
import { requireNext } from '../ledger/adopt.ts'
import {
  type ExportEnd,
  type ExportSource,
  linesIn,
  readEntries,
  readHeader,
} from '../ledger/export-lines.ts'
import type { Tell } from '../ledger/ledger.ts'
import { list, Misshapen, parseJson, record, same, text, writeJson } from '../ledger/shape.ts'

/** One that is made by a newer program has a higher one. */
const VERSION = 1

/** A file of the home that belongs to a signing key, as it is there: encrypted, or a note of where the key is kept. */
export interface KeyFile {
  readonly file: string
  readonly text: string
}

export interface DeskHead {
  readonly vendor: string
  /** The first signing key's public half, 64 hexadecimal digits. */
  readonly publicKey: string
  /** Such as `2026-12-01T12:00:00Z`. */
  readonly madeAt: string
  readonly keys: readonly KeyFile[]
}

const HEAD = record<DeskHead & { readonly 'airlatch-desk': number }>({
  'airlatch-desk': same('the version of the form', (json): json is number => json === VERSION),
  vendor: text,
  publicKey: text,
  madeAt: text,
  keys: list(record<KeyFile>({ file: keyFileName(), text })),
})

/** Nothing else is written into a home. */
function keyFileName() {
  const isName = (json: unknown): json is string =>
    typeof json === 'string' && (isKeyFile(json) || isOutsideFile(json))
  return same('the name of a key file', isName)
}

/** The bytes of the file, of the lines of an export. */
export async function* deskBytes(
  head: DeskHead,
  lines: AsyncIterable<string>,
  passphrase: string,
): AsyncGenerator<Uint8Array> {
  yield* encryptPieces(deskLines(head, lines), passphrase)
}

async function* deskLines(head: DeskHead, lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${writeJson(HEAD, { 'airlatch-desk': VERSION, ...head })}\n`)
  for await (const line of lines) yield Buffer.from(line)
}

/** A file that the passphrase opens. */
export class DeskFile {
  readonly head: DeskHead
  /** The export in it. */
  readonly ledger: ExportSource

  private constructor(head: DeskHead, ledger: ExportSource) {
    this.head = head
    this.ledger = ledger
  }

  /**
   * Reads the first line. Errors: passphrase-wrong, desk-backup-damaged, desk-backup-newer {got, newest},
   * input-not-recognised, file-not-found, cannot-read.
   */
  static async open(path: string, passphrase: Passphrase): Promise<DeskFile> {
    const identity = passphraseIdentity(passphrase)
    const pieces = () => named(path, decryptPieces(readPieces(path), identity))
    for await (const { text } of linesIn(pieces()))
      return new DeskFile(headIn(text, path), { path, pieces: () => behindFirstLine(pieces()) })
    throw new AirlatchError('desk-backup-damaged', { path })
  }

  /**
   * Reads all of it, and holds the entries against the chain; nothing is written.
   * Errors: those of `open`, entry-malformed {entry, problem}, input-cut-off.
   */
  async check(progress?: Tell): Promise<ExportEnd> {
    const { entries: of, vendor, publicKey } = await readHeader(this.ledger)
    if (vendor !== this.head.vendor || publicKey !== this.head.publicKey)
      throw new AirlatchError('desk-backup-damaged', { path: this.ledger.path })
    let entries = 0
    let head = GENESIS
    for await (const entry of readEntries(this.ledger)) {
      requireNext(entry, entries + 1, head)
      entries = entry.seq
      head = entry.hash
      progress?.(entries, of)
    }
    return { entries, head }
  }
}

function headIn(line: string, path: string): DeskHead {
  let json: unknown
  try {
    json = parseJson(line)
    const { 'airlatch-desk': _version, ...head } = HEAD.read(json)
    return head
  } catch (cause) {
    if (!(cause instanceof Misshapen)) throw cause
    const got = Object(json)['airlatch-desk']
    if (typeof got === 'number' && got > VERSION)
      throw new AirlatchError('desk-backup-newer', { path, got, newest: VERSION }, cause)
    throw new AirlatchError('input-not-recognised', { path, expected: 'desk-backup' }, cause)
  }
}

async function* behindFirstLine(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isBehind = false
  for await (const piece of pieces) {
    const end: number = isBehind ? -1 : piece.indexOf(0x0a)
    if (isBehind) yield piece
    else if (end >= 0) yield piece.subarray(end + 1)
    isBehind ||= end >= 0
  }
}

/** What age finds wrong, as an error with the path. */
async function* named(path: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces
  } catch (cause) {
    if (cause instanceof NotAge)
      throw new AirlatchError('input-not-recognised', { path, expected: 'desk-backup' }, cause)
    if (!(cause instanceof AirlatchError)) throw new AirlatchError('desk-backup-damaged', { path }, cause)
    if (cause.code !== 'passphrase-wrong') throw cause
    throw new AirlatchError('passphrase-wrong', { of: 'backup' }, cause)
  }
}
