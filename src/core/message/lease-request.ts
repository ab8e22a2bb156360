/**
 * Owns the lease request: what a client asks of a site server, signed with the client's own key. Its claims and their
 * encoding. A request to return a lease also proves the return, because the client has already ended the lease.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { type ClaimReader, encodeClaims, readClaims } from './claims.ts'
import { confirmationClaim, readConfirmation } from './confirmation.ts'
import type { CountedFingerprint } from './fingerprint.ts'
import { holderClaims, type LeaseHolder, optionalId, readComputer, readHolder } from './holder.ts'
import { type Pools, poolsClaim, readPools } from './lending.ts'
import { readVirtual } from './request.ts'
import { USER_PLATFORMS } from './users.ts'

/** Length in bytes of the nonce, which is unique to a request and repeated in its answer. */
export const NONCE_BYTES = 16

/**
 * The operations that a client can request, and their numbers. `queue`: a seat, or else a place in the queue for one.
 * `borrow`: a seat for days, away from the server.
 */
export const LEASE_OPERATIONS = { take: 1, queue: 2, renew: 3, return: 4, borrow: 5 } as const
/** An operation that a client can request. @useDeclaredType */
export type LeaseOperation = keyof typeof LEASE_OPERATIONS

/** A client's request to a site server. */
export interface LeaseRequest {
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** Seconds since 1970, by the client's clock. No decision depends on it. */
  readonly madeAt: number
  /** The client's own key, as a COSE_Key. */
  readonly clientKey: CborMap
  /** 32 hexadecimal digits; random for each request. */
  readonly nonce: string
  readonly operation: LeaseOperation
  readonly holder: LeaseHolder
  /** 0 none of these, 1 Windows, 2 macOS, 3 Linux, 4 BSD: for named users (checklist LP-19). */
  readonly platform: number
  /** What the computer runs in, if there is evidence of a virtual machine or container. */
  readonly virtual: string | undefined
  /** Requested places in pools of features. */
  readonly pools: Pools
  /** Requested length in seconds; undefined: the server chooses. */
  readonly wanted: number | undefined
  /** The current lease, to be renewed or returned; otherwise undefined. */
  readonly leaseId: string | undefined
  /** The number of the current lease, or else the largest number seen from this server; undefined if there was none. */
  readonly sequence: number | undefined
  /** The computer or workload; undefined: the computer has no readings that distinguish it from others. */
  readonly computer: CountedFingerprint | undefined
}

export function encodeLeaseRequest(request: LeaseRequest): Uint8Array {
  return encodeClaims({
    aud: request.productId,
    iat: request.madeAt,
    cnf: confirmationClaim(request.clientKey),
    fingerprint: request.computer?.fingerprint,
    counted: request.computer?.counted,
    sequence: request.sequence,
    virtual: request.virtual,
    pools: poolsClaim(request.pools),
    'lease-id': request.leaseId === undefined ? undefined : decodeHex(request.leaseId),
    nonce: decodeHex(request.nonce),
    operation: LEASE_OPERATIONS[request.operation],
    wanted: request.wanted,
    platform: request.platform,
    ...holderClaims(request.holder),
  })
}

/** Decodes a lease request. Error: claims-malformed. */
export function decodeLeaseRequest(payload: Uint8Array): LeaseRequest {
  const reader = readClaims('lease-request', payload)
  const operation = readOperation(reader)
  const productId = reader.productId()
  const holder = readHolder(reader)
  const request: LeaseRequest = {
    productId,
    madeAt: reader.time('iat'),
    clientKey: readConfirmation(reader),
    nonce: encodeHex(reader.bytes('nonce', NONCE_BYTES)),
    operation: operation ?? 'take',
    holder,
    platform: readPlatform(reader),
    virtual: readVirtual(reader),
    pools: readPools(reader),
    wanted: reader.optionalInteger('wanted', 1),
    leaseId: optionalId(reader, 'lease-id'),
    sequence: reader.optionalInteger('sequence', 1),
    computer: readComputer(reader, productId, holder.workload),
  }
  if (operation !== undefined) requireClaimsOf(reader, operation)
  reader.finish()
  return request
}

function readOperation(reader: ClaimReader): LeaseOperation | undefined {
  const value = reader.raw('operation')
  const operation = (Object.keys(LEASE_OPERATIONS) as LeaseOperation[]).find(
    name => LEASE_OPERATIONS[name] === value,
  )
  if (operation === undefined) reader.problem('operation', value === undefined ? 'present' : 'operation')
  return operation
}

/** Checks which claims such a request must have and must not have, so that each request has only one encoding. */
function requireClaimsOf(reader: ClaimReader, operation: LeaseOperation): void {
  const isPresent = (name: 'lease-id' | 'sequence' | 'fingerprint' | 'pools' | 'wanted') =>
    reader.raw(name) !== undefined
  const hasLease = operation === 'renew' || operation === 'return'
  if (hasLease !== isPresent('lease-id'))
    reader.problem('lease-id', hasLease ? 'present' : 'absent-in-operation')
  if (hasLease && !isPresent('sequence')) reader.problem('sequence', 'present')
  if (operation === 'borrow' && !isPresent('fingerprint')) reader.problem('fingerprint', 'present')
  if (operation === 'return' && isPresent('fingerprint')) reader.problem('fingerprint', 'absent-in-operation')
  // a return requests nothing, and a renewal keeps its places
  if (hasLease && isPresent('pools')) reader.problem('pools', 'absent-in-operation')
  if (operation === 'return' && isPresent('wanted')) reader.problem('wanted', 'absent-in-operation')
}

function readPlatform(reader: ClaimReader): number {
  const platform = reader.integer('platform')
  if (platform >= USER_PLATFORMS.length) reader.problem('platform', 'platform')
  return platform
}
