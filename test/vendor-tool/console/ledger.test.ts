/** The ledger in the console: is it whole, and what of it is kept elsewhere. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AirlatchError, restoreDesk } from '../../../src/vendor/door.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { activated, type Shown, said, sold } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-saved-'))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
  // of what was saved, nothing lies about
  expect(readdirSync(console.desk.home).filter(name => name.startsWith('.'))).toEqual([])
})

const nameOf = ({ headers }: Shown) =>
  /filename="([^"]*)"/.exec(headers.get('content-disposition') ?? '')?.[1]
const post = async (action: string, fields = {}) => console.send(await console.get('/ledger'), action, fields)

/** Changes the file of the ledger as somebody does who takes away what keeps entries from being changed. */
function tampered(statements: string): void {
  const db = new DatabaseSync(join(console.desk.home, 'ledger.db'))
  const triggers = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
  for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`)
  db.exec(statements)
  for (const { sql } of triggers) db.exec(`${sql}`)
  db.close()
}

describe('an audit', () => {
  test('says that all is as it was written', async () => {
    expect(said(await post('/ledger/audit'))).toMatch(/^Every one of \d+ entries is as it was written\.$/)
  })

  test('of a changed ledger says the first bad entry, and what to do', async () => {
    tampered("UPDATE entry SET body = replace(body, 'Scope', 'Skope') WHERE kind = 'product.created'")
    const audit = await post('/ledger/audit')
    expect(audit.text).toContain('ledger-damaged')
    expect(audit.text).toContain('ledger restore FILE --replace')
    expect(said(audit)).toBeUndefined()
  })

  test('compares with a checkpoint that was saved before, and with no other file', async () => {
    const checkpoint = await post('/ledger/checkpoint')
    expect(nameOf(checkpoint)).toMatch(/^checkpoint-2\d{3}-\d\d-\d\d-\d+-entries\.txt$/)
    await sold(console)
    const page = await console.get('/ledger')
    const met = await console.upload(page, '/ledger/audit', { checkpoint: checkpoint.bytes })
    expect(said(met)).toContain('still has the entries of the checkpoint')
    const wrong = await console.upload(page, '/ledger/audit', { checkpoint: 'dear sirs' })
    expect([wrong.status, wrong.text.includes('role="alert"')]).toEqual([400, true])
  })

  test('says that an older copy was put in the place of the ledger', async () => {
    const { entries } = await console.desk.vendor.stats()
    await console.desk.vendor.addAffiliate('North')
    const { bytes } = await post('/ledger/checkpoint')
    tampered(`DELETE FROM affiliate; DELETE FROM entry WHERE seq > ${entries}`)
    const audit = await console.upload(await console.get('/ledger'), '/ledger/audit', { checkpoint: bytes })
    expect(audit.text).toContain('checkpoint-not-met')
    expect(audit.text).toContain('older copy')
  })
})

describe('what is saved', () => {
  test('a backup of the ledger is whole, of that moment, and named by its entries', async () => {
    await activated(console, await sold(console))
    const { entries, head } = await console.desk.vendor.stats()
    const saved = await post('/ledger/save/ledger')
    expect(nameOf(saved)).toMatch(new RegExp(`^ledger-.*-${entries}-entries\\.db$`))
    expect(Number(saved.headers.get('content-length'))).toBe(saved.bytes.length)
    const path = join(folder, 'ledger.db')
    writeFileSync(path, saved.bytes)
    const ledger = await openSqliteLedger(path, { random: console.desk.random })
    expect(await ledger.audit([])).toEqual({ entries, head, problems: [] })
    await ledger.close()
  })

  test('an export has every entry, a line each', async () => {
    const { entries, head } = await console.desk.vendor.stats()
    const lines = (await post('/ledger/save/entries')).text.trimEnd().split('\n')
    expect(lines.filter(line => JSON.parse(line).seq !== undefined)).toHaveLength(entries)
    expect(lines.at(-1)).toContain(head)
  })

  test('a backup of the desk opens with its passphrase, and has no key in clear', async () => {
    const short = await post('/ledger/save/desk', { passphrase: 'short', again: 'short' })
    const unlike = await post('/ledger/save/desk', { passphrase: 'long enough', again: 'long enouhg' })
    expect([short.status, unlike.status]).toEqual([400, 400])
    expect(unlike.text).not.toContain('long enou')
    const saved = await post('/ledger/save/desk', { passphrase: 'long enough', again: 'long enough' })
    expect(nameOf(saved)).toMatch(/^desk-.*\.age$/)
    const path = join(folder, 'desk.age')
    writeFileSync(path, saved.bytes)
    expect(readFileSync(path, 'latin1')).not.toMatch(/PRIVATE KEY|signing-key/)
    const options = { home: join(folder, 'new'), now: console.desk.now }
    const { vendor, entries } = await restoreDesk(options, { path, passphrase: 'long enough', isDry: true })
    expect([vendor, entries]).toEqual(['Acme', (await console.desk.vendor.stats()).entries])
  })

  test('a ledger on a server says what backs it up, and nothing is sent', async () => {
    vi.spyOn(console.desk.vendor, 'backupLedger').mockRejectedValue(
      new AirlatchError('ledger-on-server', { path: 'postgres://db/licenses', doing: 'backup' }),
    )
    const refused = await post('/ledger/save/ledger')
    expect([refused.status, refused.text.includes('pg_dump'), nameOf(refused)]).toEqual([
      400,
      true,
      undefined,
    ])
  })

  test('nothing is made by a look, nor by a form of another page', async () => {
    const { entries } = await console.desk.vendor.stats()
    for (const what of ['checkpoint', 'save/desk', 'save/ledger', 'save/entries', 'clock'])
      expect([
        (await console.get(`/ledger/${what}`)).status,
        (await console.post(`/ledger/${what}`, { form: 'guessed', reason: 'x' })).status,
      ]).toEqual([404, 403])
    expect((await console.desk.vendor.stats()).entries).toBe(entries)
  })
})

test('a wrong clock is said, and the desk goes on from the present time with a reason', async () => {
  expect((await console.get('/ledger')).text).not.toContain('/ledger/clock')
  console.desk.time -= 3 * 86_400
  const page = await console.get('/ledger')
  expect(page.text).toContain('newest time in the ledger')
  const without = await console.send(page, '/ledger/clock')
  expect(without.status).toBe(400)
  const done = await console.send(page, '/ledger/clock', { reason: 'battery empty' })
  expect(said(done)).toContain('continues from the present time')
  expect((await console.get('/ledger')).text).not.toContain('/ledger/clock')
  await sold(console)
})
