/**
 * Owns what a value should be that a caller, a clerk or a customer gives: a closed list of codes with their figures, as
 * `expected` of the error invalid-value (error-details.ts). src/words/ has a phrase for each in every language.
 */

/** What a value should be, where there is nothing more to say. */
export type PlainExpected =
  // of a library's arguments
  | 'value'
  | 'text'
  | 'texts'
  | 'flag'
  | 'byte-array'
  | 'function'
  | 'object'
  | 'list'
  | 'map'
  | 'signal'
  | 'cursor'
  | 'computer'
  | 'fingerprint'
  | 'request'
  | 'time'
  // of texts
  | 'visible-character'
  | 'no-byte-order-mark'
  | 'whole-characters'
  | 'one-line'
  | 'no-space-around'
  | 'storable'
  // of terms
  | 'yes-or-no'
  | 'product-id'
  | 'workload-name'
  | 'activation-id'
  | 'customer-id'
  | 'other-customer'
  | 'version'
  | 'feature-names'
  | 'feature-pair'
  | 'pair-value'
  | 'no-file'
  | 'feature-definition'
  | 'each-once'
  | 'email'
  | 'named-user'
  | 'platform'
  | 'deactivation-limit'
  | 'share'
  | 'share-rule'
  | 'not-over'
  | 'key-with-end'
  | 'not-in-the-future'
  | 'after-since'
  | 'generic-activations'
  | 'generic-start'
  | 'floating-start'
  | 'not-when-generic'
  | 'not-when-floating'
  | 'only-when-floating'
  | 'pool'
  | 'pool-of-feature'
  | 'asked-by-request'
  // of files and places
  | 'license-or-path'
  | 'file'
  | 'qr-file'
  | 'utf-8-file'
  | 'file-of-names'
  | 'whole-path'
  | 'search-path'
  | 'page-address'
  | 'site-address'
  | 'network'
  | 'site-addresses'
  | 'certificate'
  | 'ledger'
  | 'postgres-url'
  // of shops
  | 'shop-name'
  | 'shop-item'
  | 'order-items'
  | 'webhook-secret'
  | 'package-name'
  // of signing keys
  | 'new-signing-key'
  | 'first-line'
  | 'same-twice'

/** What a value should be; `explain` says it in words. */
export type Expected = (
  | { readonly is: PlainExpected }
  | {
      readonly is: 'number' | 'whole-number'
      readonly least?: number | undefined
      readonly most?: number | undefined
    }
  | { readonly is: 'seconds'; readonly least?: number | undefined; readonly most: number }
  | { readonly is: 'at-least'; readonly least: number; readonly of: 'characters' }
  | { readonly is: 'at-most'; readonly most: number; readonly of?: 'bytes' | 'characters' | undefined }
  /** Entries of a list. */
  | { readonly is: 'list-of'; readonly least: number; readonly most: number }
  | { readonly is: 'one-of'; readonly words: readonly string[] }
  /** A field that exists. */
  | { readonly is: 'field'; readonly of: string; readonly known: readonly string[] }
  /** `instant`: or a second of it. `format`: of another program's lists, such as `MM/DD/YYYY`. */
  | {
      readonly is: 'date'
      readonly instant?: true | undefined
      readonly format?: string | undefined
    }
  | { readonly is: 'feature-value'; readonly type: 'flag' | 'integer' | 'text' }
  /** Of an SSH agent, by its comment. */
  | { readonly is: 'agent-key'; readonly comments: readonly string[] }
  /** `most`: files that may be read in it. */
  | { readonly is: 'folder'; readonly most?: number | undefined }
  | { readonly is: 'ending'; readonly endings: readonly string[] }
  /** Characters of an address that begins with https://. */
  | { readonly is: 'link'; readonly most: number }
  /**
   * Not standard output, because of another option; not the file of another option; only with another option, or only
   * without it.
   */
  | { readonly is: 'file-beside' | 'other-file' | 'with-option' | 'without-option'; readonly option: string }
) & {
  /** A word that may stand in its place, such as `none`. */
  readonly or?: string | undefined
}
