/** Backups made while others write, put back in place, and never half of one, whoever is killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { backupLedger, type RestoreOptions, restoreInto } from '../../src/ledger/backup.ts'
import { exportLedger } from '../../src/ledger/export.ts'
import type { Change, Ledger } from '../../src/ledger/ledger.ts'
import { MIGRATIONS } from '../../src/ledger/migrations.ts'
import { migrate, openSqliteLedger } from '../../src/ledger/sqlite.ts'
import { folder, ledgerFile } from './file.ts'
import {
  AT,
  bareEntitlement,
  countingBytes,
  everyKind,
  fullActivation,
  keyRecord,
  license,
  vendor,
} from './sample.ts'

const random = countingBytes()
const replacing: RestoreOptions = { random, now: AT, replace: true }
const keeping: RestoreOptions = { ...replacing, replace: false }

async function opened(path: string): Promise<Ledger> {
  const ledger = await openSqliteLedger(path, { random })
  onTestFinished(() => ledger.close())
  return ledger
}

async function statsOf(path: string) {
  const ledger = await openSqliteLedger(path, { random })
  const { problems, entries, head } = await ledger.audit().finally(() => ledger.close())
  expect(problems).toEqual([])
  return { entries, head }
}

/** A folder with a ledger of one of everything. */
async function home(more: readonly Change[] = []) {
  const root = folder()
  const path = join(root, 'ledger.db')
  await ledgerFile(path, [...everyKind, ...more])
  return { root, path, at: (name: string) => join(root, name) }
}

/** 10 MB of licenses: several steps of a backup. */
function largeLicenses(): readonly Change[] {
  const payload = new Uint8Array(1_000_000).fill(7)
  const issued = { ...license(fullActivation, undefined), payload }
  return Array.from({ length: 8 }, () => ({ kind: 'license.issued', license: issued }))
}

interface Running {
  readonly process: ChildProcess
  readonly lines: string[]
  readonly over: Promise<unknown>
  /** Resolves at so many lines behind "ready", or when it is over. */
  said(count: number): Promise<unknown>
}

/** Starts one of our scripts, waits until it is ready, and lets it go. */
async function running(script: string, ...args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const over = once(child, 'close')
  const lines: string[] = []
  const waiting = new Map<number, () => void>()
  const input = createInterface(child.stdout)
  const ready = once(input, 'line')
  await ready
  input.on('line', line => {
    lines.push(line)
    waiting.get(lines.length)?.()
  })
  child.stdin.write('go\n')
  const said = (count: number) =>
    Promise.race([
      over,
      new Promise<void>(go => {
        waiting.set(count, go)
        if (lines.length >= count) go()
      }),
    ])
  return { process: child, lines, over, said }
}

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

  test('is made while another process writes, of all that was recorded before', async () => {
    const key = keyRecord('RACE', { entitlement: { ...bareEntitlement, activations: 1_000_000 } })
    const { path, at } = await home([...largeLicenses(), { kind: 'key.created', key }])
    const busy = await running('appender.ts', path, 'RACE', 'a')
    await busy.said(10)
    const before = busy.lines.length
    const told: string[] = []
    const { entries, head } = await backupLedger(path, at('backup.db'), {
      random,
      progress: (done, of) => told.push(`${done} of ${of}`),
    })
    // it was neither held up nor stopped
    await busy.said(before + 20)
    busy.process.kill('SIGKILL')
    await busy.over
    expect(busy.lines.length).toBeGreaterThanOrEqual(before + 20)
    expect(told.length).toBeGreaterThan(1)
    expect(new Set(told.map(text => text.split(' ').at(-1))).size, 'never begun anew').toBe(1)
    // also the audit behind the copy is told
    expect(told.at(-1)).toMatch(/^(\d+) of \1$/)

    const backup = await opened(at('backup.db'))
    const seats = (await backup.activations({ keyId: 'RACE' })).map(({ id }) => id)
    for (const id of busy.lines.slice(0, before)) expect(seats).toContain(id)
    const [last] = await (await opened(path)).entries(entries - 1, 1)
    expect(last?.hash).toBe(head)
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
    migrate(db, at('old.db'), MIGRATIONS.slice(0, 1))
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

describe('kill -9', () => {
  /** Kills the process behind so many lines, or so many milliseconds behind its start. */
  async function killed(args: readonly string[], when: { lines?: number; milliseconds?: number }) {
    const copier = await running('copier.ts', ...args)
    await (when.lines === undefined ? pause(when.milliseconds) : copier.said(when.lines))
    copier.process.kill('SIGKILL')
    await copier.over
    return copier.lines.at(-1) === 'done'
  }

  test('while a backup is made: none, or a whole one', async () => {
    const { path, at, root } = await home(largeLicenses())
    const expected = await statsOf(path)
    const kills = [
      { lines: 1 },
      { lines: 2 },
      { milliseconds: 0 },
      { milliseconds: 60 },
      { milliseconds: 150 },
    ]
    for (const [i, when] of kills.entries()) {
      const done = await killed(['backup', path, at(`${i}.db`)], when)
      const there = readdirSync(root).includes(`${i}.db`)
      if (done) expect(there).toBe(true)
      if (there) expect(await statsOf(at(`${i}.db`))).toEqual(expected)
    }
    expect(await killed(['backup', path, at('last.db')], { lines: 1000 })).toBe(true)
    expect(await statsOf(at('last.db'))).toEqual(expected)
    expect(await statsOf(path)).toEqual(expected)
  }, 120_000)

  test('while a backup is put in place: the old ledger or the new one', async () => {
    const { path, at } = await home(largeLicenses())
    const { entries } = await backupLedger(path, at('backup.db'), { random })
    const ledger = await openSqliteLedger(path, { random })
    await ledger.append([{ kind: 'key.created', key: keyRecord('KEY-LATER') }], AT)
    await ledger.close()
    for (const milliseconds of [0, 50, 100, 150, 200, 250]) {
      const done = await killed(['restore', path, at('backup.db')], { milliseconds })
      const found = (await statsOf(path)).entries
      expect(done ? [entries] : [entries, entries + 1]).toContain(found)
    }
  }, 120_000)

  test('while a ledger is exported and imported: no file, or a whole one', async () => {
    const { path, at, root } = await home(largeLicenses())
    const expected = await statsOf(path)
    for (const [i, when] of [{ lines: 1 }, { milliseconds: 0 }, { milliseconds: 40 }].entries())
      await killed(['export', path, at(`${i}.jsonl`)], when)
    expect(await killed(['export', path, at('whole.jsonl')], { lines: 1000 })).toBe(true)
    const whole = readFileSync(at('whole.jsonl'))
    for (const name of readdirSync(root).filter(name => name.endsWith('.jsonl')))
      expect(readFileSync(at(name)).equals(whole)).toBe(true)

    for (const [i, lines] of [1, 5, 20, expected.entries].entries()) {
      const done = await killed(['import', at(`${i}.db`), at('whole.jsonl')], { lines })
      const there = readdirSync(root).includes(`${i}.db`)
      if (done) expect(there).toBe(true)
      if (there) expect(await statsOf(at(`${i}.db`))).toEqual(expected)
    }
    expect(await killed(['import', at('last.db'), at('whole.jsonl')], { lines: 1000 })).toBe(true)
    expect(await statsOf(at('last.db'))).toEqual(expected)
  }, 120_000)
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
