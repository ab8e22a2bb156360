/** Owns how the messages of a site server stand in vectors: every claim by its name. */
import { encodeHex } from '../../src/core/bytes/hex.ts'
import { bytesOfCoseKey } from '../../src/core/cose/key.ts'
import type { CountedFingerprint } from '../../src/core/message/fingerprint.ts'
import type { Lease } from '../../src/core/message/lease.ts'
import type { LeaseAnswer } from '../../src/core/message/lease-answer.ts'
import { LEASE_OPERATIONS, type LeaseRequest } from '../../src/core/message/lease-request.ts'
import { type Pools, SEAT_UNITS } from '../../src/core/message/lending.ts'
import { USAGE_TOTALS, type UsageReport, type UsageTotal } from '../../src/core/message/usage-report.ts'
import { fingerprintJson } from './make/case.ts'

type Claims = Readonly<Record<string, unknown>>

/** Without what is absent. */
export function present(claims: Claims): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
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

export function leaseAnswerClaims({ outcome, ...answer }: LeaseAnswer): Claims {
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
