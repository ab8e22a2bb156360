/** `airlatch-vendor kit`: what every client of a product must know, as a signed file. */

import type { Answer, Args, Command } from '../../src/cli/command.ts'
import { writeNew } from '../../src/disk/files.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  type Targets,
  targetsOf,
} from '../../src/exchange/deliver.ts'
import {
  checkPackageName,
  KIT_FORMATS,
  type KitFormat,
  kitSource,
  kitSourceFile,
} from '../../src/exchange/kit-source.ts'
import { AirlatchError, type Kit } from '../../src/vendor/door.ts'
import { kitJson, kitText } from '../../src/words/describe.ts'
import { fields } from '../../src/words/output.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../world.ts'

export const kit: Command<VendorWorld> = {
  path: 'kit <product>',
  summary: "Make a product's kit, which ships with the program",
  more: 'The kit holds the keys that clients trust, and where they look for licenses.',
  positionals: { product: "the product's id" },
  options: {
    ...DELIVERY_OPTIONS,
    format: {
      kind: 'text',
      value: KIT_FORMATS.join('|'),
      choices: KIT_FORMATS,
      describe: `write the kit as source code in C and C++, C#, Java, Go, Python, Rust or Pascal, to build it into the program; without -o into a file of the language's usual name here, such as ${kitSourceFile('c')}`,
    },
    package: {
      kind: 'text',
      value: 'NAME',
      describe:
        'with --format cs, java or go: the namespace or package of the source code (default for go: main)',
    },
    'allow-generic': { kind: 'flag', describe: 'clients take generic licenses' },
    'search-path': {
      kind: 'list',
      value: 'PATH',
      describe: 'a file or folder (a share) where clients look for licenses',
    },
    contact: {
      kind: 'text',
      value: 'TEXT',
      describe: 'how customers reach your licensing desk, such as an e-mail address: clients show it',
    },
    address: {
      kind: 'text',
      value: 'URL',
      describe:
        "your self-service page (see serve), https:// and a host name: QR codes of requests are then links to it, which a phone's own camera opens",
    },
    site: {
      kind: 'list',
      value: 'URL',
      describe:
        'a site server of the customer that lends seats, such as licenses.site.example: clients ask it; http:// and the port 7632 where you name none',
    },
  },
  examples: [
    [
      'With where to send requests',
      'kit scope -o scope.kit --contact "licenses@acme.example, +49 30 123456"',
    ],
    ['For programs and customers', 'kit scope -o scope.kit'],
    ['To build it into a program in C or C++', 'kit scope --format c -o airlatch_kit.h'],
    [
      'To build it into a program in Java',
      'kit scope --format java --package com.example.scope -o AirlatchKit.java',
    ],
    [
      'With the page on which customers activate by themselves',
      'kit scope -o scope.kit --address https://activate.example.com',
    ],
    [
      'With generic licenses, which lie on a share',
      'kit scope -o scope.kit --allow-generic --search-path //server/licenses',
    ],
    ['For a customer whose site server lends seats', 'kit scope -o scope.kit --site licenses.site.example'],
  ],
  async run(args, world) {
    const format = args.optional('format') as KitFormat | undefined
    const packageName = args.optional('package')
    checkPackageName(format, packageName)
    const targets = format === undefined ? targetsOf(args) : sourceTargetsOf(args, format)
    return world.signer(async (signer, vendor) => {
      const before = await vendor.newestKit(args.text('product'))
      const { kit, message } = await signer.publishKit({
        productId: args.text('product'),
        allowGeneric: args.flag('allow-generic'),
        searchPath: args.list('search-path'),
        address: args.optional('address'),
        contact: args.optional('contact'),
        sites: args.list('site'),
      })
      const { json, text } =
        format === undefined
          ? await deliveredMessage(message, kit, targets)
          : deliveredSource(kitSource(format, { kit, message, packageName }), kit, targets)
      const warnings = warningsOf(kit, before)
      return { json: { kit: kitJson(kit), bytes: message.length, ...json, warnings }, text, warnings }
    })
  },
}

async function deliveredMessage(message: Uint8Array, kit: Kit, targets: Targets): Promise<Answer> {
  const delivered = await deliver(message, 'kit', targets)
  const next = vendorWords().kit.next(kit.productName)
  return {
    json: deliveredJson(delivered),
    text:
      delivered.armored ??
      `${deliveredText('kit', delivered, [[labelFor('next'), next]])}\n\n${kitText(kit)}`,
  }
}

/** Source code is one file, or standard output. Errors: invalid-value, output-exists, cannot-write. */
function sourceTargetsOf(args: Args, format: KitFormat): Targets {
  if (args.optional('qr') !== undefined) {
    const expected = { is: 'without-option', option: '--format' } as const
    throw new AirlatchError('invalid-value', { field: '--qr', expected })
  }
  return targetsOf(args, args.optional('output') ?? kitSourceFile(format))
}

function deliveredSource(source: string, kit: Kit, { output }: Targets): Answer {
  if (output === undefined || output === '-') return { json: { sourceCode: source }, text: source }
  writeNew(output, source)
  const next = vendorWords().kit.buildIn(kit.productName)
  return {
    json: { output },
    text: `${fields([
      [labelFor('kit'), output],
      [labelFor('next'), next],
    ])}\n\n${kitText(kit)}`,
  }
}

/** `before`: the newest kit until now. What a kit says is said with each, so it is forgotten easily. */
function warningsOf(kit: Kit, before: Kit | undefined): readonly string[] {
  const words = vendorWords().kit
  const areLeftOut = kit.sites.length === 0 && before !== undefined && before.sites.length > 0
  const others = (['contact', 'address'] as const).flatMap(what => {
    const said = before?.[what]
    return said !== undefined && kit[what] === undefined ? [words.leftOut(what, said)] : []
  })
  return [
    ...(kit.address?.startsWith('http://') ? [words.inClear] : []),
    ...(areLeftOut ? [words.sitesLeftOut(before.sites)] : []),
    ...others,
  ]
}
