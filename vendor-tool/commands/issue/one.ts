/** Owns the answer of `issue` to one request: what it says in text and in JSON, the same for each of several. */
import type { Answer } from '../../../src/cli/command.ts'
import { type Delivered, deliveredJson, deliveredText } from '../../../src/exchange/deliver.ts'
import { READ_ALOUD, spacedOut } from '../../../src/exchange/typed-code.ts'
import { AirlatchError, type Issued, type Refusal } from '../../../src/vendor/door.ts'
import { licenseJson } from '../../../src/words/describe.ts'
import { fields } from '../../../src/words/output.ts'

export interface Done {
  readonly issued: Issued
  readonly delivered: Delivered
}

export function oneAnswer(done: Done): Answer {
  const { issued, delivered } = done
  const { license } = issued
  const warnings =
    license.binding.kind === 'generic'
      ? ['this license runs on any computer: whoever has the file can run the program']
      : []
  return {
    json: { ...doneJson(done), warnings },
    text: deliveredText('license', delivered, [
      ['key', license.keyId],
      ['computer id', issued.computerId],
      ['seat', SEAT[issued.seat]],
      ['size', `${issued.message.length} bytes`],
      ['next', NEXT[license.binding.kind]],
    ]),
    warnings,
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
    ['seat', SEAT[issued.seat]],
    ['next', 'read the code to the customer, line by line'],
    ['aloud', READ_ALOUD],
    [
      'then',
      'the customer types it into "airlatch install", without a file, which says at once what was misheard',
    ],
  ] as const
  const where = { ...delivered, drawn: undefined, armored: undefined }
  const { armored: _, ...json } = doneJson(done) as Record<string, unknown>
  return {
    json: { ...json, code: code.split('\n'), warnings: [] },
    text: `${delivered.drawn ?? ''}${spacedOut(code)}`,
    aside: isCodeAlone ? fields(about) : deliveredText('license', where, about),
  }
}

const NEXT: Readonly<Record<Issued['license']['binding']['kind'], string>> = {
  computer: 'send it back; the customer runs "airlatch install FILE" on that computer',
  code: 'read the code to the customer, who types it into "airlatch install" on that computer',
  generic: 'put it where clients look: the search path of their kit, which must allow generic licenses',
}

/** Which seat the license takes. */
export const SEAT: Readonly<Record<Issued['seat'], string>> = {
  new: 'a new one',
  renewed: 'the one that this computer has already',
  repeated: 'none: the same request as before, and the same license',
}

export function doneJson({ issued, delivered }: Done) {
  return {
    license: licenseJson(issued.license),
    computerId: issued.computerId,
    seat: issued.seat,
    bytes: issued.message.length,
    trace: issued.trace,
    output: delivered.output,
    ...deliveredJson(delivered),
  }
}

/** Error: that of the refusal. */
export function granted(outcome: Issued | Refusal): Issued {
  if (outcome.kind === 'refusal') throw refusedBy(outcome)
  return outcome
}

export function refusedBy({ code, details, trace }: Refusal): AirlatchError {
  return new AirlatchError(code, { ...details, trace })
}
