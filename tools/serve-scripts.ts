/** Owns the scripts of the vendor's pages: pages/serve, each as one file, by the name that it is delivered under. */
import { SERVE_SCRIPTS, type ServeScriptName } from '../vendor-tool/commands/serve/scripts.ts'
import { bundleScript } from './page-bundle.ts'

/** Throws when one cannot be built. */
export async function bundleServeScripts(): Promise<Record<ServeScriptName, string>> {
  const [start, license] = await Promise.all([
    bundleScript('pages/serve/start.ts'),
    bundleScript('pages/serve/license.ts', false),
  ])
  return { [SERVE_SCRIPTS.start]: start.script, [SERVE_SCRIPTS.license]: license.script } as Record<
    ServeScriptName,
    string
  >
}
