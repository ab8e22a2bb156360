/** Owns what one open client has from its first call to its last: this computer, its folder, and the kit that counts now. */
import { setTimeout } from 'node:timers/promises'
import { requireField } from '../core/arguments.ts'
import type { CheckedComputer } from '../core/check/case.ts'
import type { PresentedComputer } from '../core/computer/binding.ts'
import type { Computer } from '../core/computer/computer.ts'
import { fingerprintOf } from '../core/computer/fingerprint.ts'
import { boundToWorkload, workloadFingerprint } from '../core/computer/workload.ts'
import { openLicense } from '../core/envelope.ts'
import { unlessRefused } from '../core/errors.ts'
import type { CountedFingerprint } from '../core/message/fingerprint.ts'
import type { License } from '../core/message/license.ts'
import { secondsOf } from '../core/time.ts'
import { orAborted } from './aborted.ts'
import { boundToComputer } from './counted.ts'
import { currentKit, type HeldKit } from './current-kit.ts'
import { type InstanceGate, instanceGate } from './instances/gate.ts'
import { LeaseFolder } from './lease/hand.ts'
import { type LeasingParts, leasingHere, newInstance } from './lease/parts.ts'
import { type ClientOptions, requireClientOptions, requireComputer, WORKLOAD_NAME } from './options.ts'
import { type SystemFile, systemFiles } from './probe/file-times.ts'
import { probeComputer } from './probe/probe.ts'
import { currentUser } from './probe/user.ts'
import { fuller, PAUSE_MS } from './read-again.ts'
import type { Variables } from './share/paths.ts'
import { type Findings, searchPath } from './share/search.ts'
import { broughtLicense, VARIABLE_PLACE } from './share/variable.ts'
import { Memory } from './state/memory.ts'
import type { RecordPlace } from './state/record.ts'
import { productFolder, readLicense } from './state/state.ts'

export class World {
  readonly options: ClientOptions
  readonly place: RecordPlace
  readonly gate: InstanceGate
  /** Where leases are taken from, and their installation is kept: as `place`, unless they have a folder of their own. */
  readonly leasePlace: RecordPlace
  readonly leases: LeaseFolder
  /** The random number of this process, 16 hexadecimal digits: where a process takes the seat, it names the holder. */
  readonly instance: string
  /** By the id of a lease: the number of the newest message of it that this process asked for, and when it did. */
  readonly measured = new Map<string, { readonly sequence: number; readonly askedAt: number }>()
  /** The workload that the site names here; undefined: none. */
  readonly workload: string | undefined
  readonly leasing: LeasingParts
  /** The newest one that this client has taken up. */
  kit: HeldKit
  /** When this client last looked through the search path, for a home where that cannot be written down. */
  lookedAt: number | undefined

  /** Errors: invalid-value, those of currentKit. */
  constructor(options: ClientOptions) {
    requireClientOptions(options)
    this.options = options
    const { workload = (options.variables ?? process.env).AIRLATCH_WORKLOAD || undefined } = options
    requireField('AIRLATCH_WORKLOAD', workload, WORKLOAD_NAME)
    this.workload = workload
    this.kit = currentKit(options)
    const { productId } = this.kit.kit
    const { home, copies = [], instances = {}, leaseHome = home, leasing } = options
    this.place = { folder: productFolder(home, productId), productId, copies }
    this.leasePlace =
      leaseHome === home ? this.place : { folder: productFolder(leaseHome, productId), productId, copies: [] }
    this.leases = new LeaseFolder(this.leasePlace.folder)
    this.leasing = { ...leasingHere(), ...leasing }
    this.instance = newInstance(this.leasing.random)
    this.gate = instanceGate(instances, () => this.now())
  }

  get folder(): string {
    return this.place.folder
  }
  get productId(): string {
    return this.place.productId
  }

  /** Whole seconds since 1970. Error: invalid-value, of a clock that an application brings. */
  now(): number {
    const now = (this.options.now ?? clock)()
    return secondsOf('now', typeof now === 'number' ? Math.floor(now) : now)
  }

  /** Error: invalid-value, of a probe that an application brings. */
  async computer(signal?: AbortSignal): Promise<Computer> {
    const computer = await orAborted(this.options.probe ?? probeComputer, signal)
    requireComputer(computer)
    return computer
  }

  /** This computer read once more, after a pause: the fuller of both. */
  async computerAgain(first: Computer, signal?: AbortSignal): Promise<Computer> {
    await orAborted(() => (this.options.pause ?? setTimeout)(PAUSE_MS), signal)
    return fuller(first, await this.computer(signal))
  }

  shown({ readings, virtual }: Computer): PresentedComputer {
    const { productId, workload } = this
    const named = workload === undefined ? [] : workloadFingerprint(productId, workload)
    const fingerprint = new Map([...fingerprintOf(productId, readings), ...named])
    return { fingerprint, virtual: virtual !== undefined }
  }

  /** What a license is to be bound to here: the workload that the site names, else what is read of the computer. */
  bound(computer: Computer, everyAccount = this.options.everyAccount): CountedFingerprint {
    const { productId, workload } = this
    return workload === undefined
      ? boundToComputer(productId, computer, everyAccount)
      : boundToWorkload(productId, workload)
  }

  /** This computer, and who runs the program on it. */
  here(computer: Computer): CheckedComputer {
    const { platform, virtual, unreadable } = computer
    const user = (this.options.user ?? currentUser)()
    return { fingerprint: this.shown(computer).fingerprint, platform, user, virtual, unreadable }
  }

  /** Files of the operating system, and when they were written: of this computer, not of one that a probe makes up. */
  systemFiles(): readonly SystemFile[] {
    const { fileTimes, probe = probeComputer } = this.options
    return (fileTimes ?? (probe === probeComputer ? systemFiles : () => []))()
  }

  /** What this computer remembers of the product, for a call at that time. */
  memory(at = this.now()): Memory {
    return new Memory(this.place, at, this.systemFiles())
  }

  /** Looks through the kit's search path. */
  search(signal?: AbortSignal): Promise<Findings> {
    return this.#searched(this.kit.kit.searchPath, signal)
  }

  /** What the environment brings: the message in AIRLATCH_LICENSE, or what is at its path. */
  async brought(signal?: AbortSignal): Promise<Findings> {
    const brought = await broughtLicense({ variables: this.variables, platform: process.platform })
    if (brought.kind === 'path') return this.#searched([VARIABLE_PLACE], signal)
    const licenses = brought.kind === 'text' ? [{ ...brought.candidate, place: VARIABLE_PLACE }] : []
    return { licenses, kits: [], revocations: [], places: [] }
  }

  #searched(paths: readonly string[], signal: AbortSignal | undefined): Promise<Findings> {
    const { shareSeconds: seconds, shareReader: reader } = this.options
    return searchPath(paths, { variables: this.variables, seconds, reader, signal })
  }

  get variables(): Variables {
    return this.options.variables ?? process.env
  }

  /** What is installed, for whoever does not mind when it cannot be read. */
  installed(): License | undefined {
    return unlessRefused(() => {
      const message = readLicense(this.folder)
      return message === undefined ? undefined : openLicense(message, this.kit.keyring).claims
    })
  }
}

function clock(): number {
  return Date.now() / 1000
}
