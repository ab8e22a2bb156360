/** Backups made while another process writes, and by processes that are killed: never half of one. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { backupLedger } from '../../../src/vendor/ledger/backup.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { home, largeLicenses, opened, random, running, statsOf } from './backups.ts'
import { AT, bareEntitlement, keyRecord } from './sample.ts'

test('a backup is made while another process writes, of all that was recorded before', async () => {
  const key = keyRecord('RACE', { entitlement: { ...bareEntitlement, activations: 1_000_000 } })
  const { path, at } = await home([...largeLicenses(), { kind: 'key.created', key }])
  const busy = await running('appender.ts', path, 'RACE', 'a')
  await busy.said(10)
  const before = busy.lines.length
  const told: string[] = []
  const { entries, head } = await backupLedger(path, at('backup.db'), {
    random,
    progress: (done, of) => told.push(`${done} of ${of}`),
  })
  // it was neither held up nor stopped
  await busy.said(before + 20)
  busy.process.kill('SIGKILL')
  await busy.over
  expect(busy.lines.length).toBeGreaterThanOrEqual(before + 20)
  expect(told.length).toBeGreaterThan(1)
  expect(new Set(told.map(text => text.split(' ').at(-1))).size, 'never begun anew').toBe(1)
  // also the audit behind the copy is told
  expect(told.at(-1)).toMatch(/^(\d+) of \1$/)

  const backup = await opened(at('backup.db'))
  const seats = (await backup.activations({ keyId: 'RACE' })).map(({ id }) => id)
  for (const id of busy.lines.slice(0, before)) expect(seats).toContain(id)
  const [last] = await (await opened(path)).entries(entries - 1, 1)
  expect(last?.hash).toBe(head)
})

describe('kill -9', () => {
  /** Kills the process behind so many lines, or so many milliseconds behind its start. */
  async function killed(args: readonly string[], when: { lines?: number; milliseconds?: number }) {
    const copier = await running('copier.ts', ...args)
    await (when.lines === undefined ? pause(when.milliseconds) : copier.said(when.lines))
    copier.process.kill('SIGKILL')
    await copier.over
    return copier.lines.at(-1) === 'done'
  }

  test('while a backup is made: none, or a whole one', async () => {
    const { path, at, root } = await home(largeLicenses())
    const expected = await statsOf(path)
    const kills = [
      { lines: 1 },
      { lines: 2 },
      { milliseconds: 0 },
      { milliseconds: 60 },
      { milliseconds: 150 },
    ]
    for (const [i, when] of kills.entries()) {
      const done = await killed(['backup', path, at(`${i}.db`)], when)
      const there = readdirSync(root).includes(`${i}.db`)
      if (done) expect(there).toBe(true)
      if (there) expect(await statsOf(at(`${i}.db`))).toEqual(expected)
    }
    expect(await killed(['backup', path, at('last.db')], { lines: 1000 })).toBe(true)
    expect(await statsOf(at('last.db'))).toEqual(expected)
    expect(await statsOf(path)).toEqual(expected)
  })

  test('while a backup is put in place: the old ledger or the new one', async () => {
    const { path, at } = await home(largeLicenses())
    const { entries } = await backupLedger(path, at('backup.db'), { random })
    const ledger = await openSqliteLedger(path, { random })
    await ledger.append([{ kind: 'key.created', key: keyRecord('KEY-LATER') }], AT)
    await ledger.close()
    for (const milliseconds of [0, 50, 100, 150, 200, 250]) {
      const done = await killed(['restore', path, at('backup.db')], { milliseconds })
      const found = (await statsOf(path)).entries
      expect(done ? [entries] : [entries, entries + 1]).toContain(found)
    }
  })

  test('while a ledger is exported and imported: no file, or a whole one', async () => {
    const { path, at, root } = await home(largeLicenses())
    const expected = await statsOf(path)
    for (const [i, when] of [{ lines: 1 }, { milliseconds: 0 }, { milliseconds: 40 }].entries())
      await killed(['export', path, at(`${i}.jsonl`)], when)
    expect(await killed(['export', path, at('whole.jsonl')], { lines: 1000 })).toBe(true)
    const whole = readFileSync(at('whole.jsonl'))
    for (const name of readdirSync(root).filter(name => name.endsWith('.jsonl')))
      expect(readFileSync(at(name)).equals(whole)).toBe(true)

    for (const [i, lines] of [1, 5, 20, expected.entries].entries()) {
      const done = await killed(['import', at(`${i}.db`), at('whole.jsonl')], { lines })
      const there = readdirSync(root).includes(`${i}.db`)
      if (done) expect(there).toBe(true)
      if (there) expect(await statsOf(at(`${i}.db`))).toEqual(expected)
    }
    expect(await killed(['import', at('last.db'), at('whole.jsonl')], { lines: 1000 })).toBe(true)
    expect(await statsOf(at('last.db'))).toEqual(expected)
  })
})
