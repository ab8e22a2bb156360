/**
 * `airlatch-vendor issue`: decides on requests and answers with licenses. Several requests, or a folder of them, are
 * answered into a folder; a refused one does not stop the others, and the exit code says that there was one. A request
 * that somebody relayed can be held against the key and the computer ID that came with it; one that is a typed code is
 * answered with one. Without a request, a generic key is activated on the customer's behalf.
 */

import type { Answer, Args, Command } from '../../src/cli/command.ts'
import { confirmed } from '../../src/cli/confirmed.ts'
import { DELIVERY_OPTIONS, deliver, type Targets, targetsOf } from '../../src/exchange/deliver.ts'
import { naming } from '../../src/exchange/input.ts'
import {
  AirlatchError,
  type Ask,
  codeOfIssued,
  type Grant,
  type HowAsked,
  type Issued,
  type License,
  type Repeated,
  type Said,
  type Vendor,
} from '../../src/vendor/door.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { fields } from '../../src/words/output.ts'
import { stepJson, traceText } from '../../src/words/trace.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../world.ts'
import { givenByActivation, givenByCode, givenBySource, type IssueInput, isByCode } from './issue/asking.ts'
import { askedFor, asOne, asRequest, isOutputFolder, wrongUse } from './issue/inputs.ts'
import { several } from './issue/many.ts'
import { endLines, granted, oneAnswer, outcomeOf, refusedBy, typedAnswer } from './issue/one.ts'
import { IssueReminder } from './issue/reminder.ts'

export const issue: Command<VendorWorld> = {
  path: 'issue [inputs..]',
  summary: 'Answer activation requests with licenses, by the rules of their keys',
  positionals: {
    inputs:
      'requests in any form: files, links, typed codes, or pictures of their QR codes; a folder means its files; - reads standard input; or an activation or computer ID, whose license is renewed without a request. If -o is a folder, each file is a request or part of one; otherwise all files together are one request',
  },
  options: {
    ...DELIVERY_OPTIONS,
    'dry-run': {
      kind: 'flag',
      describe: 'show what would be decided, and why; nothing is recorded or signed',
    },
    typed: {
      kind: 'flag',
      describe:
        'also show the license as a code of five lines, to read to the customer; without INPUT, you are asked for the request code',
    },
    move: {
      kind: 'flag',
      describe:
        'move the seat of the installation that asks to its computer, whatever hardware that has; it is counted',
    },
    key: {
      kind: 'text',
      value: 'KEY',
      describe:
        "the key that the request must be of; without a request: a generic key, activated on the customer's behalf",
    },
    'computer-id': {
      kind: 'text',
      value: 'ID',
      describe:
        'the computer that the request must be from, or the whole request as text (--computer-id=TEXT); without a request: any text that describes where the license goes',
    },
    yes: { kind: 'flag', describe: 'do not ask about a code of a computer whose seat was released' },
    report: {
      kind: 'text',
      value: 'FILE',
      describe: 'of several requests: write what became of each to a new file that ends in .csv or .jsonl',
    },
    jobs: {
      kind: 'whole',
      value: 'N',
      describe: 'of several requests: use N processors (default: all); 1 starts no threads',
    },
  },
  examples: [
    ['Answer a photo that a customer sent', 'issue request.png -o license.txt --qr license.png'],
    ['Look first: what would be decided, and why', 'issue request.txt --dry-run'],
    ['A customer reads a code aloud on the telephone', 'issue --typed'],
    ['Renew the license of one computer, without a request', 'issue 272225911f120a30 -o license.txt'],
    ['All requests of a folder', 'issue requests/ -o licenses/ --report report.csv'],
    [
      "A generic key, on the customer's behalf",
      'issue --key 7K3QM-9XWTR --computer-id "PC 7" -o license.txt',
    ],
  ],
  async run(args, world) {
    const asked = askedFor(args)
    const renewal = givenByActivation(args)
    if (renewal !== undefined) return one(args, asked.said, world, async () => renewal)
    if (isByCode(args) && args.flag('move')) throw wrongUse('move-with-code')
    if (isByCode(args)) return one(args, asked.said, world, () => givenByCode(args))
    const first = asOne(asked)
    const into = isOutputFolder(args.optional('output')) || args.optional('report') !== undefined
    if (into && (asked.fromFolder || first !== undefined)) return several(args, asked, world)
    if (first === undefined && asked.fromFolder) throw wrongUse('no-request-in-folder')
    if (first !== undefined) return one(args, asked.said, world, () => givenBySource(first, args))
    const given = onBehalf(asked.said)
    return one(args, {}, world, async () => given)
  },
}

const NO_TARGETS: Targets = { output: undefined, qr: undefined }

async function one(
  args: Args,
  said: Said,
  world: VendorWorld,
  read: () => Promise<IssueInput>,
): Promise<Answer> {
  const dry = args.flag('dry-run')
  const targets = dry ? NO_TARGETS : targetsOf(args)
  // before the passphrase is asked for: neither a wrong file name nor a refusal should cost one
  return world.vendor(async vendor => {
    const given = await read()
    const ask = await asRequest(() =>
      named(given.name, () => openedFor(vendor, given, { move: args.flag('move'), keepsRefusal: !dry })),
    )
    // a message on standard output stays alone there, as it goes into a file
    if (ask.isTyped && targets.output === '-')
      throw new AirlatchError('invalid-value', { field: '-o', expected: { is: 'file' }, got: '-' })
    const { decision, replaced } = await named(given.name, async () => {
      // a key that does not exist is not only another one
      if (said.key !== undefined) await vendor.key(said.key)
      ask.requireAsSaid(said)
      return vendor.preview(ask)
    })
    if (decision.kind === 'refusal') throw refusedBy(decision)
    if (dry) return dryRun(decision, replaced)
    await confirmedAgain(decision, args.flag('yes'))
    const signer = await world.unlock(vendor)
    const reminder = await IssueReminder.of(vendor)
    const issued = granted(await signer.issue(ask))
    reminder.see(issued)
    const delivered = await deliver(issued.message, 'license', targets, { title: issued.product.name })
    const done = { issued, delivered, reminders: reminder.warnings() }
    return ask.isTyped ? typedAnswer(done, codeOfIssued(issued)) : oneAnswer(done)
  })
}

function openedFor(vendor: Vendor, { input, typed }: IssueInput, how: HowAsked): Promise<Ask> {
  if (typeof input === 'object' && 'renews' in input) return vendor.openRenewal(input.renews, { typed })
  return vendor.open(input, { ...how, typed })
}

function named<T>(name: string | undefined, work: () => Promise<T>): Promise<T> {
  return name === undefined ? work() : naming(name, work)
}

/** A code has no date: whoever wrote it down can read it out after its computer gave the seat back. */
async function confirmedAgain(decision: Grant | Repeated, isYes: boolean): Promise<void> {
  const before = decision.kind === 'grant' ? decision.givenBack?.released : undefined
  if (before === undefined) return
  await confirmed(isYes, {
    is: 'code-again',
    released: formatInstant(before.at),
  })
}

/** Error: usage. */
export function onBehalf({ key, computerId }: Said): IssueInput {
  if (key === undefined && computerId === undefined) throw wrongUse('request-missing')
  if (key === undefined || computerId === undefined) throw wrongUse('key-and-computer')
  return { name: undefined, input: { key, computerId }, typed: false }
}

export function dryRun(decision: Grant | Repeated, replaced: License | undefined): Answer {
  const say = vendorWords().issue
  const seat = seatOf(decision)
  const license = decision.kind === 'grant' ? decision.terms : decision.license
  const lines = decision.trace.map(step => [`${step.outcome}  ${step.rule}`, traceText(step)] as const)
  return {
    json: { dryRun: true, outcome: outcomeOf(seat), trace: decision.trace.map(stepJson) },
    text: say.dryRun(
      fields([[labelFor('seat'), say.seat[seat]], ...endLines({ license, replaced }), ...lines]),
    ),
  }
}

function seatOf(decision: Grant | Repeated): Issued['seat'] {
  if (decision.kind === 'repeated') return 'repeated'
  return decision.seat
}
