/** `airlatch-vendor api-key add`: a program may work at the desk over HTTP. Its key is shown once. */
import type { Command } from '../../../src/cli/command.ts'
import { API_SCOPES } from '../../../src/vendor/door.ts'
import { endOf } from '../../../src/words/dates.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { apiKeyFields, apiKeyJson } from '../../api-key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const apiKeyAdd: Command<VendorWorld> = {
  path: 'api-key add <name>',
  summary: 'Let a program work at the desk over HTTP',
  more: 'The API key is shown once, and is not stored. Give it only the scopes that the program needs: "read" looks at everything, "sell" creates and changes customers and keys (to list and show them, add "read"), "activate" answers requests, "manage" changes products and affiliates, merges, revokes and erases. No scope includes another.',
  positionals: { name: 'your name for it; the ledger records its changes under this name' },
  options: {
    scope: {
      kind: 'list',
      value: 'SCOPE',
      describe: 'what it may do',
      choices: API_SCOPES,
      required: true,
    },
    expires: {
      kind: 'text',
      value: 'DATE',
      describe: 'the last day on which it works (default: until it is revoked)',
    },
    'per-minute': {
      kind: 'whole',
      value: 'N',
      describe: 'how many calls a minute it may make (default: 600)',
    },
    devices: {
      kind: 'whole',
      value: 'N',
      describe:
        'from how many devices, which are told apart by their addresses, it may be used (default: any number); "api-key reset" clears them',
    },
  },
  examples: [
    ['A shop that sells keys', 'api-key add shop --scope sell'],
    [
      'A program that activates, until the end of the year',
      'api-key add kiosk --scope read --scope activate --expires 2027-12-31',
    ],
    ['A program on one computer', 'api-key add reports --scope read --devices 1'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const expires = args.optional('expires')
      const { apiKey, secret } = await vendor.apiKeys.add({
        name: args.text('name'),
        scopes: args.list('scope'),
        expiresAt: expires === undefined ? undefined : endOf('--expires', expires),
        perMinute: args.whole('per-minute'),
        mostDevices: args.whole('devices'),
      })
      return {
        json: { ...apiKeyJson(apiKey), secret },
        text: fields([
          ...apiKeyFields(apiKey),
          [labelFor('secret'), secret],
          ['', vendorWords().api.key.shownOnce],
        ]),
      }
    }),
}
