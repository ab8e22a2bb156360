/** A ledger moves from one engine to the other as a file, with the same head, and never half of it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportLedger } from '../../../src/vendor/ledger/export.ts'
import { importInto } from '../../../src/vendor/ledger/import.ts'
import { everything, exported, linesOf, opened, random, sampled, taking } from './exporting.ts'
import { folder } from './file.ts'
import { postgresServer } from './postgres-server.ts'
import { AT, everyKind, keyRecord } from './sample.ts'

const server = postgresServer()

describe('from one engine to the other', () => {
  test('SQLite to PostgreSQL and back: the same head, entries and state, and sound', async () => {
    const home = folder()
    const database = await server.database()
    const first = await sampled(join(home, 'ledger.db'))
    const there = await exportLedger(first, join(home, 'there.jsonl'), AT)
    expect(await importInto(database, join(home, 'there.jsonl'), taking)).toEqual(await first.stats())
    const second = await opened(database)
    const back = await exportLedger(second, join(home, 'back.jsonl'), AT)
    expect(await importInto(join(home, 'third.db'), join(home, 'back.jsonl'), taking)).toEqual(
      await first.stats(),
    )
    const third = await opened(join(home, 'third.db'))

    expect(back).toEqual(there)
    expect(linesOf(join(home, 'back.jsonl'))).toEqual(linesOf(join(home, 'there.jsonl')))
    const all = await everything(first)
    expect(all.audit).toEqual({ entries: everyKind.length + 2, head: there.head, problems: [] })
    expect(await everything(second)).toEqual(all)
    expect(await everything(third)).toEqual(all)
  })

  test('the other way round: PostgreSQL to SQLite, which then goes on', async () => {
    const home = folder()
    const first = await sampled(await server.database())
    await exportLedger(first, join(home, 'out.jsonl'), AT)
    await importInto(join(home, 'ledger.db'), join(home, 'out.jsonl'), taking)
    const second = await opened(join(home, 'ledger.db'), 'ann')
    expect(await everything(second)).toEqual(await everything(first))
    expect(await second.append([{ kind: 'key.created', key: keyRecord('KEY-NEXT') }], AT)).toBe('recorded')
    expect((await second.audit()).problems).toEqual([])
  })

  test('an empty database is filled', async () => {
    const { path, ledger } = await exported()
    const database = await server.database()
    await (await opened(database)).close()
    expect(await importInto(database, path, taking)).toEqual(await ledger.stats())
  })

  test('a database that is not empty is left alone, before anybody is asked for a passphrase', async () => {
    const { path } = await exported()
    const database = await server.database()
    await (await opened(database)).append(everyKind.slice(0, 1), AT)
    const asking = importInto(database, path, { random, accept: () => expect.fail('asked') })
    const error: unknown = await asking.catch(error => error)
    expect(error).toMatchObject({ code: 'ledger-not-empty' })
    expect(JSON.stringify(error)).not.toContain(encodeURIComponent('open/sesame?'))
  })

  test('after a file that cannot be read the database is as empty as before', async () => {
    const { home, lines } = await exported()
    const database = await server.database()
    writeFileSync(join(home, 'changed.jsonl'), `${lines.toSpliced(12, 1).join('\n')}\n`)
    await expect(importInto(database, join(home, 'changed.jsonl'), taking)).rejects.toMatchObject({
      code: 'entry-malformed',
    })
    expect(await (await opened(database)).audit()).toMatchObject({ entries: 0, problems: [] })
  })
})
