/**
 * `airlatch-site deactivate`: ends this server's license for good and makes the receipt for a move to other hardware.
 */
import type { Answer, Command } from '../../src/cli/command.ts'
import { confirmed } from '../../src/cli/confirmed.ts'
import { AirlatchError, type Receipted } from '../../src/client/door.ts'
import { DELIVERY_OPTIONS, type Targets, targetsOf } from '../../src/exchange/deliver.ts'
import { answerWithReceipt } from '../../src/exchange/receipt.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import type { SiteWorld } from '../world.ts'

export const deactivate: Command<SiteWorld> = {
  path: 'deactivate',
  summary: 'Give the license of this server back, to move it to other hardware',
  more: 'It ends the license on this server for good, and writes the receipt with which the vendor makes one for another server. Programs that have a seat run on until their leases end.',
  options: {
    ...DELIVERY_OPTIONS,
    yes: { kind: 'flag', describe: 'do not ask, also while seats are lent' },
    again: { kind: 'flag', describe: 'only write the receipt of the last deactivation again' },
  },
  examples: [
    ['Give the license back and write the receipt for the vendor', 'deactivate -o receipt.txt'],
    ['The receipt once more, as a picture', 'deactivate --again --qr receipt.png'],
  ],
  async run(args, world) {
    // everything that can fail is tried before the point of no return
    const targets = targetsOf(args)
    if (args.flag('again')) {
      const client = await world.client()
      const [last] = await client.receipts()
      if (last === undefined) throw new AirlatchError('not-deactivated', { product: client.kit.productId })
      return answer(world, client.kit.productId, last, targets)
    }
    const { product } = world
    const { productId, receipt } = await world.site(async site => {
      const { productId, held } = await site.call('deactivatable', { product })
      await confirmed(args.flag('yes'), { is: 'server-license-ends', product: productId, held })
      return { productId, receipt: await site.call('deactivate', { product: productId }) }
    })
    return answer(world, productId, receipt, targets)
  },
}

async function answer(
  world: SiteWorld,
  productId: string,
  receipt: Receipted,
  targets: Targets,
): Promise<Answer> {
  const { kit } = await world.clientOf(productId)
  const { labels, deactivate } = siteWords()
  return answerWithReceipt(kit, receipt, targets, { labels, send: deactivate.send })
}
