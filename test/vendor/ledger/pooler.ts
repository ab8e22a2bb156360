/**
 * Owns a pgbouncer in transaction mode between a ledger and its server: any of its few connections to the server may
 * carry the next transaction. Debian's package "pgbouncer" has it; where it is not installed, its tests are skipped.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { environment } from '../../world/environment.ts'
import { accountHere, freePort, PORTS_TRIED } from './postgres-process.ts'

export interface Pooler {
  /** The server, by way of it. */
  readonly url: string
  /** It is gone, with all of its connections, until `start`. */
  stop(): Promise<void>
  /** At the same address; to another server, if it is said. */
  start(to?: string): Promise<void>
}

/** Why none can be started here, for a test that is skipped; undefined when one can. */
export function missingPooler(): string | undefined {
  const found = spawnSync('pgbouncer', ['--version'], { env: environment() })
  return found.status === 0 ? undefined : 'needs pgbouncer, as in the Debian package of that name'
}

/** Until the test is over. `settings`: of the section [pgbouncer] (pgbouncer.org/config.html). */
export async function poolerTo(
  url: string,
  settings: Readonly<Record<string, string | number>> = {},
): Promise<Pooler> {
  const account = accountHere()
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-pooler-'))
  let child: ChildProcess | undefined

  function configure(port: number, { hostname, port: serverPort, username, password }: URL): void {
    const user = decodeURIComponent(username)
    writeFileSync(join(folder, 'users.txt'), `"${user}" "${decodeURIComponent(password)}"\n`)
    const all = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'scram-sha-256',
      auth_file: join(folder, 'users.txt'),
      pool_mode: 'transaction',
      default_pool_size: 3,
      server_login_retry: 1,
      ...settings,
    }
    const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`)
    const database = `* = host=${hostname} port=${serverPort}`
    writeFileSync(
      join(folder, 'pooler.ini'),
      ['[databases]', database, '[pgbouncer]', ...lines, ''].join('\n'),
    )
    if (account?.uid !== undefined)
      execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, folder], { stdio: 'pipe' })
  }

  /** Resolves with why it did not start. */
  async function run(): Promise<string | undefined> {
    const starting = spawn('pgbouncer', [join(folder, 'pooler.ini')], {
      ...account,
      env: environment(),
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let log = ''
    const ready = new Promise<undefined>(resolve => {
      starting.stderr.setEncoding('utf8').on('data', (text: string) => {
        log = `${log}${text}`.slice(-10_000)
        if (log.includes('process up')) resolve(undefined)
      })
    })
    const problem = await Promise.race([ready, once(starting, 'close').then(() => log)])
    if (problem === undefined) child = starting
    return problem
  }

  async function stop(): Promise<void> {
    if (child === undefined) return
    const gone = once(child, 'close')
    child.kill('SIGTERM')
    await gone
    child = undefined
  }

  onTestFinished(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  let port = 0
  for (let tries = 1; child === undefined; tries++) {
    port = await freePort()
    configure(port, new URL(url))
    const problem = await run()
    if (problem !== undefined && tries === PORTS_TRIED) throw new Error(`pgbouncer: ${problem}`)
  }
  return {
    url: Object.assign(new URL(url), { port: `${port}` }).href,
    stop,
    async start(to = url) {
      configure(port, new URL(to))
      const problem = await run()
      if (problem !== undefined) throw new Error(`pgbouncer does not start again: ${problem}`)
    },
  }
}
