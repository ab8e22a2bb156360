/** Lists for spreadsheets and programs: new keys whole, the lists without a secret, and every field in both. */
import { readFileSync, statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY_OPTIONS } from '../../vendor-tool/fields.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('affiliate', 'add', 'North'))
})
afterAll(() => shop.remove())

function create(...words: readonly string[]) {
  return shop.vendor('key', 'create', '--product', 'scope', ...words)
}

/** Rows by their headings; the byte order mark in front of a file is Excel's. */
function rowsOf(csv: string): readonly Readonly<Record<string, string>>[] {
  const [headings = [], ...rows] = csv
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .slice(0, -1)
    .map(line =>
      [...line.matchAll(/(?<=^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    )
  return rows.map(cells => Object.fromEntries(headings.map((heading, i) => [heading, cells[i] ?? ''])))
}

const EVERYTHING = [
  ['--email', 'lab@example.com', '--licensee', 'Lab', '--affiliate', 'North', '--comment', 'pays late'],
  ['--order', 'PO 17'],
  ['--activations', '3', '--floating-seats', '7', '--feature', 'export', '--feature', 'edition=pro'],
  ['--maintenance', '2099-06-30', '--engine-version', '2', '--user-data', 'rack "7", left'],
  ['--expires', '2099-12-31', '--duration', '90', '--duration-from', 'first-run', '--grace-days', '14'],
  ['--user', 'ann', '--user', 'bob:linux', '--allow-vm', 'no', '--deactivation-limit', '9223372036854775807'],
].flat()

const CELLS = {
  product: 'scope',
  licensee: 'Lab',
  activations: '3',
  'for floating': 'no',
  'floating seats': '7',
  generic: 'no',
  features: 'export, users=5, edition=pro',
  version: '',
  maintenance: '2099-06-30',
  'engine version': '2',
  'user data': 'rack "7", left',
  expires: '2099-12-31',
  duration: '90 days from the first run',
  'grace days': '14',
  users: 'ann, bob:linux',
  'allow vm': 'no',
  'deactivation limit': '9223372036854775807',
  affiliate: 'North',
  'e-mail': 'lab@example.com',
  comment: 'pays late',
  order: 'PO 17',
}

describe('new keys', () => {
  test('QC-05: so many keys in a CSV file, whole, with every field', async () => {
    const file = shop.at('vendor', 'new.csv')
    const { value } = await must(create('--count', '25', ...EVERYTHING, '-o', file))
    expect(value).toMatchObject({ output: file, outputFormat: 'csv', rows: 25, warnings: [] })
    const rows = rowsOf(readFileSync(file, 'utf8'))
    expect(rows.map(({ key }) => key)).toEqual(value.keys.map(({ wholeKey }: Value) => wholeKey))
    expect(new Set(rows.map(({ key }) => key)).size).toBe(25)
    for (const row of rows) expect(row).toMatchObject({ ...CELLS, state: 'unused', 'in use': '0' })
  })

  test('QC-05: on standard output, as CSV or as JSON lines', async () => {
    const words = ['key', 'create', '--product', 'scope', '--count', '2', '--format']
    const rows = rowsOf(await shop.printed(...words, 'csv'))
    const lines = (await shop.printed(...words, 'jsonl'))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const keys = [...rows.map(({ key }) => key), ...lines.map(({ wholeKey }) => wholeKey)]
    for (const key of keys) {
      expect(key).toMatch(/^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/)
      expect((await shop.vendor('key', 'show', key)).exit).toBe(0)
    }
    expect([rows.length, lines.length]).toEqual([2, 2])
  })

  test('QC-05: a file that is there, or none that is known, is refused before any key is made', async () => {
    const file = shop.at('vendor', 'there.csv')
    await must(create('-o', file))
    await refusal(shop.at(), () => create('-o', file), 'output-exists')
    await refusal(shop.at(), () => create('-o', shop.at('vendor', 'keys.xlsx')), 'invalid-value', 2)
    await refusal(shop.at(), () => create('-o', shop.at('nowhere', 'keys.csv')), 'cannot-write', 3)
    await refusal(shop.at(), () => create('--format', 'csv'), 'usage', 2)
  })

  test('QC-05: a file that cannot be written is refused before any key is made', async () => {
    const count = async () => (await must(shop.vendor('ledger', 'stats'))).value.keyCount
    const before = await count()
    const { exit, value } = await create('--count', '2', '-o', shop.at('vendor', `${'x'.repeat(300)}.csv`))
    expect({ exit, code: value.error.code }).toEqual({ exit: 3, code: 'cannot-write' })
    expect(value.error.details).not.toHaveProperty('made')
    expect(await count()).toBe(before)
  })

  test('every option of a key has its column', async () => {
    const headings = Object.keys(rowsOf(await shop.printed('key', 'list', '--format', 'csv'))[0] ?? {})
    const names: Readonly<Record<string, string>> = {
      email: 'e-mail',
      feature: 'features',
      pool: 'pools',
      user: 'users',
      'duration-from': 'duration',
    }
    for (const option of Object.keys(KEY_OPTIONS))
      expect(headings).toContain(names[option] ?? option.replaceAll('-', ' '))
  })
})

describe('the lists', () => {
  test('QC-15 QC-18: key list has every field and no whole key', async () => {
    const { wholeKey: key, id } = (await must(create(...EVERYTHING))).value.keys[0]
    await must(shop.activate('a', key))
    await must(shop.vendor('key', 'revoke', '--yes', id, '--reason', 'charged back'))
    const csv = await shop.printed('key', 'list', '--format', 'csv')
    expect(rowsOf(csv).find(row => row['key id'] === id)).toMatchObject({
      ...CELLS,
      state: 'revoked',
      'in use': '1',
      reason: 'charged back',
    })
    const jsonl = await shop.printed('key', 'list', '--format', 'jsonl')
    const lines = jsonl
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines).toEqual((await must(shop.vendor('key', 'list'))).value.keys)
    for (const text of [csv, jsonl, await shop.printed('key', 'list')]) expect(text).not.toContain(key)
  })

  test('a filtered list into a file of its own', async () => {
    await create('--email', 'only@example.com')
    const file = shop.at('vendor', 'only.jsonl')
    const { value } = await must(shop.vendor('key', 'list', '--email', 'only@example.com', '-o', file))
    expect(value).toMatchObject({ output: file, outputFormat: 'jsonl', rows: 1 })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ email: 'only@example.com' })
  })

  test('QC-08: activation list says which computer holds a seat of which key, since when', async () => {
    const key = await shop.key('--activations', '2')
    const { computerId, license } = (await must(shop.activate('b', key))).value
    const [row, ...others] = rowsOf(await shop.printed('activation', 'list', '--key', key, '--format', 'csv'))
    expect(others).toEqual([])
    expect(row).toEqual({
      activation: license.activationId,
      'key id': key.slice(0, 11),
      'computer id': computerId,
      'on behalf': 'no',
      installations: '1',
      seat: '1',
      'seat since': license.issuedAt,
      note: '',
      since: license.issuedAt,
      'last license': license.issuedAt,
      ends: 'never',
      'grace until': '',
      'maintenance until': '',
      'license format': '2',
      state: 'active',
      released: '',
      'released by': '',
      reason: '',
    })
    const file = shop.at('vendor', 'activations.csv')
    await must(shop.vendor('activation', 'list', '--product', 'scope', '-o', file))
    expect(readFileSync(file, 'utf8')).toContain(computerId)
  })
})

test.skipIf(process.platform === 'win32')(
  'every list in a file is for its owner alone: most have personal data',
  async () => {
    for (const list of ['key', 'activation', 'customer', 'product', 'affiliate', 'ledger']) {
      const words = list === 'ledger' ? ['ledger', 'log'] : [list, 'list']
      const file = shop.at(`private-${list}.csv`)
      const { exit } = await shop.vendor(...words, '-o', file)
      if (exit === 0) expect(statSync(file).mode & 0o777, list).toBe(0o600)
      else expect(['product', 'affiliate']).toContain(list)
    }
  },
)
