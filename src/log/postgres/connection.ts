/**
 * Owns how a connection to PostgreSQL comes about. The driver is loaded when the first one is opened, so that whoever
 * keeps the ledger in a file never pays for it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Client, ClientConfig, QueryConfig } from 'pg'
import { AirlatchError } from '../../core/errors.ts'
import { systemCode } from '../../disk/faults.ts'
import { readInput } from '../../disk/read.ts'
import { PATIENT, type WaitDeadline } from '../queue.ts'
import { isComingUp, meaning, NumberTooLarge, OnlyStandby } from './error.ts'
import { PostgresSession } from './session.ts'
import type { PostgresAddress } from './url.ts'

/** Milliseconds between two tries, while the server starts. */
const PAUSE = 100

/** Milliseconds: how long a connection may take, and after what silence the network is asked whether it still stands. */
const CONNECT_TIMEOUT = 15_000
const KEEP_ALIVE = 10_000

/**
 * Waits up to `busySeconds` for a server that is starting, recovering, or has no connection left; and, where a primary is
 * needed, for a standby that becomes one.
 * Errors: ledger-unavailable {path, problem}; ledger-read-only {path} when there are only standbys; ledger-server-untrusted {path, problem}; ledger-busy when the patience is over.
 */
export async function connect(
  address: PostgresAddress,
  busySeconds: number,
  patience = PATIENT,
): Promise<PostgresSession> {
  requireRoot(address)
  const { default: pg } = await import('pg')
  for (let left = busySeconds * 1000; ; left -= PAUSE) {
    patience.requireLeft(address.place)
    const found = await firstThatServes(pg.Client, address, busySeconds, patience)
    if (found.session !== undefined) return found.session
    if (left <= 0 || !isComingUp(found.error)) throw meaning(address.place, found.error)
    await pause(PAUSE)
  }
}

/** Of the hosts, in the order of the URL; or an error, if it can be that of one which may serve soon. */
async function firstThatServes(
  Driver: typeof Client,
  { connectionStrings, needsPrimary, place }: PostgresAddress,
  busySeconds: number,
  patience: WaitDeadline,
): Promise<
  { readonly session: PostgresSession } | { readonly session?: undefined; readonly error: unknown }
> {
  const errors: unknown[] = []
  const milliseconds = patience.within(CONNECT_TIMEOUT) / connectionStrings.length
  for (const connectionString of connectionStrings) {
    try {
      const client = await connected(Driver, connectionString, milliseconds)
      const { isPooled, isStandby } = await askedOver(client, milliseconds)
      if (!isStandby || !needsPrimary)
        return { session: new PostgresSession(client, place, busySeconds, isPooled) }
      await client.end()
      errors.push(new OnlyStandby())
    } catch (error) {
      errors.push(error)
    }
  }
  return { error: errors.find(isComingUp) ?? errors[0] }
}

/** A pooler names another process than the one that answers. */
async function askedOver(client: Client, milliseconds: number) {
  const { processID } = client as unknown as { readonly processID: number | null }
  try {
    const { rows } = await client.query({
      text: 'SELECT pg_catalog.pg_backend_pid() AS process, pg_catalog.pg_is_in_recovery()::int AS standby',
      query_timeout: Math.max(1, milliseconds),
    } as QueryConfig)
    return { isPooled: rows[0].process !== processID, isStandby: rows[0].standby === 1 }
  } catch (error) {
    client.end().catch(() => undefined)
    throw error
  }
}

const MOST_ROOT_BYTES = 1_048_576

/** The driver would take a file without a certificate for none that is trusted. Error: ledger-server-untrusted. */
function requireRoot({ place: path, rootCertificate: file }: PostgresAddress): void {
  if (file === undefined) return
  const refused = (system: string, cause?: unknown) =>
    new AirlatchError('ledger-server-untrusted', { path, problem: 'root-unreadable', file, system }, cause)
  let text: string
  try {
    text = new TextDecoder().decode(readInput(file, MOST_ROOT_BYTES))
  } catch (cause) {
    throw refused(systemCode(cause), cause)
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw refused('no certificate in PEM')
}

async function connected(
  Driver: typeof Client,
  connectionString: string,
  milliseconds: number,
): Promise<Client> {
  const client = new Driver({
    connectionString,
    fallback_application_name: 'airlatch',
    // 0 would be for ever
    connectionTimeoutMillis: Math.max(1, milliseconds),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE,
    types: { getTypeParser },
    // statements may be sent before those in front of them are answered: Session.apply sends many
    pipeline: true,
  })
  // who uses a connection that has broken is told then; without a listener it would end the process
  client.on('error', () => undefined)
  givePasswordFile(client)
  try {
    return await client.connect()
  } catch (error) {
    // the socket may still be open, and would keep the process alive
    void client.end()
    throw error
  }
}

/** Neither the URL nor PGPASSWORD has a password: the driver's own way to the file is deprecated, and says so aloud. */
function givePasswordFile(client: Client): void {
  const open = client as { password?: unknown }
  open.password ??= async (of: ClientConfig) => {
    // @ts-expect-error: it has no types
    const { default: pgpass } = await import('pgpass')
    const found = await new Promise<string | undefined>(resolve => pgpass(of, resolve))
    if (found !== undefined) return found
    throw new Error('the server asks for a password, expected one in PGPASSWORD, ~/.pgpass or the URL')
  }
}

/** Object ids of types, in pg_type.dat: int8, int2, int4, and numeric, which is what a sum of int8 is. */
const NUMBERS = [20, 21, 23, 1700]

/** Numbers come as numbers, all else as the text that the server sends. */
function getTypeParser(oid: number): (text: string) => number | string {
  return NUMBERS.includes(oid) ? numberOf : text => text
}

function numberOf(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new NumberTooLarge('expected a number up to 2^53 - 1')
  return number
}
