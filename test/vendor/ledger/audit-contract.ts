/**
 * Owns what the audit must find in every ledger, whatever keeps it: changes by hand, made by someone who can reach the
 * tables, and has no scruples.
 */
import { expect, test } from 'vitest'
import { CUSTOMER_FIELD_NAMES } from '../../../src/core/terms/customer.ts'
import type { Template } from '../../../src/core/terms/fields.ts'
import { entryHash } from '../../../src/log/chain.ts'
import type { Sql, SqlRow, SqlValue } from '../../../src/log/sql.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import { encodeChange } from '../../../src/vendor/ledger/entries.ts'
import type { Audit } from '../../../src/vendor/ledger/ledger.ts'
import { impersonalDefaults, impersonalTemplate } from '../../../src/vendor/ledger/nouns.ts'
import { writeJson } from '../../../src/vendor/ledger/shape.ts'
import { TABLES } from '../../../src/vendor/ledger/tables.ts'
import {
  activation,
  countingBytes,
  doubleCustomer,
  erasedKey,
  everyKind,
  fullDefaults,
  fullTemplate,
  goneKey,
  keyRecord,
  product,
} from './sample.ts'

/** A ledger in which every table has two rows or more, apart from vendor and defaults, which can have but one. */
export const auditedChanges: readonly Change[] = [
  ...everyKind,
  { kind: 'product.created', product: { ...product, id: 'acme.editor' } },
  { kind: 'activation.recorded', activation: activation('0000000000000001', 'KEY-BARE') },
  { kind: 'kit.published', productId: product.id, sequence: 2, payload: new Uint8Array() },
  { kind: 'key.created', key: keyRecord('KEY-LAST', { email: 'bob@example.com' }) },
]

/** State beside the entries, which no audit can make again; what it refers to must be there. And an index of our own. */
export const BESIDE: readonly string[] = [
  'wrong_proof',
  'refusal',
  'backup',
  'secret',
  'kept_answer',
  'api_device',
  'delivery',
  'delivered_until',
  'seat_mark',
]

/** Who recorded them. */
export const AUDITED_BY = 'ann'

/** The entry of the last activation. */
const RECORDED = everyKind.length + 2
/** Entries whose personal data a later one has replaced: they may be erased in them alone. */
const REPLACED: readonly SqlValue[] = [
  auditedChanges.findIndex(change => change.kind === 'key.created' && change.key === goneKey) + 1,
  auditedChanges.findIndex(change => 'customer' in change && change.customer === doubleCustomer) + 1,
]

/** The entry whose personal data were erased, and what they were. */
const ERASED =
  auditedChanges.findIndex(change => change.kind === 'key.created' && change.key === erasedKey) + 1
function erasedPersonal(): string | null {
  const random = countingBytes()
  return auditedChanges.map(change => encodeChange(change, random).personal)[ERASED - 1] ?? null
}

export interface Column {
  readonly table: string
  readonly name: string
  readonly isNumber: boolean
  readonly nullable: boolean
}

export interface AuditUnderTest {
  /** Every column of every table, asked of the engine and not of our own list. */
  columns(): Promise<readonly Column[]>
  /** Every primary key and unique index of a table of the state, such as `kit: product_id,sequence`; asked as well. */
  unique(): Promise<readonly string[]>
  select(sql: string): Promise<readonly SqlRow[]>
  /**
   * Audits a ledger of `auditedChanges`, recorded at `AT` by `AUDITED_BY` with `countingBytes`, behind a change by hand that is undone
   * afterwards. Undefined when the engine lets nobody make such a change, without a trigger being asked.
   */
  after(byHand: (sql: Sql) => Promise<unknown>): Promise<Audit | undefined>
  /** Whether to try every row of every column, or one. */
  readonly everyRow: boolean
}

function keyOf(table: string): string {
  return TABLES.find(({ name }) => name === table)?.key ?? 'seq'
}

export function text({ problems }: Audit): string {
  return problems.map(({ entry, problem }) => `${entry}: ${problem}`).join('\n')
}

export function auditContract(engine: string, under: AuditUnderTest): void {
  async function after(byHand: (sql: Sql) => Promise<unknown>): Promise<Audit> {
    const audit = await under.after(byHand)
    if (audit === undefined) throw new Error(`${engine} does not let it be done`)
    return audit
  }

  /** Statements without parameters, one after the other. */
  const doing =
    (...statements: readonly string[]) =>
    async (sql: Sql) => {
      for (const statement of statements) await sql.run(statement)
    }

  const ofTheEntries = async () => (await under.columns()).filter(({ table }) => !BESIDE.includes(table))

  test('untouched, nothing is wrong', async () => {
    expect(await after(doing())).toMatchObject({ entries: auditedChanges.length, problems: [] })
  })

  test('our list of tables and columns is that of the engine', async () => {
    const listed = TABLES.flatMap(({ name, columns }) => columns.map(column => `${name}.${column}`))
    const there = (await ofTheEntries()).filter(({ table }) => table !== 'entry')
    expect(listed.toSorted()).toEqual(there.map(({ table, name }) => `${table}.${name}`).toSorted())
  })

  test('our list of what is unique is that of the engine', async () => {
    const listed = TABLES.flatMap(({ name, key, unique }) => [
      `${name}: ${key}`,
      ...unique.map(columns => `${name}: ${columns}`),
    ])
    const there = (await under.unique()).filter(text => !BESIDE.includes(text.split(':')[0] ?? ''))
    expect(listed.toSorted()).toEqual(there.toSorted())
  })

  test('every change of every column of every table is found, and named', async () => {
    let tried = 0
    for (const { table, name, isNumber, nullable } of await ofTheEntries()) {
      const key = keyOf(table)
      const all = await under.select(`SELECT ${key} AS key, ${name} AS value FROM ${table} ORDER BY ${key}`)
      expect(all.length).toBeGreaterThan(0)
      const one = all.find(({ value }) => value !== null) ?? all[0]
      for (const { key: row = null, value = null } of under.everyRow ? all : [one as SqlRow]) {
        const others: SqlValue[] = [isNumber ? Number(value) + 1000 : `${value ?? ''}x`]
        if (name === key) others.push(isNumber ? -7 : '')
        if (nullable && value !== null) others.push(null)
        for (const other of others) {
          if (name === 'personal' && other === null && REPLACED.includes(row)) continue
          const where = `${table}.${name} of ${row} := ${other}`
          const audit = await under.after(async sql => {
            expect(await sql.run(`UPDATE ${table} SET ${name} = ? WHERE ${key} = ?`, [other, row])).toBe(1)
          })
          if (audit === undefined) continue
          expect(audit.problems.length, where).toBeGreaterThan(0)
          if (table !== 'entry') expect(text(audit), where).toContain(table)
          else if (name !== 'seq' && other !== null) expect(audit.problems[0]?.entry, where).toBe(row)
          tried++
        }
      }
    }
    expect(tried).toBeGreaterThan(under.everyRow ? 150 : 55)
  })

  test('a row that is taken away, or is there twice, in any table', async () => {
    const columns = await ofTheEntries()
    for (const table of new Set(columns.map(column => column.table))) {
      const key = keyOf(table)
      const taken = await after(
        doing(`DELETE FROM ${table} WHERE ${key} = (SELECT min(${key}) FROM ${table})`),
      )
      expect(text(taken), table).toContain(table === 'entry' ? '1: the entry is missing' : 'is missing')
      const own = columns.filter(column => column.table === table)
      const values = own.map(({ name, isNumber, nullable }) => {
        if (isNumber) return `${name} + 1000`
        return nullable ? 'NULL' : `${name} || ${name === 'hash' ? "''" : "'x'"}`
      })
      const names = own.map(({ name }) => name).join(', ')
      const twice = await under.after(
        doing(`INSERT INTO ${table} (${names}) SELECT ${values.join(', ')} FROM ${table} LIMIT 1`),
      )
      if (twice === undefined) continue
      expect(text(twice), table).toContain(table === 'entry' ? 'are missing' : 'is in no entry')
    }
  })

  test('counts of wrong proofs are no state of the entries, but of a key that is there', async () => {
    const counted = (keyId: string) =>
      `INSERT INTO wrong_proof (key_id, codes_in_a_row, codes, requests) VALUES ('${keyId}', 9, 12, 1)`
    expect((await after(doing(counted('KEY-BARE')))).problems).toEqual([])
    expect(text(await after(doing(counted('KEY-NONE'))))).toMatch(/wrong_proof .*refers to no activation_key/)
  })

  test('a mark that is missing, moved or of no activation: a computer would not be recognised', async () => {
    const first = '(SELECT min(mark) FROM seat_mark)'
    for (const [byHand, problem] of [
      [`DELETE FROM seat_mark WHERE mark = ${first}`, 'seat_mark lacks marks of activations'],
      [`UPDATE seat_mark SET mark = mark + 1 WHERE mark = ${first}`, 'seat_mark lacks marks of activations'],
      ['INSERT INTO seat_mark VALUES (1, 7)', 'seat_mark has marks that no activation has'],
      ["UPDATE activation SET marks = '[1]' WHERE released_at IS NULL", 'marks differ from the entries'],
    ] as const) {
      const audit = await under.after(doing(byHand))
      if (audit !== undefined) expect(text(audit), byHand).toContain(problem)
    }
  })

  test('the first bad entry is named first', async () => {
    const audit = await after(doing("UPDATE entry SET body = body || ' ' WHERE seq IN (9, 4, 6)"))
    expect(audit.problems[0]).toEqual({
      entry: 4,
      problem: expect.stringContaining('the hash does not match'),
    })
    expect(new Set(audit.problems.map(problem => problem.entry))).toEqual(new Set([4, 6, 9]))
  })

  test('entries that change places', async () => {
    const audit = await after(
      doing(
        'UPDATE entry SET seq = 5000 WHERE seq = 5',
        'UPDATE entry SET seq = 5 WHERE seq = 6',
        'UPDATE entry SET seq = 6 WHERE seq = 5000',
      ),
    )
    expect(audit.problems[0]?.entry).toBe(5)
  })

  test('an entry that was changed together with its own hash breaks the next', async () => {
    const audit = await after(async sql => {
      const [fourth, fifth] = await sql.all('SELECT * FROM entry WHERE seq IN (4, 5) ORDER BY seq')
      const hash = hashOf(`${fourth?.hash}`, { ...fifth, at: 1 } as unknown as SqlRow)
      await sql.run('UPDATE entry SET at = 1, hash = ? WHERE seq = 5', [hash])
    })
    expect(audit.problems[0]?.entry).toBe(6)
  })

  function hashOf(previous: string, { seq, at, kind, body, operator = null }: SqlRow): string {
    return entryHash(
      previous,
      Number(seq),
      Number(at),
      `${kind}`,
      `${body}`,
      operator === null ? null : `${operator}`,
    )
  }

  /** Makes the chain good again from the first entry on. */
  async function forge(sql: Sql): Promise<void> {
    let hash = '0'.repeat(64)
    for (const row of await sql.all('SELECT * FROM entry ORDER BY seq')) {
      hash = hashOf(hash, row)
      await sql.run('UPDATE entry SET hash = ? WHERE seq = ?', [hash, row.seq ?? null])
    }
  }

  test('a forged chain over a state that was not: the state shows it', async () => {
    const audit = await after(async sql => {
      await sql.run(
        `UPDATE entry SET body = replace(body, '"activations":2', '"activations":200') WHERE seq = 6`,
      )
      await forge(sql)
    })
    expect(text(audit)).toBe('undefined: activation_key 6: activations, body differ from the entries')
  })

  test('a forged entry that could never have been written', async () => {
    const audit = await after(async sql => {
      await sql.run(
        `UPDATE entry SET (body, subject) = (SELECT body, subject FROM entry WHERE seq = 7) WHERE seq = ${RECORDED}`,
      )
      await forge(sql)
    })
    expect(audit.problems[0]).toEqual({
      entry: RECORDED,
      problem: expect.stringContaining('creates something that exists'),
    })
  })

  test('a ledger cut off behind an entry: its state shows it; cut off too, only its head differs', async () => {
    const last = auditedChanges.length
    const cut = await after(doing(`DELETE FROM entry WHERE seq = ${last}`))
    const ofLast = ['activation_key', 'search']
    expect(text(cut)).toBe(ofLast.map(table => `undefined: ${table} ${last} is in no entry`).join('\n'))
    const both = await after(
      doing(
        `DELETE FROM entry WHERE seq = ${last}`,
        ...ofLast.map(table => `DELETE FROM ${table} WHERE created = ${last}`),
      ),
    )
    // what a checkpoint that is kept outside is for
    const whole = await after(doing())
    expect(both.problems).toEqual([])
    expect([both.entries, both.head]).not.toEqual([whole.entries, whole.head])
  })

  test('personal data are erased in the entry and in the state; in one of them alone is found', async () => {
    const inEntry = 'UPDATE entry SET personal = NULL'
    const inState = 'UPDATE activation_key SET email = NULL, comment = NULL'
    const ofCustomers = CUSTOMER_FIELD_NAMES.map(name => `${name} = NULL`).join(', ')
    const bare = writeJson(impersonalDefaults, fullDefaults)
    const bareOf = (template: Template) => writeJson(impersonalTemplate, template)
    const beside = [
      `UPDATE customer SET ${ofCustomers}`,
      'UPDATE search SET personal = NULL',
      `UPDATE defaults SET body = '${bare}'`,
      `UPDATE template SET body = '${bareOf(fullTemplate)}' WHERE name = '${fullTemplate.name}'`,
    ]
    expect(text(await after(doing(inEntry, inState, ...beside)))).toBe('')
    expect(text(await after(doing(inEntry)))).toContain('email, comment differ from the entries')
    expect(text(await after(doing(inState)))).toContain('email, comment differ from the entries')
  })

  test('personal data that a change has replaced are erased in its first entry alone', async () => {
    const audit = await after(
      doing(`UPDATE entry SET personal = NULL WHERE kind = 'key.created' AND subject = '${goneKey.id}'`),
    )
    expect(text(audit)).toBe('')
  })

  test('personal data that were erased and are there again, from an old copy', async () => {
    const audit = await after(sql =>
      sql.run('UPDATE entry SET personal = ? WHERE seq = ?', [erasedPersonal(), ERASED]),
    )
    expect(audit.problems).toEqual([
      { entry: ERASED, problem: `the personal data that entry ${ERASED + 1} erased are there again` },
    ])
    const inState = await after(
      doing(`UPDATE activation_key SET email = 'forget@example.com' WHERE id = '${erasedKey.id}'`),
    )
    expect(text(inState)).toBe(`undefined: activation_key ${ERASED}: email differ from the entries`)
  })

  test('an entry that somebody else is made to have done', async () => {
    const shifted = await after(doing("UPDATE entry SET operator = 'bob' WHERE seq = 7"))
    expect(shifted.problems[0]).toEqual({
      entry: 7,
      problem: expect.stringContaining('the hash does not match'),
    })
    const nobody = await after(doing('UPDATE entry SET operator = NULL'))
    expect(nobody.problems[0]).toEqual({
      entry: 1,
      problem: expect.stringContaining('the hash does not match'),
    })
  })

  test('a seat that is released by hand, or held again', async () => {
    const released = await after(doing(`UPDATE activation SET released_at = 1 WHERE id = '0000000000000001'`))
    expect(text(released)).toBe(`undefined: activation ${RECORDED}: released_at differ from the entries`)
    const held = await after(doing('UPDATE activation SET released_at = NULL WHERE released_at IS NOT NULL'))
    expect(text(held)).toMatch(/^undefined: activation \d+: released_at differ from the entries$/)
  })

  test('an entry that is filed under another key: its history would lack it', async () => {
    for (const subject of ["'KEY-BARE'", 'NULL']) {
      const audit = await after(doing(`UPDATE entry SET subject = ${subject} WHERE seq = 7`))
      expect(audit.problems).toEqual([{ entry: 7, problem: expect.stringContaining('the column subject') }])
    }
  })

  test('a key that is taken back by hand, or given again', async () => {
    const taken = await after(doing('UPDATE activation_key SET revoked_at = 1 WHERE created = 6'))
    expect(text(taken)).toBe('undefined: activation_key 6: revoked_at differ from the entries')
    const given = await after(
      doing('UPDATE activation_key SET revoked_at = NULL, revoke_reason = NULL WHERE revoked_at IS NOT NULL'),
    )
    expect(text(given)).toContain('revoked_at, revoke_reason differ from the entries')
  })

  test('personal data of an entry that never had any', async () => {
    const audit = await after(doing("UPDATE entry SET personal = '{}' WHERE seq = 1"))
    expect(text(audit)).toBe('1: the personal data are not those that were recorded')
  })

  test('a number too large to be ours', async () => {
    const audit = await after(doing(`UPDATE entry SET at = ${2n ** 60n} WHERE seq = 3`))
    expect(audit.problems[0]?.problem).toContain('cannot be read')
  })

  test('a wholly different ledger does not make an endless list', async () => {
    const audit = await after(async sql => {
      for (let seq = 100; seq < 400; seq++)
        await sql.run("INSERT INTO entry (seq, at, kind, body, hash) VALUES (?, 1, 'x', 'y', ?)", [
          seq,
          '0'.repeat(64),
        ])
    })
    expect(audit.problems).toHaveLength(101)
  })
}
