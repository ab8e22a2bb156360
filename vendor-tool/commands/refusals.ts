/** `airlatch-vendor refusals`: who was told no, and why, the newest first. */

import type { Command } from '../../src/cli/command.ts'
import { type Column, EXPORT_OPTIONS, exportTargetOf, listAnswer } from '../../src/cli/export.ts'
import type { RefusedRequest } from '../../src/vendor/door.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { headingFor, type Label, vendorWords } from '../../src/words/vendor-tool.ts'
import { present } from '../fields.ts'
import { asTyped } from '../flags.ts'
import { reasonTexts, refusedJson } from '../refused-text.ts'
import type { VendorWorld } from '../world.ts'

export const refusals: Command<VendorWorld> = {
  path: 'refusals [key]',
  summary: 'Show which requests were refused and why, newest first',
  more: 'Kept for 90 days, and only the newest ones: 1,000 that proved their key, at most 20 for one key, and 200 that did not. Erasing the personal data of a key removes its own.',
  positionals: { key: 'the whole key or its id' },
  options: {
    last: { kind: 'whole', value: 'N', describe: 'only the newest N' },
    ...EXPORT_OPTIONS,
  },
  examples: [
    ['What the customer on the telephone was told', 'refusals 7K3QM-9XWTR'],
    ['The newest ones of all', 'refusals --last 20'],
  ],
  run(args, world) {
    const target = exportTargetOf(args)
    const key = args.optional('key')
    return world.vendor(async vendor => {
      const keyId = key === undefined ? undefined : (await vendor.key(key)).id
      const rows = await asTyped(() => vendor.refusals(present({ keyId, last: args.whole('last') })))
      return listAnswer(
        {
          name: 'refusals',
          rows,
          columns: target.format === undefined ? SHOWN.map(headed) : COLUMNS,
          json: refusedJson,
          none: vendorWords().issue.noRefusals,
        },
        target,
      )
    })
  },
}

type Shown = readonly [label: Label, cell: Column<RefusedRequest>['cell']]

/** What a terminal has room for: the first reason. */
const SHOWN: readonly Shown[] = [
  ['when', ({ at }) => formatInstant(at)],
  ['who', ({ operator }) => operator],
  ['keyId', ({ keyId }) => keyId],
  ['computer', ({ computerId }) => computerId],
  ['why', refused => reasonTexts(refused)[0]],
]

function headed([label, cell]: Shown): Column<RefusedRequest> {
  return { heading: headingFor(label), cell }
}

const COLUMNS: readonly Column<RefusedRequest>[] = [
  { heading: 'when', cell: ({ at }) => formatInstant(at) },
  { heading: 'who', cell: ({ operator }) => operator },
  { heading: 'key id', cell: ({ keyId }) => keyId },
  { heading: 'computer', cell: ({ computerId }) => computerId },
  { heading: 'key proved', cell: ({ isProved }) => isProved },
  { heading: 'times', cell: ({ times }) => times },
  { heading: 'codes', cell: ({ reasons }) => reasons.map(({ code }) => code).join(', ') },
  { heading: 'why', cell: refused => reasonTexts(refused).join('; ') },
]
