/** Owns the input of the functions that make installers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from './contents.ts'
import { type StagedFile, stage } from './stage.ts'

export interface Making {
  readonly source: Source
  /** The folder for installers. */
  readonly output: string
  /** The time of every file, in seconds since 1970. */
  readonly epoch: number
  /** Compress for seconds instead of minutes, for trying the rest. */
  readonly isQuick: boolean
}

/** Runs `make` with a temporary folder that contains these files. */
export function withStaged<T>(
  { output, epoch }: Making,
  files: readonly StagedFile[],
  make: (folder: string) => T,
): T {
  const folder = mkdtempSync(join(output, '.making-'))
  try {
    stage(folder, files, epoch)
    return make(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Returns a version as Linux packages sort it: a prerelease has a tilde. */
export function packageVersion(version: string): string {
  return version.replace('-', '~')
}
