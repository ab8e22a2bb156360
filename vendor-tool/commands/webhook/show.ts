/** `airlatch-vendor webhook show`: a webhook with its messages, and what the receiver answered. */

import type { Command } from '../../../src/cli/command.ts'
import { fields, table } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import {
  deliveryHeadings,
  deliveryJson,
  deliveryRow,
  listedJson,
  stateText,
  webhookPairs,
} from '../../webhook-text.ts'
import type { VendorWorld } from '../../world.ts'

const USUALLY = 20

export const webhookShow: Command<VendorWorld> = {
  path: 'webhook show <name>',
  summary: 'Show a webhook and its newest messages',
  more: 'Messages are kept for 30 days, at most 1,000 that are done.',
  positionals: { name: vendorWords().webhook.listArgument },
  options: {
    last: { kind: 'whole', value: 'N', describe: `how many messages (default: ${USUALLY})` },
  },
  examples: [['What a receiver answered', 'webhook show crm']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const shown = await vendor.webhooks.show(args.text('name'), args.whole('last') ?? USUALLY)
      const say = vendorWords().webhook
      const about = fields([
        ...webhookPairs(shown.webhook),
        [labelFor('state'), stateText(shown)],
        [labelFor('waiting'), shown.waiting],
      ])
      const deliveries = table(deliveryHeadings(), shown.deliveries.map(deliveryRow), say.noDeliveries)
      return {
        json: { webhook: listedJson(shown), deliveries: shown.deliveries.map(deliveryJson) },
        text: `${about}\n\n${deliveries}`,
      }
    }),
}
