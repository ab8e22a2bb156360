/** Owns the choice of the language of what `airlatch` says about seats of a site server. */
import { LEASE_TOOL as GERMAN } from './de/lease-tool.ts'
import { LEASE_TOOL as ENGLISH } from './en/lease-tool.ts'
import { inLang } from './lang.ts'

/** The texts, in the language of this process. */
export function leaseWords(): typeof ENGLISH {
  return inLang({ en: ENGLISH, de: GERMAN })
}
