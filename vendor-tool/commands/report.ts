/**
 * `airlatch-vendor report expiring|renewals|sales|seats|activations`: what the desk is asked about all customers, as a
 * table, for a spreadsheet, for a program, or as a page to print.
 */
import type { Answer, Args, Command, Option } from '../../src/cli/command.ts'
import { EXPORT_OPTIONS, type ExportTarget, exportTargetOf, listAnswer } from '../../src/cli/export.ts'
import { assertNew, writeNew } from '../../src/disk/files.ts'
import {
  AirlatchError,
  REPORT_GROUPS,
  type Report,
  type ReportBy,
  type ReportInput,
  type ReportKind,
} from '../../src/vendor/door.ts'
import { endOf, monthOf, sinceOf } from '../../src/words/dates.ts'
import { fields } from '../../src/words/output.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import { archivedOption, present } from '../fields.ts'
import {
  COMPUTER_CELLS,
  computerJson,
  groupCells,
  groupJson,
  reportJson,
  reportText,
} from '../report-text.ts'
import type { VendorWorld } from '../world.ts'

const BY: Readonly<Record<string, Option>> = {
  by: {
    kind: 'text',
    value: REPORT_GROUPS.join('|'),
    describe: 'add up by product, customer, affiliate, month or order',
    choices: REPORT_GROUPS,
  },
}
const SPAN: Readonly<Record<string, Option>> = {
  month: { kind: 'text', value: 'YYYY-MM', describe: 'this month (in UTC)' },
  since: { kind: 'text', value: 'DATE', describe: 'from this day on (in UTC), or from an instant' },
  until: {
    kind: 'text',
    value: 'DATE',
    describe: 'until this day, with the whole of it, or before an instant',
  },
}
const WITHIN: Readonly<Record<string, Option>> = {
  within: { kind: 'whole', value: 'DAYS', describe: 'this many days, starting today (default: 30)' },
}
const OUTPUT: Readonly<Record<string, Option>> = {
  format: EXPORT_OPTIONS.format,
  output: {
    ...EXPORT_OPTIONS.output,
    describe: 'write the report to a new file: .csv, .jsonl, or .html for a page to print',
  },
}

type About = Pick<Command<VendorWorld>, 'summary' | 'more' | 'examples'> & {
  readonly options: Readonly<Record<string, Option>>
}

const ABOUT: Readonly<Record<ReportKind, About>> = {
  expiring: {
    summary: 'List the computers whose license, grace or maintenance ends soon',
    more: 'Days from activation and from the first run are included. The column "renewed to" shows the new end of a key that was renewed, until the computer has fetched its license.',
    options: { ...WITHIN, ...SPAN, ...BY },
    examples: [
      ['Who expires within 30 days', 'report expiring'],
      ['Who expires in December, for a spreadsheet', 'report expiring --month 2026-12 -o december.csv'],
      ['For the job that warns every morning', 'report expiring --within 90 --json'],
    ],
  },
  renewals: {
    summary: 'List the computers whose key was renewed, but that still have the earlier license',
    options: BY,
    examples: [['Who has not fetched the renewal', 'report renewals']],
  },
  sales: {
    summary: 'Add up the keys and seats that were sold, with their orders',
    more: 'By month, this one and the eleven before it, by default.',
    options: { ...SPAN, ...BY },
    examples: [
      ['What was sold, month by month', 'report sales'],
      ['What each affiliate sold in November', 'report sales --month 2026-11 --by affiliate'],
      ['A page to print', 'report sales --since 2026-01-01 --until 2026-12-31 -o sales.html'],
    ],
  },
  seats: {
    summary: 'Add up the seats that are sold, in use and free',
    more: 'By product, of keys that are neither expired nor revoked. A floating key counts as one seat: the computer of its server.',
    options: BY,
    examples: [['How many seats each customer uses', 'report seats --by customer']],
  },
  activations: {
    summary: 'Add up what was activated, renewed, moved and released',
    more: 'By month, this one and the eleven before it, by default.',
    options: { ...SPAN, ...BY },
    examples: [['What happened, month by month', 'report activations']],
  },
}

export const REPORTS: readonly Command<VendorWorld>[] = Object.entries(ABOUT).map(([kind, about]) => ({
  ...about,
  path: `report ${kind}`,
  options: { ...about.options, ...archivedOption('keys'), ...OUTPUT },
  run(args, world) {
    const page = pageOf(args)
    const target = page === undefined ? exportTargetOf(args, ['html']) : undefined
    const input = inputOf(kind as ReportKind, args)
    return world.vendor(async vendor => {
      const report = await vendor.report(input)
      return target === undefined
        ? pageAnswer(report, page as string, vendor.identity.name)
        : reportAnswer(report, target)
    })
  },
}))

/** Errors: invalid-value. */
export function inputOf(kind: ReportKind, args: Args): ReportInput {
  const month = args.optional('month')
  const [since, until] = ['since', 'until'].map(name => args.optional(name))
  const withinDays = args.whole('within')
  refuseTogether({ month, since, until, within: withinDays })
  const { start, end } = month === undefined ? {} : monthOf('--month', month)
  return {
    kind,
    ...present({
      by: args.optional('by') as ReportBy | undefined,
      since: since === undefined ? start : sinceOf('--since', since),
      until: until === undefined ? end : endOf('--until', until),
      withinDays,
      archived: args.flag('archived') || undefined,
    }),
  }
}

/** A month or a number of days says both ends. */
function refuseTogether(typed: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(typed).filter(name => typed[name] !== undefined)
  const whole = names.find(name => name === 'month' || name === 'within')
  const other = names.find(name => name !== whole)
  if (whole === undefined || other === undefined) return
  throw new AirlatchError('invalid-value', {
    field: `--${whole}`,
    expected: { is: 'without-option', option: `--${other}` },
    got: `${typed[whole]}`,
  })
}

/** The file of a page to print. Errors: output-exists, cannot-write. */
function pageOf(args: Args): string | undefined {
  const file = args.optional('output')
  if (file === undefined || args.optional('format') !== undefined) return undefined
  if (!file.toLowerCase().endsWith('.html')) return undefined
  assertNew(file)
  return file
}

/** Errors: page-missing {path, system}, output-exists, cannot-write. */
async function pageAnswer(report: Report, file: string, vendorName: string): Promise<Answer> {
  // the template costs every other command its start
  const { reportPage } = await import('../web/pages/report.ts')
  const { styleSheet } = await import('../../src/web/page-files.ts')
  writeNew(file, `${reportPage(report, vendorName, styleSheet())}`, true)
  const rows = rowsOf(report)
  return {
    json: { output: file, outputFormat: 'html', rows },
    text: fields([
      [labelFor('report'), file],
      [vendorWords().report.format, 'html'],
      [vendorWords().report.rows, rows],
    ]),
  }
}

function rowsOf({ by, computers, groups }: Report): number {
  return by === undefined ? computers.length : groups.length
}

function reportAnswer(report: Report, target: ExportTarget): Answer {
  // each when it is asked for: a long list takes its time, and only one of them is printed
  if (target.format === undefined)
    return {
      get json() {
        return reportJson(report)
      },
      get text() {
        return reportText(report)
      },
    }
  const { by, kind, computers, groups } = report
  const none = vendorWords().report.none[kind]
  if (by === undefined)
    return listAnswer(
      { name: labelFor('report'), rows: computers, columns: COMPUTER_CELLS, json: computerJson, none },
      target,
    )
  const columns = groupCells(report)
  const json = (row: (typeof groups)[number]) => groupJson(row, report)
  return listAnswer({ name: labelFor('report'), rows: groups, columns, json, none }, target)
}
