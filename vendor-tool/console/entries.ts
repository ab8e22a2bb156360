/** Owns reading entries of the log as the console shows them: the newest first. */
import type { LogEntry, LogFilterInput, Vendor } from '../../src/vendor/door.ts'

export async function newestEntries(
  vendor: Vendor,
  filter: LogFilterInput,
  most: number,
): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = []
  for await (const entry of vendor.log({ ...filter, last: most })) entries.push(entry)
  return entries.toReversed()
}
