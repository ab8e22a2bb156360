import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { clockContract } from './clock-contract.ts'
import { type LedgerUnderTest, ledgerContract } from './contract.ts'
import { customersContract } from './customers-contract.ts'
import { folder } from './file.ts'
import { proofsContract } from './proofs-contract.ts'
import { countingBytes } from './sample.ts'
import { waitingContract } from './waiting-contract.ts'

async function fresh(): Promise<LedgerUnderTest> {
  const path = join(folder(), 'ledger.db')
  return {
    async open(operator, onClockAhead) {
      const options = { random: countingBytes(), create: true, operator, onClockAhead }
      const ledger = await openSqliteLedger(path, options)
      onTestFinished(() => ledger.close())
      return ledger
    },
  }
}

ledgerContract('SQLite', fresh)
clockContract('SQLite', fresh)
waitingContract('SQLite', fresh)
proofsContract('SQLite', fresh)
customersContract('SQLite', fresh)
