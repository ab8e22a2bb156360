/** `airlatch-vendor ledger restore`: a backup becomes the ledger; the present one is moved aside, never deleted. */

import type { Command } from '../../../src/cli/command.ts'
import { type Restored, restoreLedger } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { statsJson } from '../../describe.ts'
import { asTyped } from '../../flags.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerRestore: Command<VendorWorld> = {
  path: 'ledger restore <file>',
  summary: 'Put a backup of the ledger in place',
  more: 'The backup is audited before.',
  positionals: { file: 'a file created by "ledger backup"' },
  options: {
    replace: {
      kind: 'flag',
      describe: 'move the present ledger aside, to a name with the date; without it, there must be none',
    },
  },
  examples: [
    ['On a new computer', 'ledger restore /media/usb/ledger-2026-11-22.db'],
    [
      'In place of the present ledger, which is moved aside',
      'ledger restore /media/usb/ledger-2026-11-22.db --replace',
    ],
  ],
  async run(args, { options }) {
    const restored = await asTyped(() => restoreLedger(options, args.text('file'), args.flag('replace')))
    const { vendor, entries, head, replaced, hasSigningKey } = restored
    const warnings = warningsOf(restored)
    return {
      json: {
        input: args.text('file'),
        vendor: vendor.name,
        entryCount: entries,
        head,
        replaced: replacedJson(replaced),
        hasSigningKey,
        warnings,
      },
      text: fields([
        [labelFor('restored'), args.text('file')],
        [labelFor('vendor'), vendor.name],
        [labelFor('entries'), entries],
        [labelFor('head'), head],
        [labelFor('replaced'), replaced?.path],
        [labelFor('itsEntries'), replaced?.stats?.entries],
        [labelFor('itsHead'), replaced?.stats?.head],
        [labelFor('next'), vendorWords().ledger.restore.compare],
        [labelFor('afterwards'), vendorWords().ledger.restore.release],
      ]),
      warnings,
    }
  },
}

/** What was moved aside; of a file that is no ledger of ours nothing can be counted. */
function replacedJson(replaced: Restored['replaced']): Record<string, unknown> | null {
  if (replaced === undefined) return null
  return { path: replaced.path, ...(replaced.stats === undefined ? {} : statsJson(replaced.stats)) }
}

function warningsOf({ entries, replaced, hasSigningKey }: Restored & { readonly hasSigningKey: boolean }) {
  const lost = (replaced?.stats?.entries ?? 0) - entries
  const say = vendorWords().ledger.restore
  return [say.missing, ...(lost > 0 ? [say.lost(lost)] : []), ...(hasSigningKey ? [] : [say.noSigningKey])]
}
