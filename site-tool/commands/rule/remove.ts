/** `airlatch-site rule remove NUMBER...`: removes rules by the numbers that `rule list` shows. */
import type { Command } from '../../../src/cli/command.ts'
import { wholeIn } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/client/door.ts'
import { ruleLines, withoutLines } from '../../rules/lines.ts'
import type { SiteWorld } from '../../world.ts'
import { changedRules } from './changed.ts'

export const ruleRemove: Command<SiteWorld> = {
  path: 'rule remove <numbers..>',
  summary: 'Remove rules',
  positionals: { numbers: 'the numbers of the rules, as "rule list" shows them' },
  examples: [
    ['The second rule', 'rule remove 2'],
    ['Two rules at once', 'rule remove 1 3'],
  ],
  run(args, world) {
    const numbers = new Set(args.list('numbers').map(text => wholeIn('NUMBER', text) ?? 0))
    return changedRules(world, rules => {
      const { length } = ruleLines(rules)
      for (const rule of numbers)
        if (rule < 1 || rule > length) throw new AirlatchError('rule-not-found', { rule, rules: length })
      return withoutLines(rules, numbers)
    })
  },
}
