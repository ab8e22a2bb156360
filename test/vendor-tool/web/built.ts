/** Owns the scripts of the pages as they are built, for tests in a real browser. */
import { bundleServeFiles } from '../../../tools/serve-files.ts'
import { SERVE_SCRIPTS } from '../../../vendor-tool/commands/serve/page-files.ts'
import { type Scripts, scriptsOf } from '../../../vendor-tool/web/scripts.ts'

export async function builtForTest(): Promise<Scripts> {
  const built = await bundleServeFiles()
  return scriptsOf({
    start: built[SERVE_SCRIPTS.start],
    license: built[SERVE_SCRIPTS.license],
    keep: built[SERVE_SCRIPTS.keep],
  })
}
