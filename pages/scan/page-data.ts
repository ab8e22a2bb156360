/**
 * Owns how the scan page reads what it is told: the block of data in it (pages/scan/served-page.ts), and the request in its
 * address, behind the #, which browsers send to nobody. Whom to trust, and where to install, never comes from an
 * address: it can be anybody's link.
 */
import { encodeArmor } from '../../src/carrier/armor.ts'
import type { PageData } from './served-page.ts'

/** What the block says. `address`: what stands behind the # in the page's address, such as `#request=...`. */
export function pageData(block: string, address: string): PageData {
  const own = JSON.parse(block) as PageData
  const given = new URLSearchParams(address.replace(/^#/, '')).get('request')
  return given === null || own.request !== undefined ? own : { ...own, request: armorOf(given) }
}

/** A request's address of this page: its bytes as base64url behind the #. */
export function requestAddress(page: string, request: Uint8Array): string {
  let binary = ''
  for (const byte of request) binary += String.fromCharCode(byte)
  const text = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  return `${page}#request=${text}`
}

/** As armored text; what is no request is refused with its reason when that is read. */
function armorOf(base64url: string): string {
  try {
    const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
    return encodeArmor(
      'request',
      Uint8Array.from(binary, character => character.charCodeAt(0)),
    )
  } catch {
    return base64url
  }
}
