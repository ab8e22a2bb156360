/**
 * Owns the interface of the ledger: the append-only record of what was sold and activated, and its current state.
 * Nothing here says how it is kept; sqlite.ts is one engine. Every method is asynchronous, for engines over a network.
 */
import type { Checkpoint } from '../../core/message/checkpoint.ts'
import type { Customer } from '../../core/terms/customer.ts'
import type {
  Activation,
  Affiliate,
  KeyRecord,
  Product,
  Settings,
  WrongProofs,
} from '../../core/terms/entitlement.ts'
import type { Defaults, FoundName, Template } from '../../core/terms/fields.ts'
import type { OutsideNoun, OutsideRecords, SoldOrder } from '../../core/terms/outside.ts'
import type { WaitLimits } from '../../log/queue.ts'
import type { Sql, SqlWriter } from '../../log/sql.ts'
import type { KeySeats } from '../decide/case.ts'
import type { Change, IssuedLicense, PublishedRevocations, VendorRecord } from './change.ts'
import type { ListedActivation, SeatReads, Span } from './held-seat.ts'
import type { BackupMade } from './last-backup.ts'
import type { NewestKeys, NewestPage } from './newest.ts'
import type { NewRefusal, RefusedFilter, RefusedRequest } from './refusals.ts'
import type { Hit } from './search.ts'
import type { Grouping, NumberRange, Summed, SumPart } from './sums.ts'

/** A customer, and how many keys belong to it. */
export interface CustomerListing {
  readonly customer: Customer
  readonly keys: number
}

/** The vendor's signing keys as the ledger has them; catalog/signing-keys.ts says what they come to. */
export interface SigningKeyEntries {
  /** Each public half, 64 hexadecimal digits; the oldest first, which is the vendor's first one. */
  readonly added: readonly { readonly publicKey: string; readonly at: number }[]
  /** In the order in which it was said; `at` is when. */
  readonly retired: readonly {
    readonly kid: string
    readonly from: number
    readonly reason: string
    readonly at: number
  }[]
}

/** What a decision saw, by the last entry that touched it: `append` refuses when any of them has moved on. */
export interface Seen {
  readonly keys?: ReadonlyMap<string, number>
  readonly products?: ReadonlyMap<string, number>
  readonly customers?: ReadonlyMap<string, number>
  readonly settings?: number
  /** Activations that all keys grant together (`grantedActivations`), for whoever keeps within the vendor's plan. */
  readonly grantedActivations?: number
}

/** All that a decision on one activation key sees, read at one moment. */
export interface Snapshot {
  readonly key: KeyRecord
  readonly product: Product
  /** The payload of the product's newest kit; undefined while there is none. */
  readonly kit: Uint8Array | undefined
  readonly settings: Settings
  readonly wrongProofs: WrongProofs
  /** All of the key, counted. */
  readonly seats: KeySeats
  /** Those that hold one of its first seats, by their seats. */
  readonly holders: readonly Activation[]
  /** The few that hold a seat and may belong to the computer that was looked for, the oldest first. */
  readonly activations: readonly Activation[]
  /** The few that ended and may belong to it, with all others of their seats, the oldest first. */
  readonly former: readonly Activation[]
  readonly seen: Seen
}

/** For whom a snapshot is read. */
export interface Sought {
  readonly keyId: string
  /** SHA-256 in hexadecimal of the request, which may have a license already. */
  readonly requestHash?: string | undefined
  /** By which its activations are found (decide/marks.ts). */
  readonly marks: readonly number[]
  /** The activation that is renewed, by its id. */
  readonly renews?: string | undefined
}

/** The newest kit of a product, and when it was made. */
export interface NewestKit {
  readonly sequence: number
  readonly madeAt: number
  readonly payload: Uint8Array
}

/** What decisions on many requests see. What does not exist is left out. */
export interface Survey {
  /** By the id of the key. */
  readonly snapshots: ReadonlyMap<string, Snapshot>
  /** By the SHA-256 of the request. */
  readonly issued: ReadonlyMap<string, IssuedLicense>
}

/** Which keys: every condition that is named must hold. @useDeclaredType */
export type KeyFilter = { readonly [Name in 'productId' | FoundName]?: string | undefined }

/** An activation key with its seats: how many are held, how often one moved, the first end; and who guessed at it. */
export interface KeyListing {
  readonly key: KeyRecord
  readonly used: number
  readonly moves: number
  /** When the first of the licenses of its computers ends; undefined: none of them does. */
  readonly firstEnd: number | undefined
  readonly wrongProofs: WrongProofs
}

/** One entry as it happened. Personal data that have been erased since are undefined in it. */
export interface HistoryEntry {
  /** Number of the entry, from 1. */
  readonly seq: number
  readonly at: number
  /** Who did it, if it was said. */
  readonly operator: string | undefined
  readonly change: Change
}

/** Which entries of the log: those for which all holds that is said. */
export interface LogFilter {
  /** The activation key that they concern, by its id. */
  readonly keyId?: string | undefined
  readonly kind?: Change['kind'] | undefined
  readonly operator?: string | undefined
  /** The first second, and the first one behind. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  /** Only entries before the one with this number. */
  readonly before?: number | undefined
}

/** An entry, with what it does not say by itself. */
export interface LogEntry extends HistoryEntry {
  /** The key that it concerns, by its id. */
  readonly keyId: string | undefined
  /** Of `key.changed`: the key as it was. */
  readonly before: KeyRecord | undefined
  /** Of `license.issued` and `license.reissued`: the computer ID that the entry of its activation, right in front, says. */
  readonly computer: string | undefined
}

/**
 * What became of the bytes of personal data that were erased: gone from the file; left in unused room of the file, as
 * another program had it open or there was no space to write it anew; or the server's to remove (VACUUM).
 */
export type ErasedBytes = 'gone' | 'left' | 'on-server'

/** Which activations: every condition that is named must hold. */
export interface ActivationFilter {
  readonly keyId?: string | undefined
  /** As it stands in the activation. */
  readonly computerId?: string | undefined
  readonly productId?: string | undefined
  /** Only those that hold a seat, or only those that do no more. */
  readonly released?: boolean | undefined
  /** Only those whose newest license, days of grace left out, is no longer valid at this moment: seconds since 1970. */
  readonly expiresBefore?: number | undefined
}

/** A page of activations, those that took their seats last in front: of those for which every condition holds that is named. */
export type NewestActivations = ActivationFilter & NewestPage

/** An entry as it is kept: for whoever carries the whole ledger elsewhere. `operator`: who did it, if it was said. */
export interface RawEntry {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly body: string
  readonly personal: string | null
  readonly operator: string | null
  readonly hash: string
}

/** Counts of what a ledger has. */
export interface Stats {
  /** Everything that happened. */
  readonly entries: number
  readonly products: number
  readonly keys: number
  /** Those that hold a seat. */
  readonly activations: number
  /** Those that held one. */
  readonly released: number
  readonly licenses: number
  /** Hash of the last entry, 64 hexadecimal digits; 64 zeros for an empty ledger. */
  readonly head: string
}

/**
 * `problems` is empty when all is well; the first one names the first bad entry. They are sentences for a person and
 * quote nothing secret.
 */
export interface Audit {
  readonly entries: number
  readonly head: string
  readonly problems: readonly AuditProblem[]
}

/** Something that is wrong with a ledger. */
export interface AuditProblem {
  /** Number of the entry, from 1; undefined when the problem is in the current state and not in an entry. */
  readonly entry: number | undefined
  /** In words. */
  readonly problem: string
  /** The ledger may be whole, but it is not the one that a checkpoint is of, or less than it. */
  readonly ofCheckpoint?: true | undefined
}

/** Told how many are done, of how many. */
export type Tell = (done: number, of: number) => void

/** What came of a decision, and what it wants appended: nothing when it changes nothing. */
export interface Decision<T> {
  readonly outcome: T
  readonly changes: readonly Change[]
  /** What is kept from now on, beside the entries, of the keys whose proofs were counted; by their ids. */
  readonly wrongProofs?: ReadonlyMap<string, WrongProofs>
  /** Seconds since 1970. */
  readonly at: number
}

export interface Ledger extends SeatReads {
  vendor(): Promise<VendorRecord | undefined>
  settings(): Promise<{ readonly settings: Settings; readonly revision: number }>
  product(id: string): Promise<{ readonly product: Product; readonly revision: number } | undefined>
  products(): Promise<readonly Product[]>
  key(id: string): Promise<KeyRecord | undefined>
  /** Of the key with this id; none when there is no such key. */
  wrongProofs(keyId: string): Promise<WrongProofs>
  /** The newest first, at most so many. */
  refusals(filter: RefusedFilter, most: number): Promise<readonly RefusedRequest[]>
  /**
   * Keeps them as `refusals` shows them, beside the entries: the newest of all. Resolves when that is done, or was given
   * up because the ledger cannot be written; never rejects.
   */
  keepRefusals(refused: readonly NewRefusal[]): Promise<void>
  /** Undefined when none was made, as far as the ledger knows. */
  lastBackup(): Promise<BackupMade | undefined>
  keepBackup(made: BackupMade): Promise<void>
  /** The key with the seats that it has taken counted and its revision, for whoever changes it. */
  keyInUse(id: string): Promise<(KeyListing & { readonly revision: number }) | undefined>
  /** In the order in which they were made. */
  keys(filter: KeyFilter): Promise<readonly KeyListing[]>
  newestKeys(wanted: NewestKeys): Promise<readonly KeyListing[]>
  /** Without those that were merged into another one. */
  newestCustomers(wanted: NewestPage): Promise<readonly CustomerListing[]>
  /** The company, or else the name, of customers with these ids; without those that were merged or have none. */
  customerNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  newestActivations(wanted: NewestActivations): Promise<readonly ListedActivation[]>
  /** Every entry that concerns the key, the oldest first. */
  history(keyId: string): Promise<readonly HistoryEntry[]>
  activation(id: string): Promise<Activation | undefined>
  /** Entries behind number `after`, the oldest first, at most so many. */
  entries(after: number, most: number): Promise<readonly RawEntry[]>
  /** The same, read, of those that the filter lets through; what was erased is undefined in it. */
  log(after: number, most: number, filter?: LogFilter): Promise<readonly LogEntry[]>
  /** The number behind which the last `count` entries of the filter stand; one in front of all when there are no more. */
  logTail(count: number, filter?: LogFilter): Promise<number>
  /**
   * Takes over all entries of another ledger into this empty one, each checked against the chain, in one transaction.
   * Errors: ledger-not-empty, entry-malformed {entry, problem}; nothing is written then.
   */
  adopt(entries: AsyncIterable<RawEntry>): Promise<Stats>
  /**
   * Removes the e-mail and the comments of a key from the state and from every entry, and as far as the engine can from
   * its files. Undefined when there is no such key.
   */
  erasePersonal(keyId: string, at: number): Promise<ErasedBytes | undefined>
  /** Removes what was erased from the files, as far as the engine can. */
  scrub(): Promise<ErasedBytes>
  /** Also one that was merged into another one, with how many keys are its own. */
  customer(id: string): Promise<(CustomerListing & { readonly revision: number }) | undefined>
  /** The id of the first customer with this e-mail address, whatever its case, that was not merged into another one. */
  customerByEmail(email: string): Promise<string | undefined>
  /** In the order in which they were added; those that were merged into `into`, or into none. */
  customers(into?: string): Promise<readonly CustomerListing[]>
  /**
   * Rows in which any of the phrases stands, whatever its case and accents, the newest first, at most so many. Phrases
   * have three characters or more, and no line ends.
   */
  search(phrases: readonly string[], most: number): Promise<readonly Hit[]>
  /** The sum of the activations of all keys that are not revoked. */
  grantedActivations(): Promise<number>
  /** In the order in which they were added. */
  affiliates(): Promise<readonly Affiliate[]>
  defaults(): Promise<Defaults | undefined>
  /** By their names. */
  templates(): Promise<readonly Template[]>
  /** By their names. */
  outside<Noun extends OutsideNoun>(noun: Noun): Promise<readonly OutsideRecords[Noun][]>
  /** What an order of a shop became, a line each; empty when it was never heard of. */
  soldOrder(shop: string, reference: string): Promise<readonly SoldOrder[]>
  activations(filter: ActivationFilter): Promise<readonly ListedActivation[]>
  /** The numbers of the entries within the span, or of all. */
  numbers(span?: Span): Promise<NumberRange>
  /** What of these numbers is added up, in parts: a group may come several times. */
  sums(summed: Summed, grouping: Grouping, range: NumberRange): Promise<readonly SumPart[]>
  /** With nobody looked for. */
  snapshot(keyId: string): Promise<Snapshot | undefined>
  /** What decisions on all of these see, read at one moment. */
  survey(sought: readonly Sought[]): Promise<Survey>
  /** The license that a request got before, by the request's SHA-256 in hexadecimal. */
  issued(requestHash: string): Promise<IssuedLicense | undefined>
  /** The product's newest kit; undefined when there is none. */
  newestKit(productId: string): Promise<NewestKit | undefined>
  signingKeys(): Promise<SigningKeyEntries>
  /** The product's newest list of revocations; undefined when there is none. */
  revocations(productId: string): Promise<PublishedRevocations | undefined>
  /**
   * The ids of the product's activations that count no more, ascending: those that were released, and all of revoked
   * keys; without those whose licenses had all ended by themselves at the time `endedBy`.
   */
  withdrawn(productId: string, endedBy: number): Promise<readonly string[]>
  /** The time that the clock of the desk is held against (clock.ts); undefined when there is no entry. */
  newestTime(): Promise<number | undefined>
  /**
   * Whether this time may be signed, for what is signed and not recorded; `append` and `record` ask by themselves.
   * Errors: clock-behind-ledger, clock-beyond-limit.
   */
  requireClock(now: number): Promise<void>
  /**
   * Appends the changes and brings the state up to date in one durable transaction: all or nothing. `at` is the time by
   * the clock of the desk. Errors: clock-behind-ledger, clock-beyond-limit, unless the change is `clock.accepted`.
   * `conflict`, and nothing written, when something in `seen` has changed since, when a thing to be created exists,
   * or when a thing to be changed does not. Error: invalid-value {field, expected, change} when a text or a number
   * cannot be kept (U+0000, half a surrogate pair, beyond 2^53 - 1). `progress` is told how many changes are written,
   * of a transaction that may still fail.
   */
  append(
    changes: readonly Change[],
    at: number,
    seen?: Seen,
    progress?: (written: number) => void,
  ): Promise<'recorded' | 'conflict'>
  /**
   * All that `work` reads is of one moment, for a decision that asks for several things. It asks the ledger that it is
   * given, and no other, and appends nothing.
   */
  moment<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>
  /**
   * The same for work that takes long: nobody waits for it, as it reads over a connection of its own where there can be
   * one, and others come to their turn between what it reads. It is given up when the ledger is closed. Error then: bug.
   */
  longMoment<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>
  /**
   * One decision, recorded: `decide` is given what `read` has read, and what it wants appended is, in one durable
   * transaction in which nobody else writes. So nothing can have changed in between, and an engine over a network is
   * asked twice and no more. `read` asks the ledger that it is given, and no other; `decide` may keep the others
   * waiting for a moment only. Undefined, and nothing written, when a thing to be created exists or a thing to be changed
   * does not. Errors: those of `append`, and what the two throw.
   */
  record<S, T>(read: (ledger: Ledger) => Promise<S>, decide: (seen: S) => Decision<T>): Promise<T | undefined>
  /**
   * All that `work` reads and appends is one transaction, in which nobody else writes; durable when this resolves, and
   * undone when `work` throws. For whoever was too slow again and again, as all others wait. `work` asks the ledger
   * that it is given, and no other. A conflict in it is ledger-busy.
   */
  alone<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>
  /**
   * Walks the hash chain, rebuilds the state from the entries and compares, counts the seats, and looks for the entry
   * of each checkpoint. `progress` is told how many entries are replayed: about half of the work.
   */
  audit(checkpoints?: readonly Checkpoint[], progress?: Tell): Promise<Audit>
  stats(): Promise<Stats>
  /** For what is kept beside the entries, in tables of its own: one durable transaction. */
  keep<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T>
  /** The same, read alone. */
  look<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** The same ledger, whose entries stand under another operator from now on. */
  acting(operator: string): Ledger
  /** The same ledger, for one piece of work that does not wait for ever; the limits run from now on. */
  waitingAtMost(limits: WaitLimits): Ledger
  close(): Promise<void>
}
