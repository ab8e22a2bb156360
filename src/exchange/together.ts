/**
 * Owns several files that were named and belong together: one message in all of them, or the frames of several messages
 * among them. Names each file that is no help: whoever names files wants each of them to count.
 */
import { basename } from 'node:path'
import { type FrameSet, frameSetsIn, messageFromFiles, type Wanted } from '../carrier/intake.ts'
import { AirlatchError } from '../core/errors.ts'
import { readInput } from './input.ts'

/**
 * The one message in these files. Errors: those of messageFromFiles; of a file that cannot be read its own, of one that
 * is no help input-not-recognised {unread}.
 */
export async function readTogether(paths: readonly string[], wanted: Wanted): Promise<Uint8Array> {
  return messageFromFiles(paths.map(offered), { wanted, onUnread })
}

function onUnread(name: string, error: AirlatchError): never {
  // it could not be read at all
  if (error.kind === 'could-not') throw error
  throw new AirlatchError(
    'input-not-recognised',
    { looks: 'one-of-several', unread: [{ name, code: error.code }] },
    error,
  )
}

/** The messages of which these files have frames. */
export async function readFrameSets(paths: readonly string[]): Promise<readonly FrameSet[]> {
  return frameSetsIn(paths.map(offered))
}

/** How errors and reports name them: `photos/a.jpg + b.jpg`. */
export function nameOfAll([first = '', ...more]: readonly string[]): string {
  return [first, ...more.map(path => basename(path))].join(' + ')
}

function offered(path: string) {
  return { name: path, read: () => readInput(path) }
}
