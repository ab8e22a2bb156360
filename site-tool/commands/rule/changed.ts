/** Owns a change of the rules of one product: read, changed, and written unless another command was faster. */
import type { Answer } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/client/door.ts'
import type { SiteRules } from '../../../src/site/site-rules.ts'
import { siteWords } from '../../../src/words/site-tool.ts'
import { ruleLines } from '../../rules/lines.ts'
import { lineJson, linesText } from '../../rules/text.ts'
import type { SiteWorld } from '../../world.ts'

/** Errors: product-ambiguous, rules-changed, those of `change`. The answer has all rules as they are now. */
export function changedRules(world: SiteWorld, change: (rules: SiteRules) => SiteRules): Promise<Answer> {
  return world.site(async site => {
    const [one, second] = await site.call('rules', { product: world.product })
    if (one === undefined || second !== undefined) throw await ambiguous(world)
    const { productId: product, rules: before } = one
    const rules = change(before)
    await site.call('set-rules', { product, before, rules })
    const lines = ruleLines(rules)
    const { products } = await site.call('status', { product })
    const warnings = reservedAll(rules, products[0]?.status.seats)
    return {
      json: { productId: product, rules: lines.map(lineJson), warnings },
      text: linesText(lines),
      warnings,
    }
  })
}

/** It may be meant; what it looks like to everybody else is that all seats are in use. */
function reservedAll(rules: SiteRules, seats: number | undefined): readonly string[] {
  const reserved = rules.reserve.reduce((sum, rule) => sum + rule.seats, 0)
  if (seats === undefined || reserved === 0 || reserved < seats) return []
  return [siteWords().rule.reservedAll(reserved, seats)]
}

async function ambiguous(world: SiteWorld): Promise<AirlatchError> {
  const products = await world.site(site => site.call('rules', { product: undefined }))
  return new AirlatchError('product-ambiguous', { products: products.map(({ productId }) => productId) })
}
