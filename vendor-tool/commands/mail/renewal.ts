/** `airlatch-vendor mail renewal`: the mail with the newest licenses of all computers of a key, as one file. */

import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { handMail, MAIL_OPTIONS, mailWayOf, requireMailServer } from '../../mail/hand.ts'
import { mailOfRenewal, mailWarnings, newestLicenses } from '../../mail/mails.ts'
import type { VendorWorld } from '../../world.ts'

export const mailRenewal: Command<VendorWorld> = {
  path: 'mail renewal <key>',
  summary: 'Write the mail with the newest licenses of all computers of a key',
  more: 'Renew first: "renew" signs the new licenses, and this command mails them. Nothing is issued or recorded here, but they are signed again, which needs the passphrase of the signing key. Several licenses are one bundle. Without an option the mail is printed, to be copied. Nothing is sent without --send.',
  positionals: { key: 'the whole key, or its id (the first two groups)' },
  options: MAIL_OPTIONS,
  examples: [
    ['After "renew 7K3QM-9XWTR --extend 365"', 'mail renewal 7K3QM-9XWTR -o renewal.eml'],
    ['Send it', 'mail renewal 7K3QM-9XWTR --send'],
  ],
  run: (args, world) => {
    const way = mailWayOf(args)
    return world.vendor(async vendor => {
      const listed = await vendor.listedKey(args.text('key'))
      const { id } = listed.key
      if (way.by === 'smtp') await requireMailServer(vendor)
      const signer = await world.unlock(vendor)
      const { licenses, changed } = await newestLicenses(vendor, signer, id)
      const message = await mailOfRenewal({ vendor, signer }, id, licenses)
      const warnings = [...mailWarnings(listed), ...(changed > 0 ? [vendorWords().mail.changed(id)] : [])]
      return handMail(vendor, message, way, args, { key: id, warnings })
    })
  },
}
