/** Owns the choice of the language of the tool `airlatch`. */
import { CLIENT_TOOL as GERMAN } from './de/client-tool.ts'
import { CLIENT_TOOL as ENGLISH } from './en/client-tool.ts'
import { inLang, type Lang } from './lang.ts'

/** The texts, in the language of this process unless a page asks for another one. */
export function clientWords(lang?: Lang): typeof ENGLISH {
  return inLang({ en: ENGLISH, de: GERMAN }, lang)
}
