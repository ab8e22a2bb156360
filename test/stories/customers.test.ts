/** Customers: added, sold to, looked up, merged and forgotten. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

const HOME = 'vendor/home'

async function add(name: string, ...words: readonly string[]): Promise<string> {
  return (await must(shop.vendor('customer', 'add', name, ...words))).value.customer.id
}

async function card(id: string): Promise<Value> {
  return (await must(shop.vendor('customer', 'show', id))).value
}

describe('a customer', () => {
  test('is added with a short id, changed, and named however the id is typed', async () => {
    const { value } = await must(
      shop.vendor('customer', 'add', 'Ann Müller', '--company', 'Labs', '--email', 'ann@lab.example'),
    )
    const { id } = value.customer
    expect(id).toMatch(/^C-[0-9A-HJKMNP-TV-Z]{5}$/)
    const set = ['--telephone', '+49 89 1', '--company', '', '--notes', 'two\nlines']
    await must(shop.vendor('customer', 'set', id.replace('-', '').toLowerCase(), ...set))
    expect((await card(id)).customer).toMatchObject({
      id,
      name: 'Ann Müller',
      company: null,
      email: 'ann@lab.example',
      telephone: '+49 89 1',
      reference: null,
      notes: 'two\nlines',
      keyCount: 0,
    })
  })

  test('is refused with a bad value, and nothing is written', async () => {
    const id = await add('Bea')
    const before = (await must(shop.vendor('ledger', 'stats'))).value.entryCount
    for (const words of [
      ['add', ''],
      ['add', ' padded'],
      ['add', 'Cy', '--email', 'no address'],
      ['add', 'x'.repeat(201)],
      ['set', id, '--name', ''],
      ['set', id, '--telephone', 'two\nlines'],
      ['set', id, '--notes', 'x'.repeat(4097)],
    ])
      await refusal(shop.at(), () => shop.vendor('customer', ...words), 'invalid-value', 2)
    const bad = () => shop.vendor('customer', 'set', id, '--company', ' Labs')
    expect((await refusal(shop.at(), bad, 'invalid-value', 2)).details.field).toBe('--company')
    await refusal(shop.at(), () => shop.vendor('customer', 'set', id), 'usage', 2)
    for (const nobody of ['C-ZZZZZ', 'Bea', '', 'C-1'])
      await refusal(shop.at(), () => shop.vendor('customer', 'show', nobody), 'customer-not-found')
    expect((await must(shop.vendor('ledger', 'stats'))).value.entryCount).toBe(before)
  })

  test('has keys and orders, and the card says what to do next', async () => {
    const id = await add('Dana')
    expect((await card(id)).next).toContain(`key create --customer ${id}`)
    const key = await shop.key('--customer', id.toLowerCase(), '--order', 'PO 7', '--activations', '2')
    const keyId = key.slice(0, 11)
    await must(shop.activate('dana', key))
    const { customer, keys, activations, next } = await card(id)
    expect(customer.keyCount).toBe(1)
    expect(keys).toMatchObject([{ id: keyId, customer: id, orderReference: 'PO 7', inUse: 1 }])
    expect(activations).toMatchObject([{ keyId }])
    expect(next).toContain(keyId)
    expect((await must(shop.vendor('key', 'list', '--customer', id))).value.keys).toHaveLength(1)
    await must(shop.vendor('key', 'set', keyId, '--customer', 'none'))
    expect((await card(id)).keys).toEqual([])
    for (const words of [
      ['key', 'set', keyId, '--customer', 'C-ZZZZZ'],
      ['key', 'create', '--product', 'scope', '--customer', 'C-ZZZZZ'],
      ['key', 'list', '--customer', 'C-ZZZZZ'],
    ])
      await refusal(shop.at(), () => shop.vendor(...words), 'customer-not-found')
  })

  test.skipIf(process.platform === 'win32')('is listed, and in a file for its owner alone', async () => {
    const id = await add('Ed', '--reference', 'K 9')
    const file = shop.at('customers.csv')
    await must(shop.vendor('customer', 'list', '-o', file))
    expect(readFileSync(file, 'utf8')).toContain(`"${id}","Ed",,,,"K 9",,0,`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})

describe('two customers who are one', () => {
  test('are merged after a question: the second has the keys, and both ids name it', async () => {
    const [from, into] = [await add('Fay'), await add('Fay Smith')]
    const key = (await shop.key('--customer', from)).slice(0, 11)
    const revoked = (await shop.key('--customer', from)).slice(0, 11)
    await must(shop.vendor('key', 'revoke', '--yes', revoked))
    const merge = ['customer', 'merge', from, into]
    await refusal(shop.at(), () => shop.vendor(...merge), 'confirmation-needed', 2)
    expect((await must(shop.vendor(...merge, '--yes'))).value).toMatchObject({
      fromCustomerId: from,
      customer: { id: into },
      handedOn: 2,
    })
    const shown = await card(from)
    expect(shown.customer).toMatchObject({ id: into, name: 'Fay Smith', keyCount: 2 })
    expect(shown.keys.map(({ id }: Value) => id)).toEqual([key, revoked])
    const { customers } = (await must(shop.vendor('customer', 'list'))).value
    expect(customers.map(({ id }: Value) => id)).not.toContain(from)
    const later = (await must(shop.vendor('key', 'create', '--product', 'scope', '--customer', from))).value
    expect(later.keys[0].customer).toBe(into)
    await refusal(shop.at(), () => shop.vendor(...merge, '--yes'), 'invalid-value', 2)
    const found = (await must(shop.vendor('find', from))).value.matches
    expect(found).toMatchObject([{ id: from, customer: { mergedInto: into }, next: `customer show ${into}` }])
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })
})

describe('a customer who is forgotten', () => {
  /** Whether the text stands anywhere in the files of the vendor's home, in upper or lower case. */
  function isInFiles(text: string): boolean {
    return readdirSync(shop.at(HOME)).some(name =>
      readFileSync(shop.at(HOME, name)).toString('latin1').toLowerCase().includes(text.toLowerCase()),
    )
  }

  /** The three letters of every text that the search looks through. */
  function trigrams(): ReadonlySet<unknown> {
    const db = new DatabaseSync(shop.at(HOME, 'ledger.db'))
    try {
      db.exec("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'search_index', 'row')")
      return new Set(
        db
          .prepare('SELECT term FROM temp.terms')
          .all()
          .map(({ term }) => term),
      )
    } finally {
      db.close()
    }
  }

  test('is gone with all that was said, also on keys and of those who were merged, down to the bytes', async () => {
    // with letters that no id has, as ids are drawn at random
    const id = await add('Quoxi Person', '--company', 'Vlikj Labs', '--telephone', '0711/998877')
    const other = await add('Hxowk', '--email', 'hxowk@lab.example')
    await must(shop.vendor('customer', 'set', id, '--email', 'person@qqzzx.example', '--notes', 'zqkkj note'))
    const key = await shop.key('--customer', other, '--email', 'jiqzz@lab.example', '--comment', 'wuqxj')
    await must(shop.vendor('customer', 'merge', other, id, '--yes'))
    const said = ['Quoxi', 'Vlikj', '998877', 'qqzzx', 'zqkkj', 'hxowk', 'jiqzz', 'wuqxj']
    for (const text of said) expect(isInFiles(text), text).toBe(true)
    expect([...trigrams()]).toEqual(expect.arrayContaining(['uox', 'lik', 'jiq', 'wuq']))

    const erase = ['customer', 'erase', id]
    await refusal(shop.at(), () => shop.vendor(...erase), 'confirmation-needed', 2)
    const { value } = await must(shop.vendor('--operator', 'bob', ...erase, '--yes'))
    expect(value).toMatchObject({
      customerId: id,
      erasedCustomers: [id, other],
      erasedKeys: [key.slice(0, 11)],
      erasedBytes: 'gone',
      warnings: [],
    })
    for (const text of said) expect(isInFiles(text), text).toBe(false)
    const left = trigrams()
    for (const term of ['uox', 'lik', 'jiq', 'wuq', 'xow', '1/9']) expect(left.has(term), term).toBe(false)

    const { customer, keys, history } = await card(other)
    expect(customer).toMatchObject({ id, name: null, email: null, notes: null, keyCount: 1 })
    expect(keys).toMatchObject([{ customer: id, email: null, comment: null }])
    expect(JSON.stringify(history)).not.toMatch(/Quoxi|qqzzx/)
    expect(history.at(-1)).toMatchObject({ kind: 'customer.erased', operator: 'bob' })
    for (const text of said) expect((await must(shop.vendor('find', text))).value.matches).toEqual([])
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
    await must(shop.vendor('ledger', 'log'))
  })
})
