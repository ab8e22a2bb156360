/** `airlatch-site report`: writes a report for the vendor of what was lent, signed, in totals without names. */
import type { Command } from '../../src/cli/command.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  targetsOf,
} from '../../src/exchange/deliver.ts'
import { formatInstant, sinceOf } from '../../src/words/dates.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import type { SiteWorld } from '../world.ts'

export const report: Command<SiteWorld> = {
  path: 'report',
  summary: 'Write a signed report of what was lent, for the vendor',
  more: 'It has totals and no names: leases, renewals, denials, and the most seats at one time. "airlatch-site inspect" shows what it says.',
  options: {
    since: {
      kind: 'text',
      value: 'DATE',
      describe: 'from this day on (default: from the first entry of the log)',
    },
    ...DELIVERY_OPTIONS,
  },
  examples: [
    ['Everything so far', 'report -o usage.txt'],
    ['Of this year', 'report --since 2027-01-01 -o usage.txt'],
  ],
  async run(args, world) {
    const targets = targetsOf(args)
    const day = args.optional('since')
    const since = day === undefined ? 0 : sinceOf('--since', day)
    const made = await world.site(site => site.call('report', { product: world.product, since }))
    const delivered = await deliver(made.report, 'usage-report', targets, { title: made.productName })
    const { labels, report: say } = siteWords()
    return {
      json: {
        productId: made.productId,
        since: formatInstant(made.since),
        bytes: made.report.length,
        ...deliveredJson(delivered),
      },
      text: deliveredText('usage-report', delivered, [
        [labels.since, say.since(formatInstant(made.since), day === undefined)],
        [labels.next, say.send(made.vendorName)],
      ]),
    }
  },
}
