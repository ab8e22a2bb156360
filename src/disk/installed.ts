/**
 * Owns reading the files that this program came with: inside of its executable, or beside its code. Node's module for the
 * former is asked for when it is needed: other runtimes have none.
 */
import { readFileSync } from 'node:fs'
import { attempt } from './faults.ts'

/** The whole of one. Errors, of an installation that is not whole: file-not-found, cannot-read {path, system}. */
export function readInstalled(path: string): Buffer {
  return attempt('cannot-read', path, () => readFileSync(path))
}

/** Whether this process is a single executable, which has Node and the program in one file. */
export function isExecutable(): boolean {
  return executable()?.isSea() === true
}

/** A file inside of the executable that runs, not copied; undefined where no single executable runs. */
export function embedded(name: string): Uint8Array<ArrayBuffer> | undefined {
  return isExecutable() ? new Uint8Array(executable()?.getRawAsset(name) as ArrayBuffer) : undefined
}

function executable(): typeof import('node:sea') | undefined {
  return process.getBuiltinModule?.('node:sea')
}
