/**
 * Owns taking over the entries of another ledger: every one is checked against the chain before it is written, and the
 * state is made of the entries alone, so that the new ledger has the same head. All or nothing.
 */
import { AirlatchError } from '../errors.ts'
import { entryHash, GENESIS } from './chain.ts'
import { addPersonal, decodeBody, personalHash } from './entries.ts'
import type { Change, RawEntry } from './ledger.ts'
import { Misshapen } from './shape.ts'
import { Clash } from './sql.ts'

/** What the ledger does with an entry that holds. Error: Clash. */
export type Insert = (entry: RawEntry, change: Change) => Promise<void>

/** Errors: entry-malformed {entry, problem}. */
export async function adoptEach(entries: AsyncIterable<RawEntry>, insert: Insert): Promise<void> {
  let next = 1
  let previous = GENESIS
  for await (const entry of entries) {
    if (entry.seq !== next) throw malformed(next, `expected entry ${next}, got ${entry.seq}`)
    const { seq, at, kind, body, operator } = entry
    if (entry.hash !== entryHash(previous, seq, at, kind, body, operator))
      throw malformed(seq, 'the hash is not that of this entry behind the one before it')
    try {
      await insert(entry, changeOf(entry))
    } catch (error) {
      if (error instanceof Misshapen) throw malformed(seq, `the body cannot be read: ${error.message}`, error)
      if (error instanceof Clash) throw malformed(seq, 'creates what exists, or changes what does not', error)
      throw error
    }
    previous = entry.hash
    next = seq + 1
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
