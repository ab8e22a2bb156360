/**
 * Owns the interface of the ledger: the append-only record of what was sold and activated, and its current state.
 * It does not depend on how the ledger is stored; sqlite.ts is one implementation. Every method is asynchronous, to
 * allow for engines over a network.
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

/** A customer and the number of its keys. */
export interface CustomerListing {
  readonly customer: Customer
  readonly keys: number
}

/** The entries about the vendor's signing keys. catalog/signing-keys.ts derives from them which keys are in use. */
export interface SigningKeyEntries {
  /** The public key of each, 64 hexadecimal digits. The oldest comes first: it was created with the vendor. */
  readonly added: readonly { readonly publicKey: string; readonly at: number }[]
  /** In the order of their entries; `at` is the time of the entry. */
  readonly retired: readonly {
    readonly kid: string
    readonly from: number
    readonly reason: string
    readonly at: number
  }[]
}

/** What a decision has read, with the number of the last entry that touched it. `append` refuses if any has changed. */
export interface Seen {
  readonly keys?: ReadonlyMap<string, number>
  readonly products?: ReadonlyMap<string, number>
  readonly customers?: ReadonlyMap<string, number>
  readonly settings?: number
  /** Sum of the activations that all keys grant, for changes that must stay within the vendor's plan. */
  readonly grantedActivations?: number
}

/** Everything that a decision on one activation key depends on, read in one transaction. */
export interface Snapshot {
  readonly key: KeyRecord
  readonly product: Product
  /** The payload of the product's newest kit; undefined before the first one. */
  readonly kit: Uint8Array | undefined
  readonly settings: Settings
  readonly wrongProofs: WrongProofs
  /** Counts of all seats of the key. */
  readonly seats: KeySeats
  /** The activations that hold one of the key's first seats, in the order of the seats. */
  readonly holders: readonly Activation[]
  /** The few activations that hold a seat and may belong to the requesting computer, the oldest first. */
  readonly activations: readonly Activation[]
  /** The few ended activations that may belong to it, with all other ended ones of their seats, the oldest first. */
  readonly former: readonly Activation[]
  readonly seen: Seen
}

/** The key and the computer for which a snapshot is read. */
export interface Sought {
  readonly keyId: string
  /** SHA-256 of the request, in hexadecimal. The request may have a license already. */
  readonly requestHash?: string | undefined
  /** Marks by which the activations of the computer are found (decide/marks.ts). */
  readonly marks: readonly number[]
  /** The id of the activation to be renewed. */
  readonly renews?: string | undefined
}

/** The newest kit of a product, and when it was created. */
export interface NewestKit {
  readonly sequence: number
  readonly madeAt: number
  readonly payload: Uint8Array
}

/** Everything that decisions on many requests depend on. Keys and licenses that do not exist are left out. */
export interface Survey {
  /** From the id of the key. */
  readonly snapshots: ReadonlyMap<string, Snapshot>
  /** From the SHA-256 of the request. */
  readonly issued: ReadonlyMap<string, IssuedLicense>
}

/** Selects keys for which all given conditions hold. @useDeclaredType */
export type KeyFilter = { readonly [Name in 'productId' | FoundName]?: string | undefined }

/** An activation key with counts of its seats and of wrong proofs. */
export interface KeyListing {
  readonly key: KeyRecord
  /** Seats that are held. */
  readonly used: number
  /** How often a seat moved to another computer. */
  readonly moves: number
  /** When the first of its computers' licenses ends. Undefined if none of them ends. */
  readonly firstEnd: number | undefined
  readonly wrongProofs: WrongProofs
}

/** One entry. Personal data that have been erased since are undefined in it. */
export interface HistoryEntry {
  /** Number of the entry, from 1. */
  readonly seq: number
  readonly at: number
  /** The operator, if one was given. */
  readonly operator: string | undefined
  readonly change: Change
}

/** Selects entries of the log for which all given conditions hold. */
export interface LogFilter {
  /** The id of the activation key that they concern. */
  readonly keyId?: string | undefined
  readonly kind?: Change['kind'] | undefined
  readonly operator?: string | undefined
  /** The first second of the span; `until` is the first one after it. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  /** Only entries before the one with this number. */
  readonly before?: number | undefined
}

/** An entry, with details that are found in other entries. */
export interface LogEntry extends HistoryEntry {
  /** The id of the key that it concerns. */
  readonly keyId: string | undefined
  /** For `key.changed`: the key before the change. */
  readonly before: KeyRecord | undefined
  /** For `license.issued` and `license.reissued`: the computer ID from the entry of the activation directly before. */
  readonly computer: string | undefined
}

/**
 * What happened to the bytes of erased personal data. `gone`: removed from the file; `left`: still in unused parts of
 * the file, because another program had it open or there was no space to rewrite it; `on-server`: the server has to
 * remove them (VACUUM).
 */
export type ErasedBytes = 'gone' | 'left' | 'on-server'

/** Selects activations for which all given conditions hold. */
export interface ActivationFilter {
  readonly keyId?: string | undefined
  /** Exactly as the activation has it. */
  readonly computerId?: string | undefined
  readonly productId?: string | undefined
  /** false: only those that hold a seat; true: only those that no longer hold one. */
  readonly released?: boolean | undefined
  /** Only those whose newest license has expired at this time (Unix seconds), not counting its days of grace. */
  readonly expiresBefore?: number | undefined
}

/** Selects a page of activations for which all given conditions hold, the newest seats first. */
export type NewestActivations = ActivationFilter & NewestPage

/** An entry exactly as it is stored, for exports. */
export interface RawEntry {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly body: string
  readonly personal: string | null
  readonly operator: string | null
  readonly hash: string
}

/** Counts of the contents of a ledger. */
export interface Stats {
  readonly entries: number
  readonly products: number
  readonly keys: number
  /** Activations that hold a seat. */
  readonly activations: number
  /** Activations that no longer hold one. */
  readonly released: number
  readonly licenses: number
  /** Hash of the last entry, 64 hexadecimal digits; 64 zeros for an empty ledger. */
  readonly head: string
}

/** The result of an audit. */
export interface Audit {
  readonly entries: number
  readonly head: string
  /** Empty if nothing is wrong; otherwise the first one names the first bad entry. */
  readonly problems: readonly AuditProblem[]
}

/** Something that is wrong with a ledger. */
export interface AuditProblem {
  /** Number of the entry, from 1; undefined when the problem is in the current state and not in an entry. */
  readonly entry: number | undefined
  /** A sentence for a person, without secrets. */
  readonly problem: string
  /** The ledger may be consistent, but it does not match a checkpoint, or ends before it. */
  readonly ofCheckpoint?: true | undefined
}

/** Reports progress: `done` items out of `of`. */
export type Tell = (done: number, of: number) => void

/** The outcome of a decision, and the changes to append. */
export interface Decision<T> {
  readonly outcome: T
  /** Empty if the decision changes nothing. */
  readonly changes: readonly Change[]
  /** New counts of wrong proofs, from the id of the key. They are stored outside the entries. */
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
  /** Wrong proofs for the key with this id; counts of zero if there is no such key. */
  wrongProofs(keyId: string): Promise<WrongProofs>
  /** Up to `most` refused requests, the newest first. */
  refusals(filter: RefusedFilter, most: number): Promise<readonly RefusedRequest[]>
  /**
   * Stores refused requests for `refusals`, outside the entries; only the newest are kept. Resolves when that is done,
   * or was given up because the ledger cannot be written. Never rejects.
   */
  keepRefusals(refused: readonly NewRefusal[]): Promise<void>
  /** The last backup that the ledger knows of; undefined if there was none. */
  lastBackup(): Promise<BackupMade | undefined>
  keepBackup(made: BackupMade): Promise<void>
  /** The key with counts of its seats, and with its revision, which a change of the key needs. */
  keyInUse(id: string): Promise<(KeyListing & { readonly revision: number }) | undefined>
  /** In the order in which they were created. */
  keys(filter: KeyFilter): Promise<readonly KeyListing[]>
  newestKeys(wanted: NewestKeys): Promise<readonly KeyListing[]>
  /** Without customers that were merged into another one. */
  newestCustomers(wanted: NewestPage): Promise<readonly CustomerListing[]>
  /** From the id of a customer to its company, or else its name; without merged customers and those without a name. */
  customerNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  newestActivations(wanted: NewestActivations): Promise<readonly ListedActivation[]>
  /** Every entry that concerns the key, the oldest first. */
  history(keyId: string): Promise<readonly HistoryEntry[]>
  activation(id: string): Promise<Activation | undefined>
  /** Up to `most` entries after number `after`, the oldest first, as they are stored. */
  entries(after: number, most: number): Promise<readonly RawEntry[]>
  /** The same, decoded, of the entries that match the filter. Erased data are undefined in them. */
  log(after: number, most: number, filter?: LogFilter): Promise<readonly LogEntry[]>
  /** The `after` for which `log` returns the last `count` entries of the filter, or all of them if there are fewer. */
  logTail(count: number, filter?: LogFilter): Promise<number>
  /**
   * Copies all entries of another ledger into this empty one in one transaction, and checks each against the chain.
   * Errors: ledger-not-empty, entry-malformed {entry, problem}; nothing is written then.
   */
  adopt(entries: AsyncIterable<RawEntry>): Promise<Stats>
  /**
   * Erases the e-mail and the comment of a key from the state and from every entry, and from the files as far as the
   * engine can. Undefined if there is no such key.
   */
  erasePersonal(keyId: string, at: number): Promise<ErasedBytes | undefined>
  /** Removes erased data from the files, as far as the engine can. */
  scrub(): Promise<ErasedBytes>
  /** The customer with this id, also if it was merged into another one, and the number of keys it still has. */
  customer(id: string): Promise<(CustomerListing & { readonly revision: number }) | undefined>
  /** The id of the first unmerged customer with this e-mail address, ignoring the case of ASCII letters. */
  customerByEmail(email: string): Promise<string | undefined>
  /** Customers merged into `into`, or unmerged ones if it is undefined, in the order in which they were added. */
  customers(into?: string): Promise<readonly CustomerListing[]>
  /**
   * Finds up to `most` rows that contain any of the phrases, ignoring case and accents, the newest first. Phrases have
   * three characters or more, and no line ends.
   */
  search(phrases: readonly string[], most: number): Promise<readonly Hit[]>
  /** The sum of the activations of all keys that are not revoked. */
  grantedActivations(): Promise<number>
  /** In the order in which they were added. */
  affiliates(): Promise<readonly Affiliate[]>
  defaults(): Promise<Defaults | undefined>
  /** In the order of their names. */
  templates(): Promise<readonly Template[]>
  /** In the order of their names. */
  outside<Noun extends OutsideNoun>(noun: Noun): Promise<readonly OutsideRecords[Noun][]>
  /** What was delivered for an order of a shop, one item for each line of it; empty if the order is unknown. */
  soldOrder(shop: string, reference: string): Promise<readonly SoldOrder[]>
  activations(filter: ActivationFilter): Promise<readonly ListedActivation[]>
  /** The range of numbers of the entries within the span, or of all entries. */
  numbers(span?: Span): Promise<NumberRange>
  /** Sums for a report over a range of numbers. A group may occur in several parts, which the caller adds up. */
  sums(summed: Summed, grouping: Grouping, range: NumberRange): Promise<readonly SumPart[]>
  /** The snapshot of a key, without activations of any particular computer. */
  snapshot(keyId: string): Promise<Snapshot | undefined>
  /** Reads what decisions on all of these depend on, in one transaction. */
  survey(sought: readonly Sought[]): Promise<Survey>
  /** The license that a request got before. `requestHash`: SHA-256 of the request, in hexadecimal. */
  issued(requestHash: string): Promise<IssuedLicense | undefined>
  /** The product's newest kit; undefined if there is none. */
  newestKit(productId: string): Promise<NewestKit | undefined>
  signingKeys(): Promise<SigningKeyEntries>
  /** The product's newest list of revocations; undefined if there is none. */
  revocations(productId: string): Promise<PublishedRevocations | undefined>
  /**
   * The ids of the product's activations that are no longer valid, ascending: those that were released, and all of
   * revoked keys; without those whose licenses had all expired at the time `endedBy`.
   */
  withdrawn(productId: string, endedBy: number): Promise<readonly string[]>
  /** The time that the clock of the desk is compared with (clock.ts); undefined if there is no entry. */
  newestTime(): Promise<number | undefined>
  /**
   * Checks the clock before something is signed without being recorded; `append` and `record` check it themselves.
   * Errors: clock-behind-ledger, clock-beyond-limit.
   */
  requireClock(now: number): Promise<void>
  /**
   * Appends the changes and updates the state in one durable transaction: all or nothing. `at` is the time by the clock
   * of the desk. Returns `conflict`, and writes nothing, when something in `seen` has changed since, when something to
   * be created exists, or when something to be changed does not. `progress` gets the number of changes written so far,
   * in a transaction that may still fail.
   * Errors: clock-behind-ledger, clock-beyond-limit, unless the change is `clock.accepted`; invalid-value {field,
   * expected, change} when a text or a number cannot be stored (U+0000, half a surrogate pair, beyond 2^53 - 1).
   */
  append(
    changes: readonly Change[],
    at: number,
    seen?: Seen,
    progress?: (written: number) => void,
  ): Promise<'recorded' | 'conflict'>
  /**
   * Runs `work` in one read transaction, so that everything it reads is consistent. `work` uses only the ledger that it
   * is passed, and appends nothing.
   */
  moment<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>
  /**
   * Like `moment`, for work that takes long. It reads over a connection of its own where that is possible, and lets the
   * rest of the program run between its reads, so that it blocks nobody. Closing the ledger ends it. Error then: bug.
   */
  longMoment<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>
  /**
   * Makes and records one decision: passes the result of `read` to `decide`, and appends the changes that `decide`
   * returns, in one durable transaction in which nobody else writes. So nothing can change in between, and an engine
   * over a network needs only two round trips. `read` uses only the ledger that it is passed; `decide` must be quick,
   * because other writers wait. Returns undefined, and writes nothing, when something to be created exists or something
   * to be changed does not. Errors: those of `append`, and those that `read` and `decide` throw.
   */
  record<S, T>(read: (ledger: Ledger) => Promise<S>, decide: (seen: S) => Decision<T>): Promise<T | undefined>
  /**
   * Runs `work` as one transaction in which nobody else writes; durable when this resolves, and undone when `work`
   * throws. All other writers wait, so it is only for work that has conflicted repeatedly. `work` uses only the ledger
   * that it is passed. A conflict in it is the error ledger-busy.
   */
  alone<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>
  /**
   * Checks the hash chain, rebuilds the state from the entries and compares it with the tables, counts the seats, and
   * looks up the entry of each checkpoint. `progress` gets the number of replayed entries, about half of the work.
   */
  audit(checkpoints?: readonly Checkpoint[], progress?: Tell): Promise<Audit>
  stats(): Promise<Stats>
  /** Writes tables that are not derived from entries, in one durable transaction. */
  keep<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T>
  /** Reads such tables, in one transaction. */
  look<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Returns the same ledger, which records its entries under another operator. */
  acting(operator: string): Ledger
  /** Returns the same ledger, with limits on how long one piece of work waits. Their clock starts now. */
  waitingAtMost(limits: WaitLimits): Ledger
  close(): Promise<void>
}
