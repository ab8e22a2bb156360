/** `airlatch install INPUT`: takes over what the vendor sent: a license, a kit, revocations, a clock reset. */
import type { Answer, Command } from '../../src/cli/command.ts'
import { formatInstant } from '../../src/cli/dates.ts'
import { kitJson, kitText, licenseJson, licenseText } from '../../src/cli/describe.ts'
import { naming, readMessage } from '../../src/cli/input.ts'
import { fields, visible } from '../../src/cli/output.ts'
import type { Client, Installed, InstalledLicense } from '../../src/client.ts'
import { PROGRAM_OPTIONS, programOf, reasonJson, refused, stateOf, warningTexts } from '../program.ts'
import type { ClientWorld } from '../world.ts'

export const install: Command<ClientWorld> = {
  path: 'install <input>',
  summary:
    'Install what the vendor sent: a license, a newer kit, a list of revocations or a clock reset; a file, or pictures of its QR codes',
  positionals: {
    input: 'the message in any form, or a folder with pictures of its codes; - reads standard input',
  },
  options: PROGRAM_OPTIONS,
  example: 'install license.png',
  async run(args, world) {
    const client = await world.client()
    const path = args.text('input')
    const message = await readMessage(path)
    const installed = await naming(path, () => client.install(message, programOf(args)))
    return installed.kind === 'license' ? answerLicense(client, installed) : answer(installed)
  },
}

function answerLicense(client: Client, { license, verdict, kept }: InstalledLicense): Answer {
  if (!kept) throw refused(verdict)
  return {
    json: {
      type: 'license',
      state: verdict.valid ? stateOf(verdict) : 'not-for-this-user',
      license: licenseJson(license),
      warnings: [...verdict.reasons, ...verdict.warnings].map(reasonJson),
    },
    text: `installed: ${visible(client.kit.productName)} is activated on this computer\n\n${licenseText(license)}`,
    warnings: warningTexts([...verdict.reasons, ...verdict.warnings]),
  }
}

function answer(installed: Exclude<Installed, InstalledLicense>): Answer {
  switch (installed.kind) {
    case 'kit':
      return {
        json: { type: 'kit', kit: kitJson(installed.kit) },
        text: `installed: the kit number ${installed.kit.sequence}\n\n${kitText(installed.kit)}`,
      }
    case 'revocations': {
      const { sequence, madeAt, activations } = installed.list
      return {
        json: { type: 'revocations', sequence, made: formatInstant(madeAt), activations: activations.length },
        text: fields([
          ['installed', `the list of revocations number ${sequence}`],
          ['made', formatInstant(madeAt)],
          ['revoked', `${activations.length} activations`],
        ]),
      }
    }
    case 'clock-reset':
      return {
        json: { type: 'clock-reset', at: formatInstant(installed.at) },
        text: fields([
          ['installed', 'the clock reset'],
          [
            'time',
            `later times than ${formatInstant(installed.at)} that this computer had seen are forgotten`,
          ],
          ['next', '"airlatch status" says whether the license is valid now'],
        ]),
      }
  }
}
