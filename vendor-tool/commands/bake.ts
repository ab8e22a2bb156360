/** `airlatch-vendor bake`: a kit into a client's executable, without a compiler, the ledger or the signing key. */
import { createHash } from 'node:crypto'
import type { Command } from '../../src/cli/command.ts'
import { assertNewExecutable, readExecutable, writeExecutable } from '../../src/exchange/executable.ts'
import { naming, readInput } from '../../src/exchange/input.ts'
import {
  AirlatchError,
  bakeKit,
  type ExecutableFormat,
  kitToBake,
  MOST_EXECUTABLE_BYTES,
} from '../../src/vendor/door.ts'
import { kitJson } from '../../src/words/describe.ts'
import { fields } from '../../src/words/output.ts'
import type { VendorWorld } from '../world.ts'

/** What must be done before each kind is shipped. */
const SIGN: Readonly<Record<ExecutableFormat, string | undefined>> = {
  elf: undefined,
  pe: 'sign it (signtool): an earlier signature is no longer valid',
  'mach-o':
    'macOS starts only what is signed; on a Mac: codesign --force --sign - FILE, or with your own identity',
  unknown: 'sign it if its system asks for that: an earlier signature is no longer valid',
}

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
    const sign = SIGN[format]?.replace('FILE', output)
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
        ['executable', output],
        ['vendor', kit.vendor],
        ['product', `${kit.productId} (${kit.productName})`],
        ['kit', `sequence ${kit.sequence}, signed by ${kid}`],
        ['size', `${executable.length} bytes`],
        ['sha-256', sha256],
        ['sign', sign],
        ['next', `ship it with ${kit.productName}; it needs no --kit`],
      ]),
    }
  },
}
