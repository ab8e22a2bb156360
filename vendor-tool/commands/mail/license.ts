/** `airlatch-vendor mail license`: the mail with the newest license of one computer, which is signed again as it was. */

import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { handMail, MAIL_OPTIONS, mailWayOf, requireMailServer } from '../../mail/hand.ts'
import { mailOfLicense, mailWarnings, readyLicense } from '../../mail/mails.ts'
import type { VendorWorld } from '../../world.ts'

export const mailLicense: Command<VendorWorld> = {
  path: 'mail license <activation>',
  summary: 'Write the mail with the newest license of one computer',
  more: 'Nothing is issued or recorded: the license is the one that the computer got last. It is signed again, which needs the passphrase of the signing key. Without an option the mail is printed, to be copied. Nothing is sent without --send.',
  positionals: { activation: 'the id of an activation, or the computer ID of a computer that has one seat' },
  options: MAIL_OPTIONS,
  examples: [
    [
      'As a draft for your mail program, with the license attached',
      'mail license T315F-Q92ZX-AH1BH -o license.eml',
    ],
    ['Send it', 'mail license T315F-Q92ZX-AH1BH --send'],
  ],
  run: (args, world) => {
    const way = mailWayOf(args)
    return world.vendor(async vendor => {
      const activation = await vendor.activation(args.text('activation'))
      if (way.by === 'smtp') await requireMailServer(vendor)
      const newest = await (await world.unlock(vendor)).newestLicense(activation)
      const { keyId } = activation
      const message = await mailOfLicense(vendor, keyId, readyLicense(newest))
      const changed = newest.isOutdated ? [vendorWords().mail.changed(keyId)] : []
      const warnings = [...mailWarnings(await vendor.listedKey(keyId)), ...changed]
      return handMail(vendor, message, way, args, { key: keyId, warnings })
    })
  },
}
