/**
 * Owns what is left of pruned entries: a usage report over all of them, signed by the server, with the number and the
 * hash of the last one. The chain continues from there, reports add to its totals, and a request that is older than the
 * checkpoint is granted only if something else shows that it is new.
 */
import { coseKey, type SecretKey } from '../../core/cose/key.ts'
import { openUsageReport, sealUsageReport } from '../../core/envelope.ts'
import type { LeaseRequest } from '../../core/message/lease-request.ts'
import { USAGE_TOTALS, type UsageReport, type UsageTotal } from '../../core/message/usage-report.ts'
import { nativeEd25519 } from '../../crypto/native.ts'

/** Totals with a value for every name. */
export type UsageTotals = ReadonlyMap<UsageTotal, number>

export const NO_TOTALS: UsageTotals = new Map(
  (Object.keys(USAGE_TOTALS) as UsageTotal[]).map(name => [name, 0]),
)

/** Entries that may be pruned: all up to one of them. */
export interface PruningStep {
  /** Number of the last of these entries, its hash (64 hexadecimal digits) and its time. */
  readonly entries: number
  readonly head: string
  readonly at: number
  /** Time of the first entry ever recorded. */
  readonly since: number
  /** The largest lease number in these entries; 0 if there is none. */
  readonly sequence: number
  readonly totals: UsageTotals
}

/** Pruned entries, with the message in which the server signed their totals. */
export interface SiteCheckpoint extends PruningStep {
  readonly message: Uint8Array
}

/** Limits of one pruning step: entries before both moments, the second in counted seconds (clock.ts), and how many. */
export interface PruningLimits {
  readonly before: number
  readonly countedBefore: number
  readonly most: number
}

/** The signer of a checkpoint, and the fields that every usage report contains. */
export interface CheckpointSigner extends Pick<UsageReport, 'productId' | 'serverLicense' | 'boot'> {
  readonly key: SecretKey
}

export function sealCheckpoint(step: PruningStep, { key, ...signer }: CheckpointSigner): SiteCheckpoint {
  const { at, sequence } = step
  const report: UsageReport = {
    ...signer,
    madeAt: at,
    serverKey: coseKey(key.public.bytes),
    since: step.since,
    sequence: sequence === 0 ? undefined : sequence,
    entries: step.entries,
    head: step.head,
    totals: step.totals,
  }
  return { ...step, message: sealUsageReport(report, key) }
}

/** Opens a checkpoint; undefined if it is of another server or product. Errors: those of openUsageReport. */
export function openCheckpoint(
  message: Uint8Array,
  productId: string,
  serverKey: string,
): SiteCheckpoint | undefined {
  const { claims, key } = openUsageReport(message, nativeEd25519)
  if (claims.productId !== productId || Buffer.from(key.bytes).toString('hex') !== serverKey) return undefined
  const { entries, head, madeAt: at, since, sequence = 0, totals } = claims
  return { message, entries, head, at, since, sequence, totals }
}

/** Adds up the totals of two consecutive periods. For the `most-` totals the larger one is taken. */
export function sumOfTotals(one: UsageTotals, other: UsageTotals): UsageTotals {
  return new Map(
    [...one].map(([name, count]) => {
      const more = other.get(name) ?? 0
      return [name, name.startsWith('most-') ? Math.max(count, more) : count + more]
    }),
  )
}

/** Whether only the nonce prevents a second grant. A renewal or return names a number that changes with the grant. */
export function isGrantedOnceByNonce({ operation }: Pick<LeaseRequest, 'operation'>): boolean {
  return operation !== 'renew' && operation !== 'return'
}

/**
 * Whether the log may have forgotten that this request was granted (SPEC.md 17.6, rule 8). A request of an honest
 * client that was granted before the checkpoint has a lower number than the checkpoint, and its nonce is forgotten only
 * if its date is not later than the checkpoint either. So a request that passes one of these two tests either was never
 * granted, or its nonce is still known.
 */
export function isOutdated(
  { operation, madeAt, sequence = 0 }: LeaseRequest,
  checkpoint: SiteCheckpoint | undefined,
): boolean {
  if (checkpoint === undefined || !isGrantedOnceByNonce({ operation })) return false
  return madeAt <= checkpoint.at && sequence < checkpoint.sequence
}
