/** `airlatch-vendor signing-key rotate`: a new signing key, which signs licenses from now on. */
import type { Command } from '../../../src/cli/command.ts'
import type { SigningKey, Vendor } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import type { VendorWorld } from '../../world.ts'
import { signingKeyJson } from './list.ts'

export const signingKeyRotate: Command<VendorWorld> = {
  path: 'signing-key rotate',
  summary: 'Create a new signing key, which signs licenses from now on',
  more: 'It has the same passphrase. The keys before it stay trusted, and clients need the next kit.',
  examples: [['A new key for licenses from now on', 'signing-key rotate']],
  run: (_args, world) =>
    world.signer(async (signer, vendor) => {
      const before = vendor.identity.kid
      return newKeyAnswer(vendor, before, await signer.rotateSigningKey())
    }),
}

/** What to do after there is a new key. */
export async function newKeyAnswer(vendor: Vendor, before: string, key: SigningKey) {
  const products = (await vendor.products()).map(({ id }) => id)
  return {
    json: { signingKey: signingKeyJson(key), beforeKid: before, productIds: products },
    text: fields([
      ['signing key', key.kid],
      ['public key', key.publicKey],
      ['before', `${before}; what it has signed stays valid`],
      ['next', 'back up the home: it has one more file'],
      [
        '',
        `then recreate the kit of each product ("airlatch-vendor kit PRODUCT -o FILE") and publish it: new licenses are valid only where it is installed${products.length === 0 ? '' : ` (${products.join(', ')})`}`,
      ],
      [
        '',
        `then, when no computer is left with an older kit, the old key may be retired: airlatch-vendor signing-key retire ${before} --reason TEXT`,
      ],
    ]),
  }
}
