/** Owns how a signature of a shop is compared: in constant time, with every secret, and only while it is fresh. */
import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { ShopRequest } from './adapter.ts'

/**
 * Seconds that the clocks of shop and desk may differ, either way. Stripe and Standard Webhooks say five minutes; the SDK
 * of Paddle says five seconds, which a busy server misses. Someone who records a request and sends it again within
 * that time gets nothing by it: an order that is filled stays as it is.
 */
const TOLERANCE_SECONDS = 300

/** A shop that rotates its secret sends fewer. */
const MOST_SIGNATURES = 8

/** Whether a moment in decimal seconds since 1970 is now. */
export function isFresh(seconds: string | undefined, now: number): boolean {
  return (
    seconds !== undefined &&
    /^\d{1,12}$/.test(seconds) &&
    Math.abs(now - Number(seconds)) <= TOLERANCE_SECONDS
  )
}

/** HMAC-SHA256 of a text and the bytes after it. `secret`: bytes, or a text as UTF-8. */
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

/** How a shop writes a time and its signatures into one header, as Stripe and Paddle do. */
export interface TimedHeader {
  readonly header: string
  readonly separator: string
  /** Names of the parts: seconds since 1970, and HMAC-SHA256 in hexadecimal digits, several while a secret is rotated. */
  readonly time: string
  readonly signature: string
  /** What is signed between the seconds and the body. */
  readonly joint: string
}

/** More parts than these are in no such header. */
const MOST_PARTS = 16

/** Whether one of the secrets has signed the body, with a time that is now. */
export function isSignedWithTime(
  { header, separator, time, signature, joint }: TimedHeader,
  request: ShopRequest,
  secrets: readonly string[],
  now: number,
): boolean {
  const parts = (request.header(header) ?? '').split(separator, MOST_PARTS)
  const [seconds, second] = valuesOf(parts, time)
  if (second !== undefined || !isFresh(seconds, now)) return false
  const expected = secrets.map(secret => hmacOf(secret, `${seconds}${joint}`, request.body))
  return isAnyOf(
    expected,
    valuesOf(parts, signature).map(hex => Buffer.from(hex, 'hex')),
  )
}

/** Values of `name=value` parts, in their order; a part without `=` is none. */
function valuesOf(parts: readonly string[], name: string): readonly string[] {
  const start = `${name}=`
  return parts
    .map(part => part.trim())
    .flatMap(part => (part.startsWith(start) ? [part.slice(start.length)] : []))
}
