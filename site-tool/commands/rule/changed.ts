/** Owns a change to one product's rules: they are read, changed, and written unless another command was faster. */
import type { Answer } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/client/door.ts'
import type { SiteRules } from '../../../src/site/site-rules.ts'
import { ruleLines } from '../../rules/lines.ts'
import { excessWarnings, lineJson, linesText } from '../../rules/text.ts'
import { seatsOf } from '../../site/seats.ts'
import type { SiteWorld } from '../../world.ts'

/**
 * Applies `change` to the rules of the selected product. Returns all rules as they are now, with warnings about those
 * that name more seats than the license has. Errors: product-ambiguous, rules-changed, those of `change`.
 */
export function changedRules(world: SiteWorld, change: (rules: SiteRules) => SiteRules): Promise<Answer> {
  return world.site(async site => {
    const [one, second] = await site.call('rules', { product: world.product })
    if (one === undefined || second !== undefined) throw await ambiguous(world)
    const { productId: product, rules: before } = one
    const rules = change(before)
    await site.call('set-rules', { product, before, rules })
    const lines = ruleLines(rules)
    const warnings = excessWarnings(lines, (await seatsOf(site, product)).get(product))
    return {
      json: { productId: product, rules: lines.map(lineJson), warnings },
      text: linesText(lines),
      warnings,
    }
  })
}

async function ambiguous(world: SiteWorld): Promise<AirlatchError> {
  const products = await world.site(site => site.call('rules', { product: undefined }))
  return new AirlatchError('product-ambiguous', { products: products.map(({ productId }) => productId) })
}
