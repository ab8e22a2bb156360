/**
 * Owns where the built scripts of the pages come from: inside the executable, in the npm package, or in dist/ of a
 * checkout where `npm run pages` made them.
 */
import { getAsset, isSea } from 'node:sea'
import { fileURLToPath } from 'node:url'
import { ifPossible } from '../../../src/disk/faults.ts'
import { readInstalled } from '../../../src/disk/installed.ts'
import { type Scripts, scriptsOf } from '../../web/scripts.ts'

/** What tools/package.ts calls them among the files inside the executable, and tools/pages.ts in dist/pages. */
export const SERVE_SCRIPTS = { start: 'serve-start.js', license: 'serve-license.js' } as const

export type ServeScriptName = (typeof SERVE_SCRIPTS)[keyof typeof SERVE_SCRIPTS]

/** Undefined where they were not built: the pages do without. */
export function builtScripts(): Scripts | undefined {
  const [start, license] = [built(SERVE_SCRIPTS.start), built(SERVE_SCRIPTS.license)]
  return start === undefined || license === undefined ? undefined : scriptsOf({ start, license })
}

function built(name: ServeScriptName): string | undefined {
  if (isSea()) return getAsset(name, 'utf8')
  // compiled, this file lies one folder deeper, in dist/lib
  const here = import.meta.url.endsWith('.ts') ? '../../../dist/' : '../../../../'
  const path = fileURLToPath(new URL(`${here}pages/${name}`, import.meta.url))
  return ifPossible(() => readInstalled(path).toString('utf8'))
}
