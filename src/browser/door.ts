/**
 * The page's door, `airlatch/browser`: verifying and showing messages where there is no Node: no file, no probe, no
 * secret key. The same protocol code as the client's door, on portable Ed25519; a test holds both to the same verdicts.
 *
 * Comments name the codes of errors. Some come in groups:
 * - errors of an input: input-empty, input-too-large, input-not-recognised, armor-malformed, base45-malformed,
 *   link-malformed, frame-malformed, frames-missing, and those that begin with picture-;
 * - errors of a message: cose-malformed, algorithm-unsupported, cbor-malformed, cbor-not-deterministic, cbor-over-limit,
 *   wrong-message-type, signing-key-unknown, signature-invalid, public-key-invalid, claims-malformed and
 *   license-format-newer.
 *
 * @module airlatch/browser
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

/** What a verifier is opened with. */
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
  /** By the clock of the page. */
  readonly now: Time
  /** The program that asks. */
  readonly program?: ProgramInput | undefined
  /** As `airlatch computer --json` names it; a license for named users or against virtual machines asks. */
  readonly platform?: Platform | undefined
  /** The account, for a license for named users. */
  readonly user?: string | undefined
  /** What it runs inside of, for a license against virtual machines. */
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

/** Verifies messages of one product of one vendor in a page. */
export interface Verifier {
  /** The kit that it verifies by. */
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

/** Errors: invalid-value, and the errors of an input and of a message, of the kit. */
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
export type { Verdict } from '../core/check/check.ts'
export type { DetailsByCode } from '../core/error-details.ts'
export {
  AirlatchError,
  type AirlatchErrorConstructor,
  type Coded,
  type CodedError,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
} from '../core/errors.ts'
export type { Inspected, Trust } from '../core/inspect.ts'
export type { Checkpoint } from '../core/message/checkpoint.ts'
export type { ClockReset } from '../core/message/clock-reset.ts'
export type { CountedFingerprint, ShareRule } from '../core/message/fingerprint.ts'
export type { TimesById } from '../core/message/ids.ts'
export type {
  Binding,
  BoundByHash,
  BoundToComputer,
  BoundToNothing,
  FeatureValue,
  FirstRunTerm,
  LicenseFormat,
  Maintenance,
} from '../core/message/license.ts'
export type { Receipt } from '../core/message/receipt.ts'
export type { Request } from '../core/message/request.ts'
export type { Revocations } from '../core/message/revocations.ts'
export type { NamedUser } from '../core/message/users.ts'
export type { Conclusion } from '../core/rule.ts'
export type { Time } from '../core/time.ts'

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
