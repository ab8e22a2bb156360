/** A terminal server: the floating seats of a license limit how many sessions of users run a program there at once. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { AirlatchError, openClient } from '../../src/client/door.ts'
import { instanceFolder, takeSlot } from '../../src/client/instances/instances.ts'
import { processTable } from '../../src/client/session/session.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { inSessions } from '../client/state/sessions.ts'
import { runProcess } from '../world/process.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const CLIENT = join(ROOT, 'test', 'world', 'simulated-client.ts')
/** Says that it runs, and ends with 7 when its standard input does. */
const PROGRAM = `console.log('runs', process.pid); process.stdin.on('end', () => process.exit(7)).resume()`
/** Says so too, and does not end by itself. */
const ENDLESS = `console.log('runs', process.pid); setInterval(() => {}, 1e6)`

let shop: Shop
/** The machine's own folder for the instances of the license on "server". */
let folder: string
beforeAll(async () => {
  shop = await openShop()
  const { value } = await must(shop.install('server', await shop.key('--floating-seats', '1')))
  folder = instanceFolder(process.platform, 'scope', value.license.activationId)
  await must(shop.install('unlimited', await shop.key()))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  shop.remove()
})

/** An application on a computer of the shop, in its session "here"; all other processes are "there". */
function application(name: string, limitTerminalServerInstances = true) {
  return openClient({
    home: shop.at(name, 'home'),
    probe: async () => simulatedComputer(name),
    limitTerminalServerInstances,
    instances: { folder: shop.at(name, 'instances', 'scope'), processes },
  })
}
const processes = inSessions(pid => (pid === process.pid ? 'here' : 'there'))

/** A process that lives until the test is over. */
function other(): ChildProcess & { readonly pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return Object.assign(child, { pid: child.pid as number })
}

/** The user of the other session starts the program. */
async function startThere(name: string) {
  const child = other()
  const taken = await takeSlot({
    folder: shop.at(name, 'instances', 'scope'),
    limit: 1,
    now: 1_763_800_000,
    processes,
    pid: child.pid,
  })
  expect(taken.kind).toBe('taken')
  return child
}

describe('QC-11..13: an application on a terminal server', () => {
  afterEach(() => rmSync(shop.at('server', 'instances'), { recursive: true, force: true }))

  test('is refused when another session has the only seat, naming who and since when; and may run when that ends', async () => {
    const there = await startThere('server')
    const client = application('server')
    const { valid, reasons, trace } = await client.status()
    expect(valid).toBe(false)
    expect(reasons).toEqual([
      {
        rule: 'instances',
        code: 'no-instances-left',
        details: {
          limit: 1,
          holders: [{ user: expect.any(String), session: 'there', since: '2025-11-22T08:26:40Z' }],
        },
      },
    ])
    expect(trace.at(-1)).toMatchObject({ rule: 'instances', outcome: 'refuse' })
    there.kill('SIGKILL')
    await once(there, 'exit')
    expect(await client.status()).toMatchObject({ valid: true })
    client.close()
  })

  test('runs many times in one session, which is one instance until all of them are closed', async () => {
    const clients = [application('server'), application('server')]
    for (const client of [...clients, ...clients])
      expect(await client.status()).toMatchObject({ valid: true })
    const child = other()
    const at = shop.at('server', 'instances', 'scope')
    const there = () => takeSlot({ folder: at, limit: 1, now: 0, processes, pid: child.pid })
    expect(await there()).toMatchObject({ kind: 'full', holders: [{ session: 'here' }] })
    clients[0]?.close()
    expect(await there()).toMatchObject({ kind: 'full' })
    clients[1]?.close()
    expect(await there()).toMatchObject({ kind: 'taken' })
  })

  test('is not counted unless it wants to be', async () => {
    await startThere('server')
    const { valid, trace } = await application('server', false).status()
    expect(valid).toBe(true)
    expect(trace.map(({ rule }) => rule)).not.toContain('instances')
  })

  test('is not limited by a license without floating seats', async () => {
    const client = application('unlimited')
    const { valid, trace } = await client.status()
    expect(valid).toBe(true)
    expect(trace.at(-1)).toMatchObject({ rule: 'instances', outcome: 'pass' })
    await client.handInstanceTo(process.pid)
    client.close()
  })

  test('is refused, and not let run, where instances cannot be counted', async () => {
    const silent = { lives: () => true, find: async () => Promise.reject(new AirlatchError('bug')) }
    const client = openClient({
      home: shop.at('server', 'home'),
      probe: async () => simulatedComputer('server'),
      limitTerminalServerInstances: true,
      instances: { folder: shop.at('server', 'instances', 'scope'), processes: silent },
    })
    expect(await client.status()).toMatchObject({
      valid: false,
      reasons: [{ code: 'instances-unavailable' }],
    })
  })
})

describe('airlatch run', () => {
  beforeEach(() => expect(slots()).toEqual([]))

  /** The processes that hold a slot of the license on "server". */
  function slots(): readonly number[] {
    try {
      return readdirSync(folder)
        .filter(name => name.endsWith('.slot'))
        .map(name => Number(name.split('.')[0]))
    } catch {
      return []
    }
  }

  interface Started {
    readonly process: ChildProcess & { readonly pid: number }
    /** The program's own number. */
    readonly program: number
    readonly over: Promise<readonly [code: number | null, signal: string | null]>
  }

  /** Starts the program on "server" and waits until it runs. */
  async function start(
    words: readonly string[],
    { detached = false, program = PROGRAM } = {},
  ): Promise<Started> {
    const all = [CLIENT, 'server', '--home', shop.at('server', 'home'), 'run', ...words, '--']
    const child = spawn(process.execPath, [...all, process.execPath, '-e', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached,
    })
    const over = once(child, 'exit') as unknown as Started['over']
    onTestFinished(() => void child.kill('SIGKILL'))
    const [line] = await once(createInterface(child.stdout), 'line')
    const pid = Number(/^runs (\d+)$/.exec(line)?.[1])
    return { process: Object.assign(child, { pid: child.pid as number }), program: pid, over }
  }
  /** The program's own slot is written while it starts. */
  async function handed(started: Started): Promise<void> {
    while (!slots().includes(started.program)) await new Promise(setImmediate)
  }

  test('runs the command under a slot, ends as it ends, and gives the slot back', async () => {
    const started = await start(['--limit-instances'])
    await handed(started)
    expect(slots().toSorted()).toEqual([started.process.pid, started.program].toSorted())
    started.process.stdin?.end()
    expect(await started.over).toEqual([7, null])
  })

  test('without the switch takes none', async () => {
    const started = await start([])
    expect(slots()).toEqual([])
    started.process.stdin?.end()
    expect(await started.over).toEqual([7, null])
  })

  test('leaves the slot with the command when it is killed itself', async () => {
    const started = await start(['--limit-instances'], { program: ENDLESS })
    onTestFinished(() => endProgram(started.program))
    await handed(started)
    started.process.kill('SIGKILL')
    await started.over
    expect(await takeHere()).toMatchObject({ kind: 'full', holders: [{ session: 'there' }] })
    endProgram(started.program)
    let taken = await takeHere()
    while (taken.kind === 'full') taken = await takeHere()
    taken.slot.release()
  })

  function takeHere() {
    return takeSlot({ folder, limit: 1, now: 0, processes })
  }

  function endProgram(pid: number): void {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // it is over
    }
  }

  test.skipIf(process.platform === 'win32').each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('passes %s on, and ends as the command does', async (signal, exit) => {
    const started = await start(['--limit-instances'])
    await handed(started)
    started.process.kill(signal)
    expect(await started.over).toEqual([exit, null])
  })

  test('with --json: one value at the end, the command’s own output on standard error', async () => {
    const words = [CLIENT, 'server', '--home', shop.at('server', 'home'), 'run', '--json', '--']
    const program = [
      '-e',
      'console.log(process.argv.slice(1)); process.exitCode = 3',
      '--',
      '$HOME',
      'a b',
      '--json',
    ]
    const { exit, out, err } = await runProcess(process.execPath, [...words, process.execPath, ...program], {
      folder: ROOT,
    })
    // the kit is given from outside, which is the one warning
    expect({ exit, said: JSON.parse(out) }).toMatchObject({
      exit: 3,
      said: { ok: true, exit: 3, reasons: [{ code: 'kit-not-built-in' }] },
    })
    expect(err).toBe("[ '$HOME', 'a b', '--json' ]\n")
  })

  test('a command that is not there is an error of its own, and gives the slot back', async () => {
    const run = shop.client('server')
    const words = ['run', '--limit-instances', 'no-such-program'] as const
    const { details } = await refusal(shop.at(), () => run(...words), 'command-not-started', 3)
    expect(details).toEqual({ command: 'no-such-program', system: 'ENOENT' })
  })

  test('without a license starts nothing, and says why as status does', async () => {
    const run = shop.client('stranger')
    await refusal(shop.at(), () => run('run', 'no-such-program'), 'no-license')
  })

  test('in a second session is refused, and named is who runs the first', async context => {
    const first = await start(['--limit-instances'], { detached: true })
    await handed(first)
    const sessions = await processTable().find([process.pid, first.process.pid])
    const [here, there] = [sessions.get(process.pid), sessions.get(first.process.pid)]
    // a login session has a number of its own here: nobody can start another one without logging in
    context.skip(here?.session === there?.session, 'this system tells no second session')
    const run = shop.client('server')
    const { details, message } = await refusal(
      shop.at(),
      () => run('run', '--limit-instances', 'no-such-program'),
      'no-instances-left',
    )
    expect(details).toMatchObject({ limit: 1, holders: [{ session: there?.session }] })
    expect(message).toContain(`in session ${there?.session}`)
    first.process.stdin?.end()
    expect(await first.over).toEqual([7, null])
    await refusal(
      shop.at(),
      () => run('run', '--limit-instances', 'no-such-program'),
      'command-not-started',
      3,
    )
  })
})
