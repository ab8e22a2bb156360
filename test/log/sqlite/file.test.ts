import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { SqliteEngine } from '../../../src/log/sqlite/engine.ts'
import { changeWatch } from '../../../src/log/sqlite/file.ts'
import { migrate } from '../../../src/log/sqlite/open.ts'
import { APPLICATION_ID, MIGRATIONS } from '../../../src/vendor/ledger/migrations.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { folder, ledgerFile } from '../../vendor/ledger/file.ts'
import { AT, countingBytes, everyKind, fullKey, keyRecord } from '../../vendor/ledger/sample.ts'

const options = { random: countingBytes(), busySeconds: 0 }
const create = { ...options, create: true }

describe('what is no ledger is refused, and nothing of it changed', () => {
  const ours = `PRAGMA application_id = ${APPLICATION_ID};`

  test.each<[string, (path: string) => void, string, object]>([
    ['a text file', path => writeFileSync(path, 'x'.repeat(5000)), 'ledger-foreign', {}],
    ['a short file', path => writeFileSync(path, 'SQLite format 3\0'), 'ledger-foreign', {}],
    ["another program's database", path => sql(path, 'CREATE TABLE t (a)'), 'ledger-foreign', {}],
    ['a directory', path => mkdirSync(path), 'ledger-foreign', {}],
    [
      'a newer ledger',
      path => sql(path, `${ours} PRAGMA user_version = ${MIGRATIONS.length + 1}; CREATE TABLE t (a)`),
      'ledger-newer',
      { got: MIGRATIONS.length + 1, newest: MIGRATIONS.length },
    ],
  ])('%s', async (_, make, code, details) => {
    const home = folder()
    const path = join(home, 'ledger.db')
    make(path)
    const before = snapshot(home)
    for (const how of [options, create])
      await expect(openSqliteLedger(path, how)).rejects.toMatchObject({
        code,
        details: { path, ...details },
      })
    expect(snapshot(home)).toEqual(before)
  })

  test.skipIf(process.platform === 'win32')('a device', async () => {
    await expect(openSqliteLedger('/dev/null', create)).rejects.toMatchObject({ code: 'ledger-foreign' })
  })

  test('a ledger cut off within its header', async () => {
    const path = join(folder(), 'ledger.db')
    await ledgerFile(path, [])
    truncateSync(path, 60)
    await expect(openSqliteLedger(path, create)).rejects.toMatchObject({ code: 'ledger-foreign' })
  })
})

describe('a missing or empty file', () => {
  test('is made only when asked for, for its owner alone', async () => {
    const home = folder()
    const path = join(home, 'ledger.db')
    await expect(openSqliteLedger(path, options)).rejects.toMatchObject({
      code: 'vendor-missing',
      details: { path },
    })
    expect(readdirSync(home)).toEqual([])
    const ledger = await openSqliteLedger(path, create)
    expect(await ledger.append(everyKind, AT)).toBe('recorded')
    if (process.platform !== 'win32')
      for (const name of readdirSync(home))
        expect([name, statSync(join(home, name)).mode & 0o777]).toEqual([name, 0o600])
    await ledger.close()
    // closed, it is one file
    expect(readdirSync(home)).toEqual(['ledger.db'])
  })

  test('is not made in a folder that does not exist', async () => {
    const path = join(folder(), 'none', 'ledger.db')
    await expect(openSqliteLedger(path, create)).rejects.toMatchObject({ code: 'ledger-unavailable' })
    await expect(openSqliteLedger(path, options)).rejects.toMatchObject({ code: 'vendor-missing' })
  })

  test('of zero bytes is what a crash during init leaves: create goes on, nothing else takes it', async () => {
    const path = join(folder(), 'ledger.db')
    writeFileSync(path, '')
    await expect(openSqliteLedger(path, options)).rejects.toMatchObject({ code: 'ledger-damaged' })
    const ledger = await openSqliteLedger(path, create)
    expect(await ledger.append(everyKind, AT)).toBe('recorded')
    await ledger.close()
  })

  test('of zero bytes is not taken over when changes still stand beside it', async () => {
    const path = join(folder(), 'ledger.db')
    writeFileSync(path, '')
    writeFileSync(`${path}-wal`, 'x')
    await expect(openSqliteLedger(path, create)).rejects.toMatchObject({ code: 'ledger-damaged' })
    expect(readFileSync(`${path}-wal`, 'utf8')).toBe('x')
  })

  test.skipIf(process.platform === 'win32')('is not made through a link that leads nowhere', async () => {
    const home = folder()
    symlinkSync(join(home, 'elsewhere'), join(home, 'ledger.db'))
    await expect(openSqliteLedger(join(home, 'ledger.db'), create)).rejects.toMatchObject({
      code: 'vendor-missing',
    })
    expect(existsSync(join(home, 'elsewhere'))).toBe(false)
  })

  test.each([':memory:', 'file:x?mode=memory'])('%s is a file like any other', async name => {
    const home = folder()
    vi.spyOn(process, 'cwd').mockReturnValue(home)
    onTestFinished(() => void vi.restoreAllMocks())
    const ledger = await openSqliteLedger(name, create)
    await ledger.close()
    expect(readdirSync(home)).toEqual([name])
  })
})

test('create opens what exists, and keeps it', async () => {
  const path = join(folder(), 'ledger.db')
  await ledgerFile(path, everyKind)
  const ledger = await openSqliteLedger(path, create)
  expect((await ledger.stats()).entries).toBe(everyKind.length)
  await ledger.close()
})

test('a lock that another holds is waited for, then ledger-busy', async () => {
  const path = join(folder(), 'ledger.db')
  await ledgerFile(path, everyKind)
  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')
  const change = { kind: 'key.created' as const, key: keyRecord('NEW') }
  const hasty = await openSqliteLedger(path, options)
  await expect(hasty.append([change], AT)).rejects.toMatchObject({
    code: 'ledger-busy',
    details: { path },
  })
  expect(await hasty.key(fullKey.id)).toStrictEqual(fullKey) // reading does not wait
  const patient = await openSqliteLedger(path, { ...options, busySeconds: 60 })
  const outcome = patient.append([change], AT)
  await new Promise(setImmediate) // it has found the lock taken
  other.exec('COMMIT')
  expect(await outcome).toBe('recorded')
  await Promise.all([hasty.close(), patient.close()])
  other.close()
})

test('a ledger that has been closed is used by a bug', async () => {
  const path = join(folder(), 'ledger.db')
  const ledger = await openSqliteLedger(path, create)
  await ledger.close()
  await ledger.close()
  await expect(ledger.stats()).rejects.toMatchObject({ code: 'bug' })
})

test('a damaged page is reported by the audit, or the ledger does not open; nothing else ever happens', async () => {
  const home = folder()
  const path = join(home, 'ledger.db')
  await ledgerFile(path, everyKind)
  const whole = readFileSync(path)
  const page = 4096
  for (let at = 0; at < whole.length; at += page) {
    const damaged = Buffer.from(whole)
    damaged.fill(0xa5, at === 0 ? 100 : at, at + page)
    const copy = join(home, `damaged-${at}.db`)
    writeFileSync(copy, damaged)
    expect([at, await whatIsWrong(copy)]).not.toEqual([at, 'nothing'])
  }
})

async function whatIsWrong(path: string): Promise<string> {
  try {
    const ledger = await openSqliteLedger(path, options)
    try {
      const { problems } = await ledger.audit()
      return problems[0]?.problem ?? 'nothing'
    } finally {
      await ledger.close()
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'ledger-damaged' })
    return 'damaged'
  }
}

test('on a Node without SQLite the error says what is needed', async () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)
  onTestFinished(() => void vi.restoreAllMocks())
  const path = join(folder(), 'ledger.db')
  await expect(openSqliteLedger(path, create)).rejects.toMatchObject({
    code: 'ledger-unavailable',
    details: { path, problem: expect.stringContaining('expected Node 22.16 or newer') },
  })
  expect(existsSync(path)).toBe(false)
})

describe('migration', () => {
  const one = 'CREATE TABLE a (x); INSERT INTO a VALUES (1)'
  const two = 'ALTER TABLE a ADD COLUMN y DEFAULT 2'

  function open(path: string): DatabaseSync {
    const db = new DatabaseSync(path)
    onTestFinished(() => db.close())
    return db
  }

  test('takes the steps that are missing, in order, once', () => {
    const path = join(folder(), 'x.db')
    const db = open(path)
    migrate(db, path, { applicationId: APPLICATION_ID, steps: [one] })
    db.exec('UPDATE a SET x = 5')
    migrate(db, path, { applicationId: APPLICATION_ID, steps: [one, two] })
    migrate(db, path, { applicationId: APPLICATION_ID, steps: [one, two] })
    expect(
      db
        .prepare('SELECT x, y FROM a')
        .all()
        .map(row => ({ ...row })),
    ).toEqual([{ x: 5, y: 2 }])
    expect(db.prepare('PRAGMA user_version').get()?.user_version).toBe(2)
    expect(db.prepare('PRAGMA application_id').get()?.application_id).toBe(APPLICATION_ID)
  })

  test('is all or nothing', () => {
    const path = join(folder(), 'x.db')
    const db = open(path)
    migrate(db, path, { applicationId: APPLICATION_ID, steps: [one] })
    expect(() =>
      migrate(db, path, { applicationId: APPLICATION_ID, steps: [one, two, 'UPDATE none SET x = 1'] }),
    ).toThrow('no such table')
    expect(db.prepare('PRAGMA user_version').get()?.user_version).toBe(1)
    expect({ ...db.prepare('SELECT * FROM a').get() }).toEqual({ x: 1 })
  })

  test('never goes back', () => {
    const path = join(folder(), 'x.db')
    const db = open(path)
    migrate(db, path, { applicationId: APPLICATION_ID, steps: [one, two] })
    const code = 'ledger-newer'
    expect(() => migrate(db, path, { applicationId: APPLICATION_ID, steps: [one] })).toThrow(
      expect.objectContaining({ code }),
    )
    expect(db.prepare('PRAGMA user_version').get()?.user_version).toBe(2)
  })

  test('shows in the first bytes, which an older version reads', () => {
    const path = join(folder(), 'x.db')
    const db = open(path)
    migrate(db, path, { applicationId: APPLICATION_ID, steps: [one] })
    db.exec('PRAGMA journal_mode = wal')
    migrate(db, path, { applicationId: APPLICATION_ID, steps: [one, two] })
    expect(readFileSync(path).readUInt32BE(60)).toBe(2)
  })
})

function sql(path: string, text: string): void {
  const db = new DatabaseSync(path)
  db.exec(text)
  db.close()
}

/** Every file of a folder, with its bytes. */
function snapshot(home: string): object {
  return Object.fromEntries(
    readdirSync(home, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'base64')]),
  )
}

describe('a file that is read as if nobody changed it', () => {
  test('is watched: what was read while somebody changed it is ledger-busy, and not taken for true', async () => {
    const place = join(folder(), 'ledger.db')
    await ledgerFile(place, [])
    const url = pathToFileURL(place)
    url.search = '?immutable=1'
    const engine = new SqliteEngine({
      db: new DatabaseSync(url, { readOnly: true }),
      place,
      busySeconds: 0,
      complaints: async () => [],
      requireUnchanged: changeWatch(place),
    })
    const look = () => engine.read(async sql => sql.get('SELECT count(*) FROM sqlite_schema'))
    await look()
    const busy = { code: 'ledger-busy', details: { path: place } }
    const changed = engine.read(async () => {
      sql(place, 'CREATE TABLE t (a)')
      throw new Error('what a page of another moment looks like')
    })
    await expect(changed).rejects.toMatchObject(busy)
    await expect(look(), 'nor later: its pages may be in memory').rejects.toMatchObject(busy)
    await engine.close()
  })
})
