/** The samples do what they say: the exchange leaves a site on which the program runs, and only there. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-samples-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function runApp(home: string) {
  const app = join(root, 'samples/app/main.ts')
  const words = ['--conditions=airlatch-source', app, home, join(folder, 'exchange/site/scope.kit')]
  return spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' })
}

test.skipIf(process.platform === 'win32')(
  'the exchange by files, then the program that checks its license',
  () => {
    const exchange = spawnSync('sh', [join(root, 'samples/exchange/exchange.sh'), join(folder, 'exchange')], {
      encoding: 'utf8',
      env: {
        ...process.env,
        AIRLATCH: `${process.execPath} ${join(root, 'client-tool/main.ts')}`,
        AIRLATCH_VENDOR: `${process.execPath} ${join(root, 'vendor-tool/main.ts')}`,
      },
    })
    expect(exchange.stderr).not.toContain('hint:')
    expect(exchange.status).toBe(0)
    expect(exchange.stdout).toContain('installed: Scope is activated on this computer')

    const licensed = runApp(join(folder, 'exchange/site/home'))
    expect(licensed.stdout).toBe('Scope 2.1 runs, for 5 users\nexport is on\n')
    expect(licensed.status).toBe(0)

    const unlicensed = runApp(join(folder, 'elsewhere'))
    expect(unlicensed.stderr).toContain('no license for "scope" on this computer')
    expect(unlicensed.status).toBe(1)
  },
)
