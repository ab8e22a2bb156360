/** `airlatch-site inspect INPUT`: shows the contents of a message without trusting it. */
import type { Command } from '../../src/cli/command.ts'
import { inspectUntrusted } from '../../src/client/door.ts'
import { naming, readMessage } from '../../src/exchange/input.ts'
import { unlessNoKit } from '../../src/exchange/without-kit.ts'
import { inspectionJson, inspectionText } from '../../src/words/describe.ts'
import type { SiteWorld } from '../world.ts'

export const inspect: Command<SiteWorld> = {
  path: 'inspect <input>',
  summary: 'Show in plain words what a message contains',
  more: 'It also shows what leaves the site with the message. Nothing is installed, and the message is not trusted.',
  positionals: {
    input: 'the message in any form, or a folder with pictures of its codes; - reads standard input',
  },
  examples: [
    ['What a usage report tells the vendor', 'inspect usage.txt'],
    ['What a license lets this server lend', 'inspect license.txt'],
  ],
  async run(args, world) {
    const path = args.text('input')
    const message = await readMessage(path)
    // without a kit, the output reports that the signature of a license was not checked
    const client = await unlessNoKit(() => world.client())
    const inspection = await naming(path, () =>
      client === undefined ? inspectUntrusted(message) : client.inspect(message),
    )
    return { json: inspectionJson(inspection), text: inspectionText(inspection) }
  },
}
