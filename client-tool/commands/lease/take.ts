/** `airlatch lease take`: gets a seat from a site server and keeps it for `status` and `run` until it ends. */
import type { Command } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import { LEASE_SECONDS } from '../../../src/core/message/lending.ts'
import { PROGRAM_OPTIONS, programOf } from '../../program.ts'
import { QUEUE_OPTION, SITE_OPTION, sayQueued, seatAnswer, sitesOf } from '../../seats.ts'
import type { ClientWorld } from '../../world.ts'

export const leaseTake: Command<ClientWorld> = {
  path: 'lease take',
  summary: 'Get a seat from a site server, and keep it until it ends',
  more: 'A seat that this computer holds already is kept. "airlatch run --lease" gets a seat for one program alone, and gives it back.',
  options: {
    ...SITE_OPTION,
    ...QUEUE_OPTION,
    seconds: {
      kind: 'whole',
      value: 'N',
      describe: `how long the seat is wanted for, ${LEASE_SECONDS.least} to ${LEASE_SECONDS.most} seconds (default: as long as the server lends it)`,
    },
    ...PROGRAM_OPTIONS,
  },
  examples: [
    ['Get a seat from the server that is named', 'lease take --site licenses:7632'],
    ['Wait for one if all are in use', 'lease take --queue'],
  ],
  async run(args, world) {
    const client = await world.client()
    const wanted = args.whole('seconds')
    const { least, most } = LEASE_SECONDS
    if (wanted !== undefined && (wanted < least || wanted > most))
      throw new AirlatchError('invalid-value', {
        field: '--seconds',
        expected: { is: 'whole-number', least, most },
        got: wanted,
      })
    const seat = await client.keepSeat({
      program: programOf(args),
      sites: sitesOf(args),
      wanted,
      queue: args.flag('queue'),
      onQueued: sayQueued,
    })
    return seatAnswer(client, seat)
  },
}
