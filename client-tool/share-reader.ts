/**
 * Owns how the executable reads shares in a separate process. Unlike Node it has no `-e`, so it starts itself with a
 * special first word and is then only the reader. From the sources and the npm package this is not needed.
 */
import { READER_WORD, type ShareReader } from '../src/client/door.ts'
import { isExecutable } from '../src/disk/installed.ts'

/** Returns how to start the reader; undefined if Node itself can do it. */
export function ownShareReader(): ShareReader | undefined {
  return isExecutable() ? { program: process.execPath, words: [READER_WORD] } : undefined
}

/** Whether this process was started as the reader. */
export function isShareReader(): boolean {
  return isExecutable() && process.argv[2] === READER_WORD
}
