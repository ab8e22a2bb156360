/**
 * The verb `status`: decides which license is used on this computer, and whether the program may run under it.
 *
 * 1. If the better one of the installed license and the license in AIRLATCH_LICENSE is valid without a warning, it is
 *    used, unless the daily look at the search path is due. If neither is valid, a lease in hand is used.
 * 2. Otherwise the kit's search path is searched. Newer kits and lists of revocations there take effect first.
 * 3. The best valid license of all that were found is used, including the installed one (check/best.ts).
 * 4. If none is valid, the copy of the last valid license from the path is used, for 30 days while its place does not
 *    answer.
 * 5. If there is nothing to use, the most informative refusal is the answer.
 *
 * A license is used only if there is room for one more instance, and its run is written to disk before the answer is
 * "valid". What a call has learned is stored at its end; if that cannot be written, no program stops for it.
 */
import { mostTelling } from '../core/check/best.ts'
import type { Program } from '../core/check/case.ts'
import type { Fingerprint } from '../core/computer/fingerprint.ts'
import { type Ending, endingsOf, endingWarnings } from '../core/ending.ts'
import { codedOf } from '../core/errors.ts'
import type { Reason } from '../core/rule.ts'
import { seenKit } from './current-kit.ts'
import type { LookedAtLease, StatusLease } from './lease/in-hand.ts'
import { SITE_VARIABLE } from './lease/options.ts'
import { type LookedAt, PlacesLook, refused } from './look.ts'
import type { StatusOptions } from './options.ts'
import { type Copy, judgeCopy, keepCopy, readCopy } from './share/copy.ts'
import { candidateAt, type Findings, INSTALLED, type Place } from './share/search.ts'
import { VARIABLE_PLACE } from './share/variable.ts'
import { readLicense } from './state/state.ts'
import { ClientTrust } from './trust.ts'
import type { World } from './world.ts'

/** Whether the program may run. `license` is the one that is used; `lookedAt` has every license that was checked. */
export interface Status extends Omit<LookedAt, 'source'> {
  /**
   * Where `license` is from: `installed`, the path of its file, `AIRLATCH_LICENSE`, the address of a site server, or `lease`
   * for a lease that was received as a file; undefined without a license.
   */
  readonly source: string | undefined
  /** False while days from the first run have not begun: `endsAt` then assumes a first run now. */
  readonly daysBegun: boolean
  /**
   * The coming ends, each with the days left: of the term, and of maintenance if it ends earlier. Empty for a license
   * that is not valid or in grace, and if the clock is known to be wrong.
   */
  readonly endings: readonly Ending[]
  /** What the licenses were compared with: the hashes of this computer's readings, every value of each kind. */
  readonly fingerprint: Fingerprint
  /**
   * The seat of a site server that the program runs under; `license` is then that of the server. Undefined if it needs
   * none.
   */
  readonly lease?: StatusLease | undefined
  /** Every license that was checked, with its own verdict. */
  readonly lookedAt: readonly LookedAt[]
  /** Each path of the kit and the result of looking there; empty if there was no need to look. */
  readonly places: readonly Place[]
}

/**
 * Returns the status; never throws because of a license. `seat`: whether to take an instance on a terminal server, if
 * the client counts them.
 */
export async function status(
  world: World,
  program: Program,
  { isRun = true, signal }: StatusOptions,
  seat = true,
): Promise<Status> {
  const trust = new ClientTrust(world, signal)
  const look = new PlacesLook(trust, { run: isRun, seat }, program, await world.computer(signal))
  const answer = await statusBy(look, trust)
  return { ...withEndings(answer, trust), fingerprint: look.fingerprint }
}

/** A status without the readings it was compared with, and without warnings of a coming end. */
type Answer = Omit<Status, 'fingerprint' | 'endings'>

/** Adds warnings of a coming end after everything else is decided, so that they change no choice of a license. */
function withEndings(answer: Answer, { world, at: now }: ClientTrust): Omit<Status, 'fingerprint'> {
  const { license, warnings, daysBegun } = answer
  // the end of a lease is no news, and that of the server's license is for the server to say
  if (answer.lease !== undefined) return { ...answer, endings: [] }
  const endings = endingsOf(answer, { now, daysBegun })
  const soon = license === undefined ? [] : endingWarnings(endings, license, world.options.warnDays)
  return { ...answer, endings, warnings: [...soon, ...warnings] }
}

async function statusBy(look: PlacesLook, trust: ClientTrust): Promise<Answer> {
  const { world, signal } = trust
  const installed = candidateAt(INSTALLED, () => readLicense(world.folder))
  const brought = await world.brought(signal)
  if (brought.places.length > 0) trust.takeUp(brought)
  const own = [...(installed === undefined ? [] : [installed]), ...brought.licenses]

  const early = own.length > 0 && !isLookDue(trust) ? await look.bestOf(own) : undefined
  if (early?.best?.warnings.length === 0)
    return concluded(trust, { ...look.by(early.best), lookedAt: early.lookedAt, places: brought.places })
  if (early?.best === undefined && !isLookDue(trust)) {
    const [lent] = await leasesIn(look)
    const lookedAt = early?.lookedAt ?? []
    if (lent?.valid) return concluded(trust, { ...lentBy(lent, lookedAt), places: brought.places })
  }

  const findings = await world.search(signal)
  trust.takeUp({
    kits: [...brought.kits, ...findings.kits],
    revocations: [...brought.revocations, ...findings.revocations],
  })
  const places = [...brought.places, ...findings.places]
  const { best, lookedAt } = await look.bestOf([...own, ...findings.licenses])
  if (best !== undefined) return concluded(trust, { ...look.by(best), lookedAt, places }, findings)
  const [lent] = await leasesIn(look)
  const isTold = lookedAt.every(({ license }) => license === undefined)
  if (lent !== undefined && (lent.valid || isTold))
    return concluded(trust, { ...lentBy(lent, lookedAt), places }, findings)
  return concluded(trust, await withoutLicense(look, lookedAt, places), findings)
}

/** Loads the code for site servers only if there is one, so that other programs start faster. */
async function leasesIn({ trust, program, computer }: PlacesLook): Promise<readonly LookedAtLease[]> {
  const inHand = trust.world.leases.inHand()
  if (inHand.length === 0) return []
  const { leasesLookedAt } = await import('./lease/in-hand.ts')
  return leasesLookedAt(inHand, trust, program, computer)
}

function lentBy(lent: LookedAtLease, others: readonly LookedAt[]) {
  return { ...lent, daysBegun: true, lookedAt: [...others, lent] }
}

/** Called when no license that was found is valid: returns the copy, or else the reasons. */
async function withoutLicense(
  look: PlacesLook,
  found: readonly LookedAt[],
  places: readonly Place[],
): Promise<Answer> {
  const copy = copyFor(look.trust, found, places)
  const silent = places.flatMap(({ path, error }) =>
    error === undefined ? [] : [refused(path, { rule: 'share', ...codedOf(error) })],
  )
  const lookedAt = [...found, ...silent]
  if (copy.kind === 'counts') {
    const looked = await look.run(copy)
    const warned = { ...looked, warnings: [...looked.warnings, copy.warning] }
    if (looked.valid) return { ...look.by(warned), lookedAt: [...lookedAt, warned], places }
    lookedAt.push(looked)
  }
  const telling = mostTelling(lookedAt)
  if (copy.kind === 'too-old' && telling?.license === undefined)
    return { ...refused(undefined, copy.reason), daysBegun: true, lookedAt, places }
  if (telling !== undefined) return { ...telling, daysBegun: true, lookedAt, places }
  const left = places.flatMap(({ path, at = path, left }) =>
    left === undefined ? [] : [{ path: at, ...left }],
  )
  const details = {
    product: look.trust.world.productId,
    searched: places.map(({ path, at = path }) => (path === VARIABLE_PLACE ? at : path)),
    ...(left.length === 0 ? {} : { left }),
    ...(hasSites(look.trust.world) ? { site: true as const } : {}),
  }
  const reason: Reason = { rule: 'license', code: 'no-license', details }
  return { ...refused(undefined, reason), daysBegun: true, lookedAt, places }
}

/** Whether a site server is named, here or in the kit. */
function hasSites({ kit, variables }: World): boolean {
  return kit.kit.sites.length > 0 || (variables[SITE_VARIABLE] ?? '') !== ''
}

/**
 * Whether a file is being replaced at this moment, and has no message in it. Its place then counts as not answering.
 */
function copyFor({ world, memory, at }: ClientTrust, found: readonly LookedAt[], places: readonly Place[]) {
  const copy = readCopy(world.folder)
  const isReplaced = found.some(({ source, license }) => source === copy?.source && license === undefined)
  const seen = places.map(place =>
    isReplaced && place.path === copy?.place ? { ...place, answer: 'silent' as const } : place,
  )
  return judgeCopy(copy, memory.state?.copySeenAt, seen, Math.max(at, memory.state?.latestAt ?? 0))
}

/** Seconds between two searches of the path while the installed license is valid: for newer kits and revocations. */
const LOOK_SECONDS = 86_400

function isLookDue({ world, memory, at }: ClientTrust): boolean {
  if (world.kit.kit.searchPath.length === 0) return false
  return [memory.state?.lookedAt, world.lookedAt].every(
    look => look === undefined || Math.abs(at - look) >= LOOK_SECONDS,
  )
}

/** Completes the answer with the warnings of the kit. `findings` is set if the search path was searched. */
function concluded(trust: ClientTrust, answer: Answer, findings?: Findings): Answer {
  remember(trust, answer, findings)
  return { ...answer, warnings: [...answer.warnings, ...trust.warnings()] }
}

function remember(
  { world, memory, list }: ClientTrust,
  answer: Answer,
  findings: Findings | undefined,
): void {
  const at = world.now()
  if (findings !== undefined) world.lookedAt = at
  // without a license or a list no installation key is needed; otherwise everything is stored
  const lasting =
    memory.state !== undefined ||
    list !== undefined ||
    answer.lookedAt.some(({ license }) => license !== undefined)
  const revoked = answer.lookedAt.flatMap(({ license, reasons }) =>
    license !== undefined && reasons.some(({ code }) => code === 'license-revoked')
      ? [license.activationId]
      : [],
  )
  const copy = findings === undefined || !answer.valid ? undefined : copyOf(findings, answer)
  memory.note({
    kit: lasting ? seenKit(world.kit) : undefined,
    revocations: list,
    revoked: lasting ? new Map(revoked.map(id => [id, at])) : undefined,
    lookedAt: findings === undefined || world.kit.kit.searchPath.length === 0 ? undefined : at,
    copySeenAt: copy !== undefined && keepCopy(world.folder, copy) ? at : undefined,
  })
}

/** Returns the license in use if it is from the kit's search path. */
function copyOf({ licenses, places }: Findings, { source, message }: Answer): Copy | undefined {
  const found = licenses.find(one => one.source === source)
  if (found === undefined || message === undefined) return undefined
  const shared = places.some(({ path, shared }) => path === found.place && shared)
  return { place: found.place, source: found.source, shared, message }
}
