/**
 * Owns the bundles: each tool as one CommonJS file with everything that the tool may need. Refuses a bundle in which a
 * replacement found nothing to replace, because it would work, but be slow or incomplete.
 */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import {
  type BuildOptions,
  type BuildResult,
  build,
  type Loader,
  type Metafile,
  type OnLoadResult,
  type Plugin,
} from 'esbuild'
import type { AssetName } from '../src/carrier/picture/assets.ts'

export const ROOT = dirname(import.meta.dirname)

/** The executables by name, with their entry points. */
export const TOOLS = {
  airlatch: 'client-tool/main.ts',
  'airlatch-vendor': 'vendor-tool/main.ts',
  'airlatch-site': 'site-tool/main.ts',
} as const

export type ToolName = keyof typeof TOOLS
export const TOOL_NAMES = Object.keys(TOOLS) as readonly ToolName[]

const require = createRequire(import.meta.url)

/** Files that the picture readers open at run time: next to the bundle here, later inside the executable. */
export const EMBEDDED: Readonly<Record<AssetName, string>> = {
  'zxing_reader.wasm': require.resolve('zxing-wasm/reader/zxing_reader.wasm'),
  'zxing_reader.js': join(
    dirname(require.resolve('zxing-wasm/reader/zxing_reader.wasm')),
    '../iife/reader/index.js',
  ),
  'jsQR.js': require.resolve('jsqr/dist/jsQR.js'),
}

/**
 * The URL that package files see as their own. It is inside a folder that does not exist next to the executable,
 * because yargs looks for translations around itself and would use any that it finds.
 */
const FILE_URL = 'const fileUrl = require("node:url").pathToFileURL(__filename + ".none/1/2/3/4").href;'

/** Loads some of Node's modules late. */
const LOAD_LATE = readFileSync(join(import.meta.dirname, 'executable', 'late.cjs'), 'utf8')

interface Replacement {
  readonly what: string
  /** Whether only executables need it, not published packages. */
  readonly inside?: true
  /** Whether it is in a package that is bundled separately (bundlePackage), and not in a tool's bundle. */
  readonly isSeparate?: true
  /** The tools that contain it; by default all. */
  readonly tools?: readonly ToolName[]
  /** Matches the path, with forward slashes. */
  readonly path: RegExp
  readonly by: (original: string) => string
}

const REPLACEMENTS: readonly Replacement[] = [
  {
    what: 'the files beside the code',
    inside: true,
    path: /\/src\/carrier\/picture\/assets\.ts$/,
    by: () => `export { readEmbedded as readAsset } from ${quoted('embedded.ts')}`,
  },
  {
    // executables have SIGUSR1 disabled from the start (executable/make.ts)
    what: 'the closing of a debugger',
    inside: true,
    path: /\/src\/cli\/no-debugger\.ts$/,
    by: () => '',
  },
  {
    what: 'systeminformation',
    inside: true,
    tools: ['airlatch', 'airlatch-site'],
    path: /\/node_modules\/systeminformation\/lib\/index\.js$/,
    by: () => `module.exports = require(${quoted('embedded.ts')}).runEmbedded('systeminformation.js')`,
  },
  {
    // it tries to load two packages that are not installed, and application bundlers warn about them
    what: 'temperature sensors of Macs',
    isSeparate: true,
    path: /\/node_modules\/systeminformation\/lib\/(?:cpu|graphics)\.js$/,
    by: original => swapped(original, /require\('(?:osx|macos)-temperature-sensor'\)/g, 'undefined'),
  },
  {
    // it would look for the package pg-native next to the executable
    what: 'the native driver of pg',
    tools: ['airlatch-vendor'],
    path: /\/node_modules\/pg\/lib\/native\/index\.js$/,
    by: () => 'module.exports = undefined',
  },
  {
    // a table of a thousand names; each attachment here has an explicit type
    what: 'what nodemailer knows of kinds of files',
    tools: ['airlatch-vendor'],
    path: /\/node_modules\/nodemailer\/dist\/esm\/mime-funcs\/mime-types\.js$/,
    by: () =>
      "export const detectMimeType = () => 'application/octet-stream'; export const detectExtension = () => 'bin'",
  },
  {
    what: 'the help text of every command that ran, which yargs writes for a later call that we never make',
    path: /\/node_modules\/yargs\/build\/lib\/command\.js$/,
    by: original => swapped(original, /\S+getUsageInstance\(\)\s*\.cacheHelpMessage\(\);/, ';'),
  },
  {
    what: 'what yargs brings from Node',
    path: /\/node_modules\/yargs\/lib\/platform-shims\/esm\.mjs$/,
    by: () => `export { default } from ${quoted('yargs-platform.ts')}`,
  },
  {
    // CommonJS starts faster (measured), but has no top-level await.
    what: 'the await at the end of main.ts',
    inside: true,
    path: /-tool\/main\.ts$/,
    by: original => swapped(original.replace(/^#!.*/, ''), /^await /m, 'void '),
  },
]

/** The replacements that published packages need, too. */
export const PUBLISHED = REPLACEMENTS.filter(({ inside }) => inside === undefined)

function quoted(file: string): string {
  return JSON.stringify(join(ROOT, 'tools/executable', file))
}

function swapped(original: string, from: RegExp, to: string): string {
  if (!from.test(original)) throw new Error(`expected ${from} in the source, found nothing to replace`)
  return original.replace(from, to)
}

export interface Bundle {
  readonly text: string
  readonly metafile: Metafile
}

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  outfile: 'bundle.cjs',
  platform: 'node',
  format: 'cjs',
  target: 'node26',
  // The code that starts the bundle has no loader for import(); require works for everything that a bundle leaves
  // outside.
  supported: { 'dynamic-import': false },
  minify: true,
  legalComments: 'none',
  logLevel: 'silent',
} as const satisfies BuildOptions

/** With other values, pg would load its native driver, which is not there, and yargs-parser would refuse to run. */
export const DEFINED = {
  'process.env.NODE_PG_FORCE_NATIVE': 'undefined',
  'process.env.YARGS_MIN_NODE_VERSION': 'undefined',
}

/** Bundles one tool for its executable. Throws if it fails, or if a replacement was not used. */
export async function bundleTool(name: ToolName): Promise<Bundle> {
  const used = new Set<Replacement>()
  const result = await build({
    ...OPTIONS,
    entryPoints: [TOOLS[name]],
    metafile: true,
    define: { 'import.meta.url': 'fileUrl', ...DEFINED },
    banner: { js: `${FILE_URL}\n${LOAD_LATE}` },
    plugins: [replacing(used)],
  })
  const unused = REPLACEMENTS.filter(
    one => !used.has(one) && one.isSeparate === undefined && (one.tools ?? [name]).includes(name),
  )
  if (unused.length > 0)
    throw new Error(`${name}: nothing to replace for ${unused.map(({ what }) => what).join(', ')}`)
  return { text: textOf(result), metafile: result.metafile }
}

/** Wraps a bundle into an expression for the function that Node would make of it. Only ASCII, which is read fast. */
export function wrapped(bundle: string): string {
  if (/[\u0080-\uffff]/.test(bundle)) throw new Error('expected a bundle in ASCII')
  return `(function (exports, require, module, __filename, __dirname) {${bundle}\n})`
}

/** Bundles a CommonJS package as a separate file. `own`: options that differ for a published package. */
export async function bundlePackage(name: string, own: BuildOptions = {}): Promise<Bundle> {
  const plugins = [replacing(new Set(), PUBLISHED)]
  const result = await build({
    ...OPTIONS,
    define: DEFINED,
    plugins,
    metafile: true,
    ...own,
    entryPoints: [require.resolve(name)],
    write: false,
  })
  return { text: textOf(result), metafile: result.metafile as Metafile }
}

function textOf({ outputFiles }: BuildResult<{ write: false }>): string {
  const [file] = outputFiles
  if (file === undefined) throw new Error('esbuild made no file')
  return file.text
}

/** Replaces the parts of packages that only suit Node; `used` receives each replacement used. */
export function replacing(used: Set<Replacement> = new Set(), replacements = REPLACEMENTS): Plugin {
  return {
    name: 'replacing',
    setup({ onLoad }) {
      onLoad({ filter: /\.m?[jt]s$/ }, async ({ path }): Promise<OnLoadResult | undefined> => {
        const replacement = replacements.find(candidate => candidate.path.test(path.replaceAll('\\', '/')))
        if (replacement === undefined) return undefined
        used.add(replacement)
        const loader: Loader = path.endsWith('.ts') ? 'ts' : 'js'
        return { contents: replacement.by(await readFile(path, 'utf8')), loader, resolveDir: dirname(path) }
      })
    },
  }
}
