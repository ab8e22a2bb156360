/**
 * Owns the rules that the administrator of a site sets: who may hold seats, how many, and for how long. They can only
 * narrow what the license allows. Users, hosts and workloads are claims of the client; the address comes from the
 * network.
 *
 *   { ...NO_RULES, groups: { cad: { users: ['anna', 'ben'] } }, reserve: [{ seats: 2, group: 'cad' }] }
 */
import { BlockList, isIP } from 'node:net'
import { isSameUser } from '../core/computer/user-name.ts'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import { platformOf } from './platform.ts'

/** A client is a member if any one of these matches: user, host, workload or address. Host names ignore case. */
export interface SiteGroup {
  readonly users?: readonly string[]
  readonly hosts?: readonly string[]
  readonly workloads?: readonly string[]
  /** Addresses such as `10.0.0.7`, and networks such as `10.0.0.0/8` or `fd00::/8`. */
  readonly addresses?: readonly string[]
}

/** The group that a rule applies to. */
export interface SiteGroupName {
  readonly group: string
}

export interface SeatRule extends SiteGroupName {
  readonly seats: number
}

/** What an administrator may set. */
export interface SiteRules {
  /** Longest lease in seconds, unless the license sets a lower limit. */
  readonly leaseSeconds: number
  /** Days for which the log keeps its entries, at least LEAST_KEPT_DAYS; undefined means KEPT_DAYS. */
  readonly keepDays?: number | undefined
  /** Days for which a seat may be borrowed; undefined means the license's limit; 0 forbids borrowing. */
  readonly borrowDays?: number | undefined
  /** Seats that may be borrowed at the same time; undefined means the license's limit. */
  readonly mostBorrowed?: number | undefined
  readonly groups: Readonly<Record<string, SiteGroup>>
  /** Groups that get no seat. */
  readonly deny: readonly SiteGroupName[]
  /** If not empty, only these groups get a seat. */
  readonly allow: readonly SiteGroupName[]
  /** Seats that are kept for a group. */
  readonly reserve: readonly SeatRule[]
  /** Most seats that a group may hold at the same time. */
  readonly most: readonly SeatRule[]
}

/** The lists of rules about groups, in the order in which people see them; numbers go on from one list to the next. */
export const RULE_LISTS = ['deny', 'allow', 'reserve', 'most'] as const

/** Returns the number of a rule as people see it. `at`: its index in the list, from 0. */
export function ruleNumber(rules: SiteRules, list: (typeof RULE_LISTS)[number], at: number): number {
  const before = RULE_LISTS.slice(0, RULE_LISTS.indexOf(list))
  return before.reduce((sum, name) => sum + rules[name].length, at + 1)
}

/** A year, plus a few weeks in which its report may still be requested. */
export const KEPT_DAYS = 400
/** A client whose clock is at most so far behind needs no other proof that a request is new (SPEC.md 17.6, rule 8). */
export const LEAST_KEPT_DAYS = 31

/** No rules, except for the default lease of 15 minutes that SPEC.md 17.1 recommends. */
export const NO_RULES: SiteRules = {
  leaseSeconds: 900,
  groups: {},
  deny: [],
  allow: [],
  reserve: [],
  most: [],
}

/** A holder of a seat, or a client that asks for one, as seen by a group. */
export interface Member extends Pick<LeaseRequest, 'holder' | 'platform'> {
  /** The address it asked from; undefined if it was not on a network. */
  readonly peer: string | undefined
}

/** Rules, parsed once to answer many queries. */
export class RuleBook {
  readonly rules: SiteRules
  readonly #groups = new Map<string, (member: Member) => boolean>()

  /** Errors: RangeError for an unknown group or too few days; those of node:net for an invalid address. */
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
