/** Owns the client that an application opens: each verb in its place, and what lives from one to the next. */
import { messageFromInput } from '../carrier/recognise.ts'
import type { Program } from '../core/check/case.ts'
import { computerId } from '../core/computer/computer-id.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import type { Kit } from '../core/message/kit.ts'
import type { License } from '../core/message/license.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { ask } from './ask.ts'
import { boundToComputer } from './counted.ts'
import { newestKit } from './current-kit.ts'
import { deactivatable, deactivate, deactivatedAt, type Receipted, receipts } from './deactivate.ts'
import { type Installed, install } from './install/install.ts'
import { handedOver, namesOf, type RequestName } from './install/typed.ts'
import {
  type ClientOptions,
  type ComputerReport,
  programOf,
  type Requested,
  type RequestOptions,
  type StatusOptions,
} from './options.ts'
import { answerable, keptRequests } from './state/asked.ts'
import { type Status, status } from './status.ts'
import { Trust } from './trust.ts'
import { type Watching, watchStatus } from './watch.ts'
import { World } from './world.ts'

const WATCH_SECONDS = 60

/** One product on this computer. */
export class Client {
  readonly #world: World

  /** As openClient. */
  constructor(options: ClientOptions) {
    this.#world = new World(options)
  }

  /** The vendor's kit that counts now. */
  get kit(): Kit {
    return this.#world.kit.kit
  }

  /** The message that `kit` is read from, for a page that verifies by it. */
  get kitMessage(): Uint8Array {
    return this.#world.kit.message
  }

  /** What this computer is to the product. `everyAccount`: as in RequestOptions. */
  async computer(everyAccount = this.#world.options.everyAccount ?? false): Promise<ComputerReport> {
    const computer = await this.#world.computer()
    const bound = boundToComputer(this.#world.productId, computer, everyAccount)
    return { computer, ...bound, computerId: computerId(bound) }
  }

  /** An activation request. Errors: activation-key-malformed, invalid-value, computer-unreadable, cannot-write. */
  async request(
    activationKey: string,
    program: Partial<Program> = {},
    options: RequestOptions = {},
  ): Promise<Requested> {
    return ask(this.#world, activationKey, programOf(program), options)
  }

  /**
   * The requests that a license code may answer, the last one first: what people compare before they type. Of other keys
   * and computers than these none is taken.
   */
  requested(): readonly RequestName[] {
    return namesOf(answerable(keptRequests(this.#world.folder)))
  }

  /**
   * Takes over what the vendor sent, in any carrier: message, armor, QR text, picture, or the text of a license code, which
   * answers a request that is kept here (errors of typedLicense in install/typed.ts). A license is kept when it is valid
   * here, if need be for another user than this one; a kit, a list of revocations and a clock reset when they are newer.
   */
  async install(input: Uint8Array, program: Partial<Program> = {}): Promise<Installed> {
    const wanted = programOf(program)
    const message = await handedOver(input, this.#world)
    const installed = await install(message, new Trust(this.#world), wanted)
    if (installed.kind === 'kit') this.#world.kit = newestKit(this.#world.kit, [message])
    return installed
  }

  /**
   * Whether the program may run here, now. Never throws for a license that is not valid: the answer says why. Waits for
   * shares no longer than `shareSeconds`, and only when the installed license is not good or a day has gone by.
   */
  async status(program: Partial<Program> = {}, { isRun = true }: StatusOptions = {}): Promise<Status> {
    return status(this.#world, programOf(program), isRun)
  }

  /** Looks again and again, also at shares, and tells what changed. Keeps no process alive. What it returns ends it. */
  watch({ program = {}, everySeconds = WATCH_SECONDS, from, changed }: Watching): () => void {
    const read = () => this.status(program)
    return watchStatus({ read, everySeconds, changed, ...(from === undefined ? {} : { from }) })
  }

  /**
   * The license that `deactivate` would end. Changes nothing. Errors: nothing-to-deactivate, no-deactivations-left,
   * installation-not-readable, state-damaged, those of openLicense.
   */
  async deactivatable(): Promise<License> {
    return deactivatable(this.#world)
  }

  /** Ends the installed license here for good; the receipt frees its seat. Errors: the same, cannot-write. */
  async deactivate(): Promise<Receipted> {
    return deactivate(this.#world)
  }

  /** The receipts of all that was deactivated here, the newest first. Errors: installation-not-readable. */
  async receipts(): Promise<readonly Receipted[]> {
    return receipts(this.#world)
  }

  /**
   * When the license that is kept here was deactivated here, if it is of this key; seconds since 1970. Until the vendor
   * has its receipt he answers a request with the same license again. Changes nothing.
   */
  deactivatedAt(keyId: string): number | undefined {
    return deactivatedAt(this.#world, keyId)
  }

  /** What a message says, without trusting it. */
  async inspect(input: Uint8Array): Promise<Inspection> {
    return inspect(await messageFromInput(input), this.#world.kit.keyring, nativeEd25519)
  }

  /** A child process holds this process's instance as well, so that it stays taken when this one is killed. */
  handInstanceTo(pid: number): Promise<void> {
    return this.#world.gate.handTo(pid)
  }

  /** Gives the instance back. Not needed at the end of a process. */
  close(): void {
    this.#world.gate.close()
  }
}
