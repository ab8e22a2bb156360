import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import type { SqlRow } from '../../../src/log/sql.ts'
import { migrate } from '../../../src/log/sqlite/open.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { APPLICATION_ID, LICENSES, MIGRATIONS } from '../../../src/vendor/ledger/migrations.ts'
import { openSqliteLedger, type SqliteOptions } from '../../../src/vendor/ledger/sqlite.ts'
import { clockContract } from './clock-contract.ts'
import { type LedgerUnderTest, ledgerContract } from './contract.ts'
import { customersContract } from './customers-contract.ts'
import { folder } from './file.ts'
import { licensesContract, type OlderLedger } from './licenses-contract.ts'
import { manyContract } from './many-contract.ts'
import { proofsContract } from './proofs-contract.ts'
import { refusalsContract } from './refusals-contract.ts'
import { countingBytes } from './sample.ts'
import { sumsContract } from './sums-contract.ts'
import { togetherContract } from './together-contract.ts'
import { waitingContract } from './waiting-contract.ts'

let path: string

async function fresh(): Promise<LedgerUnderTest> {
  path = join(folder(), 'ledger.db')
  const own = path
  return { open: (operator, onClockAhead) => opened(own, { operator, onClockAhead }) }
}

async function opened(path: string, more: Partial<SqliteOptions> = {}): Promise<Ledger> {
  const ledger = await openSqliteLedger(path, { random: countingBytes(), create: true, ...more })
  onTestFinished(() => ledger.close())
  return ledger
}

function olderLedger(): OlderLedger {
  return {
    async select(sql) {
      const db = new DatabaseSync(path)
      onTestFinished(() => db.close())
      return db.prepare(sql).all() as unknown as readonly SqlRow[]
    },
    async older(fill) {
      const older = join(folder(), 'older.db')
      const db = new DatabaseSync(older)
      const steps = MIGRATIONS.slice(0, MIGRATIONS.indexOf(LICENSES))
      migrate(db, older, { applicationId: APPLICATION_ID, steps })
      db.exec('BEGIN')
      await fill((sql, params) => db.prepare(sql).run(...params))
      db.exec('COMMIT')
      db.close()
      return opened(older)
    },
  }
}

ledgerContract('SQLite', fresh)
clockContract('SQLite', fresh)
waitingContract('SQLite', fresh)
togetherContract('SQLite', fresh)
proofsContract('SQLite', fresh)
refusalsContract('SQLite', fresh)
customersContract('SQLite', fresh)
sumsContract('SQLite', fresh)
manyContract('SQLite', fresh)
licensesContract('SQLite', fresh, olderLedger)
