/** Keys of another system: how its list is read, what a map may say, and that all lines become keys or none. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ColumnProblem, CsvProblem } from '../../../../src/core/problems.ts'
import { IMPORT_FIELDS, parseColumnMap } from '../../../../src/vendor/catalog/import/columns.ts'
import { type Csv, parseCsv, type Separator } from '../../../../src/vendor/catalog/import/csv.ts'
import { importKeys } from '../../../../src/vendor/catalog/import/import.ts'
import type { ImportedKey, KeyList, PlannedLine } from '../../../../src/vendor/door.ts'
import { type Desk, interrupted, openDesk } from '../../../world/desk.ts'
import { DAY, entitlement, NOW } from '../../../world/nouns.ts'
import { processorMs } from '../../../world/processor-time.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('a list', () => {
  function read(text: string | Uint8Array, separator?: Separator): Csv {
    return parseCsv(typeof text === 'string' ? bytes(text) : text, separator)
  }

  test.each<[string, string]>([
    ['as RFC 4180 has it', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['with line feeds', 'a,b\n1,2\n3,4\n'],
    ['without the last line end', 'a,b\n1,2\n3,4'],
    ['with a byte order mark', '\ufeffa,b\r\n1,2\r\n3,4\r\n'],
    ['with everything quoted', '"a","b"\r\n"1","2"\r\n"3","4"\r\n'],
    ['with semicolons', 'a;b\n1;2\n3;4\n'],
    ['with tabs', 'a\tb\n1\t2\n3\t4\n'],
    ['with space around the headings', ' a , b\n1,2\n3,4\n'],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({
      headings: ['a', 'b'],
      rows: [
        { line: 2, cells: ['1', '2'] },
        { line: 3, cells: ['3', '4'] },
      ],
    })
  })

  test('quotes carry separators, quotes and line ends, and lines are counted through them', () => {
    const { rows } = read('a,b\r\n"1,""x""","two\r\nlines\n"\r\n,""\r\n\r\n"",é\r\n')
    expect(rows).toEqual([
      { line: 2, cells: ['1,"x"', 'two\r\nlines\n'] },
      { line: 7, cells: ['', 'é'] },
    ])
  })

  test('the separator is the one that the headings have most of, outside quotes, or the one that is told', () => {
    expect(read('"a,b,c";d\n1;2\n').headings).toEqual(['a,b,c', 'd'])
    expect(read('a;b,c\n1;2\n', ';').headings).toEqual(['a', 'b,c'])
    expect(read('only\n1\n').headings).toEqual(['only'])
  })

  test.each<[string, string | Uint8Array, number, CsvProblem]>([
    ['a quote that does not end', 'a,b\n1,2\n"3,4\n5,6\n', 3, { problem: 'quote-not-closed' }],
    ['a quote in the midst of a cell', 'a,b\n1,2"\n', 2, { problem: 'quote-within-cell' }],
    ['text behind a quote', 'a,b\n"1"x,2\n', 2, { problem: 'text-after-quote' }],
    ['a lone carriage return', 'a,b\n1,2\r3,4\n', 2, { problem: 'carriage-return' }],
    ['a cell too few', 'a,b\n1,2\n3\n', 3, { problem: 'cells', expected: 2, got: 1 }],
    ['a cell too many', 'a,b\n"x\ny",2\n3,4,5\n', 4, { problem: 'cells', expected: 2, got: 3 }],
    ['nothing behind the headings', 'a,b\n\n', 1, { problem: 'no-lines' }],
    [
      'Latin 1',
      Uint8Array.from([...bytes('a,b\n1,2\nJ'), 0xfc, ...bytes('rgen,4\n')]),
      3,
      { problem: 'not-utf-8' },
    ],
    ['Latin 1 in the last line', Uint8Array.from([...bytes('a,b\n1,J'), 0xfc]), 2, { problem: 'not-utf-8' }],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x61, 0]), 1, { problem: 'utf-16' }],
    [
      'more lines than are read',
      `a\n${'1\n'.repeat(100_001)}`,
      100_002,
      { problem: 'too-many-lines', most: 100_000 },
    ],
  ])('%s is refused with its line', (_, text, line, problem) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'csv-malformed',
        details: { line, ...problem },
      }),
    )
  })

  test('nothing at all, and more bytes than are read', () => {
    expect(() => read(' \n\n')).toThrow(expect.objectContaining({ code: 'input-empty' }))
    const large = new Uint8Array(100_000_001)
    expect(() => read(large)).toThrow(expect.objectContaining({ code: 'input-too-large' }))
  })

  test('100,000 lines take no long while', () => {
    const file = `a,b\n${'"x ""y""",plain text\n'.repeat(100_000)}`
    const spent = processorMs(() => expect(read(file).rows).toHaveLength(100_000))
    expect(spent).toBeLessThan(5000)
  })
})

describe('a map', () => {
  const LEAST = { 'old key': { column: 'Key' }, product: { value: 'scope' } }

  function problems(map: unknown): readonly ColumnProblem[] {
    try {
      parseColumnMap(bytes(typeof map === 'string' ? map : JSON.stringify(map)))
      return []
    } catch (error) {
      expect(error).toMatchObject({ code: 'columns-malformed' })
      return (error as { details: { problems: readonly ColumnProblem[] } }).details.problems
    }
  }

  test('says at least which column has the old key, and what product it is', () => {
    expect(problems(LEAST)).toEqual([])
    expect(problems({})).toEqual([{ problem: 'product-missing' }, { problem: 'old-key-missing' }])
    expect(problems({ ...LEAST, 'old key': { value: 'the same' } })).toHaveLength(1)
  })

  test.each<[string, object, object]>([
    ['an unknown field', { expiry: { column: 'x' } }, { problem: 'unknown-field', entry: 'expiry' }],
    ['neither column nor value', { expires: {} }, { problem: 'column-or-value', entry: 'expires' }],
    ['both', { expires: { column: 'x', value: 'never' } }, { problem: 'column-or-value', entry: 'expires' }],
    [
      'a misspelt word',
      { expires: { column: 'x', formt: 'MM/DD/YYYY' } },
      { problem: 'unknown-part', entry: 'expires', part: 'formt' },
    ],
    ['a text in place of an object', { expires: 'Expiry' }, { problem: 'source', entry: 'expires' }],
    ['a list as a value', { comment: { value: ['x'] } }, { problem: 'value', entry: 'comment' }],
    [
      'a number as a column',
      { comment: { column: 3 } },
      { problem: 'text', entry: 'comment', part: 'column' },
    ],
    [
      'a format without a year',
      { expires: { column: 'x', format: 'MM/DD' } },
      { problem: 'format', entry: 'expires' },
    ],
    [
      'a format with two of it',
      { expires: { column: 'x', format: 'YYYYYYYY-MM-DD' } },
      { problem: 'format' },
    ],
    [
      'words that are no words',
      { expires: { column: 'x', words: { a: 1 } } },
      { problem: 'text', entry: 'expires', part: 'words', word: 'a' },
    ],
    [
      'an empty separator',
      { users: { column: 'x', separator: '' } },
      { problem: 'cell-separator', entry: 'users' },
    ],
    ['an unknown separator of cells', { separator: '|' }, { problem: 'separator' }],
    [
      'a feature without a source',
      { features: { each: { export: {} } } },
      { problem: 'column-or-value', entry: 'feature export' },
    ],
  ])('%s', (_, more, problem) => {
    expect(problems({ ...LEAST, ...more })).toContainEqual(expect.objectContaining(problem))
  })

  test('that is no JSON, or no object', () => {
    for (const text of ['', '{', '\u{d800}', '[]', '"x"', 'null'])
      expect(problems(text), text).not.toEqual([])
  })
})

describe('keys', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
    await desk.vendor.createProduct({
      id: 'full',
      name: 'Full',
      features: [
        { name: 'export', type: 'flag', default: undefined, required: false },
        { name: 'users', type: 'integer', default: 5, required: false },
        { name: 'edition', type: 'text', default: undefined, required: false },
      ],
      release: { version: '3.1', releasedAt: NOW - DAY },
    })
    await desk.vendor.createProduct({
      id: 'strict',
      name: 'Strict',
      features: [{ name: 'seats', type: 'integer', default: undefined, required: true }],
    })
    await desk.vendor.addAffiliate('North')
  })
  afterAll(() => desk.close())

  let lists = 0
  /** A list with one line for each key, each with an old key of its own. */
  function listOf(columns: object, headings: string, ...lines: readonly string[]): KeyList {
    const prefix = `OLD-${++lists}`
    const csv = [`Key,${headings}`, ...lines.map((line, i) => `${prefix}-${i},${line}`)].join('\n')
    const map = { 'old key': { column: 'Key' }, product: { value: 'scope' }, ...columns }
    return { csv: bytes(csv), columns: bytes(JSON.stringify(map)) }
  }

  async function one(columns: object, headings: string, line: string): Promise<ImportedKey> {
    const [key, ...others] = await desk.vendor.importKeys(listOf(columns, headings, line))
    expect(others).toEqual([])
    if (key === undefined) throw new Error('expected a key')
    return key
  }

  test('everything that a key can say comes from its column', async () => {
    const names = IMPORT_FIELDS.filter(name => !['old key', 'skip', 'features', 'generic'].includes(name))
    const customer = await desk.vendor.addCustomer({ name: 'Ann' })
    const cells: Readonly<Record<string, string>> = {
      product: 'full',
      licensee: 'Lab',
      activations: '7',
      'for floating': 'no',
      'seat unit': 'default',
      'longest lease': 'default',
      'longest borrow': 'default',
      'most borrowed': 'none',
      pools: '',
      'floating seats': '3',
      maintenance: '2099-06-30',
      'engine version': '2',
      'user data': ' rack 7 ',
      expires: '2099-12-31',
      duration: '90',
      'duration from': 'first-run',
      'grace days': '14',
      users: '"ann, bob:linux, corp:eve:windows"',
      'allow vm': 'no',
      'allow workloads': 'yes',
      'deactivation limit': '9223372036854775807',
      affiliate: 'North',
      'e-mail': ' lab@example.com ',
      comment: 'pays late; always',
      order: ' PO 17 ',
      customer: ` ${customer.id.toLowerCase()} `,
    }
    const columns = Object.fromEntries(names.map(name => [name, { column: name }]))
    const features = { column: 'Modules', separator: '+' }
    const { key, oldKey, line } = await one(
      { ...columns, features },
      `${names.join(',')},Modules`,
      `${names.map(name => cells[name] ?? '?').join(',')},export + users=50 + edition=pro`,
    )
    expect(line).toBe(2)
    expect(key).toEqual({
      id: key.text.slice(0, 11),
      text: expect.stringMatching(/^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/),
      createdAt: NOW,
      entitlement: entitlement({
        productId: 'full',
        activations: 7,
        floatingSeats: 3,
        features: new Map<string, true | number | string>([
          ['export', true],
          ['users', 50],
          ['edition', 'pro'],
        ]),
        maintenance: { until: Date.UTC(2099, 6, 1) / 1000 },
        majorVersion: '3',
        engineVersion: 2,
        userData: ' rack 7 ',
        expiresAt: Date.UTC(2100, 0, 1) / 1000,
        duration: { days: 90, from: 'first-run' },
        graceDays: 14,
        licensee: 'Lab',
        users: [
          { name: 'ann', platform: 0 },
          { name: 'bob', platform: 3 },
          { name: 'corp:eve', platform: 1 },
        ],
        allowVirtual: false,
        allowWorkloads: true,
        deactivationLimit: 9223372036854775807n,
      }),
      affiliate: 'North',
      email: 'lab@example.com',
      comment: `was: ${oldKey}; pays late; always`,
      orderReference: 'PO 17',
      customer: customer.id,
      revoked: undefined,
      suspended: undefined,
      archivedAt: undefined,
    })
    expect(await desk.vendor.key(key.text)).toEqual(key)
  })

  test('SS-01 SS-03: how a site server may lend', async () => {
    const names = ['for floating', 'seat unit', 'longest lease', 'longest borrow', 'most borrowed', 'pools']
    const columns = Object.fromEntries(names.map(name => [name, { column: name }]))
    const sold = { product: { value: 'full' }, activations: { value: '9' }, features: { value: 'export' } }
    const cells = 'yes,host,900,7,2,"export=3, users=4"'
    const { key } = await one({ ...columns, ...sold }, names.join(','), cells)
    expect(key.entitlement).toMatchObject({
      forFloating: true,
      seatUnit: 'host',
      longestLease: 900,
      longestBorrow: 7,
      mostBorrowed: 2,
      pools: new Map([
        ['export', 3],
        ['users', 4],
      ]),
    })
  })

  test('what is empty says nothing; saved defaults are not used', async () => {
    await desk.vendor.createKeys({ productId: 'full', activations: 9, saveDefaults: true })
    const columns = Object.fromEntries(
      ['activations', 'expires', 'features', 'users', 'e-mail', 'maintenance', 'allow vm'].map(name => [
        name,
        { column: 'Nothing' },
      ]),
    )
    const { key } = await one({ ...columns, product: { value: 'full' } }, 'Nothing', ' ')
    expect(key.entitlement).toEqual(
      entitlement({ productId: 'full', majorVersion: '3', features: new Map([['users', 5]]) }),
    )
    expect(key.email).toBeUndefined()
    await desk.vendor.clearDefaults()
  })

  test.each<[string, object, string, object]>([
    ['MM/DD/YYYY', { format: 'MM/DD/YYYY' }, '2/3/2099', { expiresAt: Date.UTC(2099, 1, 4) / 1000 }],
    ['DD.MM.YYYY', { format: 'DD.MM.YYYY' }, '03.02.2099', { expiresAt: Date.UTC(2099, 1, 4) / 1000 }],
    [
      'with a time',
      { format: 'MM/DD/YYYY' },
      '02/03/2099 11:59:59 PM',
      { expiresAt: Date.UTC(2099, 1, 4) / 1000 },
    ],
    ['as ISO has it', {}, '2099-02-03T10:00:00', { expiresAt: Date.UTC(2099, 1, 4) / 1000 }],
    [
      'an instant in UTC',
      { format: 'MM/DD/YYYY' },
      '2099-02-03T10:00:00Z',
      { expiresAt: Date.UTC(2099, 1, 3, 10) / 1000 },
    ],
    ['never', {}, 'never', { expiresAt: undefined }],
    ['by a word', { words: { lifetime: 'never' } }, 'lifetime', { expiresAt: undefined }],
    [
      'the empty cell by a word',
      { words: { '': '2099-02-03' } },
      '',
      { expiresAt: Date.UTC(2099, 1, 4) / 1000 },
    ],
  ])('a day %s', async (_, how, cell, expected) => {
    const { key } = await one({ expires: { column: 'End', ...how } }, 'End', cell)
    expect(key.entitlement).toMatchObject(expected)
  })

  test('a key that has expired is imported: its owner may renew it', async () => {
    const { key } = await one({ expires: { column: 'End' } }, 'End', '2001-01-01')
    expect((await desk.vendor.listedKey(key.id)).state).toBe('expired')
  })

  test('maintenance, numbers and yes or no as values of the map', async () => {
    const map = { maintenance: { value: true }, activations: { value: 3 }, 'allow vm': { value: 'yes' } }
    const { key } = await one(map, 'X', '')
    expect(key.entitlement).toMatchObject({
      maintenance: { until: undefined },
      activations: 3,
      allowVirtual: true,
    })
    const without = await one({ maintenance: { value: false } }, 'X', '')
    expect(without.key.entitlement.maintenance).toBeUndefined()
  })

  test('a column for each feature; what is empty gets the default', async () => {
    const each = { export: { column: 'E' }, users: { column: 'U' }, edition: { value: 'pro' } }
    const { key } = await one({ product: { value: 'full' }, features: { each } }, 'E,U', 'yes,')
    expect(Object.fromEntries(key.entitlement.features)).toEqual({ export: true, users: 5, edition: 'pro' })
    const off = await one({ product: { value: 'full' }, features: { each } }, 'E,U', '0,7')
    expect(Object.fromEntries(off.key.entitlement.features)).toEqual({ users: 7, edition: 'pro' })
  })

  test('lines that are to be left out are', async () => {
    const skip = { column: 'Off', words: { revoked: 'yes', ok: 'no' } }
    const list = listOf({ skip }, 'Off', 'ok', 'revoked', 'ok')
    expect((await desk.vendor.planImport(list)).map(({ kind }) => kind)).toEqual(['key', 'skipped', 'key'])
    expect((await desk.vendor.importKeys(list)).map(({ line }) => line)).toEqual([2, 4])
    expect(await desk.vendor.importKeys(listOf({ skip }, 'Off', 'revoked'))).toEqual([])
  })

  test.each<[string, object, string, string, string]>([
    ['product', { product: { column: 'C' } }, 'nothing', 'product-not-found', 'C'],
    ['no product', { product: { column: 'C' } }, '', 'invalid-value', 'C'],
    ['old key', { 'old key': { column: 'C' } }, '', 'invalid-value', 'C'],
    ['activations', { activations: { column: 'C' } }, '1.5', 'invalid-value', 'C'],
    ['too many activations', { activations: { column: 'C' } }, '1000001', 'invalid-value', 'C'],
    ['expires', { expires: { column: 'C' } }, '2099-02-30', 'invalid-value', 'C'],
    ['a day of another format', { expires: { column: 'C' } }, '12/31/2099', 'invalid-value', 'C'],
    ['maintenance', { maintenance: { column: 'C' } }, 'soon', 'invalid-value', 'C'],
    ['yes or no', { 'for floating': { column: 'C' } }, 'perhaps', 'invalid-value', 'C'],
    ['engine version', { 'engine version': { column: 'C' } }, '3', 'invalid-value', 'C'],
    [
      'what it cannot say',
      { 'grace days': { value: 5 }, 'engine version': { column: 'C' } },
      '1',
      'engine-version-too-old',
      'C',
    ],
    [
      'duration from',
      { duration: { value: 5 }, 'duration from': { column: 'C' } },
      'now',
      'invalid-value',
      'C',
    ],
    ['allow vm', { 'allow vm': { column: 'C' } }, 'x', 'invalid-value', 'C'],
    ['deactivation limit', { 'deactivation limit': { column: 'C' } }, '-3', 'invalid-value', 'C'],
    [
      'a limit that is too large',
      { 'deactivation limit': { column: 'C' } },
      '9999999999999999999',
      'invalid-value',
      'C',
    ],
    ['users', { users: { column: 'C' } }, 'ann:amiga', 'invalid-value', 'C'],
    ['a user twice', { users: { column: 'C', separator: '+' } }, 'ann+ann', 'invalid-value', 'C'],
    ['e-mail', { 'e-mail': { column: 'C' } }, 'nobody', 'invalid-value', 'C'],
    ['affiliate', { affiliate: { column: 'C' } }, 'South', 'affiliate-unknown', 'C'],
    ['customer', { customer: { column: 'C' } }, 'C-ZZZZZ', 'customer-not-found', 'C'],
    ['generic', { generic: { column: 'C' } }, 'yes', 'generic-not-allowed', 'C'],
    [
      'an unknown feature',
      { product: { value: 'full' }, features: { column: 'C' } },
      'print',
      'feature-unknown',
      'C',
    ],
    [
      'a value of another type',
      { product: { value: 'full' }, features: { column: 'C' } },
      'users=many',
      'invalid-value',
      'C',
    ],
    [
      'no value',
      { product: { value: 'full' }, features: { column: 'C' } },
      'users',
      'feature-count-mismatch',
      'C',
    ],
    [
      'a feature twice',
      { product: { value: 'full' }, features: { column: 'C', separator: '+' } },
      'export+export',
      'invalid-value',
      'C',
    ],
    [
      'a required feature',
      { product: { value: 'strict' }, features: { column: 'C' } },
      '',
      'feature-missing',
      'C',
    ],
    [
      'a feature of its own column',
      { product: { value: 'full' }, features: { each: { users: { column: 'C' } } } },
      'x',
      'invalid-value',
      'C',
    ],
    ['order', { order: { column: 'C' } }, 'x'.repeat(201), 'invalid-value', 'C'],
    ['a comment that is too long', { comment: { column: 'C' } }, 'x'.repeat(4096), 'invalid-value', 'C'],
  ])('a line is refused for its %s, with the column', async (_, columns, cell, code, column) => {
    const before = await desk.vendor.stats()
    const whole = { ...listOf(columns, 'C'), csv: bytes(`Key,C,D\nOLD-REFUSED,${cell},\n`) }
    const [line] = await desk.vendor.planImport(whole)
    expect(line).toMatchObject({ line: 2, kind: 'refused', problems: [{ column, error: { code } }] })
    const problems = [{ line: 2, column, code, details: expect.any(Object) }]
    await expect(desk.vendor.importKeys(whole)).rejects.toMatchObject({
      code: 'import-refused',
      details: { refused: 1, of: 1, problems },
    })
    expect(await desk.vendor.stats()).toEqual(before)
  })

  test('every bad cell of a line is reported, and every bad line', async () => {
    const columns = { activations: { column: 'A' }, expires: { column: 'B' }, 'e-mail': { column: 'C' } }
    const list = listOf(columns, 'A,B,C', 'x,y,', '1,2099-12-31,a@example.com', '1,,nobody')
    const seen = (await desk.vendor.planImport(list)).map((line: PlannedLine) =>
      line.kind === 'refused' ? line.problems.map(({ column }) => column) : line.kind,
    )
    expect(seen).toEqual([['A', 'B'], 'key', ['C']])
  })

  test('the same old key twice in a list, or once more in the next one', async () => {
    const map = { 'old key': { column: 'Key' }, product: { value: 'scope' }, comment: { column: 'Note' } }
    const columns = bytes(JSON.stringify(map))
    const twice = await desk.vendor.planImport({ csv: bytes('Key,Note\nSAME,a\nOTHER,b\nSAME,c\n'), columns })
    expect(twice[2]).toMatchObject({
      kind: 'refused',
      problems: [{ column: 'Key', error: { code: 'key-imported-already', details: { line: 2 } } }],
    })
    const [made] = await desk.vendor.importKeys({ csv: bytes('Key,Note\nSAME; B,a; b\n'), columns })
    const again = await desk.vendor.planImport({ csv: bytes('Key,Note\nNEW,\nSAME; B,z\n'), columns })
    expect(again.map(({ kind }) => kind)).toEqual(['key', 'refused'])
    expect(again[1]).toMatchObject({
      problems: [{ error: { code: 'key-imported-already', details: { key: made?.key.id } } }],
    })
    expect(JSON.stringify(again[1])).not.toContain('SAME')
  })

  test('a column that is not there, or there twice', async () => {
    const map = { activations: { column: 'Seats' }, expires: { column: 'End' } }
    await expect(desk.vendor.planImport(listOf(map, 'End,End', 'x,y'))).rejects.toMatchObject({
      code: 'columns-malformed',
      details: {
        problems: [
          { problem: 'no-column', entry: 'activations', column: 'Seats', known: ['Key', 'End', 'End'] },
          { problem: 'two-columns', entry: 'expires', column: 'End' },
        ],
      },
    })
  })

  test('all keys together stay within the plan, and a dormant vendor imports none', async () => {
    const list = listOf({ activations: { value: 10 } }, 'X', 'a', 'b', 'c')
    const granted = (await desk.vendor.keys({})).reduce(
      (sum, { key }) => sum + key.entitlement.activations,
      0,
    )
    await desk.vendor.setSetting('planActivations', granted + 29)
    const exceeded = { code: 'plan-activations-exceeded', details: { asked: 30, left: 29 } }
    await expect(desk.vendor.planImport(list)).rejects.toMatchObject(exceeded)
    await expect(desk.vendor.importKeys(list)).rejects.toMatchObject(exceeded)
    await desk.vendor.setSetting('planActivations', granted + 30)
    expect(await desk.vendor.importKeys(list)).toHaveLength(3)
    await desk.vendor.setSetting('planActivations', 'unlimited')
    await desk.vendor.setSetting('dormant', true)
    await expect(desk.vendor.planImport(listOf({}, 'X', 'a'))).rejects.toMatchObject({
      code: 'vendor-dormant',
    })
    await desk.vendor.setSetting('dormant', false)
  })

  test('a product that is changed meanwhile is looked at again', async () => {
    const change = (attempt: number) =>
      attempt === 0
        ? desk.vendor.changeProduct('full', { release: { version: '4.0', releasedAt: NOW } })
        : undefined
    const ledger = interrupted(await desk.ledger(), change)
    const maker = { ledger, now: desk.now, random: desk.random }
    const [made] = await importKeys(maker, listOf({ product: { value: 'full' } }, 'X', ''))
    expect(made?.key.entitlement.majorVersion).toBe('4')
  })

  test('the same list at two desks at once: one of them is told', async () => {
    const list = listOf({}, 'X', 'x', 'x')
    const maker = { now: desk.now, random: desk.random }
    const other = await desk.ledger()
    const meanwhile = (attempt: number) =>
      attempt === 0 ? importKeys({ ...maker, ledger: other }, list) : undefined
    const ledger = interrupted(await desk.ledger(), meanwhile)
    await expect(importKeys({ ...maker, ledger }, list)).rejects.toMatchObject({
      code: 'import-refused',
      details: { refused: 2, of: 2 },
    })
  })

  test('progress, and many keys in one transaction', async () => {
    const told: string[] = []
    const before = (await desk.vendor.stats()).entries
    const keys = await desk.vendor.importKeys(
      listOf({}, 'X', ...Array.from({ length: 2000 }, () => 'x')),
      (done, of) => told.push(`${done} of ${of}`),
    )
    expect(new Set(keys.map(({ key }) => key.text)).size).toBe(2000)
    expect(told.at(-1)).toBe('2000 of 2000')
    expect((await desk.vendor.stats()).entries).toBe(before + 2000)
    expect((await desk.vendor.audit()).problems).toEqual([])
  })
})
