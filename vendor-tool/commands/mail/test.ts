/** `airlatch-vendor mail test`: one mail to an address of the vendor's, to see that the mail server works. */

import type { Command } from '../../../src/cli/command.ts'
import { systemClock } from '../../../src/http/clock.ts'
import { requireMailAddress } from '../../../src/vendor/door.ts'
import { fields, visible } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { requireMailServer } from '../../mail/hand.ts'
import { sendMail } from '../../mail/send.ts'
import type { VendorWorld } from '../../world.ts'

export const mailTest: Command<VendorWorld> = {
  path: 'mail test',
  summary: 'Send a mail to yourself, to see that the mail server works',
  more: 'It is sent at once. It is marked as a test, and contains nothing about keys or customers.',
  options: {
    to: { kind: 'text', value: 'ADDRESS', required: true, describe: 'an address of your own' },
  },
  examples: [['To yourself', 'mail test --to licenses@acme.example']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const to = requireMailAddress('--to', args.text('to'))
      const server = await requireMailServer(vendor)
      const { subject, body } = vendorWords().mail.test
      const text = body(visible(vendor.identity.name))
      await sendMail({ to, subject, text, brief: text, alone: undefined, attachments: [] }, server, {
        clock: systemClock,
        now: () => vendor.mail.now,
      })
      const said = vendorWords().mail.sent(to, server.host)
      return { json: { isSent: true, to }, text: fields([[labelFor('sent'), said]]) }
    }),
}
