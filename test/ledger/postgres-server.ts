/**
 * Owns the real PostgreSQL server of a test file: started before its tests, stopped and removed behind them. Where it
 * cannot be started the tests fail.
 */
import type { Client } from 'pg'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { connected, type PostgresProcess, type PostgresServer, startPostgres } from './postgres-process.ts'

/** For the whole test file. */
export function postgresServer(): PostgresServer {
  let running: PostgresProcess | undefined

  function server(): PostgresProcess {
    if (running === undefined) throw new Error('PostgreSQL is not running')
    return running
  }

  beforeAll(async () => {
    running = await startPostgres({ durable: false })
  })
  afterAll(() => running?.remove())

  return {
    database: () => server().database(),
    kill: () => server().kill(),
    start: () => server().start(),
  }
}

/** A connection for the length of a test. */
export async function connection(url: string): Promise<Client> {
  const client = await connected(url)
  onTestFinished(() => client.end())
  return client
}

export { ask, connected, PASSWORD } from './postgres-process.ts'
