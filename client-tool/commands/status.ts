/** `airlatch status`: whether the program may run here now, and if not, every reason. */
import type { Command } from '../../src/cli/command.ts'
import { explain, type Status } from '../../src/client/door.ts'
import { formatEnd } from '../../src/words/dates.ts'
import { licenseJson, licenseText } from '../../src/words/describe.ts'
import { fields } from '../../src/words/output.ts'
import { driftJson, driftText } from '../drift.ts'
import { PROGRAM_OPTIONS, programOf, reasonJson, refused, stateOf, warningTexts } from '../program.ts'
import type { ClientWorld } from '../world.ts'

export const status: Command<ClientWorld> = {
  path: 'status',
  summary: 'Say whether this computer has a valid license, and why not',
  options: PROGRAM_OPTIONS,
  example: 'status --app-version 2.1',
  async run(args, world) {
    const client = await world.client()
    const status = await client.status(programOf(args))
    const { valid, license, source, endsAt, lookedAt, places } = status
    if (!valid || license === undefined) throw refused(status)
    const state = stateOf(status)
    return {
      json: {
        valid,
        state,
        source,
        ends: endsAt === undefined ? null : formatEnd(endsAt),
        license: licenseJson(license),
        warnings: status.warnings.map(reasonJson),
        ...driftJson(status.trace),
        trace: status.trace,
        lookedAt: lookedAt.map(looked => looked.source),
        places: places.map(({ path, answer }) => ({ path, answer })),
      },
      text: `${fields([
        ['status', state],
        ['from', source],
        ['ends', endsAt === undefined ? 'never' : formatEnd(endsAt)],
        ...driftText(status.trace),
      ])}\n\n${licenseText(license)}`,
      warnings: [...warningTexts(status.warnings), ...silentTexts(places)],
    }
  },
}

/** A program runs on, and its administrator should know that nothing new reaches it. */
function silentTexts(places: Status['places']): readonly string[] {
  return places.flatMap(({ error }) => {
    if (error === undefined) return []
    const { message, hint } = explain(error.code, error.details)
    return [`${message}; ${hint}`]
  })
}
