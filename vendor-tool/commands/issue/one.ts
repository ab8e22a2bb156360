/** Owns the answer of `issue` to one request: what it says in text and in JSON, the same for each of several. */

import type { Answer } from '../../../src/cli/command.ts'
import { errorOf, withDetails } from '../../../src/core/errors.ts'
import { type Delivered, deliveredJson, deliveredText } from '../../../src/exchange/deliver.ts'
import { readAloud, spacedOut } from '../../../src/exchange/typed-code.ts'
import type { AirlatchError, Issued, Refusal } from '../../../src/vendor/door.ts'
import { licenseJson, termText } from '../../../src/words/describe.ts'
import { fields } from '../../../src/words/output.ts'
import { stepJson } from '../../../src/words/trace.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { deactivationsJson } from '../../describe.ts'

export interface Done {
  readonly issued: Issued
  readonly delivered: Delivered
  /** What else a clerk should know. */
  readonly reminders: readonly string[]
}

export function oneAnswer(done: Done): Answer {
  const { issued, delivered } = done
  const { license } = issued
  return {
    json: { ...doneJson(done), warnings: warningsOf(done) },
    text: deliveredText('license', delivered, [
      [labelFor('key'), license.keyId],
      [labelFor('computerId'), issued.computerId],
      ...seatLines(issued),
      ...endLines(issued),
      [labelFor('size'), vendorWords().desk.bytes(issued.message.length)],
      [
        labelFor('next'),
        vendorWords().issue.next[license.lending === undefined ? license.binding.kind : 'server'],
      ],
    ]),
    warnings: warningsOf(done),
  }
}

/**
 * The license's code alone on standard output, to be kept in a file if need be; what else there is to say stands beside
 * it. `code`: its lines.
 */
export function typedAnswer(done: Done, code: string): Answer {
  const { issued, delivered } = done
  const isCodeAlone = delivered.output === undefined && delivered.qr === undefined
  const about = [
    [labelFor('key'), issued.license.keyId],
    [labelFor('computerId'), issued.computerId],
    ...seatLines(issued),
    ...endLines(issued),
    [labelFor('next'), vendorWords().issue.readCode],
    [labelFor('aloud'), readAloud()],
    [labelFor('afterwards'), vendorWords().issue.typeCode],
  ] as const
  const where = { ...delivered, drawn: undefined, armored: undefined }
  const { armored: _, ...json } = doneJson(done) as Record<string, unknown>
  return {
    json: { ...json, licenseCode: code.split('\n'), warnings: warningsOf(done) },
    warnings: warningsOf(done),
    text: `${delivered.drawn ?? ''}${spacedOut(code)}`,
    aside: isCodeAlone ? fields(about) : deliveredText('license', where, about),
  }
}

/** What became of a request that got a license, as the report of several has it. */
export function outcomeOf(seat: Issued['seat']): 'issued' | Exclude<Issued['seat'], 'new'> {
  return seat === 'new' ? 'issued' : seat
}

/** Which seat, and of one that moved: from where, why, and how many moves are left. */
function seatLines({ seat, moved }: Issued): readonly (readonly [string, string])[] {
  const say = vendorWords().issue
  const line = [labelFor('seat'), say.seat[seat]] as const
  if (moved === undefined) return [line]
  const { computerId, activation, because, deactivations } = moved
  const { used, limit } = deactivations
  const left = limit === undefined ? vendorWords().desk.unlimited : say.movesLeft(limit - BigInt(used), limit)
  return [
    line,
    [labelFor('movedFrom'), say.movedFrom(computerId, activation)],
    [labelFor('because'), say.because[because]],
    [labelFor('movesLeft'), left],
  ]
}

/** When the license ends, and when the one did that the same request got before its key was changed. */
export function endLines({ license, replaced }: Ends): readonly (readonly [string, string])[] {
  const ends = [labelFor('ends'), termOf(license)] as const
  if (replaced === undefined) return [ends]
  return [ends, [labelFor('endedBefore'), vendorWords().issue.changed(termOf(replaced))]]
}

type Term = Pick<Issued['license'], 'expiresAt' | 'firstRun'>

interface Ends {
  readonly license: Term
  readonly replaced: Term | undefined
}

function termOf({ expiresAt, firstRun }: Term): string {
  return termText({ expiresAt, days: firstRun?.days })
}

function warningsOf({ issued, reminders }: Done): readonly string[] {
  const isGeneric = issued.license.binding.kind === 'generic'
  const { workload } = issued.activation
  return [
    ...(isGeneric ? [vendorWords().issue.isGeneric] : []),
    ...(issued.fewReadings ? [vendorWords().activation.fewReadings] : []),
    ...(workload === undefined ? [] : [vendorWords().activation.workload(workload)]),
    ...reminders,
  ]
}

export function doneJson({ issued, delivered }: Pick<Done, 'issued' | 'delivered'>) {
  return {
    license: licenseJson(issued.license),
    computerId: issued.computerId,
    outcome: outcomeOf(issued.seat),
    ...(issued.replaced === undefined ? {} : { replaced: licenseJson(issued.replaced) }),
    ...(issued.moved === undefined ? {} : { moved: movedJson(issued.moved) }),
    fewReadings: issued.fewReadings,
    bytes: issued.message.length,
    trace: issued.trace.map(stepJson),
    output: delivered.output,
    ...deliveredJson(delivered),
  }
}

function movedJson({
  computerId,
  activation,
  because,
  deactivations,
}: NonNullable<Issued['moved']>): Record<string, unknown> {
  return { computerId, activationId: activation, because, deactivations: deactivationsJson(deactivations) }
}

/** Error: that of the refusal. */
export function granted(outcome: Issued | Refusal): Issued {
  if (outcome.kind === 'refusal') throw refusedBy(outcome)
  return outcome
}

export function refusedBy(refusal: Refusal): AirlatchError {
  return errorOf(withDetails(refusal, { trace: refusal.trace }))
}
