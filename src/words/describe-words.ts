/** Owns the choice of the language for what stands in messages: labels and values. */
import { DESCRIBE as GERMAN } from './de/describe.ts'
import { DESCRIBE as ENGLISH } from './en/describe.ts'
import { inLang } from './lang.ts'

/** Labels and values, in the language of this process. */
export function describeWords(): typeof ENGLISH {
  return inLang({ en: ENGLISH, de: GERMAN })
}
