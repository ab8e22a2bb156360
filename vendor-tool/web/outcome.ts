/** Owns how the vendor says no to what the page asks: of a request and of a receipt alike. */
import type { Coded, Step } from '../../src/vendor/door.ts'

export type Refused = { readonly kind: 'refused'; readonly trace: readonly Step[] } & Coded

/**
 * The request is not made with an activation key of ours, or is a code that is not looked at; or the receipt is not of an
 * activation of ours. Which of them it is is nobody's business.
 */
export interface DeniedRequest {
  readonly kind: 'denied'
}
