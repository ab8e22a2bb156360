/**
 * Owns `prepack`: the library and the two tools as JavaScript with types, in dist/lib, from the same sources that run
 * here. Starts from an empty folder, so that no file of an earlier version is published.
 * cbor-x becomes part of the one file that uses it: as a dependency it would bring cbor-extract, which compiles or
 * fetches native code when it is installed, and which is never used (an override of ours does not reach consumers).
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build, type Plugin } from 'esbuild'

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
await bundleInto('src/core/bytes/cbor.js', 'cbor-x')
for (const tool of ['client-tool', 'vendor-tool']) chmodSync(join(ROOT, 'dist/lib', tool, 'main.js'), 0o755)

/** Makes a package part of one published file, with its license in a notice beside the library. */
async function bundleInto(file: string, name: string): Promise<void> {
  const path = join(ROOT, 'dist/lib', file)
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [path],
    outfile: path,
    allowOverwrite: true,
    bundle: true,
    metafile: true,
    format: 'esm',
    // the entries of the package that a browser gets as well, without native code
    platform: 'neutral',
    target: 'node20',
    plugins: [ownFilesStay(path)],
    legalComments: 'inline',
    logLevel: 'warning',
  })
  const foreign = Object.keys(metafile.inputs).filter(input => !input.startsWith('dist/lib/'))
  if (foreign.length === 0 || foreign.some(input => !input.startsWith(`node_modules/${name}/`)))
    throw new Error(`expected ${name} alone in ${file}, got ${foreign.join(', ') || 'nothing'}`)
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string
  }
  const license = readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8')
  writeFileSync(
    join(ROOT, 'dist/lib/THIRD-PARTY-NOTICES.txt'),
    `${file} contains ${name} ${version}, under this license:\n\n${license}`,
  )
}

/** What the file imports of ours stays a file of its own. */
function ownFilesStay(file: string): Plugin {
  return {
    name: 'own files stay',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, importer }) =>
        importer === file ? { path, external: true } : undefined,
      )
    },
  }
}
