/** Owns the two engines that a bench of the ledger runs on: a file of SQLite, and a PostgreSQL server of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { openPostgresLedger } from '../../src/vendor/ledger/postgres.ts'
import { openSqliteLedger } from '../../src/vendor/ledger/sqlite.ts'
import { startPostgres } from '../vendor/ledger/postgres-process.ts'
import { type Bare, barePostgres, bareSqlite } from './bare.ts'
import { random } from './desk.ts'

export interface Engine {
  readonly name: string
  /** A new and empty one. */
  ledger(): Promise<Ledger>
  bare(): Promise<Bare>
}

export async function withSqlite<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-bench-'))
  let files = 0
  try {
    return await work({
      name: 'SQLite',
      ledger: () => openSqliteLedger(join(folder, `${files++}.db`), { random, create: true }),
      bare: async () => bareSqlite(folder),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function withPostgres<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const server = await startPostgres({ durable: true })
  try {
    return await work({
      name: 'PostgreSQL',
      ledger: async () => openPostgresLedger(await server.database(), { random, create: true }),
      bare: async () => barePostgres(await server.database()),
    })
  } finally {
    await server.remove()
  }
}
