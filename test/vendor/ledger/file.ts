/** Owns the files that the ledger's tests work on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { AT, countingBytes } from './sample.ts'

/** A folder that is gone when the test is over. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'airlatch-ledger-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A closed ledger file with these changes, each in a transaction of its own, and all by one operator. */
export async function ledgerFile(path: string, changes: readonly Change[], operator?: string): Promise<void> {
  const ledger = await openSqliteLedger(path, { random: countingBytes(), create: true, operator })
  for (const change of changes)
    if ((await ledger.append([change], AT)) !== 'recorded') throw new Error(`conflict at ${change.kind}`)
  await ledger.close()
}
