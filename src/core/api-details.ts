/**
 * Owns the error codes of the HTTP interface (`airlatch-vendor api`) with the names and types of their details: part of the
 * closed list in error-details.ts.
 */

type NoDetails = Readonly<Record<string, never>>

export interface ApiDetails {
  /** At the desk: no API key has this name or id. */
  'api-key-not-found': { readonly apiKey: string }
  'api-key-exists': { readonly apiKey: string }
  /** `missing`: there is none in the header. Malformed, unknown, wrong or revoked: callers are not told which. */
  'api-key-refused': { readonly missing?: true }
  /** Only for callers that have the right secret. */
  'api-key-expired': { readonly until: string }
  'scope-missing': { readonly scope: string }
  'too-many-devices': { readonly most: number }
  'json-malformed': {
    readonly problem: 'syntax' | 'not-utf-8' | 'not-an-object' | 'too-deep'
    readonly most?: number
  }
  'idempotency-key-reused': NoDetails
  /** `seconds`: when to ask again. */
  'idempotency-in-progress': { readonly seconds: number }
  /**
   * begun: a server stopped or failed in the middle of the call; not-kept: the call was carried out, and its answer was too
   * large to be kept, or has been erased since.
   */
  'outcome-unknown': { readonly state: 'begun' | 'not-kept' }
}
