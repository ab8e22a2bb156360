/**
 * `airlatch install INPUT...`: installs licenses, kits, revocations and clock resets of the vendor, also from folders.
 */

import type { Answer, Args, Command } from '../../src/cli/command.ts'
import {
  AirlatchError,
  type Client,
  INSTALLABLE,
  type Installed,
  type InstalledLease,
  type InstalledLicense,
  type InstalledReturn,
  type Kit,
  type Reason,
  requireTaken,
  rollOut,
} from '../../src/client/door.ts'
import { naming } from '../../src/exchange/input.ts'
import { readOffered } from '../../src/exchange/offered.ts'
import { askedCode, codeInFile, codeInWords, requireKind } from '../../src/exchange/typed-code.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { kitJson, kitText, licenseJson, licenseText } from '../../src/words/describe.ts'
import { leaseJson, leaseText } from '../../src/words/describe-lease.ts'
import { revocationsInBrief } from '../../src/words/describe-published.ts'
import { leaseWords } from '../../src/words/lease-tool.ts'
import { fields, visible } from '../../src/words/output.ts'
import {
  ownAccountOnly,
  PROGRAM_OPTIONS,
  programOf,
  reasonJson,
  refused,
  stateOf,
  warningTexts,
} from '../program.ts'
import { type Beside, besideJson, besideText } from '../rolled-out.ts'
import type { ClientWorld } from '../world.ts'

export const install: Command<ClientWorld> = {
  path: 'install [inputs..]',
  summary: 'Install what the vendor sent, such as a license or a newer kit',
  more: 'It takes licenses, bundles of licenses, kits, lists of revocations, clock resets and answers of a site server: as files, as pictures of their QR codes, or as a typed code. Of several files, and of a folder, it takes what is for this computer, a kit before anything else.',
  positionals: {
    inputs:
      'messages in any form, or folders with them; - reads standard input; without any, you are asked for a license code',
  },
  options: {
    ...PROGRAM_OPTIONS,
    typed: { kind: 'flag', describe: 'ask for a license code, group by group, as the vendor reads it aloud' },
  },
  examples: [
    ['A file or a photo that the vendor sent', 'install license.png'],
    ['A license code from the telephone, group by group', 'install'],
    [
      "On a new computer, for all its users, as its administrator: the vendor's kit and the license",
      'install site.kit license.txt --machine',
    ],
    ['What is for this computer, out of a folder for many', 'install /mnt/fleet --machine'],
  ],
  async run(args, world) {
    const paths = args.list('inputs')
    if (paths.length === 0) return byCode(args, world, client => askedLicenseCode(client))
    if (args.flag('typed')) throw new AirlatchError('usage', { problem: { is: 'typed-with-input' } })
    const words = codeInWords(paths)
    if (words !== undefined) return byCode(args, world, async () => requireKind('license', words))
    const { messages, unread } = await readOffered(paths, {
      wanted: INSTALLABLE,
      isOther: file => codeInFile(file) !== undefined,
    })
    const [first] = messages
    const code = first && codeInFile(first.message)
    if (code !== undefined) return byCode(args, world, async () => requireKind('license', code), first?.name)
    const rolledOut = await rollOut(await world.options(), messages, programOf(args))
    // open the kit of this computer: the hint of a refusal needs the vendor's contact
    if (rolledOut.telling !== undefined || rolledOut.taken.length === 0)
      await world.client().catch(() => undefined)
    const taken = requireTaken(rolledOut)
    const passedOver = [...rolledOut.passedOver, ...unread]
    return answer(taken.installed, taken.kit, world, { ...rolledOut, main: taken, passedOver })
  },
}

/** Installs a license code for a kept request. Errors: usage, typed-code-missing, typed-code-malformed. */
async function byCode(
  args: Args,
  world: ClientWorld,
  code: (client: Client) => Promise<string>,
  name = clientWords().install.licenseCode,
): Promise<Answer> {
  const client = await world.client()
  const bytes = new TextEncoder().encode(await code(client))
  const installed = await naming(name, () => client.install(bytes, programOf(args)))
  if (!installed.kept && installed.kind === 'license') throw refused(installed)
  return answer(installed, client.kit, world, {})
}

function askedLicenseCode(client: Client): Promise<string> {
  return askedCode('license', () => whatIsAsked(client), 'input-missing')
}

/** Returns the prompt for a code. Error: typed-request-missing, before the user types 130 characters in vain. */
function whatIsAsked(client: Client): string {
  const { kit } = client
  const names = client.requested().map(({ keyId, computerId }) => [keyId, computerId] as const)
  if (names.length === 0) throw new AirlatchError('typed-request-missing', { product: kit.productId })
  return clientWords().install.askedCode(kit.productName, names)
}

function answer(installed: Installed, kit: Kit, world: ClientWorld, beside: Beside): Answer {
  const { json, text, reasons } =
    installed.kind === 'license' ? answerLicense(installed, kit) : answerOther(installed)
  const all = [...reasons, ...installed.warnings, ...ownAccountOnly(world)]
  const warnings = warningTexts(all)
  return {
    json: { ...json, ...besideJson(beside), reasons: all.map(reasonJson), warnings },
    text: [text, ...besideText(beside)].join('\n\n'),
    warnings,
  }
}

interface Shown extends Pick<Answer, 'json' | 'text'> {
  readonly reasons: readonly Reason[]
}

function answerLicense(installed: InstalledLicense, kit: Kit): Shown {
  const { license, reasons } = installed
  return {
    json: {
      type: 'license',
      state: installed.valid ? stateOf(installed) : 'not-for-this-user',
      license: licenseJson(license),
    },
    text: `${clientWords().activatedHere(visible(kit.productName))}\n\n${licenseText(license)}`,
    reasons,
  }
}

/** Describes the answer of a site server. */
function answerSeat(installed: InstalledLease | InstalledReturn): Shown {
  if (installed.kind === 'lease-return') {
    const { leaseId } = installed
    return { json: { type: 'lease-return', leaseId }, text: leaseWords().answerReturned, reasons: [] }
  }
  const { lease } = installed
  return {
    json: { type: 'lease', lease: leaseJson(lease) },
    text: `${clientWords().labels.installed}: ${leaseWords().seat(formatInstant(lease.expiresAt))}\n\n${leaseText(lease)}`,
    reasons: [],
  }
}

function answerOther(installed: Exclude<Installed, InstalledLicense>): Shown {
  const { labels, install: say, ...words } = clientWords()
  switch (installed.kind) {
    case 'lease':
    case 'lease-return':
      return answerSeat(installed)
    case 'kit': {
      const { kit, signedBy } = installed
      return {
        json: { type: 'kit', kit: kitJson(kit), signedBy },
        text: `${labels.installed}: ${words.kit(kit.sequence)}\n\n${kitText(kit, [[labels.signedBy, say.compareKey(signedBy)]])}`,
        reasons: [],
      }
    }
    case 'revocations': {
      const { sequence, madeAt, activations } = installed.list
      return {
        json: { type: 'revocations', revocations: revocationsInBrief(installed.list) },
        text: fields([
          [labels.installed, words.revocations(sequence)],
          [labels.made, formatInstant(madeAt)],
          [labels.revoked, say.activations(activations.length)],
        ]),
        reasons: [],
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
        reasons: [],
      }
  }
}
