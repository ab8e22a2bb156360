/**
 * Owns the rule by which an account is the user whom a license names (SPEC.md section 9.2, checklist LP-18). Knows no
 * operating system and no node:*.
 *
 * Windows reports an account without its domain, so a domain that is named there is not compared. Elsewhere the account
 * of a domain is reported with it, as `CORP\ada` (winbind) or `ada@corp.example.com` (sssd): a name without a domain
 * is of any domain, and a domain that is named must be the account's own.
 */
import type { Platform } from './computer.ts'

/** Whether the account is the one that is named, on this platform. An empty name is nobody's. Pure. */
export function isSameUser(platform: Platform, named: string, account: string): boolean {
  const [one, other] = [named, account].map(name => name.normalize('NFC')) as [string, string]
  if (platform === 'windows') {
    const name = lowerCase(onWindows(one))
    return name !== '' && name === lowerCase(onWindows(other))
  }
  return one !== '' && (one === other || isOfDomain(partsOf(one), partsOf(other)))
}

/** An account name, and the domain that it stands with. */
interface DomainName {
  readonly name: string
  readonly domain: string | undefined
}

function isOfDomain(named: DomainName, account: DomainName): boolean {
  if (named.name === '' || named.name !== account.name || account.domain === undefined) return false
  return named.domain === undefined || lowerCase(named.domain) === lowerCase(account.domain)
}

/** Of `DOMAIN\name`, else of `name@domain`: what stands before the first `\`, or behind the last `@`. */
function partsOf(text: string): DomainName {
  const slash = text.indexOf('\\')
  if (slash >= 0) return { domain: text.slice(0, slash), name: text.slice(slash + 1) }
  const at = text.lastIndexOf('@')
  return at < 0 ? { domain: undefined, name: text } : { domain: text.slice(at + 1), name: text.slice(0, at) }
}

/** Of `DOMAIN\account` and `account@domain` the account: neither sign may stand in its name. */
function onWindows(name: string): string {
  const at = name.slice(name.lastIndexOf('\\') + 1)
  const end = at.indexOf('@')
  return end < 0 ? at : at.slice(0, end)
}

/** Windows has its own table of letters, which changes between versions; ASCII is the same everywhere. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase())
}
