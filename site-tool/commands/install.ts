/** `airlatch-site install INPUT...`: installs what the vendor sent, also while the server runs. */
import type { Command } from '../../src/cli/command.ts'
import {
  INSTALLABLE,
  type Installed,
  type PassedOver,
  type Reason,
  requireTaken,
  type TakenMessage,
} from '../../src/client/door.ts'
import { readOffered } from '../../src/exchange/offered.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { kitJson, licenseJson, licenseText } from '../../src/words/describe.ts'
import { revocationsInBrief } from '../../src/words/describe-published.ts'
import { explain } from '../../src/words/explain.ts'
import { fields, visible } from '../../src/words/output.ts'
import { reasonJson, warningTexts } from '../../src/words/reasons.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import type { SiteInstalled } from '../site/verbs.ts'
import type { SiteWorld } from '../world.ts'

export const install: Command<SiteWorld> = {
  path: 'install <inputs..>',
  summary: 'Install what the vendor sent, such as the license of this server',
  more: 'It takes licenses, bundles of licenses, kits, lists of revocations and clock resets, as files or as pictures of their QR codes. A server that runs takes them over at once: seats that are lent stay lent, also when a new license has fewer.',
  positionals: { inputs: 'messages in any form, or folders with them; - reads standard input' },
  examples: [
    ['The license that the vendor sent', 'install license.txt'],
    ['The kit of another product or vendor, and its license', 'install other.kit license.txt'],
    ['A photo of its QR code', 'install license.jpg'],
  ],
  async run(args, world) {
    const { messages, unread } = await readOffered(args.list('inputs'), { wanted: INSTALLABLE })
    const kit = await world.kit()
    const { rolledOut, lending, isRunning } = await world.site(
      async site => ({
        ...(await site.call('install', { messages, kit, product: world.product })),
        isRunning: site.pid !== undefined,
      }),
      { isNew: true },
    )
    const main = requireTaken(rolledOut)
    const passedOver = [...rolledOut.passedOver, ...unread]
    const reasons = reasonsOf(main.installed)
    const warnings = [...warningTexts(reasons), ...lending.flatMap(fewerText)]
    const { labels, install: say } = siteWords()
    return {
      json: {
        ...installedJson(main.installed),
        productId: main.kit.productId,
        lending: lending.map(({ productId, seats, held }) => ({ productId, seats, held })),
        alsoInstalled: rolledOut.taken
          .filter(one => one !== main)
          .map(one => ({ input: one.name, type: one.installed.kind, productId: one.kit.productId })),
        forOtherComputers: rolledOut.forOthers,
        passedOver: passedOver.map(({ name, error }) => ({ input: name, code: error?.code ?? null })),
        reasons: reasons.map(reasonJson),
        warnings,
      },
      text: [
        fields([
          ...rolledOut.taken.map(one => [labels.installed, takenText(one)] as const),
          ...lending.map(({ productName, seats, held }) => [productName, say.lends(seats, held)] as const),
          [labels.next, lending.length === 0 ? undefined : isRunning ? say.takenUp : say.next],
        ]),
        ...passedOver.map(passedOverText),
        ...(main.installed.kind === 'license' ? [licenseText(main.installed.license)] : []),
      ].join('\n\n'),
      warnings,
    }
  },
}

function reasonsOf(installed: Installed): readonly Reason[] {
  // every server trusts its first kit, and the administrator has chosen to install it
  const warnings = installed.warnings.filter(({ code }) => code !== 'kit-not-built-in')
  return installed.kind === 'license' ? [...installed.reasons, ...warnings] : warnings
}

/** Warns if more seats are held than the license has: nobody is cut off, but nothing is lent until it fits. */
function fewerText({ productName, seats, held }: SiteInstalled['lending'][number]): readonly string[] {
  return held > seats ? [siteWords().install.fewer(visible(productName), seats, held)] : []
}

function installedJson(installed: Installed): Record<string, unknown> {
  switch (installed.kind) {
    case 'license':
      return { type: 'license', license: licenseJson(installed.license) }
    case 'kit':
      return { type: 'kit', kit: kitJson(installed.kit), signedBy: installed.signedBy }
    case 'revocations':
      return { type: 'revocations', revocations: revocationsInBrief(installed.list) }
    case 'clock-reset':
      return { type: 'clock-reset', clockReset: { at: formatInstant(installed.at) } }
    // a server's home refuses both
    case 'lease':
    case 'lease-return':
      return { type: installed.kind }
  }
}

function takenText({ name, kit, installed }: TakenMessage): string {
  const { install: say } = siteWords()
  const what =
    installed.kind === 'kit'
      ? say.kit(kit.vendor, installed.kit.sequence, installed.signedBy)
      : say.kinds[installed.kind]
  return `${what} (${kit.productName}; ${name})`
}

function passedOverText({ name, error }: PassedOver): string {
  const why =
    error === undefined ? siteWords().install.notTheBest : explain(error.code, error.details as never).message
  return visible(siteWords().install.passedOver(name, why))
}
