/** Owns how the rules of a product are shown. */
import type { SiteGroup } from '../../src/site/site-rules.ts'
import { table } from '../../src/words/output.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import type { RuleLine } from './lines.ts'

export function lineJson(line: RuleLine): Record<string, unknown> {
  const { number, rule } = line
  if ('value' in line) return { number, rule, value: line.value }
  const { group, members, seats } = line
  const { users = [], hosts = [], workloads = [], addresses = [] } = members
  return { number, rule, value: seats ?? null, group, users, hosts, workloads, addresses }
}

export function linesText(lines: readonly RuleLine[]): string {
  const { rule: say } = siteWords()
  const rows = lines.map(line => [line.number, ruleText(line), ...groupCells(line)])
  return table(say.headings, rows, say.none)
}

export function ruleText(line: RuleLine): string {
  const { rule: say } = siteWords()
  return 'value' in line ? say.limits[line.rule](line.value) : say.groups[line.rule](line.seats ?? 0)
}

/** Returns a warning for each rule about more seats than the license has, or if all seats are reserved for groups. */
export function excessWarnings(lines: readonly RuleLine[], seats: number | undefined): readonly string[] {
  if (seats === undefined) return []
  const { rule: say } = siteWords()
  const ofGroups = lines.filter(line => 'group' in line)
  const beyond = ofGroups
    .filter(line => line.seats !== undefined && line.seats > seats)
    .map(line => say.beyond(line.number, line.seats ?? 0, seats))
  const reserves = ofGroups.filter(({ rule }) => rule === 'reserve')
  const reserved = reserves.reduce((sum, line) => sum + (line.seats ?? 0), 0)
  const isAll = beyond.length === 0 && reserved >= seats
  return isAll ? [say.allReserved(reserved, seats)] : beyond
}

function groupCells(line: RuleLine): readonly (string | undefined)[] {
  return 'value' in line ? [siteWords().rule.everybody, undefined] : [line.group, membersText(line.members)]
}

function membersText({ users = [], hosts = [], workloads = [], addresses = [] }: SiteGroup): string {
  const { rule: say } = siteWords()
  return [
    ...users.map(say.user),
    ...hosts.map(say.host),
    ...workloads.map(say.workload),
    ...addresses.map(say.address),
  ].join(', ')
}
