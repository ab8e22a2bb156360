/** A whole desk as one file: everything is in it, and of a file that is not whole nothing is used. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { Decrypter } from 'age-encryption'
import { describe, expect, test } from 'vitest'
import { encryptPieces } from '../../../src/vendor/custody/age.ts'
import { backupDesk } from '../../../src/vendor/hand-over/desk-backup.ts'
import { cheapPassphrases } from '../../world/passphrases.ts'
import { everything, opened } from '../ledger/exporting.ts'
import { AT, everyKind, keyRecord } from '../ledger/sample.ts'
import { keysIn, PASSPHRASE, restored, type SampleDesk, sampleDesk } from './desk.ts'

cheapPassphrases()

/** A file of age's under the passphrase, with these lines in it. */
async function sealed(path: string, ...lines: readonly unknown[]): Promise<void> {
  async function* pieces() {
    for (const line of lines) yield Buffer.from(`${JSON.stringify(line)}\n`)
  }
  const all: Uint8Array[] = []
  for await (const piece of encryptPieces(pieces(), PASSPHRASE)) all.push(piece.slice())
  writeFileSync(path, Buffer.concat(all))
}

async function linesIn(path: string): Promise<string[]> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(PASSPHRASE)
  return (await decrypter.decrypt(readFileSync(path), 'text')).trimEnd().split('\n')
}

function refused(desk: SampleDesk, code: string, more: Parameters<typeof restored>[1] = {}) {
  return expect(restored(desk, more), code).rejects.toMatchObject({ code })
}

describe('DY-11: a backup of the desk', () => {
  test('has the ledger with people and settings, and the keys as they are; restored, it is the same desk', async () => {
    const desk = await sampleDesk()
    const { at, ledger, made } = desk
    const all = await everything(ledger)
    expect(made).toEqual({
      entries: everyKind.length + 2,
      head: all.audit.head,
      keyFiles: Object.keys(keysIn(at('home'))).toSorted(
        (a, b) => +a.endsWith('json') - +b.endsWith('json') || a.length - b.length,
      ),
    })
    if (process.platform !== 'win32') expect(statSync(desk.path).mode & 0o777).toBe(0o600)
    const told: string[] = []
    const progress = (done: number, of: number) => void told.push(`${done} of ${of}`)
    expect(await restored(desk, { progress })).toEqual({
      vendor: 'Acme GmbH',
      madeAt: '2027-01-15T08:00:00Z',
      ...made,
    })
    expect(told.at(-1)).toBe(`${2 * made.entries} of ${2 * made.entries}`)
    expect(keysIn(at('new'))).toEqual(keysIn(at('home')))
    if (process.platform !== 'win32')
      for (const name of readdirSync(at('new'))) expect(statSync(at('new', name)).mode & 0o777).toBe(0o600)
    const again = await opened(at('new', 'ledger.db'), 'ann')
    expect(await everything(again)).toEqual(all)
    expect(await again.append([{ kind: 'key.created', key: keyRecord('KEY-NEXT') }], AT)).toBe('recorded')
  })

  test('is a file of age, and nothing in it can be read without the passphrase', async () => {
    const { path } = await sampleDesk()
    const [head, header] = await linesIn(path)
    expect(JSON.parse(head ?? '')).toMatchObject({ 'airlatch-desk': 1, vendor: 'Acme GmbH' })
    expect(JSON.parse(header ?? '')).toMatchObject({ 'airlatch-ledger': 1 })
    expect(readFileSync(path, 'latin1')).not.toMatch(/Acme|example\.com|AGE ENCRYPTED|airlatch-desk/)
  })

  test('is never written over a file, and is whole or not there', async () => {
    const { at, ledger, path } = await sampleDesk()
    const before = readFileSync(path)
    const into = (path: string) =>
      backupDesk(ledger, { home: at('home'), path, passphrase: PASSPHRASE, now: AT })
    await expect(into(path)).rejects.toMatchObject({ code: 'output-exists' })
    expect(readFileSync(path)).toEqual(before)
    await expect(into(at('nowhere', 'desk.age'))).rejects.toMatchObject({ code: 'cannot-write' })
  })

  test('looked at first: what is in it is said, and nothing is written', async () => {
    const desk = await sampleDesk()
    expect(await restored(desk, { isDry: true })).toMatchObject(desk.made)
    expect(existsSync(desk.at('new'))).toBe(false)
  })
})

describe('DY-11: of a file that is not what was written, nothing is used', () => {
  test('a changed byte, wherever it is, and a wrong passphrase', async () => {
    const desk = await sampleDesk()
    const whole = readFileSync(desk.path)
    // each of the header, and many behind it
    for (let at = 0; at < whole.length; at += at < 200 ? 1 : 97) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] as number) ^ 1
      writeFileSync(desk.path, changed)
      const { code } = await restored(desk).then(
        () => expect.fail(`byte ${at}`),
        error => error,
      )
      expect(['desk-backup-damaged', 'input-not-recognised', 'passphrase-wrong'], `${at}`).toContain(code)
    }
    writeFileSync(desk.path, whole)
    await refused(desk, 'passphrase-wrong', { passphrase: `${PASSPHRASE} ` })
    expect(existsSync(desk.at('new'))).toBe(false)
  })

  test('one that was cut off or goes on, also where a piece of age ends', async () => {
    const desk = await sampleDesk()
    const { at, ledger } = desk
    const long = { comment: 'x'.repeat(4000) }
    for (let i = 0; i < 40; i++)
      await ledger.append([{ kind: 'key.created', key: keyRecord(`KEY-${i}`, long) }], AT + 3)
    const path = at('long.age')
    await backupDesk(ledger, { home: at('home'), path, passphrase: PASSPHRASE, now: AT })
    const whole = readFileSync(path)
    const header = whole.indexOf('\n--- ')
    const first = whole.indexOf('\n', header + 1) + 1 + 16
    const piece = 65_536 + 16
    const ends = [0, 1, header, first, first + 1, first + piece, first + 2 * piece, whole.length - 1]
    for (const end of ends) {
      expect(end).toBeLessThan(whole.length)
      writeFileSync(path, whole.subarray(0, end))
      await expect(restored({ at, path }), `${end}`).rejects.toMatchObject({
        code: end <= header ? 'input-not-recognised' : 'desk-backup-damaged',
      })
    }
    writeFileSync(path, Buffer.concat([whole, Buffer.from('x')]))
    await expect(restored({ at, path })).rejects.toMatchObject({ code: 'desk-backup-damaged' })
    expect(existsSync(at('new'))).toBe(false)
    writeFileSync(path, whole)
    expect(await restored({ at, path })).toMatchObject({ entries: everyKind.length + 42 })
  })

  test('something else under the same passphrase, of a newer program, or with a key file for another place', async () => {
    const desk = await sampleDesk()
    const [head = '', ...rest] = (await linesIn(desk.path)).map(line => JSON.parse(line))
    const [key] = head.keys
    const cases: readonly (readonly [string, readonly unknown[]])[] = [
      ['input-not-recognised', [{ hello: 'world' }]],
      ['desk-backup-newer', [{ ...head, 'airlatch-desk': 2 }, ...rest]],
      ['desk-backup-damaged', []],
      ['desk-backup-damaged', [{ ...head, vendor: 'Another' }, ...rest]],
      ['input-empty', [head]],
      ['input-cut-off', [head, ...rest.slice(0, -1)]],
      ['entry-malformed', [head, rest[0], rest[2], ...rest.slice(3)]],
      ['ledger-newer', [head, { ...rest[0], 'airlatch-ledger': 2 }, ...rest.slice(1)]],
      ...['../signing-key.age', '/etc/passwd', 'signing-key.age/..', 'ledger.db', 'signing-key.age\0'].map(
        file => ['input-not-recognised', [{ ...head, keys: [{ ...key, file }] }, ...rest]] as const,
      ),
    ]
    for (const [code, lines] of cases) {
      await sealed(desk.path, ...lines)
      await refused(desk, code)
    }
    expect(existsSync(desk.at('new'))).toBe(false)
  })

  test('what is no file of age, or asks for more work than any of ours', async () => {
    const desk = await sampleDesk()
    const costly = readFileSync(desk.path, 'latin1').replace(/(-> scrypt \S+) \d+/, '$1 30')
    for (const [code, content] of [
      ['input-not-recognised', ''],
      ['input-not-recognised', '{"airlatch-ledger":1}\n'],
      ['input-not-recognised', `age-encryption.org/v1\n${'x'.repeat(3_000_000)}`],
      ['desk-backup-damaged', costly],
    ] as const) {
      writeFileSync(desk.path, content, 'latin1')
      await refused(desk, code)
    }
    await refused(desk, 'file-not-found', { path: desk.at('nothing') })
    await refused(desk, 'cannot-read', { path: desk.at('home') })
  })
})

describe('DY-11: nothing that is there is replaced', () => {
  test('a ledger, keys of another desk, or a change of the passphrase that broke off', async () => {
    const desk = await sampleDesk()
    const { at } = desk
    mkdirSync(at('new'))
    for (const [name, code] of [
      ['ledger.db', 'ledger-not-empty'],
      ['signing-key.age', 'desk-not-empty'],
      [`signing-key-${'0'.repeat(16)}.age`, 'desk-not-empty'],
      [`signing-key-${'0'.repeat(16)}.json`, 'desk-not-empty'],
      ['signing-keys.changing', 'desk-not-empty'],
    ] as const) {
      writeFileSync(at('new', name), '')
      for (const isDry of [true, false]) await refused(desk, code, { isDry })
      expect(readdirSync(at('new'))).toEqual([name])
      expect(statSync(at('new', name)).size).toBe(0)

      rmSync(at('new', name))
    }
    // what else is there is nobody's business
    writeFileSync(at('new', 'notes.txt'), 'x')
    expect(await restored(desk)).toMatchObject(desk.made)
  })
})
