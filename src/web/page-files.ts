/**
 * Owns where the files of the pages come from: inside the executable, in the npm package, or in a checkout, where `npm
 * run pages` makes the scripts in dist/ and the style sheet is used as it is written.
 */
import { fileURLToPath } from 'node:url'
import { AirlatchError } from '../core/errors.ts'
import { ifPossible, systemCode } from '../disk/faults.ts'
import { embedded, readInstalled } from '../disk/installed.ts'

/** What tools/package.ts calls it among the files inside the executable. */
export const PAGE_STYLE = 'style.css'
/** The document of the HTTP interface, made by `npm run openapi`. */
export const API_DESCRIPTION = 'openapi.json'

const isSource = import.meta.url.endsWith('.ts')
/** Compiled, this file lies in dist/lib, and what is built for it in dist/pages. */
const UP = isSource ? '../../' : '../../../'
const SCRIPTS = `${UP}${isSource ? 'dist/' : ''}pages/`
const STYLE = `${UP}pages/`
const DESCRIPTION = `${UP}${isSource ? 'docs' : 'pages'}/`

/** A script that was built. Errors, where it was not: file-not-found, cannot-read {path, system}. */
export function builtScript(name: string): string {
  return readText(SCRIPTS, name)
}

/** The one style sheet of all pages. Error: page-missing {path, system}. */
export function styleSheet(): string {
  try {
    return readText(STYLE, PAGE_STYLE)
  } catch (cause) {
    const path = pathOf(STYLE, PAGE_STYLE)
    throw new AirlatchError('page-missing', { path, system: systemCode(cause) }, cause)
  }
}

/** Undefined where it was not made. */
export function apiDescription(): string | undefined {
  return ifPossible(() => readText(DESCRIPTION, API_DESCRIPTION))
}

function readText(folder: string, name: string): string {
  return new TextDecoder().decode(embedded(name) ?? readInstalled(pathOf(folder, name)))
}

function pathOf(folder: string, name: string): string {
  return fileURLToPath(new URL(`${folder}${name}`, import.meta.url))
}
