/** A customer wants to be forgotten: what goes, down to the bytes of the file, and what stays. */
import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activationKeyOf } from '../../src/core/message/activation-key.ts'
import { openSqliteLedger } from '../../src/vendor/ledger/sqlite.ts'
import { activation, bareEntitlement, keyRecord, product, vendor } from '../vendor/ledger/sample.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.remove())

const HOME = 'vendor/home'

/** Whether the text stands anywhere in the files of the vendor's home, in upper or lower case. */
function isInFiles(text: string): boolean {
  return readdirSync(shop.at(HOME)).some(name =>
    readFileSync(shop.at(HOME, name)).toString('latin1').toLowerCase().includes(text.toLowerCase()),
  )
}

const erase = (key: string, ...words: readonly string[]) =>
  shop.vendor('key', 'erase-personal', key, ...words)

async function shown(key: string): Promise<Value> {
  return (await must(shop.vendor('key', 'show', key))).value
}

describe('a customer who is forgotten', () => {
  test('QC-15 QC-33: e-mail and comments are gone, in the key, in its history, in the file', async () => {
    const words = ['--email', 'Ann@Example.com', '--comment', 'pays late', '--licensee', 'Ann Lab']
    // the number of an order names a sale in the vendor's books, which must keep it, and nobody
    words.push('--order', 'PO 2026/17')
    const key = await shop.key(...words)
    const other = await shop.key('--email', 'bea@example.com')
    await must(shop.vendor('key', 'set', key, '--email', 'ann.new@example.com', '--comment', 'pays now'))
    await must(shop.activate('a', key))
    expect(isInFiles('ann@example.com')).toBe(true)

    const { value } = await must(shop.vendor('--operator', 'bob', 'key', 'erase-personal', key, '--yes'))
    expect(value).toMatchObject({
      keyId: key.slice(0, 11),
      erased: ['email', 'comment'],
      erasedBytes: 'gone',
    })
    expect(value.warnings).toEqual([])
    for (const text of ['ann@example.com', 'ann.new@example.com', 'pays late', 'pays now'])
      expect(isInFiles(text), text).toBe(false)
    // what others said is not touched, and neither is what a license was signed with
    for (const text of ['bea@example.com', 'Ann Lab', 'PO 2026/17']) expect(isInFiles(text), text).toBe(true)

    const { key: record, history, activations } = await shown(key)
    expect(record).toMatchObject({ email: null, comment: null, licensee: 'Ann Lab', state: 'active' })
    expect(record.orderReference).toBe('PO 2026/17')
    expect(activations).toHaveLength(1)
    expect(JSON.stringify(history)).not.toMatch(/example\.com|pays/)
    expect(history.at(-1)).toMatchObject({ kind: 'personal.erased', operator: 'bob' })
    expect((await must(shop.vendor('key', 'list', '--email', 'ann.new@example.com'))).value.keys).toEqual([])
    expect((await shown(other)).key.email).toBe('bea@example.com')
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('the chain holds: a checkpoint that was made before it is met', async () => {
    const key = await shop.key('--email', 'ann@example.com')
    const file = shop.at('checkpoint.txt')
    await must(shop.vendor('ledger', 'checkpoint', '-o', file))
    await must(erase(key, '--yes'))
    expect((await must(shop.vendor('ledger', 'audit', '--checkpoint', file))).value.problems).toEqual([])
  })

  test('comes back as a customer, and is forgotten again', async () => {
    const key = await shop.key('--email', 'ann@example.com')
    await must(erase(key, '--yes'))
    await must(shop.vendor('key', 'set', key, '--email', 'back@example.com'))
    expect((await shown(key)).key.email).toBe('back@example.com')
    await must(erase(key, '--yes'))
    expect(isInFiles('back@example.com')).toBe(false)
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('whose data an old copy brings back: the audit says which entry', async () => {
    const key = await shop.key('--email', 'ann@example.com')
    const file = shop.at(HOME, 'ledger.db')
    const { seq, personal } = select(file, "SELECT seq, personal FROM entry WHERE kind = 'key.created'")
    await must(erase(key, '--yes'))
    const db = new DatabaseSync(file)
    const { sql } = select(file, "SELECT sql FROM sqlite_schema WHERE name = 'personal_is_only_erased'")
    db.exec('DROP TRIGGER personal_is_only_erased')
    db.prepare('UPDATE entry SET personal = ? WHERE seq = ?').run(personal as string, seq as number)
    db.exec(`${sql}`)
    db.close()
    const error = await refusal(shop.at(), () => shop.vendor('ledger', 'audit'), 'ledger-damaged', 3)
    expect(error.message).toContain(`entry ${seq}: the personal data that entry `)
  })
})

function select(file: string, sql: string): Value {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return db.prepare(sql).get()
  } finally {
    db.close()
  }
}

describe('asked first', () => {
  test('where nobody can answer, nothing is erased without --yes', async () => {
    const key = await shop.key('--email', 'ann@example.com')
    const error = await refusal(shop.at(), () => erase(key), 'confirmation-needed', 2)
    expect(error.message).toContain(key.slice(0, 11))
    expect(error.hint).toContain('--yes')
    expect((await shown(key)).key.email).toBe('ann@example.com')
  })

  test('a key that is not there', async () => {
    await refusal(shop.at(), () => erase(activationKeyOf(new Uint8Array(15)).id, '--yes'), 'key-not-found')
    await refusal(shop.at(), () => erase('x', '--yes'), 'activation-key-malformed')
  })
})

describe('the file', () => {
  /** Keys whose rows have grown, shrunk and moved, as years of changes would have it. */
  async function oldLedger(path: string): Promise<readonly string[]> {
    const ledger = await openSqliteLedger(path, {
      random: bytes => crypto.getRandomValues(new Uint8Array(bytes)),
      create: true,
    })
    const mails = Array.from({ length: 600 }, (_, i) => `m${(i * 7919) % 6007}-${i}@customer.example`)
    const changes = mails.flatMap((email, i) => [
      {
        kind: 'key.created' as const,
        key: keyRecord(`K${i}`, { email, comment: `note of ${email} `.repeat(1 + (i % 9)) }),
      },
    ])
    await ledger.append(
      [
        { kind: 'vendor.created', vendor },
        { kind: 'product.created', product },
      ],
      1,
    )
    await ledger.append(changes, 1)
    for (let i = 0; i < 600; i++) {
      const n = (i * 377) % 600
      const entitlement = { ...bareEntitlement, userData: 'x'.repeat((i * 131) % 900) }
      const key = keyRecord(`K${n}`, { email: mails[n], comment: `now ${mails[n]}`, entitlement })
      const of = activation(`A${i}`, `K${n}`)
      await ledger.append(
        [
          { kind: 'key.changed', key },
          { kind: 'activation.recorded', activation: of },
        ],
        1,
      )
    }
    await ledger.close()
    return mails
  }

  test('has no copy left in room that it does not use, however often its rows have moved', async () => {
    const path = shop.at(HOME, 'old.db')
    const mails = await oldLedger(path)
    const ledger = await openSqliteLedger(path, { random: n => new Uint8Array(n) })
    const erased = Array.from({ length: 20 }, (_, i) => i * 29)
    for (const n of erased) expect(await ledger.erasePersonal(`K${n}`, 2)).toBe('gone')
    // while it is still open: the log in front of the file is empty, too
    for (const n of erased) expect(isInFiles(mails[n] as string), mails[n]).toBe(false)
    expect(isInFiles(mails[1] as string)).toBe(true)
    expect((await ledger.audit()).problems).toEqual([])
    await ledger.close()
  })

  test('that another program reads keeps copies for now, and the answer says so', async () => {
    const key = await shop.key('--email', 'ann@example.com')
    const file = shop.at(HOME, 'ledger.db')
    const now = Math.floor(Date.now() / 1000)
    const reader = new DatabaseSync(file)
    reader.exec('BEGIN; SELECT count(*) FROM entry')
    const ledger = await openSqliteLedger(file, { random: n => new Uint8Array(n), busySeconds: 0.05 })
    expect(await ledger.erasePersonal(key.slice(0, 11), now)).toBe('left')
    expect((await ledger.key(key.slice(0, 11)))?.email).toBeUndefined()
    reader.close()
    expect(await ledger.erasePersonal(key.slice(0, 11), now + 1)).toBe('gone')
    expect(isInFiles('ann@example.com')).toBe(false)
    await ledger.close()
  })
})
