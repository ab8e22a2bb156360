/** `airlatch request KEY`: an activation request, as a file, a QR code or text. */
import type { Command } from '../../src/cli/command.ts'
import { DELIVERY_OPTIONS, deliver, deliveredJson, deliveredText, targetsOf } from '../../src/cli/deliver.ts'
import type { ClientWorld } from '../world.ts'

export const request: Command<ClientWorld> = {
  path: 'request <key>',
  summary: 'Make an activation request to carry to the vendor',
  positionals: { key: 'the activation key, six groups of five' },
  options: {
    ...DELIVERY_OPTIONS,
    'app-version': { kind: 'text', value: 'V', describe: 'the version of the program that asks' },
  },
  example: 'request 7K3QM-... -o request.txt --qr request.png',
  async run(args, world) {
    const targets = targetsOf(args)
    const client = await world.client()
    const version = args.optional('app-version')
    const { message, computerId } = await client.request(args.text('key'), { version })
    const delivered = await deliver(message, 'request', targets)
    const next = `send it to ${client.kit.vendor}; install what comes back with "airlatch install FILE"`
    return {
      json: { computerId, product: client.kit.productId, bytes: message.length, ...deliveredJson(delivered) },
      text: deliveredText('request', delivered, [
        ['computer id', computerId],
        ['size', `${message.length} bytes`],
        ['next', next],
      ]),
    }
  },
}
