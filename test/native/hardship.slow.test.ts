/**
 * The C library where memory runs out at any point, once or for good, and where sixteen threads ask one handle (checklist AL-01):
 * there is the whole answer or out-of-memory, nothing is left behind, and no sanitizer finds anything.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { messageFromInput } from '../../src/carrier/intake.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { probeComputer } from '../../src/client/door.ts'
import { type Environment, environment } from '../world/environment.ts'
import { genericLicense } from '../world/generic.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { openSiteServer } from '../world/site-server.ts'
import { inProcess, type Run } from '../world/world.ts'
import { answered } from './answer-main.ts'
import { NATIVE } from './installed.ts'
import { missingTools } from './library.ts'

const missing = missingTools()
const PROGRAMS = {
  addresses: join(NATIVE, 'build/sanitize/hardship'),
  threads: join(NATIVE, 'build/threads/hardship'),
}

let shop: Shop
let kit = ''
let share = ''
let long = ''

/** What the tool makes for people, as a message. */
async function raw(file: string): Promise<string> {
  writeFileSync(`${file}.raw`, await messageFromInput(readFileSync(file)))
  return `${file}.raw`
}

beforeAll(async () => {
  if (missing !== undefined) return
  for (const target of ['sanitize', 'sanitize-threads']) {
    const { status, stderr } = spawnSync('make', ['-C', NATIVE, target], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  shop = await openShop()
  await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
  share = shop.at('share')
  mkdirSync(join(share, 'licenses'), { recursive: true })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable
  const paths = ['--search-path', '${SHARE}/licenses', '--search-path', '${SHARE}/none/a.license']
  const file = shop.at('vendor', 'built-in.kit')
  await must(shop.vendor('kit', 'scope', '-o', file, '--allow-generic', ...paths))
  kit = await raw(file)
  long = await genericLicense(shop, 'long.license', 'campus', '--duration', '400', '--feature', 'export')
  const short = await genericLicense(shop, 'short.license', 'campus', '--duration', '40')
  cpSync(long, join(share, 'licenses', 'long.license'))
  cpSync(await raw(short), join(share, 'licenses', 'short.license'))
  writeFileSync(join(share, 'licenses', 'broken.license'), 'no license')
  const newer = shop.at('vendor', 'newer.kit')
  await must(shop.vendor('kit', 'scope', '-o', newer, '--allow-generic', ...paths))
  cpSync(newer, join(share, 'licenses', 'newer.kit'))
})
afterAll(() => shop?.remove())

/** The client's tool on this computer, with a home that has the name. */
function here(name: string): { readonly run: Run; readonly home: string } {
  const home = shop.at(name)
  const tool = clientTool(probeComputer) as Tool<never>
  return { home, run: (...words) => inProcess(tool, ['--home', home, '--kit', kit, ...words]) }
}

/** What the program says, and nothing else than that it was content. */
function hardship(program: keyof typeof PROGRAMS, words: readonly string[], variables: Environment): string {
  const env = environment({ TSAN_OPTIONS: 'halt_on_error=1', ...variables })
  const { status, stdout, stderr } = spawnSync(PROGRAMS[program], words, { env, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

/** By an allocation that fails once, and by one after which none succeeds; how many there were. */
function outOfMemory(files: readonly string[], variables: Environment): string {
  const [first, ...tried] = ['once', 'ever'].map(how =>
    hardship('addresses', [how, kit, ...files], variables),
  )
  expect(tried).toEqual([first])
  return first ?? ''
}

describe.skipIf(missing !== undefined)(`memory runs out${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('while the search path is looked through, and of a text that is given', async () => {
    const { home } = here('empty')
    const said = outOfMemory([long], { AIRLATCH_HOME: home, SHARE: share })
    expect(said).toMatch(/^valid valid \d{3}/)
  })

  test('while a license is installed, beside one in the environment', async () => {
    const { home, run } = here('bound')
    const key = await shop.key('--expires', '2099-12-31', '--feature', 'export')
    await must(run('request', key, '-o', shop.at('request.txt')))
    await must(shop.vendor('issue', shop.at('request.txt'), '-o', shop.at('bound.txt')))
    await must(run('install', shop.at('bound.txt')))
    const text = readFileSync(long, 'utf8')
    expect(outOfMemory([], { AIRLATCH_HOME: home, SHARE: share, AIRLATCH_LICENSE: text })).toMatch(/^valid/)
    expect(outOfMemory([], { AIRLATCH_HOME: home, SHARE: shop.at('gone') })).toMatch(/^valid/)
  })

  test('while the share is away, and a copy counts', async () => {
    const { home } = here('away')
    const asked = { kit, home, variables: { SHARE: share }, shareSeconds: 60 }
    expect((await answered(asked)).valid).toBe(true)
    expect(outOfMemory([], { AIRLATCH_HOME: home, SHARE: shop.at('gone') })).toMatch(/^valid/)
  })

  test('SS-05: while a seat is in hand', async () => {
    const { home, run } = here('seated')
    const server = await openSiteServer(shop, 'server', '--activations', '3', '--feature', 'export')
    await must(run('lease', 'take', '--site', server.address))
    expect(outOfMemory([], { AIRLATCH_HOME: home, SHARE: shop.at('gone') })).toMatch(/^valid/)
    await server.close()
  })
})

describe.skipIf(missing !== undefined)('sixteen threads ask one handle', () => {
  test('and each has the whole answer', () => {
    const variables = { AIRLATCH_HOME: here('empty').home, SHARE: share }
    expect(hardship('threads', ['threads', kit, long], variables)).toBe('valid valid 0\n')
  })
})
