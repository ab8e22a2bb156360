/** `airlatch instances`: lists who runs the program on this terminal server, in which session, and since when. */

import type { Command } from '../../src/cli/command.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { table } from '../../src/words/output.ts'
import type { ClientWorld } from '../world.ts'

export const instances: Command<ClientWorld> = {
  path: 'instances',
  summary: 'List the user sessions that run the program on this computer now',
  more: 'It counts the sessions of programs that were started with "run --limit-instances", or that count by themselves. No seat is taken for looking.',
  examples: [['Who holds the floating seats of this terminal server', 'instances']],
  async run(_args, world) {
    const client = await world.client()
    const { limit, running } = await client.instances()
    const { instances: say } = clientWords()
    const rows = running.map(({ user, session, since }) => [user, session, formatInstant(since)])
    return {
      json: {
        floatingSeats: limit ?? null,
        instances: running.map(({ user, session, since }) => ({
          user,
          session,
          since: formatInstant(since),
        })),
      },
      text:
        limit === undefined
          ? say.unlimited
          : `${say.inUse(running.length, limit)}\n\n${table(say.headings, rows, say.nobody)}`,
    }
  },
}
