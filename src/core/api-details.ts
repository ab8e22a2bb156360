/**
 * Owns the error codes of the HTTP interface (`airlatch-vendor api`), with the names and types of their details. They
 * are a part of the closed list in error-details.ts.
 */

type NoDetails = Readonly<Record<string, never>>

export interface ApiDetails {
  /** Reported at the desk: no API key has this name or id. */
  'api-key-not-found': { readonly apiKey: string }
  'api-key-exists': { readonly apiKey: string }
  /** `missing`: the header has no key. Callers are not told whether a key is malformed, unknown, wrong or revoked. */
  'api-key-refused': { readonly missing?: true }
  /** Reported only to callers that have the right secret. */
  'api-key-expired': { readonly until: string }
  'scope-missing': { readonly scope: string }
  'too-many-devices': { readonly most: number }
  'json-malformed': {
    readonly problem: 'syntax' | 'not-utf-8' | 'not-an-object' | 'too-deep'
    readonly most?: number
  }
  'idempotency-key-reused': NoDetails
  /** `seconds`: when to retry. */
  'idempotency-in-progress': { readonly seconds: number }
  /**
   * `begun`: a server stopped or failed during the call. `not-kept`: the call was carried out, but its answer was too
   * large to store, or has since been erased.
   */
  'outcome-unknown': { readonly state: 'begun' | 'not-kept' }
}
