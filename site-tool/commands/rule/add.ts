/** `airlatch-site rule add RULE [NUMBER]`: sets who may hold seats, how many, and for how long. */
import type { Args, Command, Option } from '../../../src/cli/command.ts'
import { wholeIn } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/client/door.ts'
import { isUserName } from '../../../src/core/message/users.ts'
import { proxiesOf } from '../../../src/http/client-address.ts'
import { LEAST_KEPT_DAYS, type SiteGroup, type SiteRules } from '../../../src/site/site-rules.ts'
import {
  GROUP_RULES,
  type GroupRule,
  hasMembers,
  LIMIT_RULES,
  type LimitRule,
  withGroupRule,
  withLimit,
} from '../../rules/lines.ts'
import type { SiteWorld } from '../../world.ts'
import { changedRules } from './changed.ts'

export const MEMBER_OPTIONS: Readonly<Record<string, Option>> = {
  user: { kind: 'list', value: 'NAME', describe: 'this user belongs to the group' },
  host: { kind: 'list', value: 'NAME', describe: 'this computer belongs to the group' },
  workload: { kind: 'list', value: 'NAME', describe: 'this workload belongs to the group' },
  address: {
    kind: 'list',
    value: 'ADDRESS',
    describe: 'computers at this address or in this network belong to the group',
  },
}

export const ruleAdd: Command<SiteWorld> = {
  path: 'rule add <rule> [number]',
  summary: 'Add a rule, or change one that is there for the same group',
  more: 'Rules only narrow what the license allows. They hold from the next request on: nobody who has a seat is cut off.',
  positionals: {
    rule: 'about a group: reserve (keep seats for it), most (it holds so many seats at once), allow (nobody else gets a seat), deny (it gets no seat); for everybody: longest-lease (seconds), longest-borrow (days), most-borrowed (seats); for the log: keep-days (days that it keeps its entries, default 400)',
    number: 'seats, seconds or days; allow and deny take none',
  },
  options: {
    for: {
      kind: 'text',
      value: 'GROUP',
      describe: 'the name of the group (default: the first name that is given)',
    },
    ...MEMBER_OPTIONS,
  },
  examples: [
    ['Keep two seats for Anna and Ben', 'rule add reserve 2 --for cad --user anna --user ben'],
    ['At most five seats for the laboratory', 'rule add most 5 --for lab --address 10.2.0.0/16'],
    ['No seat for one computer', 'rule add deny --host kiosk-3'],
    ['Borrow for a week at most', 'rule add longest-borrow 7'],
    ['Keep the log for two years', 'rule add keep-days 730'],
  ],
  run(args, world) {
    const change = changeOf(args)
    return changedRules(world, change)
  },
}

/** Smallest number of each rule; 0 means not at all. */
const LEAST: Readonly<Record<LimitRule, number>> = {
  'longest-lease': 1,
  'longest-borrow': 0,
  'most-borrowed': 0,
  'keep-days': LEAST_KEPT_DAYS,
}

/** Returns the change to the rules that the arguments describe. Errors: usage, invalid-value. */
function changeOf(args: Args): (rules: SiteRules) => SiteRules {
  const rule = args.text('rule')
  const number = wholeIn('NUMBER', args.optional('number'))
  const members = membersOf(args)
  if (LIMIT_RULES.includes(rule as LimitRule)) {
    const [option] = ['for', 'user', 'host', 'workload', 'address'].filter(name => args.list(name).length > 0)
    if (option !== undefined) throw unsuitable(rule, { is: 'without-option', option: `--${option}` })
    if (number === undefined) throw missing()
    const least = LEAST[rule as LimitRule]
    if (number < least)
      throw new AirlatchError('invalid-value', {
        field: 'NUMBER',
        expected: { is: 'whole-number', least },
        got: number,
      })
    return rules => withLimit(rules, rule as LimitRule, number)
  }
  if (!GROUP_RULES.includes(rule as GroupRule))
    throw unsuitable(rule, { is: 'one-of', words: [...GROUP_RULES, ...LIMIT_RULES] })
  const counts = rule === 'reserve' || rule === 'most'
  if (counts && number === undefined) throw missing()
  if (!counts && number !== undefined)
    throw new AirlatchError('usage', { problem: { is: 'unknown-arguments', typed: String(number) } })
  return rules => {
    const group = args.optional('for') ?? Object.values(members).flat()[0]
    if (group === undefined) throw optionMissing('for')
    requireName('--for', group)
    if (!Object.hasOwn(rules.groups, group) && !hasMembers(members)) throw optionMissing('user')
    return withGroupRule(rules, rule as GroupRule, group, { members, seats: number })
  }
}

function unsuitable(
  got: string,
  expected: AirlatchError<'invalid-value'>['details']['expected'],
): AirlatchError {
  return new AirlatchError('invalid-value', { field: 'RULE', expected, got })
}

function optionMissing(option: string): AirlatchError {
  return new AirlatchError('usage', { problem: { is: 'options-missing', options: [option] } })
}

function missing(): AirlatchError {
  return new AirlatchError('usage', { problem: { is: 'arguments-missing', expected: 'RULE NUMBER' } })
}

function membersOf(args: Args): SiteGroup {
  const addresses = args.list('address')
  proxiesOf('--address', addresses)
  const members = {
    users: args.list('user'),
    hosts: args.list('host'),
    workloads: args.list('workload'),
    addresses,
  }
  for (const name of members.users) requireName('--user', name)
  for (const name of members.hosts) requireName('--host', name)
  for (const name of members.workloads) requireName('--workload', name)
  return members
}

function requireName(field: string, name: string): void {
  if (!isUserName(name))
    throw new AirlatchError('invalid-value', { field, expected: { is: 'one-line' }, got: name })
}
