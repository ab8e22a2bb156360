/** The samples do what they say, as they stand. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProcess } from '../world/process.ts'
import { makeWorld, type World } from '../world/world.ts'

const ROOT = join(import.meta.dirname, '..', '..')

let world: World
beforeAll(() => {
  world = makeWorld()
})
afterAll(() => world.remove())

/** The program, built with the kit that the exchange left on the site, over the home there. */
async function app(folder: string) {
  const [kit, program] = [join(folder, 'site', 'scope.kit'), join(folder, 'app', 'scope.mjs')]
  // as `npm install airlatch` does it
  mkdirSync(join(folder, 'app', 'node_modules'), { recursive: true })
  if (!existsSync(join(folder, 'app', 'node_modules', 'airlatch')))
    symlinkSync(ROOT, join(folder, 'app', 'node_modules', 'airlatch'))
  const built = await runProcess(process.execPath, ['samples/app/build.ts', kit, program], { folder: ROOT })
  expect(built).toMatchObject({ exit: 0, err: '' })
  const words = [program, join(folder, 'site', 'home')]
  return runProcess(process.execPath, words, { folder })
}

/** It changes its folder, so the tools are named by whole paths. */
function exchange(folder: string, client: string) {
  const env = {
    AIRLATCH: `${process.execPath} ${join(ROOT, client)}`,
    AIRLATCH_VENDOR: `${process.execPath} ${join(ROOT, 'vendor-tool/main.ts')}`,
  }
  return runProcess('sh', ['samples/exchange/exchange.sh', folder], { folder: ROOT, env })
}

describe.skipIf(process.platform === 'win32')('the samples', () => {
  test('exchange: from nothing to a status that is valid', async () => {
    const folder = world.at('exchange')
    const { exit, out, err } = await exchange(folder, 'test/world/simulated-client.ts somewhere')
    expect({ exit, err }).toEqual({ exit: 0, err: expect.stringMatching(/^airlatch-vendor: warning:/) })
    expect(err).toContain('airlatch: warning: no kit is built into this program')
    expect(out).toMatch(/== the site: for ever after\ninstalled: Scope .*status +valid/s)
    expect((await exchange(folder, 'client-tool/main.ts')).exit).not.toBe(0)
  })

  test('app: without a license it says why and exits with 1', async () => {
    const folder = world.at('exchange')
    const { exit, out, err } = await app(folder)
    // the license is of the simulated computer, and the program reads this one
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    // for another computer, or for one of which too little can be read here to tell
    expect(err).toMatch(
      /^Scope has no valid license:\n- (the license is for another computer|this computer could not be recognised).*\n {2}./,
    )
  })

  test('app: with its license it starts', async context => {
    const client = [join(ROOT, 'client-tool/main.ts'), 'computer', '--json']
    const { out } = await runProcess(process.execPath, client, { folder: world.at() })
    context.skip(JSON.parse(out).readings.length < 2, 'too little can be read of this computer')
    const folder = world.at('here')
    expect((await exchange(folder, 'client-tool/main.ts')).exit).toBe(0)
    expect(await app(folder)).toMatchObject({ exit: 0, out: 'Scope 2.1 runs, for 5 users\nexport is on\n' })
  })
})
