/** `airlatch-site request [KEY]`: makes this server's activation request for the vendor, as a file or a QR code. */
import type { Command } from '../../src/cli/command.ts'
import { makeFolder } from '../../src/disk/files.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  targetsOf,
} from '../../src/exchange/deliver.ts'
import { sheetAbout } from '../../src/exchange/sheet-about.ts'
import { recipientOf } from '../../src/words/describe.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import type { SiteWorld } from '../world.ts'

export const request: Command<SiteWorld> = {
  path: 'request [key]',
  summary: 'Create the activation request of this server for the vendor',
  more: 'The license of a server cannot be read aloud as a code: send the request as a file or as a QR code.',
  positionals: {
    key: 'the activation key, six groups of five; or its first two groups, or nothing, to renew the license that is installed',
  },
  options: {
    ...DELIVERY_OPTIONS,
    'every-account': {
      kind: 'flag',
      describe:
        'count only what every account can read, if the server runs under another account than this one; a copy of a virtual machine may then be taken for the original',
    },
  },
  examples: [
    ["The first request, with the vendor's kit", 'request 7K3QM-... --kit cad.kit -o request.txt'],
    ['A renewal, or more seats', 'request -o request.txt'],
    ['As a picture, for a server without a USB port', 'request 7K3QM-... --qr request.png'],
  ],
  async run(args, world) {
    const targets = targetsOf(args)
    const client = await world.client()
    // create the home with private permissions: it will have names and keys
    makeFolder(world.home)
    const options = args.flag('every-account') ? { everyAccount: true } : {}
    const { message, computerId, keyId } = await client.request(args.optional('key'), {}, options)
    const { kit } = client
    const delivered = await deliver(
      message,
      'request',
      { ...targets, page: kit.address },
      sheetAbout(kit, { computerId, keyId }),
    )
    const { labels, request: say } = siteWords()
    const { productId } = kit
    return {
      json: { computerId, productId, bytes: message.length, ...deliveredJson(delivered), warnings: [] },
      text: deliveredText('request', delivered, [
        [labels.computerId, computerId],
        [labels.next, say.send(recipientOf(kit))],
      ]),
    }
  },
}
