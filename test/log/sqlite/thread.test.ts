/** The thread that reads a file: rows, errors, and one moment. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { type SqliteThread, startSqliteThread } from '../../../src/log/sqlite/thread.ts'

const home = mkdtempSync(join(tmpdir(), 'airlatch-thread-'))
const place = join(home, 'file.db')
const db = new DatabaseSync(place)
db.exec('PRAGMA journal_mode = wal; CREATE TABLE t (x); INSERT INTO t VALUES (1)')
afterAll(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

function thread(of = place): SqliteThread {
  const started = startSqliteThread({ place: of, busySeconds: 10 })
  onTestFinished(() => started.end())
  return started
}

test('all statements see the moment of the first, whatever others write', async () => {
  const reading = thread()
  expect(await reading.ask('SELECT x FROM t')).toEqual([{ x: 1 }])
  db.exec('INSERT INTO t VALUES (2)')
  expect(await reading.ask('SELECT x FROM t')).toEqual([{ x: 1 }])
  expect(await thread().ask('SELECT x FROM t')).toEqual([{ x: 1 }, { x: 2 }])
})

test('an error is that of SQLite, and the next statement is answered', async () => {
  const reading = thread()
  await expect(reading.ask('SELECT y FROM t')).rejects.toMatchObject({
    code: 'ERR_SQLITE_ERROR',
    errcode: 1,
    message: 'no such column: y',
  })
  expect(await reading.ask('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
})

test('nothing can be written', async () => {
  await expect(thread().ask('DELETE FROM t')).rejects.toMatchObject({ errcode: 8 })
})

test('no file is made', async () => {
  await expect(thread(join(home, 'none.db')).ask('SELECT 1')).rejects.toMatchObject({ errcode: 14 })
})

test('a thread that ends answers nothing', async () => {
  const reading = thread()
  const answer = reading.ask(
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n',
  )
  const refused = expect(answer).rejects.toThrow('the thread ended')
  await reading.end()
  await refused
})
