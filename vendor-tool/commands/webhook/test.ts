/** `airlatch-vendor webhook test`: sends a `ping` now, and shows what came of it. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { attemptedJson, isDelivered } from '../../webhook-text.ts'
import type { VendorWorld } from '../../world.ts'

export const webhookTest: Command<VendorWorld> = {
  path: 'webhook test <name>',
  summary: 'Send a message of the type "ping" to a webhook now',
  more: 'It is sent from this computer, once, and takes at most 15 seconds. The exit code is 1 when it is not delivered.',
  positionals: { name: vendorWords().webhook.listArgument },
  examples: [['Whether the receiver verifies messages', 'webhook test crm']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const name = args.text('name')
      const attempted = await vendor.webhooks.test(name)
      const say = vendorWords().webhook
      const json = attemptedJson(attempted)
      const answer =
        'status' in attempted
          ? say.answered(attempted.status, attempted.text)
          : say.noAnswer(String(json.answer))
      const arrived = isDelivered(attempted)
      return {
        json: { webhookName: name, ...json },
        text: fields([
          [labelFor('webhook'), name],
          [labelFor('outcome'), arrived ? say.isDelivered : say.notDelivered],
          [labelFor('answer'), answer],
          [labelFor('next'), arrived ? undefined : say.testNext('status' in attempted)],
        ]),
        exit: arrived ? 0 : 1,
      }
    }),
}
