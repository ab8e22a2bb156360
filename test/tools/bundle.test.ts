/** Proves what the bundles hold: no vendor code in the client's and the site server's, and none of the embedded files. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bundle, bundlePackage, bundleTool, EMBEDDED, ROOT, TOOLS, wrapped } from '../../tools/bundle.ts'
import { vendorCodeIn } from '../../tools/bundle-contents.ts'

const LOAD_LATE = readFileSync(join(ROOT, 'tools/executable/late.cjs'), 'utf8')
const LATE = [
  'node:crypto',
  'node:dns',
  'node:net',
  'node:tty',
  'node:readline',
  'node:timers/promises',
  'node:zlib',
]

function metafileWith(input: string, outside: readonly string[] = []): Metafile {
  const imports = outside.map(path => ({ path, kind: 'import-statement' as const, external: true }))
  return {
    inputs: { 'src/client/door.ts': { bytes: 1, imports: [] }, [input]: { bytes: 1, imports } },
    outputs: {},
  }
}

/** Every file that is loaded with one, before anything is asked for. */
function atOnce({ inputs }: Metafile, main: string): ReadonlySet<string> {
  const reached = new Set([main])
  // a Set is walked in the order of its entries, those added on the way included
  for (const one of reached)
    for (const { path, kind } of inputs[one]?.imports ?? []) if (kind !== 'dynamic-import') reached.add(path)
  return reached
}

describe('bundles', () => {
  let client: Bundle
  let vendor: Bundle
  let site: Bundle
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-bundle-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  beforeAll(async () => {
    client = await bundleTool('airlatch')
    vendor = await bundleTool('airlatch-vendor')
    site = await bundleTool('airlatch-site')
  })

  test("the client's holds no vendor code", () => {
    expect(Object.keys(client.metafile.inputs)).toContain('src/client/door.ts')
    expect(vendorCodeIn(client.metafile)).toEqual([])
    expect(client.text).not.toContain('node:sqlite')
  })

  test("the site server's holds none either, and lends from a file", () => {
    const ofVendor = /^(?:src\/vendor|vendor-tool)\/|node_modules\/(?:age-encryption|pg|pgpass)\//
    const inputs = Object.keys(site.metafile.inputs)
    expect(inputs.filter(input => ofVendor.test(input))).toEqual([])
    expect(inputs).toContain('src/site/lending.ts')
    expect(site.text).toContain('node:sqlite')
  })

  test("the vendor's holds it, so the check looks at the right names", () => {
    expect(vendorCodeIn(vendor.metafile)).toEqual(
      expect.arrayContaining([
        'src/vendor/door.ts',
        'src/vendor/issue/issue.ts',
        'src/vendor/decide/decide.ts',
        expect.stringMatching(/^src\/vendor\/ledger\//),
        expect.stringMatching(/^src\/vendor\/custody\//),
        expect.stringMatching(/^vendor-tool\//),
        expect.stringMatching(/age-encryption/),
      ]),
    )
    expect(vendor.text).toContain('node:sqlite')
  })

  test('none loads the readers of mails, archives and pictures before there is one', () => {
    const tools = [
      [client, 'client-tool/run-tool.ts'],
      [vendor, TOOLS['airlatch-vendor']],
      [site, TOOLS['airlatch-site']],
    ] as const
    for (const [{ metafile }, main] of tools) {
      const reached = atOnce(metafile, main)
      expect(reached.size).toBeGreaterThan(100)
      const late = /node_modules\/(?:postal-mime|fflate|nodemailer)\/|src\/carrier\/picture\/read\.ts$/
      expect([...reached].filter(input => late.test(input))).toEqual([])
      expect(Object.keys(metafile.inputs).filter(input => late.test(input)).length).toBeGreaterThan(2)
    }
  })

  test("the client's says its version and loads nothing of the tool for that", () => {
    const reached = [...atOnce(client.metafile, TOOLS.airlatch)]
    expect(reached).toContain('src/core/version.ts')
    expect(reached.filter(input => /^src\/(?:client|words)\/|node_modules/.test(input))).toEqual([])
  })

  test("none holds the readers' files or a native addon", () => {
    for (const { text, metafile } of [client, vendor, site]) {
      const inputs = Object.keys(metafile.inputs)
      expect(inputs.filter(path => /\.(wasm|node)$/.test(path))).toEqual([])
      for (const path of Object.values(EMBEDDED))
        expect(inputs.filter(input => path.endsWith(`/${input}`))).toEqual([])
      // the native addon that cbor-x looks for by its main entry
      expect(text).not.toContain('cbor-extract')
      // variables of Node and its packages; an executable trusts nobody who starts it
      expect(text.match(/\benv\.(?:NODE|YARGS)_\w+/g)).toBeNull()
      expect(text.length).toBeLessThan(2_000_000)
      // start.cjs has no loader for it
      expect(text).not.toMatch(/\bimport\(/)
    }
  })

  test.each([['--help'], ['request', '--help'], ['no-such-command'], ['inspect', 'no-such-file', '--json']])(
    'say what the sources say: %s %s',
    (...words) => {
      const file = join(folder, 'airlatch.cjs')
      writeFileSync(file, client.text)
      expect(spoken(file, words)).toEqual(spoken(join(ROOT, TOOLS.airlatch), words))
    },
  )

  test('can be wrapped for the start from compiled code', () => {
    expect(() => new Function(`return ${wrapped(vendor.text)}`)).not.toThrow()
  })
})

/** All that a run says on both streams. */
function spoken(file: string, words: readonly string[]): string {
  try {
    return execFileSync(process.execPath, [file, ...words], {
      encoding: 'utf8',
      stdio: 'pipe',
      cwd: tmpdir(),
    })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return stdout + stderr
  }
}

test.each(LATE)('%s is loaded when something of it is asked for, and is what Node has', name => {
  const asked: string[] = []
  const node = createRequire(import.meta.url)
  const requireNow = (one: string) => {
    asked.push(one)
    return node(one)
  }
  const late = new Function('require', `${LOAD_LATE}; return require`)(requireNow)(name)
  expect(asked).toEqual([])
  const real = node(name)
  expect({ ...late }).toEqual({ ...real })
  expect(Object.getOwnPropertyNames(late)).toEqual(Object.getOwnPropertyNames(real))
  expect(Object.hasOwn(late, 'nothing')).toBe(false)
  expect('nothing' in late).toBe(false)
  expect(asked).toEqual([name])
})

test('systeminformation runs from its own embedded file', async () => {
  const module = { exports: {} as Record<string, unknown> }
  const { text } = await bundlePackage('systeminformation')
  new Function('require', 'module', 'exports', text)(createRequire(import.meta.url), module, module.exports)
  expect(module.exports.system).toBeTypeOf('function')
  expect(module.exports.diskLayout).toBeTypeOf('function')
})

test.each([
  'src/vendor/ledger/sqlite.ts',
  'src/vendor/catalog/keys.ts',
  'src/vendor/custody/signing-key.ts',
  'src/vendor/issue/issue.ts',
  'src/vendor/release.ts',
  'src/vendor/decide/decide.ts',
  'src/vendor/decide/seats.ts',
  'src/vendor/door.ts',
  'vendor-tool/main.ts',
  'node_modules/age-encryption/dist/index.js',
])('%s in a bundle is seen', input => {
  expect(vendorCodeIn(metafileWith(input))).toEqual([input])
})

test.each(['node:sqlite', 'sqlite', 'age-encryption'])('%s outside a bundle is seen', path => {
  expect(vendorCodeIn(metafileWith('src/core/verify.ts', [path]))).toEqual([path])
})

test.each(['src/core/verify.ts', 'src/core/check/check.ts', 'node_modules/yargs/index.mjs'])(
  '%s is free',
  input => {
    expect(vendorCodeIn(metafileWith(input, ['node:fs']))).toEqual([])
  },
)
