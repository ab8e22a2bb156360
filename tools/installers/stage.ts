/**
 * Owns the folders that installers are made of: every file with its mode and one time for all, so that the same content
 * gives the same bytes.
 */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface StagedFile {
  /** Below the root of the package or archive, with forward slashes. */
  readonly path: string
  /** A text or bytes; or the path of a file that is copied. */
  readonly content: string | Uint8Array | { readonly from: string }
  readonly isProgram?: true
  /** Whether an administrator edits it, so that an upgrade leaves it alone. */
  readonly isSetting?: true
}

/** Writes files into a folder, which may be new. `epoch`: seconds since 1970. */
export function stage(folder: string, files: readonly StagedFile[], epoch: number): void {
  for (const { path, content, isProgram } of files) {
    const place = join(folder, path)
    mkdirSync(dirname(place), { recursive: true })
    if (typeof content === 'object' && 'from' in content) copyFileSync(content.from, place)
    else writeFileSync(place, content)
    chmodSync(place, isProgram ? 0o755 : 0o644)
  }
  const all = readdirSync(folder, { recursive: true, withFileTypes: true })
  for (const one of all) {
    const place = join(one.parentPath, one.name)
    if (one.isDirectory()) chmodSync(place, 0o755)
    utimesSync(place, epoch, epoch)
  }
  chmodSync(folder, 0o755)
  utimesSync(folder, epoch, epoch)
}
