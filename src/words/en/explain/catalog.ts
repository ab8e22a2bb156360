/** Owns the sentences about products, keys and activations at the vendor's desk, and about lists that are imported. */
import type { InputResult } from '../../../core/error-details.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { columnProblem, csvProblem } from './desk.ts'
import { bytes, counted, listOrNone } from './format.ts'

export const CATALOG = {
  'product-not-found': d => [
    `there is no product ${quoted(d.product)}; known products: ${listOrNone(d.known)}`,
    'correct the id, or create the product with "product create"',
  ],
  'product-exists': d => [
    `product ${quoted(d.product)} already exists`,
    'change it with "product set", or choose another id',
  ],
  'product-archived': d => [
    `product ${quoted(d.product)} was archived on ${d.since}`,
    `no keys are created for it until it is taken out of the archive: airlatch-vendor product reinstate ${d.product}`,
  ],
  'feature-unknown': d => [
    `the product has no feature ${quoted(d.feature)}; its features: ${listOrNone(d.known)}`,
    'correct the name, or add the feature with "product set"',
  ],
  'feature-missing': d => [
    `the feature ${quoted(d.feature)} is required`,
    `add --feature ${d.feature}=VALUE`,
  ],
  'feature-count-mismatch': d => [
    `there ${d.names === 1 ? 'is' : 'are'} ${counted(d.names, 'feature name')}, but ${counted(d.values, 'value')}`,
    'write each feature as NAME=VALUE. A flag may stand alone, without a value',
  ],
  'affiliate-unknown': d => [
    `there is no affiliate ${quoted(d.affiliate)}; known affiliates: ${listOrNone(d.known)}`,
    'correct the name, or add it with "affiliate add"',
  ],
  'affiliate-exists': d => [`affiliate ${quoted(d.affiliate)} already exists`, 'nothing was changed'],
  'template-not-found': d => [
    `there is no template ${quoted(d.template)}; known templates: ${listOrNone(d.known)}`,
    'correct the name, or save the template with "template save"',
  ],
  'template-of-other-product': d => [
    `the template ${quoted(d.template)} is for the product ${quoted(d.product)}, not for ${quoted(d.got)}`,
    'leave --product out, or use a template for that product or for any: "template list" shows them',
  ],
  'customer-not-found': d => [
    `there is no customer ${quoted(d.customer)}`,
    'search with "find TEXT", or run "customer list" to see them',
  ],
  'activations-below-used': d => [
    `${d.activations} activations are fewer than the ${d.used} in use`,
    `set ${d.used} or more, or have a computer deactivated first`,
  ],
  'floating-in-use': d => [
    `the key is active on ${counted(d.used, 'computer')}, so it cannot become ${d.floating ? 'floating' : 'node-locked'} now`,
    'have them deactivated first, or sell another key',
  ],
  'plan-activations-exceeded': d => [
    `${d.asked} activations are more than the ${d.left} left of the ${d.plan} in your plan`,
    `use at most ${d.left}, or raise the plan with "settings set plan-activations N"`,
  ],
  'plan-activations-used-up': d => [
    `none of the ${d.plan} activations in your plan are left`,
    'revoke keys that are not used, or raise the plan with "settings set plan-activations N"',
  ],
  'activation-not-found': d =>
    'installation' in d
      ? [
          `the installation ${quoted(d.installation)} that made this request has no activation in this ledger`,
          'ask for a request from the computer that has the license. If its installation is new, issue a license for this request first',
        ]
      : [
          `there is no activation ${quoted(d.activation)} in this ledger`,
          'run "activation list" to see them. An activation has 16 hexadecimal digits; the computer ID of a computer that holds a seat stands for it',
        ],
  'activation-ambiguous': d => [
    `the computer ${quoted(d.computer)} holds ${d.activations.length + d.more} seats: ${d.activations
      .map(({ activation, key }) => `activation ${activation} of key ${key}`)
      .join(', ')}${d.more === 0 ? '' : ` and ${d.more} more`}`,
    'name the activation instead of the computer',
  ],
  'receipt-not-of-installation': d => [
    `the receipt is from another installation than the one that has the activation ${quoted(d.activation)}`,
    'the computer has made a newer request since, or the receipt is forged. Ask for a receipt from the installation in use, or release the seat by hand',
  ],
  'nothing-to-renew': d => [
    `no computer holds a seat of the key ${d.key}`,
    'the first license of a computer answers its request: "airlatch-vendor issue REQUEST". "key set" changes the terms of a key that nobody uses yet',
  ],
  'bundle-too-large': d => [
    `the ${counted(d.licenses, 'license')} have ${bytes(d.bytes)} together, and one bundle holds at most ${bytes(d.most)}`,
    'the licenses are recorded. Run "airlatch-vendor renew KEY -o FOLDER" without --extend or other terms: each license becomes a file there',
  ],
  'too-many-revocations': d => [
    `${d.got} activations are revoked or released, but a list holds at most ${d.most}`,
    'licenses that have ended need no entry: give keys an end, or start a new product with a new kit',
  ],
  'csv-malformed': d => [
    `line ${d.line}: ${csvProblem(d)}`,
    'nothing was imported. Correct the file, and try again with --dry-run',
  ],
  'unknown-member': d => [
    `${quoted(d.member)} is not a member of this operation`,
    d.known.length === 0 ? 'it has no members' : `it has: ${d.known.join(', ')}`,
  ],
  'columns-malformed': d => [
    `the column map cannot be used: ${d.problems.slice(0, 5).map(columnProblem).join('; ')}`,
    'correct the map. samples/import/README.md describes what it may contain',
  ],
  'import-refused': (d, message) => [
    `${d.refused} of ${counted(d.of, 'line')} cannot be imported: ${d.problems
      .slice(0, 5)
      .map(
        fault =>
          `line ${fault.line}${fault.column === undefined ? '' : `, column ${quoted(fault.column)}`}: ${message(fault)}`,
      )
      .join('; ')}`,
    'nothing was imported. --dry-run shows every line. Correct the file, or the column map',
  ],
  'key-imported-already': d => [
    'line' in d
      ? `this old key is also in line ${d.line}`
      : `this old key was imported before, as ${quoted(d.key)}`,
    'remove the line: a key that is imported twice would be sold twice',
  ],
  'some-refused': d => [
    `${d.refused} of ${d.of} ${d.noun ?? 'request'}s were refused: ${refusedOnes(d.results ?? d.first)}${answeredOnes(d.results)}`,
    d.results === undefined
      ? `the others are answered. The first refusals are named here, and all of them in ${d.report === undefined ? 'a report (--report FILE)' : quoted(d.report)}`
      : 'the others are answered. Run the command again for the refused ones alone to see why',
  ],
  interrupted: d => [
    `stopped after ${d.done} of ${d.of} requests, all of them answered; the next one is ${quoted(d.next)}`,
    `run the same command again${d.report === undefined ? '' : ', with another file for --report'}. Requests that were answered are recognised and take no second seat`,
  ],
} satisfies SomeSentences

function refusedOnes(all: readonly InputResult[] = []): string {
  return all
    .flatMap(({ input, error }) => (error === undefined ? [] : [`${quoted(input)} ${error.code}`]))
    .join(', ')
}

function answeredOnes(all: readonly InputResult[] = []): string {
  const answered = all.flatMap(({ input, output }) =>
    output === undefined ? [] : [`${quoted(input)} -> ${quoted(output)}`],
  )
  return answered.length === 0 ? '' : `; answered: ${answered.join(', ')}`
}
