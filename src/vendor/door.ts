/**
 * The vendor's door, the package `airlatch-vendor`: what the licensing desk and the tool `airlatch-vendor` use. Behind it are the
 * ledger and the signing key; nothing behind it reads the computer that it runs on.
 *
 * Comments name the codes of errors. Some come in groups:
 * - errors of an input: input-empty, input-too-large, input-not-recognised, armor-malformed, base45-malformed,
 *   link-malformed, frame-malformed, frames-missing, and those that begin with picture-;
 * - errors of a message: cose-malformed, algorithm-unsupported, cbor-malformed, cbor-not-deterministic, cbor-over-limit,
 *   wrong-message-type, signing-key-unknown, signature-invalid, public-key-invalid, claims-malformed and
 *   license-format-newer;
 * - errors of the ledger: ledger-missing, ledger-newer, ledger-foreign, ledger-busy, ledger-damaged, ledger-unavailable,
 *   cannot-read and cannot-write.
 *
 * @module airlatch-vendor
 */
import { MOST_COLUMN_MAP_BYTES } from './catalog/import/columns.ts'
import { CSV_LIMITS } from './catalog/import/csv.ts'

/** What `planImport` and `importKeys` take at most, in bytes. */
export const MOST_LIST_BYTES = { csv: CSV_LIMITS.bytes, columns: MOST_COLUMN_MAP_BYTES } as const

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
export type { OnProgress } from '../carrier/qr/frames/collector.ts'
export type { Bound } from '../core/computer/binding.ts'
export type { UnreadableReason } from '../core/computer/computer.ts'
export {
  AirlatchError,
  type Coded,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
} from '../core/errors.ts'
export type { Expected, PlainExpected } from '../core/expected.ts'
export type { Inspected, InspectedAnswer, Inspection, Trust } from '../core/inspect.ts'
export type { Bundle } from '../core/message/bundle.ts'
export type { Checkpoint } from '../core/message/checkpoint.ts'
export type { ClockReset } from '../core/message/clock-reset.ts'
export type { CountedFingerprint, FingerprintClaim, ShareRule } from '../core/message/fingerprint.ts'
export type { LeaseHolder } from '../core/message/holder.ts'
export type { TimesById } from '../core/message/ids.ts'
export type { Kit } from '../core/message/kit.ts'
export type { Lease } from '../core/message/lease.ts'
export type { LeaseAnswer, LeaseOutcome } from '../core/message/lease-answer.ts'
export type { LeaseOperation, LeaseRequest } from '../core/message/lease-request.ts'
export type { BorrowingTerms, LendingTerms, Pools, SeatUnit } from '../core/message/lending.ts'
export {
  type Binding,
  type BoundByHash,
  type BoundToComputer,
  type BoundToNothing,
  decodeLicense,
  type FeatureValue,
  type FirstRunTerm,
  LICENSE_FORMATS,
  type License,
  type LicenseFormat,
  type Maintenance,
  MOST_DEACTIVATIONS,
  type NewerTerms,
} from '../core/message/license.ts'
export type { Receipt } from '../core/message/receipt.ts'
export type { Request } from '../core/message/request.ts'
export type { Revocations } from '../core/message/revocations.ts'
export type { UsageReport, UsageTotal } from '../core/message/usage-report.ts'
export type { NamedUser } from '../core/message/users.ts'
export type { DeliveryProblem, WebhookAddressProblem } from '../core/problems.ts'
export type { Step } from '../core/rule.ts'
export type { Threshold } from '../core/terms/days-left.ts'
export type {
  Activation,
  Affiliate,
  Customer,
  CustomerDetails,
  CustomerField,
  CustomerRecord,
  DeactivationLimit,
  Duration,
  DurationStart,
  Entitlement,
  FeatureDefinition,
  FeatureType,
  KeyRecord,
  Product,
  Release,
  Revocation,
  SeatRelease,
  Settings,
  StartSet,
  WrongProofs,
} from '../core/terms/entitlement.ts'
export { type FeatureSetting, pairFeatures, parseFeatureText, refuseFeature } from '../core/terms/features.ts'
export type { Defaults, KeyFields, NewKeys, NewTerms, Template } from '../core/terms/fields.ts'
export type { Webhook } from '../core/terms/outside.ts'
export {
  type ApiKey,
  type Mail,
  SCOPES as API_SCOPES,
  type Scope,
  SHOP_KINDS,
  type Shop,
  type ShopKind,
  type SoldOrder,
} from '../core/terms/outside.ts'
export { requireFittingText, type TextRule } from '../core/terms/text.ts'
export type { Time } from '../core/time.ts'
export type { Confirmation, PlainUsage, UsageProblem, WordKind } from '../core/usage.ts'
export type { WaitLimits } from '../log/queue.ts'
export { type ExplainOptions, type Explanation, explain } from '../words/explain.ts'
export type { Lang } from '../words/lang.ts'
export { traceText } from '../words/trace.ts'
export type {
  FeatureInput,
  KeyFieldsInput,
  KeyTimes,
  NewKeysInput,
  NewProductInput,
  ProductChangeInput,
  RetirementInput,
  StartInput,
  TemplateInput,
} from './arguments.ts'
export type {
  CustomerChange,
  ErasedCustomer,
  MergedCustomers,
  NewCustomer,
} from './catalog/customers.ts'
export { defaultsOf, overDefaults } from './catalog/defaults.ts'
export type { LineProblem } from './catalog/import/fields.ts'
export type { ImportedKey, KeyDraft, KeyList, PlannedLine } from './catalog/import/import.ts'
export type { KeyState } from './catalog/key-state.ts'
export { KEY_STATES, keyState } from './catalog/key-state.ts'
export type { KeysPage } from './catalog/keys-page.ts'
export type { ListedKey } from './catalog/listed-key.ts'
export type { PlanUse } from './catalog/plan.ts'
export type { NewProduct, ProductChange } from './catalog/product.ts'
export type { NewRetirement, Retired, Retirement } from './catalog/signing-keys.ts'
export { overTemplate } from './catalog/templates.ts'
export type { Passphrase } from './custody/age.ts'
export type { OutsideKey } from './custody/outside-key.ts'
export type { SignerProgram } from './custody/signer-program.ts'
export type { ActivationHolder, Deactivations, Grant, Granted, GrantedTerms, Refusal } from './decide/case.ts'
export { areCodesRefused } from './decide/proof.ts'
export { isFew } from './decide/readings.ts'
export type { MoveReason, SeatHolder, SeatPlace } from './decide/seat.ts'
export type { AcceptedClock } from './desk-clock.ts'
export type { SearchMatch, SearchMatches } from './find.ts'
export type { DeskBackup } from './hand-over/desk-backup.ts'
export type { DeskRestore, RestoredDesk } from './hand-over/desk-restore.ts'
export {
  assertNoVendor,
  type ChangedPassphrase,
  changeSigningPassphrase,
  createVendor,
  importLedger,
  restoreDesk,
  restoreLedger,
  type VendorIdentity,
  type VendorOptions,
} from './home.ts'
export type { NewestIssued } from './issue/again.ts'
export { Ask, type AskInput, type HowAsked, type OnBehalf, type Said } from './issue/ask.ts'
export type { Answered, BatchOptions, Offered, UnreadableRequest } from './issue/batch.ts'
export type { Issued, Moved } from './issue/decision.ts'
export type { Preview, ProvedKey, Repeated } from './issue/issue.ts'
export { extension, type PlannedRenewal, type RenewalPlan } from './issue/renew.ts'
export { codeOfIssued } from './issue/typed.ts'
export type { Checked, Replaced, Restored } from './ledger/backup.ts'
export type {
  Change,
  IssuedLicense,
  PublishedRevocations,
  SettingValue,
  VendorRecord,
} from './ledger/change.ts'
export type { ClockAhead, OnClockAhead } from './ledger/clock.ts'
export type { Delivery, DeliveryState, DeliveryTrouble, Settled } from './ledger/deliveries.ts'
export { type EntryKind, KINDS as ENTRY_KINDS } from './ledger/entries.ts'
export type { Tell } from './ledger/export.ts'
export type { ExportEnd } from './ledger/export-lines.ts'
export type { LicenseEnd, ListedActivation, NewestLicense, PageAfter, Span } from './ledger/held-seat.ts'
export type { BackupMade } from './ledger/last-backup.ts'
export type {
  ActivationFilter,
  Audit,
  AuditProblem,
  CustomerListing,
  ErasedBytes,
  HistoryEntry,
  KeyFilter,
  KeyListing,
  LogEntry,
  LogFilter,
  NewestActivations,
  Stats,
} from './ledger/ledger.ts'
export type { NewestKeys, NewestPage } from './ledger/newest.ts'
export type { NewRefusal, RefusedFilter, RefusedRequest } from './ledger/refusals.ts'
export { REPORT_GROUPS, type ReportBy } from './ledger/sums.ts'
export { NO_WRONG_PROOFS } from './ledger/wrong-proofs.ts'
export type { ComparedLeases } from './lending/leases.ts'
export type { UsageCheck, UsageFinding } from './lending/usage.ts'
export {
  type ApiKeys,
  type CheckedApiKey,
  type CreatedApiKey,
  type ListedApiKey,
  type NewApiKey,
  operatorOf,
} from './outside/api-keys.ts'
export type { Begun, BegunCall, KeptAnswers, KeptCall } from './outside/kept-answers.ts'
export type { MailDesk } from './outside/mail.ts'
export { mailAddressOf, requireMailAddress } from './outside/mail-address.ts'
export {
  MAIL_PORTS,
  MAIL_SECURITIES,
  type MailSecurity,
  type MailServer,
  type NewMailServer,
} from './outside/mail-server.ts'
export {
  filledIn,
  MAIL_KINDS,
  MAIL_TEXT_LIMITS,
  type MailKind,
  type MailText,
  type MailValues,
  PLACEHOLDERS,
} from './outside/mail-text.ts'
export type {
  NoOrder,
  OrderCustomer,
  OrderEvent,
  OrderLine,
  PaidOrder,
  RefundedOrder,
} from './outside/order-event.ts'
export { ORDER_LIMITS } from './outside/order-event.ts'
export type { FilledOrder, Orders, Refund, SoldKeys } from './outside/orders.ts'
export {
  isShopName,
  type ListedShop,
  type NewShop,
  type ShopChange,
  type ShopProducts,
  type Shops,
} from './outside/shops.ts'
export type { Destination } from './outside/webhooks/address.ts'
export type { Attempted, Outgoing, Send, Timer } from './outside/webhooks/deliver.ts'
export {
  type DispatchOptions,
  dispatchWebhooks,
  type WebhookDispatcher,
  type WebhookNews,
} from './outside/webhooks/dispatch.ts'
export { EVENT_TYPES } from './outside/webhooks/events.ts'
export { problemText } from './outside/webhooks/schedule.ts'
export { publicKeyText } from './outside/webhooks/sign.ts'
export type {
  ListedWebhook,
  NewWebhook,
  Webhooks,
  WebhookWithSecret,
} from './outside/webhooks/webhooks.ts'
export { keyIdOf, type NewKey, type SigningKey } from './own-keys.ts'
export {
  type BakedExecutable,
  bakeKit,
  type ExecutableFormat,
  type KitToBake,
  kitToBake,
  MOST_EXECUTABLE_BYTES,
} from './publish/bake.ts'
export type { ClockResetMade } from './publish/clock-reset.ts'
export type { KitInput } from './publish/kit.ts'
export type { PublishedList } from './publish/revocations.ts'
export type {
  ActivationFilterInput,
  KeyFilterInput,
  KeysPageInput,
  LogFilterInput,
  NewestActivationsInput,
  RefusedFilterInput,
  ReportInput,
  ReportPageInput,
} from './questions.ts'
export { type Released, VerifiedReceipt } from './release.ts'
export {
  type Due,
  EXPIRING_FIGURES,
  type PresentEnds,
  RENEWALS_FIGURES,
  type ReportedComputer,
} from './report/computers.ts'
export { ACTIVATIONS_FIGURES, SALES_FIGURES, SEATS_FIGURES } from './report/counts.ts'
export {
  REPORT_KINDS,
  type Report,
  type ReportKind,
  type ReportPage,
  type ReportPageQuestion,
  type ReportQuestion,
} from './report/report.ts'
export type { ReportFigures, ReportGroup } from './report/tally.ts'
export { Signer } from './signer.ts'
export { openVendor, Vendor } from './vendor.ts'
