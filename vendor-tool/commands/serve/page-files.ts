/**
 * Owns where the files of the pages come from: inside the executable, in the npm package, or in a checkout, where `npm
 * run pages` makes the scripts in dist/ and the style sheet is used as it is written.
 */
import { fileURLToPath } from 'node:url'
import { ifPossible, systemCode } from '../../../src/disk/faults.ts'
import { embedded, readInstalled } from '../../../src/disk/installed.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { type Scripts, scriptsOf } from '../../web/scripts.ts'

/** What tools/package.ts calls them among the files inside the executable, and tools/pages.ts in dist/pages. */
export const SERVE_SCRIPTS = {
  start: 'serve-start.js',
  license: 'serve-license.js',
  keep: 'console-keep.js',
} as const
export const SERVE_STYLE = 'style.css'

export type ServeFileName = (typeof SERVE_SCRIPTS)[keyof typeof SERVE_SCRIPTS] | typeof SERVE_STYLE

const isSource = import.meta.url.endsWith('.ts')
/** Compiled, this file lies in dist/lib, and what is built for it in dist/pages. */
const UP = isSource ? '../../../' : '../../../../'
const SCRIPTS = `${UP}${isSource ? 'dist/' : ''}pages/`
const STYLE = `${UP}pages/`

/** Undefined where they were not built: the pages do without. */
export function builtScripts(): Scripts | undefined {
  const { start, license, keep } = SERVE_SCRIPTS
  return ifPossible(() =>
    scriptsOf({
      start: readText(SCRIPTS, start),
      license: readText(SCRIPTS, license),
      keep: readText(SCRIPTS, keep),
    }),
  )
}

/** Error: page-missing {path, system}. */
export function styleSheet(): string {
  try {
    return readText(STYLE, SERVE_STYLE)
  } catch (cause) {
    throw new AirlatchError(
      'page-missing',
      { path: pathOf(STYLE, SERVE_STYLE), system: systemCode(cause) },
      cause,
    )
  }
}

function readText(folder: string, name: ServeFileName): string {
  return new TextDecoder().decode(embedded(name) ?? readInstalled(pathOf(folder, name)))
}

function pathOf(folder: string, name: string): string {
  return fileURLToPath(new URL(`${folder}${name}`, import.meta.url))
}
