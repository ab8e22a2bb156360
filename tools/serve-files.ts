/**
 * Owns the files that the vendor's tool serves, by the names under which it delivers them: the style sheet of its
 * pages, the scripts of pages/serve and pages/console, and the document of the HTTP interface.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { API_DESCRIPTION, PAGE_STYLE } from '../src/web/page-files.ts'
import { SERVE_SCRIPTS, type ServeScriptName } from '../vendor-tool/commands/serve/page-files.ts'
import { ROOT } from './bundle.ts'
import { bundleScript, bundleStyle } from './page-bundle.ts'

type ServeFileName = ServeScriptName | typeof PAGE_STYLE | typeof API_DESCRIPTION

/** Builds the files. Throws if one cannot be built. */
export async function bundleServeFiles(): Promise<Record<ServeFileName, string>> {
  const [start, license, keep, style, description] = await Promise.all([
    bundleScript('pages/serve/start.ts'),
    bundleScript('pages/serve/license.ts', false),
    bundleScript('pages/console/keep.ts', false),
    bundleStyle(),
    readFile(join(ROOT, 'docs', API_DESCRIPTION), 'utf8'),
  ])
  return {
    [SERVE_SCRIPTS.start]: start.script,
    [SERVE_SCRIPTS.license]: license.script,
    [SERVE_SCRIPTS.keep]: keep.script,
    [PAGE_STYLE]: style,
    [API_DESCRIPTION]: description,
  }
}
