/** `airlatch-vendor activation set-start`: the day on which an activation began, after a wrong clock recorded it. */

import type { Command } from '../../../src/cli/command.ts'
import { formatInstant, sinceOf } from '../../../src/words/dates.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { activationJson } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const activationSetStart: Command<VendorWorld> = {
  path: 'activation set-start <id> <date>',
  summary: 'Correct the day on which an activation began',
  more: 'It is for a start that a wrong clock recorded. The days of the activation begin on the right day.',
  positionals: {
    id: vendorWords().activation.argument,
    date: 'the right day, such as 2026-11-22, or an instant such as 2026-11-22T12:00:00Z',
  },
  options: {
    reason: { kind: 'text', value: 'TEXT', describe: 'why, for the ledger', required: true },
  },
  examples: [
    [
      'After an empty battery had set the clock wrong',
      'activation set-start 272225911f120a30 2026-11-22 --reason "battery empty"',
    ],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const activation = await vendor.setActivationStart({
        activationId: args.text('id'),
        start: sinceOf('date', args.text('date')),
        reason: args.text('reason'),
      })
      const { id, keyId, computerId, begunAt, startSet } = activation
      return {
        json: { activation: activationJson(activation) },
        text: fields([
          [labelFor('activation'), id],
          [labelFor('key'), keyId],
          [labelFor('computerId'), computerId],
          [labelFor('since'), formatInstant(begunAt)],
          [labelFor('recordedBefore'), startSet === undefined ? undefined : formatInstant(startSet.from)],
          [labelFor('reason'), startSet?.reason],
          [labelFor('next'), vendorWords().activation.issueAgain],
        ]),
      }
    }),
}
