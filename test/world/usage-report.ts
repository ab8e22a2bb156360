/** Owns a usage report of a site server, signed. */
import { coseKey, type SecretKey } from '../../src/core/cose/key.ts'
import { sealUsageReport } from '../../src/core/envelope.ts'
import { USAGE_TOTALS, type UsageReport, type UsageTotal } from '../../src/core/message/usage-report.ts'

export function usageReportOf(
  server: SecretKey,
  change: Partial<UsageReport> & Pick<UsageReport, 'madeAt' | 'sequence' | 'entries'>,
): Uint8Array {
  const report = {
    productId: 'scope',
    since: change.madeAt - 3600,
    serverKey: coseKey(server.public.bytes),
    serverLicense: 'ab'.repeat(32),
    boot: '0123456789abcdef',
    head: 'cd'.repeat(32),
    totals: new Map(Object.keys(USAGE_TOTALS).map(name => [name as UsageTotal, 1])),
    ...change,
  }
  return sealUsageReport(report, server)
}
