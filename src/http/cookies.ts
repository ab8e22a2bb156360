/** Owns cookies as they are sent (RFC 6265): one value is read out of a header, and one is set for this host alone. */

/** The value of a cookie in a Cookie header; undefined when there is none of that name. Reads each character once. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    if (equals >= 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}

/** A Set-Cookie header for what ends with the browser. `secure`: only TLS carries it. */
export function cookieText(name: string, value: string, path: string, secure: boolean): string {
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}
