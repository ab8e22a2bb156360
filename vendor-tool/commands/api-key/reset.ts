/** `airlatch-vendor api-key reset`: an API key may be used from other devices again. */
import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { apiKeyJson } from '../../api-key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const apiKeyReset: Command<VendorWorld> = {
  path: 'api-key reset <name>',
  summary: 'Clear the list of devices that used an API key',
  more: 'The next devices that use it are recorded, up to its limit.',
  positionals: { name: 'the name of the API key, or its id' },
  examples: [['When a program moved to another server', 'api-key reset reports']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { apiKey, devices } = await vendor.apiKeys.reset(args.text('name'))
      return {
        json: { ...apiKeyJson(apiKey), forgotten: devices },
        text: vendorWords().api.key.reset(apiKey.name, devices),
      }
    }),
}
