/** `airlatch-vendor webhook remove`: nothing more is sent to it, also not what waits. */

import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import type { VendorWorld } from '../../world.ts'

export const webhookRemove: Command<VendorWorld> = {
  path: 'webhook remove <name>',
  summary: 'Stop telling a server what happens',
  more: 'Its keys and the messages that wait for it are removed.',
  positionals: { name: vendorWords().webhook.listArgument },
  options: DANGER_OPTIONS,
  examples: [['A server that is no longer there', 'webhook remove crm']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { webhook, waiting } = await vendor.webhooks.show(args.text('name'), 0)
      const { name } = webhook
      const problem = { is: 'webhook-removed', webhook: name, waiting } as const
      const dryRun = await dryRunOrConfirmed(args, problem, { webhookName: name, waiting })
      if (dryRun !== undefined) return dryRun
      await vendor.webhooks.remove(name)
      return { json: { webhookName: name, waiting }, text: vendorWords().webhook.removed(name) }
    }),
}
