/**
 * Owns the last question to a license on a terminal server: whether one more session may run the program (checklist
 * QC-11..13). The slot is taken at the first status and kept until `close`, or until the process ends, however it ends.
 */

import type { InstanceHolder } from '../../core/error-details.ts'
import { AirlatchError, codedOf } from '../../core/errors.ts'
import type { License } from '../../core/message/license.ts'
import { type Conclusion, pass, refuse } from '../../core/rule.ts'
import { formatInstant } from '../../core/terms/term.ts'
import type { ProcessTable } from '../session/process-table.ts'
import { instanceFolder, type Slot, type SlotHolder, slotHolders, takeSlot } from './instances.ts'

/** Where slots are kept and what tells of processes: the machine's own unless told. */
export interface InstanceOptions {
  /** Where slots are kept; a folder that every user of the computer can write. */
  readonly folder?: string | undefined
  /** What tells of processes. */
  readonly processes?: ProcessTable | undefined
}

export interface InstanceGate {
  /** Takes a slot under the license, or keeps the one that is held. Never throws. */
  admit(license: License): Promise<Conclusion>
  /** Who runs the program under the license now. Error: instances-unavailable. */
  holders(license: License): Promise<readonly SlotHolder[]>
  /** The slot stays with a child process as well. Error: instances-unavailable. */
  handTo(pid: number): Promise<void>
  /** Gives the slot back. */
  close(): void
}

/** `now`: seconds since 1970. */
export function instanceGate(options: InstanceOptions, now: () => number): InstanceGate {
  let held: { readonly activationId: string; readonly slot: Slot } | undefined

  const folderOf = ({ productId, activationId }: License) =>
    options.folder ?? instanceFolder(process.platform, productId, activationId)

  async function take(limit: number, license: License): Promise<Conclusion> {
    const taken = await takeSlot({ ...options, folder: folderOf(license), limit, now: now() })
    if (taken.kind === 'full')
      return refuse('no-instances-left', {
        limit,
        holders: taken.holders.map(holderDetails),
      })
    held?.slot.release()
    held = { activationId: license.activationId, slot: taken.slot }
    return pass('instance', { limit })
  }
  return {
    async admit(license) {
      const limit = license.floatingSeats
      if (limit === undefined) return pass('instances-unlimited')
      if (held?.activationId === license.activationId && held.slot.isHeld())
        return pass('instance', { limit })
      try {
        return await take(limit, license)
      } catch (error) {
        if (!(error instanceof AirlatchError)) throw error
        return { outcome: 'refuse', ...codedOf(error) }
      }
    },
    holders: license => slotHolders({ ...options, folder: folderOf(license), now: now() }),
    handTo: async pid => held?.slot.handTo(pid),
    close() {
      held?.slot.release()
      held = undefined
    },
  }
}

function holderDetails({ user, account, session, since }: SlotHolder): InstanceHolder {
  return { user: account ?? user, session, since: formatInstant(since) }
}
