/**
 * A process that copies a ledger, and says "ready" first, one line for every step of the work, and "done".
 * Arguments: export, import, backup or restore, the ledger, the file. It begins when stdin says so.
 */
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { AirlatchError } from '../../../src/core/errors.ts'
import { backupLedger, restoreInto } from '../../../src/vendor/ledger/backup.ts'
import { exportLedger } from '../../../src/vendor/ledger/export.ts'
import { importInto } from '../../../src/vendor/ledger/import.ts'
import { openLedger } from '../../../src/vendor/ledger/open.ts'
import { AT, countingBytes } from './sample.ts'

const [what = '', where = '', path = ''] = process.argv.slice(2)
const random = countingBytes()

function progress(done: number, of: number): void {
  writeSync(1, `${done} of ${of}\n`)
}

async function work(): Promise<unknown> {
  switch (what) {
    case 'export': {
      const ledger = await openLedger(where, { random })
      return exportLedger(ledger, path, AT, progress).finally(() => ledger.close())
    }
    case 'import':
      return importInto(where, path, { random, progress, accept: async () => undefined })
    case 'backup':
      return backupLedger(where, path, { random, progress })
    default:
      return restoreInto(where, path, { random, now: AT, replace: true })
  }
}

writeSync(1, 'ready\n')
await once(process.stdin, 'data')
process.stdin.destroy()
try {
  await work()
  writeSync(1, 'done\n')
} catch (error) {
  writeSync(1, `${error instanceof AirlatchError ? error.code : error}\n`)
}
