/** `airlatch-vendor ledger accept-clock`: the desk goes on from the present time after a wrong clock wrote the ledger. */
import type { Command } from '../../../src/cli/command.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { fields } from '../../../src/words/output.ts'
import { confirmed } from '../../confirmed.ts'
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
          problem: `the clock of this computer shows ${formatInstant(found.now)}, and the newest time in the ledger is ${instant(found.newest)}`,
          question: 'Is the time of this computer right?',
          act: 'accepted',
        })
      const { now, newest, wasNeeded } = await vendor.acceptClock(args.text('reason'))
      return {
        json: { clock: formatInstant(now), newestAt: instant(newest) ?? null, accepted: wasNeeded },
        text: fields([
          ['clock', formatInstant(now)],
          ['newest before', instant(newest)],
          [
            'accepted',
            wasNeeded ? 'yes' : 'not needed: the clock agrees with the ledger, nothing was recorded',
          ],
          [
            'next',
            wasNeeded
              ? 'look for what the wrong clock recorded ("ledger log"); "activation set-start" corrects the start of an activation'
              : undefined,
          ],
        ]),
      }
    }),
}

function instant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at)
}
