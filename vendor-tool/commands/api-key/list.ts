/** `airlatch-vendor api-key list`: which programs may work at the desk over HTTP. */
import type { Command } from '../../../src/cli/command.ts'
import { formatDay } from '../../../src/words/dates.ts'
import { table } from '../../../src/words/output.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { expiryText, listedApiKeyJson } from '../../api-key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const apiKeyList: Command<VendorWorld> = {
  path: 'api-key list',
  summary: 'List the API keys',
  more: 'Those that were revoked are in the log of the ledger: "ledger log --kind api-key.revoked".',
  examples: [['Which programs may work at the desk', 'api-key list']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const listed = await vendor.apiKeys.list()
      const rows = listed.map(({ apiKey, devices }) => [
        apiKey.name,
        apiKey.id,
        apiKey.scopes.join(', '),
        formatDay(apiKey.createdAt),
        expiryText(apiKey),
        apiKey.mostDevices === undefined ? undefined : `${devices} of ${apiKey.mostDevices}`,
      ])
      const headings = (['apiKey', 'id', 'scopes', 'added', 'expires', 'devices'] as const).map(headingFor)
      return {
        json: { apiKeys: listed.map(listedApiKeyJson) },
        text: table(headings, rows, vendorWords().api.key.none),
      }
    }),
}
