/** `airlatch-vendor mail remove`: no mail server is set up after it, and its password is gone. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'

export const mailRemove: Command<VendorWorld> = {
  path: 'mail remove',
  summary: 'Forget the mail server and its password',
  examples: [['No mail is sent from then on', 'mail remove']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const removed = await vendor.mail.removeServer()
      const words = vendorWords().mail
      const text = removed ? words.removed : words.nothingToRemove
      return { json: { isRemoved: removed }, text: fields([[labelFor('mailServer'), text]]) }
    }),
}
