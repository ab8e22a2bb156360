/** Owns the choice of the language of the scan page. */
import { SCAN as GERMAN } from './de/scan.ts'
import { SCAN as ENGLISH } from './en/scan.ts'
import { inLang } from './lang.ts'

export type ScanWords = typeof ENGLISH

/** The texts, in the language of this page. */
export function scanWords(): ScanWords {
  return inLang({ en: ENGLISH, de: GERMAN })
}
