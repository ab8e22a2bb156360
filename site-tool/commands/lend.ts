/** `airlatch-site lend INPUT`: answers a lease request carried by hand, e.g. for a laptop that is never online. */
import type { Command } from '../../src/cli/command.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  targetsOf,
} from '../../src/exchange/deliver.ts'
import { naming, readMessage } from '../../src/exchange/input.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import type { SiteWorld } from '../world.ts'

export const lend: Command<SiteWorld> = {
  path: 'lend <input>',
  summary: 'Answer a request for a seat that came as a file or a picture, without a network',
  more: 'The request comes from "airlatch lease borrow" on the other computer, and the answer goes back there. A seat that is given back before its end comes the same way.',
  positionals: {
    input: 'the request in any form, or a folder with pictures of its QR codes; - reads standard input',
  },
  options: DELIVERY_OPTIONS,
  examples: [
    ['A seat for a laptop that travels', 'lend request.txt -o answer.txt'],
    ['From a photo of its screen to a picture for its camera', 'lend photo.jpg --qr answer.png'],
  ],
  async run(args, world) {
    const targets = targetsOf(args)
    const path = args.text('input')
    const request = await readMessage(path, { wanted: ['lease-request'] })
    const lent = await naming(path, () => world.site(site => site.call('lend', { request })))
    const { productId, productName, operation, kind, answer } = lent
    const delivered = await deliver(answer, 'lease-answer', targets, { title: productName })
    const { labels, lend: say } = siteWords()
    return {
      json: { productId, operation, outcome: kind, bytes: answer.length, ...deliveredJson(delivered) },
      text: deliveredText('lease-answer', delivered, [
        [labels.seats, say[kind]],
        [labels.next, say.carryBack],
      ]),
    }
  },
}
