/** `airlatch-vendor signing-key rotate`: a new signing key, which signs licenses from now on. */

import type { Command } from '../../../src/cli/command.ts'
import type { SigningKey, Vendor } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import type { VendorWorld } from '../../world.ts'
import { signingKeyJson } from './list.ts'

export const signingKeyRotate: Command<VendorWorld> = {
  path: 'signing-key rotate',
  summary: 'Create a new signing key, which signs licenses from now on',
  more: 'It has the same passphrase. The keys before it stay trusted, and clients need the next kit.',
  options: DANGER_OPTIONS,
  examples: [
    ['A new key for licenses from now on', 'signing-key rotate'],
    ['Look first: who needs a new kit', 'signing-key rotate --dry-run'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const before = vendor.identity.kid
      const products = await productsSold(vendor)
      const { activations: seats } = await vendor.stats()
      const about = { kid: before, productIds: products, activationCount: seats }
      const dryRun = await dryRunOrConfirmed(args, { is: 'signing-key-rotated', products, seats }, about)
      if (dryRun !== undefined) return dryRun
      const signer = await world.unlock(vendor)
      return newKeyAnswer(vendor, before, await signer.rotateSigningKey())
    }),
}

/** What to do after there is a new key. */
export async function newKeyAnswer(vendor: Vendor, before: string, key: SigningKey) {
  const say = vendorWords().signingKey.rotate
  const products = await productsSold(vendor)
  return {
    json: { signingKey: signingKeyJson(key), beforeKid: before, productIds: products },
    text: fields([
      [labelFor('signingKey'), key.kid],
      [labelFor('publicKey'), key.publicKey],
      [labelFor('before'), say.before(before)],
      [labelFor('next'), say.backup],
      ['', say.kits(products)],
      ['', say.retire(before)],
    ]),
  }
}

/** The ids of the products whose clients need the next kit. */
export async function productsSold(vendor: Vendor): Promise<readonly string[]> {
  return (await vendor.products()).flatMap(({ id, archivedAt }) => (archivedAt === undefined ? [id] : []))
}
