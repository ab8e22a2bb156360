/** `airlatch-vendor ledger accept-clock`: the desk goes on from the present time after a wrong clock wrote the ledger. */

import type { Command } from '../../../src/cli/command.ts'
import { confirmed } from '../../../src/cli/confirmed.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerAcceptClock: Command<VendorWorld> = {
  path: 'ledger accept-clock',
  summary: 'Continue from the present time, after a wrong clock',
  more: 'It is for a ledger whose newest entry was written by a wrong clock. Check the date and the time of this computer first.',
  options: {
    reason: { kind: 'text', value: 'TEXT', describe: 'why, for the ledger', required: true },
    yes: { kind: 'flag', describe: 'do not ask' },
  },
  examples: [
    ['After an empty battery had set the clock wrong', 'ledger accept-clock --reason "battery empty"'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const found = await vendor.tryAcceptClock()
      if (found.wasNeeded)
        await confirmed(args.flag('yes'), {
          is: 'clock',
          clock: formatInstant(found.now),
          newest: instant(found.newest),
        })
      const say = vendorWords().ledger.acceptClock
      const { now, newest, wasNeeded } = await vendor.acceptClock(args.text('reason'))
      return {
        json: { clock: formatInstant(now), newestAt: instant(newest) ?? null, accepted: wasNeeded },
        text: fields([
          [labelFor('clock'), formatInstant(now)],
          [labelFor('newestBefore'), instant(newest)],
          [labelFor('accepted'), wasNeeded ? say.accepted : say.notNeeded],
          [labelFor('next'), wasNeeded ? say.next : undefined],
        ]),
      }
    }),
}

function instant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at)
}
