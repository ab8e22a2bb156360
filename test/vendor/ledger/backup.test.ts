import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { migrate } from '../../../src/log/sqlite/open.ts'
import { backupLedger, type RestoreOptions, restoreInto } from '../../../src/vendor/ledger/backup.ts'
import { exportLedger } from '../../../src/vendor/ledger/export.ts'
import { APPLICATION_ID, MIGRATIONS } from '../../../src/vendor/ledger/migrations.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { home, opened, random, statsOf } from './backups.ts'
import { ledgerFile } from './file.ts'
import { AT, everyKind, keyRecord, vendor } from './sample.ts'

const replacing: RestoreOptions = { random, now: AT, replace: true }
const keeping: RestoreOptions = { ...replacing, replace: false }

describe('a backup', () => {
  test('is the ledger of that moment in one file, for its owner alone', async () => {
    const { root, path, at } = await home()
    const expected = await statsOf(path)
    const made = await backupLedger(path, at('backup.db'), { random })
    expect(made).toEqual({ vendor, ...expected })
    expect(readdirSync(root).sort()).toEqual(['backup.db', 'ledger.db'])
    if (process.platform !== 'win32') expect(statSync(at('backup.db')).mode & 0o777).toBe(0o600)
    expect(await statsOf(at('backup.db'))).toEqual(expected)
    const [ledger, backup] = [await opened(path), await opened(at('backup.db'))]
    expect(await backup.entries(0, 1000)).toEqual(await ledger.entries(0, 1000))
  })

  test('is never written over another file, and not made of a ledger that is not sound', async () => {
    const { root, path, at } = await home()
    writeFileSync(at('there.db'), 'before')
    await expect(backupLedger(path, at('there.db'), { random })).rejects.toMatchObject({
      code: 'output-exists',
    })
    expect(readFileSync(at('there.db'), 'utf8')).toBe('before')
    const db = new DatabaseSync(path)
    db.exec("UPDATE activation_key SET email = 'eve@example.com'")
    db.close()
    await expect(backupLedger(path, at('backup.db'), { random })).rejects.toMatchObject({
      code: 'ledger-damaged',
      details: { path, problem: expect.stringContaining('email') },
    })
    expect(readdirSync(root).sort()).toEqual(['ledger.db', 'there.db'])
  })

  test('of a database on a server is refused, without its password', async () => {
    const url = 'postgres://ann:open-sesame@db.example.com/licenses'
    for (const doing of ['backup', 'restore'] as const) {
      const refused =
        doing === 'backup' ? backupLedger(url, 'x.db', { random }) : restoreInto(url, 'x.db', keeping)
      const error: unknown = await refused.catch(error => error)
      const path = 'postgres://db.example.com/licenses'
      expect(error).toMatchObject({ code: 'ledger-on-server', details: { path, doing } })
      expect(JSON.stringify(error)).not.toContain('sesame')
    }
  })
})

describe('putting a backup in place', () => {
  test('where there is no ledger: the same count and head; the backup stays as it is', async () => {
    const { path, at } = await home()
    const made = await backupLedger(path, at('backup.db'), { random })
    const before = readFileSync(at('backup.db'))
    mkdirSync(at('new'))
    expect(await restoreInto(at('new/ledger.db'), at('backup.db'), keeping)).toEqual({
      ...made,
      replaced: undefined,
    })
    expect(readdirSync(at('new'))).toEqual(['ledger.db'])
    expect(await statsOf(at('new/ledger.db'))).toEqual({ entries: made.entries, head: made.head })
    expect(readFileSync(at('backup.db')).equals(before)).toBe(true)
  })

  test('a ledger that is there stays, unless it is to be moved aside; then it is whole there', async () => {
    const { path, at, root } = await home()
    const { entries, head } = await backupLedger(path, at('backup.db'), { random })
    const ledger = await openSqliteLedger(path, { random })
    await ledger.append([{ kind: 'key.created', key: keyRecord('KEY-LATER') }], AT)
    const stats = await ledger.stats()
    await ledger.close()
    await expect(restoreInto(path, at('backup.db'), keeping)).rejects.toMatchObject({
      code: 'ledger-not-empty',
      details: { path, restoring: true },
    })
    expect(await statsOf(path)).toEqual({ entries: stats.entries, head: stats.head })

    const first = `${path}.replaced-2027-01-15T08-00-00Z`
    const restored = await restoreInto(path, at('backup.db'), replacing)
    expect(restored).toEqual({ vendor, entries, head, replaced: { path: first, stats } })
    expect(await statsOf(path)).toEqual({ entries, head })
    expect(await statsOf(first)).toEqual({ entries: stats.entries, head: stats.head })
    // once more in the same second
    const again = await restoreInto(path, at('backup.db'), replacing)
    expect(again.replaced?.path).toBe(`${first}-2`)
    expect(readdirSync(root).filter(name => !name.endsWith('-wal') && !name.endsWith('-shm'))).toHaveLength(4)
  })

  test('not while others work with the present one', async () => {
    const { root, path, at } = await home()
    await backupLedger(path, at('backup.db'), { random })
    const ledger = await opened(path)
    await expect(restoreInto(path, at('backup.db'), replacing)).rejects.toMatchObject({ code: 'ledger-busy' })
    expect((await ledger.audit()).problems).toEqual([])
    expect(readdirSync(root).some(name => name.includes('replaced') || name.startsWith('.'))).toBe(false)
  })

  test('a damaged ledger is moved aside with what stands beside it', async () => {
    const { path, at } = await home()
    const { entries, head } = await backupLedger(path, at('backup.db'), { random })
    const damaged = Buffer.concat([readFileSync(path).subarray(0, 5000), Buffer.alloc(5000, 1)])
    writeFileSync(path, damaged)
    writeFileSync(`${path}-wal`, 'changes')
    const { replaced } = await restoreInto(path, at('backup.db'), replacing)
    expect(replaced?.stats).toBeUndefined()
    expect(await statsOf(path)).toEqual({ entries, head })
    expect(
      readFileSync(replaced?.path ?? '')
        .subarray(0, 16)
        .toString(),
    ).toBe('SQLite format 3\0')
  })

  test('changes whose file is gone do not get into the backup', async () => {
    const { path, at } = await home()
    const { entries, head } = await backupLedger(path, at('backup.db'), { random })
    mkdirSync(at('lost'))
    const lost = at('lost/ledger.db')
    const ledger = await openSqliteLedger(path, { random })
    await ledger.append([{ kind: 'key.created', key: keyRecord('KEY-LATER') }], AT)
    copyFileSync(`${path}-wal`, `${lost}-wal`)
    await ledger.close()
    await expect(restoreInto(lost, at('backup.db'), keeping)).rejects.toMatchObject({
      code: 'ledger-not-empty',
    })
    const { replaced } = await restoreInto(lost, at('backup.db'), replacing)
    expect(await statsOf(lost)).toEqual({ entries, head })
    expect(readdirSync(at('lost'))).toContain(`${replaced?.path.split('/').at(-1)}-wal`)
  })

  test('a copy that was made by hand has its changes beside it', async () => {
    const { path, at } = await home()
    const ledger = await openSqliteLedger(path, { random })
    await ledger.append([{ kind: 'key.created', key: keyRecord('KEY-LATER') }], AT)
    const { entries, head } = await ledger.stats()
    copyFileSync(path, at('hand.db'))
    copyFileSync(`${path}-wal`, at('hand.db-wal'))
    await ledger.close()
    mkdirSync(at('new'))
    expect(await restoreInto(at('new/ledger.db'), at('hand.db'), keeping)).toMatchObject({ entries, head })
  })

  test('one of an older version is brought up to date, and the backup is not', async () => {
    const { at } = await home()
    const db = new DatabaseSync(at('old.db'))
    migrate(db, at('old.db'), { applicationId: APPLICATION_ID, steps: MIGRATIONS.slice(0, 1) })
    db.exec(`INSERT INTO entry VALUES (1, 1800000000, 'vendor.created', '{"vendor":{"name":"Acme GmbH","publicKey":"${vendor.publicKey}","createdAt":1800000000}}', NULL, '38345ec2fb8018c1520d59eefe3d529d10a229be9d2a752b65b16e496a6eee6a');
      INSERT INTO vendor VALUES (1, 'Acme GmbH', '${vendor.publicKey}', 1800000000, 1)`)
    db.close()
    mkdirSync(at('new'))
    expect(await restoreInto(at('new/ledger.db'), at('old.db'), keeping)).toMatchObject({
      vendor,
      entries: 1,
    })
    expect(readFileSync(at('old.db')).readUInt32BE(60)).toBe(1)
  })

  test.each<[string, string, (at: (name: string) => string) => unknown]>([
    ['no file', 'file-not-found', () => undefined],
    ['no ledger', 'ledger-foreign', at => writeFileSync(at('bad.db'), 'text')],
    ['an empty file', 'ledger-damaged', at => writeFileSync(at('bad.db'), '')],
    ['a ledger of no vendor', 'vendor-missing', at => ledgerFile(at('bad.db'), [])],
    [
      'a backup that was changed',
      'ledger-damaged',
      at => {
        copyFileSync(at('backup.db'), at('bad.db'))
        const db = new DatabaseSync(at('bad.db'))
        db.exec('UPDATE activation_key SET activations = 1000')
        db.close()
      },
    ],
    [
      'a backup that was cut off',
      'ledger-damaged',
      at => writeFileSync(at('bad.db'), readFileSync(at('backup.db')).subarray(0, 20_000)),
    ],
    [
      'an export',
      'ledger-foreign',
      async at => {
        const ledger = await openSqliteLedger(at('ledger.db'), { random })
        await exportLedger(ledger, at('bad.db'), AT).finally(() => ledger.close())
      },
    ],
  ])('%s is refused, and the present ledger stays', async (_, code, make) => {
    const { root, path, at } = await home()
    await backupLedger(path, at('backup.db'), { random })
    await make(at)
    const before = readdirSync(root)
    await expect(restoreInto(path, at('bad.db'), replacing)).rejects.toMatchObject({
      code,
      details: { path: at('bad.db') },
    })
    expect(readdirSync(root)).toEqual(before)
    expect((await statsOf(path)).entries).toBe(everyKind.length)
  })
})

test.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)(
  'a folder that may not be written to: nothing is made',
  async () => {
    const { path, at } = await home()
    mkdirSync(at('closed'))
    chmodSync(at('closed'), 0o555)
    await expect(backupLedger(path, at('closed/backup.db'), { random })).rejects.toMatchObject({
      code: 'cannot-write',
    })
  },
)
