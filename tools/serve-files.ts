/** Owns the files of the vendor's pages: their style sheet, and the scripts of pages/serve and pages/console, by the names they are delivered under. */
import { PAGE_STYLE } from '../src/web/page-files.ts'
import { SERVE_SCRIPTS, type ServeScriptName } from '../vendor-tool/commands/serve/page-files.ts'
import { bundleScript, bundleStyle } from './page-bundle.ts'

/** Throws when one cannot be built. */
export async function bundleServeFiles(): Promise<Record<ServeScriptName | typeof PAGE_STYLE, string>> {
  const [start, license, keep, style] = await Promise.all([
    bundleScript('pages/serve/start.ts'),
    bundleScript('pages/serve/license.ts', false),
    bundleScript('pages/console/keep.ts', false),
    bundleStyle(),
  ])
  return {
    [SERVE_SCRIPTS.start]: start.script,
    [SERVE_SCRIPTS.license]: license.script,
    [SERVE_SCRIPTS.keep]: keep.script,
    [PAGE_STYLE]: style,
  }
}
