/** The samples as they stand: keys of another system become keys of ours, which activate. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { IMPORT_FIELDS } from '../../src/vendor/catalog/import/columns.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples', 'import')
const sample = (name: string) => join(SAMPLES, name)

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

function importing(name: string, ...words: readonly string[]) {
  return shop.vendor(
    'key',
    'import',
    sample(`${name}.csv`),
    '--columns',
    sample(`${name}.columns.json`),
    ...words,
  )
}

describe('the list like one of QLM', () => {
  test('a dry run says of each line what would be made or what is wrong, and makes nothing', async () => {
    const before = shop.listing()
    const { exit, value } = await importing('qlm', '--dry-run')
    expect(exit).toBe(1)
    expect(value).toMatchObject({ ok: true, dryRun: true, counts: { keys: 2, refused: 1, skipped: 1 } })
    expect(value.lines[0]).toEqual({
      line: 2,
      outcome: 'affiliate-unknown',
      column: 'AffiliateID',
      problem: 'there is no affiliate "North"; known affiliates: none',
    })
    expect(value.lines[1]).toMatchObject({ line: 4, outcome: 'key', key: { activations: 25 } })
    expect(value.lines[3]).toMatchObject({ line: 6, outcome: 'left-out' })
    expect(shop.listing()).toEqual(before)
    const { message } = await refusal(shop.at(), () => importing('qlm'), 'import-refused')
    expect(message).toContain('line 2, column "AffiliateID": there is no affiliate "North"')
  })

  test('then all keys at once, with the pairs in a file; the same list is not taken twice', async () => {
    await must(shop.vendor('affiliate', 'add', 'North'))
    expect((await must(importing('qlm', '--dry-run'))).value).toMatchObject({
      counts: { keys: 3, refused: 0 },
    })
    const file = shop.at('vendor', 'pairs.csv')
    expect((await must(importing('qlm', '-o', file))).value).toMatchObject({ output: file, rows: 3 })
    const pairs = readFileSync(file, 'utf8')
    const [headings, first] = pairs.split('\r\n')
    expect(headings).toMatch(/^\ufeff"line","old key","key","key id",/)
    const [, old, key = ''] = /^2,"([^"]+)","([^"]+)"/.exec(first ?? '') ?? []
    expect(old).toBe('AKLM0-4E7Q2-9XB3W-T6C0P-50Y00-0A1Z7')

    const { key: shown } = (await must(shop.vendor('key', 'show', key))).value
    expect(shown).toMatchObject({
      productId: 'scope',
      licensee: 'Lab GmbH',
      features: { export: true, users: 5 },
      maintenance: '2027-06-30',
      affiliate: 'North',
      email: 'ann@lab.example',
      comment: `was: ${old}; Renews in June;\r\ncall first`,
    })
    const { value } = await must(shop.vendor('key', 'list'))
    expect(value.keys.map(({ state }: Value) => state)).toEqual(['unused', 'unused', 'expired'])
    await must(shop.install('a', key))

    const again = await refusal(shop.at(), () => importing('qlm'), 'import-refused')
    expect(again.message).toMatch(/^3 of 4 lines .*this old key was imported before, as "[0-9A-Z-]{11}"/)
  })
})

test('the list like one of LimeLM, as JSON lines', async () => {
  const file = shop.at('vendor', 'pairs.jsonl')
  const { value } = await must(importing('limelm', '-o', file))
  expect(value).toMatchObject({ outputFormat: 'jsonl', rows: 2 })
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines).toMatchObject([
    {
      line: 2,
      oldKey: '4HWB-7TQM-ZK2P-9XRD-6CVN-1JSF-GL8Y',
      wholeKey: expect.stringMatching(/^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/),
      features: { export: true, users: 5, edition: 'pro' },
      deactivationLimit: 'unlimited',
      activations: 2,
    },
    { line: 3, features: { users: 40 }, deactivationLimit: '5', maintenance: 'unlimited' },
  ])
})

describe('what is refused', () => {
  const list = (text: string) => {
    writeFileSync(shop.at('list.csv'), text)
    return shop.at('list.csv')
  }
  const map = (value: unknown) => {
    writeFileSync(shop.at('map.json'), JSON.stringify(value))
    return shop.at('map.json')
  }
  const MAP = { 'old key': { column: 'Key' }, product: { value: 'scope' } }

  test.each<[string, string, unknown, string, number]>([
    ['a quote that does not end', 'Key,X\n"A,1\n', MAP, 'csv-malformed', 1],
    ['an empty list', '\n', MAP, 'input-empty', 1],
    ['a misspelt field', 'Key\nA\n', { ...MAP, expiry: { column: 'X' } }, 'columns-malformed', 2],
    ['a column that is not there', 'Key\nA\n', { ...MAP, expires: { column: 'X' } }, 'columns-malformed', 2],
  ])('%s', async (_, text, columns, code, exit) => {
    const words = ['key', 'import', list(text), '--columns', map(columns)]
    for (const how of [[], ['--dry-run']])
      await refusal(shop.at(), () => shop.vendor(...words, ...how), code, exit)
  })

  test('a file for the pairs that is there, before any key is made', async () => {
    const words = ['key', 'import', list('Key\nFRESH\n'), '--columns', map(MAP)]
    await refusal(
      shop.at(),
      () => shop.vendor(...words, '-o', shop.at('vendor', 'pairs.csv')),
      'output-exists',
    )
    const failed = await shop.vendor(...words, '-o', shop.at('vendor', `${'x'.repeat(300)}.csv`))
    expect(failed).toMatchObject({ exit: 3, value: { error: { code: 'cannot-write' } } })
    expect(failed.value.error.details).not.toHaveProperty('made')
  })
})

test('the README of the samples names every field', () => {
  const text = readFileSync(sample('README.md'), 'utf8')
  for (const field of IMPORT_FIELDS) expect(text).toContain(`\`${field}\``)
})
