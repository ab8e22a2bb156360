/**
 * Owns `npm run packages`: the published packages `airlatch`, `airlatch-vendor` and `airlatch-site`, each as a folder and as a file for
 * `npm install`, in dist/packages or where `--output DIR` says. Each has our own files as JavaScript one by one, with their types, and whatever they
 * need of other packages bundled into third-party/, with the notices. So an installation brings no other package, and
 * nothing that runs when it is installed.
 * Starts from an empty folder: no file of an earlier version is published.
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
  /** Doors by the name that is imported. */
  readonly doors: Readonly<Record<string, string>>
  /** Where its tool begins. */
  readonly main: string
  /** Packages in CommonJS that stay files of their own. */
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
/** It is emptied first. */
const OUT = resolve(values.output)
const THIRD_PARTY = 'third-party'
/** Our own file that looks for the readers' files, which has them inside of it here. */
const ASSETS = 'src/carrier/picture/assets.js'
const DOCUMENTS = ['SECURITY.md', 'SPEC.md', 'CHANGELOG.md']

/** ES modules that run in Node and in a page. */
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
  // the compiler itself says what is wrong
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

/** Our own files and their types, and third-party/. Gives the path of every file that went into it. */
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
    plugins: [ownFilesStay(common), replacing(new Set(), PUBLISHED)],
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
 * Each door once more as one file in CommonJS, for what cannot load ES modules by `require`: test runners such as Jest.
 * Node itself loads the ES module for either, so that no process has two of them.
 */
async function writeCommonDoors({ doors }: Published, lib: string): Promise<void> {
  await build({
    ...OPTIONS,
    entryPoints: Object.values(doors).map(path => join(lib, `${path}.js`)),
    outbase: lib,
    outdir: lib,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
    conditions: [],
    plugins: [commonStays(lib)],
  })
}

/** Packages in CommonJS are files of their own for both. */
function commonStays(lib: string): Plugin {
  return {
    name: 'common stays',
    setup({ onResolve, initialOptions }) {
      onResolve({ filter: /\.cjs$/ }, ({ path, importer }) => {
        const [door = ''] = initialOptions.entryPoints as readonly string[]
        const to = relative(dirname(door), join(dirname(importer), path)).replaceAll('\\', '/')
        return importer.startsWith(lib) ? { path: to, external: true } : undefined
      })
    },
  }
}

/** Every file of ours that runs when one of these does. */
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

/** Every declaration that one of these needs. */
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

/** What files of ours import of ours stays a file of its own; so do packages in CommonJS. */
function ownFilesStay(common: readonly string[]): Plugin {
  return {
    name: 'own files stay',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, importer }) => {
        if (importer === '') return undefined
        const isOwn = importer.startsWith(compiled)
        if (isOwn && path.startsWith('.')) return { path, external: true }
        if (isOwn && common.includes(path)) {
          const third = relative(dirname(importer), join(compiled, THIRD_PARTY, `${path}.cjs`))
          return { path: third.replaceAll('\\', '/'), external: true }
        }
        // packages import modules of Node with and without the prefix
        return isBuiltin(path) ? { path: `node:${path.replace(/^node:/, '')}`, external: true } : undefined
      })
    },
  }
}

/** As text, which every bundler takes along into whatever it makes: a file beside the code would be left behind. */
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
    // what is imported and not used costs a bundle nothing
    sideEffects: false,
    engines: { node },
    bin: { [name]: `./lib/${main}.js` },
    exports: { ...Object.fromEntries(exports), './package.json': './package.json' },
  }
}
