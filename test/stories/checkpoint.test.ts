/** Checkpoints: what a ledger cannot say of itself, that it was cut off, rewritten, or put back to an old copy. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.remove())

const DATE = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/.source
let made = 0

async function checkpoint(): Promise<{ readonly file: string; readonly entries: number }> {
  const file = shop.at('stick', `checkpoint-${++made}.txt`)
  shop.carry('vendor/scope.kit', 'stick/scope.kit')
  const { value } = await must(shop.vendor('ledger', 'checkpoint', '-o', file))
  return { file, entries: value.checkpoint.entryCount }
}

const audit = (...files: readonly string[]) =>
  shop.vendor('ledger', 'audit', ...files.flatMap(file => ['--checkpoint', file]))

const LEDGER = 'vendor/home/ledger.db'

/** Keeps a copy of the ledger as it is now, and puts it back when it is called. */
function keepCopy(): () => void {
  copyFileSync(shop.at(LEDGER), shop.at('stick-copy.db'))
  return () => copyFileSync(shop.at('stick-copy.db'), shop.at(LEDGER))
}

describe('a checkpoint', () => {
  test('says how far the ledger is; it goes on, and the checkpoint is met', async () => {
    await shop.key()
    const { entryCount: entries, head } = (await must(shop.vendor('ledger', 'stats'))).value
    const file = shop.at('vendor', 'checkpoint.txt')
    const { value } = await must(shop.vendor('ledger', 'checkpoint', '-o', file))
    expect(value).toMatchObject({ output: file, checkpoint: { vendor: 'Acme', entryCount: entries, head } })
    expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN AIRLATCH CHECKPOINT-----\n/)
    // it is no entry
    expect((await must(shop.vendor('ledger', 'stats'))).value).toMatchObject({ entryCount: entries, head })
    for (let i = 0; i < 3; i++) await shop.key()
    expect((await must(audit(file))).value).toMatchObject({
      entryCount: entries + 3,
      problems: [],
      checkpoints: [value.checkpoint],
    })
    expect((await must(shop.vendor('inspect', file))).value).toMatchObject({
      type: 'checkpoint',
      signature: 'by-trusted-key',
      checkpoint: value.checkpoint,
    })
  })

  test('is carried in every form', async () => {
    await must(shop.vendor('ledger', 'checkpoint', '-o', shop.at('c.cbor'), '--qr', shop.at('c.png')))
    const { value } = await must(shop.vendor('ledger', 'checkpoint'))
    writeFileSync(shop.at('mail.txt'), `Hello,\n\n${value.armored}\nbye\n`)
    const files = ['c.cbor', 'c.png', 'mail.txt'].map(name => shop.at(name))
    expect((await must(audit(...files))).value.checkpoints).toHaveLength(3)
  })

  test('of each month: all of them are met, in any order', async () => {
    const files: string[] = []
    for (let i = 0; i < 3; i++) {
      files.unshift((await checkpoint()).file)
      await shop.key()
    }
    expect((await must(audit(...files))).value.checkpoints).toHaveLength(3)
  })
})

describe('what only a checkpoint shows', () => {
  test('an old copy was put back', async () => {
    const putBack = keepCopy()
    await shop.key()
    await shop.key()
    const { file, entries } = await checkpoint()
    putBack()
    expect((await must(audit())).value.problems).toEqual([])
    const error = await refusal(shop.at(), () => audit(file), 'checkpoint-not-met')
    expect(error.message).toMatch(
      new RegExp(`^the ledger has ${entries - 2} entries, but the checkpoint of ${DATE} has ${entries}$`),
    )
    expect(error.details.problems).toHaveLength(1)
  })

  test('an old copy was put back, and others were sold on it', async () => {
    const first = await checkpoint()
    const putBack = keepCopy()
    await shop.key('--email', 'honest@example.com')
    const second = await checkpoint()
    putBack()
    for (let i = 0; i < 3; i++) await shop.key('--email', 'other@example.com')
    expect((await must(audit())).value.problems).toEqual([])
    expect((await must(audit(first.file))).value.problems).toEqual([])
    const error = await refusal(shop.at(), () => audit(first.file, second.file), 'checkpoint-not-met')
    expect(error.message).toMatch(
      new RegExp(`^entry ${second.entries} differs from the checkpoint of ${DATE}$`),
    )
  })

  test('entries and state were cut off by hand', async () => {
    const key = await shop.key()
    const { file, entries } = await checkpoint()
    const db = new DatabaseSync(shop.at(LEDGER), { enableForeignKeyConstraints: false })
    const triggers = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all()
    for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
    db.prepare('DELETE FROM entry WHERE seq = ?').run(entries)
    for (const table of ['activation_key', 'search'])
      db.prepare(`DELETE FROM ${table} WHERE id = ?`).run(key.slice(0, 11))
    for (const { sql } of triggers) db.exec(`${sql}`)
    db.close()
    expect((await must(audit())).value.problems).toEqual([])
    const error = await refusal(shop.at(), () => audit(file), 'checkpoint-not-met')
    expect(error.message).toContain(`the ledger has ${entries - 1} entries`)
  })

  test('and a damaged ledger is said to be one, first of all', async () => {
    const { file } = await checkpoint()
    const db = new DatabaseSync(shop.at(LEDGER))
    db.exec("UPDATE product SET body = body || ' '")
    db.close()
    const putBack = keepCopy()
    await shop.key()
    const ahead = await checkpoint()
    putBack()
    const error = await refusal(shop.at(), () => audit(file, ahead.file), 'ledger-damaged', 3)
    expect(error.message).toContain('product')
    expect(error.details.problems).toHaveLength(2)
  })
})

describe('refused, with the name of the file', () => {
  const refused = async (file: string, code: string, exit = 1) =>
    expect((await refusal(shop.at(), () => audit(file), code, exit)).details.path).toBe(file)

  test('the checkpoint of another vendor', async () => {
    const other = await openShop()
    const file = shop.at('other.txt')
    await must(other.vendor('ledger', 'checkpoint', '-o', file))
    other.remove()
    await refused(file, 'signing-key-unknown')
    const { error } = (await audit(file)).value
    expect(error.hint).toContain('another vendor')
  })

  test('one that was changed', async () => {
    const file = shop.at('changed.cbor')
    await must(shop.vendor('ledger', 'checkpoint', '-o', file))
    const bytes = readFileSync(file)
    bytes[bytes.length - 70] = (bytes.at(-70) as number) ^ 1
    writeFileSync(file, bytes)
    await refused(file, 'signature-invalid')
  })

  test('another message, another file, none', async () => {
    await refused(shop.at('vendor', 'scope.kit'), 'wrong-message-type')
    await refused(shop.at(LEDGER), 'input-not-recognised')
    await refused(shop.at('nowhere.txt'), 'file-not-found', 3)
  })

  test('by a client, which has no use for it', async () => {
    const { file } = await checkpoint()
    const client = shop.client('a')
    const error = await refusal(shop.at(), () => client('install', file), 'wrong-message-type')
    expect(error.hint).toContain('ledger audit --checkpoint')
    expect((await must(client('inspect', file))).value).toMatchObject({
      type: 'checkpoint',
      signature: 'by-trusted-key',
    })
  })

  test('and none is made over a file that is there', async () => {
    const { file } = await checkpoint()
    await refusal(shop.at(), () => shop.vendor('ledger', 'checkpoint', '-o', file), 'output-exists')
  })
})
