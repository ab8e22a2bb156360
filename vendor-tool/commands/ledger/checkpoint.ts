/** `airlatch-vendor ledger checkpoint`: how far the ledger is, signed, to be kept away from it. */

import type { Command } from '../../../src/cli/command.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  targetsOf,
} from '../../../src/exchange/deliver.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { checkpointJson } from '../../../src/words/describe.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerCheckpoint: Command<VendorWorld> = {
  path: 'ledger checkpoint',
  summary: 'Sign how far the ledger is, to compare it later',
  more: 'Keep the checkpoint in another place: it shows later whether the ledger was cut off, rewritten, or replaced by an old copy.',
  options: DELIVERY_OPTIONS,
  examples: [
    ['Every evening, on a stick that leaves the room', 'ledger checkpoint -o /media/usb/2026-11-22.txt'],
  ],
  async run(args, world) {
    const targets = targetsOf(args)
    return world.signer(async signer => {
      const { checkpoint, message } = await signer.checkpoint()
      const delivered = await deliver(message, 'checkpoint', targets)
      return {
        json: {
          checkpoint: checkpointJson(checkpoint),
          bytes: message.length,
          ...deliveredJson(delivered),
        },
        text: deliveredText('checkpoint', delivered, [
          [labelFor('made'), formatInstant(checkpoint.madeAt)],
          [labelFor('entries'), `${checkpoint.entries}`],
          [labelFor('head'), checkpoint.head],
          [labelFor('next'), vendorWords().ledger.checkpoint.next],
        ]),
      }
    })
  },
}
