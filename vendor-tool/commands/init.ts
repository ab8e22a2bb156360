/** `airlatch-vendor init`: makes the vendor, its signing key and its ledger. */

import type { Command } from '../../src/cli/command.ts'
import { assertNoVendor, createVendor } from '../../src/vendor/door.ts'
import { fields } from '../../src/words/output.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import { asTyped } from '../flags.ts'
import { newPassphrase } from '../passphrase.ts'
import type { VendorWorld } from '../world.ts'

export const init: Command<VendorWorld> = {
  path: 'init',
  summary: 'Create a vendor: its signing key and its ledger',
  options: {
    vendor: {
      kind: 'text',
      value: 'NAME',
      describe: 'the name in every license',
      required: true,
    },
    'empty-passphrase': { kind: 'flag', describe: 'leave the signing key unprotected on the disk' },
  },
  examples: [['On the first day', 'init --vendor "Acme Instruments"']],
  async run(args, { options }) {
    await asTyped(() => assertNoVendor(options))
    const passphrase = await newPassphrase(args)
    const identity = await asTyped(() => createVendor({ ...options, name: args.text('vendor'), passphrase }))
    const { name, publicKey, kid } = identity
    return {
      json: { vendor: name, publicKey, kid, home: options.home },
      text: fields([
        [labelFor('vendor'), name],
        [labelFor('publicKey'), publicKey],
        [labelFor('keyId'), kid],
        [labelFor('home'), options.home],
        [labelFor('passphrase'), passphrase === '' ? undefined : vendorWords().init.passphrase],
        [labelFor('next'), vendorWords().init.next],
      ]),
      warnings: passphrase === '' ? [vendorWords().init.unprotected] : [],
    }
  },
}
