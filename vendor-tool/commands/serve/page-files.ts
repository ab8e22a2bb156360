/** Owns the scripts of the vendor's pages, as they were built. Where files come from: src/web/page-files.ts. */
import { ifPossible } from '../../../src/disk/faults.ts'
import { builtScript } from '../../../src/web/page-files.ts'
import { type Scripts, scriptsOf } from '../../web/scripts.ts'

/** What tools/package.ts calls them among the files inside the executable, and tools/pages.ts in dist/pages. */
export const SERVE_SCRIPTS = {
  start: 'serve-start.js',
  license: 'serve-license.js',
  keep: 'console-keep.js',
} as const

export type ServeScriptName = (typeof SERVE_SCRIPTS)[keyof typeof SERVE_SCRIPTS]

/** Undefined where they were not built: the pages do without. */
export function builtScripts(): Scripts | undefined {
  const { start, license, keep } = SERVE_SCRIPTS
  return ifPossible(() =>
    scriptsOf({ start: builtScript(start), license: builtScript(license), keep: builtScript(keep) }),
  )
}
