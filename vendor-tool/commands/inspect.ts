/** `airlatch-vendor inspect`: what a message says, before anything is decided on it. */
import type { Command } from '../../src/cli/command.ts'
import { naming } from '../../src/exchange/input.ts'
import { inspectCode, readInspected } from '../../src/exchange/typed-inspect.ts'
import { inspectionJson, inspectionText } from '../../src/words/describe.ts'
import type { VendorWorld } from '../world.ts'

export const inspect: Command<VendorWorld> = {
  path: 'inspect <input>',
  summary: 'Show in plain words what a message contains',
  more: 'Nothing is recorded.',
  positionals: {
    input:
      'the message in any form, a typed code, or a folder with pictures of its codes; - reads standard input',
  },
  examples: [
    ['What a customer sent', 'inspect request.png'],
    ['What a code says that was read aloud', 'inspect "7K3QM 9XWTR ..."'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const path = args.text('input')
      const message = await readInspected(path)
      if (!(message instanceof Uint8Array)) return inspectCode(message)
      const inspection = await naming(path, () => vendor.inspect(message))
      return { json: inspectionJson(inspection), text: inspectionText(inspection) }
    }),
}
