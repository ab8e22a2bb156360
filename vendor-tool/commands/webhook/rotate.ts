/** `airlatch-vendor webhook rotate`: new keys, while the former ones still sign for a day. */

import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { secretJson, secretText } from '../../webhook-text.ts'
import type { VendorWorld } from '../../world.ts'

export const webhookRotate: Command<VendorWorld> = {
  path: 'webhook rotate <name>',
  summary: 'Sign the messages of a webhook with a new secret and a new key',
  more: 'The former ones sign too for 24 hours, so that the receiver misses nothing. A restored ledger has no secrets: this makes new ones.',
  positionals: { name: vendorWords().webhook.listArgument },
  examples: [['When a secret got out', 'webhook rotate crm']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const rotated = await vendor.webhooks.rotate(args.text('name'))
      return { json: secretJson(rotated), text: secretText(rotated, vendorWords().webhook.rotated) }
    }),
}
