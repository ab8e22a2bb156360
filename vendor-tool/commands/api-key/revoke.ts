/** `airlatch-vendor api-key revoke`: a program may no longer work at the desk over HTTP. */
import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { apiKeyJson } from '../../api-key-text.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import type { VendorWorld } from '../../world.ts'

export const apiKeyRevoke: Command<VendorWorld> = {
  path: 'api-key revoke <name>',
  summary: 'Revoke an API key',
  more: 'It stops working at once, and never works again.',
  positionals: { name: 'the name of the API key, or its id' },
  options: {
    reason: { kind: 'text', value: 'TEXT', describe: 'why, for the ledger' },
    ...DANGER_OPTIONS,
  },
  examples: [
    ['When an API key got into the wrong hands', 'api-key revoke shop --reason "was in a public repository"'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const apiKey = await vendor.apiKeys.named(args.text('name'))
      const problem = { is: 'api-key-revoked', apiKey: apiKey.name } as const
      const dryRun = await dryRunOrConfirmed(args, problem, apiKeyJson(apiKey))
      if (dryRun !== undefined) return dryRun
      const revoked = await vendor.apiKeys.revoke(apiKey.id, args.optional('reason'))
      return { json: apiKeyJson(revoked), text: vendorWords().api.key.revoked(revoked.name) }
    }),
}
