/** Records on disk: put back, copied, damaged; written by processes and cut off: record-processes.slow.test.ts. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installationOf, recall } from '../../../src/client/state/installation.ts'
import { Memory, recordDeactivated } from '../../../src/client/state/memory.ts'
import type { RecordPlace } from '../../../src/client/state/record.ts'
import { DAY, NOW } from '../../world/nouns.ts'
import {
  copyFile,
  deactivate,
  deactivated,
  flip,
  installed,
  placeIn,
  recordFile,
  records,
  withoutCopies,
} from './records.ts'

const A = '00000000000000aa'
const B = '00000000000000bb'
const C = '00000000000000cc'

let home: string
let place: RecordPlace
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'airlatch-record-'))
  place = placeIn(home, 'first')
})
afterEach(() => rmSync(home, { recursive: true }))

describe('two writers', () => {
  test('that wrote what the other had not read: both are known, and the next writing leaves one record', () => {
    installationOf(place.folder, 'scope', NOW, [])
    const before = readFileSync(recordFile(place))
    const name = recordFile(place)
    deactivate(place, A)
    // as if another one had read before that, and writes now
    const first = readFileSync(recordFile(place))
    const firstName = recordFile(place)
    rmSync(firstName)
    writeFileSync(name, before)
    rmSync(place.copies[0] as string, { recursive: true })
    deactivate(place, B)
    writeFileSync(firstName, first)
    expect(records(place)).toHaveLength(2)
    expect(deactivated(withoutCopies(place))).toEqual([A, B])
    expect(new Memory(withoutCopies(place), NOW).note({})).toBe(true)
    expect(records(place)).toHaveLength(1)
    expect(deactivated(withoutCopies(place))).toEqual([A, B])
  })

  test('what is left of a file that was not finished is removed when it is old, by the clock of the disk', () => {
    installationOf(place.folder, 'scope', NOW, [])
    const folders = [installed(place), place.copies[0] as string]
    const before = Date.now() / 1000 - 2 * 3600
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true })
      for (const name of ['.airlatch-77-0.tmp', '.airlatch-78-0.tmp'])
        writeFileSync(join(folder, name), 'half')
      utimesSync(join(folder, '.airlatch-77-0.tmp'), before, before)
    }
    deactivate(place, A)
    for (const folder of folders)
      expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual(['.airlatch-78-0.tmp'])
    expect(deactivated(place)).toEqual([A])
  })
})

describe('D: an older copy', () => {
  test('of the whole home that is put back is overruled by the copies of the record, and mended by them', () => {
    const { key } = installationOf(place.folder, 'scope', NOW, place.copies)
    cpSync(place.folder, join(home, 'kept'), { recursive: true })
    deactivate(place, A)
    recordLatest(NOW + 30 * DAY)
    rmSync(place.folder, { recursive: true })
    cpSync(join(home, 'kept'), place.folder, { recursive: true })

    const memory = new Memory(place, NOW)
    expect(memory).toMatchObject({ kid: key.public.kid, damage: undefined })
    expect(memory.withdrawal(A)).toEqual({ why: 'deactivated', at: NOW })
    expect(memory.seen).toEqual([{ at: NOW + 30 * DAY, by: 'record' }])
    // without the copies nobody could know
    expect(new Memory(withoutCopies(place), NOW).withdrawal(A)).toBeUndefined()
    expect(memory.note({})).toBe(true)
    expect(new Memory(withoutCopies(place), NOW).withdrawal(A)).toEqual({ why: 'deactivated', at: NOW })
  })

  test('of the copies that is put back overrules nothing', () => {
    installationOf(place.folder, 'scope', NOW, place.copies)
    const older = readFileSync(copyFile(place))
    deactivate(place, A)
    writeFileSync(copyFile(place), older)
    expect(deactivated(place)).toEqual([A])
    expect(new Memory(place, NOW).note({})).toBe(true)
    expect(readFileSync(copyFile(place))).toEqual(readFileSync(recordFile(place)))
  })

  function recordLatest(at: number): void {
    expect(new Memory(place, at).note({})).toBe(true)
  }
})

describe('a record that is lost in the home', () => {
  test.each<[string, (path: string) => void]>([
    ['missing', path => rmSync(path)],
    ['empty', path => writeFileSync(path, '')],
    ['changed in one bit', flip],
    ['larger than any', path => writeFileSync(path, new Uint8Array(70_000))],
    [
      'a folder now',
      path => {
        rmSync(path)
        mkdirSync(path)
      },
    ],
  ])('%s: counts as its copy has it, and is written anew', (_, damage) => {
    const { key } = installationOf(place.folder, 'scope', NOW, place.copies)
    deactivate(place, A)
    damage(recordFile(place))
    expect(recall(withoutCopies(place)).damage?.code).toBe('state-damaged')
    const memory = new Memory(place, NOW)
    expect(memory).toMatchObject({ kid: key.public.kid, damage: undefined })
    expect(memory.withdrawal(A)).toEqual({ why: 'deactivated', at: NOW })
    expect(memory.note({})).toBe(true)
    expect(deactivated(withoutCopies(place))).toEqual([A])
    expect(installationOf(place.folder, 'scope', NOW, place.copies).key.public.kid).toBe(key.public.kid)
  })

  test('and in its copies: is damage, and a copy of another product or installation is no help', () => {
    installationOf(place.folder, 'scope', NOW, place.copies)
    const other = placeIn(home, 'other')
    const { kid } = installationOf(other.folder, 'scope', NOW, other.copies).key.public
    cpSync(copyFile(other), copyFile(place))
    rmSync(recordFile(place))
    expect(new Memory(place, NOW)).toMatchObject({
      state: undefined,
      kid: undefined,
      damage: { code: 'state-damaged' },
    })
    cpSync(recordFile(other), join(installed(place), 'state-0011223344556677.cbor'))
    expect(new Memory(place, NOW)).toMatchObject({ kid: undefined, damage: { code: 'state-damaged' } })
    expect(new Memory(place, NOW).note({ revoked: new Map([[A, NOW]]) })).toBe(false)
    expect(new Memory(other, NOW).kid).toBe(kid)
  })

  test('a foreign record beside its own changes nothing, and goes with the next writing', () => {
    const { key } = installationOf(place.folder, 'scope', NOW, place.copies)
    const other = placeIn(home, 'other')
    recordDeactivated(other, B, NOW, NOW + 900 * DAY)
    cpSync(recordFile(other), join(installed(place), 'state-0011223344556677.cbor'))
    expect(new Memory(place, NOW)).toMatchObject({ kid: key.public.kid, damage: undefined })
    deactivate(place, A)
    expect(deactivated(place)).toEqual([A])
    expect(records(place)).toHaveLength(1)
  })
})

describe('D: another installation before this one', () => {
  test('a home that is deleted does not revive what was deactivated or revoked, nor set the clock back', () => {
    deactivate(place, A)
    expect(new Memory(place, NOW + DAY).note({ revoked: new Map([[B, NOW]]) })).toBe(true)
    rmSync(place.folder, { recursive: true })
    for (const memory of [new Memory(place, NOW), renewed()]) {
      expect(memory.withdrawal(A)).toEqual({ why: 'deactivated', at: NOW })
      expect(memory.withdrawal(B)).toEqual({ why: 'revoked', at: NOW })
      expect(memory.withdrawal(C)).toBeUndefined()
      expect(memory.seen).toEqual([{ at: NOW + DAY, by: 'record' }])
    }
    // and the new one has it for itself
    expect(recall(withoutCopies(place)).own?.state).toMatchObject({
      latestAt: NOW + DAY,
      deactivated: new Map([[A, NOW]]),
      revoked: new Map([[B, NOW]]),
    })
  })

  test('one of another product says nothing, whatever its file is called', () => {
    deactivate(place, A)
    const other = { ...placeIn(home, 'other'), productId: 'scope-2', copies: place.copies }
    recordDeactivated(other, B, NOW, NOW)
    const [copies = ''] = place.copies
    const own = readdirSync(copies).find(name => !name.startsWith('scope-2-')) as string
    cpSync(join(copies, own), join(copies, `scope-2-${'0'.repeat(16)}.cbor`))
    expect([A, B].map(id => new Memory(other, NOW).withdrawal(id)?.why)).toEqual([undefined, 'deactivated'])
    expect([A, B].map(id => new Memory(place, NOW).withdrawal(id)?.why)).toEqual(['deactivated', undefined])
  })

  test('at most 64 of a folder are looked at, its own among them, and those of other products apart', () => {
    deactivate(place, A)
    const [copies = ''] = place.copies
    const own = readFileSync(copyFile(place))
    const other = placeIn(home, 'other')
    recordDeactivated(other, B, NOW, NOW)
    for (let n = 0; n < 63; n++)
      writeFileSync(join(copies, `scope-${`${n}`.padStart(16, '0')}.cbor`), 'no record')
    // its name is behind all others
    writeFileSync(join(copies, `scope-${'f'.repeat(16)}.cbor`), readFileSync(recordFile(other)))
    for (let n = 0; n < 70; n++) writeFileSync(join(copies, `scope-2-${`${n}`.padStart(16, '0')}.cbor`), '')
    const seen = (product: string) =>
      new Memory({ ...place, folder: join(home, product) }, NOW).withdrawal(B)?.why
    expect(seen('none')).toBeUndefined()
    const [first, second] = ['0', '1'].map(n => join(copies, `scope-${n.padStart(16, '0')}.cbor`)) as [
      string,
      string,
    ]
    rmSync(first)
    rmSync(second)
    expect(seen('none')).toBe('deactivated')
    writeFileSync(first, '')
    writeFileSync(second, '')
    rmSync(recordFile(place))
    const memory = new Memory(place, NOW)
    expect(memory.damage).toBeUndefined()
    expect([A, B].map(id => memory.withdrawal(id)?.why)).toEqual(['deactivated', undefined])
    expect(own).toEqual(readFileSync(join(copies, `scope-${memory.kid}.cbor`)))
  })

  function renewed() {
    installationOf(place.folder, 'scope', NOW, place.copies)
    return new Memory(place, NOW)
  }
})

describe('a folder of copies', () => {
  test('that cannot be made or read is done without', () => {
    writeFileSync(join(home, 'file'), '')
    const without = { ...place, copies: [join(home, 'file'), join(home, 'file', 'below')] }
    installationOf(without.folder, 'scope', NOW, without.copies)
    recordDeactivated(without, A, NOW, NOW)
    const memory = new Memory(without, NOW + DAY)
    expect(memory.note({})).toBe(true)
    expect(deactivated(without)).toEqual([A])
    expect(readFileSync(join(home, 'file'), 'utf8')).toBe('')
  })

  test('that comes later gets its copy, and what is right is not written again', () => {
    installationOf(place.folder, 'scope', NOW, [])
    expect(existsSync(place.copies[0] as string)).toBe(false)
    const record = recordFile(place)
    expect(new Memory(place, NOW).note({})).toBe(true)
    expect(readFileSync(copyFile(place))).toEqual(readFileSync(record))
    expect(recordFile(place)).toBe(record)
    utimesSync(copyFile(place), NOW, NOW)
    expect(new Memory(place, NOW).note({})).toBe(true)
    expect(statSync(copyFile(place)).mtimeMs).toBe(NOW * 1000)
  })
})
