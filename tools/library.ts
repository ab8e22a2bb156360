/**
 * Owns `prepack`: the library and the two tools as JavaScript with types, in dist/lib, from the same sources that run
 * here. Starts from an empty folder, so that no file of an earlier version is published.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const ROOT = dirname(import.meta.dirname)
const TYPESCRIPT = createRequire(import.meta.url).resolve('typescript/package.json')

rmSync(join(ROOT, 'dist', 'lib'), { recursive: true, force: true })
const { bin } = JSON.parse(readFileSync(TYPESCRIPT, 'utf8')) as { bin: { tsc: string } }
const compiled = spawnSync(
  process.execPath,
  [join(dirname(TYPESCRIPT), bin.tsc), '-p', 'tsconfig.build.json'],
  {
    cwd: ROOT,
    stdio: 'inherit',
  },
)
// The compiler has said what is wrong.
if (compiled.status !== 0) process.exit(1)
for (const tool of ['client-tool', 'vendor-tool']) chmodSync(join(ROOT, 'dist/lib', tool, 'main.js'), 0o755)
