/**
 * The verb `status`: which of the licenses that are found counts, and whether the program may run by it. The installed
 * one does when it is good; else the kit's search path is looked through, and the best one does (rules/best.ts). Where
 * that path does not answer, the copy of what was last good there does for a while. When none is good, the one that
 * says most says why. A run under a license is recorded before it is believed.
 */

import { bestFirst, mostTelling } from '../core/check/best.ts'
import { AirlatchError } from '../core/errors.ts'
import type { License } from '../core/message/license.ts'
import type { Conclusion, Reason, Step } from '../core/rule.ts'
import { type VerifyInput, verifyLicense } from '../core/verify.ts'
import type { CopyVerdict } from './share/copy.ts'
import { type Candidate, INSTALLED, type Place } from './share/search.ts'
import type { FirstRuns } from './state/first-runs.ts'

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
  /** False while days from the first run have not begun: then the end is that of a first run now. */
  readonly daysBegun: boolean
  readonly lookedAt: readonly LookedAt[]
  /** Each path of the kit and what became of it; empty when there was no need to look. */
  readonly places: readonly Place[]
}

export interface StatusInput {
  /** Undefined: none is installed. */
  readonly installed: Candidate | undefined
  readonly verify: VerifyInput
  /** Whether the search path is to be looked through although the installed license is good. */
  readonly lookDue: boolean
  /** Looks through the search path and takes over what is newer there than here. */
  search(): Promise<Searched>
  /** The last rule, for a license that is valid by itself: whether one more instance may run under it. */
  readonly admit: ((license: License) => Promise<Conclusion>) | undefined
  readonly firstRuns: FirstRuns
  /** Whether this is a run of the program, which begins days from the first run. */
  readonly isRun: boolean
  /** Files and folders of the kit's search path, for whoever finds nothing there. */
  readonly searched: readonly string[]
}

export interface Searched {
  readonly licenses: readonly Candidate[]
  readonly places: readonly Place[]
  /** What licenses are held against now, with newer keys and revocations where there were any. */
  readonly verify: VerifyInput
  /** The copy of what was last good there, when it comes to that. `unreadable`: sources that had no message in them. */
  copy(unreadable: ReadonlySet<string>): CopyVerdict
}

/** Never throws for a license that is not valid. */
export async function statusOf(input: StatusInput): Promise<Status> {
  const { installed, lookDue } = input
  if (installed !== undefined && !lookDue) {
    const looked = await run(
      { ...lookAt(installed, input.verify), candidate: installed },
      input.verify,
      input,
    )
    if (looked.valid && looked.warnings.length === 0)
      return { ...looked, ...days(looked, input), lookedAt: [looked], places: [] }
  }
  const searched = await input.search()
  const { licenses, places, verify } = searched
  const candidates = installed === undefined ? licenses : [installed, ...licenses]
  const lookedAt: readonly Looked[] = candidates.map(candidate => ({
    ...lookAt(candidate, verify),
    candidate,
  }))
  const judged = await firstAdmitted(lookedAt, verify, input)
  const { admitted } = judged
  if (admitted !== undefined)
    return { ...admitted, ...days(admitted, input), lookedAt: judged.lookedAt, places }
  return withoutLicense(judged.lookedAt, searched, input)
}

/** Runs under the best one that may run; the others stay as they were judged. */
async function firstAdmitted(
  lookedAt: readonly Looked[],
  verify: VerifyInput,
  input: StatusInput,
): Promise<{ readonly admitted: LookedAt | undefined; readonly lookedAt: readonly LookedAt[] }> {
  const judged = new Map<LookedAt, LookedAt>()
  for (const looked of bestFirst(lookedAt)) {
    const admitted = await run(looked, verify, input)
    judged.set(looked, admitted)
    if (admitted.valid) return { admitted, lookedAt: lookedAt.map(one => judged.get(one) ?? plain(one)) }
  }
  return { admitted: undefined, lookedAt: lookedAt.map(one => judged.get(one) ?? plain(one)) }
}

/** Nothing that was found is good: the copy, or else why. */
async function withoutLicense(
  found: readonly LookedAt[],
  searched: Searched,
  input: StatusInput,
): Promise<Status> {
  const { places, verify } = searched
  const unreadable = found.filter(({ license }) => license === undefined).map(({ source }) => source)
  const copy = searched.copy(new Set(unreadable))
  const silent = places.flatMap(({ path, error }) => (error === undefined ? [] : [silentPlace(path, error)]))
  const lookedAt = [...found, ...silent]
  if (copy.kind === 'counts') {
    const candidate: Candidate = { source: copy.source, message: copy.message }
    const looked = await run({ ...lookAt(candidate, verify), candidate }, verify, input)
    const warned = { ...looked, warnings: [...looked.warnings, copy.warning] }
    if (looked.valid) return { ...warned, ...days(warned, input), lookedAt: [...lookedAt, warned], places }
    lookedAt.push(looked)
  }
  const telling = mostTelling(lookedAt)
  if (copy.kind === 'too-old' && telling?.license === undefined)
    return { ...NOTHING, source: undefined, daysBegun: true, reasons: [copy.reason], lookedAt, places }
  if (telling !== undefined) return { ...telling, daysBegun: true, lookedAt, places }
  const details = { product: verify.terms.productId, searched: input.searched }
  const reasons: Reason[] = [{ rule: 'license', code: 'no-license', details }]
  return { ...NOTHING, source: undefined, daysBegun: true, reasons, lookedAt, places }
}

function days({ license }: LookedAt, { firstRuns }: StatusInput): Pick<Status, 'daysBegun'> {
  return { daysBegun: license === undefined || firstRuns.hasBegun(license) }
}

const NOTHING = { license: undefined, endsAt: undefined, valid: false, warnings: [], trace: [] } as const

/** What was looked at, with its bytes: it may have to be looked at again. */
interface Looked extends LookedAt {
  readonly candidate: Candidate
}

function plain({ candidate: _, ...looked }: Looked): LookedAt {
  return looked
}

function silentPlace(source: string, { code, details }: AirlatchError): LookedAt {
  return { ...NOTHING, source, reasons: [{ rule: 'share', code, details }] }
}

async function run(
  found: Looked,
  verify: VerifyInput,
  { firstRuns, isRun, admit }: StatusInput,
): Promise<LookedAt> {
  const looked = plain(found)
  const { license, valid } = looked
  if (!valid || license === undefined) return looked
  const admitted = admit === undefined ? looked : withInstances(looked, await admit(license))
  if (!admitted.valid || !isRun || firstRuns.keep(license)) return admitted
  // a first run that cannot be recorded is no reason to stop, but its days then count from the license
  return lookAt(found.candidate, { ...verify, firstRunAt: () => undefined })
}

function lookAt(candidate: Candidate, verify: VerifyInput): LookedAt {
  const { source } = candidate
  try {
    if ('error' in candidate) throw candidate.error
    const { license, endsAt, verdict } = verifyLicense(candidate.message, verify)
    return { source, license, endsAt, ...verdict }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    const place = source === INSTALLED || 'path' in error.details ? {} : { path: source }
    const reason: Reason = { rule: 'message', code: error.code, details: { ...error.details, ...place } }
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
