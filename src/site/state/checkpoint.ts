/**
 * Owns what is left of entries that were pruned: a usage report over all of them, signed by the server, with the number and
 * the hash of the last one. The chain goes on from there, reports count on from its totals, and a request that is older
 * is granted only when something else shows that it is new.
 */
import { coseKey, type SecretKey } from '../../core/cose/key.ts'
import { openUsageReport, sealUsageReport } from '../../core/envelope.ts'
import type { LeaseRequest } from '../../core/message/lease-request.ts'
import { USAGE_TOTALS, type UsageReport, type UsageTotal } from '../../core/message/usage-report.ts'
import { nativeEd25519 } from '../../crypto/native.ts'

/** Complete. */
export type UsageTotals = ReadonlyMap<UsageTotal, number>

export const NO_TOTALS: UsageTotals = new Map(
  (Object.keys(USAGE_TOTALS) as UsageTotal[]).map(name => [name, 0]),
)

/** Entries that may be pruned, all up to one of them. */
export interface PruningStep {
  /** Number of the last of these entries, its hash (64 hexadecimal digits) and its time. */
  readonly entries: number
  readonly head: string
  readonly at: number
  /** Time of the first entry that there ever was. */
  readonly since: number
  /** The largest number of a lease that they name; 0: none. */
  readonly sequence: number
  readonly totals: UsageTotals
}

/** Entries that were pruned, as the server has signed it. */
export interface SiteCheckpoint extends PruningStep {
  readonly message: Uint8Array
}

/** What may be pruned in one step: entries before both moments, the second one in counted seconds (clock.ts). */
export interface PruningLimits {
  readonly before: number
  readonly countedBefore: number
  readonly most: number
}

/** Who signs a checkpoint, and what else stands in every usage report. */
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

/** Undefined: it is not of this server and product. Errors: those of openUsageReport. */
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

/** What was counted in both, one after the other. */
export function addedTotals(one: UsageTotals, other: UsageTotals): UsageTotals {
  return new Map(
    [...one].map(([name, count]) => {
      const more = other.get(name) ?? 0
      return [name, name.startsWith('most-') ? Math.max(count, more) : count + more]
    }),
  )
}

/** To renew and to return, a request names the newest number of a lease that is held, and that changes with it. */
export function isGrantedOnceByNonce({ operation }: Pick<LeaseRequest, 'operation'>): boolean {
  return operation !== 'renew' && operation !== 'return'
}

/**
 * Whether the log may have forgotten that this request was granted (SPEC.md 17.6, rule 8). What an honest client signed, and
 * what was granted up to the checkpoint, has a number below that of the checkpoint, and its nonce is forgotten only if its
 * date is not later either. So one that passes one of the two was not granted, or its nonce is known.
 */
export function isOutdated(
  { operation, madeAt, sequence = 0 }: LeaseRequest,
  checkpoint: SiteCheckpoint | undefined,
): boolean {
  if (checkpoint === undefined || !isGrantedOnceByNonce({ operation })) return false
  return madeAt <= checkpoint.at && sequence < checkpoint.sequence
}
