/** `airlatch lease borrow`: borrows a seat for days, over the network or by a request as a file or picture. */
import type { Answer, Args, Command } from '../../../src/cli/command.ts'
import type { Client } from '../../../src/client/door.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import { MOST_BORROW_DAYS } from '../../../src/core/message/lending.ts'
import { DAY_SECONDS } from '../../../src/core/terms/term.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  type Targets,
  targetsOf,
} from '../../../src/exchange/deliver.ts'
import { sheetAbout } from '../../../src/exchange/sheet-about.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { leaseWords } from '../../../src/words/lease-tool.ts'
import { PROGRAM_OPTIONS, programOf } from '../../program.ts'
import { SITE_OPTION, seatAnswer, sitesOf } from '../../seats.ts'
import type { ClientWorld } from '../../world.ts'

export const leaseBorrow: Command<ClientWorld> = {
  path: 'lease borrow',
  summary: 'Borrow a seat for days, for a computer that leaves the site',
  more: 'With -o or --qr no server is asked: the request is written, and "airlatch install" takes the answer of the site server. Until the seat ends, no server is needed.',
  options: {
    days: {
      kind: 'whole',
      value: 'N',
      required: true,
      describe: `for how many days, 1 to ${MOST_BORROW_DAYS}; the server may lend the seat for fewer`,
    },
    ...SITE_OPTION,
    ...DELIVERY_OPTIONS,
    ...PROGRAM_OPTIONS,
  },
  examples: [
    ['For two weeks, while this computer can reach the server', 'lease borrow --days 14'],
    ['By file, for a computer that never reaches the server', 'lease borrow --days 14 -o borrow.txt'],
    ['By the camera of another computer', 'lease borrow --days 14 --qr -'],
  ],
  async run(args, world) {
    const targets = targetsOf(args)
    const client = await world.client()
    const days = args.whole('days') ?? 0
    if (days < 1 || days > MOST_BORROW_DAYS)
      throw new AirlatchError('invalid-value', {
        field: '--days',
        expected: { is: 'whole-number', least: 1, most: MOST_BORROW_DAYS },
        got: days,
      })
    if (targets.output !== undefined || targets.qr !== undefined) return byFile(args, client, days, targets)
    const seat = await client.borrowSeat({ days, program: programOf(args), sites: sitesOf(args) })
    const { issuedAt, expiresAt } = seat.lease
    const isFewer = expiresAt - issuedAt < days * DAY_SECONDS
    return seatAnswer(client, seat, isFewer ? [leaseWords().fewerDays(formatInstant(expiresAt))] : [])
  },
}

async function byFile(args: Args, client: Client, days: number, targets: Targets): Promise<Answer> {
  const message = await client.borrowRequest({ days, program: programOf(args) })
  const delivered = await deliver(message, 'lease-request', targets, sheetAbout(client.kit))
  const { labels, ...say } = leaseWords()
  return {
    json: {
      productId: client.kit.productId,
      days,
      bytes: message.length,
      ...deliveredJson(delivered),
    },
    text: deliveredText('lease-request', delivered, [[labels.next, say.sendAndInstall]]),
  }
}
