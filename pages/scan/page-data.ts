/**
 * Owns how the scan page reads what it is told: the block of data in it (pages/scan/served-page.ts), and the request in its
 * address, behind the #, which browsers send to nobody. Whom to trust, and where to install, never comes from an
 * address: it can be anybody's link.
 */
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

/** As armored text, in which a damaged request is refused with its reason. */
function armorOf(base64url: string): string {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/')
  const padded = base64.padEnd(Math.ceil(base64.length / 4) * 4, '=')
  return `-----BEGIN AIRLATCH REQUEST-----\n${padded}\n-----END AIRLATCH REQUEST-----\n`
}
