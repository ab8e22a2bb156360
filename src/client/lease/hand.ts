/**
 * Owns what a client keeps of leases, in the folder `leases` of the product's folder (SPEC.md 16.6): those in hand, the last
 * one of each server, those that were given back, and which processes use one. Each file is written whole, for its owner
 * alone, and one that is damaged counts as one that is not there.
 *
 *   lease-ID.cbor      a lease in hand, with the license of its server and the address that it came from
 *   server-KID.cbor    the last one that was taken of the server with that key; server-KID-other.cbor: the one that it
 *                      contradicts
 *   returned-ID.cbor   when a lease was given back, and when it ends
 *   use-ID-PID-N       a process that uses a lease in hand; use-ID-kept: a person who took it to be kept
 */
import { join } from 'node:path'
import { CBOR_LIMITS, type CborMap, type CborValue, decodeCbor, encodeCbor } from '../../core/bytes/cbor.ts'
import { decodeHex, encodeHex } from '../../core/bytes/hex.ts'
import { kidOf } from '../../core/cose/key.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import { messageHash } from '../../core/envelope.ts'
import { succeeds, unlessRefused } from '../../core/errors.ts'
import type { SeenLease } from '../../core/lease/case.ts'
import type { LeasePair } from '../../core/lease/verify.ts'
import { decodeLease, type Lease } from '../../core/message/lease.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import { createEmpty, discard, isThere, makeFolder, replaceOwn } from '../../disk/files.ts'
import { namesIn } from '../../disk/look.ts'
import { readOwn } from '../../disk/read.ts'

/** A lease with the license that it stands on, and where it came from. */
export interface KeptLease extends LeasePair {
  /** The address of the server; undefined: it came as a file. */
  readonly address: string | undefined
}

/** One that is in hand. Nothing of it is verified. */
export interface LeaseInHand extends KeptLease {
  readonly claims: Lease
}

const LEASE_FILE = /^lease-([0-9a-f]{16})\.cbor$/
const SERVER_FILE = /^server-[0-9a-f]{16}\.cbor$/
const RETURNED_FILE = /^returned-([0-9a-f]{16})\.cbor$/
const USE_FILE = /^use-([0-9a-f]{16})-(?:(\d{1,10})-\d{1,10}|kept)$/
/** A user has one of each server; one process each where a seat is a process's. */
const MOST_LEASES = 256
const KEPT = { lease: 1, license: 2, address: 3 } as const
const RETURNED = { at: 1, end: 2, request: 3 } as const
/** Lease and license, each a message. */
const MOST_BYTES = 2 * CBOR_LIMITS.bytes

let uses = 0

export class LeaseFolder {
  readonly path: string

  /** `product`: the product's folder of the client. */
  constructor(product: string) {
    this.path = join(product, 'leases')
  }

  /** Those that can be read, the one that ends last first. */
  inHand(): readonly LeaseInHand[] {
    const ids = this.#idsOf(LEASE_FILE).slice(0, MOST_LEASES)
    const found = ids.flatMap(id => this.lease(id) ?? [])
    return found.toSorted((a, b) => b.claims.expiresAt - a.claims.expiresAt)
  }

  lease(leaseId: string): LeaseInHand | undefined {
    const kept = this.#kept(this.#leasePath(leaseId))
    return kept?.claims.leaseId === leaseId ? kept : undefined
  }

  /** Keeps a lease in hand, and as the last one of its server. Error: cannot-write. */
  keep(kept: KeptLease, serverKey: string): void {
    makeFolder(this.path)
    const bytes = encoded(kept)
    replaceOwn(this.#leasePath(claimsOf(kept.lease).leaseId), bytes, true)
    this.#keepLast(kept, bytes, serverKey)
  }

  /** What the client knows of a server: the last lease that it took of it. */
  last(serverKey: string): SeenLease | undefined {
    const kept = this.#kept(this.#serverPath(serverKey))
    if (kept === undefined) return undefined
    const { sequence, issuedAt } = kept.claims
    return { sequence, issuedAt, hash: messageHash(kept.lease) }
  }

  /** The largest number that was seen of the server that answered at the address last; undefined: none did. */
  sequenceAt(address: string): number | undefined {
    const [newest] = this.#ofServers()
      .filter(one => one.address === address)
      .toSorted((a, b) => b.claims.issuedAt - a.claims.issuedAt)
    return newest?.claims.sequence
  }

  /** The licenses of the servers that a lease was taken of. */
  licenses(): readonly Uint8Array[] {
    return this.#ofServers().map(({ license }) => license)
  }

  /**
   * The lease is over here, and is not valid again when its file is put back. `request`: with which it was given back, for
   * whoever has to hand it over once more. Error: cannot-write.
   */
  noteReturned({ leaseId, expiresAt }: Lease, at: number, request?: Uint8Array): void {
    makeFolder(this.path)
    const noted = new Map<number, CborValue>([
      [RETURNED.at, at],
      [RETURNED.end, expiresAt],
      ...(request === undefined ? [] : [[RETURNED.request, request] as const]),
    ])
    replaceOwn(this.#returnedPath(leaseId), encodeCbor(noted), true)
    this.drop(leaseId)
  }

  /** The requests of leases that were given back and would still run, with the id of each. */
  returnRequests(): ReadonlyMap<string, Uint8Array> {
    const requests = this.#idsOf(RETURNED_FILE).flatMap(id => {
      const request = this.#map(this.#returnedPath(id))?.get(RETURNED.request)
      return request instanceof Uint8Array ? [[id, request] as const] : []
    })
    return new Map(requests)
  }

  /** A server has said that it took it back: nobody need hand the request over again. Best effort. */
  delivered(leaseId: string): void {
    const path = this.#returnedPath(leaseId)
    const noted = this.#map(path)
    if (noted === undefined) return
    const rest = new Map([...noted].filter(([key]) => key !== RETURNED.request))
    succeeds(() => replaceOwn(path, encodeCbor(rest), true))
  }

  /** When it was given back, seconds since 1970; undefined: it was not. A note that is damaged was written all the same. */
  returnedAt(leaseId: string): number | undefined {
    const bytes = unlessRefused(() => readOwn(this.#returnedPath(leaseId), MOST_BYTES) ?? 'nothing')
    if (bytes === 'nothing') return undefined
    const noted = bytes === undefined ? undefined : mapIn(bytes)
    return noted === undefined ? 0 : (numberIn(noted, RETURNED.at) ?? 0)
  }

  /** It is no longer in hand. */
  drop(leaseId: string): void {
    discard(this.#leasePath(leaseId))
    for (const name of this.#usesOf(leaseId)) discard(join(this.path, name))
  }

  /**
   * Forgets what has ended long ago. The clock may be wrong: a day is for clocks that differ, and a borrowed lease, which
   * nobody on a journey could get again, stays for a year.
   */
  prune(now: number): void {
    const isOver = (end: number | undefined, days = 1) => end === undefined || end < now - days * DAY_SECONDS
    for (const id of this.#idsOf(LEASE_FILE)) {
      const claims = this.lease(id)?.claims
      if (isOver(claims?.expiresAt, claims?.borrowed ? 366 : 1)) this.drop(id)
    }
    for (const id of this.#idsOf(RETURNED_FILE)) {
      const path = this.#returnedPath(id)
      const noted = this.#map(path)
      if (noted !== undefined && isOver(numberIn(noted, RETURNED.end))) discard(path)
    }
  }

  /** Notes that this process uses a lease in hand; what it returns ends that. Best effort. */
  use(leaseId: string): () => void {
    const path = join(this.path, `use-${leaseId}-${process.pid}-${uses++}`)
    this.#mark(path)
    return () => discard(path)
  }

  /** Notes that a person keeps it: it is not given back when a program ends that used it. */
  keepForUser(leaseId: string): void {
    this.#mark(join(this.path, `use-${leaseId}-kept`))
  }

  /** Processes that use it now. What processes that died have left is removed. */
  users(leaseId: string): readonly number[] {
    return this.#usesOf(leaseId).flatMap(name => {
      const pid = Number(USE_FILE.exec(name)?.[2])
      if (!Number.isSafeInteger(pid)) return []
      if (isAlive(pid)) return [pid]
      discard(join(this.path, name))
      return []
    })
  }

  isKeptForUser(leaseId: string): boolean {
    return isThere(join(this.path, `use-${leaseId}-kept`))
  }

  /** Two leases that contradict each other are proof against their server: both stay. */
  #keepLast(kept: KeptLease, bytes: Uint8Array, serverKey: string): void {
    const kid = kidOf(decodeHex(serverKey) ?? new Uint8Array())
    const path = this.#serverPath(serverKey)
    const before = this.#kept(path)
    const { sequence } = claimsOf(kept.lease)
    if (before !== undefined && sequence <= before.claims.sequence && !isSame(before.lease, kept.lease))
      replaceOwn(join(this.path, `server-${kid}-other.cbor`), encoded(before), true)
    replaceOwn(path, bytes, true)
  }

  #mark(path: string): void {
    succeeds(() => {
      makeFolder(this.path)
      createEmpty(path)
    })
  }

  #ofServers(): readonly LeaseInHand[] {
    const names = (ifReadable(this.path) ?? []).filter(name => SERVER_FILE.test(name))
    return names.flatMap(name => this.#kept(join(this.path, name)) ?? [])
  }

  #leasePath(leaseId: string): string {
    return join(this.path, `lease-${leaseId}.cbor`)
  }

  #returnedPath(leaseId: string): string {
    return join(this.path, `returned-${leaseId}.cbor`)
  }

  #serverPath(serverKey: string): string {
    return join(this.path, `server-${kidOf(decodeHex(serverKey) ?? new Uint8Array())}.cbor`)
  }

  #idsOf(pattern: RegExp): readonly string[] {
    return (ifReadable(this.path) ?? []).flatMap(name => pattern.exec(name)?.[1] ?? [])
  }

  #usesOf(leaseId: string): readonly string[] {
    return (ifReadable(this.path) ?? []).filter(name => USE_FILE.exec(name)?.[1] === leaseId)
  }

  #kept(path: string): LeaseInHand | undefined {
    const map = this.#map(path)
    if (map === undefined) return undefined
    const [lease, license, address] = [map.get(KEPT.lease), map.get(KEPT.license), map.get(KEPT.address)]
    if (!(lease instanceof Uint8Array) || !(license instanceof Uint8Array)) return undefined
    const claims = unlessRefused(() => claimsOf(lease))
    if (claims === undefined) return undefined
    return { lease, license, address: typeof address === 'string' ? address : undefined, claims }
  }

  /** Undefined when it is not there, or damaged. */
  #map(path: string): CborMap | undefined {
    const bytes = unlessRefused(() => readOwn(path, MOST_BYTES))
    return bytes === undefined ? undefined : mapIn(bytes)
  }
}

function mapIn(bytes: Uint8Array): CborMap | undefined {
  const value = unlessRefused(() => decodeCbor(bytes))
  return value instanceof Map ? (value as CborMap) : undefined
}

/** Of a lease whose signature is not checked here. Errors: cose-malformed, claims-malformed, and those of CBOR. */
export function claimsOf(lease: Uint8Array): Lease {
  return decodeLease(parseSign1(lease).payload)
}

function encoded({ lease, license, address }: KeptLease): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [KEPT.lease, lease],
      [KEPT.license, license],
      ...(address === undefined ? [] : [[KEPT.address, address] as const]),
    ]),
  )
}

function ifReadable(path: string): readonly string[] | undefined {
  return unlessRefused(() => namesIn(path))
}

function numberIn(map: CborMap, key: number): number | undefined {
  const value = map.get(key)
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return encodeHex(a) === encodeHex(b)
}

/** One of another account is alive as well. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
