/** `airlatch-vendor key import`: the keys of another system, from its list, get activation keys of ours. */

import type { Answer, Args, Command } from '../../../src/cli/command.ts'
import {
  type Column,
  EXPORT_OPTIONS,
  type ExportTarget,
  exportTargetOf,
  listAnswer,
} from '../../../src/cli/export.ts'
import { readInput } from '../../../src/exchange/input.ts'
import {
  explain,
  type ImportedKey,
  type KeyDraft,
  type KeyList,
  MOST_LIST_BYTES,
  type PlannedLine,
} from '../../../src/vendor/door.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { asListed, keyJson, NEW_KEY_COLUMNS, namingKeys, recordJson } from '../../key-text.ts'
import { telling } from '../../telling.ts'
import { keyPhrases } from '../../terms.ts'
import type { VendorWorld } from '../../world.ts'

export const keyImport: Command<VendorWorld> = {
  path: 'key import <file>',
  summary: 'Create a key for each key of another system, from a CSV list',
  more: 'All of them are created, or none.',
  positionals: { file: 'the list: CSV in UTF-8' },
  options: {
    columns: {
      kind: 'text',
      value: 'FILE',
      describe: 'which column is what, as JSON; samples/import has some',
      required: true,
    },
    'dry-run': {
      kind: 'flag',
      describe: 'show what would be created for each line, or what is wrong; nothing is created',
    },
    ...EXPORT_OPTIONS,
  },
  examples: [
    [
      'Look first: what would become of each line',
      'key import qlm.csv --columns samples/import/qlm.columns.json --dry-run',
    ],
    [
      'Create the keys, and write the old and new ones side by side',
      'key import qlm.csv --columns samples/import/qlm.columns.json -o pairs.csv',
    ],
  ],
  run(args, world) {
    const target = exportTargetOf(args)
    const list = listOf(args)
    return world.vendor(async vendor =>
      args.flag('dry-run')
        ? planAnswer(await vendor.planImport(list), target)
        : madeAnswer(await telling('keys', tell => vendor.importKeys(list, tell)), target),
    )
  },
}

/** Errors: those of readInput. */
function listOf(args: Args): KeyList {
  return {
    csv: readInput(args.text('file'), MOST_LIST_BYTES.csv, 'key-list'),
    columns: readInput(args.text('columns'), MOST_LIST_BYTES.columns, 'column-map'),
  }
}

/** One row for each thing that is wrong, and one for each line that is right. */
interface PlanRow {
  readonly line: number
  readonly outcome: string
  readonly column: string | undefined
  readonly what: string
  readonly planned: PlannedLine
}

const PLAN_COLUMNS: readonly Column<PlanRow>[] = [
  { heading: 'line', cell: ({ line }) => line },
  { heading: 'outcome', cell: ({ outcome }) => outcome },
  { heading: 'column', cell: ({ column }) => column },
  { heading: 'what', cell: ({ what }) => what },
]

export function planAnswer(lines: readonly PlannedLine[], target: ExportTarget): Answer {
  const list = {
    name: 'lines',
    rows: lines.flatMap(planRows),
    columns: target.format === undefined ? PLAN_COLUMNS.map(shouting) : PLAN_COLUMNS,
    json: planJson,
    none: '',
  }
  const answer = listAnswer(list, target)
  const count = (kind: PlannedLine['kind']) => lines.filter(line => line.kind === kind).length
  const counts = { keys: count('key'), refused: count('refused'), skipped: count('skipped') }
  const summary = vendorWords().key.import.summary(counts.keys, counts.refused, counts.skipped)
  return {
    get json() {
      return { dryRun: true, counts, ...answer.json }
    },
    // behind a pipe is a program, which has asked for the list alone
    get text() {
      return target.format !== undefined && target.file === undefined
        ? answer.text
        : `${answer.text}\n\n${summary}`
    },
    exit: counts.refused === 0 ? 0 : 1,
  }
}

/** As the headings of every table are. */
function shouting<Row>({ heading, cell }: Column<Row>): Column<Row> {
  return { heading: heading.toUpperCase(), cell }
}

export function planRows(planned: PlannedLine): readonly PlanRow[] {
  const { line } = planned
  if (planned.kind === 'skipped')
    return [{ line, outcome: 'left-out', column: undefined, what: vendorWords().key.import.leftOut, planned }]
  if (planned.kind === 'key')
    return [{ line, outcome: 'key', column: undefined, what: keyPhrases(nameless(planned.key)), planned }]
  return planned.problems.map(({ column, error: { code, details } }) => {
    return { line, outcome: code, column, what: explain(code, details).message, planned }
  })
}

function planJson({ line, outcome, column, what, planned }: PlanRow): Record<string, unknown> {
  if (planned.kind !== 'key') return { line, outcome, column: column ?? null, problem: what }
  const { id: _id, ...key } = recordJson(nameless(planned.key))
  return { line, outcome, oldKey: planned.oldKey, key }
}

function nameless(draft: KeyDraft) {
  return { ...draft, id: '', text: '' }
}

export const MADE_COLUMNS: readonly Column<ImportedKey>[] = [
  { heading: 'line', cell: ({ line }) => line },
  { heading: 'old key', cell: ({ oldKey }) => oldKey },
  ...NEW_KEY_COLUMNS.map(
    ({ heading, cell }): Column<ImportedKey> => ({ heading, cell: ({ key }) => cell(asListed(key)) }),
  ),
]

/** What a terminal has room for. */
const PAIR_COLUMNS = MADE_COLUMNS.slice(0, 3).map(shouting)

function madeJson({ line, oldKey, key }: ImportedKey): Record<string, unknown> {
  return { line, oldKey, ...keyJson(asListed(key), true) }
}

export function madeAnswer(rows: readonly ImportedKey[], target: ExportTarget): Answer {
  const columns = target.format === undefined ? PAIR_COLUMNS : MADE_COLUMNS
  const list = {
    name: 'keys',
    rows,
    columns,
    json: madeJson,
    none: vendorWords().key.import.none,
  }
  return namingKeys(
    rows.map(({ key }) => key),
    () => listAnswer(list, target),
  )
}
