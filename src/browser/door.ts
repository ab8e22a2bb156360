/**
 * The entry point for web pages, `airlatch/browser`: verifies and shows messages without Node, so without files, probes
 * and secret keys. It shares the protocol code with the client's door, but uses portable Ed25519; a test checks that
 * both reach the same verdicts.
 *
 * Comments list error codes. Some are listed as groups:
 * - errors of an input: input-empty, input-too-large, input-not-recognised, armor-malformed, base45-malformed,
 *   link-malformed, frame-malformed, frames-missing, and those that begin with picture-;
 * - errors of a message: cose-malformed, algorithm-unsupported, cbor-malformed, cbor-not-deterministic, cbor-over-limit,
 *   wrong-message-type, signing-key-unknown, signature-invalid, public-key-invalid, claims-malformed and
 *   license-format-newer.
 *
 * @module airlatch/browser
 */
export { encodeArmor } from '../carrier/armor.ts'
export type { Wanted } from '../carrier/intake/choose.ts'
export { messageFromFile } from '../carrier/intake/plain.ts'
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
export { drawSymbol, type QrLevel, type QrSymbol } from '../carrier/qr/symbol.ts'
export { qrText } from '../carrier/qr/text.ts'
export type { Verdict } from '../core/check/check.ts'
export type { ProgramInput } from '../core/check/program.ts'
export type { Platform, UnreadableReason } from '../core/computer/computer.ts'
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
export type { Expected, PlainExpected } from '../core/expected.ts'
export type { Inspected, InspectedAnswer, Inspection, Trust } from '../core/inspect.ts'
export type { Bundle } from '../core/message/bundle.ts'
export type { Checkpoint } from '../core/message/checkpoint.ts'
export type { ClockReset } from '../core/message/clock-reset.ts'
export type { FeatureDefinition, FeatureType } from '../core/message/feature-table.ts'
export type { CountedFingerprint, FingerprintClaim, ShareRule } from '../core/message/fingerprint.ts'
export type { LeaseHolder } from '../core/message/holder.ts'
export type { TimesById } from '../core/message/ids.ts'
export type { Kit } from '../core/message/kit.ts'
export type { Lease } from '../core/message/lease.ts'
export type { LeaseAnswer, LeaseOutcome } from '../core/message/lease-answer.ts'
export type { LeaseOperation, LeaseRequest } from '../core/message/lease-request.ts'
export type { BorrowingTerms, LendingTerms, Pools, SeatUnit } from '../core/message/lending.ts'
export type {
  Binding,
  BoundByHash,
  BoundToComputer,
  BoundToNothing,
  FeatureValue,
  FirstRunTerm,
  License,
  LicenseFormat,
  Maintenance,
  NewerTerms,
} from '../core/message/license.ts'
export type { Receipt } from '../core/message/receipt.ts'
export type { Request } from '../core/message/request.ts'
export type { Revocations } from '../core/message/revocations.ts'
export type { UsageReport, UsageTotal } from '../core/message/usage-report.ts'
export type { NamedUser } from '../core/message/users.ts'
export type { Conclusion, Reason, Step } from '../core/rule.ts'
export type { Time } from '../core/time.ts'
export type { Confirmation, PlainUsage, UsageProblem, WordKind } from '../core/usage.ts'
export type { VerifiedLicense } from '../core/verify.ts'
export { type ExplainOptions, type Explanation, explainInApplication as explain } from '../words/explain.ts'
export type { Lang } from '../words/lang.ts'
export { traceText } from '../words/trace.ts'
export {
  inspectMessage,
  openVerifier,
  type Verifier,
  type VerifierOptions,
  type VerifyHere,
} from './verifier.ts'
