/**
 * Owns whether a request was sent by a page of another site, as far as the browser says. Sec-Fetch-Site decides where it
 * is sent; Origin is "null" on pages that send no referrer.
 */
import { timingSafeEqual } from 'node:crypto'

/** `own`: the origins of this server. */
export function isCrossSite(
  { site, origin }: { readonly site: string | undefined; readonly origin: string | undefined },
  own: readonly string[],
): boolean {
  // none: the person, by a reload
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return origin !== undefined && origin !== 'null' && !own.includes(origin)
}

/** Compares a secret in a time that does not depend on where the texts differ. */
export function isSameSecret(got: string, expected: string): boolean {
  const [a, b] = [Buffer.from(got), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
