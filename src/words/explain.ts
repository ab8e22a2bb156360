/**
 * Owns `explain`: the sentence and the hint of an error, from its code and its details. The sentences themselves are in
 * en/explain/, one file an area. A code without a sentence, or a sentence for a detail that its code does not have, is a
 * compile error.
 */
import type { Coded, ErrorCode, ErrorDetails, IfNoneNeeded } from '../core/errors.ts'
import { GERMAN } from './de/explain/all.ts'
import { CATALOG } from './en/explain/catalog.ts'
import { CLIENT } from './en/explain/client.ts'
import { CODES } from './en/explain/codes.ts'
import { DECISION } from './en/explain/decision.ts'
import { FILES } from './en/explain/files.ts'
import { LEDGER } from './en/explain/ledger.ts'
import { MESSAGES } from './en/explain/messages.ts'
import { PICTURES } from './en/explain/pictures.ts'
import { USAGE } from './en/explain/usage.ts'
import { currentLang, type Lang } from './lang.ts'
import type { Sentence, SentencesOf, SomeSentences } from './sentence.ts'

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

const SENTENCES: Readonly<Record<Lang, SomeSentences>> = { en: ENGLISH, de: GERMAN }

export interface ExplainOptions {
  /** The language of this process by default: English, unless a tool or a page chose another one. */
  readonly lang?: Lang | undefined
}

/** The details may be left out where the code needs none. */
type Rest<C extends ErrorCode> = IfNoneNeeded<
  C,
  [details?: ErrorDetails<C>, options?: ExplainOptions],
  [details: ErrorDetails<C>, options?: ExplainOptions]
>

/**
 * The sentence and the hint of an error. What only a vendor's staff can meet is in English in every language. They have
 * outside values as they came: escape them before they reach a terminal or a page.
 */
export function explain<C extends ErrorCode>(code: C, ...[details, options]: Rest<C>): Explanation {
  const wanted = options?.lang ?? currentLang()
  const lang = SENTENCES[wanted][code] === undefined ? 'en' : wanted
  const sentence: Sentence<C> = SENTENCES[lang][code] ?? ENGLISH[code]
  const ofPart = (fault: Coded) => explain<ErrorCode>(fault.code, fault.details, { lang }).message
  const [message, hint] = sentence(details ?? ({} as ErrorDetails<C>), ofPart)
  return { message, hint }
}
