/** Owns the two parts of a request target (RFC 9112 section 3.2). */

/** At the first question mark; nothing is decoded. */
export function splitTarget(target = ''): readonly [path: string, query: string] {
  const at = target.indexOf('?')
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)]
}
