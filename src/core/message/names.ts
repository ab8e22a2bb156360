/** Owns the forms of names in messages, some of which are used as file names. */

/** Device names that Windows reserves in any folder and with any extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/

/**
 * Returns whether the text is a product id: 1 to 32 of `a-z 0-9 . _ -`, first and last a letter or digit. It is used as
 * the name of a folder on the client, so it must not contain a path or a device name.
 */
export function isProductId(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/.test(text) && !text.includes('..') && !DEVICES.test(text)
}

/** Returns whether it is a feature's name: 1 to 32 letters, digits, `.`, `_` and `-`, the first a letter or digit. */
export function isFeatureName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(text)
}

/** Returns whether it has the form of a name in computer/virtual.ts, even a newer one: 1 to 32 of `a-z 0-9 -`. */
export function isVirtualName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(text)
}
