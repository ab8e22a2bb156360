/**
 * Owns the folders from which installers are made: each file has its mode, and all have the same time, so that the same
 * content gives the same bytes.
 */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface StagedFile {
  /** Path below the root of the package or archive, with forward slashes. */
  readonly path: string
  /** A text, bytes, or the path of a file to copy. */
  readonly content: string | Uint8Array | { readonly from: string }
  readonly isProgram?: true
  /** Whether administrators edit it, so that an upgrade must not overwrite it. */
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
