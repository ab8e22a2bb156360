/** Owns what a vector about a site server gives its reader, and how the messages of one stand in vectors, claim by claim. */
import { encodeHex } from '../../src/core/bytes/hex.ts'
import type { Ed25519 } from '../../src/core/cose/ed25519.ts'
import { bytesOfCoseKey, type Keyring } from '../../src/core/cose/key.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { messageHash } from '../../src/core/envelope.ts'
import { readAnswer } from '../../src/core/lease/answer.ts'
import type { SeenLease } from '../../src/core/lease/case.ts'
import type { verifyLease } from '../../src/core/lease/verify.ts'
import type { CountedFingerprint } from '../../src/core/message/fingerprint.ts'
import { decodeLease, type Lease } from '../../src/core/message/lease.ts'
import type { LeaseAnswer } from '../../src/core/message/lease-answer.ts'
import { LEASE_OPERATIONS, type LeaseRequest } from '../../src/core/message/lease-request.ts'
import { type Pools, SEAT_UNITS } from '../../src/core/message/lending.ts'
import { USAGE_TOTALS, type UsageReport, type UsageTotal } from '../../src/core/message/usage-report.ts'
import type { VerifyInput } from '../../src/core/verify.ts'
import { fingerprintJson, type Vector } from './make/case.ts'
import { present } from './run-claims.ts'

type Claims = Readonly<Record<string, unknown>>

/** What verifyLease is given, beside what any license is held against. */
export function leaseInput(
  vector: Vector,
  message: Uint8Array,
  world: VerifyInput,
  ed25519: Ed25519,
): Parameters<typeof verifyLease> {
  const { license, client, instance, heldFor, returned = {}, last } = vector
  return [
    { lease: message, license: fromHex(license as string) },
    {
      ...world,
      ed25519,
      client: { key: client as string, instance },
      heldFor,
      returnedAt: id => returned[id],
      last: last === undefined ? undefined : seenLease(fromHex(last)),
    },
  ]
}

/** What a client keeps of the last lease that it took. */
function seenLease(message: Uint8Array): SeenLease {
  const { sequence, issuedAt } = decodeLease(parseSign1(message).payload)
  return { sequence, issuedAt, hash: messageHash(message) }
}

/** What a client reads in an answer. Errors: those of readAnswer. */
export function answerOf(
  { product, nonce, server }: Vector,
  message: Uint8Array,
  keyring: Keyring,
  ed25519: Ed25519,
): Claims {
  const expected = { keyring, ed25519, productId: product as string, nonce, serverKey: server }
  return leaseAnswerClaims(readAnswer(message, expected))
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

function poolsJson(pools: Pools): Claims | undefined {
  return pools.size > 0 ? Object.fromEntries(pools) : undefined
}

function computerClaims(computer: CountedFingerprint | undefined): Claims {
  if (computer === undefined) return {}
  return { fingerprint: fingerprintJson(computer.fingerprint), counted: computer.counted }
}

export function leaseClaims(lease: Lease): Claims {
  return present({
    aud: lease.productId,
    exp: lease.expiresAt,
    iat: lease.issuedAt,
    cnf: encodeHex(bytesOfCoseKey(lease.clientKey)),
    sequence: lease.sequence,
    'seat-unit': SEAT_UNITS[lease.seatUnit],
    'lease-id': lease.leaseId,
    'server-license': lease.serverLicense,
    ...lease.holder,
    boot: lease.boot,
    borrowed: lease.borrowed ? true : undefined,
    pools: poolsJson(lease.pools),
    ...computerClaims(lease.computer),
  })
}

export function leaseRequestClaims(request: LeaseRequest): Claims {
  return present({
    aud: request.productId,
    iat: request.madeAt,
    cnf: encodeHex(bytesOfCoseKey(request.clientKey)),
    ...request.holder,
    nonce: request.nonce,
    operation: LEASE_OPERATIONS[request.operation],
    platform: request.platform,
    virtual: request.virtual,
    pools: poolsJson(request.pools),
    wanted: request.wanted,
    'lease-id': request.leaseId,
    sequence: request.sequence,
    ...computerClaims(request.computer),
  })
}

function leaseAnswerClaims({ outcome, ...answer }: LeaseAnswer): Claims {
  return present({
    aud: answer.productId,
    iat: answer.answeredAt,
    cnf: encodeHex(bytesOfCoseKey(answer.serverKey)),
    boot: answer.boot,
    nonce: answer.nonce,
    lease: outcome.kind === 'granted' ? encodeHex(outcome.lease) : undefined,
    license: outcome.kind === 'granted' ? encodeHex(outcome.license) : undefined,
    'lease-id': outcome.kind === 'returned' ? outcome.leaseId : undefined,
    denied: outcome.kind === 'denied' ? outcome.reasons : undefined,
    place: outcome.kind === 'denied' ? outcome.place : undefined,
  })
}

export function usageReportClaims(report: UsageReport): Claims {
  const totals = (Object.keys(USAGE_TOTALS) as UsageTotal[]).map(name => [
    USAGE_TOTALS[name],
    report.totals.get(name),
  ])
  return present({
    aud: report.productId,
    iat: report.madeAt,
    cnf: encodeHex(bytesOfCoseKey(report.serverKey)),
    sequence: report.sequence,
    entries: report.entries,
    head: report.head,
    'server-license': report.serverLicense,
    boot: report.boot,
    since: report.since,
    totals: Object.fromEntries(totals),
  })
}
