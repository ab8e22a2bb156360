/**
 * Owns the real PostgreSQL server of a test file, or of a group in one: started before its tests, stopped and removed
 * after them. Where there can be none they are skipped, with the reason.
 */
import type { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest'
import {
  connected,
  missingPostgres,
  type PostgresProcess,
  type PostgresServer,
  startPostgres,
} from './postgres-process.ts'

/** For all tests of the file or the group that calls it. */
export function postgresServer(tls?: Parameters<typeof startPostgres>[0]['tls']): PostgresServer {
  const missing = missingPostgres()
  let running: PostgresProcess | undefined

  function server(): PostgresProcess {
    if (running === undefined) throw new Error('PostgreSQL is not running')
    return running
  }

  beforeAll(async () => {
    if (missing !== undefined) return
    running = await startPostgres({ durable: false, tls })
  })
  beforeEach(({ skip }) => skip(missing !== undefined, missing))
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
