/**
 * Owns the list of a product's rules as an administrator sees it: one rule per line, each with its number, in an order
 * that is stable as long as nobody changes the rules. A group has no line of its own; it exists while rules name it.
 */
import { NO_RULES, RULE_LISTS, type SiteGroup, type SiteRules } from '../../src/site/site-rules.ts'

/** Rules about a group, in the order of the lines. */
export const GROUP_RULES = RULE_LISTS
export type GroupRule = (typeof GROUP_RULES)[number]

/** Rules that are a single number and apply to everybody. */
export const LIMIT_RULES = ['longest-lease', 'longest-borrow', 'most-borrowed', 'keep-days'] as const
export type LimitRule = (typeof LIMIT_RULES)[number]

export type RuleLine = {
  /** From 1. */
  readonly number: number
} & (
  | {
      readonly rule: GroupRule
      readonly group: string
      readonly members: SiteGroup
      /** The number of seats that are kept, or the maximum; undefined if the rule has no number. */
      readonly seats: number | undefined
      /** Index in the list of its rule, from 0. */
      readonly at: number
    }
  /** `value`: seconds, days or seats. */
  | { readonly rule: LimitRule; readonly value: number }
)

export function ruleLines(rules: SiteRules): readonly RuleLine[] {
  const groups = GROUP_RULES.flatMap(rule =>
    rules[rule].map((one, at) => ({
      rule,
      group: one.group,
      members: rules.groups[one.group] ?? {},
      seats: 'seats' in one && typeof one.seats === 'number' ? one.seats : undefined,
      at,
    })),
  )
  const limits = LIMIT_RULES.flatMap(rule => {
    const value = limitOf(rules, rule)
    return value === undefined ? [] : [{ rule, value }]
  })
  return [...groups, ...limits].map((line, i) => ({ number: i + 1, ...line }))
}

/** Returns the value of a limit; undefined if it was never set. */
function limitOf(rules: SiteRules, rule: LimitRule): number | undefined {
  if (rule === 'longest-borrow') return rules.borrowDays
  if (rule === 'most-borrowed') return rules.mostBorrowed
  if (rule === 'keep-days') return rules.keepDays
  return rules.leaseSeconds === NO_RULES.leaseSeconds ? undefined : rules.leaseSeconds
}

/** Adds a rule about a group. If the group already has this rule, its number is replaced and the members are added. */
export function withGroupRule(
  rules: SiteRules,
  rule: GroupRule,
  group: string,
  { members, seats }: { readonly members: SiteGroup; readonly seats: number | undefined },
): SiteRules {
  const one = seats === undefined ? { group } : { group, seats }
  const list = rules[rule]
  const isThere = list.some(other => other.group === group)
  const next = isThere ? list.map(other => (other.group === group ? one : other)) : [...list, one]
  const merged = mergedGroup(rules.groups[group] ?? {}, members)
  return { ...rules, groups: { ...rules.groups, [group]: merged }, [rule]: next }
}

export function withLimit(rules: SiteRules, rule: LimitRule, value: number | undefined): SiteRules {
  if (rule === 'longest-borrow') return { ...rules, borrowDays: value }
  if (rule === 'most-borrowed') return { ...rules, mostBorrowed: value }
  if (rule === 'keep-days') return { ...rules, keepDays: value }
  return { ...rules, leaseSeconds: value ?? NO_RULES.leaseSeconds }
}

/** Removes the lines with these numbers, and the groups that no rule names afterwards. */
export function withoutLines(rules: SiteRules, numbers: ReadonlySet<number>): SiteRules {
  let next = rules
  for (const line of ruleLines(rules)
    .filter(({ number }) => numbers.has(number))
    .toReversed())
    next =
      'at' in line
        ? { ...next, [line.rule]: next[line.rule].filter((_, i) => i !== line.at) }
        : withLimit(next, line.rule, undefined)
  const named = new Set(GROUP_RULES.flatMap(rule => next[rule].map(({ group }) => group)))
  const groups = Object.entries(next.groups).filter(([name]) => named.has(name))
  return { ...next, groups: Object.fromEntries(groups) }
}

export const MEMBER_KINDS = ['users', 'hosts', 'workloads', 'addresses'] as const

export function hasMembers(group: SiteGroup): boolean {
  return MEMBER_KINDS.some(kind => (group[kind]?.length ?? 0) > 0)
}

function mergedGroup(one: SiteGroup, other: SiteGroup): SiteGroup {
  const pairs = MEMBER_KINDS.map(kind => {
    const names = [...new Set([...(one[kind] ?? []), ...(other[kind] ?? [])])]
    return [kind, names] as const
  })
  return Object.fromEntries(pairs.filter(([, names]) => names.length > 0))
}
