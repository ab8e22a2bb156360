/**
 * Owns the slots of a terminal server: how many instances of a program, each a session of a user, may run on one
 * computer at once (checklist QC-11..13). A folder for all its users has one file for each process that holds one.
 * It counts honest users, and stops no other: who controls his account can remove his own file, or keep a dummy process
 * that holds a slot; who made the folder, or is root, can remove all.
 */

import { AirlatchError } from '../../core/errors.ts'
import { currentUser } from '../probe/user.ts'
import type { ProcessTable, UserSession } from '../session/process-table.ts'
import { processTable } from '../session/session.ts'
import { asSaid, type Claim, fileName } from './claim.ts'
import { createFile, factsOf, isShared, makeShared, removeFile, unavailable } from './folder.ts'
import { find, isByOwner, type Living, look } from './living.ts'
import { underLock } from './lock.ts'

export { instanceFolder } from './folder.ts'

export interface SlotRequest {
  /** As of instanceFolder. */
  readonly folder: string
  /** Instances at once, at least 1. */
  readonly limit: number
  /** Seconds since 1970. */
  readonly now: number
  readonly processes?: ProcessTable | undefined
  /** Who takes the slot; this process unless told. */
  readonly pid?: number
  /** Milliseconds to wait for other processes that are counting, 10 seconds unless told. */
  readonly patienceMs?: number
}

/** One instance that runs. */
export interface SlotHolder extends UserSession {
  /** What the user is called, as his process says; the number in `user` is the system's word. */
  readonly account: string | undefined
  /** Seconds since 1970: since when the first of its processes runs. */
  readonly since: number
}

export type SlotOutcome =
  | { readonly kind: 'taken'; readonly slot: Slot }
  | { readonly kind: 'full'; readonly holders: readonly SlotHolder[] }

/** A slot that a process holds until it releases it or ends, however it ends. */
export interface Slot {
  /**
   * Gives the slot to a child process as well, so that it stays taken when this process is killed. A child that is over
   * already gets none. Error: instances-unavailable.
   */
  handTo(pid: number): Promise<void>
  /** Whether the slot is still in the folder: somebody may have cleaned up there. */
  isHeld(): boolean
  /** Gives it back, at once; a child that has it and lives keeps it. Once is enough, more do no harm. Never throws. */
  release(): void
}

const PATIENCE_MS = 10_000

/** Takes a slot for a process, or says who holds them all. Errors: invalid-value, instances-unavailable {path, problem}. */
export async function takeSlot(request: SlotRequest): Promise<SlotOutcome> {
  const { folder, limit, now, patienceMs = PATIENCE_MS } = request
  const { processes = processTable(), pid = process.pid } = request
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new AirlatchError('invalid-value', {
      field: 'limit',
      expected: { is: 'number', least: 1 },
      got: limit,
    })
  const desk: Desk = { folder, processes, now, account: accountName() }
  const [self, taker] = await peopleOf(desk, [process.pid, pid])
  if (self === undefined || taker === undefined)
    throw unavailable(folder, { problem: 'process-hidden', process: pid })
  makeShared(folder)
  return underLock({ folder, claim: self.claim, processes, now, patienceMs }, async () => {
    const { living, dead } = await look(folder, 'slot', processes)
    for (const name of dead) removeFile(folder, name)
    const holders = holdersOf(living, now)
    if (holders.length >= limit && !holders.some(holder => isSameInstance(holder, taker)))
      return { kind: 'full', holders }
    return { kind: 'taken', slot: slotOf(desk, taker) }
  })
}

/** Who holds slots in the folder now; changes nothing, and takes none. Error: instances-unavailable {path, problem}. */
export async function slotHolders({
  folder,
  now,
  processes = processTable(),
}: Pick<SlotRequest, 'folder' | 'now' | 'processes'>): Promise<readonly SlotHolder[]> {
  if (!isShared(folder)) return []
  const { living } = await look(folder, 'slot', processes)
  return holdersOf(living, now)
}

/** What a slot is made and handed on with. */
interface Desk {
  readonly folder: string
  readonly processes: ProcessTable
  readonly now: number
  /** What this process's user is called. */
  readonly account: string
}

/** A process that holds a slot, or may. */
interface Person extends UserSession {
  readonly claim: Omit<Claim, 'kind'>
  readonly owners: readonly number[] | undefined
}

function accountName(): string {
  return asSaid(currentUser() ?? String(process.getuid?.() ?? 'unknown'))
}

/** Undefined for a process that is over or hidden from us. */
async function peopleOf(desk: Desk, pids: readonly number[]): Promise<readonly (Person | undefined)[]> {
  const { account } = desk
  const found = await find(desk.folder, desk.processes, pids)
  return pids.map(pid => {
    const running = found.get(pid)
    if (running?.mark === undefined || running.session === undefined) return undefined
    const { mark, session, user, owners } = running
    return { user: user ?? account, session, owners, claim: { pid, mark, session, account } }
  })
}

function isSameInstance(one: UserSession, other: UserSession): boolean {
  return one.user === other.user && one.session === other.session
}

/** One for each instance, the first first. */
function holdersOf(living: readonly Living[], now: number): readonly SlotHolder[] {
  const holders: SlotHolder[] = []
  // a file may say any time, also one that is none
  const aged = living.map(one => ({ ...one, since: Math.min(Math.max(one.since, 0), now) }))
  for (const { user, session, claim, since } of aged.sort(
    (a, b) => a.since - b.since || a.claim.pid - b.claim.pid,
  ))
    if (!holders.some(holder => isSameInstance(holder, { user, session })))
      holders.push({ user, session, account: claim.account || undefined, since })
  return holders
}

/** Writes the slot of a process, which then holds it. */
function slotOf(desk: Desk, taker: Person): Slot {
  const { folder, processes } = desk
  const own = write(desk, taker.claim)
  const handed = new Map<string, number>()
  let released = false

  return {
    async handTo(pid) {
      const [child] = await peopleOf(desk, [pid])
      if (released)
        throw new AirlatchError('bug', { problem: 'the slot was given back before it was handed on' })
      if (child === undefined) return
      const name = write(desk, child.claim)
      const facts = factsOf(folder, name)
      // the file for a program of another user would not count: the slot then stays with this process alone
      if (facts === undefined || !isByOwner(facts, child)) return removeFile(folder, name)
      handed.set(name, pid)
      // two instances would count twice
      if (!isSameInstance(child, taker)) removeFile(folder, own)
    },
    isHeld: () => !released && [own, ...handed.keys()].some(name => factsOf(folder, name) !== undefined),
    release() {
      if (released) return
      released = true
      removeFile(folder, own)
      for (const [name, pid] of handed) if (!processes.lives(pid)) removeFile(folder, name)
    },
  }
}

/** A process has one file for each slot that it took. */
const MOST_OF_ONE = 1000

function write({ folder, now }: Desk, claim: Omit<Claim, 'kind'>): string {
  for (let number = 0; number < MOST_OF_ONE; number++) {
    const name = fileName({ ...claim, kind: 'slot' }, number)
    if (createFile(folder, name, now)) return name
  }
  throw unavailable(folder, { problem: 'too-many-slots', process: claim.pid, most: MOST_OF_ONE })
}
