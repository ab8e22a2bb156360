/**
 * Owns the choice of the language of the tool `airlatch-vendor`. The vendor's staff read it, and it is English in every
 * language until there is a folder like en/vendor-tool/ for another one.
 */
import { VENDOR_TOOL as ENGLISH } from './en/vendor-tool/all.ts'
import { inLang } from './lang.ts'

export type VendorWords = typeof ENGLISH

/** The code of a word before a value. */
export type Label = keyof VendorWords['labels']

/** The texts, in the language of this process. */
export function vendorWords(): VendorWords {
  return inLang({ en: ENGLISH, de: ENGLISH })
}

/** The word before a value. */
export function labelFor(code: Label): string {
  return vendorWords().labels[code]
}

/** The same over a column of a table. */
export function headingFor(code: Label): string {
  return labelFor(code).toUpperCase()
}
