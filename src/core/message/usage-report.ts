/**
 * Owns the usage report: the totals of what a site server has lent, and the state of its log. Its claims and their
 * encoding. The server signs it, so a vendor can compare two reports with each other, and with leases that return.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { type ClaimReader, encodeClaims, readClaims, safeInteger } from './claims.ts'
import { confirmationClaim, readConfirmation } from './confirmation.ts'
import { ID_BYTES } from './holder.ts'
import { LICENSE_HASH_BYTES } from './lease.ts'

/** Length in bytes of the hash of a log's entry, SHA-256. */
const HEAD_BYTES = 32

/** The totals, and their numbers. The last two are maximums at any one time. */
export const USAGE_TOTALS = {
  leases: 1,
  renewals: 2,
  returns: 3,
  denials: 4,
  'most-seats': 5,
  'most-borrowed': 6,
} as const
/** One of the totals. @useDeclaredType */
export type UsageTotal = keyof typeof USAGE_TOTALS
const TOTALS = Object.keys(USAGE_TOTALS) as UsageTotal[]

/** What a site server has lent. */
export interface UsageReport {
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** The server's time, seconds since 1970: the end of the period. */
  readonly madeAt: number
  /** Seconds since 1970: the start of the period. */
  readonly since: number
  /** The server's key, as a COSE_Key. */
  readonly serverKey: CborMap
  /** SHA-256 of the message of the server's license, 64 hexadecimal digits. */
  readonly serverLicense: string
  /** The number of the last lease that the server signed; undefined: it has signed none. */
  readonly sequence: number | undefined
  /** Identifies the server's current run, 16 hexadecimal digits. */
  readonly boot: string
  /** Number of entries in the server's log, and the hash of the last one, 64 hexadecimal digits. */
  readonly entries: number
  readonly head: string
  /** Has every total. */
  readonly totals: ReadonlyMap<UsageTotal, number>
}

export function encodeUsageReport(report: UsageReport): Uint8Array {
  return encodeClaims({
    aud: report.productId,
    iat: report.madeAt,
    cnf: confirmationClaim(report.serverKey),
    since: report.since,
    'server-license': decodeHex(report.serverLicense),
    sequence: report.sequence,
    boot: decodeHex(report.boot),
    entries: report.entries,
    head: decodeHex(report.head),
    totals: new Map(TOTALS.map(name => [USAGE_TOTALS[name], report.totals.get(name) ?? 0])),
  })
}

/** Decodes a usage report. Error: claims-malformed. */
export function decodeUsageReport(payload: Uint8Array): UsageReport {
  const reader = readClaims('usage-report', payload)
  const report: UsageReport = {
    productId: reader.productId(),
    madeAt: reader.time('iat'),
    since: reader.time('since'),
    serverKey: readConfirmation(reader),
    serverLicense: encodeHex(reader.bytes('server-license', LICENSE_HASH_BYTES)),
    sequence: reader.optionalInteger('sequence', 1),
    boot: encodeHex(reader.bytes('boot', ID_BYTES)),
    entries: reader.integer('entries', 1),
    head: encodeHex(reader.bytes('head', HEAD_BYTES)),
    totals: readTotals(reader),
  }
  reader.finish()
  return report
}

function readTotals(reader: ClaimReader): ReadonlyMap<UsageTotal, number> {
  const claim = reader.raw('totals')
  const totals = new Map<UsageTotal, number>()
  if (claim instanceof Map && claim.size === TOTALS.length) {
    for (const name of TOTALS) {
      const total = safeInteger((claim as CborMap).get(USAGE_TOTALS[name]))
      if (total !== undefined && total >= 0) totals.set(name, total)
    }
    if (totals.size === TOTALS.length) return totals
  }
  reader.problem('totals', claim === undefined ? 'present' : 'totals')
  return totals
}
