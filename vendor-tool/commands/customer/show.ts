/** `airlatch-vendor customer show`: a card. Who it is, what they bought, where it runs, and what to do next. */

import type { Command } from '../../../src/cli/command.ts'
import type { Activation, Customer, ListedKey, Vendor } from '../../../src/vendor/door.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { fields, table } from '../../../src/words/output.ts'
import { headingFor, labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { customerListingJson, customerPairs } from '../../customer-text.ts'
import { activationJson } from '../../describe.ts'
import { historyJson, historyText } from '../../history.ts'
import { endText, keyJson, seatsText } from '../../key-text.ts'
import { shortened } from '../../terms.ts'
import type { VendorWorld } from '../../world.ts'

export const customerShow: Command<VendorWorld> = {
  path: 'customer show <customer>',
  summary: 'Show a customer, with keys, orders and computers',
  positionals: { customer: vendorWords().customer.id },
  examples: [['All about a customer', 'customer show C-7F3K2']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const listing = await vendor.customer(args.text('customer'))
      const { id } = listing.customer
      const keys = await vendor.keys({ customer: id })
      const activations = await activationsOf(vendor, keys)
      const history = await vendor.customerHistory(id)
      const next = nextFor(listing.customer, keys)
      return {
        json: {
          customer: customerListingJson(listing),
          keys: keys.map(key => keyJson(key, false)),
          activations: activations.map(activationJson),
          history: historyJson(history),
          next,
        },
        text: [
          fields([
            [labelFor('customer'), id],
            ...customerPairs(listing.customer),
            [labelFor('added'), formatInstant(listing.customer.createdAt)],
            [labelFor('next'), next],
          ]),
          keysText(keys),
          computersText(activations),
          historyText(history),
        ].join('\n\n'),
      }
    }),
}

/** Those that hold a seat. */
async function activationsOf(vendor: Vendor, keys: readonly ListedKey[]): Promise<readonly Activation[]> {
  const used = keys.filter(({ used }) => used > 0)
  const each = await Promise.all(
    used.map(({ key }) => vendor.activations({ keyId: key.id, released: false })),
  )
  return each.flat()
}

function keysText(keys: readonly ListedKey[]): string {
  const headings = ['key', 'product', 'state', 'seats', 'expires', 'order'] as const
  const rows = keys.map(listed => [
    listed.key.id,
    listed.key.entitlement.productId,
    listed.state,
    seatsText(listed),
    endText(listed.key.entitlement),
    shortened(listed.key.orderReference),
  ])
  return table(headings.map(headingFor), rows, vendorWords().customer.noKeys)
}

function computersText(activations: readonly Activation[]): string {
  const headings = ['computer', 'key', 'activation', 'since'] as const
  const rows = activations.map(({ computerId, keyId, id, begunAt }) => [
    computerId,
    keyId,
    id,
    formatInstant(begunAt),
  ])
  return table(headings.map(headingFor), rows, vendorWords().customer.noActivations)
}

/** What is most likely to be wanted: a renewal before an activation, and something to sell at the least. */
function nextFor({ id }: Customer, keys: readonly ListedKey[]): string {
  const say = vendorWords().customer
  if (keys.length === 0) return say.add(id)
  const expired = keys.find(({ state }) => state === 'expired')
  if (expired !== undefined) return say.renew(expired.key.id)
  const free = keys.find(({ state, key, used }) => state === 'active' && used < key.entitlement.activations)
  return free === undefined ? say.sell(id) : say.issue(free.key.id)
}
