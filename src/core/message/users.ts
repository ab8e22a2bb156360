/** Owns the encoding of named users in a license: a map from platform to names, so that a name has little overhead. */

import type { CborMap, CborValue } from '../bytes/cbor.ts'
import { trimmed } from '../bytes/white-space.ts'
import { type ClaimReader, utf8Length } from './claims.ts'

/** Limits of a license: the number of named users, the bytes of one name, and of all names together. */
export const USER_LIMITS = { users: 10_000, nameBytes: 256, bytes: 524_288 } as const

/** The platforms that a user may be named for; the index is the number (checklist LP-19). */
export const USER_PLATFORMS = ['any', 'windows', 'macos', 'linux', 'bsd'] as const

/** A user of an operating system who may run the program (checklist LP-18). */
export interface NamedUser {
  readonly name: string
  /** 0 any, 1 Windows, 2 macOS, 3 Linux, 4 BSD. */
  readonly platform: number
}

/** Returns the users with their platforms in words, for programs. */
export function usersJson(users: readonly NamedUser[]): readonly Readonly<Record<string, unknown>>[] {
  return users.map(({ name, platform }) => ({ name, platform: USER_PLATFORMS[platform] ?? platform }))
}

/** Returns the claim; undefined without users, which means no limit. */
export function usersClaim(users: readonly NamedUser[]): CborMap | undefined {
  if (users.length === 0) return undefined
  const claim = new Map<number, string[]>()
  for (const { name, platform } of users) {
    const names = claim.get(platform)
    if (names === undefined) claim.set(platform, [name])
    else names.push(name)
  }
  return claim
}

/** Reads the users by platform, in the order of the claim; empty if it is absent. */
export function readUsers(reader: ClaimReader): readonly NamedUser[] {
  const value = reader.raw('users')
  if (value === undefined) return []
  const users = value instanceof Map ? usersIn(value as CborMap) : undefined
  if (users !== undefined && users.length > 0 && users.length <= USER_LIMITS.users) return users
  reader.problem('users', 'users')
  return []
}

function usersIn(claim: CborMap): readonly NamedUser[] | undefined {
  const users: NamedUser[] = []
  for (const [platform, names] of claim) {
    const isPlatform = typeof platform === 'number' && platform >= 0 && platform < USER_PLATFORMS.length
    if (!isPlatform || !isNames(names)) return undefined
    for (const name of names) users.push({ name, platform })
  }
  return users
}

function isNames(value: CborValue): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(isUserName) &&
    new Set(value).size === value.length
  )
}

/** Returns whether it is a valid name: 1 to 256 bytes, no control characters, no white space at either end. */
export function isUserName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value === trimmed(value) &&
    utf8Length(value) <= USER_LIMITS.nameBytes &&
    !/\p{Cc}/u.test(value)
  )
}
