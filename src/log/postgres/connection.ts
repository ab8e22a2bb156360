/**
 * Owns how a connection to PostgreSQL is opened. The driver is loaded with the first connection, so that programs with
 * a ledger in a file never load it.
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

/** Milliseconds between two tries while the server starts. */
const PAUSE = 100

/** Milliseconds that opening a connection may take, and of silence after which TCP keepalive probes are sent. */
const CONNECT_TIMEOUT = 15_000
const KEEP_ALIVE = 10_000

/**
 * Opens a connection. Waits up to `busySeconds` for a server that is starting, recovering, or at its limit of
 * connections; and, where a primary is needed, for a standby that is being promoted.
 * Errors: ledger-unavailable {path, problem}; ledger-read-only {path} when there are only standbys;
 * ledger-server-untrusted {path, problem}; ledger-busy when `patience` is over.
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

/** Tries the hosts in the order of the URL. The error of a host that may serve soon is preferred over other errors. */
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

/** Detects a pooler, which reports the id of another process than the one that runs the query; and a standby. */
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

/** The driver would treat a file without a certificate as an empty list. Error: ledger-server-untrusted. */
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
    // 0 would mean no limit
    connectionTimeoutMillis: Math.max(1, milliseconds),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE,
    types: { getTypeParser },
    // statements may be sent before earlier ones are answered; PostgresSession.apply relies on it
    pipeline: true,
  })
  // a broken connection is reported when it is next used; without a listener the event would end the process
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

/** Reads ~/.pgpass if no password was given otherwise. The driver's own support for it prints a deprecation warning. */
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

/** Object ids of types, from pg_type.dat: int8, int2, int4, and numeric, which is the type of a sum of int8. */
const NUMBERS = [20, 21, 23, 1700]

/** Parses numbers as numbers. All other types stay the text that the server sends. */
function getTypeParser(oid: number): (text: string) => number | string {
  return NUMBERS.includes(oid) ? numberOf : text => text
}

function numberOf(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new NumberTooLarge('expected a number up to 2^53 - 1')
  return number
}
