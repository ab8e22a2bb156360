/** `airlatch-vendor ledger audit`: whether the ledger is whole, says what happened, and is still the one of its checkpoints. */

import type { Answer, Command } from '../../../src/cli/command.ts'
import { naming, readInput } from '../../../src/exchange/input.ts'
import { AirlatchError, type Audit, type Checkpoint } from '../../../src/vendor/door.ts'
import { checkpointJson } from '../../../src/words/describe.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { telling } from '../../telling.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerAudit: Command<VendorWorld> = {
  path: 'ledger audit',
  summary: 'Check that the whole ledger is there and unchanged',
  more: 'It checks the chain of hashes, the state against the entries, and the seats.',
  options: {
    checkpoint: {
      kind: 'list',
      value: 'FILE',
      describe: 'also whether the ledger still has the entries of this checkpoint, in any form',
    },
  },
  examples: [
    ['Is the ledger whole?', 'ledger audit'],
    ['Is it still the one of this checkpoint?', 'ledger audit --checkpoint /media/usb/2026-11-22.txt'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const checkpoints: Checkpoint[] = []
      for (const path of args.list('checkpoint'))
        checkpoints.push(await naming(path, () => vendor.openCheckpoint(readInput(path))))
      return auditAnswer(await telling('entries', tell => vendor.audit(checkpoints, tell)), checkpoints)
    }),
}

/** Errors: those of requireWhole. */
export function auditAnswer(audit: Audit, checkpoints: readonly Checkpoint[]): Answer {
  requireWhole(audit)
  const { entries, head, problems } = audit
  return {
    json: { entryCount: entries, head, problems, checkpoints: checkpoints.map(checkpointJson) },
    text: fields([
      [labelFor('ledger'), vendorWords().ledger.audit.whole],
      [labelFor('entries'), entries],
      [labelFor('head'), head],
      [
        labelFor('checkpoints'),
        checkpoints.length === 0 ? undefined : vendorWords().ledger.audit.allMet(checkpoints.length),
      ],
    ]),
  }
}

/** Errors: ledger-damaged; checkpoint-not-met when the ledger is whole, but not the one that it was. */
export function requireWhole({ entries, problems }: Audit): void {
  const first = problems.find(({ ofCheckpoint }) => !ofCheckpoint) ?? problems[0]
  if (first === undefined) return
  const code = first.ofCheckpoint ? 'checkpoint-not-met' : 'ledger-damaged'
  const where = first.entry === undefined ? '' : `entry ${first.entry}${first.ofCheckpoint ? ' ' : ': '}`
  throw new AirlatchError(code, { problem: `${where}${first.problem}`, entries, problems })
}
