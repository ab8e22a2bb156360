/** `airlatch install INPUT`: takes over what the vendor sent: a license, a kit, revocations, a clock reset. */

import type { Answer, Args, Command } from '../../src/cli/command.ts'
import {
  AirlatchError,
  type Client,
  INSTALLABLE,
  type Installed,
  type InstalledLicense,
} from '../../src/client/door.ts'
import { naming, readMessage } from '../../src/exchange/input.ts'
import { askedCode, codeInFile, codeInWords, requireKind } from '../../src/exchange/typed-code.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { kitJson, kitText, licenseJson, licenseText } from '../../src/words/describe.ts'
import { fields, visible } from '../../src/words/output.ts'
import { PROGRAM_OPTIONS, programOf, reasonJson, refused, stateOf, warningTexts } from '../program.ts'
import type { ClientWorld } from '../world.ts'

export const install: Command<ClientWorld> = {
  path: 'install [input]',
  summary: 'Install what the vendor sent, such as a license or a newer kit',
  more: 'It takes a license, a bundle of licenses, a kit, a list of revocations or a clock reset: as a file, as pictures of its QR codes, or as a typed code.',
  positionals: {
    input:
      'the message in any form, or a folder with pictures of its codes; - reads standard input; without it, you are asked for a license code',
  },
  options: {
    ...PROGRAM_OPTIONS,
    typed: { kind: 'flag', describe: 'ask for a license code, group by group, as the vendor reads it aloud' },
  },
  examples: [
    ['A file or a photo that the vendor sent', 'install license.png'],
    ['A license code from the telephone, group by group', 'install'],
    ['For all users of this computer, as its administrator', 'install license.txt --machine'],
  ],
  async run(args, world) {
    const client = await world.client()
    const { name, bytes } = await handedOver(args, client)
    const installed = await naming(name, () => client.install(bytes, programOf(args)))
    return installed.kind === 'license' ? answerLicense(client, installed) : answer(installed)
  },
}

interface HandedOver {
  /** The file, or what it is. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** Errors: usage, typed-code-missing, typed-code-malformed, those of readMessage. */
async function handedOver(args: Args, client: Client): Promise<HandedOver> {
  const path = args.optional('input')
  if (path === undefined)
    return typedCode(await askedCode('license', () => whatIsAsked(client), 'input-missing'))
  if (args.flag('typed')) throw new AirlatchError('usage', { problem: { is: 'typed-with-input' } })
  const words = codeInWords([path])
  if (words !== undefined) return typedCode(requireKind('license', words))
  const bytes = await readMessage(path, {
    wanted: INSTALLABLE,
    isOther: file => codeInFile(file) !== undefined,
  })
  const code = codeInFile(bytes)
  return code === undefined ? { name: path, bytes } : typedCode(requireKind('license', code), path)
}

/** Error: typed-request-missing, before somebody types 130 characters for nothing. */
function whatIsAsked(client: Client): string {
  const { kit } = client
  const names = client.requested().map(({ keyId, computerId }) => [keyId, computerId] as const)
  if (names.length === 0) throw new AirlatchError('typed-request-missing', { product: kit.productId })
  return clientWords().install.askedCode(kit.productName, names)
}

function typedCode(text: string, name = clientWords().install.licenseCode): HandedOver {
  return { name, bytes: new TextEncoder().encode(text) }
}

function answerLicense(client: Client, installed: InstalledLicense): Answer {
  if (!installed.kept) throw refused(installed)
  const { license } = installed
  const warnings = [...installed.reasons, ...installed.warnings]
  return {
    json: {
      type: 'license',
      state: installed.valid ? stateOf(installed) : 'not-for-this-user',
      license: licenseJson(license),
      reasons: warnings.map(reasonJson),
      warnings: warningTexts(warnings),
    },
    text: `${clientWords().activatedHere(visible(client.kit.productName))}\n\n${licenseText(license)}`,
    warnings: warningTexts(warnings),
  }
}

function answer(installed: Exclude<Installed, InstalledLicense>): Answer {
  const { json, text } = answerOther(installed)
  const warnings = warningTexts(installed.warnings)
  return {
    json: { ...json, reasons: installed.warnings.map(reasonJson), warnings },
    text,
    warnings,
  }
}

function answerOther(installed: Exclude<Installed, InstalledLicense>): Pick<Answer, 'json' | 'text'> {
  const { labels, install: say, ...words } = clientWords()
  switch (installed.kind) {
    case 'kit':
      return {
        json: { type: 'kit', kit: kitJson(installed.kit) },
        text: `${labels.installed}: ${words.kit(installed.kit.sequence)}\n\n${kitText(installed.kit)}`,
      }
    case 'revocations': {
      const { productId, sequence, madeAt, activations } = installed.list
      return {
        json: {
          type: 'revocations',
          revocations: { productId, madeAt: formatInstant(madeAt), sequence, count: activations.length },
        },
        text: fields([
          [labels.installed, words.revocations(sequence)],
          [labels.made, formatInstant(madeAt)],
          [labels.revoked, say.activations(activations.length)],
        ]),
      }
    }
    case 'clock-reset':
      return {
        json: { type: 'clock-reset', clockReset: { at: formatInstant(installed.at) } },
        text: fields([
          [labels.installed, words.clockReset],
          [labels.time, say.forgotten(formatInstant(installed.at))],
          [labels.next, say.seeStatus],
        ]),
      }
  }
}
