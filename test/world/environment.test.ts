/** Nothing that the caller has in the environment reaches what a test, a bench or the demo starts. */
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { startServing } from '../vendor-tool/web/serving.ts'
import { environment, npmSettings } from './environment.ts'
import { runProcess } from './process.ts'
import { openShop } from './shop.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** What somebody has set who uses the tools every day. */
const CALLER = {
  AIRLATCH_HOME: '/home/ann/airlatch',
  AIRLATCH_VENDOR_HOME: '/home/ann/vendor',
  AIRLATCH_KIT: '/home/ann/scope.kit',
  AIRLATCH_OPERATOR: 'ann',
  AIRLATCH_PASSPHRASE: 'correct horse battery staple',
  NODE_OPTIONS: '--no-such-option',
  NODE_ENV: 'production',
  LC_ALL: 'tr_TR.UTF-8',
  FORCE_COLOR: '1',
  PGHOST: 'db.example',
  npm_config_registry: 'https://npm.example',
}

afterEach(() => vi.unstubAllEnvs())

function setCaller(): void {
  for (const [name, value] of Object.entries(CALLER)) vi.stubEnv(name, value)
}

describe('a child process', () => {
  test('gets the variables of the system and those that are named, and no other', async () => {
    setCaller()
    const program = 'process.stdout.write(JSON.stringify(process.env))'
    const place = { folder: ROOT, env: { AIRLATCH_OPERATOR: 'uwe' } }
    const { exit, out } = await runProcess(process.execPath, ['-e', program], place)
    expect(exit).toBe(0)
    const got = JSON.parse(out)
    expect(got).toMatchObject({
      AIRLATCH_OPERATOR: 'uwe',
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      PATH: process.env.PATH,
    })
    for (const name of Object.keys(CALLER).filter(name => name !== 'AIRLATCH_OPERATOR'))
      expect(got, name).not.toHaveProperty(name)
    // the children of one process share it, and a browser among them leaves its folders there
    expect(dirname(got.HOME), 'a home of its own').toBe(tmpdir())
    expect(got.HOME).not.toBe(userInfo().homedir)
  })

  test('that serves gets no other either', async () => {
    const shop = await openShop()
    setCaller()
    const serving = await startServing(shop.at('vendor', 'home'))
    expect(serving.value).toMatchObject({ ok: true })
    // it would answer for a few seconds more if it were asked to end
    await serving.end('SIGKILL')
    shop.remove()
  })
})

test('the process of the tests has nothing of the caller, and an empty home', () => {
  const names = Object.keys(process.env).filter(name =>
    /^(?:AIRLATCH_(?!BENCH|CHROMIUM|SEED)|PG|npm_|LC_|XDG_)/.test(name),
  )
  expect(names).toEqual([])
  expect(process.env.HOME).toBe(environment().HOME)
})

test('npm gets its own settings alone', () => {
  const settings = {
    npm_config_registry: 'https://npm.example',
    HTTPS_PROXY: 'http://proxy.example',
    HOME: '/home/ann',
  }
  expect(npmSettings({ ...CALLER, ...settings })).toEqual(settings)
})

// what is written in these two is run by all others
const OWNERS = ['test/world/environment.ts', 'vitest.config.ts']
const WHOLE_ENVIRONMENT =
  /\.\.\.process\.env\b|\benv: process\.env\b|Object\.(?:entries|assign)\([^)]*process\.env\b/

test('no test, bench or tool of this house hands on the environment that it got', () => {
  const files = ['test', 'tools', 'samples'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(?:ts|cjs|mjs|js)$/.test(name) && !name.includes('node_modules'))
      .map(name => `${folder}/${name.replaceAll('\\', '/')}`),
  )
  expect(files.length).toBeGreaterThan(300)
  const offenders = files.filter(
    file =>
      !OWNERS.includes(file) &&
      file !== 'test/world/environment.test.ts' &&
      WHOLE_ENVIRONMENT.test(readFileSync(join(ROOT, file), 'utf8')),
  )
  expect(offenders).toEqual([])
})

test.each(['{ ...process.env, A: 1 }', 'spawn(x, { env: process.env })', 'Object.entries(process.env)'])(
  'such as %s',
  source => expect(source).toMatch(WHOLE_ENVIRONMENT),
)
