/**
 * Owns `explain`: the sentence and the hint of an error, from its code and its details. The sentences themselves are in
 * explain/, one file an area. A code without a sentence, or a sentence for a detail that its code does not have, is a
 * compile error.
 */
import type { Coded, ErrorCode, ErrorDetails, IfNoneNeeded } from '../core/errors.ts'
import { CATALOG } from './explain/catalog.ts'
import { CLIENT } from './explain/client.ts'
import { CODES } from './explain/codes.ts'
import { DECISION } from './explain/decision.ts'
import { FILES } from './explain/files.ts'
import { LEDGER } from './explain/ledger.ts'
import { MESSAGES } from './explain/messages.ts'
import { PICTURES } from './explain/pictures.ts'
import type { SentencesOf } from './explain/sentence.ts'
import { USAGE } from './explain/usage.ts'

/** A sentence for a person: what happened (`message`) and what to do about it (`hint`). */
export interface Explanation {
  readonly message: string
  readonly hint: string
}

const ENGLISH: SentencesOf<ErrorCode> = {
  ...USAGE,
  ...MESSAGES,
  ...PICTURES,
  ...CODES,
  ...DECISION,
  ...CLIENT,
  ...FILES,
  ...LEDGER,
  ...CATALOG,
}

/** The details may be left out where the code needs none. */
type Rest<C extends ErrorCode> = IfNoneNeeded<C, [details?: ErrorDetails<C>], [details: ErrorDetails<C>]>

/**
 * The sentence and the hint of an error. They have outside values as they came: escape them before they reach a terminal
 * or a page.
 */
export function explain<C extends ErrorCode>(code: C, ...[details]: Rest<C>): Explanation {
  const [message, hint] = ENGLISH[code](details ?? ({} as ErrorDetails<C>), messageOf)
  return { message, hint }
}

function messageOf({ code, details }: Coded): string {
  return explain<ErrorCode>(code, details).message
}
