/** `airlatch-vendor mail key`: the mail that brings a customer their activation key. */

import type { Command } from '../../../src/cli/command.ts'
import { handMail, MAIL_OPTIONS, mailWayOf } from '../../mail/hand.ts'
import { keyMailWarnings, mailOfKey } from '../../mail/mails.ts'
import type { VendorWorld } from '../../world.ts'

export const mailKey: Command<VendorWorld> = {
  path: 'mail key <key>',
  summary: 'Write the mail that brings a customer their activation key',
  more: 'The mail has the whole key. Without an option it is printed, to be copied. Nothing is sent without --send.',
  positionals: { key: 'the whole key, or its id (the first two groups)' },
  options: MAIL_OPTIONS,
  examples: [
    ['Copy the text', 'mail key 7K3QM-9XWTR'],
    ['As a draft for your mail program', 'mail key 7K3QM-9XWTR -o key.eml'],
    ['Send it to another address', 'mail key 7K3QM-9XWTR --to buyer@acme.example --send'],
  ],
  run: (args, world) => {
    const way = mailWayOf(args)
    return world.vendor(async vendor => {
      const listed = await vendor.listedKey(args.text('key'))
      const { id } = listed.key
      const about = { key: id, warnings: keyMailWarnings(listed) }
      return handMail(vendor, await mailOfKey(vendor, id), way, args, about)
    })
  },
}
