/**
 * Owns the steps by which a process changes the world: what it does to files, to a SQLite database and to a server,
 * one after the other, so that something else can happen in the place of each of them. What only reads is no step.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import { DatabaseSync, StatementSync } from 'node:sqlite'

export interface Step {
  /** The function, such as `linkSync`, `run` or `write`. */
  readonly name: string
  readonly of: 'files' | 'database' | 'server'
  /** Does it. */
  whole(): unknown
  /** Does the first half, where there are halves. */
  half(): void
  /** Tells whoever called that it did not work. */
  fail(error: Error): unknown
}

const OF_FILES = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'fdatasync',
  'linkSync',
  'renameSync',
  'unlinkSync',
  'rmSync',
  'rmdirSync',
  'mkdirSync',
  'mkdtempSync',
  'chmodSync',
] as const

/** How a connection behaves, and what undoes what was not written yet. */
const NOT_ON_DISK = /^(PRAGMA (busy_timeout|query_only) = \w+|ROLLBACK)$/

// biome-ignore lint/suspicious/noExplicitAny: functions of any form are replaced
type Any = any
type IsStep = (words: Any[], on: Any) => boolean

/** Calls `at` in the place of each step, until the function that comes out is called. */
export function watchSteps(at: (step: Step) => unknown): () => void {
  const undo: (() => void)[] = []
  function replace(owner: Any, of: Step['of'], name: string, isStep: IsStep): void {
    const original = owner[name]
    owner[name] = function (this: Any, ...words: Any[]) {
      if (!isStep(words, this)) return original.apply(this, words)
      return at({
        name,
        of,
        whole: () => original.apply(this, words),
        half() {
          const [descriptor, content, from = 0] = words
          if (name === 'writeSync') original(descriptor, content, from, (content.length - from) >> 1)
        },
        fail(error) {
          const last = words.at(-1)
          if (typeof last !== 'function') throw error
          last(error)
        },
      })
    }
    undo.push(() => {
      owner[name] = original
    })
  }
  for (const name of OF_FILES)
    replace(fs, 'files', name, words => (name === 'openSync' ? isToWrite(words[1]) : !isSaying(name, words)))
  replace(DatabaseSync.prototype, 'database', 'exec', ([sql]) => !NOT_ON_DISK.test(sql))
  replace(StatementSync.prototype, 'database', 'run', (_, { sourceSQL }) => !NOT_ON_DISK.test(sourceSQL))
  replace(Socket.prototype, 'server', 'write', () => true)
  syncBuiltinESMExports()
  return () => {
    for (const restore of undo) restore()
    syncBuiltinESMExports()
  }
}

function isToWrite(flags: unknown): boolean {
  if (typeof flags === 'string') return /[wa+]/.test(flags)
  return ((flags as number) & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0
}

/** On standard output or standard error. */
function isSaying(name: string, [descriptor]: Any[]): boolean {
  return name === 'writeSync' && descriptor <= 2
}
