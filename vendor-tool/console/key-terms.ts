/** Owns the terms of a key as its page shows them: first what differs from most keys, the others folded below. */
import type { ListedKey } from '../../src/vendor/door.ts'
import { type Html, html } from '../../src/web/html.ts'
import { facts, link, pathOf } from '../../src/web/parts.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import { keyPairs } from '../key-text.ts'
import { plainLabels } from '../terms.ts'

/** `deactivations`: how many were used, as a text. */
export function termsOf(listed: ListedKey, deactivations: string): Html {
  const { customer } = listed.key
  const plain = plainLabels(listed.key)
  // the page has them as its title and below it
  const above = [labelFor('id'), labelFor('state'), labelFor('customer')]
  const pairs = keyPairs(listed).filter(([label]) => !above.includes(label))
  const others = pairs.filter(([label]) => plain.includes(label))
  return html`${facts([
    ...pairs.filter(([label]) => !plain.includes(label)),
    [labelFor('customer'), customer && link(pathOf('customers', customer), customer)],
    [labelFor('deactivations'), deactivations],
  ])}
${others.some(([, value]) => value !== undefined) && html`<details><summary>${vendorWords().console.keys.usual}</summary>${facts(others)}</details>`}`
}
