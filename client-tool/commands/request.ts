/** `airlatch request KEY`: an activation request, as a file, a QR code or text; or what one would say. */
import type { Answer, Args, Command } from '../../src/cli/command.ts'
import {
  DELIVERY_OPTIONS,
  deliver,
  deliveredJson,
  deliveredText,
  type Targets,
  targetsOf,
} from '../../src/cli/deliver.ts'
import { leavingJson, leavingText } from '../../src/cli/leaving.ts'
import { dryRequest, leavingWith } from '../../src/cli/preview.ts'
import { AirlatchError, type Client } from '../../src/client.ts'
import type { ClientWorld } from '../world.ts'

export const request: Command<ClientWorld> = {
  path: 'request <key>',
  summary: 'Make an activation request to carry to the vendor',
  positionals: { key: 'the activation key, six groups of five' },
  options: {
    ...DELIVERY_OPTIONS,
    'app-version': { kind: 'text', value: 'V', describe: 'the version of the program that asks' },
    explain: {
      kind: 'flag',
      describe: 'say in plain words all that the request carries; without -o or --qr nothing is made',
    },
  },
  example: 'request 7K3QM-... -o request.txt --qr request.png',
  async run(args, world) {
    const targets = targetsOf(args)
    const client = await world.client()
    const explained = args.flag('explain')
    // a message on standard output stays alone there, as it goes into a file
    if (explained && targets.output === '-')
      throw new AirlatchError('invalid-value', { field: '-o', expected: 'a file with --explain', got: '-' })
    const isDry = explained && targets.output === undefined && targets.qr === undefined
    return isDry ? preview(args, client) : make(args, client, targets, explained)
  },
}

async function make(args: Args, client: Client, targets: Targets, explained: boolean): Promise<Answer> {
  const version = args.optional('app-version')
  const { message, computerId } = await client.request(args.text('key'), { version })
  const leaving = explained ? leavingWith(message, (await client.computer()).computer.readings) : undefined
  const delivered = await deliver(message, 'request', targets, client.kit.productName)
  const next = `send it to ${client.kit.vendor}; install what comes back with "airlatch install FILE"`
  const text = deliveredText('request', delivered, [
    ['computer id', computerId],
    ['size', `${message.length} bytes`],
    ['next', next],
  ])
  return {
    json: {
      computerId,
      product: client.kit.productId,
      bytes: message.length,
      ...deliveredJson(delivered),
      ...(leaving === undefined ? {} : leavingJson(leaving)),
    },
    text: leaving === undefined ? text : `${text}\n\n${leavingText(leaving)}`,
  }
}

const DRY =
  'A preview: nothing was made or written. The installation key, the proof and the signature of the request itself are other ones of the same size.'

async function preview(args: Args, client: Client): Promise<Answer> {
  const { computer, fingerprint, computerId } = await client.computer()
  const { productId } = client.kit
  const message = dryRequest({
    key: args.text('key'),
    productId,
    fingerprint,
    virtual: computer.virtual,
    version: args.optional('app-version'),
    now: Math.floor(Date.now() / 1000),
  })
  const leaving = leavingWith(message, computer.readings)
  return {
    json: { dryRun: true, computerId, product: productId, bytes: message.length, ...leavingJson(leaving) },
    text: `${leavingText(leaving)}\n\n${DRY}`,
  }
}
