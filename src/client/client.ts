/**
 * Owns the client that an application opens: one method for each verb, and the state that lives from one call to the
 * next.
 */
import { messageFromInput } from '../carrier/intake.ts'
import { needed, requireField, TEXT } from '../core/arguments.ts'
import { type ProgramInput, programOf } from '../core/check/program.ts'
import { computerId } from '../core/computer/computer-id.ts'
import { AirlatchError } from '../core/errors.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import type { Kit } from '../core/message/kit.ts'
import type { License } from '../core/message/license.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import type { Abortable } from './aborted.ts'
import { answerIn, requireWaiting, type Waiting } from './answer.ts'
import { ask } from './ask.ts'
import { deactivatable, deactivate, deactivatedAt, type Receipted, receipts } from './deactivate.ts'
import { type Installed, type InstalledLicense, install } from './install/install.ts'
import { handedOver, type Input, namesOf, type RequestName } from './install/typed.ts'
import type { ReturnedSeat, SeatInHand } from './lease/lease.ts'
import {
  type BorrowOptions,
  type LeaseOptions,
  type ReturnOptions,
  requireBorrowOptions,
  requireLeaseOptions,
  requireReturnOptions,
} from './lease/options.ts'
import type { Seat } from './lease/seat.ts'
import {
  type ClientOptions,
  type ComputerReport,
  type InstallOptions,
  type Requested,
  type RequestOptions,
  requireInstallOptions,
  requireRequestOptions,
  requireStatusOptions,
  type StatusOptions,
} from './options.ts'
import { type Instances, instances } from './running.ts'
import { answerable, keptRequests } from './state/asked.ts'
import { type Status, status } from './status.ts'
import { ClientTrust } from './trust.ts'
import { requireWatching, type Watching, watchStatus } from './watch.ts'
import { World } from './world.ts'

/**
 * The client of one product on this computer. Every method that takes a `signal` ends early with its reason, and has
 * then changed nothing. Errors of all methods: invalid-value, for arguments of the wrong kind or unknown fields;
 * already-closed.
 */
export class Client {
  readonly #opened: World
  /** Aborted when the client is closed. */
  readonly #life = new AbortController()
  readonly #seats = new Set<Seat>()

  /** See openClient. */
  constructor(options: ClientOptions) {
    this.#opened = new World(options)
  }

  get #world(): World {
    if (this.#life.signal.aborted) throw new AirlatchError('already-closed', { what: 'client' })
    return this.#opened
  }

  /** Returns the vendor's kit that is in effect now. */
  get kit(): Kit {
    return this.#world.kit.kit
  }

  /** Returns the message that `kit` is decoded from, for a page that verifies with it. */
  get kitMessage(): Uint8Array {
    return this.#world.kit.message
  }

  /** Returns how the product identifies this computer. `everyAccount`: see RequestOptions. */
  async computer(everyAccount?: boolean): Promise<ComputerReport> {
    const computer = await this.#world.computer()
    const bound = this.#world.bound(computer, everyAccount)
    return { computer, ...bound, computerId: computerId(bound), workload: this.#world.workload }
  }

  /**
   * Makes an activation request. `activationKey` is the whole key, or its id or undefined once this installation has
   * made a request with it: for a renewal, a clock reset or changed hardware. A code (`typed`) needs the whole key.
   * Errors: activation-key-malformed, activation-key-needed {known, key}, computer-unreadable, cannot-write;
   * typed-cannot-carry {things}.
   */
  async request(
    activationKey?: string,
    program: ProgramInput = {},
    options: RequestOptions = {},
  ): Promise<Requested> {
    requireRequestOptions(options)
    return ask(this.#world, activationKey, programOf(program), options)
  }

  /**
   * Returns the requests that a license code may answer, the newest first, so that people can compare them before they
   * type. A code for another key or computer is refused.
   */
  requested(): readonly RequestName[] {
    return namesOf(answerable(keptRequests(this.#world.folder)))
  }

  /**
   * Installs what the vendor sent, in any carrier: message, armor, QR text, picture, several pictures of the codes of
   * one message, or the text of a license code, which answers a request that is kept here (errors of typedLicense in
   * install/typed.ts). A license is kept if it is valid here, even if it is for another user than this one; a kit, a
   * list of revocations and a clock reset are kept if they are newer.
   */
  async install(input: Input, program: ProgramInput = {}, options: InstallOptions = {}): Promise<Installed> {
    requireInstallOptions(options)
    const { signal } = options
    const wanted = programOf(program)
    const world = this.#world
    const message = await handedOver(input, world, signal)
    return install(message, new ClientTrust(world, signal), wanted)
  }

  /**
   * Waits until a license that is valid here appears in a folder, and installs it. Calls `passedOver` for files that
   * are not the answer. Errors: those of answerIn in answer.ts.
   */
  async answerIn(folder: string, waiting: Waiting = {}): Promise<InstalledLicense> {
    requireField('folder', folder, needed(TEXT))
    requireWaiting(waiting)
    const { program, signal } = waiting
    programOf(program)
    return answerIn(folder, waiting, inputs => this.install(inputs, program, { signal }))
  }

  /**
   * Checks whether the program may run here, now. Never throws for a license that is not valid: the answer has the
   * reasons. Reads the path in AIRLATCH_LICENSE each time. Looks at shares, for at most `shareSeconds`, only if the
   * installed license is not valid or has a warning, or if the last look was a day ago.
   */
  async status(program: ProgramInput = {}, options: StatusOptions = {}): Promise<Status> {
    requireStatusOptions(options)
    return status(this.#world, programOf(program), options)
  }

  /**
   * Checks the status repeatedly, also on shares, and reports what changed. Does not keep the process alive. The
   * returned function ends it, and so does `close`.
   */
  watch(watching: Watching): () => void {
    requireWatching(watching)
    const { program, signal, ...options } = watching
    const [world, asking, life] = [this.#world, programOf(program), this.#life.signal]
    return watchStatus({
      ...options,
      signal: signal === undefined ? life : AbortSignal.any([life, signal]),
      read: signal => status(world, asking, { signal }),
    })
  }

  /**
   * Returns the license that `deactivate` would end. Changes nothing. Errors: nothing-to-deactivate,
   * no-deactivations-left, installation-not-readable, state-damaged, those of openLicense.
   */
  async deactivatable(): Promise<License> {
    return deactivatable(this.#world)
  }

  /**
   * Ends the installed license here for good. The receipt frees its seat at the vendor. Errors: the same, cannot-write.
   */
  async deactivate(): Promise<Receipted> {
    return deactivate(this.#world)
  }

  /**
   * Returns the receipts of all licenses that were deactivated here, the newest first. Errors:
   * installation-not-readable.
   */
  async receipts(): Promise<readonly Receipted[]> {
    return receipts(this.#world)
  }

  /**
   * Returns when the license that is kept here was deactivated, in seconds since 1970, if it is of this key. Until the
   * vendor has the receipt, they answer a request with the same license again. Changes nothing.
   */
  deactivatedAt(keyId: string): number | undefined {
    return deactivatedAt(this.#world, keyId)
  }

  /**
   * Takes a seat of a site server and renews it until the seat is closed or returned (checklist SS-05). A valid lease in
   * hand is used first, and then no server is asked. Otherwise all servers are asked at once, and the first in the list that
   * grants a seat is taken. Decides within two seconds, unless `queue` lets it wait. Nothing of it keeps the process alive.
   *
   *     const seat = await client.lease({ onEnded: () => saveAndQuit() })
   *     ...
   *     await seat.return()
   *
   * Errors: site-not-named {product}; site-unreachable and seat-denied {addresses: each with its code};
   * installation-damaged, installation-not-readable, cannot-read, cannot-write.
   */
  async lease(options: LeaseOptions = {}): Promise<Seat> {
    requireLeaseOptions(options)
    const { takeSeat } = await import('./lease/lease.ts')
    const seat = await takeSeat(this.#world, options, seat => this.#seats.delete(seat))
    if (seat.isHeld) this.#seats.add(seat)
    if (!this.#life.signal.aborted) return seat
    await seat.return()
    throw new AirlatchError('already-closed', { what: 'client' })
  }

  /**
   * Takes a seat like `lease`, and leaves it in hand: programs that start before it ends find it, but nothing renews
   * it. Errors: those of lease; seat-of-process {product}, if a seat belongs to one process.
   */
  async keepSeat(options: LeaseOptions = {}): Promise<SeatInHand> {
    requireLeaseOptions(options)
    const { keepSeat } = await import('./lease/lease.ts')
    return keepSeat(this.#world, options)
  }

  /**
   * Borrows a seat for some days, to use it away from its server (checklist SS-07). Errors: those of lease;
   * computer-unreadable.
   */
  async borrowSeat(options: BorrowOptions): Promise<SeatInHand> {
    requireBorrowOptions(options)
    const { borrowSeat } = await import('./lease/lease.ts')
    return borrowSeat(this.#world, options)
  }

  /**
   * Makes a request to borrow a seat, as a message to carry to the server by hand; `install` takes the answer. `sites`
   * is not used. Errors: computer-unreadable, installation-damaged, installation-not-readable, cannot-read,
   * cannot-write.
   */
  async borrowRequest(options: BorrowOptions): Promise<Uint8Array> {
    requireBorrowOptions(options)
    const { borrowRequest } = await import('./lease/lease.ts')
    return borrowRequest(this.#world, options)
  }

  /**
   * Returns the leases in hand, each with its verdict for this program, here and now. The one that ends last is first.
   */
  async seatsInHand(program: ProgramInput = {}): Promise<readonly SeatInHand[]> {
    const { seatsInHand } = await import('./lease/lease.ts')
    return seatsInHand(this.#world, programOf(program))
  }

  /**
   * Gives a seat in hand back; it ends here at once. If no server confirms it, carry `message` to the server, or call this
   * again later. Errors: no-seat-in-hand {product}, seat-ambiguous {leases}, seat-in-use {lease, processes},
   * installation-damaged, installation-not-readable, cannot-read, cannot-write.
   */
  async returnSeat(options: ReturnOptions = {}): Promise<ReturnedSeat> {
    requireReturnOptions(options)
    const { giveSeatBack } = await import('./lease/lease.ts')
    return giveSeatBack(this.#world, options)
  }

  /** Returns the content of a message without trusting it. */
  async inspect(input: Uint8Array): Promise<Inspection> {
    return inspect(await messageFromInput(input), this.#world.kit.keyring, nativeEd25519)
  }

  /**
   * Returns the counted sessions that run the program on this terminal server now (checklist QC-11..13), without taking
   * an instance. Errors: instances-unavailable; without a valid license, the first reason of its status.
   */
  async instances(options: Abortable = {}): Promise<Instances> {
    requireInstallOptions(options)
    return instances(this.#world, programOf({}), options)
  }

  /**
   * Lets a child process hold this process's instance too, so that the instance stays taken if this process is killed.
   */
  handInstanceTo(pid: number): Promise<void> {
    return this.#world.gate.handTo(pid)
  }

  /**
   * Releases the instance, and ends all watches. Seats stay in hand until they end; `return` of each gives it back. Not
   * needed when the process ends.
   */
  close(): void {
    this.#life.abort()
    for (const seat of [...this.#seats]) seat.close()
    this.#opened.gate.close()
  }
}
