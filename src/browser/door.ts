/**
 * The page's door, `airlatch/browser`: verifying and showing messages where there is no Node: no file, no probe, no
 * secret key. The same protocol code as the client's door, on portable Ed25519; a test holds both to the same verdicts.
 */
import { messageFromFile } from '../carrier/plain.ts'
import { BYTES, field, needed, OBJECT, requireShape, type Shape, TEXT } from '../core/arguments.ts'
import { type ProgramInput, programOf } from '../core/check/program.ts'
import { boundOf } from '../core/computer/binding.ts'
import type { Platform } from '../core/computer/computer.ts'
import { portableEd25519 } from '../core/cose/portable.ts'
import { type OpenedKit, openKit } from '../core/envelope.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import type { CountedFingerprint, FingerprintClaim } from '../core/message/fingerprint.ts'
import type { Kit } from '../core/message/kit.ts'
import type { License } from '../core/message/license.ts'
import type { Reason, Step } from '../core/rule.ts'
import { secondsOf, type Time } from '../core/time.ts'
import { type VerifiedLicense, verifyLicense } from '../core/verify.ts'

export interface VerifierOptions {
  /** The vendor's kit, in any carrier but a picture. */
  readonly kit: Uint8Array
}

/** The computer that a license is held against, and what runs there. */
export interface VerifyHere {
  /** With every value that was read. */
  readonly fingerprint: FingerprintClaim
  /** What the request asked with, when it was kept: a license made for a code names it by a hash alone. */
  readonly asked?: CountedFingerprint | undefined
  readonly now: Time
  readonly program?: ProgramInput | undefined
  /** As `airlatch computer --json` names it; a license for named users or against virtual machines asks. */
  readonly platform?: Platform | undefined
  readonly user?: string | undefined
  readonly virtual?: string | undefined
}

const OPTIONS: Shape<VerifierOptions> = { kit: needed(BYTES) }
const HERE: Shape<VerifyHere> = {
  fingerprint: needed(
    field(
      'a fingerprint, as a request carries it',
      value => Object.prototype.toString.call(value) === '[object Map]',
    ),
  ),
  asked: OBJECT,
  now: needed(field('', () => true)),
  program: OBJECT,
  platform: TEXT,
  user: TEXT,
  virtual: TEXT,
}

export interface Verifier {
  readonly kit: Kit
  /**
   * Whether a license is good for the computer with this fingerprint, at `now`. Days from the first
   * run count from the license itself: a page keeps no record.
   * Throws an AirlatchError when the input is no license of a trusted key; all else is in the answer. Errors also:
   * invalid-value.
   */
  verify(input: Uint8Array, here: VerifyHere): VerifiedLicense
  /** What a message says, without trusting it. */
  inspect(input: Uint8Array): Inspection
}

/** Errors: invalid-value, those of openKit. */
export function openVerifier(options: VerifierOptions): Verifier {
  requireShape('options', options, OPTIONS)
  const { kit, keyring }: OpenedKit = openKit(messageFromFile(options.kit), portableEd25519)
  return {
    kit,
    verify(input, here) {
      requireShape('here', here, HERE)
      const { fingerprint, asked, program, platform = 'other', user, virtual } = here
      return verifyLicense(messageFromFile(input), {
        keyring,
        terms: kit,
        here: { fingerprint, platform, user, virtual },
        asked: () => asked && boundOf(asked.fingerprint, asked.counted),
        program: programOf(program),
        firstRunAt: () => undefined,
        seen: [],
        recordDamage: undefined,
        withdrawal: () => undefined,
        now: secondsOf('now', here.now),
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
export { symbolsToAnimatedSvg } from '../carrier/qr/frames/animated-svg.ts'
export {
  type Collected,
  type CollectedSet,
  type Collector,
  frameCollector,
  theMessage,
} from '../carrier/qr/frames/collector.ts'
export { type Frames, framesOf, shownForEver, shownInTurn } from '../carrier/qr/frames/split.ts'
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
export { type ExplainOptions, type Explanation, explainInApplication as explain } from '../words/explain.ts'
export type { Lang } from '../words/lang.ts'
export { traceText } from '../words/trace.ts'
export type {
  FingerprintClaim,
  Inspection,
  Kit,
  License,
  Platform,
  ProgramInput,
  Reason,
  Step,
  VerifiedLicense,
}
