/** What a search finds among many rows, in a file. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { countingBytes } from './sample.ts'
import { searchContract } from './search-contract.ts'

const path = mkdtempSync(join(tmpdir(), 'airlatch-search-'))
afterAll(() => rmSync(path, { recursive: true, force: true }))

searchContract('SQLite', () =>
  openSqliteLedger(join(path, 'ledger.db'), { random: countingBytes(), create: true }),
)
