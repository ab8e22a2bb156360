/** `airlatch status`: whether the program may run here now, and if not, every reason. */

import type { Command } from '../../src/cli/command.ts'
import type { Status } from '../../src/client/door.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { formatEnd, shownEnd } from '../../src/words/dates.ts'
import { fingerprintJson, licenseJson, licenseText } from '../../src/words/describe.ts'
import { explain } from '../../src/words/explain.ts'
import { fields } from '../../src/words/output.ts'
import { stepJson } from '../../src/words/trace.ts'
import { comparisonJson, driftText, fragileText } from '../drift.ts'
import { PROGRAM_OPTIONS, programOf, reasonJson, refused, stateOf, warningTexts } from '../program.ts'
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
    const { valid, license, message, source, endsAt, daysBegun, endings, lookedAt, places } = status
    if (!valid || license === undefined || message === undefined) throw refused(status)
    const state = stateOf(status)
    const { labels, status: say } = clientWords()
    const warnings = [...warningTexts(status.warnings), ...fragileTexts(status.trace), ...silentTexts(places)]
    return {
      json: {
        valid,
        state,
        source,
        ends: endsAt === undefined ? null : formatEnd(endsAt),
        daysLeft: endings.find(({ what }) => what === 'term')?.daysLeft ?? null,
        daysBegun,
        license: licenseJson(license),
        // for a program that starts this one and believes the vendor's signature alone
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
        [labels.from, source],
        [labels.ends, endText(endsAt, daysBegun)],
        ...driftText(status.trace),
      ])}\n\n${licenseText(license)}`,
      warnings,
    }
  },
}

function fragileTexts(trace: Status['trace']): readonly string[] {
  const text = fragileText(trace)
  return text === undefined ? [] : [text]
}

/** Days from the first run begin when the program runs, and never by looking. */
function endText(endsAt: number | undefined, daysBegun: boolean): string {
  const say = clientWords().status
  if (endsAt === undefined) return say.never
  const end = shownEnd(endsAt)
  return daysBegun ? end : say.notBegun(end)
}

/** A program runs on, and its administrator should know that nothing new reaches it. */
function silentTexts(places: Status['places']): readonly string[] {
  return places.flatMap(({ error }) => {
    if (error === undefined) return []
    const { message, hint } = explain(error.code, error.details)
    return [`${message}; ${hint}`]
  })
}
