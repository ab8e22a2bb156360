/**
 * Owns the rules that the administrator of a site gives: who may hold seats, how many, and for how long. They only ever
 * narrow what the license allows. Users, hosts and workloads are what the client says of itself; the address is what
 * the network says.
 *
 *   { ...NO_RULES, groups: { cad: { users: ['anna', 'ben'] } }, reserve: [{ seats: 2, group: 'cad' }] }
 */
import { BlockList, isIP } from 'node:net'
import { isSameUser } from '../core/computer/user-name.ts'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import { platformOf } from './platform.ts'

/** Whoever has one of these: a user, host, workload or address. Names of hosts are compared without case. */
export interface SiteGroup {
  readonly users?: readonly string[]
  readonly hosts?: readonly string[]
  readonly workloads?: readonly string[]
  /** Addresses, `10.0.0.7`, and networks, `10.0.0.0/8` or `fd00::/8`. */
  readonly addresses?: readonly string[]
}

/** Whom a rule is about: a group by its name. */
export interface SiteGroupName {
  readonly group: string
}

export interface SeatRule extends SiteGroupName {
  readonly seats: number
}

/** What an administrator may set. */
export interface SiteRules {
  /** Seconds that a lease runs at most, unless the license says less. */
  readonly leaseSeconds: number
  /** Days for which the log keeps its entries, at least LEAST_KEPT_DAYS; undefined: KEPT_DAYS. */
  readonly keepDays?: number | undefined
  /** Days that a seat may be borrowed; undefined: as many as the license says; 0: none. */
  readonly borrowDays?: number | undefined
  /** Seats that may be borrowed at once; undefined: as many as the license says. */
  readonly mostBorrowed?: number | undefined
  readonly groups: Readonly<Record<string, SiteGroup>>
  /** These get no seat. */
  readonly deny: readonly SiteGroupName[]
  /** When there are any, only these get a seat. */
  readonly allow: readonly SiteGroupName[]
  /** So many seats are kept for the group. */
  readonly reserve: readonly SeatRule[]
  /** The group holds so many seats at once, at most. */
  readonly most: readonly SeatRule[]
}

/** The lists of rules about groups, in the order in which people see them: their rules are numbered from 1, one list after the other. */
export const RULE_LISTS = ['deny', 'allow', 'reserve', 'most'] as const

/** The number of a rule, as people see it. `at`: its place in the list, from 0. */
export function ruleNumber(rules: SiteRules, list: (typeof RULE_LISTS)[number], at: number): number {
  const before = RULE_LISTS.slice(0, RULE_LISTS.indexOf(list))
  return before.reduce((sum, name) => sum + rules[name].length, at + 1)
}

/** A year, and the weeks until somebody asks for its report. */
export const KEPT_DAYS = 400
/** A client whose clock is not further behind needs nothing else to be lent a seat (SPEC.md 17.6, rule 8). */
export const LEAST_KEPT_DAYS = 31

/** A quarter of an hour, which SPEC.md 17.1 advises, and nothing else. */
export const NO_RULES: SiteRules = {
  leaseSeconds: 900,
  groups: {},
  deny: [],
  allow: [],
  reserve: [],
  most: [],
}

/** Who holds a seat or asks for one, as a group sees it. */
export interface Member extends Pick<LeaseRequest, 'holder' | 'platform'> {
  /** The address that it asked from; undefined: it was not on a network. */
  readonly peer: string | undefined
}

/** Rules that were read once, for many questions. */
export class RuleBook {
  readonly rules: SiteRules
  readonly #groups = new Map<string, (member: Member) => boolean>()

  /** Errors: RangeError for a group that is not there or for too few days, and what node:net says of an address that is none. */
  constructor(rules: SiteRules) {
    this.rules = rules
    const { keepDays = KEPT_DAYS } = rules
    if (!Number.isSafeInteger(keepDays) || keepDays < LEAST_KEPT_DAYS)
      throw new RangeError(`expected ${LEAST_KEPT_DAYS} days or more, got ${keepDays}`)
    for (const [name, group] of Object.entries(rules.groups)) this.#groups.set(name, membership(group))
    for (const { group } of [...rules.deny, ...rules.allow, ...rules.reserve, ...rules.most])
      if (!this.#groups.has(group)) throw new RangeError(`expected the name of a group, got "${group}"`)
  }

  isMember({ group }: SiteGroupName, member: Member): boolean {
    return this.#groups.get(group)?.(member) ?? false
  }
}

function membership({ users = [], hosts = [], workloads = [], addresses = [] }: SiteGroup) {
  const networks = new BlockList()
  for (const text of addresses) addNetwork(networks, text)
  const hostNames = new Set(hosts.map(name => name.toLowerCase()))
  return ({ holder: { account, host, workload }, platform, peer }: Member): boolean =>
    (account !== undefined && users.some(name => isSameUser(platformOf(platform), name, account))) ||
    hostNames.has(host.toLowerCase()) ||
    (workload !== undefined && workloads.includes(workload)) ||
    (peer !== undefined && isIP(peer) !== 0 && networks.check(peer, familyOf(peer)))
}

function addNetwork(networks: BlockList, text: string): void {
  const [address = '', bits] = text.split('/')
  if (bits === undefined) networks.addAddress(address, familyOf(address))
  else networks.addSubnet(address, Number(bits), familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
