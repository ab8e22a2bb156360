/** Owns the choice of the language of the vendor's page for customers. */
import { SERVE as GERMAN } from './de/serve.ts'
import { SERVE as ENGLISH } from './en/serve.ts'
import { inLang, type Lang } from './lang.ts'

export type { AnswerWords, OfferedSeat, SeatReturn, SeatUse, Term } from './en/serve.ts'

export type ServeWords = typeof ENGLISH

/** Every text of the page, in one language. */
export function serveWords(lang: Lang): ServeWords {
  return inLang({ en: ENGLISH, de: GERMAN }, lang)
}
