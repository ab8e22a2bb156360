/** `airlatch status`: shows whether the program may run here now and, if not, every reason. */

import { dirname } from 'node:path'
import type { Command } from '../../src/cli/command.ts'
import { LICENSE_VARIABLE, type Status, VARIABLE_PLACE } from '../../src/client/door.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { formatEnd, shownEnd } from '../../src/words/dates.ts'
import { fingerprintJson, licenseJson, licenseText } from '../../src/words/describe.ts'
import { leaseJson, leaseText } from '../../src/words/describe-lease.ts'
import { explain } from '../../src/words/explain.ts'
import { leaseWords } from '../../src/words/lease-tool.ts'
import { fields, visible } from '../../src/words/output.ts'
import { stepJson } from '../../src/words/trace.ts'
import { comparisonJson, driftText, fragileText } from '../drift.ts'
import { PROGRAM_OPTIONS, programOf, reasonJson, refusedStatus, stateOf, warningTexts } from '../program.ts'
import type { ClientWorld } from '../world.ts'

export const status: Command<ClientWorld> = {
  path: 'status',
  summary: 'Show whether this computer has a valid license, and if not, why',
  options: PROGRAM_OPTIONS,
  examples: [
    ['May the program run here?', 'status'],
    ['May version 2.1 run, with the feature "export"?', 'status --app-version 2.1 --feature export'],
  ],
  async run(args, world) {
    const client = await world.client()
    const status = await client.status(programOf(args), { isRun: false })
    const { valid, license, lease, message, source, endsAt, daysBegun, endings, lookedAt, places } = status
    if (!valid || license === undefined || message === undefined) throw refusedStatus(status, client, world)
    const state = stateOf(status)
    const { labels, status: say } = clientWords()
    const warnings = [
      ...warningTexts(status.warnings),
      // a seat is replaced by the next lease, and no vendor limits that
      ...(lease === undefined ? fragileTexts(status.trace) : []),
      ...silentTexts(places),
      ...unusedTexts(status),
    ]
    return {
      json: {
        valid,
        state,
        source,
        ends: endsAt === undefined ? null : formatEnd(endsAt),
        daysLeft: endings.find(({ what }) => what === 'term')?.daysLeft ?? null,
        daysBegun,
        license: licenseJson(license),
        lease: lease === undefined ? null : leaseJson(lease.lease),
        signedLease: lease === undefined ? null : Buffer.from(lease.message).toString('base64'),
        // for a program that starts this tool and trusts only the vendor's signature
        signedLicense: Buffer.from(message).toString('base64'),
        hashes: fingerprintJson(status.fingerprint),
        reasons: status.warnings.map(reasonJson),
        warnings,
        comparison: comparisonJson(status.trace),
        trace: status.trace.map(stepJson),
        lookedAt: lookedAt.map(looked => looked.source),
        places: places.map(({ path, answer }) => ({ path, answer })),
      },
      text: `${fields([
        [labels.status, state === 'in-grace' ? say.inGrace : say.valid],
        [labels.from, fromText(status)],
        ...leaseRow(lease),
        [labels.ends, endText(endsAt, daysBegun)],
        ...driftText(status.trace),
      ])}\n\n${lease === undefined ? licenseText(license) : leaseText(lease.lease)}`,
      warnings,
    }
  },
}

function fragileTexts(trace: Status['trace']): readonly string[] {
  const text = fragileText(trace)
  return text === undefined ? [] : [text]
}

/** Returns the row that describes the seat, if the license is a lease of a site server. */
function leaseRow(lease: Status['lease']): readonly (readonly [label: string, value: string])[] {
  if (lease === undefined) return []
  const { labels, ...say } = leaseWords()
  return [[labels.seat, lease.lease.borrowed ? say.borrowed : say.units[lease.lease.seatUnit]]]
}

/** Names the source of the license. If the environment selected it, that is shown. */
function fromText({ source, places, lease }: Status): string | undefined {
  if (lease !== undefined) return lease.address ?? leaseWords().fromFile
  const at = places.find(({ path }) => path === VARIABLE_PLACE)?.at
  if (at === undefined || source === undefined) return source
  return source === at || dirname(source) === at ? clientWords().status.fromVariable(source) : source
}

/** Warns the user who set the variable that another license is used, and why. */
function unusedTexts({ source, lookedAt, places }: Status): readonly string[] {
  const place = places.find(({ path }) => path === VARIABLE_PLACE)
  const say = clientWords().status
  if (place !== undefined && ['not-there', 'removed'].includes(place.answer))
    return [say.variableUnused(say.notThere(visible(place.at ?? place.path)))]
  return lookedAt.flatMap(one => {
    const isOfVariable = one.source === LICENSE_VARIABLE || one.source === place?.at
    const [reason] = one.reasons
    if (!isOfVariable || one.source === source || reason === undefined) return []
    return [say.variableUnused(explain(reason.code, reason.details).message)]
  })
}

/** Days from the first run begin when the program runs, never when the status is shown. */
function endText(endsAt: number | undefined, daysBegun: boolean): string {
  const say = clientWords().status
  if (endsAt === undefined) return say.never
  const end = shownEnd(endsAt)
  return daysBegun ? end : say.notBegun(end)
}

/** Warns the administrator that the program goes on but gets nothing new from a place. */
function silentTexts(places: Status['places']): readonly string[] {
  return places.flatMap(({ error }) => {
    if (error === undefined) return []
    const { message, hint } = explain(error.code, error.details)
    return [`${message}; ${hint}`]
  })
}
