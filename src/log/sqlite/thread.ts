/**
 * Owns a thread that only reads one SQLite file, for statements that take long: node:sqlite would block the event loop
 * with them. All statements of one thread read the same snapshot.
 */
import { Worker } from 'node:worker_threads'
import type { SqlRow } from '../sql.ts'

export interface SqliteThread {
  /** Runs one statement without parameters and returns its rows. Errors: those of node:sqlite. */
  ask(sql: string): Promise<readonly SqlRow[]>
  /** Ends the thread, even while a statement runs. */
  end(): Promise<void>
}

const SCRIPT = `
const { parentPort, workerData: { place, busySeconds } } = require('node:worker_threads')
const { DatabaseSync } = require('node:sqlite')
let db
parentPort.on('message', sql => {
  try {
    if (db === undefined) {
      db = new DatabaseSync(place, { readOnly: true, timeout: busySeconds * 1000 })
      db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; BEGIN')
    }
    parentPort.postMessage({ rows: db.prepare(sql).all() })
  } catch ({ code, errcode, errstr, message }) {
    parentPort.postMessage({ error: { code, errcode, errstr, message } })
  }
})
`

export interface SqliteThreadOptions {
  /** The absolute path of the file. */
  readonly place: string
  /** How long to wait for a lock. */
  readonly busySeconds: number
}

/** Starts a thread, which opens the file with the first statement. The caller awaits each statement before the next. */
export function startSqliteThread(options: SqliteThreadOptions): SqliteThread {
  const worker = new Worker(SCRIPT, { eval: true, argv: [], env: {}, execArgv: [], workerData: options })
  return {
    ask: sql =>
      new Promise((resolve, reject) => {
        worker.removeAllListeners()
        worker.on('error', reject)
        worker.on('exit', code => reject(new Error(`the thread ended with code ${code}`)))
        worker.on('message', ({ rows, error }: Answer) =>
          rows === undefined ? reject(Object.assign(new Error(error.message), error)) : resolve(rows),
        )
        worker.postMessage(sql)
      }),
    end: async () => {
      await worker.terminate()
    },
  }
}

type Answer =
  | { readonly rows: readonly SqlRow[]; readonly error?: undefined }
  | { readonly rows?: undefined; readonly error: { readonly message: string } }
