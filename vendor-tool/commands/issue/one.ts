/** Owns the answer of `issue` to one request: what it says in text and in JSON, the same for each of several. */

import type { Answer } from '../../../src/cli/command.ts'
import { errorOf, withDetails } from '../../../src/core/errors.ts'
import { type Delivered, deliveredJson, deliveredText } from '../../../src/exchange/deliver.ts'
import { readAloud, spacedOut } from '../../../src/exchange/typed-code.ts'
import type { AirlatchError, Issued, Refusal } from '../../../src/vendor/door.ts'
import { licenseJson } from '../../../src/words/describe.ts'
import { fields } from '../../../src/words/output.ts'
import { stepJson } from '../../../src/words/trace.ts'
import { deactivationsJson, FEW_READINGS } from '../../describe.ts'

export interface Done {
  readonly issued: Issued
  readonly delivered: Delivered
}

export function oneAnswer(done: Done): Answer {
  const { issued, delivered } = done
  const { license } = issued
  return {
    json: { ...doneJson(done), warnings: warningsOf(issued) },
    text: deliveredText('license', delivered, [
      ['key', license.keyId],
      ['computer id', issued.computerId],
      ...seatLines(issued),
      ['size', `${issued.message.length} bytes`],
      ['next', NEXT[license.binding.kind]],
    ]),
    warnings: warningsOf(issued),
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
    ['key', issued.license.keyId],
    ['computer id', issued.computerId],
    ...seatLines(issued),
    ['next', 'read the code to the customer, line by line'],
    ['aloud', readAloud()],
    [
      'then',
      'the customer types it into "airlatch install", without a file, and sees at once what was misheard',
    ],
  ] as const
  const where = { ...delivered, drawn: undefined, armored: undefined }
  const { armored: _, ...json } = doneJson(done) as Record<string, unknown>
  return {
    json: { ...json, licenseCode: code.split('\n'), warnings: warningsOf(issued) },
    warnings: warningsOf(issued),
    text: `${delivered.drawn ?? ''}${spacedOut(code)}`,
    aside: isCodeAlone ? fields(about) : deliveredText('license', where, about),
  }
}

const NEXT: Readonly<Record<Issued['license']['binding']['kind'], string>> = {
  computer: 'send it back; the customer runs "airlatch install FILE" on that computer',
  code: 'read the code to the customer, to be typed into "airlatch install" on that computer',
  generic: 'put it where clients look: the search path of their kit, which must allow generic licenses',
}

/** What became of a request that got a license, as the report of several has it. */
export function outcomeOf(seat: Issued['seat']): 'issued' | Exclude<Issued['seat'], 'new'> {
  return seat === 'new' ? 'issued' : seat
}

/** Which seat the license takes. */
export const SEAT: Readonly<Record<Issued['seat'], string>> = {
  new: 'a new one',
  renewed: 'the one that this computer already has',
  moved: 'one that moved to this computer',
  repeated: 'none: the same request as before, and the same license',
}

const BECAUSE: Readonly<Record<NonNullable<Issued['moved']>['because'], string>> = {
  key: 'the installation is the same, and part of the hardware; the rest has changed',
  hardware: 'two kinds of its hardware are the same, and the system was reinstalled',
  desk: 'you used --move',
}

/** Which seat, and of one that moved: from where, why, and how many moves are left. */
function seatLines({ seat, moved }: Issued): readonly (readonly [string, string])[] {
  const line = ['seat', SEAT[seat]] as const
  if (moved === undefined) return [line]
  const { computerId, activation, because, deactivations } = moved
  const { used, limit } = deactivations
  const left = limit === undefined ? 'unlimited' : `${limit - BigInt(used)} of ${limit}`
  return [
    line,
    [
      'moved from',
      `${computerId} (activation ${activation}, which ended and goes on the list of revocations)`,
    ],
    ['because', BECAUSE[because]],
    ['moves left', left],
  ]
}

function warningsOf(issued: Issued): readonly string[] {
  const isGeneric = issued.license.binding.kind === 'generic'
  return [
    ...(isGeneric ? ['this license runs on any computer: anyone who has the file can run the program'] : []),
    ...(issued.fewReadings ? [FEW_READINGS] : []),
  ]
}

export function doneJson({ issued, delivered }: Done) {
  return {
    license: licenseJson(issued.license),
    computerId: issued.computerId,
    outcome: outcomeOf(issued.seat),
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
