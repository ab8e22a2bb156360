/** The ledger on PostgreSQL: the contract of every ledger, what is opened and what is refused, and who may do what. */
import { join } from 'node:path'
import type { Client } from 'pg'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { connect } from '../../../src/log/postgres/connection.ts'
import { prepare } from '../../../src/log/postgres/open.ts'
import type { PostgresSession } from '../../../src/log/postgres/session.ts'
import { parsePostgresUrl } from '../../../src/log/postgres/url.ts'
import { createVendor, openVendor } from '../../../src/vendor/door.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { LICENSE_COLUMNS } from '../../../src/vendor/ledger/newest-license.ts'
import { openPostgresLedger, type PostgresOptions } from '../../../src/vendor/ledger/postgres.ts'
import { LICENSES, MIGRATIONS } from '../../../src/vendor/ledger/postgres-migrations.ts'
import { SEAT_COLUMNS } from '../../../src/vendor/ledger/seat-columns.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { TABLES } from '../../../src/vendor/ledger/tables.ts'
import { BESIDE } from './audit-contract.ts'
import { clockContract } from './clock-contract.ts'
import { type LedgerUnderTest, ledgerContract } from './contract.ts'
import { customersContract } from './customers-contract.ts'
import { folder } from './file.ts'
import { licensesContract } from './licenses-contract.ts'
import { manyContract } from './many-contract.ts'
import { ask, connected, connection, PASSWORD, postgresServer } from './postgres-server.ts'
import { proofsContract } from './proofs-contract.ts'
import { refusalsContract } from './refusals-contract.ts'
import { AT, countingBytes, everyKind, fullKey, keyRecord, product } from './sample.ts'
import { sumsContract } from './sums-contract.ts'
import { togetherContract } from './together-contract.ts'
import { waitingContract } from './waiting-contract.ts'

const server = postgresServer()

/** Takes every row away, past the triggers and the references. */
const EMPTY = `SET session_replication_role = replica;
  ${['entry', ...BESIDE, ...TABLES.map(({ name }) => name)].map(name => `DELETE FROM airlatch.${name}`).join(';')}`

/** One database and its connections, one after the other for every test of the contract: new ones take most of its time. */
const shared: { url: string; admin: Client | undefined; idle: Ledger[] } = {
  url: '',
  admin: undefined,
  idle: [],
}
afterAll(async () => {
  await shared.admin?.end()
  for (const ledger of shared.idle) await ledger.close()
})

async function fresh(): Promise<LedgerUnderTest> {
  if (shared.admin === undefined) {
    shared.url = await server.database()
    shared.admin = await connected(shared.url)
  } else await shared.admin.query(EMPTY)
  return {
    async open(operator, onClockAhead) {
      if (operator !== undefined) return opened(shared.url, { operator, onClockAhead })
      const ledger =
        shared.idle.pop() ?? (await openPostgresLedger(shared.url, { random: countingBytes(), create: true }))
      onTestFinished(() => void shared.idle.push(ledger))
      return ledger
    },
  }
}

ledgerContract('PostgreSQL', fresh)
clockContract('PostgreSQL', fresh)
waitingContract('PostgreSQL', fresh)
togetherContract('PostgreSQL', fresh)
proofsContract('PostgreSQL', fresh)
refusalsContract('PostgreSQL', fresh)
customersContract('PostgreSQL', fresh)
sumsContract('PostgreSQL', fresh)

test('a ledger of the version before customers is found in as well, and sound', async () => {
  const url = await server.database()
  const before = await opened(url)
  const changes = everyKind.filter(
    ({ kind }) => !/^(?:customer|template|api-key|shop|webhook|mail|order)\./.test(kind),
  )
  expect(await before.append(changes, AT)).toBe('recorded')
  await before.close()
  await ask(
    url,
    `SET search_path = airlatch; DROP TABLE search; DROP INDEX entry_by_kind; ALTER TABLE activation_key DROP COLUMN customer;
      ALTER TABLE activation_key DROP COLUMN suspended_at, DROP COLUMN suspend_reason, DROP COLUMN archived_at;
      DROP TABLE customer; DROP TABLE template; DROP TABLE refusal; DROP TABLE backup;
      DROP TRIGGER activation_is_marked ON activation; DROP TRIGGER activation_is_marked_again ON activation;
      DROP FUNCTION mark_activation(); DROP TABLE seat_mark, outside, sold_order, secret, kept_answer, api_device, delivery, delivered_until; UPDATE ledger_version SET version = ${MIGRATIONS.indexOf(LICENSES) - 1};
      ${[...LICENSE_COLUMNS, ...SEAT_COLUMNS].map(name => `ALTER TABLE activation DROP COLUMN ${name}`).join('; ')}`,
  )
  const ledger = await opened(url)
  for (const phrase of ['kathe &', 'PO 2026', 'ANN@', 'on monday'])
    expect(await ledger.search([phrase], 10), phrase).toEqual([{ kind: 'key', id: fullKey.id }])
  expect(await ledger.search(['rc9wh'], 10)).toEqual([{ kind: 'activation', id: '00112233aabbccdd' }])
  expect((await ledger.audit()).problems).toEqual([])
})

test('a search without the extension pg_trgm finds the same, and the audit allows for it', async () => {
  const url = await server.database()
  await opened(url, { create: true })
  await ask(url, 'DROP EXTENSION pg_trgm CASCADE')
  const ledger = await opened(url)
  await ledger.append(everyKind, AT)
  expect(await ledger.search(['KATHE', 'rc9wh'], 10)).toEqual([
    { kind: 'activation', id: '00112233aabbccdd' },
    { kind: 'key', id: fullKey.id },
  ])
  expect((await ledger.audit()).problems).toEqual([])
})
manyContract('PostgreSQL', fresh)
licensesContract('PostgreSQL', fresh, () => ({
  async select(sql) {
    const over = await session(shared.url)
    await over.script(`SET search_path = airlatch`)
    return over.all(sql)
  },
  async older(fill) {
    const url = await server.database()
    const over = await session(url)
    await prepare(over, {
      create: true,
      busySeconds: 1,
      steps: MIGRATIONS.slice(0, MIGRATIONS.indexOf(LICENSES)),
    })
    await over.script('SET search_path = airlatch')
    await fill((sql, params) => over.run(sql, params))
    return opened(url)
  },
}))

async function opened(url: string, options: Partial<PostgresOptions> = {}): Promise<Ledger> {
  const ledger = await openPostgresLedger(url, { random: countingBytes(), create: true, ...options })
  onTestFinished(() => ledger.close())
  return ledger
}

async function session(url: string): Promise<PostgresSession> {
  const session = await connect(parsePostgresUrl(url), 1)
  onTestFinished(() => session.end())
  return session
}

/** The URL, and the place that errors name. */
function placed(url: string) {
  return { url, path: parsePostgresUrl(url).place }
}

/** What it was refused with; nothing that can be printed of it has the password. */
async function refusal(refused: Promise<unknown>): Promise<unknown> {
  const error = await refused.then(
    () => undefined,
    error => error,
  )
  for (let shown = error; shown instanceof Error; shown = shown.cause as Error) {
    const text = `${shown.stack} ${JSON.stringify(shown)}`
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'another-secret', 'SECRET'])
      expect(text).not.toContain(secret)
  }
  return error
}

/** The same server, seen by another user, or under another name of a database. */
function elsewhere(url: string, change: Partial<URL>): string {
  return Object.assign(new URL(url), change).href
}

test('the same changes have the same head on both engines', async () => {
  const onServer = await opened(await server.database())
  const inFile = await openSqliteLedger(join(folder(), 'ledger.db'), {
    random: countingBytes(),
    create: true,
  })
  for (const ledger of [onServer, inFile])
    for (const [i, change] of everyKind.entries()) await ledger.append([change], AT + i)
  expect(await onServer.stats()).toEqual(await inFile.stats())
  expect(await onServer.audit()).toEqual(await inFile.audit())
  expect(await onServer.history(fullKey.id)).toStrictEqual(await inFile.history(fullKey.id))
  await inFile.close()
})

describe('opening', () => {
  test('an empty database has no vendor, and is left as it is', async () => {
    const { url, path } = placed(await server.database())
    for (let i = 0; i < 2; i++)
      expect(await refusal(opened(url, { create: false }))).toMatchObject({
        code: 'vendor-missing',
        details: { path },
      })
    await (await opened(url)).append(everyKind, AT)
    expect(await (await opened(url, { create: false })).key(fullKey.id)).toStrictEqual(fullKey)
    expect((await (await opened(url)).stats()).entries).toBe(everyKind.length)
  })

  test("stands beside other people's tables, and takes none of theirs for its own", async () => {
    const url = await server.database()
    await ask(url, 'CREATE TABLE entry (x int); CREATE TABLE product (x int); INSERT INTO entry VALUES (1)')
    const ledger = await opened(url)
    await ledger.append(everyKind, AT)
    expect((await ledger.audit()).problems).toEqual([])
    expect((await (await connection(url)).query('SELECT * FROM public.entry')).rows).toEqual([{ x: 1 }])
  })

  test.each([
    ['a schema of that name with other tables', 'CREATE TABLE airlatch.entry (x int)', 'ledger-foreign'],
    ['a schema of that name with a view', 'CREATE VIEW airlatch.v AS SELECT 1', 'ledger-foreign'],
    ['a version table without a version', 'CREATE TABLE airlatch.ledger_version (x int)', 'ledger-damaged'],
    [
      'a version table without a row',
      'CREATE TABLE airlatch.ledger_version (id bigint, version bigint)',
      'ledger-damaged',
    ],
    [
      'a newer ledger',
      `CREATE TABLE airlatch.ledger_version AS SELECT 1::bigint AS id, ${MIGRATIONS.length + 1}::bigint AS version`,
      'ledger-newer',
    ],
  ])('%s is refused, and nothing of it changed', async (_, sql, code) => {
    const { url, path } = placed(await server.database())
    await ask(url, `CREATE SCHEMA airlatch; ${sql}`)
    const before = await tablesOf(url)
    for (const create of [false, true])
      expect(await refusal(opened(url, { create }))).toMatchObject({ code, details: { path } })
    expect(await tablesOf(url)).toEqual(before)
  })

  test('a server that is not there, a database that it has not, a wrong password, none', async () => {
    const url = await server.database()
    const unavailable = (path: string, problem: string) => ({
      code: 'ledger-unavailable',
      details: { path, problem: expect.stringContaining(problem) },
    })
    const gone = elsewhere(url, { port: '1' })
    expect(await refusal(opened(gone))).toMatchObject(unavailable(placed(gone).path, 'ECONNREFUSED'))
    const none = elsewhere(url, { pathname: '/none' })
    expect(await refusal(opened(none))).toMatchObject(
      unavailable(placed(none).path, 'database "none" does not exist'),
    )
    const wrong = elsewhere(url, { password: 'another-secret' })
    expect(await refusal(opened(wrong))).toMatchObject(
      unavailable(placed(url).path, 'password authentication'),
    )
    const mute = elsewhere(url, { password: '' })
    expect(await refusal(opened(mute))).toMatchObject(unavailable(placed(url).path, 'asks for a password'))
    const tls = `${url}?sslmode=verify-full`
    expect(await refusal(opened(tls))).toMatchObject(unavailable(placed(url).path, 'sslmode=disable'))
  })

  test('a database that cannot hold every text', async () => {
    const url = await server.database()
    await ask(
      url,
      "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc",
    )
    expect(await refusal(opened(elsewhere(url, { pathname: '/latin' })))).toMatchObject({
      code: 'ledger-unavailable',
      details: { problem: 'the database is encoded in LATIN1, expected UTF8' },
    })
  })

  test('several at once make one ledger', async () => {
    const url = await server.database()
    const ledgers = await Promise.all(Array.from({ length: 8 }, () => opened(url)))
    const outcomes = await Promise.all(ledgers.map(ledger => ledger.append(everyKind.slice(0, 1), AT)))
    expect(outcomes.toSorted()).toEqual([...Array(7).fill('conflict'), 'recorded'])
  })

  test('settings of the server or of the role do not reach into the ledger', async () => {
    const url = await server.database()
    const name = new URL(url).pathname.slice(1)
    const settings = [
      "client_encoding = 'LATIN1'",
      'synchronous_commit = off',
      'default_transaction_read_only = on',
      "default_transaction_isolation = 'serializable'",
      'search_path = trap, pg_catalog',
      'standard_conforming_strings = off',
      "datestyle = 'German'",
    ]
    await ask(
      url,
      `CREATE SCHEMA trap;
      CREATE FUNCTION trap.length(text) RETURNS int LANGUAGE sql AS 'SELECT 0';
      CREATE FUNCTION trap.lower(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''trapped''';
      CREATE TABLE trap.entry (seq bigint, hash text);
      ${settings.map(setting => `ALTER DATABASE ${name} SET ${setting}`).join(';')}`,
    )
    const ledger = await opened(url)
    await ledger.append(everyKind, AT)
    const [other] = await ledger.products()
    expect(other).toStrictEqual({ ...product, name: 'Viewer 2' })
    expect(await ledger.keys({ email: 'ANN@example.com' })).toHaveLength(1)
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('lower() is that of ASCII, whatever the language of the server', async () => {
    const ledger = await opened(await server.database())
    await ledger.append(everyKind, AT)
    const key = keyRecord('NEW', { email: 'Ändi@example.com' })
    await ledger.append([{ kind: 'key.created', key }], AT)
    expect(await ledger.keys({ email: 'ändi@example.com' })).toEqual([])
    expect(await ledger.keys({ email: 'ÄNDI@EXAMPLE.com' })).toHaveLength(1)
  })

  test('what is asked for with U+0000 in it is not there', async () => {
    const ledger = await opened(await server.database())
    await ledger.append(everyKind, AT)
    expect(await ledger.key('KEY\0FULL')).toBeUndefined()
    expect(await ledger.snapshot('\0')).toBeUndefined()
    expect(await ledger.keys({ email: 'ann@example.com\0' })).toEqual([])
    expect(await ledger.newestKit('acme.viewer\0')).toBeUndefined()
    const seen = { keys: new Map([['\0', 1]]) }
    expect(await ledger.append([{ kind: 'product.changed', product }], AT, seen)).toBe('conflict')
  })

  test('a ledger that has been closed is used by a bug', async () => {
    const ledger = await opened(await server.database())
    await ledger.close()
    await ledger.close()
    await expect(ledger.stats()).rejects.toMatchObject({ code: 'bug' })
  })
})

/** Every table of our schema with its columns. */
async function tablesOf(url: string): Promise<unknown> {
  const sql = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'airlatch'"
  return (await (await connection(url)).query(sql)).rows
}

describe('migration', () => {
  const VERSION = 'CREATE TABLE ledger_version (id bigint PRIMARY KEY, version bigint NOT NULL)'
  const one = `${VERSION}; CREATE TABLE a (x bigint); INSERT INTO a VALUES (1)`
  const two = 'ALTER TABLE a ADD COLUMN y bigint DEFAULT 2'

  async function migrating(url: string) {
    const over = await session(url)
    return {
      to: (...steps: readonly string[]) => prepare(over, { create: true, busySeconds: 0, steps }),
      rows: (sql: string) => over.all(sql),
    }
  }

  test('takes the steps that are missing, in order, once', async () => {
    const { to, rows } = await migrating(await server.database())
    await to(one)
    await rows('UPDATE airlatch.a SET x = 5')
    await to(one, two)
    await to(one, two)
    expect(await rows('SELECT x, y FROM airlatch.a')).toEqual([{ x: 5, y: 2 }])
    expect(await rows('SELECT * FROM airlatch.ledger_version')).toEqual([{ id: 1, version: 2 }])
  })

  test('is all or nothing', async () => {
    const { to, rows } = await migrating(await server.database())
    await to(one)
    await expect(to(one, two, 'UPDATE none SET x = 1')).rejects.toMatchObject({ code: 'ledger-damaged' })
    expect(await rows('SELECT * FROM airlatch.a')).toEqual([{ x: 1 }])
    expect(await rows('SELECT version FROM airlatch.ledger_version')).toEqual([{ version: 1 }])
  })

  test('never goes back', async () => {
    const { to, rows } = await migrating(await server.database())
    await to(one, two)
    await expect(to(one)).rejects.toMatchObject({ code: 'ledger-newer', details: { got: 2, newest: 1 } })
    expect(await rows('SELECT version FROM airlatch.ledger_version')).toEqual([{ version: 2 }])
  })

  test('waits for a writer, and gives up in time', async () => {
    const url = await server.database()
    const { to } = await migrating(url)
    await to(one)
    const writer = await connection(url)
    await writer.query('BEGIN; LOCK TABLE airlatch.ledger_version IN EXCLUSIVE MODE')
    await expect(to(one, two)).rejects.toMatchObject({ code: 'ledger-busy' })
    await writer.query('COMMIT')
    await to(one, two)
  })

  test('a program that was there before it writes and reads nothing any more', async () => {
    const url = await server.database()
    const ledger = await opened(url)
    await ledger.append(everyKind, AT)
    await ask(url, 'UPDATE airlatch.ledger_version SET version = 99')
    const newer = { code: 'ledger-newer', details: { got: 99, newest: MIGRATIONS.length } }
    const change = { kind: 'key.created', key: keyRecord('NEW') } as const
    await expect(ledger.append([change], AT)).rejects.toMatchObject(newer)
    await expect(ledger.stats()).rejects.toMatchObject(newer)
    await ask(url, 'DROP SCHEMA airlatch CASCADE')
    await expect(ledger.stats()).rejects.toMatchObject({ code: 'ledger-damaged' })
  })
})

describe('rights', () => {
  /** Makes roles, which all databases of the server have in common. */
  async function roles(url: string, sql: string, ...names: readonly string[]): Promise<readonly string[]> {
    const { rows } = await (await connection(url)).query('SELECT current_database() AS name')
    const of = (role: string) => `${role}_${rows[0].name}`
    const made = names.map(name => `CREATE ROLE ${of(name)} LOGIN PASSWORD 'another-secret'`)
    await ask(url, `${made.join(';')}; ${sql.replace(/\$(\w+)/g, (_, role) => of(role))}`)
    return names.map(name => elsewhere(url, { username: of(name), password: 'another-secret' }))
  }

  test('who may make nothing in the database makes the ledger in a schema that was made for it', async () => {
    const url = await server.database()
    const [desk = ''] = await roles(url, 'SELECT 1', 'desk')
    expect(await refusal(opened(desk))).toMatchObject({
      code: 'ledger-unavailable',
      details: { problem: expect.stringContaining('permission denied for database') },
    })
    await ask(url, `CREATE SCHEMA airlatch AUTHORIZATION ${new URL(desk).username}`)
    const ledger = await opened(desk)
    await ledger.append(everyKind, AT)
    expect((await ledger.audit()).problems).toEqual([])
  })

  test('a desk that may add and not take away, an auditor that may read, and a stranger', async () => {
    const url = await server.database()
    await (await opened(url)).append(everyKind, AT)
    const [desk = '', auditor = '', stranger = ''] = await roles(
      url,
      `GRANT USAGE ON SCHEMA airlatch TO $desk, $auditor;
      GRANT SELECT ON ALL TABLES IN SCHEMA airlatch TO $desk, $auditor;
      GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA airlatch TO $desk;
      REVOKE UPDATE ON airlatch.entry FROM $desk; GRANT UPDATE (personal) ON airlatch.entry TO $desk`,
      'desk',
      'auditor',
      'stranger',
    )
    const change = { kind: 'key.created', key: keyRecord('NEW') } as const
    const denied = { code: 'ledger-unavailable', details: { problem: expect.stringContaining('denied') } }
    const ledger = await opened(desk)
    expect(await ledger.append([change], AT)).toBe('recorded')
    for (const sql of [
      'UPDATE airlatch.entry SET at = 1',
      'DELETE FROM airlatch.entry',
      'TRUNCATE airlatch.entry',
      'ALTER TABLE airlatch.entry DISABLE TRIGGER ALL',
      'DROP TABLE airlatch.kit',
      'DELETE FROM airlatch.activation',
    ])
      await expect(ask(desk, sql), sql).rejects.toThrow(/permission denied|must be owner/)
    const reading = await opened(auditor)
    expect(await reading.audit()).toMatchObject({ entries: everyKind.length + 1, problems: [] })
    expect(await refusal(reading.append([change], AT))).toMatchObject(denied)
    expect(await refusal(opened(stranger))).toMatchObject(denied)
  })

  test('the tables themselves refuse changes that are made by accident', async () => {
    const url = await server.database()
    await (await opened(url)).append(everyKind, AT)
    for (const column of ['seq', 'at', 'kind', 'body', 'hash', 'subject', 'operator'])
      await expect(ask(url, `UPDATE airlatch.entry SET ${column} = ${column}`)).rejects.toThrow(
        'an entry is never changed',
      )
    await expect(ask(url, 'DELETE FROM airlatch.entry')).rejects.toThrow('an entry is never deleted')
    await expect(ask(url, 'TRUNCATE airlatch.entry CASCADE')).rejects.toThrow('an entry is never deleted')
    await expect(ask(url, "UPDATE airlatch.entry SET personal = '{}'")).rejects.toThrow(
      'personal data are only erased',
    )
    await ask(url, 'UPDATE airlatch.entry SET personal = NULL')
  })
})

test('a vendor whose ledger is on a server: made, opened, and missed when it is gone', async () => {
  const home = folder()
  const { url: ledger, path } = placed(await server.database())
  await expect(openVendor({ home, ledger })).rejects.toMatchObject({ code: 'vendor-missing' })
  await createVendor({ home, ledger, name: 'Acme', passphrase: '' })
  await expect(createVendor({ home, ledger, name: 'Acme', passphrase: '' })).rejects.toMatchObject({
    code: 'vendor-exists',
  })
  const vendor = await openVendor({ home, ledger })
  await vendor.createProduct({ id: 'scope', name: 'Scope' })
  expect(await vendor.createKeys({ productId: 'scope', count: 3 })).toHaveLength(3)
  expect((await vendor.audit()).problems).toEqual([])
  await vendor.close()
  const missing = { code: 'ledger-missing', details: { path: placed(ledger).path } }
  expect(path).not.toContain('@')
  await ask(ledger, 'DROP SCHEMA airlatch CASCADE')
  expect(await refusal(openVendor({ home, ledger }))).toMatchObject(missing)
  expect(await refusal(createVendor({ home, ledger, name: 'Acme', passphrase: '' }))).toMatchObject(missing)
})
