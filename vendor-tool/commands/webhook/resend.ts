/** `airlatch-vendor webhook resend`: a message is sent again, by hand. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { deliveryJson } from '../../webhook-text.ts'
import type { VendorWorld } from '../../world.ts'

export const webhookResend: Command<VendorWorld> = {
  path: 'webhook resend <id>',
  summary: 'Send a message again',
  more: 'It has the same id as before, so a receiver that has seen it can ignore it. If the webhook answered 410, it gets messages again.',
  positionals: { id: 'the id of the message, as "webhook show" shows it' },
  examples: [['A message that was given up', 'webhook resend msg_5f0c8e0d5d6b4f7b9c8a1f2e3d4c5b6a']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const delivery = await vendor.webhooks.resend(args.text('id'))
      return {
        json: { delivery: deliveryJson(delivery) },
        text: fields([
          [labelFor('webhook'), delivery.webhook],
          [labelFor('event'), delivery.kind],
          [labelFor('next'), vendorWords().webhook.resent(delivery.webhook)],
        ]),
      }
    }),
}
