/** `airlatch inspect INPUT`: shows the contents of a message without trusting it. */
import type { Command } from '../../src/cli/command.ts'
import { inspectUntrusted } from '../../src/client/door.ts'
import { naming } from '../../src/exchange/input.ts'
import { inspectCode, readInspected } from '../../src/exchange/typed-inspect.ts'
import { unlessNoKit } from '../../src/exchange/without-kit.ts'
import { inspectionJson, inspectionText } from '../../src/words/describe.ts'
import type { ClientWorld } from '../world.ts'

export const inspect: Command<ClientWorld> = {
  path: 'inspect <input>',
  summary: 'Show in plain words what a message contains',
  more: 'It also shows what leaves the site with the message. Nothing is installed, and the message is not trusted.',
  positionals: {
    input:
      'the message in any form, a typed code, or a folder with pictures of its codes; - reads standard input',
  },
  examples: [
    ['What is in a license', 'inspect license.txt'],
    ['What a request carries, before it leaves the site', 'inspect request.png'],
  ],
  async run(args, world) {
    const path = args.text('input')
    const input = await readInspected(path)
    if (!(input instanceof Uint8Array)) return inspectCode(input)
    // without a kit, the output reports that the signature of a license was not checked
    const client = await unlessNoKit(() => world.client())
    const inspection = await naming(path, () =>
      client === undefined ? inspectUntrusted(input) : client.inspect(input),
    )
    return { json: inspectionJson(inspection), text: inspectionText(inspection) }
  },
}
