/**
 * Owns the check of licenses for one call of the client: the verdict of each on this computer, the choice of the best,
 * and a run under it. Nothing about a license is kept here.
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

/** One license that was checked. */
export interface LookedAt {
  /** `installed`, the path of the file, `AIRLATCH_LICENSE`, the address of a site server, or `lease`. */
  readonly source: string
  /** Undefined if the file was not a license signed by a trusted key. */
  readonly license: License | undefined
  /** The license as it was signed, for callers that verify it again. */
  readonly message: Uint8Array | undefined
  /** See VerifiedLicense. */
  readonly endsAt: number | undefined
  /** Whether every rule passed. */
  readonly valid: boolean
  /** The codes of the rules that refused, in order. */
  readonly reasons: readonly Reason[]
  /** What users should know although the license is valid: `in-grace`; in a status also `expires-soon`. */
  readonly warnings: readonly Reason[]
  /** Every rule in order; empty if the file was not a license signed by a trusted key. */
  readonly trace: readonly Step[]
}

/** The purpose of a check. */
export interface LookFor {
  /** Whether this is a run of the program, which starts days from the first run. */
  readonly run: boolean
  /** Whether to take an instance on a terminal server, if the client counts them. */
  readonly seat: boolean
}

/** Checks licenses for one call, always with the kit and lists that are trusted at that moment. */
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

  /** The computer as it was last read. */
  get computer(): Computer {
    return this.#computer
  }

  /** Hashes of the computer as it was last read. */
  get fingerprint(): Fingerprint {
    return this.trust.world.shown(this.#computer).fingerprint
  }

  #against(): VerifyInput {
    return this.trust.verifyInput(this.trust.world.here(this.#computer), this.#program)
  }

  /**
   * Returns the verdict of each license on this computer. If too little of the computer could be read, it is read once
   * more first: once for a call, however many licenses are checked.
   */
  async each(candidates: readonly Candidate[]): Promise<LookedAt[]> {
    const lookedAt = this.#allAt(candidates)
    if (this.#isReadAgain || lookedAt.some(({ valid }) => valid)) return lookedAt
    if (!lookedAt.some(({ reasons }) => mayFindMore(reasons))) return lookedAt
    this.#isReadAgain = true
    this.#computer = await this.trust.world.computerAgain(this.#computer, this.trust.signal)
    return this.#allAt(candidates)
  }

  /** Made once, because a folder may have a thousand licenses. */
  #allAt(candidates: readonly Candidate[]): LookedAt[] {
    const against = this.#against()
    return candidates.map(candidate => this.#at(candidate, against))
  }

  /** Returns the verdict of one license on this computer. */
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

  /** Checks a license and, if it is valid, runs under it: takes an instance and records a first run. */
  async run(candidate: Candidate, before?: LookedAt): Promise<LookedAt> {
    const looked = before ?? ((await this.each([candidate])) as [LookedAt])[0]
    const admitted = await this.#admitted(looked)
    const { license } = admitted
    if (!admitted.valid || license === undefined || !this.#for.run) return admitted
    if (this.trust.memory.firstRuns.keep(license)) return admitted
    // a first run that cannot be recorded is no reason to stop, but its days then count from the license
    return this.#at(candidate, { ...this.#against(), firstRunAt: () => undefined })
  }

  /** Runs under the best license that may run. The verdicts of the others stay as they are. */
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

  /** Returns the answer for the license in use, without the others that were checked. */
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

/** Returns the result for a file that is missing or is not a license signed by a trusted key. */
export function refused<S extends string | undefined>(source: S, reason: Reason) {
  const nothing = { license: undefined, message: undefined, endsAt: undefined } as const
  const verdict = { valid: false, warnings: [], trace: [] } as const
  return { ...nothing, ...verdict, source, reasons: [reason] }
}
