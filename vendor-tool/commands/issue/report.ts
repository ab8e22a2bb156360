/**
 * Owns what is said of several requests: a row of the report for each, the counts, and the first that were refused.
 * Holds no more than is shown, however many there are.
 */

import type { Args } from '../../../src/cli/command.ts'
import type { Column, Format } from '../../../src/cli/export.ts'
import { checkTargets } from '../../../src/exchange/deliver.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'

/** What became of one request. */
export interface ReportRow {
  readonly input: string
  readonly outcome: RowOutcome
  readonly keyId: string | undefined
  readonly computerId: string | undefined
  readonly code: string | undefined
  readonly message: string | undefined
  readonly output: string | undefined
}

/** unreadable: no request, a broken one, or one that could not be read; refused: by the rules. */
export type RowOutcome = 'issued' | 'renewed' | 'moved' | 'repeated' | 'refused' | 'unreadable'

export const ROW_COLUMNS: readonly Column<ReportRow>[] = [
  { heading: 'file', cell: ({ input }) => input },
  { heading: 'outcome', cell: ({ outcome }) => outcome },
  { heading: 'key id', cell: ({ keyId }) => keyId },
  { heading: 'computer id', cell: ({ computerId }) => computerId },
  { heading: 'code', cell: ({ code }) => code },
  { heading: 'message', cell: ({ message }) => message },
  { heading: 'output', cell: ({ output }) => output },
]

export interface ReportTarget {
  readonly format: Format
  readonly file: string
}

/** Undefined without --report. Errors: invalid-value, output-exists, cannot-write. */
export function reportTargetOf(args: Args): ReportTarget | undefined {
  const file = args.optional('report')
  if (file === undefined) return undefined
  const format = (['csv', 'jsonl'] as const).find(ending => file.toLowerCase().endsWith(`.${ending}`))
  if (format === undefined)
    throw new AirlatchError('invalid-value', {
      field: '--report',
      expected: { is: 'ending', endings: ['.csv', '.jsonl'] },
      got: file,
    })
  checkTargets({ output: file, qr: undefined })
  return { format, file }
}

/** So many refused ones are named; the report has all. */
const NAMED = 10

export interface Counts {
  readonly issued: number
  readonly renewed: number
  readonly moved: number
  readonly repeated: number
  readonly refused: number
  readonly unreadable: number
  /** Licenses that were not there yet. */
  readonly written: number
}

export interface Tally {
  add(row: ReportRow, written: boolean): void
  readonly counts: Counts
  readonly done: number
  /** Without an answer: refused or unreadable. */
  readonly without: number
  /** The first of those. */
  readonly named: readonly Named[]
}

/** As in the answer of several. */
export interface Named {
  readonly input: string
  readonly outcome: RowOutcome
  readonly error: { readonly code: string; readonly message: string }
}

export function tally(): Tally {
  const counts = { issued: 0, renewed: 0, moved: 0, repeated: 0, refused: 0, unreadable: 0, written: 0 }
  const named: Named[] = []
  let done = 0
  return {
    counts,
    named,
    get done() {
      return done
    },
    get without() {
      return counts.refused + counts.unreadable
    },
    add({ input, outcome, code, message }, written) {
      done++
      counts[outcome]++
      if (written) counts.written++
      if (code !== undefined && message !== undefined && named.length < NAMED)
        named.push({ input, outcome, error: { code, message } })
    },
  }
}

/** Why one request got no license, in one line. */
export function refusalText({
  outcome,
  code,
  message,
}: Pick<ReportRow, 'outcome' | 'code' | 'message'>): string {
  return vendorWords().issue.many.refusal(outcome, code, message)
}

/** How many got no license, and why. */
export function withoutText({ without, done, counts: { refused, unreadable } }: Tally): string {
  return vendorWords().issue.many.without(without, done, refused, unreadable)
}

/** The counts, and the first that were refused. */
export function summaryText(tally: Tally, beside: Readonly<{ output: string; report?: string }>): string {
  const { done, counts, named, without } = tally
  const { issued, renewed, moved, repeated, refused, unreadable, written } = counts
  const there = issued + renewed + moved + repeated - written
  const say = vendorWords().issue.many
  const counted = fields([
    [labelFor('requests'), done],
    [labelFor('issued'), issued],
    [labelFor('renewed'), renewed],
    [labelFor('moved'), moved],
    [labelFor('repeated'), repeated],
    [labelFor('refused'), refused],
    [labelFor('unreadable'), unreadable],
    [labelFor('licenses'), say.written(written, there)],
    ...Object.entries(beside).map(([name, value]) => [labelFor(name as 'output' | 'report'), value] as const),
  ])
  if (without === 0) return counted
  const refusals = fields(
    named.map(({ input, outcome, error }) => [input, refusalText({ outcome, ...error })]),
  )
  const left = without - named.length
  const more = left > 0 ? `\n${say.more(left, beside.report !== undefined)}` : ''
  return `${counted}\n\n${refusals}${more}`
}
