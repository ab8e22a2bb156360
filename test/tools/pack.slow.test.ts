/**
 * Proves that another project can install and use what `npm pack` gives: under the machine's own Node, which may be
 * older than ours, and with types. Brings the package's dependencies as npm does, from its cache where it can.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { environment } from '../world/environment.ts'

const ROOT = join(import.meta.dirname, '..', '..')

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
`

const TYPED = `
import { type Client, openClient, type Status } from 'airlatch/client'
import { openVerifier } from 'airlatch/browser'
import { openVendor } from 'airlatch/vendor'
const client: Client = openClient({ home: 'h' })
export const status: Promise<Status> = client.status()
export const all = [openVerifier, openVendor]
// @ts-expect-error a home is a text
openClient({ home: 1 })
`

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-pack-'))
  npm(ROOT, ['pack', '--silent', '--pack-destination', folder])
  const [tarball = ''] = readdirSync(folder).filter(name => name.endsWith('.tgz'))
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  npm(folder, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--silent', `./${tarball}`])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('brings no Node, no script that runs at the installation, and none of our sources', () => {
  const installed = join(folder, 'node_modules')
  const { scripts, dependencies } = JSON.parse(readFileSync(join(installed, 'airlatch/package.json'), 'utf8'))
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(scripts).not.toHaveProperty(name)
  expect(Object.keys(dependencies).filter(name => /^node(-|$)/.test(name))).toEqual([])
  expect(readdirSync(installed).filter(name => /^node-(bin-)?(linux|win|darwin)/.test(name))).toEqual([])
  expect(existsSync(join(installed, '.bin', 'node'))).toBe(false)
  const shipped = readdirSync(join(installed, 'airlatch'), { recursive: true, encoding: 'utf8' })
  expect(shipped.filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([])
  expect(shipped.filter(name => /^(src|test|tools|samples)\b/.test(name))).toEqual([])
  // what the README and the promises point to
  expect(shipped).toEqual(
    expect.arrayContaining(['README.md', 'SECURITY.md', 'SPEC.md', 'docs/guide-vendor.md']),
  )
})

test('brings no package that runs anything when it is installed, native or not', () => {
  const installed = join(folder, 'node_modules')
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
    name => /(^|[\\/])package\.json$/.test(name) || /(^|[\\/])binding\.gyp$/.test(name),
  )
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter(name => name.endsWith('.gyp'))).toEqual([])
  const running = files.filter(name => {
    const { scripts = {} } = JSON.parse(readFileSync(join(installed, name), 'utf8')) as {
      scripts?: Record<string, string>
    }
    return ['preinstall', 'install', 'postinstall'].some(script => script in scripts)
  })
  expect(running).toEqual([])
  // what npm itself has recorded, also of optional packages for other platforms
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean }>
  }
  expect(Object.keys(lock.packages).filter(name => lock.packages[name]?.hasInstallScript)).toEqual([])
  expect(readdirSync(installed)).not.toContain('cbor-x')
})

test('has the license of each package that is inside one of its files', () => {
  const lib = join(folder, 'node_modules/airlatch/dist/lib')
  const notices = readFileSync(join(lib, 'THIRD-PARTY-NOTICES.txt'), 'utf8')
  expect(notices).toMatch(
    /^src\/core\/bytes\/cbor\.js contains cbor-x \d+\.\d+\.\d+, under this license:\n\nMIT License/,
  )
  expect(readFileSync(join(lib, 'src/core/bytes/cbor.js'), 'utf8')).not.toMatch(/from ["']cbor-x/)
})

test("has the files of the vendor's page where the installed tool looks for them", async () => {
  const built = join(folder, 'node_modules/airlatch/dist/lib/vendor-tool/commands/serve/page-files.js')
  const { builtScripts, styleSheet } = (await import(
    built
  )) as typeof import('../../vendor-tool/commands/serve/page-files.ts')
  expect(builtScripts()?.start.path).toMatch(/^\/script\/start\.[0-9a-f]{16}\.js$/)
  expect(styleSheet()).toContain('prefers-color-scheme')
})

test("an application makes a request under the machine's Node", () => {
  const vendor = (...words: string[]) =>
    run(process.execPath, [join(folder, 'node_modules/airlatch/dist/lib/vendor-tool/main.js'), ...words])
  vendor('init', '--vendor', 'Acme')
  vendor('product', 'create', 'cad', '--name', 'CAD')
  const { keys } = JSON.parse(vendor('key', 'create', '--product', 'cad', '--json')) as {
    keys: { key: string }[]
  }
  vendor('kit', 'cad', '-o', 'acme.kit')
  writeFileSync(join(folder, 'application.mjs'), APPLICATION)
  expect(run(machineNode(), ['application.mjs', keys[0]?.key ?? ''])).toBe('cad true false kit-missing\n')
})

test('the installed command answers', () => {
  const tool = join(folder, 'node_modules/.bin', process.platform === 'win32' ? 'airlatch.cmd' : 'airlatch')
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  expect(run(tool, ['--version'])).toBe(`${version}\n`)
})

test('the scan page is in it, where `activate --page` looks for it', () => {
  const file = join(folder, 'node_modules/airlatch/dist/lib/client-tool/activate/page-file.js')
  const code = `import { builtPage } from ${JSON.stringify(file)}; console.log(builtPage().includes('airlatch-data'))`
  expect(run(machineNode(), ['--input-type=module', '-e', code])).toBe('true\n')
})

test('a consumer is type-checked against the declarations', () => {
  writeFileSync(join(folder, 'typed.ts'), TYPED)
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--noEmit', '--typeRoots']
  run(process.execPath, [tsc, 'typed.ts', ...strict, join(ROOT, 'node_modules/@types'), '--types', 'node'])
})

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
