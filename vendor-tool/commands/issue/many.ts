/**
 * Owns `issue` for several requests, few or tens of thousands: each is answered into a folder, and a refused one does
 * not stop the others. Recorded, then signed, then on disk: interrupted anywhere, the same command again gives what is
 * missing and recognises what is there.
 */

import { basename } from 'node:path'
import type { Answer, Args } from '../../../src/cli/command.ts'
import { type Interrupt, watchInterrupt } from '../../../src/cli/interrupt.ts'
import { type Progress, progressOf } from '../../../src/cli/progress.ts'
import { longListAnswer } from '../../../src/cli/stream.ts'
import { detailOf, withDetails } from '../../../src/core/errors.ts'
import { type Deliver, deliveringInto, type Placed } from '../../../src/exchange/deliver-many.ts'
import { AirlatchError, type Answered, explain, type Offered, type Signer } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'
import {
  isOutputFolder,
  isPart,
  putTogether,
  type RequestSource,
  type RequestSources,
  readSource,
  stemOf,
  unpacked,
  wrongUse,
} from './inputs.ts'
import { doneJson, outcomeOf } from './one.ts'
import { IssueReminder } from './reminder.ts'
import {
  type ReportRow,
  type ReportTarget,
  ROW_COLUMNS,
  refusalText,
  reportTargetOf,
  summaryText,
  type Tally,
  tally,
  withoutText,
} from './report.ts'

/** Up to so many are answered one by one in the result, beyond that only counted; the report always has all. */
const LISTED = 100

/** How many licenses go to disk together, and how long the first of them waits for others. */
const GROUP = { most: 250, milliseconds: 500 } as const

export async function several(args: Args, given: RequestSources, world: VendorWorld): Promise<Answer> {
  const folder = folderOf(args)
  const jobs = args.whole('jobs')
  if (jobs === 0)
    throw new AirlatchError('invalid-value', {
      field: '--jobs',
      expected: { is: 'number', least: 1 },
      got: 0,
    })
  const report = reportTargetOf(args)
  const asked = { ...given, requests: await unpacked(given.requests) }
  const { requests, said } = asked
  return world.vendor(async vendor => {
    // a wrong key would be every request's, and should not cost a passphrase
    if (said.key !== undefined) await vendor.key(said.key)
    const run: Run = {
      signer: await world.unlock(vendor),
      asked,
      options: jobs === undefined ? {} : { jobs },
      interrupt: watchInterrupt(),
      progress: progressOf('requests', requests.length),
      tally: tally(),
      listed: requests.length <= LISTED ? [] : undefined,
      parts: [],
      joined: [],
      reminder: await IssueReminder.of(vendor),
    }
    try {
      await deliveringInto(folder, 'license', deliver => runThrough(answering(run, deliver), report))
    } finally {
      run.interrupt.end()
      run.progress.end()
    }
    return answerOf(run, { folder, report: report?.file, asJson: args.flag('json') })
  })
}

/** Where the licenses go. Errors: usage, invalid-value. */
function folderOf(args: Args): string {
  const given = {
    '--dry-run': args.flag('dry-run'),
    '--typed': args.flag('typed'),
    '--move': args.flag('move'),
    '--qr': args.optional('qr'),
  }
  const [alone] = Object.entries(given).flatMap(([name, is]) => (is ? [name] : []))
  if (alone !== undefined)
    throw new AirlatchError('usage', { problem: { is: 'for-one-request', option: alone } })
  const folder = args.optional('output')
  if (folder === undefined) throw wrongUse('folder-missing')
  if (isOutputFolder(folder)) return folder
  throw new AirlatchError('invalid-value', { field: '-o', expected: { is: 'folder' }, got: folder })
}

interface Run {
  readonly signer: Signer
  readonly asked: RequestSources
  readonly options: { readonly jobs?: number }
  readonly interrupt: Interrupt
  readonly progress: Progress
  readonly tally: Tally
  /** Undefined when there are too many to be listed. */
  readonly listed: Told[] | undefined
  /** Files that have a piece of a request each, and the requests that they make together. */
  readonly parts: RequestSource[]
  readonly joined: RequestSource[]
  readonly reminder: IssueReminder
}

/** What is said of one request: in the report, and in the result of a few. */
interface Told {
  readonly row: ReportRow
  readonly result: Result
}

type Result = { readonly input: string } & (
  | ReturnType<typeof doneJson>
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string } }
)

/** The report is written while the requests are answered. */
async function runThrough(rows: AsyncGenerator<ReportRow>, report: ReportTarget | undefined): Promise<void> {
  if (report === undefined) for await (const _ of rows);
  else
    await longListAnswer(
      { name: 'requests', rows: () => rows, wide: [], columns: ROW_COLUMNS, json: row => row, none: '' },
      report,
    )
}

/** A row for each request whose answer is on disk; those that are in pieces come behind the others. */
async function* answering(run: Run, deliver: Deliver): AsyncGenerator<ReportRow> {
  const { asked, tally, parts, joined } = run
  yield* answered(run, deliver, asked.requests)
  if (parts.length === 0 || tally.done + parts.length < asked.requests.length) return
  joined.push(...(await putTogether(parts)))
  yield* answered(run, deliver, joined)
}

async function* answered(
  run: Run,
  deliver: Deliver,
  requests: readonly RequestSource[],
): AsyncGenerator<ReportRow> {
  const { signer, options, tally, progress, listed, parts, reminder } = run
  for await (const all of inGroups(signer.issueAll(offered(run, requests), options))) {
    const group = all.filter(one => !isPiece(one))
    parts.push(...all.filter(isPiece).map(({ label }) => label))
    const licenses = group.flatMap(({ label, outcome }) =>
      outcome.kind === 'issued' ? [{ stem: stemOf(label), message: outcome.message }] : [],
    )
    const files = (await deliver(licenses)).values()
    for (const answered of group) {
      const file = answered.outcome.kind === 'issued' ? files.next().value : undefined
      if (answered.outcome.kind === 'issued') reminder.see(answered.outcome)
      const told = toldOf(answered, file)
      tally.add(told.row, file?.there === false)
      listed?.push(told)
      progress.at(tally.done)
      yield told.row
    }
  }
}

/** One of several files of a request; what they are together is in pieces for good. */
function isPiece({ label, outcome }: Answered<RequestSource>): boolean {
  return outcome.kind === 'unreadable' && isPart(outcome.error) && label.together === undefined
}

function* offered(
  { asked: { said }, interrupt }: Run,
  requests: readonly RequestSource[],
): Generator<Offered<RequestSource>> {
  for (const source of requests) {
    if (interrupt.asked()) return
    yield { label: source, said, read: () => readSource(source) }
  }
}

async function* inGroups<T>(items: AsyncGenerator<T>): AsyncGenerator<readonly T[]> {
  let group: T[] = []
  let begun = 0
  for await (const item of items) {
    if (group.length === 0) begun = performance.now()
    group.push(item)
    if (group.length < GROUP.most && performance.now() - begun < GROUP.milliseconds) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

/** `file`: where the license is, when there is one. */
function toldOf(
  { label: { name: input }, ask, outcome }: Answered<RequestSource>,
  file: Placed | undefined,
): Told {
  const row = { input, keyId: ask?.keyId, computerId: ask?.computerId }
  if (outcome.kind === 'issued') {
    const { seat } = outcome
    const output = file?.path
    const delivered = { output, qr: undefined, drawn: undefined, armored: undefined }
    return {
      row: { ...row, outcome: outcomeOf(seat), code: undefined, message: undefined, output },
      result: { input, ...doneJson({ issued: outcome, delivered }) },
    }
  }
  const fault = outcome.kind === 'refusal' ? outcome : outcome.error
  const { code } = fault
  // the whole path stands beside it
  const path = detailOf(fault.details, 'path')
  const named = { path: typeof path !== 'string' || path === input ? basename(input) : path }
  const { message, hint } = explain(code, withDetails(fault, named).details)
  // what was told beside the requests is held against them while they are read
  const refused = outcome.kind === 'refusal' || code === 'request-not-as-said'
  return {
    row: { ...row, outcome: refused ? 'refused' : 'unreadable', code, message, output: undefined },
    result: { input, error: { code, message, hint } },
  }
}

interface Beside {
  readonly folder: string
  readonly report: string | undefined
  readonly asJson: boolean
}

/** Errors: interrupted; with --json also some-refused. As text, a refusal is an answer with its exit code. */
function answerOf(
  { asked, tally, listed, parts, joined, reminder }: Run,
  { folder, report, asJson }: Beside,
): Answer {
  const reminders = reminder.warnings()
  const of = asked.requests.length - parts.length + joined.length
  const beside = { output: folder, ...(report === undefined ? {} : { report }) }
  const { done, counts, named, without: refused } = tally
  const { leftBySystem } = asked
  if (done < of) {
    const next = [...asked.requests.filter(one => !parts.includes(one)), ...joined][done]?.name
    throw new AirlatchError('interrupted', { done, of, next, ...counts, ...beside })
  }
  const results = listed?.map(({ result }) => result)
  const json =
    results === undefined
      ? { counts: { requests: done, ...counts }, leftBySystem, ...beside, warnings: reminders }
      : { results, leftBySystem, ...reportOf(report), warnings: reminders }
  if (refused > 0 && asJson)
    throw new AirlatchError('some-refused', {
      refused,
      of,
      leftBySystem,
      ...(results === undefined ? { counts, first: named, ...beside } : { results, ...reportOf(report) }),
    })
  const list = listed === undefined ? summaryText(tally, beside) : listText(listed, report)
  const text = leftBySystem === 0 ? list : `${list}\n\n${vendorWords().issue.many.passedOver(leftBySystem)}`
  if (refused === 0) return { json, text, warnings: reminders }
  return { json, text, warnings: [`some-refused: ${withoutText(tally)}`, ...reminders], exit: 1 }
}

function reportOf(report: string | undefined): { readonly report?: string } {
  return report === undefined ? {} : { report }
}

function listText(listed: readonly Told[], report: string | undefined): string {
  if (listed.length === 0) return vendorWords().issue.many.none
  const lines = listed.map(({ row }) => [row.input, row.output ?? refusalText(row)] as const)
  return fields(report === undefined ? lines : [...lines, [labelFor('report'), report]])
}
