/**
 * Owns how the vendor's contact stands in a hint whose way out is the vendor (checklist DY-12): a person who is told to ask
 * somebody is told where.
 */
import type { ErrorCode, ErrorDetails } from '../core/errors.ts'
import { cliWords } from './cli.ts'
import { type Explanation, explain } from './explain.ts'

/** A hint, in English, that says to ask the vendor, or to send or read something to them. */
const TO_VENDOR = /\b(?:ask|send|read)\b[^.]*\b(?:vendor|them)\b|\bask "|\bthe vendor has\b/i

/**
 * `explain` for a person who has a kit. `contact`: how the kit says to reach the vendor; undefined: not known. Outside
 * values are as they came, as those of `explain`.
 */
export function explainWithContact<C extends ErrorCode>(
  code: C,
  details: ErrorDetails<C>,
  contact: string | undefined,
): Explanation {
  const sentence = explain<ErrorCode>(code, details)
  // one language decides for all
  const { hint } = explain<ErrorCode>(code, details, { lang: 'en' })
  if (contact === undefined || !TO_VENDOR.test(hint)) return sentence
  return { ...sentence, hint: `${sentence.hint}. ${cliWords().reachVendor(contact)}` }
}
