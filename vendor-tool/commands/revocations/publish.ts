/** `airlatch-vendor revocations publish`: which activations of a product count no more, as a signed list for clients. */

import { extname } from 'node:path'
import type { Command } from '../../../src/cli/command.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  targetsOf,
} from '../../../src/exchange/deliver.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'

export const revocationsPublish: Command<VendorWorld> = {
  path: 'revocations publish <product>',
  summary: 'Sign the list of all licenses of a product that are no longer valid',
  more: 'The list holds the activations that were released, and those of revoked keys.',
  positionals: { product: "the product's id" },
  options: DELIVERY_OPTIONS,
  examples: [
    [
      'A list for the share where clients look for licenses',
      'revocations publish scope -o scope.revocations',
    ],
  ],
  async run(args, world) {
    const targets = targetsOf(args)
    return world.signer(async signer => {
      const { list, message, sameAs } = await signer.publishRevocations(args.text('product'))
      const delivered = await deliver(message, 'revocations', targets)
      const { productId, madeAt, sequence, activations } = list
      const say = vendorWords().revocations
      const ending = extname(targets.output ?? '.revocations') || (targets.output ?? '')
      return {
        warnings: FOUND.includes(ending) ? [] : [say.ending(FOUND)],
        json: {
          revocations: {
            productId,
            madeAt: formatInstant(madeAt),
            sequence,
            count: activations.length,
            activationIds: activations,
            sameAs: sameAs ?? null,
          },
          bytes: message.length,
          ...deliveredJson(delivered),
        },
        text: deliveredText('revocations', delivered, [
          [labelFor('product'), productId],
          [labelFor('made'), formatInstant(madeAt)],
          [labelFor('number'), say.number(sequence, sameAs)],
          [labelFor('activations'), `${activations.length}`],
          [labelFor('size'), vendorWords().desk.bytes(message.length)],
          [labelFor('next'), say.next],
        ]),
      }
    })
  },
}

/** What clients look at in a folder (state/search.ts has the same). */
const FOUND: readonly string[] = ['.revocations', '.cbor', '.txt']

/** What there is to do when an activation counts no more. */
export function listNext(productId: string): string {
  return vendorWords().revocations.publish(productId)
}
