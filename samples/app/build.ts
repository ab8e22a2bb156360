/**
 * Builds the program of main.ts with the vendor's kit inside:
 *
 *   node samples/app/build.ts KIT OUTPUT.mjs
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const [kit = 'scope.kit', outfile = 'scope.mjs'] = process.argv.slice(2)
await build({
  entryPoints: [join(import.meta.dirname, 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  // airlatch comes from the program's own node_modules
  packages: 'external',
  define: { KIT: JSON.stringify(readFileSync(kit, 'utf8')) },
})
