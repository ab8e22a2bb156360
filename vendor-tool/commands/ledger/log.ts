/** `airlatch-vendor ledger log`: what happened, and who did it, the newest last. */

import type { Args, Command } from '../../../src/cli/command.ts'
import { type Column, EXPORT_OPTIONS, exportTargetOf } from '../../../src/cli/export.ts'
import { longListAnswer, type WideColumn } from '../../../src/cli/stream.ts'
import { ENTRY_KINDS, type LogEntry, type LogFilter, openVendor } from '../../../src/vendor/door.ts'
import { endOf, formatInstant, sinceOf } from '../../../src/words/dates.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { detailsOf, sentence } from '../../entry-text.ts'
import { present } from '../../fields.ts'
import { asTyped } from '../../flags.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerLog: Command<VendorWorld> = {
  path: 'ledger log',
  summary: 'Show what happened and who did it, newest last',
  more: 'Whole keys are not shown.',
  options: {
    key: { kind: 'text', value: 'KEY', describe: 'only entries about this activation key' },
    kind: { kind: 'text', value: 'KIND', describe: 'only entries of this kind', choices: ENTRY_KINDS },
    operator: { kind: 'text', value: 'NAME', describe: 'only entries by this operator' },
    since: {
      kind: 'text',
      value: 'DATE',
      describe: 'from this day on, such as 2026-11-22, or from an instant',
    },
    until: {
      kind: 'text',
      value: 'DATE',
      describe: 'until this day, with the whole of it, or before an instant',
    },
    last: { kind: 'whole', value: 'N', describe: 'only the newest N of these' },
    ...EXPORT_OPTIONS,
  },
  examples: [
    ['What happened last', 'ledger log --last 20'],
    [
      'What a colleague did in November, for a spreadsheet',
      'ledger log --since 2026-11-01 --until 2026-11-30 --operator ann -o november.csv',
    ],
    [
      'Which keys were sold in November',
      'ledger log --kind key.created --since 2026-11-01 --until 2026-11-30',
    ],
  ],
  run(args, world) {
    const target = exportTargetOf(args)
    const filter = filterOf(args)
    return longListAnswer(
      {
        name: 'entries',
        rows: () => entries(world, args.optional('key'), filter),
        wide: wide(),
        columns: COLUMNS,
        json: entryJson,
        none: vendorWords().entries.none,
      },
      target,
    )
  },
}

type Filter = LogFilter & { readonly last?: number }

/** Error: invalid-value. */
export function filterOf(args: Args): Filter {
  const since = args.optional('since')
  const until = args.optional('until')
  return present({
    kind: args.optional('kind') as LogFilter['kind'],
    operator: args.optional('operator'),
    since: since === undefined ? undefined : sinceOf('--since', since),
    until: until === undefined ? undefined : endOf('--until', until),
    last: args.whole('last'),
  })
}

/** The ledger is open for as long as the list is read. */
async function* entries(
  { options }: VendorWorld,
  key: string | undefined,
  filter: Filter,
): AsyncGenerator<LogEntry> {
  const vendor = await asTyped(() => openVendor(options))
  try {
    yield* vendor.log(key === undefined ? filter : { ...filter, keyId: (await vendor.key(key)).id })
  } finally {
    await vendor.close()
  }
}

export function entryJson(entry: LogEntry): Record<string, unknown> {
  return {
    seq: entry.seq,
    at: formatInstant(entry.at),
    operator: entry.operator ?? null,
    kind: entry.change.kind,
    keyId: entry.keyId ?? null,
    ...detailsOf(entry),
  }
}

/** What a terminal has room for. */
const wide = (): readonly WideColumn<LogEntry>[] => [
  { heading: headingFor('entry'), cell: ({ seq }) => seq, width: 7 },
  { heading: headingFor('when'), cell: ({ at }) => formatInstant(at), width: 20 },
  { heading: headingFor('who'), cell: ({ operator }) => operator, width: 10 },
  { heading: headingFor('keyId'), cell: ({ keyId }) => keyId, width: 11 },
  { heading: headingFor('what'), cell: sentence, width: 0 },
]

const COLUMNS: readonly Column<LogEntry>[] = [
  { heading: 'entry', cell: ({ seq }) => seq },
  { heading: 'when', cell: ({ at }) => formatInstant(at) },
  { heading: 'who', cell: ({ operator }) => operator },
  { heading: 'kind', cell: ({ change }) => change.kind },
  { heading: 'key id', cell: ({ keyId }) => keyId },
  { heading: 'what', cell: sentence },
]
