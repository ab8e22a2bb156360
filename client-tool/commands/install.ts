/** `airlatch install INPUT`: keeps a license that is valid on this computer. */
import type { Command } from '../../src/cli/command.ts'
import { licenseJson, licenseText } from '../../src/cli/describe.ts'
import { naming, readInput } from '../../src/cli/input.ts'
import { visible } from '../../src/cli/output.ts'
import { PROGRAM_OPTIONS, programOf, reasonJson, refused, stateOf, warningTexts } from '../program.ts'
import type { ClientWorld } from '../world.ts'

export const install: Command<ClientWorld> = {
  path: 'install <input>',
  summary: 'Install the license that the vendor sent: a file, or a picture of its QR code',
  positionals: { input: 'the license in any form; - reads standard input' },
  options: PROGRAM_OPTIONS,
  example: 'install license.png',
  async run(args, world) {
    const client = await world.client()
    const path = args.text('input')
    const input = readInput(path)
    const { license, verdict, kept } = await naming(path, () => client.install(input, programOf(args)))
    if (!kept) throw refused(verdict)
    return {
      json: {
        state: verdict.valid ? stateOf(verdict) : 'not-for-this-user',
        license: licenseJson(license),
        warnings: [...verdict.reasons, ...verdict.warnings].map(reasonJson),
      },
      text: `installed: ${visible(client.kit.productName)} is activated on this computer\n\n${licenseText(license)}`,
      warnings: warningTexts([...verdict.reasons, ...verdict.warnings]),
    }
  },
}
