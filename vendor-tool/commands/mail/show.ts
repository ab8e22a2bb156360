/** `airlatch-vendor mail show`: which mail server is set up. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { serverJson, serverPairs } from '../../mail/server-text.ts'
import type { VendorWorld } from '../../world.ts'

export const mailShow: Command<VendorWorld> = {
  path: 'mail show',
  summary: 'Show which mail server is set up, without its password',
  examples: [['Which mail server', 'mail show']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const server = await vendor.mail.server()
      if (server === undefined) return { json: { mailServer: null }, text: vendorWords().mail.noServer }
      const hasPassword = (await vendor.mail.password()) !== undefined
      return {
        json: { mailServer: serverJson(server, hasPassword) },
        text: fields(serverPairs(server, hasPassword)),
      }
    }),
}
