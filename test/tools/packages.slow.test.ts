/**
 * Proves that another project can install and use the published packages: under the machine's own Node, which may be
 * older than ours, with types, and through the bundlers that people use. Nothing is fetched from anywhere.
 */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build as esbuild } from 'esbuild'
import { rollup } from 'rollup'
import { build as vite } from 'vite'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import webpack from 'webpack'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { license } from '../vectors/make/world.ts'
import { environment } from '../world/environment.ts'
import { exportedBy, metAt } from './door-types.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const ESBUILD = { bundle: true, minify: true, format: 'esm', write: false, logLevel: 'error' } as const

const APPLICATION = `
import { readFileSync } from 'node:fs'
import { AirlatchError, messageFromInput, openClient } from 'airlatch/client'
import { messageFromFile } from 'airlatch/browser'
const [key] = process.argv.slice(2)
const kit = await messageFromInput(readFileSync('acme.kit'))
const client = openClient({ home: 'client-home', kit })
const { message } = await client.request(key)
if (messageFromFile(message).length !== message.length) throw new Error('the doors disagree')
try {
  openClient({ home: 'nothing-there' })
} catch (error) {
  if (!(error instanceof AirlatchError)) throw error
  console.log(client.kit.productId, message.length > 100, (await client.status()).valid, error.code)
}
if (process.platform === 'linux') {
  // an older Node's own way to make folders never comes back from there
  const wrong = openClient({ home: '/proc/nope', kit })
  await wrong.request(key).then(() => process.exit(9), ({ code }) => code === 'cannot-write' || process.exit(9))
}
`

const TYPED = `
import { type Client, openClient, type Status } from 'airlatch/client'
import { openVerifier } from 'airlatch/browser'
import { openVendor } from 'airlatch-vendor'
const client: Client = openClient({ home: 'h' })
export const status: Promise<Status> = client.status()
export const all = [openVerifier, openVendor]
// @ts-expect-error a home is a text
openClient({ home: 1 })
`

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-pack-'))
  const made = run(process.execPath, [join(ROOT, 'tools/packages.ts'), '--output', join(folder, 'packages')])
  const files = made.trim().split('\n')
  expect(files.map(file => basename(file).replace(/-\d.*/, ''))).toEqual([
    'airlatch',
    'airlatch-vendor',
    'airlatch-site',
  ])
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  npm(folder, ['install', '--offline', '--no-audit', '--no-fund', '--silent', ...files])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Most bytes that each package takes when it is installed. */
const MOST_BYTES = { airlatch: 8_000_000, 'airlatch-vendor': 10_500_000, 'airlatch-site': 4_000_000 }

describe.each(Object.entries(MOST_BYTES))('%s', (name, most) => {
  const place = () => join(folder, 'node_modules', name)
  const shipped = () => readdirSync(place(), { recursive: true, encoding: 'utf8' })
  const manifest = () => JSON.parse(readFileSync(join(place(), 'package.json'), 'utf8'))

  test('brings no other package, nothing that runs at the installation, and none of our sources', () => {
    expect(Object.keys(manifest()).filter(key => /dependencies|scripts/i.test(key))).toEqual([])
    expect(shipped().filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([])
    expect(shipped().filter(file => /\.(node|gyp)$/.test(file))).toEqual([])
    const documents = ['README.md', 'SECURITY.md', 'SPEC.md', 'CHANGELOG.md', 'THIRD-PARTY-NOTICES.txt']
    expect(shipped()).toEqual(expect.arrayContaining(documents))
  })

  test(`takes at most ${most / 1_000_000} MB`, () => {
    const bytes = shipped().map(file => statSync(join(place(), file)))
    expect(bytes.filter(one => one.isFile()).reduce((sum, { size }) => sum + size, 0)).toBeLessThan(most)
  })

  test('imports nothing but Node and its own files', () => {
    const foreign = shipped()
      .filter(file => /^lib[\\/].*\.js$/.test(file) && !/third-party/.test(file))
      .flatMap(file => [...readFileSync(join(place(), file), 'utf8').matchAll(IMPORTED)])
      .map(([, from = '']) => from)
      .filter(from => !/^(\.|node:)/.test(from))
    expect(foreign).toEqual([])
  })

  test('names every package that is inside of it, with its license', () => {
    const notices = readFileSync(join(place(), 'THIRD-PARTY-NOTICES.txt'), 'utf8')
    const inside = name === 'airlatch-vendor' ? ['pg', 'age-encryption', 'hono'] : ['systeminformation']
    for (const one of ['cbor-x', 'yargs', 'qrcode', 'jsqr', 'zxing-wasm', '@noble/hashes', ...inside])
      expect(notices).toMatch(new RegExp(`^${one} \\d+\\.\\d+\\.\\d+.*\n\n.*(Licen[cs]e|Copyright)`, 'im'))
  })
})

test.each([
  ['airlatch', /^lib[\\/](?:vendor-tool|site-tool|src[\\/](?:vendor|site|log))[\\/]/],
  ['airlatch-site', /^lib[\\/](?:vendor-tool|client-tool|src[\\/]vendor)[\\/]/],
])('%s has no vendor code', (name, others) => {
  const files = readdirSync(join(folder, 'node_modules', name), { recursive: true, encoding: 'utf8' })
  expect(files.filter(file => others.test(file))).toEqual([])
  expect(files).toContain(join('lib', 'src', 'client', 'door.js'))
})

const IMPORTED = /^(?:import|export)\b[^'"\n]*['"]([^'"]+)['"]/gm

test("an application makes a request under the machine's Node", () => {
  const vendor = (...words: string[]) =>
    run(process.execPath, [join(folder, 'node_modules/airlatch-vendor/lib/vendor-tool/main.js'), ...words])
  vendor('init', '--vendor', 'Acme')
  vendor('product', 'create', 'cad', '--name', 'CAD')
  const { keys } = JSON.parse(vendor('key', 'create', '--product', 'cad', '--json')) as {
    keys: { wholeKey: string }[]
  }
  vendor('kit', 'cad', '-o', 'acme.kit')
  writeFileSync(join(folder, 'application.mjs'), APPLICATION)
  expect(run(machineNode(), ['application.mjs', keys[0]?.wholeKey ?? ''])).toBe(
    'cad true false kit-missing\n',
  )
})

test('what cannot load ES modules by require, as a test runner, gets CommonJS; Node itself the one module', () => {
  const doors = {
    'airlatch/client': 'openClient',
    'airlatch/browser': 'openVerifier',
    'airlatch-vendor': 'openVendor',
  }
  for (const [door, name] of Object.entries(doors)) {
    const asked = `console.log(typeof require('${door}').${name})`
    expect(run(process.execPath, ['--no-experimental-require-module', '-e', asked]), door).toBe('function\n')
    const both = `import('${door}').then(({ ${name} }) => console.log(${name} === require('${door}').${name}))`
    expect(run(process.execPath, ['-e', both]), door).toBe('true\n')
  }
})

describe('bundled into an application', () => {
  const NODE = `
import { readFileSync } from 'node:fs'
import { inspectUntrusted, probeComputer } from 'airlatch/client'
const [picture] = process.argv.slice(2)
inspectUntrusted(readFileSync(picture)).then(
  async ({ type }) => console.log(type, (await probeComputer()).readings.length > 0),
  error => console.log(error),
)
`
  test.each<[string, (entry: string, out: string) => Promise<readonly string[]>]>([
    ['esbuild, as CommonJS', (entry, out) => byEsbuild(entry, out, 'cjs')],
    ['esbuild, as a module', (entry, out) => byEsbuild(entry, out, 'esm')],
    ['rollup', byRollup],
    ['webpack', byWebpack],
  ])(
    'by %s: reads pictures and the computer, far from node_modules, without a warning',
    async (_, bundle) => {
      writeFileSync(join(folder, 'node.js'), NODE)
      const elsewhere = mkdtempSync(join(tmpdir(), 'airlatch-bundled-'))
      try {
        const out = join(elsewhere, 'app.mjs')
        const picture = join(elsewhere, 'license.png')
        writeFileSync(picture, symbolToPng(drawSymbol(qrText(license()))))
        expect(await bundle(join(folder, 'node.js'), out)).toEqual([])
        const [file = ''] = readdirSync(elsewhere).filter(name => /^app\./.test(name))
        expect(run(machineNode(), [join(elsewhere, file), picture])).toBe('license true\n')
      } finally {
        rmSync(elsewhere, { recursive: true })
      }
    },
  )

  async function byEsbuild(entry: string, out: string, format: 'cjs' | 'esm'): Promise<readonly string[]> {
    const outfile = format === 'cjs' ? out.replace(/mjs$/, 'cjs') : out
    const options = { bundle: true, platform: 'node', format, logLevel: 'silent' } as const
    const { warnings } = await esbuild({ ...options, entryPoints: [entry], outfile })
    return warnings.map(({ text }) => text)
  }
  async function byRollup(entry: string, out: string): Promise<readonly string[]> {
    const told: string[] = []
    const plugins = [nodeResolve({ preferBuiltins: true })]
    const rolled = await rollup({ input: entry, plugins, onwarn: ({ message }) => told.push(message) })
    await rolled.write({ dir: dirname(out), entryFileNames: 'app.mjs', chunkFileNames: 'part-[name].mjs' })
    return told
  }
  function byWebpack(entry: string, out: string): Promise<readonly string[]> {
    const output = { path: dirname(out), filename: 'app.cjs' }
    return webpacked({ mode: 'production', target: 'node20', entry, output })
  }
})

test.each(['airlatch', 'airlatch-vendor', 'airlatch-site'])('the installed command %s answers', name => {
  const tool = join(folder, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name)
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  expect(run(tool, ['--version'])).toBe(`${version}\n`)
})

test('the scan page is in it, where `activate --page` looks for it', () => {
  const file = join(folder, 'node_modules/airlatch/lib/client-tool/activate/page-file.js')
  const code = `import { builtPage } from ${JSON.stringify(file)}; console.log(builtPage().includes('airlatch-data'))`
  expect(run(machineNode(), ['--input-type=module', '-e', code])).toBe('true\n')
})

test("has the files of the vendor's page where the installed tool looks for them", async () => {
  const lib = join(folder, 'node_modules/airlatch-vendor/lib')
  const { builtScripts } = (await import(
    join(lib, 'vendor-tool/commands/serve/page-files.js')
  )) as typeof import('../../vendor-tool/commands/serve/page-files.ts')
  const { styleSheet } = (await import(
    join(lib, 'src/web/page-files.js')
  )) as typeof import('../../src/web/page-files.ts')
  expect(builtScripts()?.start.path).toMatch(/^\/script\/start\.[0-9a-f]{16}\.js$/)
  expect(styleSheet()).toContain('prefers-color-scheme')
})

test("SS-08: has the style sheet of the site server's page where the installed tool looks for it", async () => {
  const lib = join(folder, 'node_modules/airlatch-site/lib')
  const { styleSheet } = (await import(
    join(lib, 'src/web/page-files.js')
  )) as typeof import('../../src/web/page-files.ts')
  expect(styleSheet()).toContain('prefers-color-scheme')
})

describe.each([
  ['airlatch', 'client'],
  ['airlatch', 'browser'],
  ['airlatch-vendor', 'vendor'],
])('the door of %s, src/%s,', (name, side) => {
  const met = () =>
    metAt(join(folder, 'node_modules', name, 'lib/src', side, 'door.d.ts')).filter(
      one => !MACHINERY.test(one.file) && !/^[A-Z_]+$/.test(one.name),
    )

  test('exports every type that a caller meets in it', () => {
    expect(met().length).toBeGreaterThan(40)
    expect(met().flatMap(one => (one.isExported ? [] : [`${one.name} of ${one.file}`]))).toEqual([])
  })

  test('takes undefined for whatever may be absent', () => {
    const fields = met().flatMap(one =>
      [...one.text.matchAll(/^ {4}(?:readonly )?(\w+)\?: ((?:[^;{]|\{[^}]*\})*);/gm)].map(
        ([, field, type]) => [`${one.name}.${field}`, type] as const,
      ),
    )
    expect(fields.filter(([, type]) => !type?.includes('| undefined'))).toEqual([])
  })
})

/** How details, fields and findings are computed from their tables: nobody names these. */
const MACHINERY =
  /core[\\/](?:error-details|api-details|shop-details|errors|problems|findings|rule|cose[\\/]labels|bytes[\\/]cbor|terms[\\/]fields)\.d|[\\/]words[\\/]/

test('a consumer is type-checked against the declarations, these included', () => {
  writeFileSync(join(folder, 'typed.ts'), TYPED)
  const doors = {
    'airlatch/client': 'airlatch/lib/src/client',
    'airlatch/browser': 'airlatch/lib/src/browser',
    'airlatch-vendor': 'airlatch-vendor/lib/src/vendor',
  }
  const all = Object.entries(doors).map(([door, path], i) => {
    const names = exportedBy(join(folder, 'node_modules', path, 'door.d.ts'))
    return `import type { ${names.map(name => `${name} as ${name}${i}`).join(', ')} } from '${door}'`
  })
  appendFileSync(join(folder, 'typed.ts'), all.join('\n'))
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const types = [
    '--skipLibCheck',
    'false',
    '--typeRoots',
    join(ROOT, 'node_modules/@types'),
    '--types',
    'node',
  ]
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--noEmit', ...types]
  run(process.execPath, [tsc, 'typed.ts', '--module', 'nodenext', ...strict])
  run(process.execPath, [tsc, 'typed.ts', '--module', 'esnext', '--moduleResolution', 'bundler', ...strict])
})

describe('bundled into a page', () => {
  const PAGE = `import { openVerifier, drawSymbol, qrText } from 'airlatch/browser'\nglobalThis.page = [openVerifier, drawSymbol, qrText]\n`

  function source(name: string, text: string): string {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  async function withEsbuild(entry: string): Promise<string> {
    const { outputFiles } = await esbuild({ entryPoints: [entry], ...ESBUILD })
    return outputFiles[0]?.text ?? ''
  }

  test('the error class alone costs less than 5 kB, and drawing a code no verifier', async () => {
    const error = `import { AirlatchError } from 'airlatch/browser'\nglobalThis.error = AirlatchError\n`
    expect((await withEsbuild(source('error.js', error))).length).toBeLessThan(5000)
    const draw = `import { drawSymbol } from 'airlatch/browser'\nglobalThis.draw = drawSymbol\n`
    const drawn = await withEsbuild(source('draw.js', draw))
    const whole = await withEsbuild(source('page.js', PAGE))
    expect(drawn.length).toBeLessThan(whole.length / 2)
  })

  test('makes no code from text, which a strict Content-Security-Policy would report', async () => {
    expect(await withEsbuild(source('page.js', PAGE))).not.toMatch(/\bnew Function\b|\beval\(/)
  })

  test('by esbuild, rollup, webpack and vite, without a warning and without Node', async () => {
    const entry = source('page.js', PAGE)
    const warnings: unknown[] = []
    const rolled = await rollup({
      input: entry,
      plugins: [nodeResolve({ browser: true })],
      onwarn: warning => warnings.push(warning.message),
    })
    const byRollup = (await rolled.generate({ format: 'iife' })).output[0].code
    const built = await vite({
      root: folder,
      logLevel: 'silent',
      build: { write: false, lib: { entry, formats: ['es'], fileName: 'page' } },
    })
    const [byVite] = [built].flat().flatMap(one => ('output' in one ? [one.output[0].code] : []))
    const byWebpack = await withWebpack(entry, warnings)
    expect(warnings).toEqual([])
    for (const text of [await withEsbuild(entry), byRollup, byVite ?? '', byWebpack]) {
      expect(text.length).toBeGreaterThan(20_000)
      expect(
        [...text.matchAll(/(?:from|import)\s*[(]?['"]node:|\brequire\(['"]/g)].map(([one]) => one),
      ).toEqual([])
    }
  })

  async function withWebpack(entry: string, warnings: unknown[]): Promise<string> {
    const path = join(folder, 'webpack')
    warnings.push(...(await webpacked({ mode: 'production', entry, output: { path, filename: 'page.js' } })))
    return readFileSync(join(path, 'page.js'), 'utf8')
  }
})

/** What webpack has to say against it. */
function webpacked(options: webpack.Configuration): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    webpack(options, (failed, stats) => {
      if (failed !== null || stats === undefined) return reject(failed)
      const { errors = [], warnings = [] } = stats.toJson({ errors: true, warnings: true })
      resolve([...errors, ...warnings].map(one => one.message))
    })
  })
}

/** With the caller's way to the registry, and nothing else of the caller's. */
function npm(cwd: string, words: readonly string[]): void {
  const settings = inject('npm')
  const place = { cwd, env: environment(settings), stdio: 'pipe', timeout: 300_000 } as const
  const { npm_execpath: script } = settings
  if (script === undefined) execFileSync('npm', words, { ...place, shell: process.platform === 'win32' })
  else execFileSync(process.execPath, [script, ...words], place)
}

function run(program: string, words: readonly string[]): string {
  const env = {
    PATH: process.env.PATH,
    AIRLATCH_VENDOR_HOME: join(folder, 'vendor-home'),
    AIRLATCH_PASSPHRASE: 'a passphrase for a test',
  }
  try {
    return execFileSync(program, words, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${program} ${words.join(' ')}: ${stdout ?? ''}${stderr ?? ''}`, { cause: error })
  }
}

/** The Node that a user of this machine would get, not the one that npm puts in front for our scripts. */
function machineNode(): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(path => !path.includes('node_modules'))
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  return folders.map(path => join(path, file)).find(path => existsSync(path)) ?? process.execPath
}
