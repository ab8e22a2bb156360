/**
 * Owns which files of the folder count: those whose process lives and is still the same, and which that process or root
 * made. What the system tells of a process counts, not what its file says; where it tells nothing (processes of others
 * that are hidden from us, users on Windows), the file is taken at its word.
 */

import { AirlatchError } from '../../core/errors.ts'
import type { ProcessTable, Running } from '../session/process-table.ts'
import { isSame } from '../session/session.ts'
import { type Claim, readFileName } from './claim.ts'
import { type FileFacts, factsOf, namesIn, unavailable } from './folder.ts'

export interface Living {
  readonly name: string
  readonly claim: Claim
  readonly user: string
  readonly session: string
  readonly since: number
}

/** What a look at the folder finds of one kind of files. */
export interface FolderCensus {
  readonly living: readonly Living[]
  /** The names of those whose process is over. */
  readonly dead: readonly string[]
}

/** Looks at the folder. Error: instances-unavailable. */
export async function look(
  folder: string,
  kind: Claim['kind'],
  processes: ProcessTable,
): Promise<FolderCensus> {
  const files = namesIn(folder).flatMap(name => {
    const claim = readFileName(name)
    const facts = claim?.kind === kind ? factsOf(folder, name) : undefined
    return claim === undefined || facts === undefined ? [] : [{ name, claim, facts }]
  })
  // asked after the names were read: a process that is not there now has been there before
  const found = await find(folder, processes, [...new Set(files.map(({ claim }) => claim.pid))])
  const living: Living[] = []
  const dead: string[] = []
  for (const { name, claim, facts } of files) {
    const running = found.get(claim.pid)
    if (!isSame(running, claim.mark)) dead.push(name)
    else if (isByOwner(facts, running)) living.push({ name, claim, ...whoIs(claim, facts, running) })
  }
  return { living, dead }
}

/** ProcessTable.find, with the folder in its errors; nothing is asked about no process. */
export async function find(
  folder: string,
  processes: ProcessTable,
  pids: readonly number[],
): Promise<ReadonlyMap<number, Running>> {
  if (pids.length === 0) return new Map()
  try {
    return await processes.find(pids)
  } catch (error) {
    if (error instanceof AirlatchError && error.code === 'instances-unavailable')
      throw error.with({ path: folder })
    throw unavailable(folder, { problem: 'processes-hidden' }, error)
  }
}

const ROOT = 0

/** Nobody speaks for the process of another but root. */
export function isByOwner({ owner }: FileFacts, { owners }: Pick<Running, 'owners'>): boolean {
  return owners === undefined || owner === ROOT || owners.includes(owner)
}

function whoIs(claim: Claim, { since }: FileFacts, running: Running): Omit<Living, 'name' | 'claim'> {
  return { user: running.user ?? claim.account, session: running.session ?? claim.session, since }
}
