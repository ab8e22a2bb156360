/** `airlatch-vendor activation release`: the seat of a computer that is dead or lost is free again. */

import type { Command } from '../../../src/cli/command.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import { activationJson, deactivationsJson, deactivationsText, releaseText } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'
import { listNext } from '../revocations/publish.ts'

export const activationRelease: Command<VendorWorld> = {
  path: 'activation release <id>',
  summary: 'Free the seat of a computer that is dead or lost',
  more: 'A seat that is released twice counts once.',
  positionals: { id: vendorWords().activation.argument },
  options: {
    reason: { kind: 'text', value: 'TEXT', describe: 'why, for the ledger', required: true },
    ...DANGER_OPTIONS,
  },
  examples: [
    [
      'When a computer is dead',
      'activation release 272225911f120a30 --reason "the mainboard died, ticket 4711"',
    ],
    [
      'By the computer ID that the customer reads out',
      'activation release T315F-Q92ZX-AH1BH --reason "stolen"',
    ],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const held = await vendor.activation(args.text('id'))
      const { keyId, computerId } = held
      const problem = { is: 'seat-released', computer: computerId, key: keyId } as const
      const about = { activation: activationJson(held) }
      const dryRun = await dryRunOrConfirmed(args, problem, about, held.released !== undefined)
      if (dryRun !== undefined) return dryRun
      const activation = await vendor.releaseActivation(held.id, args.text('reason'))
      const { released } = activation
      const { key } = await vendor.listedKey(keyId)
      const deactivations = await vendor.deactivations(keyId)
      return {
        json: { activation: activationJson(activation), deactivations: deactivationsJson(deactivations) },
        text: fields([
          [labelFor('activation'), activation.id],
          [labelFor('key'), keyId],
          [labelFor('computerId'), computerId],
          [labelFor('released'), released === undefined ? undefined : formatInstant(released.at)],
          [labelFor('how'), releaseText(released)],
          [labelFor('deactivations'), deactivationsText(deactivations)],
          [labelFor('releasedByHand'), deactivations.byHand],
          [labelFor('note'), vendorWords().activation.staysValid],
          [labelFor('next'), listNext(key.entitlement.productId)],
        ]),
      }
    }),
}
