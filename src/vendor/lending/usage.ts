/**
 * Owns what the ledger says of a site server's usage report (SPEC.md section 17.6): whose server it is, how much it was
 * sold, and whether the report fits the ones that were seen of it before. The server has signed all of them, so two that
 * do not fit are proof. They are entries of the ledger: what was seen once cannot be seen otherwise later.
 *
 * Not asked: `server-license`, the hash of a license as it was signed. The ledger has licenses as they were before that.
 */
import { encodeHex } from '../../core/bytes/hex.ts'
import { bytesOfCoseKey } from '../../core/cose/key.ts'
import { openUsageReport } from '../../core/envelope.ts'
import { AirlatchError, unlessRefused } from '../../core/errors.ts'
import { LEASE_TOLERANCE_SECONDS } from '../../core/lease/term.ts'
import { decodeLicense, type License } from '../../core/message/license.ts'
import type { UsageReport } from '../../core/message/usage-report.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import type { HistoryEntry, Ledger } from '../ledger/ledger.ts'

/** What is wrong with a usage report, or with two of one server. */
export type UsageFinding =
  /** No activation of the product has the key that signed it. */
  | { readonly finding: 'server-unknown' }
  /** `sold`: the most seats of all licenses that the server had had. */
  | { readonly finding: 'lent-more-than-sold'; readonly lent: number; readonly sold: number }
  | { readonly finding: 'borrowed-more-than-sold'; readonly lent: number; readonly sold: number }
  /** Between two reports its log has become shorter, or the number of its last lease smaller. */
  | { readonly finding: 'server-set-back'; readonly other: UsageReport }
  /** Its log was as long as in another report, with another end. */
  | { readonly finding: 'two-logs'; readonly other: UsageReport }

/** What the ledger says of a usage report. */
export interface UsageCheck {
  readonly report: UsageReport
  /** The server; undefined: none of this vendor's has that key. */
  readonly activation: Activation | undefined
  /** The most seats that its licenses let it lend until the report was made; undefined: it had none. */
  readonly seats: number | undefined
  /** The same of seats that are borrowed. */
  readonly borrowed: number | undefined
  /** The newest one that was recorded of this server before. */
  readonly previous: UsageReport | undefined
  /** Empty: all is well, as far as the ledger knows. */
  readonly findings: readonly UsageFinding[]
  /** Whether it is an entry of the ledger, now or from before. One of a stranger is not. */
  readonly isRecorded: boolean
  /** Why it could not be recorded. */
  readonly notRecorded?: AirlatchError | undefined
}

/**
 * Holds a report against the ledger, and records it for the next one. `record`: false to leave the ledger as it is.
 * Errors: those of openUsageReport.
 */
export async function checkUsage(
  ledger: Ledger,
  message: Uint8Array,
  { now, record }: { readonly now: number; readonly record: boolean },
): Promise<UsageCheck> {
  const report = openUsageReport(message, nativeEd25519).claims
  const serverKey = keyOf(report)
  const servers = await serversWith(ledger, report.productId, serverKey)
  const history = await historyOf(ledger, servers)
  const activation = lenderAmong(servers, history, serverKey)
  if (activation === undefined) {
    const findings = [{ finding: 'server-unknown' }] as const
    const nothing = { activation, seats: undefined, borrowed: undefined, previous: undefined }
    return { report, ...nothing, findings, isRecorded: false }
  }
  const { id: activationId, keyId } = activation
  const seen = reportsIn(history).filter(({ claims }) => keyOf(claims) === serverKey)
  const others = seen.map(({ claims }) => claims)
  const { seats, borrowed } = soldTo(history, serverKey, report.madeAt)
  const check = {
    report,
    activation,
    seats,
    borrowed,
    previous: others.at(-1),
    findings: [...beyond(report, { seats, borrowed }), ...others.flatMap(other => between(report, other))],
  }
  if (seen.some(one => Buffer.compare(one.message, message) === 0)) return { ...check, isRecorded: true }
  if (!record) return { ...check, isRecorded: false }
  try {
    await ledger.append([{ kind: 'usage-report.received', keyId, activationId, message }], now)
    return { ...check, isRecorded: true }
  } catch (error) {
    // what it says is of use all the same: on a copy of the ledger that nobody may write, or with a wrong clock
    if (!(error instanceof AirlatchError)) throw error
    return { ...check, isRecorded: false, notRecorded: error }
  }
}

function keyOf({ serverKey }: UsageReport): string {
  return encodeHex(bytesOfCoseKey(serverKey))
}

/** The activations whose installation has the key: one server can have been activated with several keys. */
async function serversWith(
  ledger: Ledger,
  productId: string,
  serverKey: string,
): Promise<readonly Activation[]> {
  const all = await ledger.activations({ productId })
  return all.filter(({ installations }) => installations.includes(serverKey))
}

/** The history of all of their keys, in the order of the ledger. */
async function historyOf(ledger: Ledger, servers: readonly Activation[]): Promise<readonly HistoryEntry[]> {
  const entries: HistoryEntry[] = []
  for (const keyId of new Set(servers.map(one => one.keyId))) entries.push(...(await ledger.history(keyId)))
  return entries.sort((a, b) => a.seq - b.seq)
}

/**
 * The one that the server lends by: with seats to lend, and a seat that it holds now, where there is such a one. A license
 * of another kind that was once made for this computer does not make its lending a fraud.
 */
function lenderAmong(
  servers: readonly Activation[],
  history: readonly HistoryEntry[],
  serverKey: string,
): Activation | undefined {
  const lending = new Set(licensesOf(history, serverKey).map(({ activationId }) => activationId))
  const lenders = servers.filter(({ id }) => lending.has(id))
  const among = lenders.length > 0 ? lenders : servers
  return among.findLast(({ released }) => released === undefined) ?? among.at(-1)
}

/** The licenses by which the server with this key lends. */
function licensesOf(history: readonly HistoryEntry[], serverKey: string): readonly License[] {
  return history.flatMap(({ change }): readonly License[] => {
    if (change.kind !== 'license.issued' && change.kind !== 'license.reissued') return []
    const license = unlessRefused(() => decodeLicense(change.license.payload))
    return license?.lending?.serverKey === serverKey ? [license] : []
  })
}

function reportsIn(
  history: readonly HistoryEntry[],
): readonly { readonly claims: UsageReport; readonly message: Uint8Array }[] {
  return history.flatMap(({ change }) => {
    if (change.kind !== 'usage-report.received') return []
    const opened = unlessRefused(() => openUsageReport(change.message, nativeEd25519))
    return opened === undefined ? [] : [{ claims: opened.claims, message: change.message }]
  })
}

/** A day of tolerance: the time of the report is the server's, that of a license is the vendor's. */
function soldTo(
  history: readonly HistoryEntry[],
  serverKey: string,
  until: number,
): Pick<UsageCheck, 'seats' | 'borrowed'> {
  const had = licensesOf(history, serverKey).filter(({ issuedAt }) => issuedAt <= until + DAY_SECONDS)
  if (had.length === 0) return { seats: undefined, borrowed: undefined }
  return {
    seats: Math.max(...had.map(({ floatingSeats }) => floatingSeats ?? 0)),
    borrowed: Math.max(...had.map(({ lending }) => lending?.borrowing?.most ?? 0)),
  }
}

function beyond(
  { totals }: UsageReport,
  { seats, borrowed }: Pick<UsageCheck, 'seats' | 'borrowed'>,
): readonly UsageFinding[] {
  const lent = totals.get('most-seats') ?? 0
  const away = totals.get('most-borrowed') ?? 0
  return [
    ...(lent > (seats ?? 0) ? [{ finding: 'lent-more-than-sold', lent, sold: seats ?? 0 } as const] : []),
    ...(away > (borrowed ?? 0)
      ? [{ finding: 'borrowed-more-than-sold', lent: away, sold: borrowed ?? 0 } as const]
      : []),
  ]
}

/** Two reports of one server, whichever was received first: an older one may be looked at again. */
function between(report: UsageReport, other: UsageReport): readonly UsageFinding[] {
  if (report.entries === other.entries)
    return report.head === other.head ? [] : [{ finding: 'two-logs', other }]
  const [first, last] = report.entries < other.entries ? [report, other] : [other, report]
  const isBack =
    last.madeAt + LEASE_TOLERANCE_SECONDS < first.madeAt || (last.sequence ?? 0) < (first.sequence ?? 0)
  return isBack ? [{ finding: 'server-set-back', other }] : []
}
