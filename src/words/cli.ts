/** Owns the choice of the language of every command line. */
import { CLI as GERMAN } from './de/cli.ts'
import { CLI as ENGLISH } from './en/cli.ts'
import { inLang } from './lang.ts'

/** The texts, in the language of this process. */
export function cliWords(): typeof ENGLISH {
  return inLang({ en: ENGLISH, de: GERMAN })
}
