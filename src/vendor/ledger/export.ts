/**
 * Owns writing the ledger to a file of JSON lines (export-lines.ts), a page at a time, so that a million entries need no
 * more memory than a thousand. Entries are only ever added: whatever others do meanwhile, the file has those up to the
 * head that was seen first. It has whole activation keys and personal data in it: its owner alone may read it.
 */
import { AirlatchError } from '../../core/errors.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { assertNew, madeBeside, moveFile, writePieces } from '../../disk/files.ts'
import { entryHash, GENESIS } from '../../log/chain.ts'
import { isErasure } from './entries.ts'
import { type ExportEnd, endLine, entryLine, headerLine } from './export-lines.ts'
import type { Ledger, RawEntry, Tell } from './ledger.ts'

export type { Tell } from './ledger.ts'

/** Entries read at once: 75 MB if all were licenses for 10,000 named users. */
const PAGE = 50

/** Times that the file is written anew because personal data were erased meanwhile. */
const ATTEMPTS = 5

/** What becomes of the lines on their way to the file. */
export interface Wrapping {
  wrap?(lines: AsyncIterable<string>): AsyncIterable<Uint8Array>
  /** Of the file that was written, before it gets its name. */
  check?(file: string): Promise<void>
}

/**
 * Writes a new file, whole or not at all. Errors: output-exists, cannot-write, vendor-missing, ledger-damaged when the
 * entries do not hold together, ledger-busy, ledger-unavailable.
 */
export async function exportLedger(
  ledger: Ledger,
  path: string,
  now: number,
  progress?: Tell,
  { wrap, check }: Wrapping = {},
): Promise<ExportEnd> {
  assertNew(path)
  const vendor = await ledger.vendor()
  if (vendor === undefined) throw new AirlatchError('vendor-missing', { path })
  const { name, publicKey } = vendor
  return madeBeside(path, async folder => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { entries, head } = await ledger.stats()
      const end = { entries, head }
      const header = headerLine({ vendor: name, publicKey, exportedAt: formatInstant(now), entries })
      const file = `${folder}/${attempt}`
      const lines = linesOf(ledger, header, end, progress)
      await writePieces(file, wrap?.(lines) ?? lines)
      // a customer whose data are gone from the ledger must not live on in a file that was half written then
      if (await isErasedSince(ledger, entries)) continue
      await check?.(file)
      moveFile(file, path)
      return end
    }
    throw new AirlatchError('ledger-busy', { attempts: ATTEMPTS })
  })
}

async function* linesOf(
  ledger: Ledger,
  header: string,
  end: ExportEnd,
  progress?: Tell,
): AsyncGenerator<string> {
  yield header
  let done = 0
  let head = GENESIS
  while (done < end.entries) {
    const page = await ledger.entries(done, Math.min(PAGE, end.entries - done))
    if (page.length === 0) throw damaged(done + 1, 'is missing')
    for (const entry of page) {
      requireNext(entry, done + 1, head)
      done = entry.seq
      head = entry.hash
    }
    yield page.map(entryLine).join('')
    progress?.(done, end.entries)
  }
  if (head !== end.head) throw damaged(done, 'was changed during the export')
  yield endLine(end)
}

/** An export that no ledger would take would be found out when it is needed. */
function requireNext({ seq, at, kind, body, operator, hash }: RawEntry, next: number, head: string): void {
  if (seq !== next) throw damaged(next, 'is missing')
  if (hash !== entryHash(head, seq, at, kind, body, operator))
    throw damaged(seq, 'has a hash that does not match it and the entry before it')
}

function damaged(entry: number, problem: string): AirlatchError {
  return new AirlatchError('ledger-damaged', { problem: `entry ${entry} ${problem}` })
}

async function isErasedSince(ledger: Ledger, seq: number): Promise<boolean> {
  let after = seq
  for (;;) {
    const page = await ledger.entries(after, PAGE)
    const last = page.at(-1)
    if (last === undefined) return false
    if (page.some(({ kind }) => isErasure(kind))) return true
    after = last.seq
  }
}
