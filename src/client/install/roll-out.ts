/**
 * Owns the installation of several messages at once, as they lie in the folder of a roll-out (checklist DY-14): kits
 * before any other message, then lists of revocations and clock resets, then the license that is best here. What is for
 * other computers is passed over and counted.
 *
 * A kit that a person named may be the first one of its product here, as with `--kit`. One that only lay in a folder may
 * be so where there is no kit at all, or where one that is trusted vouches for it: else whoever can write to the folder
 * would choose the vendor. All kits are judged before anything is written.
 */
import { bestFirst, mostTelling } from '../../core/check/best.ts'
import { type ProgramInput, programOf } from '../../core/check/program.ts'
import { messageName } from '../../core/cose/labels.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import { AirlatchError, errorOf } from '../../core/errors.ts'
import type { Kit } from '../../core/message/kit.ts'
import { type LookedAt, PlacesLook } from '../look.ts'
import {
  type ClientOptions,
  type InstallOptions,
  requireClientOptions,
  requireInstallOptions,
} from '../options.ts'
import { type Candidate, candidateAt, INSTALLED } from '../share/search.ts'
import { readLicense } from '../state/state.ts'
import { ClientTrust } from '../trust.ts'
import type { World } from '../world.ts'
import { type Installed, install } from './install.ts'
import { type OfferedKit, type OfferedMessage, offeredKit, requireOffered, worldsFor } from './kits.ts'

/** What was taken over. */
export interface TakenMessage {
  /** Of the message; `installed` for the license that was here already and is the best one. */
  readonly name: string
  /** The kit of its product, as it is now. */
  readonly kit: Kit
  readonly installed: Installed
}

/** What was not taken over, though it is not for another computer. */
export interface PassedOver {
  readonly name: string
  /** Undefined: a license that is valid here, beside a better one. */
  readonly error: AirlatchError | undefined
}

/** What became of all that was offered. */
export interface RolledOut {
  /** In the order in which they took effect, the licenses last. */
  readonly taken: readonly TakenMessage[]
  /** Licenses and clock resets that are for other computers, or other workloads. */
  readonly forOthers: number
  readonly passedOver: readonly PassedOver[]
  /** Where licenses were offered and none was taken: of them, the verdict that says most. */
  readonly telling: LookedAt | undefined
}

/**
 * Installs what is for this computer, of each product by itself. Errors: those of currentKit; of a message that a person
 * named, unless it is a license: cose-malformed, wrong-message-type, and those of install; kit-not-named; cannot-write.
 * `options.kit` and `options.product` as in openClient; without both every product that has a kit here is looked at.
 * A `signal` ends it between two messages: what was taken before stays.
 */
export async function rollOut(
  options: ClientOptions,
  offered: readonly OfferedMessage[],
  program: ProgramInput = {},
  settings: InstallOptions = {},
): Promise<RolledOut> {
  requireClientOptions(options)
  requireOffered(offered)
  requireInstallOptions(settings)
  const roll = new RollOut(programOf(program), settings.signal)
  const sorted = roll.sorted(offered)
  const { worlds, kits, refused } = worldsFor(options, sorted.kits)
  for (const { offered, error } of refused) roll.refuse(offered, error)
  for (const { world, offered } of kits) await roll.take(offered, [world])
  for (const one of sorted.others) await roll.take(one, worlds)
  await roll.takeLicenses(sorted.licenses, worlds)
  return roll.outcome()
}

interface SortedMessages {
  readonly kits: readonly OfferedKit[]
  /** Lists of revocations, then clock resets, as a license is judged by both; and answers of site servers. */
  readonly others: readonly OfferedMessage[]
  /** And bundles. */
  readonly licenses: readonly OfferedMessage[]
}

/** What one world says to a license that is offered. */
interface Judged {
  readonly world: World
  readonly looked: LookedAt
}

class RollOut {
  readonly #program: ReturnType<typeof programOf>
  readonly #signal: AbortSignal | undefined
  readonly #taken: TakenMessage[] = []
  readonly #passedOver: PassedOver[] = []
  #forOthers = 0
  #telling: LookedAt | undefined

  constructor(program: ReturnType<typeof programOf>, signal: AbortSignal | undefined) {
    this.#program = program
    this.#signal = signal
  }

  outcome(): RolledOut {
    return {
      taken: this.#taken,
      forOthers: this.#forOthers,
      passedOver: this.#passedOver,
      telling: this.#telling,
    }
  }

  /** What a person named is wanted: why it is refused ends all. What lay in a folder is passed over. */
  refuse({ name, isNamed }: OfferedMessage, error: AirlatchError): void {
    if (error.code === 'wrong-installation' && !isNamed) this.#forOthers++
    else if (isNamed && error.code !== 'older-than-kept') throw error.with({ path: name })
    else this.#passedOver.push({ name, error })
  }

  /** By what they say they are; nothing is believed of it. */
  sorted(offered: readonly OfferedMessage[]): SortedMessages {
    const kits: OfferedKit[] = []
    const [lists, resets, licenses]: [OfferedMessage[], OfferedMessage[], OfferedMessage[]] = [[], [], []]
    for (const one of offered)
      this.#orRefuse(one, () => {
        const { type } = parseSign1(one.message)
        const got = messageName(type) ?? Number(type)
        if (got === 'kit') kits.push(offeredKit(one))
        else if (got === 'revocations') lists.push(one)
        else if (got === 'clock-reset' || got === 'lease-answer') resets.push(one)
        else if (got === 'license' || got === 'bundle') licenses.push(one)
        else throw new AirlatchError('wrong-message-type', { expected: 'license', got })
      })
    return { kits, others: [...lists, ...resets], licenses }
  }

  /** Takes a message that is no license: by the first of these that does not refuse it. */
  async take(one: OfferedMessage, worlds: readonly World[]): Promise<void> {
    let refusal: AirlatchError | undefined
    for (const world of worlds) {
      try {
        return await this.#install(one, world)
      } catch (error) {
        if (!(error instanceof AirlatchError) || error.code === 'cannot-write') throw error
        if (refusal === undefined || isOfOther(refusal.code)) refusal = error
      }
    }
    if (refusal !== undefined) this.refuse(one, refusal)
  }

  async takeLicenses(licenses: readonly OfferedMessage[], worlds: readonly World[]): Promise<void> {
    if (licenses.length === 0) return
    // a license that a person names alone is what they want; of several, the one that is here may be the best
    const [only] = licenses.length === 1 ? licenses : []
    const judged = await this.#judged(licenses, worlds, only?.isNamed !== true)
    const best = new Set<LookedAt>()
    for (const world of worlds) {
      const own = judged.filter(one => one.world === world).map(({ looked }) => looked)
      const [picked] = [...bestFirst(own), ...own.filter(isKeepable)]
      if (picked?.message === undefined) continue
      best.add(picked)
      await this.#install({ name: picked.source, message: picked.message }, world)
    }
    const left = judged.map(({ looked }) => looked).filter(one => !best.has(one) && one.source !== INSTALLED)
    for (const looked of left) this.#leave(looked)
    if (best.size === 0) this.#telling = mostTelling(left)
  }

  /** Each license by the world whose product it is for, and what is installed for these products. */
  async #judged(
    licenses: readonly OfferedMessage[],
    worlds: readonly World[],
    withInstalled: boolean,
  ): Promise<readonly Judged[]> {
    const candidates: Candidate[] = licenses.map(({ name, message }) => ({ source: name, message }))
    const looks: { readonly world: World; readonly look: PlacesLook }[] = []
    const byWorld: Judged[][] = []
    for (const world of worlds) {
      const trust = new ClientTrust(world, this.#signal)
      const computer = await world.computer(this.#signal)
      const look = new PlacesLook(trust, { run: false, seat: false }, this.#program, computer)
      looks.push({ world, look })
      byWorld.push((await look.each(candidates)).map(looked => ({ world, looked })))
    }
    const chosen = licenses.map((_, i) => byWorld.map(all => all[i] as Judged).toSorted(nearer)[0] as Judged)
    if (!withInstalled) return chosen
    const installed: Judged[] = []
    for (const { world, look } of looks) {
      const isMeant = chosen.some(one => one.world === world && distance(one.looked) <= OF_PRODUCT)
      const here = isMeant ? candidateAt(INSTALLED, () => readLicense(world.folder)) : undefined
      const [looked] = here === undefined ? [] : await look.each([here])
      if (looked?.valid) installed.push({ world, looked })
    }
    return [...chosen, ...installed]
  }

  #leave(looked: LookedAt): void {
    const [reason] = looked.reasons
    if (reason?.code === 'not-in-bundle') this.#forOthers += reason.details.licenses
    else if (isForOther(looked)) this.#forOthers++
    else this.#passedOver.push({ name: looked.source, error: reason && errorOf(reason) })
  }

  async #install({ name, message }: Pick<OfferedMessage, 'name' | 'message'>, world: World): Promise<void> {
    this.#signal?.throwIfAborted()
    const installed = await install(message, new ClientTrust(world, this.#signal), this.#program)
    // the computer was read again, and may have told less than a moment ago
    const [reason] = installed.kind === 'license' && !installed.kept ? installed.reasons : []
    if (reason !== undefined) throw errorOf(reason).with({ path: name })
    this.#taken.push({ name, kit: world.kit.kit, installed })
  }

  #orRefuse(one: OfferedMessage, work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      this.refuse(one, error)
    }
  }
}

/** Whether a license is refused because it is for another computer, or another workload. */
export function isForOther({ reasons }: Pick<LookedAt, 'reasons'>): boolean {
  return reasons.some(({ code }) => code === 'wrong-computer' || code === 'wrong-workload')
}

/** Whether the message is of another vendor or product than the kit that it was held against. */
function isOfOther(code: string): boolean {
  return ['signing-key-unknown', 'wrong-vendor', 'wrong-product'].includes(code)
}

/** A license for another user of this computer is kept as well. */
function isKeepable({ license, reasons }: LookedAt): boolean {
  return license !== undefined && reasons.every(({ code }) => code === 'wrong-user')
}

function nearer(a: Judged, b: Judged): number {
  return distance(a.looked) - distance(b.looked)
}

/** A license of the product, whoever it is for. */
const OF_PRODUCT = 1

/** How far a license is from being for a product and this computer. */
function distance(looked: LookedAt): number {
  if (isKeepable(looked)) return 0
  if (looked.reasons.some(({ code }) => isOfOther(code))) return 3
  return looked.license === undefined ? 2 : OF_PRODUCT
}
