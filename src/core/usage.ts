/**
 * Owns the ways in which a command can be used wrongly, and the confirmations that it asks for: closed lists of codes
 * with their figures, as details of the errors usage and confirmation-needed (error-details.ts). src/words/ has the
 * texts.
 */

/** Usage errors without figures. */
export type PlainUsage =
  // airlatch
  | 'input-missing'
  | 'page-missing'
  | 'watch-with-page'
  | 'typed-with-input'
  | 'machine-with-home'
  // airlatch-site
  | 'take-back-without-reason'
  | 'reason-without-take-back'
  | 'without-lease'
  | 'trial-without-host'
  // airlatch-vendor
  | 'nothing-to-change'
  | 'product-missing'
  | 'request-missing'
  | 'request-empty'
  | 'request-or-code-missing'
  | 'request-or-activation-missing'
  | 'request-and-activation'
  | 'request-twice'
  | 'no-request-in-folder'
  | 'key-and-computer'
  | 'move-with-code'
  | 'folder-missing'
  | 'folder-for-several'
  | 'output-for-several'
  | 'typed-for-one'
  | 'key-for-issue'
  | 'activation-for-release'
  | 'agent-or-program'
  | 'certificate-and-key'
  | 'certificate-and-insecure'

/** What a word on the command line can be where a message is expected, in the order in which they are tried. */
export type WordKind = 'file' | 'folder' | 'link' | 'text' | 'code' | 'activation' | 'computer-id' | 'key-id'

/** What is wrong with how a command was used; `explain` puts it into words. */
export type UsageProblem =
  | { readonly is: PlainUsage }
  /** `after`: the noun that was typed. */
  | { readonly is: 'no-command'; readonly after?: string | undefined }
  | { readonly is: 'unknown-command'; readonly typed: string; readonly meant?: string | undefined }
  | { readonly is: 'unknown-options'; readonly typed: readonly string[] }
  | { readonly is: 'unknown-arguments'; readonly typed: string }
  /** `expected`: as in help, `KEY [FILE]`. */
  | { readonly is: 'arguments-missing'; readonly expected: string }
  /** `options`: without their dashes, like the options in the errors below. */
  | { readonly is: 'options-missing'; readonly options: readonly string[] }
  | { readonly is: 'value-missing' | 'given-twice'; readonly option: string }
  | { readonly is: 'takes-no-value'; readonly option: string; readonly got: string }
  | {
      readonly is: 'not-a-choice'
      readonly option: string
      readonly choices: string
      readonly got: string
    }
  | {
      readonly is: 'two-meanings'
      readonly word: string
      readonly first: WordKind
      readonly second: WordKind
    }
  /** `option`: with its dashes and its value, `--format csv`. */
  | { readonly is: 'not-with-json' | 'for-one-request'; readonly option: string }
  /** `serve` without TLS, on an address that others can reach. */
  | { readonly is: 'reachable-without-tls'; readonly host: string }
  /** Any other error, in the parser's own words, in English. */
  | { readonly is: 'other'; readonly text: string }

/** What the user must confirm; times are instants. */
export type Confirmation =
  | { readonly is: 'license-ends'; readonly key: string }
  | { readonly is: 'generic-without-end' }
  /** The own license of a site server ends, while `held` seats are lent. */
  | { readonly is: 'server-license-ends'; readonly product: string; readonly held: number }
  /** `holder`: who has the seat, for people. */
  | {
      readonly is: 'lease-taken-back'
      readonly lease: string
      readonly holder: string
      readonly ends: string
    }
  /** A seat was returned, but anyone who noted its code can read it out again. */
  | { readonly is: 'code-again'; readonly released: string }
  | { readonly is: 'personal-data'; readonly key: string }
  /** `seats`: computers that have a license of the key. */
  | { readonly is: 'key-revoked'; readonly key: string; readonly seats: number }
  | { readonly is: 'api-key-revoked'; readonly apiKey: string }
  | { readonly is: 'seat-released'; readonly computer: string; readonly key: string }
  /** `products`: their ids. */
  | {
      readonly is: 'signing-key-rotated'
      readonly products: readonly string[]
      readonly seats: number
    }
  /** `licenses`: how many become invalid. */
  | {
      readonly is: 'signing-key-retired'
      readonly kid: string
      readonly from: string
      readonly licenses: number
    }
  | { readonly is: 'customer-erased'; readonly customer: string; readonly keys: number }
  | { readonly is: 'customers-merged'; readonly from: string; readonly into: string; readonly keys: number }
  /** `server`: its host name. */
  | { readonly is: 'mail-sent'; readonly to: string; readonly subject: string; readonly server: string }
  /** `waiting`: messages that will then not be sent. */
  | { readonly is: 'webhook-removed'; readonly webhook: string; readonly waiting: number }
  | { readonly is: 'shop-removed'; readonly shop: string }
  | { readonly is: 'clock'; readonly clock: string; readonly newest: string | undefined }
  | { readonly is: 'clock-ahead'; readonly clock: string; readonly newest: string }
