/** `airlatch lease return`: gives a seat back before its end, over the network, as a file or as a picture. */
import type { Command } from '../../../src/cli/command.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  targetsOf,
} from '../../../src/exchange/deliver.ts'
import { sheetAbout } from '../../../src/exchange/sheet-about.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { leaseWords } from '../../../src/words/lease-tool.ts'
import { fields } from '../../../src/words/output.ts'
import { SITE_OPTION, sitesOf } from '../../seats.ts'
import type { ClientWorld } from '../../world.ts'

export const leaseReturn: Command<ClientWorld> = {
  path: 'lease return',
  summary: 'Give a seat back to its site server, so that others can have it',
  more: 'It ends the seat on this computer at once. With -o or --qr no server is asked: the request is the proof, for a server that this computer cannot reach. A request that was not delivered is written again.',
  options: {
    ...SITE_OPTION,
    ...DELIVERY_OPTIONS,
    'lease-id': { kind: 'text', value: 'ID', describe: 'the lease that is meant, if several are in hand' },
    force: { kind: 'flag', describe: 'also while programs use the seat' },
  },
  examples: [
    ['Give the seat back', 'lease return'],
    ['A borrowed seat, by file', 'lease return -o return.txt'],
  ],
  async run(args, world) {
    const targets = targetsOf(args)
    const isByFile = targets.output !== undefined || targets.qr !== undefined
    const client = await world.client()
    const { leaseId, returned, endsAt, message } = await client.returnSeat({
      leaseId: args.optional('lease-id'),
      sites: sitesOf(args),
      offline: isByFile,
      force: args.flag('force'),
    })
    const end = endsAt === undefined ? undefined : formatInstant(endsAt)
    const { labels, ...say } = leaseWords()
    const { productId } = client.kit
    const json = { leaseId, productId, returned, ends: end ?? null, bytes: message.length }
    if (!isByFile)
      return {
        json,
        text: fields([
          [labels.lease, leaseId],
          [labels.returned, returned ? say.isBack : say.notBack(end)],
          [labels.next, returned ? undefined : say.handOver],
        ]),
      }
    const delivered = await deliver(message, 'lease-request', targets, sheetAbout(client.kit))
    return {
      json: { ...json, ...deliveredJson(delivered) },
      text: deliveredText('lease-request', delivered, [
        [labels.lease, leaseId],
        [labels.next, say.send],
      ]),
    }
  },
}
