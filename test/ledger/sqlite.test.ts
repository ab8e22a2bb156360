import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openSqliteLedger } from '../../src/ledger/sqlite.ts'
import { ledgerContract } from './contract.ts'
import { folder } from './file.ts'
import { countingBytes } from './sample.ts'

ledgerContract('SQLite', async () => {
  const path = join(folder(), 'ledger.db')
  return {
    async open(operator) {
      const ledger = await openSqliteLedger(path, { random: countingBytes(), create: true, operator })
      onTestFinished(() => ledger.close())
      return ledger
    },
  }
})
