/**
 * Owns what a site server needs of the client's folder of one product: the key of its installation, the license that is
 * installed here, and what that is held against now. The server is activated like any computer; what it lends is src/site.
 * A side door, which the tool of the site server alone may enter: no published package has it among its exports.
 */
import { programOf } from '../core/check/program.ts'
import type { Computer } from '../core/computer/computer.ts'
import type { SecretKey } from '../core/cose/key.ts'
import { unlessRefused } from '../core/errors.ts'
import type { Kit } from '../core/message/kit.ts'
import { type VerifyInput, verifyLicense } from '../core/verify.ts'
import { seenKit } from './current-kit.ts'
import type { ClientOptions } from './options.ts'
import { mayFindMore } from './read-again.ts'
import { readInstallation } from './state/installation.ts'
import { keepLicense, readLicense } from './state/state.ts'
import { ClientTrust } from './trust.ts'
import { World } from './world.ts'

/** What the license of a site server is held against: its kit, this computer, its record, the list of revocations. */
export type LendingTrust = Pick<
  VerifyInput,
  'keyring' | 'terms' | 'here' | 'seen' | 'recordDamage' | 'withdrawal'
>

/** Seconds for which this computer is taken for what was read of it last. */
const READ_SECONDS = 600
/** Seconds between two writings of what time it is. */
const NOTE_SECONDS = 3600

/**
 * One product of a site server on this computer, for as long as the server runs. Errors: those of openClient, of the probe,
 * and of the installation: installation-damaged, installation-not-readable, cannot-read.
 */
export async function openSiteServer(options: ClientOptions): Promise<SiteServer> {
  const world = new World({ ...options, lends: true })
  const server = new SiteServer(world, await world.computer())
  await server.readAgain()
  return server
}

/** Methods do not wait: what takes long is read in the background. */
export class SiteServer {
  /** Of the installation: its license names it, and it signs leases. Undefined: nothing was requested here yet. */
  readonly key: SecretKey | undefined
  readonly #world: World
  #computer: Computer
  #readAt: number
  #notedAt = 0
  #isReading = false

  constructor(world: World, computer: Computer) {
    const { folder, productId, place } = world
    this.#world = world
    this.#computer = computer
    this.#readAt = world.now()
    this.key = readInstallation(folder, productId, place.copies)?.key
  }

  /** The kit as it was when this was opened. */
  get kit(): Kit {
    return this.#world.kit.kit
  }

  /** The folder of the product. */
  get folder(): string {
    return this.#world.folder
  }

  /** The license that is installed; undefined: none is. Errors: cannot-read, input-too-large. */
  get license(): Uint8Array | undefined {
    return readLicense(this.folder)
  }

  /** Puts a license back that another one has replaced. Error: cannot-write. */
  putBack(license: Uint8Array): void {
    keepLicense(this.folder, license)
  }

  /** What the license is held against now. Throws for nothing that it finds. */
  trust(): LendingTrust {
    const world = this.#world
    const trust = new ClientTrust(world)
    if (Math.abs(trust.at - this.#readAt) >= READ_SECONDS) void this.#readSoon(trust.at)
    if (Math.abs(trust.at - this.#notedAt) >= NOTE_SECONDS) {
      this.#notedAt = trust.at
      trust.memory.note({ kit: seenKit(world.kit), revocations: trust.list })
    }
    return trust.verifyInput(world.here(this.#computer), programOf({}))
  }

  /** Reads the computer once more where the license is refused because too little of it could be read. */
  async readAgain(): Promise<void> {
    const license = unlessRefused(() => this.license)
    if (license === undefined) return
    const against = {
      ...new ClientTrust(this.#world).verifyInput(this.#world.here(this.#computer), programOf({})),
    }
    const reasons = unlessRefused(() => verifyLicense(license, against).reasons)
    if (reasons !== undefined && mayFindMore(reasons))
      this.#computer = await this.#world.computerAgain(this.#computer)
  }

  async #readSoon(at: number): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    try {
      this.#computer = await this.#world.computer()
    } catch {
      // what was read before is true until the next look
    } finally {
      this.#readAt = at
      this.#isReading = false
    }
  }
}
