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
          ['made', formatInstant(checkpoint.madeAt)],
          ['entries', `${checkpoint.entries}`],
          ['head', checkpoint.head],
          [
            'next',
            'keep it where nobody can change it; "ledger audit --checkpoint FILE" holds the ledger against it',
          ],
        ]),
      }
    })
  },
}
