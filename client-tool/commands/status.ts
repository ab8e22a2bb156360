/** `airlatch status`: whether the program may run here now, and if not, every reason. */
import type { Command } from '../../src/cli/command.ts'
import { licenseJson, licenseText } from '../../src/cli/describe.ts'
import { fields } from '../../src/cli/output.ts'
import { PROGRAM_OPTIONS, programOf, refused } from '../program.ts'
import type { ClientWorld } from '../world.ts'

export const status: Command<ClientWorld> = {
  path: 'status',
  summary: 'Say whether this computer has a valid license, and why not',
  options: PROGRAM_OPTIONS,
  example: 'status --app-version 2.1',
  async run(args, world) {
    const client = await world.client()
    const { valid, license, source, reasons, trace, lookedAt } = await client.status(programOf(args))
    if (!valid || license === undefined) throw refused({ reasons, trace })
    return {
      json: { valid, source, license: licenseJson(license), lookedAt: lookedAt.map(looked => looked.source) },
      text: `${fields([
        ['status', 'valid'],
        ['from', source],
      ])}\n\n${licenseText(license)}`,
    }
  },
}
