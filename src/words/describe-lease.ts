/** Owns what stands in the messages between a client and a site server, and what a license allows such a server. */
import { encodeHex } from '../core/bytes/hex.ts'
import { computerId } from '../core/computer/computer-id.ts'
import { nameOfKind } from '../core/computer/workload.ts'
import { bytesOfCoseKey, kidOf } from '../core/cose/key.ts'
import type { InspectedAnswer } from '../core/inspect.ts'
import type { CountedFingerprint } from '../core/message/fingerprint.ts'
import type { LeaseHolder } from '../core/message/holder.ts'
import type { Lease } from '../core/message/lease.ts'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import type { LendingTerms, Pools } from '../core/message/lending.ts'
import type { UsageReport } from '../core/message/usage-report.ts'
import { USER_PLATFORMS } from '../core/message/users.ts'
import { formatInstant } from '../core/terms/term.ts'
import { describeWords } from './describe-words.ts'
import { fields } from './output.ts'

type Row = readonly [label: string, value: string | number | undefined]

/** The key of a site server or a client by its short id, for people: the whole one stands in the message. */
function keyId(key: Parameters<typeof bytesOfCoseKey>[0]): string {
  return kidOf(bytesOfCoseKey(key))
}

function poolsText(pools: Pools): string | undefined {
  if (pools.size === 0) return undefined
  return [...pools].map(([name, places]) => `${name}=${places}`).join(', ')
}

export function lendingJson(lending: LendingTerms): Record<string, unknown> {
  return {
    serverKey: lending.serverKey,
    seatUnit: lending.seatUnit,
    longestLease: lending.longestLease,
    longestBorrow: lending.borrowing?.days ?? null,
    mostBorrowed: lending.borrowing?.most ?? 0,
    pools: Object.fromEntries(lending.pools),
    allowWorkloads: lending.allowWorkloads,
  }
}

export function lendingRows(lending: LendingTerms | undefined): readonly Row[] {
  if (lending === undefined) return []
  const { labels, ...say } = describeWords()
  const { borrowing } = lending
  return [
    [labels.seatUnit, say.units[lending.seatUnit]],
    [labels.longestLease, say.seconds(lending.longestLease)],
    [
      labels.borrowing,
      borrowing === undefined ? say.notAllowed : say.borrowing(borrowing.most, borrowing.days),
    ],
    [labels.pools, poolsText(lending.pools)],
    [labels.workloads, lending.allowWorkloads ? say.allowed : say.notAllowed],
    [labels.serverKey, lending.serverKey],
  ]
}

function holderJson({ account, host, workload, instance }: LeaseHolder): Record<string, unknown> {
  return { account: account ?? null, host, workload: workload ?? null, instance: instance ?? null }
}

function holderRows({ account, host, workload, instance }: LeaseHolder): readonly Row[] {
  const { labels } = describeWords()
  return [
    [labels.account, account],
    [labels.host, host],
    [labels.workload, workload],
    [labels.process, instance],
  ]
}

function computerJson(computer: CountedFingerprint | undefined): Record<string, unknown> | null {
  if (computer === undefined) return null
  return {
    computerId: computerId(computer),
    readings: [...computer.fingerprint.keys()].map(nameOfKind),
    counted: computer.counted.map(nameOfKind),
  }
}

export function leaseJson(lease: Lease): Record<string, unknown> {
  return {
    productId: lease.productId,
    leaseId: lease.leaseId,
    serverLicense: lease.serverLicense,
    sequence: lease.sequence,
    boot: lease.boot,
    issuedAt: formatInstant(lease.issuedAt),
    expiresAt: formatInstant(lease.expiresAt),
    seatUnit: lease.seatUnit,
    holder: holderJson(lease.holder),
    clientKey: keyId(lease.clientKey),
    pools: Object.fromEntries(lease.pools),
    computer: computerJson(lease.computer),
    borrowed: lease.borrowed,
  }
}

function leaseRows(lease: Lease): readonly Row[] {
  const { labels, ...say } = describeWords()
  const { computer, borrowed } = lease
  return [
    [labels.product, lease.productId],
    [labels.lease, lease.leaseId],
    [labels.serverLicense, lease.serverLicense],
    [labels.sequence, lease.sequence],
    [labels.serverStart, lease.boot],
    [labels.issued, formatInstant(lease.issuedAt)],
    [labels.expires, formatInstant(lease.expiresAt)],
    [labels.seatUnit, say.units[lease.seatUnit]],
    ...holderRows(lease.holder),
    [labels.clientKey, keyId(lease.clientKey)],
    [labels.pools, poolsText(lease.pools)],
    [labels.computer, computer === undefined ? say.noComputer : computerId(computer)],
    [labels.borrowed, borrowed ? say.yes : undefined],
  ]
}

export function leaseText(lease: Lease): string {
  return fields(leaseRows(lease))
}

export function leaseRequestJson(request: LeaseRequest): Record<string, unknown> {
  return {
    productId: request.productId,
    madeAt: formatInstant(request.madeAt),
    operation: request.operation,
    holder: holderJson(request.holder),
    platform: USER_PLATFORMS[request.platform] ?? request.platform,
    virtual: request.virtual ?? null,
    clientKey: keyId(request.clientKey),
    nonce: request.nonce,
    leaseId: request.leaseId ?? null,
    sequence: request.sequence ?? null,
    wanted: request.wanted ?? null,
    pools: Object.fromEntries(request.pools),
    computer: computerJson(request.computer),
  }
}

export function leaseRequestText(request: LeaseRequest): string {
  const { labels, ...say } = describeWords()
  const { computer, wanted, platform } = request
  return fields([
    [labels.product, request.productId],
    [labels.made, formatInstant(request.madeAt)],
    [labels.operation, say.operations[request.operation]],
    [labels.lease, request.leaseId],
    [labels.sequence, request.sequence],
    ...holderRows(request.holder),
    [labels.platform, platform === 0 ? undefined : USER_PLATFORMS[platform]],
    [labels.virtual, request.virtual],
    [labels.clientKey, keyId(request.clientKey)],
    [labels.nonce, request.nonce],
    [labels.wanted, wanted === undefined ? undefined : say.seconds(wanted)],
    [labels.pools, poolsText(request.pools)],
    [labels.computer, computer === undefined ? undefined : computerId(computer)],
  ])
}

/** `license`: how a license stands in JSON. */
export function leaseAnswerJson(
  answer: InspectedAnswer,
  license: (one: NonNullable<InspectedAnswer['granted']>['license']) => Record<string, unknown>,
): Record<string, unknown> {
  const { outcome, granted } = answer
  return {
    productId: answer.productId,
    answeredAt: formatInstant(answer.answeredAt),
    serverKey: encodeHex(bytesOfCoseKey(answer.serverKey)),
    nonce: answer.nonce,
    boot: answer.boot,
    outcome: outcome.kind,
    ...(outcome.kind === 'denied' ? { reasons: outcome.reasons, place: outcome.place ?? null } : {}),
    ...(outcome.kind === 'returned' ? { leaseId: outcome.leaseId } : {}),
    ...(granted === undefined
      ? {}
      : { chain: granted.chain, lease: leaseJson(granted.lease), license: license(granted.license) }),
  }
}

/** `license`: how a license stands in text. */
export function leaseAnswerText(
  { outcome, granted, ...answer }: InspectedAnswer,
  license: (one: NonNullable<InspectedAnswer['granted']>['license']) => string,
): string {
  const { labels, ...say } = describeWords()
  const denied = outcome.kind === 'denied' ? outcome : undefined
  const head = fields([
    [labels.product, answer.productId],
    [labels.answered, formatInstant(answer.answeredAt)],
    [labels.serverKey, encodeHex(bytesOfCoseKey(answer.serverKey))],
    [labels.nonce, answer.nonce],
    [labels.serverStart, answer.boot],
    [labels.outcome, say.outcomes[outcome.kind]],
    [labels.lease, outcome.kind === 'returned' ? outcome.leaseId : undefined],
    [labels.reasons, denied?.reasons.join(', ')],
    [labels.place, denied?.place],
    [labels.chain, granted === undefined ? undefined : say.chains[granted.chain]],
  ])
  if (granted === undefined) return head
  return [head, leaseText(granted.lease), license(granted.license)].join('\n\n')
}

export function usageReportJson(report: UsageReport): Record<string, unknown> {
  return {
    productId: report.productId,
    since: formatInstant(report.since),
    madeAt: formatInstant(report.madeAt),
    serverKey: encodeHex(bytesOfCoseKey(report.serverKey)),
    serverLicense: report.serverLicense,
    sequence: report.sequence ?? null,
    boot: report.boot,
    entryCount: report.entries,
    head: report.head,
    totals: Object.fromEntries([...report.totals].map(([name, total]) => [camel(name), total])),
  }
}

/** `most-seats`, in JSON `mostSeats`. */
function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

export function usageReportText(report: UsageReport): string {
  const { labels, ...say } = describeWords()
  return fields([
    [labels.product, report.productId],
    [labels.since, formatInstant(report.since)],
    [labels.made, formatInstant(report.madeAt)],
    [labels.serverKey, encodeHex(bytesOfCoseKey(report.serverKey))],
    [labels.serverLicense, report.serverLicense],
    [labels.sequence, report.sequence],
    [labels.serverStart, report.boot],
    ...[...report.totals].map(([name, total]): Row => [say.totals[name], total]),
    [labels.entries, report.entries],
    [labels.head, report.head],
  ])
}
