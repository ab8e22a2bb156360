/** Owns the two engines that a bench of the ledger runs on: a file of SQLite, and a PostgreSQL server of its own. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { openPostgresLedger } from '../../src/vendor/ledger/postgres.ts'
import { openSqliteLedger } from '../../src/vendor/ledger/sqlite.ts'
import { startPostgres } from '../vendor/ledger/postgres-process.ts'
import { random } from './desk.ts'
import { postgresWriter, type SameRowsWriter, sqliteWriter } from './same-rows.ts'

export interface Engine {
  readonly name: string
  /** A new and empty one. */
  ledger(): Promise<Ledger>
  /** Where a ledger can be: empty, or with all that the one at `like` has, which is closed. */
  place(like?: string): Promise<string>
  open(place: string): Promise<Ledger>
  bare(place: string): Promise<SameRowsWriter>
}

export async function withSqlite<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-bench-'))
  let files = 0
  const place = async (like?: string) => {
    const path = join(folder, `${files++}.db`)
    if (like !== undefined) copyFileSync(like, path)
    return path
  }
  const open = async (path: string) => openSqliteLedger(path, { random, create: true })
  try {
    const ledger = async () => open(await place())
    return await work({ name: 'SQLite', ledger, place, open, bare: async path => sqliteWriter(path) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function withPostgres<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const server = await startPostgres({ durable: true })
  const place = (like?: string) => server.database(like)
  const open = (url: string) => openPostgresLedger(url, { random, create: true })
  try {
    const ledger = async () => open(await place())
    return await work({ name: 'PostgreSQL', ledger, place, open, bare: postgresWriter })
  } finally {
    await server.remove()
  }
}
