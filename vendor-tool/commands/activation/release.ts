/** `airlatch-vendor activation release`: the seat of a computer that is dead or lost is free again. */
import type { Command } from '../../../src/cli/command.ts'
import { formatInstant } from '../../../src/cli/dates.ts'
import { fields } from '../../../src/cli/output.ts'
import { activationJson } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const activationRelease: Command<VendorWorld> = {
  path: 'activation release <id>',
  summary: 'Free the seat of a computer that is dead or lost; released twice is released once',
  positionals: { id: 'the activation, 16 hexadecimal digits, as "activation list" shows it' },
  options: {
    reason: { kind: 'text', value: 'TEXT', describe: 'why, for the ledger', required: true },
  },
  example: 'activation release 272225911f120a30 --reason "the mainboard died, ticket 4711"',
  run: (args, world) =>
    world.vendor(async vendor => {
      const id = args.text('id').trim().toLowerCase()
      const activation = await vendor.releaseActivation(id, args.text('reason'))
      const { keyId, computerId, released } = activation
      return {
        json: { activation: activationJson(activation) },
        text: fields([
          ['activation', activation.id],
          ['key', keyId],
          ['computer id', computerId],
          ['released', released === undefined ? undefined : formatInstant(released.at)],
          ['reason', released?.reason],
          [
            'note',
            'its license stays valid on that computer until it ends; a new request of it takes a free seat',
          ],
        ]),
      }
    }),
}
