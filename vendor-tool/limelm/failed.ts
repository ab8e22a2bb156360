/** Owns which error of the desk is which number of LimeLM's interface, and what its caller learns of it. */
import { fieldNamed } from '../../src/core/terms/fields.ts'
import { type AirlatchError, explain } from '../../src/vendor/door.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { errorOf } from '../api/problem.ts'
import { type Failed, LimelmFailure, NUMBER } from './failure.ts'
import { parameterOf } from './fields.ts'

/** How a caller learns of an error; undefined for an internal error. */
export function failedOf(thrown: unknown): Failed | undefined {
  if (thrown instanceof LimelmFailure) return thrown
  const error = errorOf(thrown)
  if (error.kind === 'bug') return undefined
  const { code } = error
  // of what the desk could not do, details have paths of the server
  const sentence = isForNow(error) ? vendorWords().limelm.busy : sentenceOf(error)
  return { code: numberOf(error), message: `${code}: ${sentence}` }
}

/** Of errors of the desk that do not say it themselves. */
const NUMBERS: Readonly<Record<string, number | undefined>> = {
  'activation-key-malformed': NUMBER.notFound,
  'activation-not-found': NUMBER.activation,
  'key-revoked': NUMBER.revoked,
  'no-seats-left': NUMBER.used,
  'product-not-found': NUMBER.product,
}

function numberOf(error: AirlatchError): number {
  const { code, details } = error
  const known = (details as { readonly limelm?: number }).limelm
  if (known !== undefined) return known
  return NUMBERS[code] ?? (isForNow(error) ? NUMBER.unavailable : NUMBER.refused)
}

/** A refused value is named by the parameter that it came by. */
function sentenceOf(error: AirlatchError): string {
  if (error.code !== 'invalid-value') return explain(error.code, error.details).message
  const { field } = error.details
  const parameter = parameterOf(fieldNamed(field)?.flag)
  return explain(error.code, { ...error.details, field: parameter ?? field }).message
}

/** Nothing is wrong with the call: the disk, the ledger or the clock is, or the server is being stopped. */
export function isForNow({ kind, code }: Pick<AirlatchError, 'kind' | 'code'>): boolean {
  return kind === 'could-not' || code === 'already-closed'
}
