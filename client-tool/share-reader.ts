/**
 * Owns how the executable reads shares: it has no `-e`, so it starts itself with a word of its own in front, and is
 * then the reader and nothing else. From the sources and the npm package there is no need of that.
 */
import { READER_WORD, type ShareReader } from '../src/client/door.ts'
import { isExecutable } from '../src/disk/installed.ts'

/** Undefined: Node itself can. */
export function ownShareReader(): ShareReader | undefined {
  return isExecutable() ? { program: process.execPath, words: [READER_WORD] } : undefined
}

/** Whether this process was started as the reader. */
export function isShareReader(): boolean {
  return isExecutable() && process.argv[2] === READER_WORD
}
