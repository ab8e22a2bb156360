/** Owns what `renew` says: what would be done, and what was done, computer by computer. */
import type { Answer } from '../../../src/cli/command.ts'
import { deliveredJson, deliveredText } from '../../../src/exchange/deliver.ts'
import {
  type Activation,
  AirlatchError,
  type Answered,
  explain,
  type Refusal,
  type RenewalPlan,
} from '../../../src/vendor/door.ts'
import { shownEnd } from '../../../src/words/dates.ts'
import { licenseJson } from '../../../src/words/describe.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { endOrNull } from '../../ends.ts'
import { type Done, outcomeOf, typedAnswer } from '../issue/one.ts'
import type { Handed } from './hand.ts'

/** So many computers are named to a person; JSON has all. */
const NAMED = 20

type Line = readonly [label: string, value: string]

export function dryRun({ key, computers }: RenewalPlan): Answer {
  const lines = computers.map(({ activation, decision }): Line => {
    const said = decision.kind === 'refusal' ? refusalText(decision) : endText(decision.terms.expiresAt)
    return [activation.computerId, said]
  })
  return {
    json: {
      dryRun: true,
      keyId: key.id,
      renewals: computers.map(({ activation, decision }) => ({
        ...computerJson(activation),
        ...(decision.kind === 'refusal'
          ? { error: errorJson(decision) }
          : { expires: endOrNull(decision.terms.expiresAt) }),
      })),
    },
    text: vendorWords().renew.dryRun(fields([[labelFor('key'), key.id], ...named(lines)])),
  }
}

/** Error: some-refused, with --json. */
export function renewed(
  keyId: string,
  answered: readonly Answered<Activation>[],
  handed: Handed,
  { asJson, reminders }: { readonly asJson: boolean; readonly reminders: readonly string[] },
): Answer {
  const of = answered.length
  const refused = answered.filter(({ outcome }) => outcome.kind !== 'issued').length
  const computers = answered.map(one => resultOf(one, handed.files))
  const out = handed.delivered === undefined ? {} : deliveredJson(handed.delivered)
  if (refused > 0 && asJson) {
    const results = computers.map(one => ({ input: one.computerId, ...one }))
    throw new AirlatchError('some-refused', { refused, of, noun: 'computer', results, ...out })
  }
  const code = handed.code === undefined ? {} : { licenseCode: handed.code.split('\n') }
  const json = { keyId, renewals: computers, ...out, ...code, warnings: reminders }
  const answer = { json, ...textOf(keyId, answered, handed), warnings: reminders }
  if (refused === 0) return answer
  const without = `some-refused: ${vendorWords().renew.refused(refused, of)}`
  return { ...answer, warnings: [without, ...reminders], exit: 1 }
}

function textOf(
  keyId: string,
  answered: readonly Answered<Activation>[],
  { delivered, type, files, code }: Handed,
): Pick<Answer, 'text' | 'aside'> {
  const [first] = answered
  if (code !== undefined && delivered !== undefined && first?.outcome.kind === 'issued') {
    const done: Done = { issued: first.outcome, delivered, reminders: [] }
    const { text, aside } = typedAnswer(done, code)
    return { text, ...(aside === undefined ? {} : { aside }) }
  }
  const { renew: say } = vendorWords()
  const isServers = answered.some(({ outcome }) => outcome.kind === 'issued' && outcome.license.lending)
  const lines: readonly Line[] = [
    [labelFor('key'), keyId],
    ...named(answered.map(one => [one.label.computerId, saidOf(one, files)])),
    [labelFor('next'), isServers ? say.next.server : say.next[delivered === undefined ? 'files' : type]],
  ]
  return { text: delivered === undefined ? fields(lines) : deliveredText(type, delivered, lines) }
}

function saidOf({ label, outcome }: Answered<Activation>, files: Handed['files']): string {
  if (outcome.kind !== 'issued') return refusalText(outcome.kind === 'refusal' ? outcome : outcome.error)
  const file = files.get(label.id)
  const end = endText(outcome.license.expiresAt)
  return file === undefined ? end : `${end}, ${file}`
}

function resultOf({ label, outcome }: Answered<Activation>, files: Handed['files']) {
  const file = files.get(label.id)
  return {
    ...computerJson(label),
    ...(outcome.kind === 'issued'
      ? {
          outcome: outcomeOf(outcome.seat),
          license: licenseJson(outcome.license),
          ...(file === undefined ? {} : { output: file }),
        }
      : { error: errorJson(outcome.kind === 'refusal' ? outcome : outcome.error) }),
  }
}

function named(lines: readonly Line[]): readonly Line[] {
  const more = lines.length - NAMED
  const shown = lines.slice(0, NAMED)
  return more > 0 ? [...shown, ['', vendorWords().renew.more(more)]] : shown
}

function computerJson({ id, computerId }: Activation) {
  return { activationId: id, computerId }
}

function endText(expiresAt: number | undefined): string {
  const { ends, never } = vendorWords().renew
  return expiresAt === undefined ? never : ends(shownEnd(expiresAt))
}

function refusalText(refusal: Pick<Refusal, 'code' | 'details'>): string {
  return vendorWords().renew.refusal(refusal.code, explain(refusal.code, refusal.details).message)
}

function errorJson(refusal: Pick<Refusal, 'code' | 'details'>) {
  const { message, hint } = explain(refusal.code, refusal.details)
  return { code: refusal.code, message, hint }
}
