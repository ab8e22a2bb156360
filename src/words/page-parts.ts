/** Owns the choice of the language of what the pages in a browser have in common. */
import { PAGE_PARTS as GERMAN } from './de/page-parts.ts'
import { PAGE_PARTS as ENGLISH } from './en/page-parts.ts'
import { inLang } from './lang.ts'

export type PagePartsWords = typeof ENGLISH

/** The texts, in the language of this page. */
export function pageParts(): PagePartsWords {
  return inLang({ en: ENGLISH, de: GERMAN })
}
