/** LimeLM's error numbers on a file, and 142 of one that another process has. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { errorsContract } from './errors-contract.ts'
import { serveLimelm } from './served.ts'

errorsContract(async () => undefined)

function never(): never {
  throw new Error('nothing is signed here')
}

it('HT-05, LimeLM 142: a ledger that is busy, until it no longer is', async () => {
  const served = await serveLimelm()
  onTestFinished(() => served.close())
  const generate = { method: 'limelm.pkey.generate', version_id: 'scope' }
  const other = new DatabaseSync(join(served.desk.home, 'ledger.db'))
  other.exec('BEGIN EXCLUSIVE')
  const hasty = served.desk.vendor.waitingAtMost({ waitAtMostMs: 0 })
  served.change = {
    admit: async () => ({
      apiKey: {} as never,
      vendor: hasty,
      signer: never,
      may: () => true,
      deniedNow: async () => undefined,
    }),
  }
  const busy = await served.call(generate)
  expect([busy.status, busy.body]).toEqual([
    200,
    expect.stringContaining(
      '<err code="142" msg="ledger-busy: the desk cannot answer at the moment: try again later" />',
    ),
  ])
  other.exec('ROLLBACK')
  other.close()
  served.change = {}
  expect((await served.call(generate)).body).toContain('stat="ok"')
})
