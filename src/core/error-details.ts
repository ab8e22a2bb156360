/**
 * Owns the closed list of error codes, each with the names and types of its details, in one table. The code that throws,
 * the rules, and the sentences in src/words/ are all checked against it, so that a wrong or missing detail is a compile
 * error. A code without details has `{}`. Long because it is one list, with an entry for each error code.
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

/** A file's place, where one is known. */
export interface OfFile {
  readonly path?: string | undefined
}

/** A problem in English words, where one is known: only the vendor's staff meet it. */
export interface MayBeExplained {
  readonly problem?: string | undefined
}

export interface Explained {
  readonly problem: string
}

/** A problem by its code (problems.ts). */
export interface Wrong<Problem> {
  readonly problem: Problem
}

/** What a ledger's errors have in common. */
export interface OfLedger extends OfFile, MayBeExplained {}

/** The number of this error in LimeLM's interface. */
export interface OfLimelm {
  readonly limelm?: number
}

/** What an output error adds when the command had done its work before the file could not be written. */
export interface AfterWork {
  /** Ids of the keys that were made. */
  readonly made?: readonly string[] | undefined
  readonly deactivated?: boolean | undefined
}

/** What a file should be that is no message. */
export type FileKind = 'ledger-export' | 'desk-backup' | 'key-list' | 'column-map' | 'pem' | 'executable'

/** A file of several that gave nothing, and why. */
export interface UnreadFile {
  readonly name: string
  readonly code: string
}

/** Where a message was found. */
export interface FoundAt {
  /** The file, also one inside of a package. */
  readonly name?: string | undefined
  /** Of a text, from 1. */
  readonly line?: number | undefined
}

/** What became of one input of several: its answer, or its error. */
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

/** An address of a site server, and why it gave no seat. */
export interface SiteFault {
  readonly address: string
  /** A reason of a denial, such as `no-seats-left`; a fault of the network, such as `no-answer`; or the code of an error. */
  readonly code: string
  /** The place in the queue, from 1. */
  readonly place?: number | undefined
}

/** One of several activations that a computer has. */
export interface AmbiguousActivation {
  readonly activation: string
  readonly key: string
}

/** How many files with other endings lie in a folder, and how many folders. */
export interface LeftInFolder {
  readonly path: string
  readonly files: number
  readonly folders: number
}

/** The home of another account with a license in it, or the one for all users of this computer. */
export interface LicenseElsewhere {
  readonly home: string
  readonly machine: boolean
}

/** Who runs one of the instances that a license allows. */
export interface InstanceHolder {
  readonly user: string
  readonly session: string
  readonly since?: string
}

/** What became of a kind of reading since the license was made; a kind that this version does not know is `kind 99`. */
export interface ComparedReading {
  /** `install-id`, `disk-serial` and so on. */
  readonly kind: string
  /** Of several values of the kind `partly` are the same. */
  readonly outcome: 'same' | 'partly' | 'changed' | 'missing' | 'new'
  /** Whether the kind counts. */
  readonly counts: boolean
  /** Why nothing of the kind is read now, where the license has it and the probe knows. */
  readonly why?: UnreadableReason
}

/** A kind of reading that could not be read, and why. */
export interface UnreadKind {
  readonly kind: string
  readonly why: UnreadableReason
}

/** How much of what counts is the same, and each kind. */
export interface Comparison {
  /** In kinds: 1.5 are one whole kind and half the values of another. */
  readonly same: number
  /** Kinds that count. */
  readonly counted: number
  /** A stricter rule of the product: at least k of n of what counts; without it, more than half, or half with the first. */
  readonly required?: {
    /** How many have to be the same. */
    readonly k: number
    /** Of how many. */
    readonly n: number
  }
  /** Why it is not enough: `too-few`; `copy`, of a virtual machine; `not-read`. */
  readonly fault?: string
  /** One for each kind that the license or this computer has. */
  readonly readings: readonly ComparedReading[]
  /** Kinds whose change would end a license that is valid: one of them is too many. */
  readonly fragile: readonly string[]
}

/** A request that a license code could have answered. */
export interface AskedRequest {
  readonly key: string
  readonly computer: string
}

/** What is wrong with one line of an import. */
export type LineFault = {
  readonly [C in keyof DetailsByCode]: {
    readonly line: number
    readonly column?: string | undefined
    readonly code: C
    readonly details: DetailsByCode[C]
  }
}[keyof DetailsByCode]

/** What is wrong with an activation key: with all of it, or with one group, counted from 1. */
export type KeyFault =
  /** `id`: as many are taken too, where the id of a key may be named. */
  | { readonly problem: 'length'; readonly expected: number; readonly got: number; readonly id?: number }
  | { readonly problem: 'character'; readonly group: number; readonly character: string }
  | { readonly problem: 'check'; readonly group: number }

/** What is wrong with a code that was typed; lines and groups count from 1. */
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

/** A clock's error: what it shows, and the latest time that is known. All are instants. */
export interface ClockFault {
  readonly clock: string
  readonly latest: string
  /** How that time is known: `record`, `files`, `license`, `kit`, `lease`. */
  readonly by: string
  /** Files of the operating system that were written later than the clock shows, where they are how it is known. */
  readonly files?: readonly string[]
}

/** A copy of a license on a share that no longer answers. */
export interface CopyOfShare {
  readonly since: string
  readonly until: string
  readonly searched: readonly string[]
}

/** An end that is near. */
export interface EndsSoon {
  /** The last day, or the first instant after the end. */
  readonly until: string
  /** The day under way included. */
  readonly days: number
  /** The name of whom to ask. */
  readonly vendor: string
}

/** Of a plan's quota, in activations. */
export interface OfPlan extends OfLimelm {
  readonly asked: number
  readonly left: number
  readonly plan: number
}

/** The details of each code, by its name. */
export interface DetailsByCode extends ApiDetails, ShopDetails {
  // used wrongly
  usage: {
    readonly problem: UsageProblem
    /** Whose help to look at. */
    readonly command?: string | undefined
  }
  'invalid-value': OfFile & {
    readonly field: string
    /** Which one of the field, such as the name of a feature. */
    readonly of?: string
    readonly expected: Expected
    /** Nobody gave it now: it is a saved default. */
    readonly saved?: true
    /** Nobody gave it now: it is of this template. */
    readonly template?: string
    /** What was given; of a text that is refused for its size, the number of `limit`. */
    readonly got?: unknown
    readonly limit?: string
    /** The one character that is refused, and where, counted from 1. */
    readonly character?: string | undefined
    readonly at?: number | undefined
    /** Which of several changes, counted from 0. */
    readonly change?: number
  }
  'already-closed': {
    /** What was closed before it was used: `client`, `vendor`. */
    readonly what: string
  }
  /** `of`: of what, when it is not a signing key that is there. */
  'passphrase-missing': { readonly of?: 'backup' | 'new' }
  'kit-missing': { readonly home: string; readonly product?: string }
  'home-missing': { readonly variable?: string }
  'terminal-too-narrow': AfterWork & { readonly columns: number; readonly needed: number }
  'confirmation-needed': {
    /** What is or will be the case. */
    readonly problem: Confirmation
    /** Whether a person was asked, and did not answer yes. */
    readonly asked?: boolean | undefined
  }
  'terminal-missing': NoDetails
  'browser-missing': { readonly remote: boolean }

  // what was received is not an Airlatch message, or a damaged one
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
    /** `message`: any of them. */
    readonly expected: MessageName | 'message'
    /** A number is a type that this version does not know. */
    readonly got: MessageName | number
  }
  'claims-malformed': OfFile & { readonly message: MessageName; readonly problems: readonly ClaimProblem[] }
  'license-format-newer': OfFile & { readonly got: number; readonly newest: number }
  'picture-unsupported': OfFile & {
    /** The name of the format, such as `HEIC`; or `unknown`. */
    readonly format: string
    /** Of a format that is read otherwise. */
    readonly variant?: PictureVariant
    /** Of one color, of the variant `deep`. */
    readonly bits?: number
  }
  'picture-malformed': OfFile & { readonly format?: string; readonly problem?: PictureProblem }
  'picture-too-large': OfFile & {
    /** Pixels, when `width` and `height` are there; else bytes. */
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
  /** Different ones, of a kind that is wanted. */
  'several-messages': OfFile & {
    readonly count: number
    /** Of all of them; undefined where they are of several, or nobody knows yet. */
    readonly kind?: MessageName
    readonly found?: readonly FoundAt[]
    /** In several files. */
    readonly several?: boolean
    readonly unread?: readonly UnreadFile[]
  }
  /** A saved mail or an archive. `depth`: of packages in packages; `parts`, `lines`: of a mail. */
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
    /** The group itself, when it is one. */
    readonly text?: string
  }
  'typed-code-malformed': OfFile &
    TypedFault & {
      readonly code: 'request' | 'license'
      readonly line?: number | undefined
    }

  // the vendor's answer is no
  'key-not-found': OfLimelm & { readonly key: string }
  'key-proof-invalid': {
    readonly key: string
    /** How many of each kind the key has had, this one included. */
    readonly wrongCodes?: number
    readonly wrongRequests?: number
  }
  'too-many-wrong-codes': {
    readonly key: string
    /** Codes in a row. */
    readonly wrong: number
  }
  'product-not-found': { readonly product: string; readonly known: readonly string[] }
  'product-exists': { readonly product: string }
  'vendor-exists': { readonly home: string }
  'feature-unknown': { readonly feature: string; readonly known: readonly string[] }
  'feature-missing': OfLimelm & { readonly feature: string }
  'no-seats-left': {
    readonly activations: number
    /** How many seats are held. Undefined: those of all holders that are listed. */
    readonly held?: number
    /** At most ten of those that hold the seats with the lowest numbers. */
    readonly holders: readonly SeatHolderDetails[]
    /** The activation of the installation that asks, on hardware of which nothing is the same. */
    readonly stranded?: string
  }
  'wrong-product': { readonly expected: string; readonly got: string }
  'wrong-version': { readonly version: string; readonly covered: string | number }
  'outside-maintenance': { readonly released: string; readonly until: string }
  expired: {
    readonly since: string
    /** The end of its grace. */
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
    /** What was given, if not requests. */
    readonly noun?: 'receipt' | 'computer'
    readonly results?: readonly InputResult[]
    /** The first that were refused, of many. */
    readonly first?: readonly InputResult[]
    readonly counts?: object
    /** Files that a system left in a folder, and nobody sent. */
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
  /** `product`: the one that it is for. */
  'template-of-other-product': { readonly template: string; readonly product: string; readonly got: string }
  'customer-not-found': { readonly customer: string }
  'activations-below-used': OfLimelm & { readonly activations: number; readonly used: number }
  'floating-in-use': OfLimelm & { readonly used: number; readonly floating: boolean }
  'plan-activations-exceeded': OfPlan
  'plan-activations-used-up': OfPlan
  'vendor-dormant': OfLimelm
  'engine-version-too-old': { readonly engineVersion: number; readonly needs: readonly BeyondFormat[] }
  'virtual-machine': {
    /** In what; true: a request code does not say it. */
    readonly virtual: string | true
  }
  'request-not-as-said': { readonly field: string; readonly got: string; readonly expected: string }
  'typed-cannot-carry': { readonly things: readonly BeyondCode[] }
  'activation-not-found': { readonly activation: string } | { readonly installation: string }
  /** The computer holds a seat of several keys. */
  'activation-ambiguous': {
    readonly computer: string
    readonly activations: readonly AmbiguousActivation[]
    /** More than these. */
    readonly more: number
  }
  'activation-released': {
    readonly since: string
    readonly activation?: string
    /** The computer asks by code. */
    readonly byCode?: boolean
    /** The seat was released by hand. */
    readonly byHand?: boolean
  }
  'no-deactivations-left': {
    readonly key: string
    readonly limit: number
    readonly used: number
    readonly side?: 'client'
    /** The seat of `activation` would move. */
    readonly move?: boolean
    readonly activation?: string
  }
  'receipt-not-of-installation': { readonly activation: string }
  'signing-key-in-use': { readonly kid: string }
  'signing-key-not-found': { readonly kid: string; readonly known?: readonly string[] }
  'bundle-too-large': {
    readonly licenses: number
    /** Of the licenses together. */
    readonly bytes: number
    readonly most: number
  }
  'nothing-to-renew': { readonly key: string }
  'not-in-bundle': OfFile & {
    readonly licenses: number
    /** In several files, and not in one bundle. */
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
  /** Of the HTTP interface of the desk. */
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
  /** `files`: key files that are not those of the backup. */
  'desk-not-empty': { readonly path: string; readonly files: readonly string[] }
  'ledger-on-server': { readonly path: string; readonly doing: 'backup' | 'restore' }
  'executable-unknown': OfFile & {
    /** Places for a kit in the file; one is right. */
    readonly places: number
  }
  'executable-has-kit': OfFile

  // the client's verdict is no
  'no-license': {
    readonly product: string
    readonly searched?: readonly string[]
    /** Folders that were searched, in which something lies that is not looked at. */
    readonly left?: readonly LeftInFolder[]
    /** Licenses for the product that this account does not use. */
    readonly elsewhere?: readonly LicenseElsewhere[]
    /** Site servers that lend seats are known here. */
    readonly site?: true
  }
  'wrong-vendor': { readonly expected: string; readonly got: string }
  'wrong-computer':
    | Comparison
    | {
        /** What the license was made for, which is not known here. */
        readonly hash: string | undefined
      }
  'wrong-workload': {
    /** Whether the site names a workload here at all. */
    readonly named: boolean
  }
  'activation-key-needed': {
    /** The ids of the keys that this installation has asked with. */
    readonly known: readonly string[]
    /** The id that was named. */
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
    /** The product of the same vendor that the kit is for, if it is another one. */
    readonly other?: string
    /** The kit that is trusted is inside of the program. */
    readonly baked?: boolean
  }
  /** A kit was found in a folder, and nothing on this computer vouches for it. */
  'kit-not-named': OfFile & {
    readonly vendor: string
    readonly product: string
    /** Id of the key that signed it. */
    readonly signedBy: string
  }
  /** A warning, never thrown: an administrator installed for their own account alone. */
  'own-account-only': { readonly account: string }
  'wrong-user': {
    /** How many are named. */
    readonly users: number
    readonly user?: string | undefined
    readonly platform?: string | undefined
  }
  'feature-not-licensed': { readonly features: readonly string[] }
  /** The license is of a site server, and a program asks whether it may run under it. */
  'for-site-server': { readonly seats: number }
  /** A lease stands on a license that is of no site server. */
  'lends-no-seats': { readonly activation: string }
  'lease-of-other-license': { readonly lease: string }
  'wrong-holder': {
    readonly lease: string
    readonly what: 'key' | 'user' | 'process'
    /** Whose it is, and who asks, where that is a name. */
    readonly holder?: string | undefined
    readonly user?: string | undefined
  }
  'lease-beyond-license': { readonly lease: string; readonly beyond: readonly LeaseExcess[] }
  'lease-returned': { readonly lease: string; readonly since: string }
  'lease-ended': {
    readonly lease: string
    readonly ended: string
    /** By this client's own measure of time, and not by its clock. */
    readonly measured: boolean
  }
  /** A warning, never thrown: a site server has signed a lease again, or goes by an older state of itself. */
  'server-went-back': {
    readonly sequence: number
    readonly seen: number
    /** Two different leases with this number: they prove that the server was copied or set back. */
    readonly twice: boolean
  }
  'place-not-taken': { readonly features: readonly string[] }
  'answer-not-for-request': { readonly what: 'nonce' | 'key' | 'product' }

  // of a site server
  'site-running': { readonly home: string; readonly pid?: number }
  'site-busy': { readonly home: string }
  /** No license is installed that lends seats of the product. */
  'no-site-license': { readonly product: string }
  /** Times at which the two were issued. */
  'license-older': { readonly product: string; readonly got: string; readonly kept: string }
  'license-of-other-server': { readonly product: string }
  'lease-not-found': { readonly lease: string; readonly product: string }
  'lease-denied': {
    readonly product: string
    /** As in the answer (SPEC.md 17.2). */
    readonly reasons: readonly string[]
    /** What each rule found that denied the request: a code and its figures. */
    readonly found: readonly { readonly rule: string; readonly saw: string; readonly figures: object }[]
  }
  'rule-not-found': { readonly rule: number; readonly rules: number }
  /** Another command changed the rules in the same moment. */
  'rules-changed': { readonly product: string }
  // of a site server to whoever asks over HTTP
  'content-type-wrong': { readonly expected: string; readonly got: string }
  'method-not-allowed': { readonly method: string; readonly allowed: string }
  'path-not-found': NoDetails
  'body-not-received': { readonly why: 'slow' | 'cut-off' }
  'too-many-requests': { readonly seconds: number }
  'server-stopping': NoDetails

  /** No address of a site server is known: neither the call, nor AIRLATCH_SITE, nor the kit names one. */
  'site-not-named': { readonly product: string }
  /** None of the site servers answered, or none of the answers can be believed. */
  'site-unreachable': { readonly addresses: readonly SiteFault[] }
  /** At least one site server answered, and none lent a seat. */
  'seat-denied': { readonly addresses: readonly SiteFault[] }
  /** Each process takes a seat of its own, so that none can be kept between programs. */
  'seat-of-process': { readonly product: string }
  'no-seat-in-hand': { readonly product: string }
  /** Several are in hand, by the ids of their leases. */
  'seat-ambiguous': { readonly leases: readonly string[] }
  /** Programs use the seat that is to be given back, by the numbers of their processes. */
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
    /** The installation here; undefined: there is none. */
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
  /** A warning, never thrown: the kit was supplied from outside, and the program has none inside. */
  'kit-not-built-in': { readonly vendor: string; readonly product: string }
  /** A warning, never thrown: the share does not answer, and the copy of its license is used. */
  'license-from-copy': CopyOfShare
  'copy-too-old': CopyOfShare
  'share-unavailable': { readonly path: string; readonly seconds: number }
  /** A warning, never thrown: the license has expired, and its grace has not. */
  'in-grace': { readonly since: string; readonly until: string }
  /** A warning, never thrown: the license ends within the days that the application or the administrator set. */
  'expires-soon': EndsSoon & {
    /** Bound to no computer: another file takes its place. */
    readonly generic: boolean
  }
  /** A warning, never thrown: versions that are released after that day are not covered. */
  'maintenance-ends-soon': EndsSoon

  // files and the world; `system` is the system's word for a fault, such as ENOENT
  'output-exists': AfterWork & { readonly path: string }
  'file-not-found': { readonly path: string; readonly system?: string }
  /** `system` is not known in a browser. */
  'cannot-read': { readonly path: string; readonly system?: string | undefined }
  'cannot-write': AfterWork & {
    readonly path: string
    readonly system?: string | undefined
    /** It was the answer that could not be written, to standard output; the command itself is done. */
    readonly answered?: boolean
  }
  /** `of`: of what, when it is not a signing key. */
  'passphrase-wrong': OfFile & { readonly of?: 'backup' }
  'signing-key-missing': { readonly path: string }
  'signing-key-damaged': OfFile
  'signing-key-too-costly': { readonly path: string; readonly got: number; readonly most: number }
  'desk-backup-damaged': { readonly path: string }
  'desk-backup-newer': { readonly path: string; readonly got: number; readonly newest: number }
  'signer-failed': SignerProblem & {
    /** Which of the two ways to sign outside of this program. */
    readonly signer: 'agent' | 'program'
  }
  'vendor-missing': OfFile
  'license-not-repeatable': {
    readonly activation: string
    readonly key: string
    /** It holds no seat; it has no license; the license is signed with a key that is retired or not here. */
    readonly why: 'released' | 'none' | 'signing-key'
  }
  // of mail to customers
  'mail-not-set-up': NoDetails
  /** `text`: the kind of mail. All of them with their braces. */
  'placeholder-unknown': {
    readonly placeholder: string
    readonly text: string
    readonly part: 'subject' | 'body'
    readonly known: readonly string[]
  }
  /** None is recorded, or not one that mail can be sent to. */
  'mail-address-missing': { readonly key: string }
  /** Characters of the link. */
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
    /** The number of an entry that the server had recorded and has no longer. */
    readonly lost?: number
  }
  'ledger-unavailable': OfLedger & {
    /** It is not known whether the change was recorded. */
    readonly unsettled?: boolean
  }
  /** The server shows a certificate that is not trusted. `path`: the URL, without user and password. */
  'ledger-server-untrusted': { readonly path: string } & (
    | { readonly problem: 'untrusted' | 'expired' | 'not-yet-valid' }
    /** The names that it is for. */
    | { readonly problem: 'other-name'; readonly names?: string }
    /** The file of `sslrootcert` has no certificate that can be read. */
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
        /** The container's engine, such as `docker`. */
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
  /** By a person, at a question: Ctrl-C, Ctrl-D. */
  stopped: { readonly at: 'question' | 'passphrase' }
  'typed-code-missing':
    | { readonly code: 'request' | 'license'; readonly stopped: true }
    | { readonly code: 'request' | 'license'; readonly have: number; readonly of: number }
  'product-ambiguous': { readonly products: readonly string[] }

  bug: MayBeExplained
}

/** `reply`: what the server said, shortened. */
export interface OfMailServer {
  readonly host: string
  readonly port: number
  readonly reply?: string
}

/** What a caller that passes an error on may add to it: where it happened, and what was done before. */
export interface AddedDetails extends AfterWork, OfFile {
  readonly expected?: FileKind | undefined
  /** The usage error's command. */
  readonly command?: string
  readonly message?: 'checkpoint'
  readonly several?: boolean
  readonly unread?: readonly UnreadFile[]
  /** Every reason of a verdict as JSON, and the steps of its trace (Step in rule.ts). */
  readonly reasons?: readonly unknown[]
  readonly trace?: readonly unknown[]
  readonly elsewhere?: readonly LicenseElsewhere[]
}
