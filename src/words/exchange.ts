/** Owns the choice of the language of what goes in and out of a command line. */
import { EXCHANGE as GERMAN } from './de/exchange.ts'
import { EXCHANGE as ENGLISH } from './en/exchange.ts'
import { inLang } from './lang.ts'

/** The texts, in the language of this process. */
export function exchangeWords(): typeof ENGLISH {
  return inLang({ en: ENGLISH, de: GERMAN })
}
