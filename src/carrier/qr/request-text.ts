/**
 * Owns what the one QR symbol of a request says: a link that a phone's own camera opens, where the vendor has a page and
 * a symbol holds the link; else the message itself. Runs in a page.
 */
import { linkOf, MOST_LINK_BYTES } from '../link.ts'
import { capacityBytes, capacityCharacters } from './symbol.ts'
import { qrText } from './text.ts'
import { MAX_VERSION, USUAL_VERSION } from './versions.ts'

/**
 * The text of the symbol; undefined when none holds the request, which then travels in frames (frames/split.ts).
 * `address`: of the vendor's page, as the kit has it. `version`: the largest one that is wanted; unless told, a link may
 * take the largest there is, as frames are nothing to a phone's own camera, and the message itself the usual one.
 * isQrText (text.ts) says which of the two it is.
 */
export function requestText(
  address: string | undefined,
  message: Uint8Array,
  version?: number,
): string | undefined {
  if (address !== undefined && message.length <= MOST_LINK_BYTES) {
    const link = linkOf(address, message)
    if (link.length <= capacityCharacters(version ?? MAX_VERSION)) return link
  }
  return message.length <= capacityBytes(version ?? USUAL_VERSION) ? qrText(message) : undefined
}
