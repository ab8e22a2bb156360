/** Owns which names may stand in messages and, as file names, on disks. */

/** Names that Windows gives to devices, in any folder and with any extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/

/**
 * A product id: 1 to 32 of `a-z 0-9 . _ -`, first and last a letter or digit. It is a folder's name on the client, so
 * no path and no device can hide in it.
 */
export function isProductId(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/.test(text) && !text.includes('..') && !DEVICES.test(text)
}

/** A feature's name: 1 to 32 letters, digits, `.`, `_` and `-`, the first a letter or digit. */
export function isFeatureName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(text)
}

/** What a computer runs inside of (computer/virtual.ts): 1 to 32 of `a-z 0-9 -`, so that newer words can be read. */
export function isVirtualName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(text)
}
