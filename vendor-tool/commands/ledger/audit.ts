/** `airlatch-vendor ledger audit`: whether the ledger is whole and says what happened. */
import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/cli/output.ts'
import { AirlatchError } from '../../../src/vendor.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerAudit: Command<VendorWorld> = {
  path: 'ledger audit',
  summary: 'Check the whole ledger: the chain of hashes, and the state against the entries',
  example: 'ledger audit',
  run: (_args, world) =>
    world.vendor(async vendor => {
      const { entries, head, problems } = await vendor.audit()
      const [first] = problems
      if (first !== undefined)
        throw new AirlatchError('ledger-damaged', {
          problem: `${first.entry === undefined ? '' : `entry ${first.entry}: `}${first.problem}`,
          entries,
          problems,
        })
      return {
        json: { entries, head, problems },
        text: fields([
          ['ledger', 'whole'],
          ['entries', entries],
          ['head', head],
        ]),
      }
    }),
}
