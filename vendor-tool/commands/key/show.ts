/** `airlatch-vendor key show`: one activation key with its activations. */
import type { Command } from '../../../src/cli/command.ts'
import { formatInstant } from '../../../src/cli/dates.ts'
import { table } from '../../../src/cli/output.ts'
import { activationJson, keyJson, keyText } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const keyShow: Command<VendorWorld> = {
  path: 'key show <key>',
  summary: 'Show an activation key and the computers that it is active on',
  positionals: { key: 'the whole key, or its id (the first two groups)' },
  example: 'key show 7K3QM-9XWTR',
  run: (args, world) =>
    world.vendor(async vendor => {
      const key = await vendor.key(args.text('key'))
      const activations = await vendor.activations({ keyId: key.id })
      const rows = activations.map(({ computerId, firstAt, lastAt }) => [
        computerId,
        formatInstant(firstAt),
        formatInstant(lastAt),
      ])
      return {
        json: { key: keyJson(key, true), activations: activations.map(activationJson) },
        text: `${keyText(key)}\n\n${table(['COMPUTER', 'SINCE', 'LAST LICENSE'], rows, 'not activated yet')}`,
      }
    }),
}
