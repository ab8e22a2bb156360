/** Owns what the commands about site-server seats share: their flags, and how a seat is shown. */
import type { Answer, Args, Option } from '../src/cli/command.ts'
import { AirlatchError, type Client, type SeatInHand } from '../src/client/door.ts'
import { parseSiteAddresses } from '../src/core/site/address.ts'
import { formatInstant } from '../src/words/dates.ts'
import { leaseJson } from '../src/words/describe-lease.ts'
import { leaseWords } from '../src/words/lease-tool.ts'
import { fields, visible } from '../src/words/output.ts'
import { reasonJson, warningTexts } from './program.ts'

export const SITE_OPTION: Readonly<Record<string, Option>> = {
  site: {
    kind: 'list',
    value: 'ADDRESS',
    describe:
      'the address of a site server, such as licenses:7632 (or AIRLATCH_SITE); of several, the first one with a free seat is used',
  },
}

export const QUEUE_OPTION: Readonly<Record<string, Option>> = {
  queue: { kind: 'flag', describe: 'if all seats are in use, wait for one' },
}

/** Returns the sites of the flag; undefined leaves it to the variable or the kit. Error: invalid-value. */
export function sitesOf(args: Args): readonly string[] | undefined {
  const sites = args.list('site')
  const text = sites.join(' ')
  if (parseSiteAddresses(text) === undefined)
    throw new AirlatchError('invalid-value', {
      field: '--site',
      expected: { is: 'site-addresses' },
      got: text,
    })
  return sites.length === 0 ? undefined : sites
}

/** Shows a waiting user their place in the queue. */
export function sayQueued(place: number, address: string): void {
  process.stderr.write(`${leaseWords().queued(place, visible(address))}\n`)
}

/** Describes a seat for programs. */
export function seatJson({ valid, lease, address, usedBy, license, ...verdict }: SeatInHand) {
  return {
    valid,
    address: address ?? null,
    serverKey: license.lending?.serverKey ?? null,
    ends: formatInstant(lease.expiresAt),
    borrowed: lease.borrowed,
    processes: usedBy,
    lease: leaseJson(lease),
    reasons: [...verdict.reasons, ...verdict.warnings].map(reasonJson),
  }
}

/** Describes a seat for people. */
export function seatText({ kit }: Client, seat: SeatInHand): string {
  const { lease, address, usedBy, valid, reasons } = seat
  const { labels, ...say } = leaseWords()
  const why = warningTexts(reasons).join('. ')
  return fields([
    [labels.product, visible(kit.productName)],
    [labels.lease, lease.leaseId],
    [labels.from, address === undefined ? say.fromFile : visible(address)],
    [labels.ends, formatInstant(lease.expiresAt)],
    [labels.seat, lease.borrowed ? say.borrowed : say.units[lease.seatUnit]],
    [labels.usedBy, usedBy.length === 0 ? undefined : usedBy.join(', ')],
    [labels.status, valid ? say.valid : say.notValid(visible(why))],
  ])
}

/** Returns the answer of a command that got a seat to keep. */
export function seatAnswer(client: Client, seat: SeatInHand, more: readonly string[] = []): Answer {
  const warnings = [...warningTexts(seat.warnings), ...more]
  return {
    json: { productId: client.kit.productId, seat: seatJson(seat), warnings },
    text: `${leaseWords().taken(visible(client.kit.productName))}\n\n${seatText(client, seat)}`,
    warnings,
  }
}
