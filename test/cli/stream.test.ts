/** A list that is too long to be held: the same forms as a short one, printed or written while it is read. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Command } from '../../src/cli/command.ts'
import { EXPORT_OPTIONS, exportTargetOf } from '../../src/cli/export.ts'
import { runTool } from '../../src/cli/run.ts'
import { type LongList, longListAnswer } from '../../src/cli/stream.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import { expectFailure } from '../world/refusal.ts'

interface Row {
  readonly n: number
  readonly word: string | undefined
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-stream-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const listOf = (rows: () => AsyncIterable<Row>): LongList<Row> => ({
  name: 'words',
  rows,
  wide: [
    { heading: 'N', cell: ({ n }) => n, width: 5 },
    { heading: 'WORD', cell: ({ word }) => word, width: 4 },
    { heading: 'LAST', cell: ({ n }) => -n, width: 0 },
  ],
  columns: [
    { heading: 'n', cell: ({ n }) => n },
    { heading: 'word', cell: ({ word }) => word },
  ],
  json: ({ n, word }) => ({ n, word: word ?? null }),
  none: 'no words',
})

async function* some(count: number, broken = false): AsyncGenerator<Row> {
  for (let n = 1; n <= count; n++) yield { n, word: n === 2 ? undefined : `"w"\u001b${n}` }
  if (broken) throw new AirlatchError('ledger-damaged', { problem: 'page 7' })
}

/** Runs a command that lists the rows. */
async function run(rows: () => AsyncIterable<Row>, ...words: readonly string[]) {
  const command: Command<unknown> = {
    path: 'list',
    summary: 'lists',
    examples: [['a list', 'list']],
    options: EXPORT_OPTIONS,
    run: args => longListAnswer(listOf(rows), exportTargetOf(args)),
  }
  const tool: Tool<unknown> = {
    name: 't',
    summary: 'A tool.',
    sections: [{ heading: 'Commands', commands: [command] }],
    globals: {},
    world: () => ({}),
  }
  const seen = { out: '', err: '', writes: 0 }
  const exit = await runTool(tool, ['list', ...words], {
    out: text => {
      seen.out += text
      seen.writes++
    },
    err: text => {
      seen.err += text
    },
  })
  return { exit, ...seen }
}

describe('printed', () => {
  test('as text, in columns that are known before', async () => {
    expect((await run(() => some(3))).out).toBe(
      ['N      WORD  LAST', '1      "w"\\u{1b}1  -1', '2      -     -2', '3      "w"\\u{1b}3  -3', ''].join(
        '\n',
      ),
    )
  })

  test('as CSV, as JSON lines, and as one JSON value', async () => {
    expect((await run(() => some(2), '--format', 'csv')).out).toBe(
      '"n","word"\r\n1,"""w""\\u{1b}1"\r\n2,\r\n',
    )
    expect((await run(() => some(2), '--format', 'jsonl')).out).toBe(
      '{"n":1,"word":"\\"w\\"\\u001b1"}\n{"n":2,"word":null}\n',
    )
    const { out, exit } = await run(() => some(2), '--json')
    expect({ exit, value: JSON.parse(out) }).toEqual({
      exit: 0,
      value: {
        ok: true,
        words: [
          { n: 1, word: '"w"\u001b1' },
          { n: 2, word: null },
        ],
      },
    })
    expect(out).toMatch(/^\{"ok":true,[^\n]*\}\n$/)
  })

  test('as JSON, a long list is the same list', async () => {
    const { out } = await run(() => some(20_000), '--json')
    const { ok, words } = JSON.parse(out)
    expect([ok, words.length, words[19_999].n]).toEqual([true, 20_000, 20_000])
  })

  test('no rows are said, and are an empty list', async () => {
    expect((await run(() => some(0))).out).toBe('no words\n')
    expect(JSON.parse((await run(() => some(0), '--json')).out)).toEqual({ ok: true, words: [] })
    expect((await run(() => some(0), '--format', 'csv')).out).toBe('"n","word"\r\n')
    expect((await run(() => some(0), '--format', 'jsonl')).out).toBe('')
  })

  test('while it is read, in few writes', async () => {
    let read = 0
    const { writes } = await run(
      async function* () {
        for await (const row of some(20_000)) {
          read++
          yield row
        }
      },
      '--format',
      'jsonl',
    )
    expect(read).toBe(20_000)
    expect(writes).toBeGreaterThan(5)
    expect(writes).toBeLessThan(50)
  })
})

describe('what breaks', () => {
  test('at the first row is an error like any other', async () => {
    const { exit, out, err } = await run(() => some(0, true))
    expect({ exit, out }).toEqual({ exit: 3, out: '' })
    expect(err).toContain('ledger-damaged')
    const asJson = await run(() => some(0, true), '--json')
    expectFailure(JSON.parse(asJson.out))
  })

  test('in the midst of a long list is the error alone, as JSON; as text it comes after what was read', async () => {
    const { exit, out } = await run(() => some(20_000, true), '--json')
    expect(exit).toBe(3)
    expectFailure(JSON.parse(out))
    const text = await run(() => some(20_000, true))
    expect([text.exit, text.err.includes('ledger-damaged')]).toEqual([3, true])
    expect(text.out.split('\n').length).toBeGreaterThan(1000)
  })

  test('leaves no file, and nothing beside it', async () => {
    const file = join(folder, 'list.csv')
    const { exit, err } = await run(() => some(20_000, true), '-o', file)
    expect([exit, err.includes('ledger-damaged')]).toEqual([3, true])
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('in a file', () => {
  test('whole, for its owner alone, and never over another one', async () => {
    const file = join(folder, 'list.csv')
    expect(JSON.parse((await run(() => some(3), '-o', file, '--json')).out)).toEqual({
      ok: true,
      output: file,
      outputFormat: 'csv',
      rows: 3,
    })
    expect(readFileSync(file, 'utf8')).toBe(
      '\ufeff"n","word"\r\n1,"""w""\\u{1b}1"\r\n2,\r\n3,"""w""\\u{1b}3"\r\n',
    )
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['list.csv'])
    expect((await run(() => some(3), '-o', file)).err).toContain('output-exists')
  })

  test('as JSON lines', async () => {
    const file = join(folder, 'list.jsonl')
    expect((await run(() => some(2), '-o', file)).out).toBe(`words   ${file}\nformat  jsonl\nrows    2\n`)
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
  })
})
