/**
 * Owns `npm run packages`: makes the published packages `airlatch`, `airlatch-vendor` and `airlatch-site`, each as a
 * folder and as a file for `npm install`, in dist/packages or `--output DIR`. Each contains Airlatch's own files as
 * separate JavaScript files with their types, and the other packages that they need, bundled into third-party/ with the
 * notices. So an installation adds no other package, and runs no script. It starts from an empty folder, so that no
 * file of an earlier version is published.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { bundlePackage, DEFINED, EMBEDDED, PUBLISHED, ROOT, replacing } from './bundle.ts'
import { noticesOf, packagesIn } from './packages/notices.ts'
import { bundlePage, stylesIn } from './page-bundle.ts'
import { bundleServeFiles } from './serve-files.ts'

interface Published {
  readonly name: string
  readonly description: string
  readonly node: string
  /** Doors by the name under which they are imported. */
  readonly doors: Readonly<Record<string, string>>
  /** Entry point of its tool. */
  readonly main: string
  /** CommonJS packages that stay separate files. */
  readonly common: readonly string[]
  /** The files of its pages, by name. */
  pages(): Promise<Readonly<Record<string, string>>>
}

const PACKAGES: readonly Published[] = [
  {
    name: 'airlatch',
    description: 'Offline software activation: the client, the verifier and the page of a licensed program',
    node: '>=20.19',
    doors: { './client': 'src/client/door', './browser': 'src/browser/door' },
    main: 'client-tool/main',
    common: ['systeminformation'],
    pages: async () => ({ 'scan.html': (await bundlePage('pages/scan')).html }),
  },
  {
    name: 'airlatch-vendor',
    description: 'Offline software activation: the licensing desk, its ledger and its self-service page',
    node: '>=22.16',
    doors: { '.': 'src/vendor/door' },
    main: 'vendor-tool/main',
    common: ['pg', 'pgpass'],
    pages: bundleServeFiles,
  },
  {
    name: 'airlatch-site',
    description:
      'Offline software activation: the server of a site, which lends the seats of floating licenses',
    node: '>=22.16',
    doors: {},
    main: 'site-tool/main',
    common: ['systeminformation'],
    pages: async () => stylesIn(await bundleServeFiles()),
  },
]

const { version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string
  license: string
}
const { values } = parseArgs({
  options: { output: { type: 'string', default: join(ROOT, 'dist', 'packages') } },
})
/** The output folder, which is emptied first. */
const OUT = resolve(values.output)
const THIRD_PARTY = 'third-party'
/** The file that locates the readers' files. In packages it contains them. */
const ASSETS = 'src/carrier/picture/assets.js'
const DOCUMENTS = ['SECURITY.md', 'SPEC.md', 'CHANGELOG.md']

/** Options for ES modules that run in Node and in a page. */
const OPTIONS = {
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  conditions: ['import'],
  target: 'node20',
  legalComments: 'inline',
  logLevel: 'warning',
} as const satisfies BuildOptions

rmSync(OUT, { recursive: true, force: true })
mkdirSync(join(ROOT, 'dist'), { recursive: true })
const compiled = mkdtempSync(join(ROOT, 'dist', 'compiled-'))
try {
  compile()
  for (const one of PACKAGES) await make(one, join(OUT, one.name))
} finally {
  rmSync(compiled, { recursive: true, force: true })
}

function compile(): void {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
  const { bin } = JSON.parse(readFileSync(typescript, 'utf8')) as { bin: { tsc: string } }
  const words = [join(dirname(typescript), bin.tsc), '-p', 'tsconfig.build.json', '--outDir', compiled]
  // the compiler itself prints what is wrong
  if (spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' }).status !== 0) process.exit(1)
}

async function make(published: Published, folder: string): Promise<void> {
  const { name } = published
  const inputs = await writeLibrary(published, join(folder, 'lib'))
  await writeCommonDoors(published, join(folder, 'lib'))
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), noticesOf(packagesIn(inputs)))
  mkdirSync(join(folder, 'pages'))
  for (const [page, text] of Object.entries(await published.pages()))
    writeFileSync(join(folder, 'pages', page), text)
  for (const document of DOCUMENTS) copyFileSync(join(ROOT, document), join(folder, document))
  copyFileSync(join(ROOT, 'tools/packages', `${name}.md`), join(folder, 'README.md'))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifestOf(published), undefined, 2)}\n`)
  const file = execFileSync('npm', ['pack', '--silent', '--pack-destination', OUT, folder], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  process.stdout.write(`${join(OUT, file.trim())}\n`)
}

/** Writes Airlatch's own files, their types, and third-party/. Returns the path of every file that was used for it. */
async function writeLibrary({ doors, main, common }: Published, lib: string): Promise<readonly string[]> {
  const entries = [...Object.values(doors), main].map(path => `${path}.js`)
  const own = await ownFiles(entries)
  const { metafile } = await build({
    ...OPTIONS,
    absWorkingDir: compiled,
    entryPoints: own.filter(path => path !== ASSETS),
    outbase: compiled,
    outdir: lib,
    splitting: true,
    chunkNames: `${THIRD_PARTY}/[name]-[hash]`,
    metafile: true,
    define: DEFINED,
    plugins: [keepOwnFiles(common), replacing(new Set(), PUBLISHED)],
  })
  const inputs = Object.keys(metafile.inputs)
  const third = join(lib, THIRD_PARTY)
  mkdirSync(third, { recursive: true })
  for (const one of common) {
    const bundle = await bundlePackage(one, {
      target: OPTIONS.target,
      minify: false,
      legalComments: OPTIONS.legalComments,
    })
    writeFileSync(join(third, `${one}.cjs`), bundle.text)
    inputs.push(...Object.keys(bundle.metafile.inputs))
  }
  writeFileSync(join(lib, ASSETS), assetsText())
  inputs.push(...Object.values(EMBEDDED))
  for (const path of typesOf(entries)) {
    mkdirSync(dirname(join(lib, path)), { recursive: true })
    copyFileSync(join(compiled, path), join(lib, path))
  }
  chmodSync(join(lib, `${main}.js`), 0o755)
  return inputs
}

/**
 * Writes each door also as one CommonJS file, for programs whose `require` cannot load ES modules, such as the test
 * runner Jest. Node itself loads the ES module in both cases, so no process has two copies. White space is left out:
 * it would be a quarter of the client's files, and people read the ES modules.
 */
async function writeCommonDoors({ doors }: Published, lib: string): Promise<void> {
  await build({
    ...OPTIONS,
    entryPoints: Object.values(doors).map(path => join(lib, `${path}.js`)),
    outbase: lib,
    outdir: lib,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    minifyWhitespace: true,
    platform: 'node',
    conditions: [],
    plugins: [keepCommonJs(lib)],
  })
}

/** Keeps CommonJS packages as separate files for both formats. */
function keepCommonJs(lib: string): Plugin {
  return {
    name: 'keep CommonJS packages',
    setup({ onResolve, initialOptions }) {
      onResolve({ filter: /\.cjs$/ }, ({ path, importer }) => {
        const [door = ''] = initialOptions.entryPoints as readonly string[]
        const to = relative(dirname(door), join(dirname(importer), path)).replaceAll('\\', '/')
        return importer.startsWith(lib) ? { path: to, external: true } : undefined
      })
    },
  }
}

/** Returns every file of Airlatch that runs when one of these does. */
async function ownFiles(entries: readonly string[]): Promise<readonly string[]> {
  const { metafile } = await build({
    ...OPTIONS,
    absWorkingDir: compiled,
    entryPoints: [...entries],
    outdir: OUT,
    write: false,
    packages: 'external',
    metafile: true,
  })
  return Object.keys(metafile.inputs)
}

/** Returns every declaration file that one of these needs. */
function typesOf(entries: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (path: string): void => {
    if (found.has(path)) return
    found.add(path)
    const text = readFileSync(join(compiled, path), 'utf8')
    for (const [, to = ''] of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)\.[jt]s["']/g))
      add(join(dirname(path), `${to}.d.ts`))
  }
  for (const entry of entries) if (!entry.endsWith('/main.js')) add(entry.replace(/\.js$/, '.d.ts'))
  return found
}

/** Keeps imports between Airlatch's own files, and of CommonJS packages, as separate files. */
function keepOwnFiles(common: readonly string[]): Plugin {
  return {
    name: 'keep own files',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, importer }) => {
        if (importer === '') return undefined
        const isOwn = importer.startsWith(compiled)
        if (isOwn && path.startsWith('.')) return { path, external: true }
        if (isOwn && common.includes(path)) {
          const third = relative(dirname(importer), join(compiled, THIRD_PARTY, `${path}.cjs`))
          return { path: third.replaceAll('\\', '/'), external: true }
        }
        // packages import Node's modules with or without the prefix
        return isBuiltin(path) ? { path: `node:${path.replace(/^node:/, '')}`, external: true } : undefined
      })
    },
  }
}

/** Returns the assets as text in the code, which every bundler includes. Separate files would be left behind. */
function assetsText(): string {
  const packed = (from: string) => gzipSync(readFileSync(from), { level: 9 }).toString('base64')
  const assets = Object.entries(EMBEDDED).map(([name, from]) => [name, packed(from)])
  return [
    `import { gunzipSync } from 'node:zlib'`,
    `const ASSETS = ${JSON.stringify(Object.fromEntries(assets), undefined, 2)}`,
    `const readAsset = name => new Uint8Array(gunzipSync(Buffer.from(ASSETS[name], 'base64')))`,
    `export { readAsset }`,
    '',
  ].join('\n')
}

function manifestOf({ name, description, node, doors, main }: Published): object {
  const exports = Object.entries(doors).map(([door, path]) => [
    door,
    {
      types: `./lib/${path}.d.ts`,
      'module-sync': `./lib/${path}.js`,
      import: `./lib/${path}.js`,
      require: `./lib/${path}.cjs`,
    },
  ])
  return {
    name,
    version,
    description,
    keywords: ['license', 'activation', 'offline', 'air-gapped', 'licensing'],
    license,
    type: 'module',
    // bundlers may drop unused imports
    sideEffects: false,
    engines: { node },
    bin: { [name]: `./lib/${main}.js` },
    exports: { ...Object.fromEntries(exports), './package.json': './package.json' },
  }
}
