/** `airlatch-vendor webhook add`: another server gets messages about events (checklist HT-03). */

import type { Command } from '../../../src/cli/command.ts'
import { EVENT_TYPES } from '../../../src/vendor/door.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { secretJson, secretText } from '../../webhook-text.ts'
import type { VendorWorld } from '../../world.ts'

export const webhookAdd: Command<VendorWorld> = {
  path: 'webhook add <url>',
  summary: 'Send signed messages about events to a server',
  more: 'The server gets messages about events from now on, in the format of Standard Webhooks. They contain ids and times, but no whole activation key and no personal data. They are sent while "airlatch-vendor api" runs. The secret to verify them is shown once.',
  positionals: { url: 'where messages are sent, such as https://hooks.example.com/airlatch' },
  options: {
    name: { kind: 'text', value: 'NAME', describe: 'your name for it (default: the host)' },
    event: {
      kind: 'list',
      value: 'TYPE',
      describe: 'only events of this type (default: all of them)',
      choices: EVENT_TYPES,
    },
    'allow-private': {
      kind: 'flag',
      describe:
        'the receiver may be in a private network; http:// is then accepted too, for private addresses only',
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
