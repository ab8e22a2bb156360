/**
 * Owns what becomes of something that came in while an answer is waited for: it is installed as `airlatch install` does
 * it, and is the license, or something else of the vendor's that is of use, or is wrong in a way that can be told.
 */

import {
  AirlatchError,
  type Client,
  type InstalledLicense,
  type ProgramInput,
} from '../../src/client/door.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { leaseWords } from '../../src/words/lease-tool.ts'
import { refused } from '../program.ts'

export type AnswerOutcome =
  /** It is kept here now: the end. */
  | { readonly kind: 'license'; readonly installed: InstalledLicense }
  /** A kit, a list, a reset: kept, and the license is still to come. */
  | { readonly kind: 'other'; readonly what: string }
  | { readonly kind: 'wrong'; readonly error: AirlatchError }

/** Throws what is no AirlatchError alone: a bug. */
export async function takeAnswer(
  client: Client,
  program: ProgramInput,
  bytes: Uint8Array,
): Promise<AnswerOutcome> {
  try {
    const installed = await client.install(bytes, program)
    switch (installed.kind) {
      case 'license':
        return installed.kept ? { kind: 'license', installed } : { kind: 'wrong', error: refused(installed) }
      case 'kit':
        return { kind: 'other', what: clientWords().kit(installed.kit.sequence) }
      case 'revocations':
        return { kind: 'other', what: clientWords().revocations(installed.list.sequence) }
      case 'clock-reset':
        return { kind: 'other', what: clientWords().clockReset }
      case 'lease':
        return { kind: 'other', what: leaseWords().seat(formatInstant(installed.lease.expiresAt)) }
      case 'lease-return':
        return { kind: 'other', what: leaseWords().answerReturned }
    }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return { kind: 'wrong', error }
  }
}
