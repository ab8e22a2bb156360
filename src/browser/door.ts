/**
 * The page's door, `airlatch/browser`: verifying and showing messages where there is no Node: no file, no probe, no
 * secret key. The same protocol code as the client's door, on portable Ed25519; a test holds both to the same verdicts.
 */
import { messageFromFile } from '../carrier/plain.ts'
import type { Program } from '../core/check/case.ts'
import { boundOf } from '../core/computer/binding.ts'
import type { Platform } from '../core/computer/computer.ts'
import { portableEd25519 } from '../core/cose/portable.ts'
import { type OpenedKit, openKit } from '../core/envelope.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import type { CountedFingerprint, FingerprintClaim } from '../core/message/fingerprint.ts'
import type { Kit } from '../core/message/kit.ts'
import type { License } from '../core/message/license.ts'
import type { Reason, Step } from '../core/rule.ts'
import { type VerifiedLicense, verifyLicense } from '../core/verify.ts'

export interface VerifierOptions {
  /** The vendor's kit, in any carrier but a picture. */
  readonly kit: Uint8Array
}

export interface Verifier {
  readonly kit: Kit
  /**
   * Whether a license is good for the computer with this fingerprint, at `now` (seconds since 1970). Days from the first
   * run count from the license itself: a page keeps no record.
   * Throws an AirlatchError when the input is no license of a trusted key; all else is in the verdict.
   */
  verify(
    input: Uint8Array,
    here: {
      /** With every value that was read. */
      readonly fingerprint: FingerprintClaim
      /** What the request asked with, when it was kept: a license made for a code names it by a hash alone. */
      readonly asked?: CountedFingerprint
      readonly now: number
      readonly program?: Partial<Program>
      /** As `airlatch computer --json` names it; a license for named users or against virtual machines asks. */
      readonly platform?: Platform
      readonly user?: string
      readonly virtual?: string
    },
  ): VerifiedLicense
  /** What a message says, without trusting it. */
  inspect(input: Uint8Array): Inspection
}

/** Errors: those of openKit. */
export function openVerifier(options: VerifierOptions): Verifier {
  const { kit, keyring }: OpenedKit = openKit(messageFromFile(options.kit), portableEd25519)
  return {
    kit,
    verify(input, { fingerprint, asked, now, program = {}, platform = 'other', user, virtual }) {
      const { version, releasedAt, features = [] } = program
      return verifyLicense(messageFromFile(input), {
        keyring,
        terms: kit,
        here: { fingerprint, platform, user, virtual },
        asked: () => asked && boundOf(asked.fingerprint, asked.counted),
        program: { version, releasedAt, features },
        firstRunAt: () => undefined,
        seen: [],
        recordDamage: undefined,
        withdrawal: () => undefined,
        now,
      })
    },
    inspect: input => inspect(messageFromFile(input), keyring, portableEd25519),
  }
}

/**
 * What a message says, where no kit is at hand: a vendor's message stays unchecked. Errors: those of messageFromFile and
 * inspect.
 */
export function inspectMessage(input: Uint8Array): Inspection {
  return inspect(messageFromFile(input), new Map(), portableEd25519)
}

export { encodeArmor } from '../carrier/armor.ts'
export { messageFromFile } from '../carrier/plain.ts'
export { requestText } from '../carrier/qr/request-text.ts'
export { symbolToSvg } from '../carrier/qr/svg.ts'
export { drawSymbol, type QrSymbol } from '../carrier/qr/symbol.ts'
export { qrText } from '../carrier/qr/text.ts'
export {
  AirlatchError,
  type Coded,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
} from '../core/errors.ts'
export type { Binding, FeatureValue } from '../core/message/license.ts'
export { type ExplainOptions, type Explanation, explain } from '../words/explain.ts'
export type { Lang } from '../words/lang.ts'
export { traceText } from '../words/trace.ts'
export type { FingerprintClaim, Inspection, Kit, License, Platform, Program, Reason, Step, VerifiedLicense }
