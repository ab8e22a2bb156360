/**
 * The verb `status`: which of the licenses that are found counts, and whether the program may run by it. The first good
 * one does; when none is, the first one says why. A run under it is recorded before it is believed.
 */
import { AirlatchError } from './errors.ts'
import type { License } from './message/license.ts'
import type { Conclusion, Reason, Step } from './rules/rule.ts'
import type { FirstRuns } from './state/first-runs.ts'
import type { Candidate } from './state/search.ts'
import { type VerifyInput, verifyLicense } from './verify.ts'

/** One license that was looked at. */
export interface LookedAt {
  /** `installed`, or the path of the file. */
  readonly source: string
  readonly license: License | undefined
  /** As in VerifiedLicense. */
  readonly endsAt: number | undefined
  readonly valid: boolean
  readonly reasons: readonly Reason[]
  /** What somebody should know although the license is valid: `in-grace`. */
  readonly warnings: readonly Reason[]
  readonly trace: readonly Step[]
}

/** Whether the program may run. `license` is the one that counts; `lookedAt` has every one that was looked at. */
export interface Status extends Omit<LookedAt, 'source'> {
  readonly source: string | undefined
  readonly lookedAt: readonly LookedAt[]
}

export interface StatusInput {
  readonly found: Iterable<Candidate>
  /** Files and folders of the kit's search path, for whoever finds nothing there. */
  readonly searched: readonly string[]
  readonly verify: VerifyInput
  readonly firstRuns: FirstRuns
  /** The last rule, for a license that is valid by itself: whether one more instance may run under it. */
  readonly admit: ((license: License) => Promise<Conclusion>) | undefined
}

/** Never throws for a license that is not valid. */
export async function statusOf(input: StatusInput): Promise<Status> {
  const lookedAt: LookedAt[] = []
  for (const candidate of input.found) {
    const looked = await run(candidate, input)
    lookedAt.push(looked)
    if (looked.valid) return { ...looked, lookedAt }
  }
  const [first] = lookedAt
  if (first !== undefined) return { ...first, lookedAt }
  const details = { product: input.verify.terms.productId, searched: input.searched }
  const reasons: Reason[] = [{ rule: 'license', code: 'no-license', details }]
  return { ...NOTHING, source: undefined, reasons, lookedAt }
}

const NOTHING = { license: undefined, endsAt: undefined, valid: false, warnings: [], trace: [] } as const

async function run(candidate: Candidate, { verify, firstRuns, admit }: StatusInput): Promise<LookedAt> {
  const looked = lookAt(candidate, verify)
  const { license, valid } = looked
  if (!valid || license === undefined) return looked
  const admitted = admit === undefined ? looked : withInstances(looked, await admit(license))
  if (!admitted.valid || firstRuns.keep(license)) return admitted
  // a first run that cannot be recorded is no reason to stop, but its days then count from the license
  return lookAt(candidate, { ...verify, firstRunAt: () => undefined })
}

function lookAt(candidate: Candidate, verify: VerifyInput): LookedAt {
  const { source } = candidate
  try {
    if ('error' in candidate) throw candidate.error
    const { license, endsAt, verdict } = verifyLicense(candidate.message, verify)
    return { source, license, endsAt, ...verdict }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    const reason: Reason = { rule: 'message', code: error.code, details: error.details }
    return { ...NOTHING, source, reasons: [reason] }
  }
}

const INSTANCES = 'instances'

function withInstances(looked: LookedAt, conclusion: Conclusion): LookedAt {
  const { outcome, saw } = conclusion
  const trace = [...looked.trace, { rule: INSTANCES, outcome, saw }]
  if (conclusion.outcome !== 'refuse') return { ...looked, trace }
  const { code, details } = conclusion
  return { ...looked, trace, valid: false, reasons: [{ rule: INSTANCES, code, details }] }
}
