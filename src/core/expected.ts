/**
 * Owns the closed list of what a given value should have been: a code with its figures, in `expected` of the error
 * invalid-value (error-details.ts). src/words/ has a phrase for each, in every language.
 */

/** Expectations without figures. */
export type PlainExpected =
  // arguments of the library
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
  // texts
  | 'visible-character'
  | 'no-byte-order-mark'
  | 'whole-characters'
  | 'one-line'
  | 'no-space-around'
  | 'storable'
  // terms
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
  // files and places
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
  // shops
  | 'shop-name'
  | 'shop-item'
  | 'order-items'
  | 'webhook-secret'
  | 'package-name'
  // signing keys
  | 'new-signing-key'
  | 'first-line'
  | 'same-twice'

/** What a value should have been; `explain` puts it into words. */
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
  /** A list with this many entries. */
  | { readonly is: 'list-of'; readonly least: number; readonly most: number }
  | { readonly is: 'one-of'; readonly words: readonly string[] }
  /** The name of an existing field. */
  | { readonly is: 'field'; readonly of: string; readonly known: readonly string[] }
  /** `instant`: a time to the second is accepted too. `format`: of another program's lists, such as `MM/DD/YYYY`. */
  | {
      readonly is: 'date'
      readonly instant?: true | undefined
      readonly format?: string | undefined
    }
  | { readonly is: 'feature-value'; readonly type: 'flag' | 'integer' | 'text' }
  /** A key of an SSH agent, named by its comment. */
  | { readonly is: 'agent-key'; readonly comments: readonly string[] }
  /** `most`: the number of files in it that may be read. */
  | { readonly is: 'folder'; readonly most?: number | undefined }
  | { readonly is: 'ending'; readonly endings: readonly string[] }
  /** An address that begins with https://, of at most this many characters. */
  | { readonly is: 'link'; readonly most: number }
  /**
   * `file-beside`: not standard output, because of another option. `other-file`: not the file of another option. The
   * others: only together with another option, or only without it.
   */
  | { readonly is: 'file-beside' | 'other-file' | 'with-option' | 'without-option'; readonly option: string }
) & {
  /** A word that is accepted instead, such as `none`. */
  readonly or?: string | undefined
}
