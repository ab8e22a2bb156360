/** `airlatch-vendor webhook list`: who is told what happens, and how it goes. */

import type { Command } from '../../../src/cli/command.ts'
import { table } from '../../../src/words/output.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { answerText, deliveryJson, eventsText, listedJson, stateText } from '../../webhook-text.ts'
import type { VendorWorld } from '../../world.ts'

export const webhookList: Command<VendorWorld> = {
  path: 'webhook list',
  summary: 'List the webhooks',
  more: 'It shows how many messages wait for each, and what the receiver answered last.',
  examples: [['Whether messages arrive', 'webhook list']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const all = await vendor.webhooks.list()
      const rows = all.map(listed => {
        const [newest] = listed.deliveries
        const { name, url, events } = listed.webhook
        return [
          name,
          url,
          eventsText(events),
          listed.waiting,
          newest && answerText(newest),
          stateText(listed),
        ]
      })
      const columns = ['webhook', 'address', 'events', 'waiting', 'answer', 'state'] as const
      return {
        json: {
          webhooks: all.map(listed => {
            const [newest] = listed.deliveries
            return { ...listedJson(listed), delivery: newest === undefined ? null : deliveryJson(newest) }
          }),
        },
        text: table(columns.map(headingFor), rows, vendorWords().webhook.none),
      }
    }),
}
