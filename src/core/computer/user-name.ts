/**
 * Owns the rule by which an account matches a user whom a license names (SPEC.md section 9.2, checklist LP-18).
 * Independent of the operating system and of Node.
 *
 * Windows reports an account without its domain, so a named domain is not compared. Other systems report a domain
 * account with its domain, as `CORP\ada` (winbind) or `ada@corp.example.com` (sssd): there, a name without a domain
 * matches any domain, and a named domain must be the account's own.
 */
import type { Platform } from './computer.ts'

/** Returns whether the account is the named one on this platform. An empty name matches no account. Pure. */
export function isSameUser(platform: Platform, named: string, account: string): boolean {
  const [user, login] = [named, account].map(name => name.normalize('NFC')) as [string, string]
  if (platform === 'windows') {
    const name = lowerCase(onWindows(user))
    return name !== '' && name === lowerCase(onWindows(login))
  }
  return user !== '' && (user === login || isOfDomain(partsOf(user), partsOf(login)))
}

/** An account name and its domain. */
interface DomainName {
  readonly name: string
  readonly domain: string | undefined
}

function isOfDomain(named: DomainName, account: DomainName): boolean {
  if (named.name === '' || named.name !== account.name || account.domain === undefined) return false
  return named.domain === undefined || lowerCase(named.domain) === lowerCase(account.domain)
}

/** Splits `DOMAIN\name` at the first `\`, or else `name@domain` at the last `@`. */
function partsOf(text: string): DomainName {
  const slash = text.indexOf('\\')
  if (slash >= 0) return { domain: text.slice(0, slash), name: text.slice(slash + 1) }
  const at = text.lastIndexOf('@')
  return at < 0 ? { domain: undefined, name: text } : { domain: text.slice(at + 1), name: text.slice(0, at) }
}

/** Returns the account of `DOMAIN\account` or `account@domain`: its name can have neither character. */
function onWindows(name: string): string {
  const at = name.slice(name.lastIndexOf('\\') + 1)
  const end = at.indexOf('@')
  return end < 0 ? at : at.slice(0, end)
}

/** ASCII only: Windows has its own case table, which differs between versions. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase())
}
