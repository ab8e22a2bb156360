/**
 * Owns what an e-mail address is that mail is sent to or from: one address, spelled plainly (RFC 5321 section 4.1.2, without
 * quoted local parts and address literals). A list, a name beside it, a comment or a line end makes it none, so that an
 * address can neither add a recipient nor a header.
 */
import { domainToASCII } from 'node:url'
import { invalidValue } from '../../core/arguments.ts'

const MOST_CHARACTERS = 254
const MOST_LOCAL = 64

/** The atoms of RFC 5322 section 3.2.3. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
/** Of a name that `domainToASCII` spells out: letters of any script, and no more. */
const NAME = /^[\p{L}\p{M}\p{N}.-]+$/u

/** The address as a server takes it: its domain in ASCII (RFC 5891). Error: invalid-value {field}. */
export function requireMailAddress(field: string, text: string): string {
  const address = mailAddressOf(text)
  if (address === undefined) throw invalidValue(field, { is: 'email' }, text.slice(0, MOST_CHARACTERS))
  return address
}

/** The same; undefined for what is none. */
export function mailAddressOf(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return undefined
  const at = text.lastIndexOf('@')
  const [local, name] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)]
  if (local.length > MOST_LOCAL || !LOCAL.test(local) || !NAME.test(name)) return undefined
  const domain = domainToASCII(name)
  const labels = domain.split('.')
  // a top-level domain of digits would be an address of IPv4
  if (!labels.every(label => LABEL.test(label)) || /^\d+$/.test(labels.at(-1) ?? '')) return undefined
  return domain.length + local.length + 1 > MOST_CHARACTERS ? undefined : `${local}@${domain}`
}
