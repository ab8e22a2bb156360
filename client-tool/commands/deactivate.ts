/** `airlatch deactivate`: ends the license on this computer for good, and makes the receipt that frees its seat. */

import type { Answer, Args, Command } from '../../src/cli/command.ts'
import { confirmed } from '../../src/cli/confirmed.ts'
import { AirlatchError, type Client, type License, type Receipted } from '../../src/client/door.ts'
import { DELIVERY_OPTIONS, type Targets, targetsOf } from '../../src/exchange/deliver.ts'
import { answerWithReceipt } from '../../src/exchange/receipt.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import type { ClientWorld } from '../world.ts'

export const deactivate: Command<ClientWorld> = {
  path: 'deactivate',
  summary: 'Give the license back, to use it on another computer',
  more: 'It ends the license on this computer for good, and writes the receipt with which the vendor frees its seat.',
  options: {
    ...DELIVERY_OPTIONS,
    yes: { kind: 'flag', describe: 'do not ask' },
    again: { kind: 'flag', describe: 'only write the receipt of the last deactivation again' },
  },
  examples: [
    ['Give the license back and write the receipt for the vendor', 'deactivate -o receipt.txt'],
    ['The receipt once more, as a picture', 'deactivate --again --qr receipt.png'],
  ],
  async run(args, world) {
    // everything that can fail is tried before the point of no return
    const targets = targetsOf(args)
    const client = await world.client()
    if (args.flag('again')) return answer(client, await lastOf(client), targets)
    await confirm(args, await client.deactivatable())
    return answer(client, await client.deactivate(), targets)
  },
}

async function confirm(args: Args, { keyId, deactivationLimit }: License): Promise<void> {
  const allows = clientWords().deactivate.allows(deactivationLimit?.toString())
  await confirmed(args.flag('yes'), { is: 'license-ends', key: keyId }, allows)
}

async function lastOf(client: Client): Promise<Receipted> {
  const [last] = await client.receipts()
  if (last === undefined) throw new AirlatchError('not-deactivated', { product: client.kit.productId })
  return last
}

function answer(client: Client, receipt: Receipted, targets: Targets): Promise<Answer> {
  const { labels, deactivate } = clientWords()
  return answerWithReceipt(client.kit, receipt, targets, { labels, send: deactivate.send })
}
