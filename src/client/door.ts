/**
 * The client's door, `airlatch/client`: what an application and the tool `airlatch` use on the computer that never
 * sees the network. Nothing behind this door can sign for a vendor or reach a ledger.
 *
 * Comments name the codes of errors. Some come in groups:
 * - errors of an input: input-empty, input-too-large, input-not-recognised, armor-malformed, base45-malformed,
 *   link-malformed, frame-malformed, frames-missing, and those that begin with picture-;
 * - errors of a message: cose-malformed, algorithm-unsupported, cbor-malformed, cbor-not-deterministic, cbor-over-limit,
 *   wrong-message-type, signing-key-unknown, signature-invalid, public-key-invalid, claims-malformed and
 *   license-format-newer.
 *
 * @module airlatch/client
 */
import { messageFromInput } from '../carrier/intake.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { Client } from './client.ts'
import type { ClientOptions } from './options.ts'

/**
 * Opens the client of one product. Errors: kit-missing, product-ambiguous {products}, kit-not-trusted, the
 * errors of an input and of a message, cannot-read.
 */
export function openClient(options: ClientOptions): Client {
  return new Client(options)
}

/** Returns the content of a message without checking its signature, for use when there is no kit. */
export async function inspectUntrusted(input: Uint8Array): Promise<Inspection> {
  return inspect(await messageFromInput(input), new Map(), nativeEd25519)
}

export {
  type DamagedPart,
  type HandedMessage,
  type HandedOver,
  type IntakeOptions,
  messageFromInput,
  messagesFromInput,
  type NamedReadingOptions,
  type ReadingOptions,
  type Wanted,
} from '../carrier/intake.ts'
export type { MonotonicClock, TimeBudget } from '../carrier/picture/budget.ts'
export type { PictureReadOptions } from '../carrier/picture/read.ts'
export { symbolsToAnimatedPng } from '../carrier/qr/frames/animated-png.ts'
export type { OnProgress } from '../carrier/qr/frames/collector.ts'
export { symbolToPng } from '../carrier/qr/png.ts'
export type { QrSymbol } from '../carrier/qr/symbol.ts'
export type { Verdict } from '../core/check/check.ts'
export type { ProgramInput } from '../core/check/program.ts'
export type {
  Caution,
  Computer,
  Platform,
  Unreadable,
  UnreadableReason,
  Unstable,
} from '../core/computer/computer.ts'
export type { Fingerprint } from '../core/computer/fingerprint.ts'
export type { Kind, Reading } from '../core/computer/reading.ts'
export type { Ending } from '../core/ending.ts'
export type {
  ComparedReading,
  Comparison,
  DetailsByCode,
  LeftInFolder,
  LicenseElsewhere,
  OfMailServer,
  SiteFault,
} from '../core/error-details.ts'
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
export type { VerifiedLease } from '../core/lease/verify.ts'
export { parseKeyId } from '../core/message/activation-key.ts'
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
export type { WebhookAddressProblem } from '../core/problems.ts'
export type { Conclusion, Reason, Step } from '../core/rule.ts'
export type { Threshold } from '../core/terms/days-left.ts'
export type { Time } from '../core/time.ts'
export type { Confirmation, PlainUsage, UsageProblem, WordKind } from '../core/usage.ts'
export type { VerifiedLicense } from '../core/verify.ts'
export type { Item, Leaving } from '../words/disclosure.ts'
export {
  type ExplainContext,
  type ExplainOptions,
  type Explanation,
  explainInApplication as explain,
} from '../words/explain.ts'
export type { Lang } from '../words/lang.ts'
export { traceText } from '../words/trace.ts'
export type { Abortable } from './aborted.ts'
export type { Waiting } from './answer.ts'
export type { Client } from './client.ts'
export type { Receipted } from './deactivate.ts'
export type {
  Installed,
  InstalledClockReset,
  InstalledKit,
  InstalledLicense,
  InstalledRevocations,
} from './install/install.ts'
export type { OfferedMessage } from './install/kits.ts'
export type { InstalledLease, InstalledReturn, InstallOutcome } from './install/outcome.ts'
export {
  isForOther,
  type PassedOver,
  type RolledOut,
  rollOut,
  type TakenMessage,
} from './install/roll-out.ts'
export { requireTaken } from './install/taken.ts'
export { INSTALLABLE, type Input, type RequestName } from './install/typed.ts'
export type { InstanceOptions } from './instances/gate.ts'
export type { StatusLease } from './lease/in-hand.ts'
export type { ReturnedSeat, SeatInHand } from './lease/lease.ts'
export { isLookingForNames } from './lease/lookup.ts'
export type { BorrowOptions, LeaseOptions, ReturnOptions, SeatNotices } from './lease/options.ts'
export type { Seat } from './lease/seat.ts'
export type { LookedAt } from './look.ts'
export type {
  ClientOptions,
  ComputerReport,
  InstallOptions,
  Requested,
  RequestOptions,
  StatusOptions,
} from './options.ts'
export { type Asking, dryRequest, leavingWith } from './preview.ts'
export type { SystemFile } from './probe/file-times.ts'
export { type Probe, probeComputer } from './probe/probe.ts'
export type { WhoRuns } from './probe/user.ts'
export type { Instance, Instances } from './running.ts'
export type { ProcessTable, Running } from './session/process-table.ts'
export type { Variables } from './share/paths.ts'
export type { Left } from './share/place-reader.ts'
export type { Place } from './share/search.ts'
export { nodeReader, READER_WORD, type ShareReader } from './share/share-reader.ts'
export { serveReader } from './share/share-server.ts'
export { LICENSE_VARIABLE, VARIABLE_PLACE } from './share/variable.ts'
export { isLicenseKept, productsIn } from './state/state.ts'
export type { Status } from './status.ts'
export type { Changed, EndingSoon, StatusChange, Watching } from './watch.ts'
