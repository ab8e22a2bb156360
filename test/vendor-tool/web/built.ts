/** Owns the scripts of the pages as they are built, for tests in a real browser. */
import { bundleServeScripts } from '../../../tools/serve-scripts.ts'
import { SERVE_SCRIPTS } from '../../../vendor-tool/commands/serve/scripts.ts'
import { type Scripts, scriptsOf } from '../../../vendor-tool/web/scripts.ts'

export async function builtForTest(): Promise<Scripts> {
  const built = await bundleServeScripts()
  return scriptsOf({ start: built[SERVE_SCRIPTS.start], license: built[SERVE_SCRIPTS.license] })
}
