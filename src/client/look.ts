/**
 * Owns a look at licenses for one call of the client: what each says to this computer, which of them is the best, and a
 * run under it. Nothing is kept of a license here.
 */
import { bestFirst } from '../core/check/best.ts'
import type { Program } from '../core/check/case.ts'
import type { Computer } from '../core/computer/computer.ts'
import type { Fingerprint } from '../core/computer/fingerprint.ts'
import { AirlatchError, codedOf, withDetails } from '../core/errors.ts'
import type { License } from '../core/message/license.ts'
import type { Reason, Step } from '../core/rule.ts'
import type { VerifyInput } from '../core/verify.ts'
import { verifyOwn } from './bundle.ts'
import { mayFindMore } from './read-again.ts'
import { type Candidate, INSTALLED } from './share/search.ts'
import type { ClientTrust } from './trust.ts'

/** One license that was looked at. */
export interface LookedAt {
  /** `installed`, or the path of the file. */
  readonly source: string
  /** Undefined where the file was not a license of a trusted key. */
  readonly license: License | undefined
  /** The license as it was signed, for whoever verifies it again. */
  readonly message: Uint8Array | undefined
  /** As in VerifiedLicense. */
  readonly endsAt: number | undefined
  /** Whether every rule passed. */
  readonly valid: boolean
  /** Of the rules that refused, the first one first. */
  readonly reasons: readonly Reason[]
  /** What somebody should know although the license is valid: `in-grace`; of a status `expires-soon` as well. */
  readonly warnings: readonly Reason[]
  /** Every rule in order; empty where the file was not a license of a trusted key. */
  readonly trace: readonly Step[]
}

/** What a license is looked at for. */
export interface LookFor {
  /** A run of the program, which begins days from the first run. */
  readonly run: boolean
  /** A seat of a terminal server, where the client counts them. */
  readonly seat: boolean
}

/** Looks at licenses for one call, each time against what is trusted then. */
export class PlacesLook {
  readonly trust: ClientTrust
  readonly #for: LookFor
  readonly #program: Program
  #computer: Computer
  #isReadAgain = false

  constructor(trust: ClientTrust, lookFor: LookFor, program: Program, computer: Computer) {
    this.trust = trust
    this.#for = lookFor
    this.#program = program
    this.#computer = computer
  }

  get program(): Program {
    return this.#program
  }

  /** As it was read last. */
  get computer(): Computer {
    return this.#computer
  }

  /** Of the computer as it was read last. */
  get fingerprint(): Fingerprint {
    return this.trust.world.shown(this.#computer).fingerprint
  }

  #against(): VerifyInput {
    return this.trust.verifyInput(this.trust.world.here(this.#computer), this.#program)
  }

  /**
   * What each says to this computer, by itself. Where too little of it could be read, it is read once more before the answer:
   * once for a call, however much is looked at.
   */
  async each(candidates: readonly Candidate[]): Promise<LookedAt[]> {
    const lookedAt = this.#allAt(candidates)
    if (this.#isReadAgain || lookedAt.some(({ valid }) => valid)) return lookedAt
    if (!lookedAt.some(({ reasons }) => mayFindMore(reasons))) return lookedAt
    this.#isReadAgain = true
    this.#computer = await this.trust.world.computerAgain(this.#computer, this.trust.signal)
    return this.#allAt(candidates)
  }

  /** A folder has a thousand licenses: what they are held against is made once. */
  #allAt(candidates: readonly Candidate[]): LookedAt[] {
    const against = this.#against()
    return candidates.map(candidate => this.#at(candidate, against))
  }

  /** What a license says to this computer, by itself. */
  #at(candidate: Candidate, against: VerifyInput): LookedAt {
    const { source } = candidate
    try {
      if ('error' in candidate) throw candidate.error
      return { source, ...verifyOwn(candidate.message, against) }
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      const place = source === INSTALLED || 'path' in error.details ? {} : { path: source }
      return refused(source, { rule: 'message', ...withDetails(error, place) })
    }
  }

  /** A look, and where it is valid, a run under it: an instance is taken and a first run recorded. */
  async run(candidate: Candidate, before?: LookedAt): Promise<LookedAt> {
    const looked = before ?? ((await this.each([candidate])) as [LookedAt])[0]
    const admitted = await this.#admitted(looked)
    const { license } = admitted
    if (!admitted.valid || license === undefined || !this.#for.run) return admitted
    if (this.trust.memory.firstRuns.keep(license)) return admitted
    // a first run that cannot be recorded is no reason to stop, but its days then count from the license
    return this.#at(candidate, { ...this.#against(), firstRunAt: () => undefined })
  }

  /** Runs under the best one that may run; the others stay as they were looked at. */
  async bestOf(candidates: readonly Candidate[]): Promise<{
    readonly best: LookedAt | undefined
    readonly lookedAt: readonly LookedAt[]
  }> {
    const lookedAt = await this.each(candidates)
    for (const looked of bestFirst([...lookedAt])) {
      const i = lookedAt.indexOf(looked)
      const ran = await this.run(candidates[i] as Candidate, looked)
      lookedAt[i] = ran
      if (ran.valid) return { best: ran, lookedAt }
    }
    return { best: undefined, lookedAt }
  }

  /** The answer by the license that counts, without what else was looked at. */
  by(looked: LookedAt): LookedAt & { readonly daysBegun: boolean } {
    const { license } = looked
    return { ...looked, daysBegun: license === undefined || this.trust.memory.firstRuns.hasBegun(license) }
  }

  async #admitted(looked: LookedAt): Promise<LookedAt> {
    const { gate, options } = this.trust.world
    const { license, valid, trace } = looked
    if (!valid || license === undefined || !options.limitTerminalServerInstances) return looked
    if (!this.#for.seat) return looked
    const conclusion = await gate.admit(license)
    const counted = { ...looked, trace: [...trace, { rule: INSTANCES, ...conclusion }] }
    if (conclusion.outcome !== 'refuse') return counted
    return { ...counted, valid: false, reasons: [{ rule: INSTANCES, ...codedOf(conclusion) }] }
  }
}

const INSTANCES = 'instances'

/** What is no license of a trusted key, or not there at all, as if it had been looked at. */
export function refused<S extends string | undefined>(source: S, reason: Reason) {
  const nothing = { license: undefined, message: undefined, endsAt: undefined } as const
  const verdict = { valid: false, warnings: [], trace: [] } as const
  return { ...nothing, ...verdict, source, reasons: [reason] }
}
