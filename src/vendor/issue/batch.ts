/**
 * The verb `issue` for tens of thousands of requests: the same decisions as in issue.ts, recorded many at a time. A group
 * of requests is one durable transaction, in which nobody else writes; inside a group they see each other's seats.
 * Signatures are verified and made on other threads, while the ledger is written on this one.
 * Nothing is held but a few groups: requests come in and answers go out one by one.
 */
import { availableParallelism } from 'node:os'
import { messageFromInput } from '../../carrier/intake.ts'
import { AMONG_OTHERS } from '../../carrier/picture/budget.ts'
import { sealLicense, sealLicenseTwice } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import type { WrongProofs } from '../../core/terms/entitlement.ts'
import { untilRecorded } from '../../log/attempts.ts'
import type { Refusal } from '../decide/case.ts'
import type { Change } from '../ledger/change.ts'
import type { Snapshot, Survey } from '../ledger/ledger.ts'
import type { NewRefusal } from '../ledger/refusals.ts'
import { Ask, openRequestAsk, type Said } from './ask.ts'
import { newRefusal, proofsAfter } from './beside.ts'
import { type Issued, type Issuer, issuedOf, type Recorded, signingKeyOf } from './decision.ts'
import { answerTo } from './issue.ts'
import { SeatsInGroup } from './seats-in-group.ts'

/** A request that is read when its turn comes, under whatever its answer is to be known by. */
export interface Offered<Label> {
  readonly label: Label
  /** What the request is held against. */
  readonly said?: Said | undefined
  /**
   * The request in any carrier, or who asks, opened already. What it throws on purpose is the answer, unless it would stop
   * the others as well.
   */
  read(): Uint8Array | Ask | Promise<Uint8Array>
}

/** The answer to one of many requests. */
export interface Answered<Label> {
  /** The label that it was offered with. */
  readonly label: Label
  /** Who asked; undefined when the request could not be read. */
  readonly ask: Ask | undefined
  /** What became of it. */
  readonly outcome: Issued | Refusal | UnreadableRequest
}

/** What was handed over is no request, or a broken one, or could not be read. */
export interface UnreadableRequest {
  readonly kind: 'unreadable'
  /** Why it could not be read. */
  readonly error: AirlatchError
}

/** How many requests are answered. */
export interface BatchOptions {
  /**
   * How many requests are read at once; from 2 on signatures are verified and made on the threads that Node keeps for
   * such work (UV_THREADPOOL_SIZE of them, 4 unless set), with 1 all is done on this thread. As many as there are
   * processors unless told.
   */
  readonly jobs?: number | undefined
}

/** What one transaction records at most, and how long a request waits for others to share it with. */
const GROUP = { most: 500, milliseconds: 100 } as const

/**
 * The answers in the order of the requests. Interrupted at any point, the same requests again give the same licenses
 * and take no second seat. Errors: those of the ledger; what concerns one request alone is its answer.
 */
export async function* issueAll<Label>(
  issuer: Issuer,
  requests: AsyncIterable<Offered<Label>> | Iterable<Offered<Label>>,
  { jobs = availableParallelism() }: BatchOptions = {},
): AsyncGenerator<Answered<Label>> {
  const threads = jobs > 1
  const opened = ahead(opening(requests, jobs, threads))
  for await (const group of ahead(recording(issuer, opened))) {
    const last = group.findLastIndex(({ outcome }) => outcome.kind === 'recorded')
    const outcomes = await Promise.all(
      group.map(({ outcome }, i) => signing(issuer, outcome, i === last ? 'verified' : { threads })),
    )
    for (const [i, { label, ask }] of group.entries())
      yield { label, ask, outcome: outcomes[i] as Answered<Label>['outcome'] }
  }
}

interface Read<Label> {
  readonly label: Label
  readonly request: Ask | UnreadableRequest
}

interface Decided<Label> extends Pick<Answered<Label>, 'label' | 'ask'> {
  readonly outcome: Recorded | Refusal | UnreadableRequest
}

/** Groups of requests that are open; a group is read while the one before it is recorded. */
async function* opening<Label>(
  requests: AsyncIterable<Offered<Label>> | Iterable<Offered<Label>>,
  jobs: number,
  threads: boolean,
): AsyncGenerator<readonly Read<Label>[]> {
  const places = placesFor(jobs)
  async function* begun(): AsyncGenerator<{ label: Label; opening: Promise<Ask | UnreadableRequest> }> {
    for await (const offered of requests) {
      await places.take()
      yield { label: offered.label, opening: quiet(openOne(offered, places, threads)) }
    }
  }
  for await (const group of grouped(begun()))
    yield await Promise.all(group.map(async ({ label, opening }) => ({ label, request: await opening })))
}

async function openOne(
  offered: Offered<unknown>,
  places: Places,
  threads: boolean,
): Promise<Ask | UnreadableRequest> {
  try {
    const message = await messageIn(offered, places)
    const ask = message instanceof Ask ? message : await openRequestAsk(message, { threads })
    if (offered.said !== undefined) ask.requireAsSaid(offered.said)
    return ask
  } catch (error) {
    if (error instanceof AirlatchError && concernsOne(error)) return { kind: 'unreadable', error }
    throw error
  }
}

/** Gives the place free as soon as the request is read and recognised: a picture takes a thread and much memory. */
async function messageIn(offered: Offered<unknown>, places: Places): Promise<Uint8Array | Ask> {
  try {
    const read = await offered.read()
    return read instanceof Ask
      ? read
      : await messageFromInput(read, { wanted: ['request'], budget: AMONG_OTHERS })
  } finally {
    places.give()
  }
}

/** What is wrong with one request alone; a full disk or a busy ledger would stop the others too. */
function concernsOne({ kind, code }: AirlatchError): boolean {
  return kind === 'refused' || code === 'file-not-found' || code === 'cannot-read'
}

/** Groups of decisions that are in the ledger. */
async function* recording<Label>(
  issuer: Issuer,
  groups: AsyncGenerator<readonly Read<Label>[]>,
): AsyncGenerator<readonly Decided<Label>[]> {
  let kept = Promise.resolve()
  for await (const group of groups) {
    const asks = group.flatMap(({ request }) => (request instanceof Ask ? [request] : []))
    const { decided: decisions, refused } = await record(issuer, asks)
    if (refused.length > 0) kept = issuer.ledger.keepRefusals(refused)
    yield group.map(({ label, request }) =>
      request instanceof Ask
        ? { label, ask: request, outcome: decisions.get(request) as Recorded | Refusal }
        : { label, ask: undefined, outcome: request },
    )
  }
  await kept
}

type Decisions = ReadonlyMap<Ask, Recorded | Refusal>

/** In one transaction: among others who ask one at a time, a group that had to begin again for each would never be done. */
async function record(issuer: Issuer, asks: readonly Ask[]): Promise<Pick<Group, 'decided' | 'refused'>> {
  return untilRecorded(issuer.ledger, ledger =>
    ledger.record(
      ledger => ledger.survey(asks),
      survey => {
        const at = issuer.now()
        const { decided, refused, ...recorded } = decideAll(issuer, asks, survey, at)
        return { outcome: { decided, refused }, at, ...recorded }
      },
    ),
  )
}

interface Group {
  readonly decided: Decisions
  readonly refused: readonly NewRefusal[]
  readonly changes: readonly Change[]
  readonly wrongProofs: ReadonlyMap<string, WrongProofs>
}

/** One after the other: each sees the ledger as it will be behind those before it. */
function decideAll(issuer: Issuer, asks: readonly Ask[], survey: Survey, now: number): Group {
  const snapshots = new Map(survey.snapshots)
  const seats = sharedSeats(asks, snapshots)
  const issued = new Map(survey.issued)
  const decided = new Map<Ask, Recorded | Refusal>()
  const changes: Change[] = []
  const refused: NewRefusal[] = []
  const wrongProofs = new Map<string, WrongProofs>()

  for (const ask of asks) {
    const { keyId, requestHash = '' } = ask
    const before = issued.get(requestHash)
    const known = snapshots.get(keyId)
    const ofKey = seats.get(keyId)
    const snapshot = known && { ...known, ...ofKey?.seenBy(ask, before?.activationId) }
    const decision = answerTo(issuer, ask, { before, snapshot }, now)
    decided.set(ask, decision)
    if (decision.kind === 'refusal' && ask.keepsRefusal !== 'never')
      refused.push(newRefusal(ask, decision, snapshot, now))
    if (snapshot === undefined) continue
    const isNew = 'changes' in decision
    const after = { ...snapshot, wrongProofs: proofsAfter(ask, snapshot, isNew, now) }
    if (after.wrongProofs !== snapshot.wrongProofs) wrongProofs.set(keyId, after.wrongProofs)
    snapshots.set(keyId, after)
    if (!isNew) continue
    ofKey?.grant(decision)
    changes.push(...decision.changes)
    issued.set(requestHash, decision.license)
  }
  return { decided, refused, changes, wrongProofs }
}

/** Of the keys that several ask for, by id. */
function sharedSeats(
  asks: readonly Ask[],
  snapshots: ReadonlyMap<string, Snapshot>,
): ReadonlyMap<string, SeatsInGroup> {
  const asked = new Set<string>()
  const shared = new Map<string, SeatsInGroup>()
  for (const { keyId } of asks) {
    const snapshot = snapshots.get(keyId)
    if (asked.has(keyId) && !shared.has(keyId) && snapshot !== undefined)
      shared.set(keyId, new SeatsInGroup(snapshot))
    asked.add(keyId)
  }
  return shared
}

/** `how`: the last of a group is verified before any of them is handed out, the others are signed twice. */
async function signing(
  issuer: Issuer,
  outcome: Recorded | Refusal | UnreadableRequest,
  how: 'verified' | { readonly threads: boolean },
): Promise<Issued | Refusal | UnreadableRequest> {
  if (outcome.kind !== 'recorded') return outcome
  const { kid, payload } = outcome.license
  const signingKey = await signingKeyOf(issuer, outcome.license)
  if (signingKey === undefined)
    return { kind: 'refusal', code: 'signing-key-unknown', details: { kid }, trace: [] }
  const message =
    how === 'verified' || signingKey.isElsewhere
      ? await sealLicense(payload, signingKey)
      : await sealLicenseTwice(payload, signingKey, how.threads)
  return issuedOf(outcome, message)
}

/** At most GROUP.most, and what has come GROUP.milliseconds after the first one. */
async function* grouped<T>(source: AsyncGenerator<T>): AsyncGenerator<readonly T[]> {
  let next = quiet(source.next())
  try {
    for (let pulled = await next; !pulled.done; pulled = await next) {
      const alarm = alarmIn(GROUP.milliseconds)
      const group = [pulled.value]
      next = quiet(source.next())
      while (group.length < GROUP.most) {
        const more = await Promise.race([next, alarm.rings])
        if (more === undefined || more.done) break
        group.push(more.value)
        next = quiet(source.next())
      }
      alarm.stop()
      yield group
    }
  } finally {
    void quiet(source.return(undefined))
  }
}

function alarmIn(milliseconds: number): { readonly rings: Promise<undefined>; stop(): void } {
  let timer: NodeJS.Timeout | undefined
  const rings = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, milliseconds, undefined)
  })
  return { rings, stop: () => clearTimeout(timer) }
}

/** The same, with the next one begun before it is asked for. */
async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = quiet(source.next())
  try {
    for (let pulled = await next; !pulled.done; pulled = await next) {
      next = quiet(source.next())
      yield pulled.value
    }
  } finally {
    // not waited for: a source that has nothing to give would keep whoever wants no more
    void quiet(source.return(undefined))
  }
}

/** A failure is told to whoever awaits the promise, be it later, and ends no process before. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

interface Places {
  /** Resolves when a place was free, and is taken. */
  take(): Promise<void>
  give(): void
}

function placesFor(count: number): Places {
  const waiting: (() => void)[] = []
  let free = Math.max(1, count)
  return {
    async take() {
      if (free > 0) free--
      else await new Promise<void>(resolve => waiting.push(resolve))
    },
    give() {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    },
  }
}
