/** Owns what every maker of one kind of installer is given. */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from './contents.ts'
import { type StagedFile, stage } from './stage.ts'

export interface Making {
  readonly source: Source
  /** Where installers go. */
  readonly output: string
  /** The time of every file, in seconds since 1970. */
  readonly epoch: number
  /** Compressed in seconds in place of minutes, to try the rest. */
  readonly isQuick: boolean
}

/** Runs `make` with a folder that holds these files, and removes it. */
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

/** A version as packages of Linux sort it: what comes before a release has a tilde. */
export function packageVersion(version: string): string {
  return version.replace('-', '~')
}
