/** A ledger as a file: complete, taken over by either engine with the same head, and never half of it. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { KeyRecord } from '../../../src/core/terms/entitlement.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import { exportLedger } from '../../../src/vendor/ledger/export.ts'
import { importInto } from '../../../src/vendor/ledger/import.ts'
import { everything, exported, linesOf, opened, random, sampled, taking } from './exporting.ts'
import { folder } from './file.ts'
import { AT, activation, bareEntitlement, everyKind, keyRecord, license, vendor } from './sample.ts'

const COUNT = everyKind.length

describe('from one file to another', () => {
  test('the same head, entries and state, and sound; it then goes on', async () => {
    const home = folder()
    const first = await sampled(join(home, 'ledger.db'))
    const there = await exportLedger(first, join(home, 'there.jsonl'), AT)
    expect(await importInto(join(home, 'second.db'), join(home, 'there.jsonl'), taking)).toEqual(
      await first.stats(),
    )
    const second = await opened(join(home, 'second.db'), 'ann')
    expect(await exportLedger(second, join(home, 'back.jsonl'), AT)).toEqual(there)
    expect(linesOf(join(home, 'back.jsonl'))).toEqual(linesOf(join(home, 'there.jsonl')))
    const all = await everything(first)
    expect(all.audit).toEqual({ entries: everyKind.length + 2, head: there.head, problems: [] })
    expect(await everything(second)).toEqual(all)
    expect(await second.append([{ kind: 'key.created', key: keyRecord('KEY-NEXT') }], AT)).toBe('recorded')
    expect((await second.audit()).problems).toEqual([])
  })

  test('an empty ledger is filled', async () => {
    const { home, path, ledger } = await exported()
    const where = join(home, 'empty.db')
    await (await opened(where)).close()
    expect(await importInto(where, path, taking)).toEqual(await ledger.stats())
  })

  test('a new file is written without a log in front of it, which grows many times as large, and has one once it is used', async () => {
    const { home, path } = await exported()
    const where = join(home, 'new.db')
    const modeOf = (file: string) => {
      const db = new DatabaseSync(file, { readOnly: true })
      const mode = db.prepare('PRAGMA journal_mode').get()?.journal_mode
      db.close()
      return mode
    }
    const modes: unknown[] = []
    await importInto(where, path, { ...taking, before: async file => void modes.push(modeOf(file ?? '')) })
    await (await opened(where)).close()
    expect([...modes, modeOf(where)]).toEqual(['delete', 'wal'])
  })

  test('one that is not empty is left alone, before anybody is asked for a passphrase', async () => {
    const { home, path, ledger } = await exported()
    const asking = importInto(join(home, 'ledger.db'), path, { random, accept: () => expect.fail('asked') })
    await expect(asking).rejects.toMatchObject({ code: 'ledger-not-empty' })
    expect((await ledger.stats()).entries).toBe(everyKind.length)
  })

  test('progress of both, and what is refused by its header leaves nothing', async () => {
    const { home, ledger, path } = await exported()
    const told: string[] = []
    await exportLedger(ledger, join(home, 'again.jsonl'), AT, (done, of) => told.push(`${done} of ${of}`))
    expect(told.at(-1)).toBe(`${COUNT} of ${COUNT}`)
    told.length = 0
    const progress = (done: number, of: number) => told.push(`${done} of ${of}`)
    await importInto(join(home, 'new.db'), path, { ...taking, progress })
    expect([told[0], told.at(-1)]).toEqual([`1 of ${COUNT}`, `${COUNT} of ${COUNT}`])
    const accept = async (header: object) => {
      expect(header).toEqual({
        vendor: vendor.name,
        publicKey: vendor.publicKey,
        exportedAt: '2027-01-15T08:00:00Z',
        entries: COUNT,
      })
      throw new Error('no')
    }
    const before = readdirSync(home)
    await expect(importInto(join(home, 'other.db'), path, { random, accept })).rejects.toThrow('no')
    expect(readdirSync(home)).toEqual(before)
  })
})

describe('the file', () => {
  test('has a header, every entry as it is kept, and a last line; its owner alone may read it', async () => {
    const { home, ledger, path, lines } = await exported()
    const entries = await ledger.entries(0, 1000)
    const { head } = await ledger.stats()
    const values = lines.map(line => JSON.parse(line))
    expect(values[0]).toMatchObject({ 'airlatch-ledger': 1, vendor: 'Acme GmbH', entries: entries.length })
    expect(values.slice(1, -1).map(line => ({ personal: null, operator: null, ...line }))).toEqual(entries)
    expect(values.at(-1)).toEqual({ entries: entries.length, head })
    expect(readdirSync(home).sort()).toEqual(['ledger.db', 'ledger.db-shm', 'ledger.db-wal', 'ledger.jsonl'])
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('is never written over another one', async () => {
    const { ledger, path } = await exported()
    const before = readFileSync(path)
    await expect(exportLedger(ledger, path, AT)).rejects.toMatchObject({ code: 'output-exists' })
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('is of the moment when it was begun: what others add meanwhile is not in it', async () => {
    const { home, ledger } = await exported(manyKeys(450))
    const other = await opened(join(home, 'ledger.db'))
    const before = await ledger.stats()
    let added = 0
    const end = await exportLedger(ledger, join(home, 'busy.jsonl'), AT, () => {
      added++
      void other.append([{ kind: 'key.created', key: keyRecord(`KEY-MEANWHILE-${added}`) }], AT)
    })
    expect(end).toEqual({ entries: before.entries, head: before.head })
    expect(added, 'pages').toBeGreaterThan(2)
    await importInto(join(home, 'then.db'), join(home, 'busy.jsonl'), taking)
    expect(await (await opened(join(home, 'then.db'))).audit()).toEqual({ ...end, problems: [] })
  })

  test('does not keep a customer who is erased while it is written', async () => {
    const { home, ledger } = await exported(manyKeys(450))
    let asked: Promise<unknown> | undefined
    await exportLedger(ledger, join(home, 'busy.jsonl'), AT, () => {
      asked ??= ledger.erasePersonal('KEY-7', AT)
    })
    expect(asked).toBeDefined()
    await asked
    const text = readFileSync(join(home, 'busy.jsonl'), 'utf8')
    expect(text).not.toContain('customer7@')
    expect(text).toContain('customer8@')
    expect(text).toContain('personal.erased')
  })

  test('is not made of a ledger whose entries do not hold together', async () => {
    const { home, ledger } = await exported()
    for (const change of [
      "UPDATE entry SET body = body || ' ' WHERE seq = 7",
      'DELETE FROM entry WHERE seq = 7',
    ]) {
      byHand(join(home, 'ledger.db'), change)
      const error = await exportLedger(ledger, join(home, 'no.jsonl'), AT).catch(error => error)
      expect(error).toMatchObject({
        code: 'ledger-damaged',
        details: { problem: expect.stringMatching(/^entry 7 /) },
      })
    }
    expect(readdirSync(home)).not.toContain('no.jsonl')
  })
})

describe('a file that is not as it was written', () => {
  /** The import of these lines must be refused so, and leave nothing. */
  async function refused(home: string, text: string, details: object): Promise<void> {
    const path = join(home, 'changed.jsonl')
    writeFileSync(path, text)
    const before = readdirSync(home)
    await expect(importInto(join(home, 'new.db'), path, taking)).rejects.toMatchObject(details)
    expect(readdirSync(home)).toEqual(before)
  }

  test('cut off anywhere: refused, and nothing taken over', async () => {
    const { home, path, lines } = await exported()
    const text = readFileSync(path, 'utf8')
    for (let kept = 1; kept < lines.length; kept++) {
      const start = lines.slice(0, kept).join('\n')
      const cutOff = { code: 'input-cut-off', details: { path: expect.any(String), entries: kept - 1 } }
      await refused(home, `${start}\n`, cutOff)
      await refused(home, `${start}\n${lines[kept]?.slice(0, 20)}`, cutOff)
    }
    await refused(home, text.slice(0, 30), { code: 'input-not-recognised' })
    await refused(home, '', { code: 'input-empty' })
  })

  test('without its last line feed, or with those of Windows, it is whole all the same', async () => {
    const { home, path, ledger } = await exported()
    const text = readFileSync(path, 'utf8')
    for (const [i, other] of [text.trimEnd(), text.replaceAll('\n', '\r\n')].entries()) {
      writeFileSync(path, other)
      expect(await importInto(join(home, `${i}.db`), path, taking)).toEqual(await ledger.stats())
    }
  })

  test.each<[string, (lines: string[]) => unknown, number]>([
    ['an entry is missing', lines => lines.splice(7, 1), 7],
    ['the first entry is missing', lines => lines.splice(1, 1), 1],
    ['the last entry is missing', lines => lines.splice(-2, 1), COUNT],
    ['two entries are exchanged', lines => lines.splice(7, 2, lines[8] ?? '', lines[7] ?? ''), 7],
    ['an entry comes twice', lines => lines.splice(7, 0, lines[7] ?? ''), 8],
    ['a body is changed', lines => replaceIn(lines, 4, 'Viewer 2', 'Viewer 3'), 4],
    ['a time is changed', lines => replaceIn(lines, 4, `"at":${AT}`, `"at":${AT + 1}`), 4],
    ['personal data are changed', lines => replaceIn(lines, 5, 'Ann@', 'Eve@'), 5],
    ['an operator is added', lines => replaceIn(lines, 5, '"hash"', '"operator":"eve","hash"'), 5],
    ['a field is added', lines => replaceIn(lines, 5, '"hash"', '"more":1,"hash"'), 5],
    ['a line is no JSON', lines => lines.splice(6, 1, '{"seq":'), 6],
    ['a line is of another kind', lines => lines.splice(6, 1, '[]'), 6],
    ['a line is too long', lines => lines.splice(6, 0, ' '.repeat(17_000_000)), 6],
    [
      'the last line counts otherwise',
      lines => replaceIn(lines, COUNT + 1, /"entries":/, '"entries":9'),
      COUNT + 1,
    ],
    ['the last line has another head', lines => replaceIn(lines, COUNT + 1, /"head":"./, '"head":"x'), COUNT],
    ['there is more after the last line', lines => lines.push(lines[1] ?? ''), COUNT + 1],
    ['the header says another vendor', lines => replaceIn(lines, 0, 'Acme', 'Evil'), 1],
    ['the header says another key', lines => replaceIn(lines, 0, 'abab', 'cdcd'), 1],
  ])('%s', async (_, change, entry) => {
    const { home, lines } = await exported()
    change(lines)
    await refused(home, `${lines.join('\n')}\n`, {
      code: 'entry-malformed',
      details: { entry, problem: expect.any(String) },
    })
  })

  test('of another kind, or of a newer program', async () => {
    const { home, lines } = await exported()
    const rest = lines.slice(1).join('\n')
    const foreign = { code: 'input-not-recognised', details: { expected: 'ledger-export' } }
    await refused(home, '-----BEGIN AIRLATCH LICENSE-----\n', foreign)
    await refused(home, `${' '.repeat(17_000_000)}\n`, foreign)
    await refused(home, rest, foreign)
    await refused(home, `null\n${rest}`, foreign)
    await refused(home, `${lines[0]?.replace('ledger":1', 'ledger":0')}\n${rest}`, foreign)
    await refused(home, `${lines[0]?.replace('ledger":1', 'ledger":2')}\n${rest}`, {
      code: 'ledger-newer',
      details: { got: 2, newest: 1 },
    })
  })
})

test('changes that stand beside a missing file are not mixed with what is imported', async () => {
  const { home, path } = await exported()
  writeFileSync(join(home, 'lost.db-wal'), 'changes')
  await expect(importInto(join(home, 'lost.db'), path, taking)).rejects.toMatchObject({
    code: 'ledger-damaged',
  })
  expect(readdirSync(home)).not.toContain('lost.db')
})

test('entries of the largest size go through', async () => {
  const users = Array.from({ length: 10_000 }, (_, i) => ({ name: `"\\${i}`.padEnd(52, '"'), platform: 1 }))
  const key: KeyRecord = keyRecord('KEY-MANY', { entitlement: { ...bareEntitlement, users } })
  const seat = activation('ffffffffffffffff', key.id)
  const payload = new Uint8Array(1_500_000).fill(7)
  const { home, path, ledger } = await exported([
    ...everyKind,
    { kind: 'key.created', key },
    { kind: 'activation.recorded', activation: seat },
    { kind: 'license.issued', license: { ...license(seat, undefined), payload } },
  ])
  expect(await importInto(join(home, 'new.db'), path, taking)).toEqual(await ledger.stats())
})

function manyKeys(count: number): readonly Change[] {
  const keys = Array.from({ length: count }, (_, i) =>
    keyRecord(`KEY-${i}`, { email: `customer${i}@example.com` }),
  )
  return [...everyKind.slice(0, 3), ...keys.map((key): Change => ({ kind: 'key.created', key }))]
}

function replaceIn(lines: string[], line: number, what: string | RegExp, by: string): void {
  const changed = (lines[line] ?? '').replace(what, by)
  expect(changed).not.toBe(lines[line])
  lines[line] = changed
}

/** Past the triggers and the references. */
function byHand(path: string, sql: string): void {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  for (const { name } of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all())
    db.exec(`DROP TRIGGER ${name}`)
  db.exec(sql)
  db.close()
}
