/** `airlatch-vendor key show`: one activation key, its activations and everything that ever happened to it. */

import type { Command } from '../../../src/cli/command.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { table } from '../../../src/words/output.ts'
import { headingFor, labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { deactivationsJson, deactivationsText, listedActivationJson, noteOf } from '../../describe.ts'
import { endText } from '../../ends.ts'
import { historyJson, historyText } from '../../history.ts'
import { keyJson, keyNamed, keyText } from '../../key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const keyShow: Command<VendorWorld> = {
  path: 'key show <key>',
  summary: 'Show an activation key, its computers and its history',
  more: 'It is the only command that shows an earlier key whole.',
  positionals: {
    key: 'the whole key, or its id (the first two groups); or an activation or a computer ID that has a seat of it',
  },
  examples: [['The key, its computers and its history', 'key show 7K3QM-9XWTR']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const listed = await vendor.listedKey(await keyNamed(vendor, args.text('key')))
      const { id } = listed.key
      const activations = await vendor.activations({ keyId: id, released: false })
      const history = await vendor.history(id)
      const deactivations = await vendor.deactivations(id)
      const rows = activations.map(activation => [
        activation.id,
        activation.computerId,
        formatInstant(activation.begunAt),
        formatInstant(activation.lastAt),
        endText(activation.license),
        noteOf(activation),
      ])
      const computers = table(
        (['activation', 'computer', 'since', 'lastLicense', 'endsUtc', 'note'] as const).map(headingFor),
        rows,
        vendorWords().activation.notYet,
      )
      const { byHand } = deactivations
      const freed = [
        [labelFor('deactivations'), deactivationsText(deactivations)],
        [labelFor('releasedByHand'), byHand === 0 ? undefined : byHand],
      ] as const
      return {
        json: {
          key: keyJson(listed, true),
          activations: activations.map(listedActivationJson),
          deactivations: deactivationsJson(deactivations),
          history: historyJson(history),
        },
        text: `${keyText(listed, freed)}\n\n${computers}\n\n${historyText(history)}`,
      }
    }),
}
