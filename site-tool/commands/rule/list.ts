/** `airlatch-site rule list`: lists the rules with their numbers, or traces how a request would be decided. */
import type { Answer, Args, Command } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/client/door.ts'
import { USER_PLATFORMS } from '../../../src/core/message/users.ts'
import type { LendingDecision } from '../../../src/site/decide.ts'
import { denialHint, denialText } from '../../../src/words/en/denials.ts'
import { lendingText } from '../../../src/words/en/site.ts'
import { fields, visible } from '../../../src/words/output.ts'
import { siteWords } from '../../../src/words/site-tool.ts'
import { ruleLines } from '../../rules/lines.ts'
import { excessWarnings, lineJson, linesText } from '../../rules/text.ts'
import { seatsOf } from '../../site/seats.ts'
import type { SiteAccess, TrialMember } from '../../site/verbs.ts'
import type { SiteWorld } from '../../world.ts'

const TRIAL_OPTIONS = ['try-user', 'try-host', 'try-workload', 'try-address', 'try-platform'] as const

export const ruleList: Command<SiteWorld> = {
  path: 'rule list',
  summary: 'List the rules, or show what they would decide',
  more: 'With the options that begin with --try, nothing is lent: it shows what a request would be answered now, and what each rule of the license and of the administrator found.',
  options: {
    'try-user': { kind: 'text', value: 'NAME', describe: 'decide for this user' },
    'try-host': { kind: 'text', value: 'NAME', describe: 'decide for this computer' },
    'try-workload': { kind: 'text', value: 'NAME', describe: 'decide for this workload' },
    'try-address': { kind: 'text', value: 'ADDRESS', describe: 'decide for a computer at this address' },
    'try-platform': {
      kind: 'text',
      value: USER_PLATFORMS.slice(1).join('|'),
      choices: USER_PLATFORMS.slice(1),
      describe: 'decide for a computer with this system (default: linux)',
    },
    'try-borrow': { kind: 'flag', describe: 'decide on borrowing a seat' },
  },
  examples: [
    ['All rules with their numbers', 'rule list'],
    ['Would Anna get a seat now, and if not, why', 'rule list --try-user anna --try-host pc-7'],
  ],
  run(args, world) {
    const member = memberOf(args)
    return world.site(site => (member === undefined ? list(world, site) : trial(world, site, member)))
  },
}

async function list({ product }: SiteWorld, site: SiteAccess): Promise<Answer> {
  const products = (await site.call('rules', { product })).map(one => ({
    ...one,
    lines: ruleLines(one.rules),
  }))
  const { rule: say } = siteWords()
  const seats = await seatsOf(site, product)
  const warnings = products.flatMap(({ productId, lines }) => excessWarnings(lines, seats.get(productId)))
  return {
    json: {
      products: products.map(({ productId, lines }) => ({ productId, rules: lines.map(lineJson) })),
      warnings,
    },
    text: products
      .map(({ productName, lines }) =>
        products.length > 1 ? `${visible(productName)}\n${linesText(lines)}` : linesText(lines),
      )
      .join('\n\n'),
    warnings,
    ...(products.every(({ lines }) => lines.length === 0) ? { aside: say.howTo } : {}),
  }
}

/** Returns whom to decide for; undefined if no --try option was used. Error: usage. */
function memberOf(args: Args): TrialMember | undefined {
  if (TRIAL_OPTIONS.every(name => args.optional(name) === undefined) && !args.flag('try-borrow'))
    return undefined
  const host = args.optional('try-host')
  if (host === undefined) throw new AirlatchError('usage', { problem: { is: 'trial-without-host' } })
  const platform = USER_PLATFORMS.indexOf((args.optional('try-platform') ?? 'linux') as 'linux')
  return {
    user: args.optional('try-user'),
    host,
    workload: args.optional('try-workload'),
    address: args.optional('try-address'),
    platform,
    operation: args.flag('try-borrow') ? 'borrow' : 'take',
  }
}

async function trial({ product }: SiteWorld, site: SiteAccess, member: TrialMember): Promise<Answer> {
  const { reasons, trace } = await site.call('try', { product, member })
  const { rule: say, labels } = siteWords()
  const decided = reasons.length === 0 ? say.granted : say.denied(reasons.map(denialText))
  return {
    json: { granted: reasons.length === 0, denied: reasons, steps: trace.map(stepJson) },
    text: [
      fields([
        [labels.decision, decided],
        [labels.next, reasons.length === 0 ? undefined : denialHint(reasons)],
      ]),
      stepsText(trace),
    ].join('\n\n'),
  }
}

type Steps = LendingDecision['trace']

function stepJson(step: Steps[number]): Record<string, unknown> {
  return { rule: step.rule, outcome: step.outcome, saw: step.saw, message: lendingText(step) }
}

function stepsText(trace: Steps): string {
  const { rule: say } = siteWords()
  return fields(
    trace.map(step => [`${say.outcomes[step.outcome]}  ${step.rule}`, lendingText(step)] as const),
  )
}
