/** Owns how a signature of a shop is compared: in constant time, with every secret, and only while it is fresh. */
import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/**
 * Seconds that the clocks of shop and desk may differ, either way. Stripe and Standard Webhooks say five minutes; the SDK
 * of Paddle says five seconds, which a busy server misses. Someone who records a request and sends it again within
 * that time gets nothing by it: an order that is filled stays as it is.
 */
export const TOLERANCE_SECONDS = 300

/** More than these are of nobody who rotates a secret. */
const MOST_SIGNATURES = 8

/** Whether a moment in decimal seconds since 1970 is now. */
export function isFresh(seconds: string | undefined, now: number): boolean {
  return (
    seconds !== undefined &&
    /^\d{1,12}$/.test(seconds) &&
    Math.abs(now - Number(seconds)) <= TOLERANCE_SECONDS
  )
}

/** HMAC-SHA256 of a text and the bytes behind it. `secret`: bytes, or a text as UTF-8. */
export function hmacOf(secret: string | Uint8Array, text: string, bytes: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(text).update(bytes).digest()
}

/**
 * Whether one of the signatures is one of the expected ones. All are compared, so that the time tells nothing; those of
 * another length never fit.
 */
export function isAnyOf(expected: readonly Buffer[], given: readonly Buffer[]): boolean {
  let found = false
  for (const one of given.slice(0, MOST_SIGNATURES))
    for (const other of expected) if (one.length === other.length && timingSafeEqual(one, other)) found = true
  return found
}

/** The same for texts, such as hexadecimal digits, whose length is no secret. */
export function isSameText(expected: readonly string[], given: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer')
  return isAnyOf(expected.map(digest), [digest(given)])
}

/** Values of `name=value` parts, in their order; a part without `=` is none. */
export function valuesOf(parts: readonly string[], name: string): readonly string[] {
  const start = `${name}=`
  return parts
    .map(part => part.trim())
    .flatMap(part => (part.startsWith(start) ? [part.slice(start.length)] : []))
}
