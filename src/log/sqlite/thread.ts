/**
 * Owns a thread that only reads one SQLite file, for statements that take long: node:sqlite would block the event loop
 * with them, and another processor has time. All of them see one moment.
 */
import { Worker } from 'node:worker_threads'
import type { SqlRow } from '../sql.ts'

export interface SqliteThread {
  /** The rows of one statement without parameters. Errors: those of node:sqlite. */
  ask(sql: string): Promise<readonly SqlRow[]>
  /** Ends the thread, whatever it is doing. */
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
  /** The whole path of the file. */
  readonly place: string
  /** How long to wait for a lock. */
  readonly busySeconds: number
}

/** The file is opened with the first statement. One statement is asked after the other. */
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
