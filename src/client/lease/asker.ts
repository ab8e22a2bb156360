/**
 * Owns what this client says to a site server, and what it makes of the answer: its key and computer, requests that it
 * signs, and the check of SPEC.md 17.3 and 17.4 of all that comes back.
 */
import { hostname } from 'node:os'
import { encodeHex } from '../../core/bytes/hex.ts'
import type { Program } from '../../core/check/case.ts'
import { type Computer, PLATFORMS } from '../../core/computer/computer.ts'
import { readingsFault } from '../../core/computer/readings.ts'
import { bytesOfCoseKey, coseKey, type SecretKey } from '../../core/cose/key.ts'
import { sealLeaseRequest } from '../../core/envelope.ts'
import { AirlatchError, unlessRefused } from '../../core/errors.ts'
import { readAnswer } from '../../core/lease/answer.ts'
import type { LeasePair, VerifiedLease } from '../../core/lease/verify.ts'
import type { CountedFingerprint } from '../../core/message/fingerprint.ts'
import type { Lease } from '../../core/message/lease.ts'
import type { LeaseAnswer } from '../../core/message/lease-answer.ts'
import { type LeaseOperation, NONCE_BYTES } from '../../core/message/lease-request.ts'
import type { Pools } from '../../core/message/lending.ts'
import { isUserName } from '../../core/message/users.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import { mayFindMore } from '../read-again.ts'
import { installationOf } from '../state/installation.ts'
import { Memory } from '../state/memory.ts'
import { ClientTrust } from '../trust.ts'
import type { World } from '../world.ts'
import { type Held, verifyLeaseHere } from './verify.ts'

/** A request that is signed, and what its answer is held against. */
export interface SignedRequest {
  readonly message: Uint8Array
  readonly nonce: string
  /** By the steady clock, before it was signed: a lease that answers it is measured from here. */
  readonly askedAt: number
}

/** What a request is about, beside who asks. */
export interface RequestAbout {
  /** The newest lease, to renew or return it. */
  readonly lease?: Pick<Lease, 'leaseId' | 'sequence'> | undefined
  /** The largest number that was seen of the server, where no lease is named. */
  readonly sequence?: number | undefined
  readonly pools?: Pools | undefined
  /** Seconds. */
  readonly wanted?: number | undefined
}

/** A lease that was granted, and this computer's verdict on it. */
export interface LentSeat {
  readonly pair: LeasePair
  readonly verified: VerifiedLease
  /** 64 hexadecimal digits. */
  readonly serverKey: string
  /** By the steady clock; undefined: it was not asked for by this process. */
  readonly askedAt: number | undefined
  /** Undefined: it came as a file. */
  readonly address: string | undefined
}

export class LeaseAsker {
  readonly world: World
  readonly trust: ClientTrust
  readonly program: Program
  /** The record of the installation that takes leases. */
  readonly #memory: Memory
  readonly #key: SecretKey | undefined
  #computer: Computer

  private constructor(trust: ClientTrust, program: Program, computer: Computer, key: SecretKey | undefined) {
    this.world = trust.world
    this.trust = trust
    this.program = program
    this.#computer = computer
    this.#key = key
    this.#memory = memoryOfLeases(trust)
  }

  /** One that looks at leases, and asks for none. */
  static looking(trust: ClientTrust, program: Program, computer: Computer): LeaseAsker {
    return new LeaseAsker(trust, program, computer, undefined)
  }

  /**
   * One that asks. Makes the installation when there is none. Errors: installation-damaged, installation-not-readable,
   * cannot-read, cannot-write.
   */
  static asking(trust: ClientTrust, program: Program, computer: Computer): LeaseAsker {
    const { leasePlace, productId } = trust.world
    const { key } = installationOf(leasePlace.folder, productId, trust.at, leasePlace.copies)
    return new LeaseAsker(trust, program, computer, key)
  }

  /** The same for later: what is trusted and what time it is then. The computer is the one that was read. */
  again(signal?: AbortSignal): LeaseAsker {
    return LeaseAsker.asking(new ClientTrust(this.world, signal), this.program, this.#computer)
  }

  /** Errors: computer-unreadable, of a request to borrow; readings-of-several-computers. */
  request(operation: LeaseOperation, about: RequestAbout = {}): SignedRequest {
    if (this.#key === undefined) throw new AirlatchError('bug', { problem: 'a request without a key' })
    const { world } = this
    const { leasing } = world
    const askedAt = leasing.steady()
    const nonce = encodeHex(leasing.random(NONCE_BYTES))
    const { lease, sequence, pools, wanted } = about
    const isReturn = operation === 'return'
    const { user, platform, virtual } = world.here(this.#computer)
    const computer = isReturn ? undefined : this.#bound(operation)
    const message = sealLeaseRequest(
      {
        productId: world.productId,
        madeAt: world.now(),
        clientKey: coseKey(this.#key.public.bytes),
        nonce,
        operation,
        holder: {
          account: isUserName(user) ? user : undefined,
          host: hostHere(),
          workload: isReturn ? undefined : world.workload,
          instance: world.instance,
        },
        platform: PLATFORMS[platform],
        virtual,
        pools: pools ?? new Map(),
        wanted,
        leaseId: lease?.leaseId,
        sequence: lease?.sequence ?? sequence,
        computer,
      },
      this.#key,
    )
    return { message, nonce, askedAt }
  }

  /**
   * What an answer says, where it may be believed. `serverKey`: of the server that was asked, where it is known. Errors:
   * those of readAnswer.
   */
  read(bytes: Uint8Array, nonce: string | undefined, serverKey?: string): LeaseAnswer {
    const { kit, productId } = this.world
    return readAnswer(bytes, { keyring: kit.keyring, ed25519: nativeEd25519, productId, nonce, serverKey })
  }

  /** The verdict on a lease, here and now. Errors: those of verifyLease. */
  verify(pair: LeasePair, serverKey: string | undefined, held: Held = {}): VerifiedLease {
    const { world, trust } = this
    const folder = world.leases
    return verifyLeaseHere(pair, trust, world.here(this.#computer), this.program, {
      memory: this.#memory,
      instance: world.instance,
      returnedAt: id => folder.returnedAt(id),
      last: serverKey === undefined ? undefined : folder.last(serverKey),
      ...held,
    })
  }

  /**
   * The same of a lease that is kept; where too little of this computer could be read, it is read once more before the
   * answer. Undefined where its chain does not hold.
   */
  async verifyAgain(
    pair: LeasePair,
    serverKey: string | undefined,
    held: Held = {},
  ): Promise<VerifiedLease | undefined> {
    const verify = () => unlessRefused(() => this.verify(pair, serverKey, held))
    const first = verify()
    if (first === undefined || first.valid || !mayFindMore(first.reasons)) return first
    this.#computer = await this.world.computerAgain(this.#computer, this.trust.signal)
    return verify()
  }

  /** Remembers that it was now, and what list of revocations there is. Best effort. */
  note(): void {
    this.#memory.note({ revocations: this.trust.list })
  }

  /** Undefined where too little is read to tell this computer from others: the server decides whether that may be. */
  #bound(operation: LeaseOperation): CountedFingerprint | undefined {
    const bound = this.world.bound(this.#computer)
    const fault = readingsFault(bound)
    if (fault === undefined) return bound
    if (fault.code !== 'too-few-readings')
      throw new AirlatchError('computer-unreadable', { several: fault.details.kinds })
    if (operation !== 'borrow') return undefined
    throw new AirlatchError('computer-unreadable', {
      ...fault.details,
      missing: this.#computer.unreadable,
    })
  }
}

/** Where leases have a folder of their own, so has their installation. One that was made just now is not known yet. */
function memoryOfLeases({ world, memory, at }: ClientTrust): Memory {
  const isKnown = world.leasePlace === world.place && memory.kid !== undefined
  return isKnown ? memory : new Memory(world.leasePlace, at)
}

/** For people: what is no name on one line has none. */
function hostHere(): string {
  const name = hostname()
  return isUserName(name) ? name : 'unknown'
}

/** The key of the server that signed an answer, 64 hexadecimal digits. */
export function serverKeyIn(answer: LeaseAnswer): string {
  return encodeHex(bytesOfCoseKey(answer.serverKey))
}
