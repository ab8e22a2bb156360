/**
 * Owns the recorded computers of the table as they are before and after a change: the change is made in what was
 * recorded, and the client's own probe reads it, as root or as any other account.
 */
import { isDeepStrictEqual } from 'node:util'
import { readLinux } from '../../../../src/client/probe/linux.ts'
import { macosComputer } from '../../../../src/client/probe/macos.ts'
import { type WindowsSources, windowsComputer, windowsFacts } from '../../../../src/client/probe/windows.ts'
import type { Computer } from '../../../../src/core/computer/computer.ts'
import { asRootAndUser, recorded } from '../../../client/probe/tree.ts'
import { changedTree } from './linux.ts'
import type { Part } from './parts.ts'
import { changedMac, changedWindows, type RecordedMac } from './windows-macos.ts'

/** `user`: any account that is not root. Windows and macOS show every account the same. */
export type Account = 'root' | 'user'

/** What the probe of its system reads there. Undefined: this computer has no such part. */
export function readAfter(name: string, parts: readonly Part[], account: Account): Computer | undefined {
  const id = [name, ...parts].join()
  const read = READ.get(id) ?? readBy(name, parts)
  READ.set(id, read)
  return read[account]
}

/** Laying a tree out takes some milliseconds, and the same computer stands in many cells. */
const READ = new Map<string, Read>()

type Read = Partial<Readonly<Record<Account, Computer>>>

function readBy(name: string, parts: readonly Part[]): Read {
  switch (name.split('/')[0]) {
    case 'windows': {
      const after = applied(windowsFacts(recorded<WindowsSources>(name)), parts, changedWindows)
      return after === undefined ? {} : { user: windowsComputer(after) }
    }
    case 'macos': {
      const after = applied(recorded<RecordedMac>(name), parts, changedMac)
      return after === undefined ? {} : { user: macosComputer(after) }
    }
    default: {
      const after = applied(recorded(name), parts, changedTree)
      return after === undefined ? {} : asRootAndUser(after, root => readLinux(root))
    }
  }
}

/** `change` returns what it was given where there is no such part. */
function applied<T>(before: T, parts: readonly Part[], change: (of: T, part: Part) => T): T | undefined {
  const after = parts.reduce(change, before)
  return parts.length > 0 && isDeepStrictEqual(after, before) ? undefined : after
}
