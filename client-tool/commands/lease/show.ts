/** `airlatch lease show`: lists the seats of site servers that this computer holds. */
import type { Command } from '../../../src/cli/command.ts'
import { leaseWords } from '../../../src/words/lease-tool.ts'
import { visible } from '../../../src/words/output.ts'
import { PROGRAM_OPTIONS, programOf } from '../../program.ts'
import { seatJson, seatText } from '../../seats.ts'
import type { ClientWorld } from '../../world.ts'

export const leaseShow: Command<ClientWorld> = {
  path: 'lease show',
  summary: 'Show the seats of site servers that this computer holds',
  more: 'It shows from which server each one is, until when, and whether it is borrowed. No server is asked.',
  options: PROGRAM_OPTIONS,
  examples: [['Which seat is in hand, and until when', 'lease show']],
  async run(args, world) {
    const client = await world.client()
    const seats = await client.seatsInHand(programOf(args))
    const { productId, productName } = client.kit
    return {
      json: { productId, seats: seats.map(seatJson) },
      text:
        seats.length === 0
          ? leaseWords().none(visible(productName))
          : seats.map(seat => seatText(client, seat)).join('\n\n'),
    }
  },
}
