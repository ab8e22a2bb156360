/** That a page of a report is found by its index, however many seats end at the same time. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { Sql } from '../../../src/log/sql.ts'
import { readEnding } from '../../../src/vendor/ledger/report-reads.ts'
import { folder, ledgerFile } from './file.ts'
import { vendor } from './sample.ts'

test('DY-06: a page behind a seat reads none of those before it', async () => {
  const path = join(folder(), 'ledger.db')
  await ledgerFile(path, [{ kind: 'vendor.created', vendor }])
  const db = new DatabaseSync(path, { readOnly: true })
  const plans: unknown[] = []
  const sql: Pick<Sql, 'all'> = {
    all: async (statement, params = []) => {
      plans.push(...db.prepare(`EXPLAIN QUERY PLAN ${statement}`).all(...params))
      return []
    },
  }
  await readEnding(sql as Sql, 'term', { since: 1000, until: 2000 }, { at: 1500, number: 7 }, 50)
  db.close()
  expect(plans).toMatchObject([
    { detail: 'SEARCH activation USING INDEX activation_by_end (license_ends=? AND created>?)' },
    { detail: 'SEARCH activation USING INDEX activation_by_end (license_ends>? AND license_ends<?)' },
  ])
})
