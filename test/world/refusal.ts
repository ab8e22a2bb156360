/**
 * Owns what every refusal must be: the promised shape, a hint, the right exit code, and not a byte written; but the ledger
 * keeps, beside its entries, which requests were refused.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { type Answer, listingOf, type Value } from './world.ts'

/** Runs a command that must be refused, and gives its error. `root`: where nothing may change. */
export async function refusal(
  root: string,
  running: () => Promise<Answer>,
  code: string,
  exit = 1,
): Promise<Value> {
  const before = writtenIn(root)
  const error = await refused(running, code, exit)
  expect(writtenIn(root), 'nothing was written').toEqual(before)
  return error
}

/** The files with their hashes; of a ledger the hash of all its tables but one. */
function writtenIn(root: string): Readonly<Record<string, string>> {
  const all = Object.entries(listingOf(root))
  return Object.fromEntries(
    all.map(([path, hash]) => [path, (path.endsWith('ledger.db') && tablesIn(join(root, path))) || hash]),
  )
}

/** Of a copy, as opening a database makes files beside it. Undefined when it is none. */
function tablesIn(path: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-tables-'))
  try {
    for (const suffix of ['', '-wal'])
      if (existsSync(path + suffix)) cpSync(path + suffix, join(folder, `copy${suffix}`))
    const db = new DatabaseSync(join(folder, 'copy'))
    try {
      return hashOfTables(db)
    } finally {
      db.close()
    }
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function hashOfTables(db: DatabaseSync): string {
  const hash = createHash('sha256')
  const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").all()
  for (const { name, sql } of tables) {
    hash.update(`${name} ${sql}\n`)
    if (name === 'refusal') continue
    for (const row of db.prepare(`SELECT * FROM ${name}`).all()) hash.update(JSON.stringify(row))
  }
  return hash.digest('hex')
}

/** The same, of what is counted where it is refused. */
export async function refused(running: () => Promise<Answer>, code: string, exit = 1): Promise<Value> {
  const answer = await running()
  expect(answer, JSON.stringify(answer.value)).toMatchObject({ exit, value: { error: { code } } })
  expectFailure(answer.value)
  return answer.value.error
}

/** `{"ok":false,"error":{code,message,hint,details}}`, and nothing else. */
export function expectFailure(value: Value): void {
  expect(Object.keys(value)).toEqual(['ok', 'error'])
  expect(value.ok).toBe(false)
  expect(Object.keys(value.error)).toEqual(['code', 'message', 'hint', 'details'])
  const { message, hint } = value.error
  for (const text of [message, hint]) {
    expect(text).toMatch(/^.{10,}[^.]$/s)
    expect(text).not.toMatch(/\b(?:undefined|null|NaN)\b|\[object/)
  }
}
