/** Owns what the vectors of leases are made of: leases that are good, and their places. */
import { at, badClaims, type Layer } from './case.ts'
import { bstr, int, type Raw, sha256, TRUE, toHex } from './raw.ts'
import { BORROWED, INSTANCE, LEASED_AT, lease, ofWorkload, SEEN_LEASE, serverLicense } from './site.ts'
import { type LeaseWorld, leaseCase } from './site-case.ts'
import { type Claims, usersItem } from './world.ts'

export const DAY = 86_400

/** A lease on another license of the server. */
export function standingOn(
  changed: Raw,
  own: Claims = {},
  claims: Claims = {},
): { readonly given: Raw; readonly seen: Record<string, unknown>; readonly license: Raw } {
  const given = lease({ 50: bstr(sha256(changed)), ...own }, claims)
  return { given, license: changed, seen: { ...SEEN_LEASE, 'server-license': toHex(sha256(changed)) } }
}

export const ok = (name: string, about: string, given: Raw | string, world: LeaseWorld = {}) =>
  leaseCase(`ok-lease-${name}`, about, given, 'ok', world)
export const okOn = (
  name: string,
  about: string,
  on: ReturnType<typeof standingOn>,
  world: LeaseWorld = {},
) => ok(name, about, on.given, { license: on.license, claims: on.seen, ...world })
export const bad = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  leaseCase(`claims-lease-${name}`, about, lease(own, claims), badClaims(...bad))
export const rule = (name: string, about: string, code: string, given: Raw, world: LeaseWorld = {}) =>
  leaseCase(`rules-lease-${name}`, about, given, at('rules', code), world)
export const ruleOn = (
  name: string,
  about: string,
  code: string,
  on: ReturnType<typeof standingOn>,
  world: LeaseWorld = {},
) => rule(name, about, code, on.given, { license: on.license, ...world })
export const beyond = (
  name: string,
  about: string,
  own: Claims,
  claims: Claims = {},
  world: LeaseWorld = {},
) => rule(`beyond-${name}`, about, 'lease-beyond-license', lease(own, claims), world)
export const broken = (
  layer: Layer,
  name: string,
  about: string,
  code: string,
  given: Raw,
  world: LeaseWorld = {},
) => leaseCase(`${layer}-lease-${name}`, about, given, at(layer, code), world)

export const BORROWED_UNTIL = LEASED_AT + 30 * DAY
export const borrowed = (own: Claims = {}, claims: Claims = {}) =>
  lease({ ...BORROWED, ...own }, { 4: int(BORROWED_UNTIL), ...claims })
export const SEEN_BORROWED = {
  ...SEEN_LEASE,
  exp: BORROWED_UNTIL,
  borrowed: true,
}
export const NO_COMPUTER: Claims = { 1: undefined, 39: undefined }
/** The license allows what is no computer that can be told apart. */
export const ALLOWING = serverLicense({ 66: TRUE })
export const named = standingOn(ALLOWING, ofWorkload('prod/scope-1'))
export const nameless = standingOn(ALLOWING, NO_COMPUTER)
export const byProcess = standingOn(serverLicense({ 48: int(2) }), { 48: int(2), 53: bstr(INSTANCE) })
export const byHost = standingOn(serverLicense({ 48: int(3) }), { 48: int(3) })
export const ending = (end: number, own: Claims = {}, claims: Claims = {}) =>
  standingOn(serverLicense(own, { 4: int(end) }), {}, claims)

/** The lease, and its world, under a license for these users. */
export function withUsers(users: Readonly<Record<number, readonly string[]>>): readonly [Raw, LeaseWorld] {
  const on = standingOn(serverLicense({ 18: usersItem(users) }))
  return [on.given, { license: on.license, claims: on.seen }]
}
