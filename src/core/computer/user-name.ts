/**
 * Owns the rule by which two names are the same user's account. Knows no operating system and no node:*.
 * Limit on Windows: the operating system tells the account without its domain, so two domains' accounts of one name
 * are the same.
 */
import type { Platform } from './computer.ts'

/** Whether both names are the same account's on this platform. An empty name is nobody's. Pure. */
export function isSameUser(platform: Platform, a: string, b: string): boolean {
  const [one, other] = [a, b].map(name => comparable(platform, name.normalize('NFC')))
  return one !== '' && one === other
}

function comparable(platform: Platform, name: string): string {
  if (platform !== 'windows') return name
  // Windows has its own table of letters, which changes between versions; ASCII is the same everywhere
  return accountOf(name).replace(/[A-Z]/g, letter => letter.toLowerCase())
}

/** Of `DOMAIN\account` and `account@domain`: neither sign may stand in an account's name. */
function accountOf(name: string): string {
  const at = name.slice(name.lastIndexOf('\\') + 1)
  const end = at.indexOf('@')
  return end < 0 ? at : at.slice(0, end)
}
