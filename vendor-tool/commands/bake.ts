/** `airlatch-vendor bake`: a kit into a client's executable, without a compiler, the ledger or the signing key. */

import { createHash } from 'node:crypto'
import type { Command } from '../../src/cli/command.ts'
import { assertNewExecutable, readExecutable, writeExecutable } from '../../src/exchange/executable.ts'
import { naming, readInput } from '../../src/exchange/input.ts'
import { AirlatchError, bakeKit, kitToBake, MOST_EXECUTABLE_BYTES } from '../../src/vendor/door.ts'
import { kitJson } from '../../src/words/describe.ts'
import { fields } from '../../src/words/output.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../world.ts'

export const bake: Command<VendorWorld> = {
  path: 'bake',
  summary: "Put a product's kit into an executable of airlatch",
  more: 'The new executable trusts no other vendor. A compiler is not needed.',
  options: {
    kit: {
      kind: 'text',
      value: 'FILE',
      required: true,
      describe: "the product's kit; pictures are not read",
    },
    executable: {
      kind: 'text',
      value: 'FILE',
      required: true,
      describe: 'airlatch for any system, as it was shipped to you; it stays as it is',
    },
    output: { kind: 'text', alias: 'o', value: 'FILE', required: true, describe: 'the new executable' },
  },
  examples: [
    [
      'Airlatch for Linux, for one product',
      'bake --kit scope.kit --executable airlatch-linux-x64 -o scope-license',
    ],
  ],
  async run(args) {
    const output = args.text('output')
    if (output === '-')
      throw new AirlatchError('invalid-value', {
        field: '--output',
        expected: { is: 'file' },
        got: '-',
      })
    assertNewExecutable(output)
    const kitFile = args.text('kit')
    const toBake = await naming(kitFile, async () => kitToBake(readInput(kitFile)))
    const path = args.text('executable')
    const { executable, format } = await naming(path, async () =>
      bakeKit(readExecutable(path, MOST_EXECUTABLE_BYTES), toBake),
    )
    writeExecutable(output, executable)
    const { kit, kid } = toBake
    const sha256 = createHash('sha256').update(executable).digest('hex')
    const sign = vendorWords().bake.sign[format](output)
    return {
      json: {
        output,
        kit: { ...kitJson(kit), kid },
        executableFormat: format,
        bytes: executable.length,
        sha256,
        sign: sign ?? null,
      },
      text: fields([
        [labelFor('executable'), output],
        [labelFor('vendor'), kit.vendor],
        [labelFor('product'), `${kit.productId} (${kit.productName})`],
        [labelFor('kit'), vendorWords().bake.kit(kit.sequence, kid)],
        [labelFor('size'), vendorWords().desk.bytes(executable.length)],
        [labelFor('sha256'), sha256],
        [labelFor('sign'), sign],
        [labelFor('next'), vendorWords().bake.ship(kit.productName)],
      ]),
    }
  },
}
