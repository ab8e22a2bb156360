/**
 * Owns the handling of a message that is received while the license is awaited. It is installed as `airlatch install`
 * does it. The result is the license, another useful message of the vendor, or an error to report.
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
  /** The license is installed, which ends the activation. */
  | { readonly kind: 'license'; readonly installed: InstalledLicense }
  /** A kit, list, reset or seat was installed; the license is still awaited. */
  | { readonly kind: 'other'; readonly what: string }
  | { readonly kind: 'wrong'; readonly error: AirlatchError }

/** Installs a message. Throws only for bugs, which are not an AirlatchError. */
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
