/** `airlatch-vendor webhook add`: somebody else's server is told what happens (checklist HT-03). */

import type { Command } from '../../../src/cli/command.ts'
import { EVENT_TYPES } from '../../../src/vendor/door.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { secretJson, secretText } from '../../webhook-text.ts'
import type { VendorWorld } from '../../world.ts'

export const webhookAdd: Command<VendorWorld> = {
  path: 'webhook add <url>',
  summary: 'Tell a server what happens, by signed messages',
  more: 'It is told what happens from now on, as Standard Webhooks has it. Messages have ids and times, and no whole activation key or personal data. They are sent while "airlatch-vendor api" runs. The secret to verify them is shown once.',
  positionals: { url: 'where messages are sent, such as https://hooks.example.com/airlatch' },
  options: {
    name: { kind: 'text', value: 'NAME', describe: 'what you call it (default: the host)' },
    event: {
      kind: 'list',
      value: 'TYPE',
      describe: 'only events of this type (default: all of them)',
      choices: EVENT_TYPES,
    },
    'allow-private': {
      kind: 'flag',
      describe:
        'the receiver may be in a private network; http:// is taken then, for private addresses alone',
    },
  },
  examples: [
    ['All events', 'webhook add https://hooks.example.com/airlatch --name crm'],
    [
      'Only new keys and suspended ones',
      'webhook add https://hooks.example.com/keys --event key.created --event key.suspended',
    ],
    ['A receiver in your own network', 'webhook add http://10.0.0.7:8080/in --name erp --allow-private'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const added = await vendor.webhooks.add({
        url: args.text('url'),
        name: args.optional('name'),
        events: args.list('event'),
        allowPrivate: args.flag('allow-private'),
      })
      return { json: secretJson(added), text: secretText(added, vendorWords().webhook.added) }
    }),
}
