/** `airlatch-vendor key create`: activation keys to sell. */
import type { Args, Command } from '../../../src/cli/command.ts'
import { endOf } from '../../../src/cli/dates.ts'
import { readInput } from '../../../src/cli/input.ts'
import { askYes, canAsk } from '../../../src/cli/prompt.ts'
import { AirlatchError, type Duration, type NewKeys, type Product } from '../../../src/vendor.ts'
import { keyJson, keyText } from '../../describe.ts'
import { parseKeyFeatures } from '../../syntax.ts'
import type { VendorWorld } from '../../world.ts'

export const keyCreate: Command<VendorWorld> = {
  path: 'key create',
  summary: 'Make activation keys, which customers type to activate',
  options: {
    product: { kind: 'text', value: 'ID', describe: 'the product that it is good for', required: true },
    count: { kind: 'whole', value: 'N', describe: 'make N separate keys (1)' },
    activations: { kind: 'whole', value: 'N', describe: 'active on that many computers at once (1)' },
    'floating-seats': { kind: 'whole', value: 'N', describe: 'concurrent seats, signed into the license' },
    email: { kind: 'text', mayBeEmpty: true, value: 'E', describe: "the customer's e-mail address" },
    feature: { kind: 'list', value: 'NAME=VALUE', describe: 'a feature; NAME alone switches a flag on' },
    generic: { kind: 'flag', describe: 'the license runs on any computer' },
    maintenance: {
      kind: 'text-or-nothing',
      value: '[UNTIL]',
      describe: 'good for every version released until that day; without a day, for ever',
    },
    expires: { kind: 'text', value: 'DATE', describe: 'the last day, such as 2027-12-31' },
    duration: {
      kind: 'whole',
      value: 'DAYS',
      describe: 'so many days; with --expires, the earlier end counts',
    },
    'duration-from': {
      kind: 'text',
      value: 'START',
      describe: 'what the days count from (activation)',
      choices: ['creation', 'activation'],
    },
    'user-data': {
      kind: 'text',
      mayBeEmpty: true,
      value: 'TEXT|@FILE',
      describe: 'text that travels in the license',
    },
    comment: {
      kind: 'text',
      mayBeEmpty: true,
      value: 'TEXT',
      describe: 'a note that never leaves the ledger',
    },
    yes: { kind: 'flag', describe: 'do not ask about a generic key that never expires' },
  },
  example: 'key create --product scope --activations 2 --feature export --expires 2027-12-31',
  run: (args, world) =>
    world.vendor(async vendor => {
      const product = await vendor.product(args.text('product'))
      const input = newKeysOf(args, product)
      const warnings = input.generic ? await acceptGeneric(args, input) : []
      const keys = await vendor.createKeys(input)
      const [first] = keys
      const text =
        keys.length === 1 && first !== undefined ? keyText(first) : keys.map(key => key.text).join('\n')
      return { json: { keys: keys.map(key => keyJson(key, true)), warnings }, text, warnings }
    }),
}

function newKeysOf(args: Args, product: Product): NewKeys {
  const count = args.whole('count')
  const activations = args.whole('activations')
  const floatingSeats = args.whole('floating-seats')
  const expires = args.optional('expires')
  const maintenance = args.optional('maintenance')
  const duration = durationOf(args)
  const userData = userDataOf(args)
  const email = args.optional('email')
  const comment = args.optional('comment')
  return {
    productId: product.id,
    features: parseKeyFeatures(args.list('feature'), product),
    generic: args.flag('generic'),
    ...(count === undefined ? {} : { count }),
    ...(activations === undefined ? {} : { activations }),
    ...(floatingSeats === undefined ? {} : { floatingSeats }),
    ...(expires === undefined ? {} : { expiresAt: endOf('--expires', expires) }),
    ...(maintenance === undefined
      ? {}
      : { maintenance: { until: maintenance === '' ? undefined : endOf('--maintenance', maintenance) } }),
    ...(duration === undefined ? {} : { duration }),
    ...(userData === undefined ? {} : { userData }),
    ...(email === undefined || email === '' ? {} : { email }),
    ...(comment === undefined ? {} : { comment }),
  }
}

function durationOf(args: Args): Duration | undefined {
  const days = args.whole('duration')
  const from = args.optional('duration-from')
  if (days !== undefined) return { days, from: from === 'creation' ? 'creation' : 'activation' }
  if (from === undefined) return undefined
  throw new AirlatchError('invalid-value', {
    field: '--duration-from',
    expected: '--duration DAYS beside it',
    got: from,
  })
}

/** `@FILE` reads UTF-8 text from a file. */
function userDataOf(args: Args): string | undefined {
  const text = args.optional('user-data')
  if (text === undefined || !text.startsWith('@')) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readInput(text.slice(1)))
  } catch (error) {
    if (error instanceof AirlatchError) throw error
    throw new AirlatchError('invalid-value', {
      field: '--user-data',
      expected: 'a file of UTF-8 text',
      got: text,
    })
  }
}

/** A generic key is bound to nobody: always a warning, and a question when its licenses would never expire (QG-17). */
async function acceptGeneric(args: Args, input: NewKeys): Promise<readonly string[]> {
  if (input.expiresAt !== undefined || input.duration !== undefined)
    return [
      'a generic license is bound to neither a customer nor a computer: whoever has the file can run the program',
    ]
  const problem = 'a generic license without expiry runs on any computer, for ever'
  const asked = !args.flag('yes') && canAsk()
  const accepted = args.flag('yes') || (asked && (await askYes(`${problem}. Make the key?`)))
  if (!accepted) throw new AirlatchError('confirmation-needed', { problem, asked })
  return [`${problem}, and is bound to neither a customer nor a computer`]
}
