/**
 * Owns the possible faults of a message, a code, a picture, a list of keys or a signer's answer, and what a code or a
 * license format cannot express. They are closed lists of codes with their figures, as details of errors
 * (error-details.ts). src/words/ has a phrase for each, in every language that shows it; a missing phrase is a compile
 * error.
 */

/** `changed`: something between the two marker lines was altered, or one of these lines itself. */
export type ArmorProblem = 'no-begin' | 'no-end' | 'changed'

/** Files that contain other files, and are opened. */
export type PackageKind = 'mail' | 'archive' | 'encrypted-archive' | 'damaged-archive'

/** File types that people send by mistake, and that are not searched for a message. */
export type UnreadableFile =
  | '7z'
  | 'rar'
  | 'xz'
  | 'bzip2'
  | 'zstd'
  | 'outlook'
  | 'winmail'
  | 'office'
  | 'program'

export type LinkProblem = 'too-long' | 'empty' | 'lost-character' | 'no-message'

export type Base45Problem = 'dangling-character' | 'group-too-large' | 'foreign-character'

export type CborProblem =
  | 'bytes-after-end'
  | 'truncated'
  | 'tag'
  | 'simple-value'
  | 'integer-too-low'
  | 'map-key'
  | 'byte-order-mark'
  | 'not-utf-8'
  | 'indefinite-length'
  | 'reserved-head'

export type CborOrderProblem = 'map-key-twice' | 'map-keys-unordered' | 'head-too-long'

/** The part that is missing, malformed or not alone. */
export type CoseProblem =
  | 'tag'
  | 'array'
  | 'protected-header'
  | 'unprotected-header'
  | 'payload'
  | 'signature'
  | 'header-map'
  | 'header-parameters'
  | 'kid'

export type PublicKeyProblem =
  | 'length'
  | 'not-canonical'
  | 'small-order'
  | 'not-a-cose-key'
  | 'number-of-keys'
  | 'same-key-id'

export type FrameProblem = 'cut-off' | 'parts' | 'length' | 'data' | 'several-messages'

export type PictureProblem =
  | 'ends-early'
  | 'line-ends-changed'
  | 'no-header'
  | 'two-headers'
  | 'header'
  | 'no-pixels'
  | 'frame-too-large'
  | 'frame-empty'
  | 'palette-missing'
  | 'table-missing'
  | 'table'
  | 'scan'
  | 'too-many-scans'
  | 'block'
  | 'pixels'
  | 'compression'

/** A variant of BMP or JPEG that is not supported. */
export type PictureVariant = 'compressed' | 'lossless-or-arithmetic' | 'deep'

/** Why the running instances of a program cannot be counted. */
export type InstancesFault =
  | 'link'
  | 'not-a-folder'
  | 'gone'
  | 'own-process-missing'
  | 'processes-hidden'
  | 'process-hidden'
  | 'process-waits'
  | 'too-many-files'
  | 'too-many-slots'
  | 'system'
  | 'program'

export interface InstancesProblem {
  readonly problem: InstancesFault
  /** The process id. */
  readonly process?: number | undefined
  readonly most?: number
  /** The operating system's error code, such as EACCES; undefined for a program that did not answer in time. */
  readonly system?: string | undefined
  readonly program?: string
}

/** What is wrong with a CSV list of keys. */
export type CsvProblem =
  | {
      readonly problem:
        | 'utf-16'
        | 'not-utf-8'
        | 'no-lines'
        | 'quote-not-closed'
        | 'quote-within-cell'
        | 'text-after-quote'
        | 'carriage-return'
    }
  | { readonly problem: 'cells'; readonly expected: number; readonly got: number }
  | { readonly problem: 'too-many-lines'; readonly most: number }

/** What is wrong with a column map: with one entry (`feature x` for the entry of a feature), or with the whole map. */
export type ColumnProblem =
  | { readonly problem: 'not-json' | 'not-an-object' | 'separator' | 'product-missing' | 'old-key-missing' }
  | {
      readonly problem: 'source' | 'column-or-value' | 'value' | 'format' | 'cell-separator' | 'words'
      readonly entry: string
    }
  | { readonly problem: 'unknown-field'; readonly entry: string; readonly known: readonly string[] }
  | {
      readonly problem: 'unknown-part'
      readonly entry: string
      readonly part: string
      readonly known: readonly string[]
    }
  /** `word`: the word in the part "words". */
  | { readonly problem: 'text'; readonly entry: string; readonly part: string; readonly word?: string }
  | {
      readonly problem: 'no-column'
      readonly entry: string
      readonly column: string
      readonly known: readonly string[]
    }
  | { readonly problem: 'two-columns'; readonly entry: string; readonly column: string }

/** Why an external signer did not sign. */
export type SignerProblem =
  | {
      readonly problem:
        | 'no-agent'
        | 'closed'
        | 'length'
        | 'ends-early'
        | 'algorithm'
        | 'key-refused'
        | 'refused'
        | 'other-signature'
    }
  | { readonly problem: 'no-answer'; readonly seconds: number }
  | { readonly problem: 'not-reached' | 'not-started'; readonly system: string | undefined }
  /** A program did not print a hexadecimal text of `digits` digits. */
  | { readonly problem: 'printed'; readonly digits: number }
  /** A program failed, with an exit code or a signal, and with this message. */
  | { readonly problem: 'failed'; readonly exit: number | string; readonly said: string }

/** What a claim should have been, without figures. */
export type PlainClaim =
  | 'time'
  | 'true-or-nothing'
  | 'product-id'
  | 'present'
  | 'map-of-claims'
  | 'cose-key'
  | 'key-id'
  | 'one-binding'
  | 'absent-when-generic'
  | 'absent-when-lending'
  | 'present-when-lending'
  | 'absent-in-operation'
  | 'absent-without-fingerprint'
  | 'kinds-of-fingerprint'
  | 'workload-name'
  | 'workload-alone'
  | 'with-first-run-days'
  | 'with-cnf'
  | 'absent-without-first-run-days'
  | 'before-iat'
  | 'after-iat'
  | 'days'
  | 'borrow-days'
  | 'lease-seconds'
  | 'seat-unit'
  | 'pools'
  | 'pools-of-features'
  | 'of-seats'
  | 'of-process'
  | 'one-line'
  | 'operation'
  | 'platform'
  | 'one-outcome'
  | 'with-denied'
  | 'message'
  | 'totals'
  | 'deactivations'
  | 'features'
  | 'feature-table'
  | 'virtual'
  | 'cose-keys'
  | 'paths'
  | 'address'
  | 'site-addresses'
  | 'both-or-neither'
  | 'fingerprint'
  | 'kinds'
  | 'share'
  | 'users'

export type ClaimExpected =
  | { readonly expected: PlainClaim }
  | { readonly expected: 'integer'; readonly least: number }
  | { readonly expected: 'bytes'; readonly length: number }
  /** `most`: the maximum bytes of a text, or number of ids. */
  | {
      readonly expected: 'text' | 'ids' | 'times' | 'sequences' | 'messages' | 'reasons'
      readonly most: number
    }
  | { readonly expected: 'own-key-ids'; readonly got: readonly string[] }

/** What one claim of a message should have been, or that it is unknown. Without `claim`: all claims together. */
export type ClaimProblem =
  | ({ readonly claim?: string } & ClaimExpected)
  | { readonly unknown: string; readonly own: boolean }

/** What format 1 of a license cannot express. */
export type BeyondFormat =
  | 'first-run-days'
  | 'deactivation-limit'
  | 'users'
  | 'no-virtual'
  | 'grace-days'
  | 'licensee'
  | 'request-by-code'
  | 'site-server'

/**
 * What a lease has beyond its server's license: another seat unit; its length; that it is borrowed; the length of the
 * borrowing; an end after that of the license; a time before the license; places in a pool; a workload, or a computer
 * that cannot be distinguished from others.
 */
export type LeaseExcess =
  | 'unit'
  | 'length'
  | 'borrowed'
  | 'borrow-length'
  | 'end'
  | 'before'
  | 'pools'
  | 'workload'

/** A term that takes up space in a license code. */
export type TypedTerm =
  | 'end'
  | 'major-version'
  | 'maintenance'
  | 'floating-seats'
  | 'grace-days'
  | 'deactivation-limit'
  | 'first-run-days'
  | 'features'

/**
 * Why a code cannot express a feature: the product's newest kit does not list it; it is a text without listed values,
 * and not the default; it is none of the listed values; or its number is out of range.
 */
export type BeyondTable = 'not-in-kit' | 'text' | 'not-listed' | 'number'

/** What a typed code cannot express. */
export type BeyondCode =
  | {
      readonly thing:
        | 'readings'
        | 'readings-of-seat'
        | 'workload'
        | 'other-program'
        | 'format-1'
        | 'generic'
        | 'user-data'
        | 'users'
        | 'licensee'
        | 'version-and-maintenance'
        | 'issued-at'
        | 'end'
        | 'end-of-maintenance'
        | 'first-run-days-again'
        | 'first-run-days-by-code'
        | 'site-server'
    }
  | { readonly thing: 'feature'; readonly feature: string; readonly why: BeyondTable }
  | { readonly thing: 'major-version'; readonly version: string }
  | { readonly thing: 'floating-seats'; readonly seats: number }
  /** `limit`: a decimal number. */
  | { readonly thing: 'deactivation-limit'; readonly limit: string }
  | { readonly thing: 'activations'; readonly most: number }
  | { readonly thing: 'terms'; readonly terms: readonly TypedTerm[] }

/** Why nothing is sent to the address of a webhook. */
export type WebhookAddressProblem =
  | 'not-a-url'
  | 'not-https'
  | 'credentials'
  | 'fragment'
  | 'private'
  | 'unknown-name'

/** Why a webhook did not confirm a message. `system`: the error code of the operating system or of OpenSSL. */
export type DeliveryProblem =
  | { readonly is: 'address'; readonly why: WebhookAddressProblem }
  | { readonly is: 'time-over' | 'not-http' | 'stopped' | 'no-keys' | 'no-entry' }
  | { readonly is: 'tls' | 'not-reached'; readonly system: string | undefined }
