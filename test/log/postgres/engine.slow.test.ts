/** Several connections to one PostgreSQL ledger: racing, waiting, cut off, and killed together with the server. */
import { expect, onTestFinished, test } from 'vitest'
import { type AirlatchError, detailOf } from '../../../src/core/errors.ts'
import { connect } from '../../../src/log/postgres/connection.ts'
import { PostgresEngine } from '../../../src/log/postgres/engine.ts'
import { parsePostgresUrl } from '../../../src/log/postgres/url.ts'
import { unlockSigningKey } from '../../../src/vendor/custody/signing-key.ts'
import { createVendor, openVendor } from '../../../src/vendor/door.ts'
import type { Issuer } from '../../../src/vendor/issue/decision.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openPostgresLedger, type PostgresOptions } from '../../../src/vendor/ledger/postgres.ts'
import { MIGRATIONS } from '../../../src/vendor/ledger/postgres-migrations.ts'
import { folder } from '../../vendor/ledger/file.ts'
import { ask, connected, connection, postgresServer } from '../../vendor/ledger/postgres-server.ts'
import { wireTo } from '../../vendor/ledger/postgres-wire.ts'
import {
  AT,
  activation,
  bareEntitlement,
  countingBytes,
  everyKind,
  fullKey,
  keyRecord,
} from '../../vendor/ledger/sample.ts'
import { addNext } from '../../vendor/ledger/together-contract.ts'
import { issueBy, issued, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

const server = postgresServer()

async function opened(url: string, options: Partial<PostgresOptions> = {}): Promise<Ledger> {
  const ledger = await openPostgresLedger(url, { random: countingBytes(), create: true, ...options })
  onTestFinished(() => ledger.close())
  return ledger
}

const MANY = keyRecord('MANY', { entitlement: { ...bareEntitlement, activations: 1_000_000 } })
const BEGINNING: readonly Change[] = [...everyKind, { kind: 'key.created', key: MANY }]

/** A ledger with one of everything and a key of many seats, and its URL. */
async function started(options: Partial<PostgresOptions> = {}) {
  const url = await server.database()
  const ledger = await opened(url, options)
  await ledger.append(BEGINNING, AT)
  return { url, ledger }
}

/** The engine alone, on a ledger that is there. */
async function engineOn(url: string, busySeconds = 10): Promise<PostgresEngine> {
  const again = () => connect(parsePostgresUrl(url), busySeconds)
  const engine = new PostgresEngine({
    session: await again(),
    connect: again,
    version: MIGRATIONS.length,
    busySeconds,
    complaints: async () => [],
  })
  onTestFinished(() => engine.close())
  return engine
}

const seat = (id: string): Change => ({
  kind: 'activation.recorded',
  activation: activation(id, MANY.id),
})
const newKey: Change = { kind: 'key.created', key: keyRecord('NEW') }

/** "Acme" sells seats of "scope" over a ledger on the server: a key, and a way to one more desk. */
async function desks(url: string, activations: number) {
  const home = folder()
  await createVendor({ home, ledger: url, name: 'Acme', passphrase: '', now: () => NOW })
  const vendor = await openVendor({ home, ledger: url, now: () => NOW })
  onTestFinished(() => vendor.close())
  await vendor.createProduct({ id: 'scope', name: 'Scope' })
  const [key] = await vendor.createKeys({ productId: 'scope', activations })
  const signingKey = await unlockSigningKey(home, '')
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
  const desk = (ledger: Ledger): Issuer => ({ ledger, vendor: 'Acme', signingKey, now: () => NOW, random })
  return { key: key?.text ?? '', desk }
}

test('many desks issue for the last seats at once: never one too many, and nobody is told of the others', async () => {
  const url = await server.database()
  const { key, desk } = await desks(url, 12)
  const rivals = await Promise.all(Array.from({ length: 15 }, () => opened(url)))
  const outcomes = await Promise.all(
    rivals.map((ledger, i) => issueBy(desk(ledger), requestOf(`computer ${i}`, key))),
  )
  const refused = outcomes.filter(outcome => outcome.kind === 'refusal')
  expect(outcomes.length - refused.length).toBe(12)
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['no-seats-left']))
  const [one] = rivals
  const seats = (await one?.activations({})) ?? []
  expect(seats).toHaveLength(12)
  const ids = outcomes.flatMap(outcome => (outcome.kind === 'issued' ? [outcome.license.activationId] : []))
  expect(ids.toSorted()).toEqual(seats.map(({ id }) => id).toSorted())
  expect((await one?.audit())?.problems).toEqual([])
})

test('desks that get the same request at once answer with the same bytes', async () => {
  const url = await server.database()
  const { key, desk } = await desks(url, 1)
  const request = requestOf('a', key)
  const rivals = await Promise.all(Array.from({ length: 8 }, () => opened(url)))
  const answers = await Promise.all(rivals.map(async ledger => issued(await issueBy(desk(ledger), request))))
  expect(new Set(answers.map(({ message }) => Buffer.from(message).toString('hex'))).size).toBe(1)
  expect(answers.map(({ seat }) => seat).toSorted()).toEqual(['new', ...Array(7).fill('repeated')])
})

test('a lock that another holds is waited for, then ledger-busy; reading does not wait', async () => {
  const { url, ledger } = await started({ busySeconds: 60 })
  const hasty = await opened(url, { busySeconds: 0 })
  const other = await engineOn(url)
  await other.write(async () => {
    const busy = { code: 'ledger-busy', details: { path: parsePostgresUrl(url).place } }
    await expect(hasty.append([newKey], AT)).rejects.toMatchObject(busy)
    expect(await hasty.key(fullKey.id)).toStrictEqual(fullKey)
    expect((await hasty.audit()).problems).toEqual([])
  })
  const waiting = other.write(async sql => {
    const outcome = ledger.append([newKey], AT)
    // it stands in line
    const asked = "SELECT count(*) AS n FROM pg_locks WHERE NOT granted AND mode = 'ExclusiveLock'"
    while ((await sql.get(asked))?.n !== 1);
    return { outcome }
  })
  expect(await (await waiting).outcome).toBe('recorded')
})

test('what every transaction relies on is set in it', async () => {
  const { url } = await started()
  const engine = await engineOn(url, 3)
  const settings = [
    'transaction_isolation',
    'transaction_read_only',
    'synchronous_commit',
    'search_path',
    'client_encoding',
    'lock_timeout',
    'idle_in_transaction_session_timeout',
  ]
  const asked = `SELECT ${settings.map(name => `current_setting('${name}') AS ${name}`).join(', ')}`
  const both = {
    synchronous_commit: 'on',
    search_path: 'airlatch, pg_temp',
    client_encoding: 'UTF8',
    lock_timeout: '3s',
    idle_in_transaction_session_timeout: '1min',
  }
  expect(await engine.write(sql => sql.get(asked))).toEqual({
    ...both,
    transaction_isolation: 'read committed',
    transaction_read_only: 'off',
  })
  expect(await engine.read(sql => sql.get(asked))).toEqual({
    ...both,
    transaction_isolation: 'repeatable read',
    transaction_read_only: 'on',
  })
  // a server that waits until its copy has applied a change is not made to wait for less
  await ask(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = remote_apply`)
  const stricter = await engineOn(url)
  expect(await stricter.write(sql => sql.get(asked))).toMatchObject({ synchronous_commit: 'remote_apply' })
})

test('a reader sees one moment, however long it takes', async () => {
  const { url, ledger } = await started()
  const engine = await engineOn(url)
  await engine.read(async sql => {
    const counted = () => sql.get('SELECT count(*) AS n FROM entry')
    expect(await counted()).toEqual({ n: BEGINNING.length })
    await ledger.append([newKey], AT)
    expect(await counted()).toEqual({ n: BEGINNING.length })
  })
  expect((await ledger.stats()).entries).toBe(BEGINNING.length + 1)
})

test('a deadlock is undone and tried again, and nobody hears of it', async () => {
  const { url } = await started()
  await ask(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET deadlock_timeout = '10ms'`)
  const engine = await engineOn(url, 60)
  const other = await connection(url)
  await other.query("SET deadlock_timeout = '1min'; BEGIN; LOCK TABLE airlatch.vendor")
  let tries = 0
  let others: Promise<unknown> | undefined
  const read = engine.read(async sql => {
    tries++
    await sql.all('SELECT * FROM product')
    // now each wants what the other has
    others ??= other.query('LOCK TABLE airlatch.product; COMMIT')
    return sql.get('SELECT name FROM vendor')
  })
  expect(await read).toEqual({ name: 'Acme GmbH' })
  await others
  expect(tries).toBe(2)
})

test('one deadlock behind the other is ledger-busy in the end', async () => {
  const { url } = await started()
  const engine = await engineOn(url)
  let tries = 0
  const lost = engine.write(async sql => {
    tries++
    await sql.all("DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = 'deadlock_detected'; END $$")
  })
  await expect(lost).rejects.toMatchObject({ code: 'ledger-busy' })
  expect(tries).toBe(4)
})

test('a connection that the server has closed is made anew, for a reader and for a writer', async () => {
  const { url, ledger } = await started()
  const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`
  await ask(url, others)
  expect(await ledger.key(fullKey.id)).toStrictEqual(fullKey)
  await ask(url, others)
  expect(await ledger.append([newKey], AT)).toBe('recorded')
  await ask(url, others)
  expect((await ledger.audit()).problems).toEqual([])
})

test('a connection that breaks in the midst of a write undoes it', async () => {
  const { url, ledger } = await started()
  const engine = await engineOn(url)
  const before = await ledger.stats()
  const broken = engine.write(async sql => {
    await sql.run("INSERT INTO affiliate VALUES (99, 'Reseller', 1)")
    const pid = (await sql.get('SELECT pg_backend_pid() AS pid'))?.pid
    await ask(url, `SELECT pg_terminate_backend(${pid}, 10000)`)
    await sql.run("INSERT INTO affiliate VALUES (100, 'Another', 1)")
  })
  await expect(broken).rejects.toMatchObject({
    code: 'ledger-unavailable',
    details: { path: parsePostgresUrl(url).place },
  })
  expect(await ledger.stats()).toEqual(before)
  expect((await ledger.audit()).problems).toEqual([])
  expect(await engine.write(async sql => sql.run("INSERT INTO affiliate VALUES (99, 'Reseller', 1)"))).toBe(1)
})

test('a commit whose answer is lost is asked for, and was recorded', async () => {
  const { url } = await started()
  const wire = await wireTo(url)
  const ledger = await opened(wire.url)
  wire.cutAtCommit('after')
  expect(await ledger.append([newKey], AT)).toBe('recorded')
  expect(await ledger.key('NEW')).toStrictEqual(keyRecord('NEW'))
  expect((await ledger.audit()).problems).toEqual([])
})

test('a commit that never reached the server is said to be undone', async () => {
  const { url } = await started()
  const wire = await wireTo(url)
  const ledger = await opened(wire.url)
  wire.cutAtCommit('before')
  const undone = ledger.append([newKey], AT)
  await expect(undone).rejects.toMatchObject({
    code: 'ledger-unavailable',
    details: { problem: expect.stringContaining('nothing was recorded') },
  })
  await expect(undone).rejects.not.toMatchObject({ details: { unsettled: true } })
  expect(await ledger.key('NEW')).toBeUndefined()
  expect(await ledger.append([newKey], AT)).toBe('recorded')
})

test.each(['after', 'before'] as const)(
  '%s the commit of many decisions, each finds out its own',
  async cut => {
    const url = await server.database()
    const wire = await wireTo(url)
    const ledger = await opened(wire.url)
    wire.cutAtCommit(cut)
    const all = await Promise.allSettled(Array.from({ length: 12 }, () => addNext(ledger)))
    const recorded = all.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
    const undone = all.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
    if (cut === 'after') expect(undone).toEqual([])
    for (const error of undone) {
      expect(error).toMatchObject({ details: { problem: expect.stringContaining('nothing was recorded') } })
      expect(error).not.toMatchObject({ details: { unsettled: true } })
    }
    expect(undone.length > 0).toBe(cut === 'before')
    expect(recorded).toEqual(recorded.map((_, i) => i))
    expect(await ledger.affiliates()).toHaveLength(recorded.length)
    expect((await ledger.audit()).problems).toEqual([])
  },
)

test.each([
  ['after', 'repeated'],
  ['before', 'new'],
] as const)(
  'the server stays away %s a commit: said to be open, and cured by asking again: %s',
  async (cut, seat) => {
    const url = await server.database()
    const { key, desk } = await desks(url, 1)
    const wire = await wireTo(url)
    const issuer = desk(await opened(wire.url))
    const request = requestOf('a', key)
    wire.cutAtCommit(cut, 'away')
    await expect(issueBy(issuer, request)).rejects.toMatchObject({
      code: 'ledger-unavailable',
      details: { unsettled: true },
    })
    wire.mend()
    const again = issued(await issueBy(issuer, request))
    expect(again.seat).toBe(seat)
    expect(issued(await issueBy(issuer, request)).message).toEqual(again.message)
    expect(await issuer.ledger.activations({})).toHaveLength(1)
    expect((await issuer.ledger.audit()).problems).toEqual([])
  },
)

test('the server is killed while desks record: what was acknowledged is there, and nothing that was said to be undone', async () => {
  const { url, ledger } = await started()
  const recorded: string[] = []
  const open: string[] = []
  const desks = await Promise.all(Array.from({ length: 5 }, () => opened(url)))
  const enough = Promise.withResolvers<void>()
  const ends = desks.map(async (desk, i) => {
    for (let n = 0; ; n++) {
      const id = `seat ${i}-${n}`
      try {
        if ((await desk.append([seat(id)], AT)) === 'recorded') recorded.push(id)
      } catch (error) {
        const { code, details } = error as AirlatchError
        if (detailOf(details, 'unsettled')) open.push(id)
        return code
      }
      if (recorded.length > 40) enough.resolve()
    }
  })
  await enough.promise
  await server.kill()
  expect(new Set(await Promise.all(ends))).toEqual(new Set(['ledger-unavailable']))
  await server.start()
  // over the same object as before
  const seats = (await ledger.activations({ keyId: MANY.id })).map(({ id }) => id)
  const doubtful = seats.filter(id => !recorded.includes(id))
  expect(open).toEqual(expect.arrayContaining(doubtful))
  expect(seats).toEqual(expect.arrayContaining(recorded))
  expect((await ledger.audit()).problems).toEqual([])
  const [first] = desks
  expect(await first?.append([newKey], AT)).toBe('recorded')
})

test('the server is killed in the midst of one long change: none of it is there', async () => {
  const { url, ledger } = await started()
  const before = await ledger.stats()
  const seats = Array.from({ length: 10_000 }, (_, i) => seat(`seat ${i}`))
  let killed: Promise<void> | undefined
  const long = ledger.append(seats, AT, {}, written => {
    if (written === 200) killed = server.kill()
  })
  await expect(long).rejects.toMatchObject({ code: 'ledger-unavailable' })
  await killed
  await server.start()
  expect(await ledger.stats()).toEqual(before)
  expect(await (await opened(url)).audit()).toMatchObject({ entries: before.entries, problems: [] })
})

test('a server that does not answer keeps nobody longer than they wait, and is asked again when it does', async () => {
  const { url } = await started()
  const wire = await wireTo(url)
  const ledger = await opened(wire.url)
  await ledger.stats()
  wire.freeze()
  const impatient = () => ledger.waitingAtMost({ waitAtMostMs: 300 })
  const kinds = await Promise.all(
    [impatient().stats(), impatient().append([newKey], AT), impatient().settings()].map(asked =>
      asked.then(
        () => 'answered',
        (error: AirlatchError) => error.code,
      ),
    ),
  )
  // the first one was asked; the others never had their turn, and are in no queue
  expect(kinds).toEqual(['ledger-unavailable', 'ledger-busy', 'ledger-busy'])
  // the connection is made anew, and does not come about either
  await expect(impatient().stats()).rejects.toMatchObject({
    code: 'ledger-unavailable',
    details: { problem: 'the server did not answer in time' },
  })
  wire.thaw()
  expect((await ledger.stats()).entries).toBe(BEGINNING.length)
  expect(await ledger.append([newKey], AT)).toBe('recorded')
})

test('frozen right after an answer, it does not keep the one who comes next for the end of the reader before', async () => {
  const { url } = await started()
  const wire = await wireTo(url)
  const ledger = await opened(wire.url)
  const reading = ledger.moment(async moment => {
    await moment.stats()
    wire.freeze()
  })
  await reading
  await expect(ledger.waitingAtMost({ waitAtMostMs: 200 }).stats()).rejects.toMatchObject({
    code: 'ledger-unavailable',
  })
  wire.thaw()
  expect((await ledger.stats()).entries).toBe(BEGINNING.length)
})

test('a transaction that only read is ended with the next one, and by itself when there is none', async () => {
  const { url, ledger } = await started()
  const other = await connected(url)
  onTestFinished(() => other.end())
  const states = `SELECT state FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`
  const [before, after] = [await ledger.stats(), await ledger.stats()]
  expect(after).toEqual(before)
  await expect.poll(async () => (await other.query(states)).rows).toEqual([{ state: 'idle' }])
  expect(await ledger.append([newKey], AT)).toBe('recorded')
  expect((await ledger.stats()).entries).toBe(before.entries + 1)
})
