/**
 * Owns taking over the entries of another ledger: every one is checked against the chain before it is written, and the
 * state is made of the entries alone, so that the new ledger has the same head. All or nothing.
 */
import { AirlatchError } from '../../core/errors.ts'
import { entryHash, GENESIS } from '../../log/chain.ts'
import { ConflictError, type SqlWriter } from '../../log/sql.ts'
import type { Change } from './change.ts'
import { addPersonal, decodeBody, personalHash } from './entries.ts'
import type { RawEntry } from './ledger.ts'
import { Misshapen } from './shape.ts'
import { type Recording, writesOf } from './writes.ts'

/** Entries that are written together, and characters of their bodies: a license can have those of 10,000 users. */
const GROUP = { most: 500, characters: 4_000_000 } as const

/** Into the transaction of `sql`. Errors: entry-malformed {entry, problem} of the first one, those of the source. */
export async function adoptEach(entries: AsyncIterable<RawEntry>, sql: SqlWriter): Promise<void> {
  let group: Recording[] = []
  let characters = 0
  const write = async () => {
    const written = group
    group = []
    characters = 0
    await writeGroup(written, sql)
  }
  let next = 1
  let previous = GENESIS
  try {
    for await (const entry of entries) {
      requireNext(entry, next, previous)
      group.push({ entry, change: readable(entry) })
      characters += entry.body.length
      if (group.length === GROUP.most || characters > GROUP.characters) await write()
      previous = entry.hash
      next = entry.seq + 1
    }
  } catch (error) {
    // one of those before it may be the first that is malformed
    await write()
    throw error
  }
  await write()
}

/** That it is the next one of the chain. Error: entry-malformed {entry, problem}. */
export function requireNext(
  { seq, at, kind, body, operator, hash }: RawEntry,
  next: number,
  previous: string,
): void {
  if (seq !== next) throw malformed(next, `expected entry ${next}, got ${seq}`)
  if (hash !== entryHash(previous, seq, at, kind, body, operator))
    throw malformed(seq, 'the hash does not match this entry and the one before it')
}

/** All together; one by one when they do not go together, to find the one that is to blame. */
async function writeGroup(group: readonly Recording[], sql: SqlWriter): Promise<void> {
  if (group.length === 0) return
  await sql.run('SAVEPOINT adopted')
  try {
    await sql.apply(writesOf(group))
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    await sql.run('ROLLBACK TO SAVEPOINT adopted')
    for (const recording of group) await writeOne(recording, sql)
  }
  await sql.run('RELEASE SAVEPOINT adopted')
}

async function writeOne(recording: Recording, sql: SqlWriter): Promise<void> {
  try {
    await sql.apply(writesOf([recording]))
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    throw malformed(
      recording.entry.seq,
      'it creates something that exists, or changes something that does not',
      error,
    )
  }
}

function readable(entry: RawEntry): Change {
  try {
    return changeOf(entry)
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error
    throw malformed(entry.seq, `the body cannot be read: ${error.message}`, error)
  }
}

function changeOf({ seq, kind, body, personal }: RawEntry): Change {
  const { change, personalHash: promised } = decodeBody(kind, body)
  if (personal === null) return change
  if (personalHash(personal) !== promised)
    throw malformed(seq, 'the personal data are not those that were recorded')
  return addPersonal(change, personal)
}

function malformed(entry: number, problem: string, cause?: unknown): AirlatchError {
  return new AirlatchError('entry-malformed', { entry, problem }, cause)
}
