/**
 * Owns the closed list of error codes, with the names and types of each code's details, in one table. The code that
 * throws, the rules, and the sentences in src/words/ are all checked against it, so a wrong or missing detail is a
 * compile error. A code without details has `{}`. Long because it is one list, with an entry for each error code.
 *
 * Values may come from outside: escape them before printing. Never put a secret, a whole key or a whole message here.
 *
 *     throw new AirlatchError('wrong-product', { expected: 'scope', got: 'viewer' })
 */

import type { ApiDetails } from './api-details.ts'
import type { UnreadableReason } from './computer/computer.ts'
import type { MessageName } from './cose/labels.ts'
import type { Expected } from './expected.ts'
import type {
  ArmorProblem,
  Base45Problem,
  BeyondCode,
  BeyondFormat,
  CborOrderProblem,
  CborProblem,
  ClaimProblem,
  ColumnProblem,
  CoseProblem,
  CsvProblem,
  FrameProblem,
  InstancesProblem,
  LeaseExcess,
  LinkProblem,
  PackageKind,
  PictureProblem,
  PictureVariant,
  PublicKeyProblem,
  SignerProblem,
  UnreadableFile,
  WebhookAddressProblem,
} from './problems.ts'
import type { ShopDetails } from './shop-details.ts'
import type { Confirmation, UsageProblem } from './usage.ts'

export type NoDetails = Readonly<Record<string, never>>

/** The path of a file, if it is known. */
export interface OfFile {
  readonly path?: string | undefined
}

/** A description in English, if there is one: only the vendor's staff see it. */
export interface MayBeExplained {
  readonly problem?: string | undefined
}

export interface Explained {
  readonly problem: string
}

/** A problem by its code (see problems.ts). */
export interface Wrong<Problem> {
  readonly problem: Problem
}

/** Details that the ledger's errors share. */
export interface OfLedger extends OfFile, MayBeExplained {}

/** The number of this error in LimeLM's API. */
export interface OfLimelm {
  readonly limelm?: number
}

/** What an output error adds if the command's work was already done when the file could not be written. */
export interface AfterWork {
  /** Ids of the keys that were made. */
  readonly made?: readonly string[] | undefined
  readonly deactivated?: boolean | undefined
}

/** What a file was expected to be, other than a message. */
export type FileKind = 'ledger-export' | 'desk-backup' | 'key-list' | 'column-map' | 'pem' | 'executable'

/** One of several files, in which no message was found, and why. */
export interface UnreadFile {
  readonly name: string
  readonly code: string
}

/** The place where a message was found. */
export interface FoundAt {
  /** The file's name; it may be inside an archive or a saved mail. */
  readonly name?: string | undefined
  /** The line of a text, from 1. */
  readonly line?: number | undefined
}

/** The result for one of several inputs: its answer or its error. */
export interface InputResult {
  readonly input: string
  readonly output?: string | undefined
  readonly error?: { readonly code: string } | undefined
}

/** A computer that holds a seat. `since` is an instant. */
export interface SeatHolderDetails {
  readonly activation?: string
  readonly computer: string
  readonly since: string
}

/** The address of a site server, and why it lent no seat. */
export interface SiteFault {
  readonly address: string
  /** A reason for denial, such as `no-seats-left`; a network fault, such as `no-answer`; or an error code. */
  readonly code: string
  /** The place in the queue, from 1. */
  readonly place?: number | undefined
}

/** One of several activations of a computer. */
export interface AmbiguousActivation {
  readonly activation: string
  readonly key: string
}

/** A folder in which files with other extensions, and folders, were not searched; and how many. */
export interface LeftInFolder {
  readonly path: string
  readonly files: number
  readonly folders: number
}

/** A home that has a license and is not used: another account's, or the one for all users of this computer. */
export interface LicenseElsewhere {
  readonly home: string
  readonly machine: boolean
}

/** The user of one of the instances that a license allows. */
export interface InstanceHolder {
  readonly user: string
  readonly session: string
  readonly since?: string
}

/** How a kind of reading compares with the license; a kind that this version does not know is `kind 99`. */
export interface ComparedReading {
  /** `install-id`, `disk-serial` and so on. */
  readonly kind: string
  /** `partly`: some of the kind's values are the same. */
  readonly outcome: 'same' | 'partly' | 'changed' | 'missing' | 'new'
  /** Whether the kind is counted. */
  readonly counts: boolean
  /** Why nothing of the kind is read now, if the license has it and the probe knows. */
  readonly why?: UnreadableReason
}

/** A kind of reading that could not be read, and why. */
export interface UnreadKind {
  readonly kind: string
  readonly why: UnreadableReason
}

/** How much of what is counted is the same, and the comparison of each kind. */
export interface Comparison {
  /** In kinds: 1.5 is one whole kind and half the values of another. */
  readonly same: number
  /** The number of kinds that are counted. */
  readonly counted: number
  /** A product's stricter rule: k of n of what is counted. Undefined: more than half, or half with the first. */
  readonly required?: {
    /** How many of `n` equal parts must be the same. */
    readonly k: number
    /** The number of parts. */
    readonly n: number
  }
  /** Why it does not suffice: `too-few`; `copy`, for a copied virtual machine; `not-read`. */
  readonly fault?: string
  /** One for each kind that the license or this computer has. */
  readonly readings: readonly ComparedReading[]
  /** For a valid license, the kinds that would each end it if they changed. */
  readonly fragile: readonly string[]
}

/** A request that a license code may be the answer to. */
export interface AskedRequest {
  readonly key: string
  readonly computer: string
}

/** A fault in one line of an import. */
export type LineFault = {
  readonly [C in keyof DetailsByCode]: {
    readonly line: number
    readonly column?: string | undefined
    readonly code: C
    readonly details: DetailsByCode[C]
  }
}[keyof DetailsByCode]

/** A fault in an activation key: in all of it, or in one group, counted from 1. */
export type KeyFault =
  /** `id`: the length of a key's id, where an id is accepted as well. */
  | { readonly problem: 'length'; readonly expected: number; readonly got: number; readonly id?: number }
  | { readonly problem: 'character'; readonly group: number; readonly character: string }
  | { readonly problem: 'check'; readonly group: number }

/** A fault in a typed code; lines and groups are counted from 1. */
export type TypedFault =
  | { readonly problem: 'length'; readonly expected: number; readonly got: number; readonly groups?: Groups }
  | { readonly problem: 'character'; readonly groups: Groups; readonly character: string }
  | { readonly problem: 'check'; readonly groups?: Groups }
  | { readonly problem: 'other-line'; readonly found: number }
  | { readonly problem: 'too-long'; readonly most: number; readonly got: number }
  | {
      readonly problem: 'activation-key' | 'request-code' | 'license-code' | 'version' | 'content'
    }

export type Groups = readonly number[] | undefined

/** A wrong clock: the time that it shows, and the latest time that is known. All times are instants. */
export interface ClockFault {
  readonly clock: string
  readonly latest: string
  /** How the latest time is known: `record`, `files`, `license`, `kit`, `lease`. */
  readonly by: string
  /** For `files`: files of the operating system that were written later than the clock shows. */
  readonly files?: readonly string[]
}

/** A local copy of a license on a share that no longer responds. */
export interface CopyOfShare {
  readonly since: string
  readonly until: string
  readonly searched: readonly string[]
}

/** An end that is near. */
export interface EndsSoon {
  /** The last day, or the first instant after the end. */
  readonly until: string
  /** Days left, including the current one. */
  readonly days: number
  /** The name of the vendor to contact. */
  readonly vendor: string
}

/** A plan's quota, in activations. */
export interface OfPlan extends OfLimelm {
  readonly asked: number
  readonly left: number
  readonly plan: number
}

/** The details of each error code. */
export interface DetailsByCode extends ApiDetails, ShopDetails {
  // usage errors
  usage: {
    readonly problem: UsageProblem
    /** The command whose help to read. */
    readonly command?: string | undefined
  }
  'invalid-value': OfFile & {
    readonly field: string
    /** Which part of the field, such as the name of a feature. */
    readonly of?: string
    readonly expected: Expected
    /** The value is a saved default, and was not given in this call. */
    readonly saved?: true
    /** The value comes from this template, and was not given in this call. */
    readonly template?: string
    /** The value given; for a text that is too long, its length in the unit of `limit`. */
    readonly got?: unknown
    readonly limit?: string
    /** The one character that is refused, and its place, counted from 1. */
    readonly character?: string | undefined
    readonly at?: number | undefined
    /** The number of the change, of several, counted from 0. */
    readonly change?: number
  }
  'already-closed': {
    /** What had been closed before it was used: `client`, `vendor`. */
    readonly what: string
  }
  /** `of`: what the passphrase is for, if not for an existing signing key. */
  'passphrase-missing': { readonly of?: 'backup' | 'new' }
  'kit-missing': { readonly home: string; readonly product?: string }
  'home-missing': { readonly variable?: string }
  'terminal-too-narrow': AfterWork & { readonly columns: number; readonly needed: number }
  'confirmation-needed': {
    /** The present or future state that must be confirmed. */
    readonly problem: Confirmation
    /** Whether the user was asked and did not answer yes. */
    readonly asked?: boolean | undefined
  }
  'terminal-missing': NoDetails
  'browser-missing': { readonly remote: boolean }

  // the input is not an Airlatch message, or a damaged one
  'input-empty': OfFile
  'input-too-large': OfFile & {
    /** Bytes. */
    readonly most: number
    readonly got?: number
    readonly expected?: FileKind | undefined
  }
  'input-not-recognised': OfFile & {
    readonly looks?:
      | 'text'
      | 'binary'
      | 'several'
      | 'one-of-several'
      | 'other-keyboard'
      | PackageKind
      | UnreadableFile
    readonly unread?: readonly UnreadFile[]
    readonly expected?: FileKind | undefined
  }
  'armor-malformed': OfFile & Wrong<ArmorProblem>
  'base45-malformed': OfFile & Wrong<Base45Problem> & { readonly at: number }
  'link-malformed': OfFile & Wrong<LinkProblem>
  'cbor-malformed': OfFile & Wrong<CborProblem> & { readonly at: number }
  'cbor-not-deterministic': OfFile & Wrong<CborOrderProblem> & { readonly at: number }
  'cbor-over-limit': OfFile & {
    readonly limit: 'depth' | 'items' | 'bytes'
    readonly most: number
    readonly at?: number
    readonly got?: number
  }
  'cose-malformed': OfFile & Wrong<CoseProblem>
  'algorithm-unsupported': OfFile & { readonly alg: number }
  'signing-key-unknown': OfFile & { readonly kid: string; readonly message?: MessageName }
  'public-key-invalid': OfFile & Wrong<PublicKeyProblem>
  'signature-invalid': OfFile & { readonly kid: string }
  'wrong-message-type': OfFile & {
    /** `message`: any type. */
    readonly expected: MessageName | 'message'
    /** A number: a type that this version does not know. */
    readonly got: MessageName | number
  }
  'claims-malformed': OfFile & { readonly message: MessageName; readonly problems: readonly ClaimProblem[] }
  'license-format-newer': OfFile & { readonly got: number; readonly newest: number }
  'picture-unsupported': OfFile & {
    /** The name of the format, such as `HEIC`; or `unknown`. */
    readonly format: string
    /** The unsupported variant of a format that is otherwise supported. */
    readonly variant?: PictureVariant
    /** Bits per color, for the variant `deep`. */
    readonly bits?: number
  }
  'picture-malformed': OfFile & { readonly format?: string; readonly problem?: PictureProblem }
  'picture-too-large': OfFile & {
    /** Pixels if `width` and `height` are present; otherwise bytes. */
    readonly most: number
    readonly bytes?: number
    readonly width?: number
    readonly height?: number
  }
  'picture-without-qr': OfFile & {
    /** QR codes that are not Airlatch's. */
    readonly others?: number
  }
  'picture-timeout': OfFile & { readonly seconds: number }
  'picture-reader-failed': OfFile & Explained
  /** Several different messages of a type that is accepted. */
  'several-messages': OfFile & {
    readonly count: number
    /** The type of all of them; undefined if they have several types, or their types are not known yet. */
    readonly kind?: MessageName
    readonly found?: readonly FoundAt[]
    /** Whether they are in several files. */
    readonly several?: boolean
    readonly unread?: readonly UnreadFile[]
  }
  /** A saved mail or an archive. `depth`: of nested archives and mails; `parts`, `lines`: of a mail. */
  'package-over-limit': OfFile & {
    readonly limit: 'files' | 'bytes' | 'depth' | 'parts' | 'lines'
    readonly most: number
  }
  'message-too-large-for-qr': OfFile & {
    readonly bytes: number
    readonly limitBytes: number
    readonly codes?: number
  }
  'frame-malformed': OfFile & Wrong<FrameProblem>
  'frames-missing': OfFile & {
    readonly have: number
    readonly need: number
    readonly missing?: readonly number[]
    readonly several?: boolean
    readonly unread?: readonly UnreadFile[]
  }
  'activation-key-malformed': KeyFault & {
    /** The wrong group, if it is a single one. */
    readonly text?: string
  }
  'typed-code-malformed': OfFile &
    TypedFault & {
      readonly code: 'request' | 'license'
      readonly line?: number | undefined
    }

  // the vendor refuses
  'key-not-found': OfLimelm & { readonly key: string }
  'key-proof-invalid': {
    readonly key: string
    /** Attempts of each kind for the key so far, including this one. */
    readonly wrongCodes?: number
    readonly wrongRequests?: number
  }
  'too-many-wrong-codes': {
    readonly key: string
    /** The number of consecutive wrong codes. */
    readonly wrong: number
  }
  'product-not-found': { readonly product: string; readonly known: readonly string[] }
  'product-exists': { readonly product: string }
  'vendor-exists': { readonly home: string }
  'feature-unknown': { readonly feature: string; readonly known: readonly string[] }
  'feature-missing': OfLimelm & { readonly feature: string }
  'no-seats-left': {
    readonly activations: number
    /** How many seats are held; undefined if all holders are listed. */
    readonly held?: number
    /** At most ten: the holders of the seats with the lowest numbers. */
    readonly holders: readonly SeatHolderDetails[]
    /** The activation of the installation that made the request, if all of its hardware is different. */
    readonly stranded?: string
  }
  'wrong-product': { readonly expected: string; readonly got: string }
  'wrong-version': { readonly version: string; readonly covered: string | number }
  'outside-maintenance': { readonly released: string; readonly until: string }
  expired: {
    readonly since: string
    /** The end of the grace period. */
    readonly until?: string
    readonly side?: 'vendor'
  }
  'generic-not-allowed': { readonly side: 'vendor' | 'client' }
  'not-generic': { readonly key: string }
  'too-few-readings': { readonly kinds: number; readonly least: number; readonly counted?: number }
  'workload-not-allowed': { readonly key: string; readonly product: string }
  'readings-of-several-computers': { readonly kinds: readonly string[] }
  'readings-missing': Comparison
  'some-refused': {
    readonly refused: number
    readonly of: number
    /** What the inputs are, if not requests. */
    readonly noun?: 'receipt' | 'computer'
    readonly results?: readonly InputResult[]
    /** The first inputs that were refused, if there are many. */
    readonly first?: readonly InputResult[]
    readonly counts?: object
    /** Files in a folder that an operating system created and nobody sent. */
    readonly leftBySystem?: number
    readonly output?: string
    readonly report?: string
  }
  'key-revoked': { readonly key: string; readonly since: string }
  'key-suspended': { readonly key: string; readonly since: string }
  'key-archived': { readonly key: string; readonly since: string }
  'product-archived': { readonly product: string; readonly since: string }
  'feature-count-mismatch': OfLimelm & { readonly names: number; readonly values: number }
  'affiliate-unknown': { readonly affiliate: string; readonly known: readonly string[] }
  'affiliate-exists': { readonly affiliate: string }
  'webhook-exists': { readonly webhook: string }
  'webhook-not-found': { readonly webhook: string; readonly known: readonly string[] }
  'webhook-address-refused': { readonly address: string; readonly problem: WebhookAddressProblem }
  'webhook-keys-missing': { readonly webhook: string }
  'webhooks-too-many': { readonly most: number }
  'delivery-not-found': { readonly delivery: string }
  'template-not-found': { readonly template: string; readonly known: readonly string[] }
  /** `product`: the product of the template. */
  'template-of-other-product': { readonly template: string; readonly product: string; readonly got: string }
  'customer-not-found': { readonly customer: string }
  'activations-below-used': OfLimelm & { readonly activations: number; readonly used: number }
  'floating-in-use': OfLimelm & { readonly used: number; readonly floating: boolean }
  'plan-activations-exceeded': OfPlan
  'plan-activations-used-up': OfPlan
  'vendor-dormant': OfLimelm
  'engine-version-too-old': { readonly engineVersion: number; readonly needs: readonly BeyondFormat[] }
  'virtual-machine': {
    /** What it runs in; true if that is unknown, because a request code does not contain it. */
    readonly virtual: string | true
  }
  'request-not-as-said': { readonly field: string; readonly got: string; readonly expected: string }
  'typed-cannot-carry': { readonly things: readonly BeyondCode[] }
  'activation-not-found': { readonly activation: string } | { readonly installation: string }
  /** The computer holds seats of several keys. */
  'activation-ambiguous': {
    readonly computer: string
    readonly activations: readonly AmbiguousActivation[]
    /** The number of activations that are not listed. */
    readonly more: number
  }
  'activation-released': {
    readonly since: string
    readonly activation?: string
    /** Whether the computer's request is a code. */
    readonly byCode?: boolean
    /** Whether the vendor released the seat by hand. */
    readonly byHand?: boolean
  }
  'no-deactivations-left': {
    readonly key: string
    readonly limit: number
    readonly used: number
    readonly side?: 'client'
    /** Whether the seat of `activation` would move. */
    readonly move?: boolean
    readonly activation?: string
  }
  'receipt-not-of-installation': { readonly activation: string }
  'signing-key-in-use': { readonly kid: string }
  'signing-key-not-found': { readonly kid: string; readonly known?: readonly string[] }
  'bundle-too-large': {
    readonly licenses: number
    /** The size of all licenses together. */
    readonly bytes: number
    readonly most: number
  }
  'nothing-to-renew': { readonly key: string }
  'not-in-bundle': OfFile & {
    readonly licenses: number
    /** Whether the input is several files, and not one bundle. */
    readonly several?: boolean
  }
  'too-many-revocations': { readonly got: number; readonly most: number }
  'ledger-not-empty': { readonly path: string; readonly restoring?: boolean }
  'entry-malformed': OfFile & Explained & { readonly entry: number }
  'checkpoint-not-met': Explained & {
    readonly entries?: unknown
    readonly problems?: readonly unknown[]
  }
  'csv-malformed': OfFile & CsvProblem & { readonly line: number }
  /** Of the HTTP API of the desk. */
  'unknown-member': { readonly member: string; readonly known: readonly string[] }
  'columns-malformed': { readonly problems: readonly ColumnProblem[] }
  'import-refused': {
    readonly refused: number
    readonly of: number
    readonly problems: readonly LineFault[]
  }
  'key-imported-already': { readonly key: string } | { readonly line: number }
  'input-cut-off': OfFile & { readonly entries: number }
  'wrong-signing-key': { readonly expected: string | undefined; readonly got: string }
  /** `files`: key files that are not part of the backup. */
  'desk-not-empty': { readonly path: string; readonly files: readonly string[] }
  'ledger-on-server': { readonly path: string; readonly doing: 'backup' | 'restore' }
  'executable-unknown': OfFile & {
    /** How many places for a kit the file has; it must have one. */
    readonly places: number
  }
  'executable-has-kit': OfFile

  // the client's verdict is negative
  'no-license': {
    readonly product: string
    readonly searched?: readonly string[]
    /** Searched folders with files or folders that were not looked at. */
    readonly left?: readonly LeftInFolder[]
    /** Licenses for the product that this account does not use. */
    readonly elsewhere?: readonly LicenseElsewhere[]
    /** Present if site servers that lend seats are known here. */
    readonly site?: true
  }
  'wrong-vendor': { readonly expected: string; readonly got: string }
  'wrong-computer':
    | Comparison
    | {
        /** The hash of the computer that the license was made for, which is not known here. */
        readonly hash: string | undefined
      }
  'wrong-workload': {
    /** Whether the site has named any workload here. */
    readonly named: boolean
  }
  'activation-key-needed': {
    /** The ids of the keys that this installation has made requests with. */
    readonly known: readonly string[]
    /** The id that was given. */
    readonly key?: string
  }
  'typed-request-missing': { readonly product?: string }
  'typed-license-not-for-this-request': { readonly requests: readonly AskedRequest[] }
  /** `kit`: the sequence number of the kit that is used here. */
  'typed-other-kit': { readonly product: string; readonly kit: number }
  'kit-not-trusted': {
    readonly product: string
    readonly vendor: string
    readonly sameVendor?: boolean
    /** The product that the kit is for, if it is another one of the same vendor. */
    readonly other?: string
    /** Whether the trusted kit is built into the program. */
    readonly baked?: boolean
  }
  /** A kit was found in a folder, but nothing on this computer confirms that it can be trusted. */
  'kit-not-named': OfFile & {
    readonly vendor: string
    readonly product: string
    /** Id of the key that signed the kit. */
    readonly signedBy: string
  }
  /** A warning, never thrown: an administrator installed the license only for their own account. */
  'own-account-only': { readonly account: string }
  'wrong-user': {
    /** How many users the license names. */
    readonly users: number
    readonly user?: string | undefined
    readonly platform?: string | undefined
  }
  'feature-not-licensed': { readonly features: readonly string[] }
  /** The license is for a site server, and a program asked whether it may run under it. */
  'for-site-server': { readonly seats: number }
  /** The license is not for a site server, and so no lease can be based on it. */
  'lends-no-seats': { readonly activation: string }
  'lease-of-other-license': { readonly lease: string }
  'wrong-holder': {
    readonly lease: string
    readonly what: 'key' | 'user' | 'process'
    /** The lease's user, and the current one, where they have names. */
    readonly holder?: string | undefined
    readonly user?: string | undefined
  }
  'lease-beyond-license': { readonly lease: string; readonly beyond: readonly LeaseExcess[] }
  'lease-returned': { readonly lease: string; readonly since: string }
  'lease-ended': {
    readonly lease: string
    readonly ended: string
    /** Whether the end was determined by this client's own measure of time, independent of the clock. */
    readonly measured: boolean
  }
  /** A warning, never thrown: a site server signed a lease twice, or has gone back to an older state. */
  'server-went-back': {
    readonly sequence: number
    readonly seen: number
    /** Whether two different leases have this number: that proves that the server was copied or set back. */
    readonly twice: boolean
  }
  'place-not-taken': { readonly features: readonly string[] }
  'answer-not-for-request': { readonly what: 'nonce' | 'key' | 'product' }

  // site servers
  'site-running': { readonly home: string; readonly pid?: number }
  'site-busy': { readonly home: string }
  /** No installed license lends seats of the product. */
  'no-site-license': { readonly product: string }
  /** The times are those at which the two licenses were issued. */
  'license-older': { readonly product: string; readonly got: string; readonly kept: string }
  'license-of-other-server': { readonly product: string }
  'lease-not-found': { readonly lease: string; readonly product: string }
  'lease-denied': {
    readonly product: string
    /** The reasons, as in the answer (SPEC.md 17.2). */
    readonly reasons: readonly string[]
    /** For each rule that denied the request, what it found: a code and its figures. */
    readonly found: readonly { readonly rule: string; readonly saw: string; readonly figures: object }[]
  }
  'rule-not-found': { readonly rule: number; readonly rules: number }
  /** Another command changed the rules at the same time. */
  'rules-changed': { readonly product: string }
  // HTTP errors of a site server
  'content-type-wrong': { readonly expected: string; readonly got: string }
  'method-not-allowed': { readonly method: string; readonly allowed: string }
  'path-not-found': NoDetails
  'body-not-received': { readonly why: 'slow' | 'cut-off' }
  'too-many-requests': { readonly seconds: number }
  'server-stopping': NoDetails

  /** No address of a site server is known: neither the call, nor AIRLATCH_SITE, nor the kit has one. */
  'site-not-named': { readonly product: string }
  /** No site server answered with a trustworthy answer. */
  'site-unreachable': { readonly addresses: readonly SiteFault[] }
  /** At least one site server answered, but none lent a seat. */
  'seat-denied': { readonly addresses: readonly SiteFault[] }
  /** Each process takes its own seat, so none can be kept between programs. */
  'seat-of-process': { readonly product: string }
  'no-seat-in-hand': { readonly product: string }
  /** Several seats are held; `leases` has the ids of their leases. */
  'seat-ambiguous': { readonly leases: readonly string[] }
  /** Programs are using the seat that is to be returned; `processes` has their process ids. */
  'seat-in-use': { readonly lease: string; readonly processes: readonly number[] }
  'no-instances-left': {
    readonly limit: number
    readonly holders: readonly InstanceHolder[]
  }
  'signing-key-retired': {
    readonly kid: string
    readonly from: string
    readonly issued: string
    readonly message?: string
  }
  deactivated: { readonly activation: string; readonly since: string }
  'license-revoked': { readonly activation: string; readonly since: string }
  'clock-not-set': ClockFault
  'clock-set-back': ClockFault
  'clock-was-ahead': ClockFault
  'wrong-installation': {
    /** The installation here; undefined if there is none. */
    readonly expected: string | undefined
    readonly got: string
  }
  'clock-reset-used': { readonly at: string }
  'clock-still-wrong': { readonly clock: string; readonly at: string }
  'nothing-to-deactivate': {
    readonly product: string
    readonly generic?: boolean
    readonly why?: 'deactivated' | 'revoked'
    readonly since?: string
  }
  'not-deactivated': { readonly product: string }
  'older-than-kept': {
    readonly message: 'kit' | 'revocations'
    readonly got: number
    readonly kept: number
  }
  'kit-rolled-back': { readonly got: number; readonly seen: number }
  /** A warning, never thrown: the kit was supplied from outside, and the program has none built in. */
  'kit-not-built-in': { readonly vendor: string; readonly product: string }
  /** A warning, never thrown: the share does not respond, so the copy of its license is used. */
  'license-from-copy': CopyOfShare
  'copy-too-old': CopyOfShare
  'share-unavailable': { readonly path: string; readonly seconds: number }
  /** A warning, never thrown: the license has expired, but its grace period has not. */
  'in-grace': { readonly since: string; readonly until: string }
  /** A warning, never thrown: the license ends within the days that the application or the administrator set. */
  'expires-soon': EndsSoon & {
    /** The license is bound to no computer: another file can replace it. */
    readonly generic: boolean
  }
  /** A warning, never thrown: versions released after that day are not covered. */
  'maintenance-ends-soon': EndsSoon

  // files and the environment; `system` is the operating system's error code, such as ENOENT
  'output-exists': AfterWork & { readonly path: string }
  'file-not-found': { readonly path: string; readonly system?: string }
  /** `system` is not known in a browser. */
  'cannot-read': { readonly path: string; readonly system?: string | undefined }
  'cannot-write': AfterWork & {
    readonly path: string
    readonly system?: string | undefined
    /** The answer could not be written to standard output; the command's work is done. */
    readonly answered?: boolean
  }
  /** `of`: what the passphrase is for, if not for a signing key. */
  'passphrase-wrong': OfFile & { readonly of?: 'backup' }
  'signing-key-missing': { readonly path: string }
  'signing-key-damaged': OfFile
  'signing-key-too-costly': { readonly path: string; readonly got: number; readonly most: number }
  'desk-backup-damaged': { readonly path: string }
  'desk-backup-newer': { readonly path: string; readonly got: number; readonly newest: number }
  'signer-failed': SignerProblem & {
    /** How the external signer is called. */
    readonly signer: 'agent' | 'program'
  }
  'vendor-missing': OfFile
  'license-not-repeatable': {
    readonly activation: string
    readonly key: string
    /** The activation holds no seat; it has no license; or the license's signing key is retired or not here. */
    readonly why: 'released' | 'none' | 'signing-key'
  }
  // mail to customers
  'mail-not-set-up': NoDetails
  /** `text`: the kind of mail. `placeholder` and `known` include the braces. */
  'placeholder-unknown': {
    readonly placeholder: string
    readonly text: string
    readonly part: 'subject' | 'body'
    readonly known: readonly string[]
  }
  /** No address is recorded, or none that mail can be sent to. */
  'mail-address-missing': { readonly key: string }
  /** `most`: characters of the link. */
  'mail-too-long-for-link': { readonly most: number }
  'mail-server-unreachable': OfMailServer & {
    readonly why: 'refused' | 'slow' | 'cut-off' | 'no-address' | 'not-smtp'
  }
  'mail-server-untrusted': OfMailServer & {
    readonly problem: 'untrusted' | 'expired' | 'other-name' | 'no-tls'
  }
  'mail-login-refused': OfMailServer
  'mail-not-accepted': OfMailServer & { readonly what: 'sender' | 'recipient' | 'message' }
  'ledger-missing': { readonly path: string }
  'ledger-newer': OfFile & { readonly got: number; readonly newest: number }
  'ledger-foreign': { readonly path: string }
  'ledger-busy': OfFile & { readonly attempts?: number }
  'ledger-damaged': OfLedger & {
    readonly entries?: unknown
    readonly problems?: readonly unknown[]
    /** The number of an entry that the server had recorded, and no longer has. */
    readonly lost?: number
  }
  'ledger-unavailable': OfLedger & {
    /** Whether it is unknown if the change was recorded. */
    readonly unsettled?: boolean
  }
  /** The server's certificate is not trusted. `path`: the URL, without user and password. */
  'ledger-server-untrusted': { readonly path: string } & (
    | { readonly problem: 'untrusted' | 'expired' | 'not-yet-valid' }
    /** `names`: the host names that the certificate is for. */
    | { readonly problem: 'other-name'; readonly names?: string }
    /** The `sslrootcert` file has no readable certificate. */
    | { readonly problem: 'root-unreadable'; readonly file: string; readonly system: string }
  )
  'ledger-read-only': OfFile & { readonly older?: boolean }
  'clock-behind-ledger': { readonly clock: string; readonly newest: string }
  'clock-beyond-limit': { readonly clock: string }
  'installation-damaged': { readonly path: string }
  'installation-not-readable': { readonly path: string }
  'state-damaged': { readonly path: string }
  'kit-damaged': { readonly path: string }
  'baked-kit-damaged': NoDetails
  'computer-unreadable':
    | {
        readonly kinds: number
        readonly least: number
        readonly counted?: number
        readonly missing?: readonly UnreadKind[]
        /** The container engine, such as `docker`. */
        readonly container?: string
      }
    | { readonly several: readonly string[] }
  'instances-unavailable': OfFile & Partial<InstancesProblem>
  'command-not-started': { readonly command: string; readonly system: string }
  'cannot-listen': { readonly host: string; readonly port: number; readonly system: string }
  interrupted: {
    readonly done: number
    readonly of: number
    readonly next: string | undefined
    readonly output?: string
    readonly report?: string
  }
  'page-missing': { readonly path: string; readonly system: string }
  'working-folder-missing': { readonly path: string }
  'not-activated': OfFile & { readonly minutes?: number }
  /** Stopped by the user at a prompt: Ctrl-C, Ctrl-D. */
  stopped: { readonly at: 'question' | 'passphrase' }
  'typed-code-missing':
    | { readonly code: 'request' | 'license'; readonly stopped: true }
    | { readonly code: 'request' | 'license'; readonly have: number; readonly of: number }
  'product-ambiguous': { readonly products: readonly string[] }

  bug: MayBeExplained
}

/** `reply`: the server's reply, shortened. */
export interface OfMailServer {
  readonly host: string
  readonly port: number
  readonly reply?: string
}

/** Details that a caller may add when it passes an error on: where it happened, and what had been done before. */
export interface AddedDetails extends AfterWork, OfFile {
  readonly expected?: FileKind | undefined
  /** The command of a usage error. */
  readonly command?: string
  readonly message?: 'checkpoint'
  readonly several?: boolean
  readonly unread?: readonly UnreadFile[]
  /** All reasons of a verdict as JSON, and the steps of its trace (Step in rule.ts). */
  readonly reasons?: readonly unknown[]
  readonly trace?: readonly unknown[]
  readonly elsewhere?: readonly LicenseElsewhere[]
}
