/**
 * The executables trust nobody who starts them: whatever an environment variable of Node or its libraries says, the
 * answer is the same, nothing is read and nothing is written. Programs that `airlatch run` starts get the environment
 * as it is. The language is the one that the environment names. Starts the real executables a hundred times.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostPlatform, pinnedNodes } from '../../tools/executable/nodes.ts'
import { ORDINARY, SEALED } from '../../tools/executable/seal.ts'
import { CANNOT_PACKAGE, PACKAGING_MS, packagedTool, packageInto } from '../world/packaged.ts'
import { runProcess } from '../world/process.ts'
import { openShop, type Shop } from '../world/shop.ts'

const RUNNING_MS = 600_000
const AT_ONCE = 4
/** The clock of the computer, which `status` looks at. */
const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g

const pinned = pinnedNodes().find(({ platform }) => platform === hostPlatform())
const NODE_FOLDER = join(import.meta.dirname, '..', '..', 'node_modules', pinned?.package ?? '')

/**
 * What Node documents (its manual page, its help text), and what its JavaScript reads. Asked of Node itself, so that a
 * variable of a newer one is tried here before anybody has heard of it.
 */
function variablesOfNode(): readonly string[] {
  const binary = join(NODE_FOLDER, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node')
  const manual = join(NODE_FOLDER, 'share/man/man1/node.1')
  const documented = existsSync(manual) ? readFileSync(manual, 'utf8').matchAll(/^\.It Ev (\w+)/gm) : []
  const [, help = ''] = execFileSync(binary, ['--help'], { encoding: 'latin1' }).split(
    '\nEnvironment variables:',
  )
  const shown = help.matchAll(/^([A-Z][A-Z\d_]+)/gm)
  const read = readFileSync(binary, 'latin1').matchAll(/\bprocess\.env\.(\w+)/g)
  const names = [...documented, ...shown, ...read].map(([, name = '']) => name)
  return [...new Set(names)].filter(name => !ORDINARY.includes(name))
}

/** Halves of a list such that of any two items there is a half with the first and without the second. */
function halvesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const bits = Array.from({ length: Math.ceil(Math.log2(items.length)) }, (_, bit) => 2 ** bit)
  return bits.flatMap(bit => [0, bit].map(side => items.filter((_, index) => (index & bit) === side)))
}

describe.skipIf(CANNOT_PACKAGE)(`skipped where ${CANNOT_PACKAGE ?? 'no executable can be made'}`, () => {
  let shop: Shop
  let client: readonly [string, ...string[]]
  let names: readonly string[]
  /** One command line of each tool that reads its home, checks signatures and prints what it found. */
  let commands: readonly (readonly [string, ...string[]])[]
  let calm: readonly string[]
  let values: Readonly<Record<string, string>>

  beforeAll(async () => {
    shop = await openShop()
    await packageInto(shop.at('dist'))
    client = [packagedTool(shop.at('dist'), 'airlatch'), '--home', shop.at('computer', 'home')]
    mkdirSync(shop.at('computer', 'fresh'), { recursive: true })
    const kit = shop.carry('vendor/scope.kit', 'computer/scope.kit')
    await started([...client, 'request', await shop.key(), '--kit', kit, '-o', 'request.txt'])
    const request = shop.carry('computer/request.txt', 'vendor/request.txt')
    const { value } = await shop.vendor('issue', request, '-o', shop.at('computer', 'license.txt'))
    expect(value).not.toHaveProperty('error')
    await started([...client, 'install', 'license.txt'])
    const vendor = packagedTool(shop.at('dist'), 'airlatch-vendor')
    commands = [
      [...client, 'status', '--json'],
      [vendor, 'issue', request, '--dry-run', '--json', '--home', shop.at('vendor', 'home')],
      [vendor, 'nonsense'],
    ]
    calm = await Promise.all(commands.map(command => answer(command, {})))
    expect(calm[0]).toMatch(/^exit 0\n.*"state":"valid"/)
    expect(calm[1]).toMatch(/^exit 0\n\{/)
    expect(calm[2]).toMatch(/^exit 2\n/)
    names = [...new Set([...SEALED, ...variablesOfNode()])]
    values = hostileValues()
  }, PACKAGING_MS)
  afterAll(() => shop.remove())

  test('every variable that Node documents or reads is sealed', () => {
    expect(names.filter(name => !SEALED.includes(name))).toEqual([])
    expect(names).toEqual(expect.arrayContaining(['NODE_COMPILE_CACHE', 'NODE_CHANNEL_FD', 'OPENSSL_CONF']))
  })

  test(
    'all variables at once change nothing',
    async () => {
      for (const [kind, value] of Object.entries(values)) {
        const env = Object.fromEntries(names.map(name => [name, value]))
        const answers = await Promise.all(commands.map(command => answer(command, env)))
        expect({ kind, answers }).toEqual({ kind, answers: calm })
        expectUntouched()
      }
    },
    RUNNING_MS,
  )

  test(
    'nor does one variable where another one is missing, which might have switched it off',
    async () => {
      const [command] = commands
      if (command === undefined) throw new Error('there is a command')
      const tries = halvesOf(names).flatMap(half =>
        Object.entries(values).map(([kind, value]) => ({ half, kind, value })),
      )
      const changed: unknown[] = []
      const work = async () => {
        for (let next = tries.pop(); next !== undefined; next = tries.pop()) {
          const { half, kind, value } = next
          const given = await answer(command, Object.fromEntries(half.map(name => [name, value])))
          if (given !== calm[0]) changed.push({ half, kind, given })
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      expect(changed).toEqual([])
      expectUntouched()
    },
    RUNNING_MS,
  )

  test.each([
    ['--lang', ['--lang', 'de'], {}],
    ['AIRLATCH_LANG', [], { AIRLATCH_LANG: 'de' }],
    ["the system's LANG", [], { LANG: 'de_DE.UTF-8' }],
  ] as const)('it speaks German when %s asks for it', async (_way, words, env) => {
    expect(await answer([...client, 'status', ...words], env)).toMatch(/^exit 0\nStatus +gültig$/m)
    const refusal = await answer([...client, 'status', '--feature', 'none', ...words], env)
    expect(refusal).toMatch(/^exit 1\n[\s\S]*nicht in der Lizenz enthalten: none[\s\S]*Hinweis: /)
  })

  test('a program that airlatch runs gets every variable as it is', async () => {
    const env = Object.fromEntries(names.map(name => [name, `mine-${name}`]))
    const print = process.platform === 'win32' ? ['cmd', '/c', 'set'] : ['env']
    const { exit, out } = await runProcess(client[0], [...client.slice(1), 'run', '--', ...print], {
      folder: shop.at('computer'),
      env,
    })
    expect(exit).toBe(0)
    const lines = out.split(/\r?\n/)
    const lost = Object.entries(env).filter(([name, value]) => !lines.includes(`${name}=${value}`))
    expect(lost).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')(
    'no signal opens a debugger, and a program that it runs has its signals',
    async () => {
      const script = 'kill -USR1 $PPID; kill -USR1 $PPID; grep SigBlk /proc/self/status'
      const given = await answer([...client, 'run', '--', 'sh', '-c', script], {})
      expect(given).toMatch(
        /^exit 0\nSigBlk:\t0{16}\n(?:airlatch: warning: no kit is built into this program[^\n]*\n)?$/,
      )
    },
  )

  async function started([program, ...words]: readonly [string, ...string[]]): Promise<void> {
    const ran = await runProcess(program, words, { folder: shop.at('computer') })
    expect(ran).toMatchObject({ exit: 0 })
  }

  /** All that a person or a program could see. */
  async function answer(
    [program, ...words]: readonly [string, ...string[]],
    env: Readonly<Record<string, string>>,
  ): Promise<string> {
    const { exit, out, err } = await runProcess(program, words, { folder: shop.at('computer'), env })
    return `exit ${exit}\n${out}${err}`.replace(MOMENT, 'a moment')
  }

  function hostileValues(): Readonly<Record<string, string>> {
    const code = shop.at('computer', 'code.cjs')
    const mark = JSON.stringify(shop.at('computer', 'fresh', 'mark'))
    writeFileSync(code, `require('node:fs').writeFileSync(${mark}, ''); console.log('hostile')`)
    return {
      folder: shop.at('computer', 'fresh'),
      'code or a broken file': code,
      number: '3',
      everything: '*',
      empty: '',
      ...pipe(),
    }
  }

  /** Who opens a pipe to which nobody writes waits for ever. */
  function pipe(): Readonly<Record<string, string>> {
    const path = shop.at('computer', 'pipe')
    try {
      execFileSync('mkfifo', [path], { stdio: 'ignore' })
    } catch {
      return {}
    }
    return { 'a pipe that never answers': path }
  }

  function expectUntouched(): void {
    expect(readdirSync(shop.at('computer', 'fresh'))).toEqual([])
    expect(readdirSync(shop.at('computer')).filter(name => !KNOWN.has(name))).toEqual([])
  }
})

const KNOWN: ReadonlySet<string> = new Set([
  'code.cjs',
  'fresh',
  'home',
  'license.txt',
  'pipe',
  'request.txt',
  'scope.kit',
])
