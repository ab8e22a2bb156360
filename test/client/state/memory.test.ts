import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installationOf } from '../../../src/client/state/installation.ts'
import { type Learned, Memory, recordDeactivated, recordReset } from '../../../src/client/state/memory.ts'
import type { RecordPlace } from '../../../src/client/state/record.ts'
import { newSecretKeyPem } from '../../../src/crypto/pem.ts'
import { DAY, license, NOW } from '../../world/nouns.ts'

const A = '00000000000000aa'
const B = '00000000000000bb'
const AHEAD = NOW + 9000 * DAY

let home: string
let place: RecordPlace
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'airlatch-memory-'))
  place = { folder: join(home, 'scope'), productId: 'scope', copies: [] }
  mkdirSync(place.folder)
})
afterEach(() => rmSync(home, { recursive: true }))

const make = (now = NOW) => installationOf(place.folder, 'scope', now)

function at(now: number, fileTimes: readonly number[] = []): Memory {
  return new Memory(place, now, filesAt(fileTimes))
}

/** Files of these times, named by their place in the list. */
const filesAt = (times: readonly number[]) => times.map((at, i) => ({ path: `/var/log/${i}`, at }))

function record(): string {
  const [name = ''] = readdirSync(join(place.folder, 'installation')).filter(name =>
    name.startsWith('state-'),
  )
  return name
}

/** As the record has it. */
function recorded({ kit, revocations, ...others }: Learned) {
  const seen = (message: Learned['kit']) => new Map([[message?.kid, message?.sequence]])
  return {
    ...others,
    ...(kit === undefined ? {} : { kitsSeen: seen(kit) }),
    ...(revocations === undefined ? {} : { revocationsSeen: seen(revocations) }),
  }
}

describe('what a client remembers', () => {
  test('is nothing where there is no installation: no damage, and nothing is made for the time alone', () => {
    const memory = at(NOW)
    expect(memory).toMatchObject({ seen: [], state: undefined, kid: undefined, damage: undefined })
    expect(memory.withdrawal(A)).toBeUndefined()
    expect(memory.note({ lookedAt: NOW })).toBe(true)
    expect(readdirSync(place.folder)).toEqual([])
  })

  test.each<[string, Learned]>([
    ['a kit', { kit: { kid: A, sequence: 2 } }],
    ['a list of revocations', { revocations: { kid: A, sequence: 1 } }],
    ['a revocation', { revoked: new Map([[A, NOW]]) }],
    ["a share's license", { copySeenAt: NOW }],
  ])('begins with %s, for which an installation is made', (_, learned) => {
    const memory = at(NOW)
    expect(memory.note(learned)).toBe(true)
    expect(memory.state).toMatchObject({ ...recorded(learned), latestAt: NOW })
    expect(at(NOW)).toMatchObject({ kid: memory.kid, state: recorded(learned) })
  })

  test('is written when it is news, and not again', () => {
    make()
    const learned: Learned = {
      revoked: new Map([[A, NOW]]),
      kit: { kid: A, sequence: 4 },
      revocations: { kid: B, sequence: 7 },
      copySeenAt: NOW,
      lookedAt: NOW,
    }
    expect(at(NOW + 5).note(learned)).toBe(true)
    expect(at(NOW + 5).state).toMatchObject({
      ...recorded(learned),
      sequence: 2,
      writtenAt: NOW + 5,
      latestAt: NOW + 5,
    })
    const written = record()
    const older = {
      kit: { kid: A, sequence: 3 },
      revocations: { kid: B, sequence: 6 },
      revoked: new Map(),
    }
    expect(at(NOW + 3000).note({ ...learned, copySeenAt: NOW + 3000, lookedAt: NOW + 3000 })).toBe(true)
    expect(at(NOW + 3000).note(older)).toBe(true)
    expect(record()).toBe(written)
    expect(at(NOW + 3000).note({ copySeenAt: NOW + 3600 })).toBe(true)
    expect(at(NOW + 3000).note({ lookedAt: NOW + 3600 })).toBe(true)
    expect(at(NOW).state).toMatchObject({ sequence: 4, copySeenAt: NOW + 3600, lookedAt: NOW + 3600 })
  })

  test('a revocation stays as it was first seen, and of too many the latest stay', () => {
    make()
    at(NOW).note({ revoked: new Map([[A, NOW]]) })
    const written = record()
    at(NOW).note({ revoked: new Map([[A, NOW + 5]]) })
    expect(record()).toBe(written)
    expect(at(NOW).withdrawal(A)).toEqual({ why: 'revoked', at: NOW })
    const many = new Map(Array.from({ length: 300 }, (_, n) => [`${n}`.padStart(16, '0'), NOW + n + 1]))
    expect(at(NOW).note({ revoked: many })).toBe(true)
    expect(at(NOW).state?.revoked.size).toBe(256)
    expect([A, `299`.padStart(16, '0')].map(id => at(NOW).withdrawal(id)?.at)).toEqual([undefined, NOW + 300])
  })

  test('that it was deactivated counts before that it was revoked', () => {
    recordDeactivated(place, A, NOW + 9, NOW)
    at(NOW).note({ revoked: new Map([[A, NOW]]) })
    expect(at(NOW).withdrawal(A)).toEqual({ why: 'deactivated', at: NOW + 9 })
  })
})

describe('E: the latest time', () => {
  test('is written when it moved on by an hour', () => {
    make()
    const written = record()
    at(NOW + 3599).note({})
    expect(record()).toBe(written)
    expect(at(NOW).seen).toEqual([{ at: NOW, by: 'record' }])
    at(NOW + 3600).note({})
    expect(at(NOW).seen).toEqual([{ at: NOW + 3600, by: 'record' }])
    // and never back
    at(NOW - 50 * DAY).note({ kit: { kid: A, sequence: 1 } })
    expect(at(NOW).seen).toEqual([{ at: NOW + 3600, by: 'record' }])
  })

  test('of files is the second latest: one odd file locks nobody out, and one alone says nothing', () => {
    expect(at(NOW, [AHEAD]).seen).toEqual([])
    expect(at(NOW, [NOW - DAY, AHEAD, NOW - 2 * DAY]).seen).toEqual([{ at: NOW - DAY, by: 'files' }])
    make()
    expect(at(NOW, [NOW - DAY, NOW - DAY]).seen).toEqual([
      { at: NOW, by: 'record' },
      { at: NOW - DAY, by: 'files' },
    ])
  })

  test('of files is named by those that are ahead, and is never written down as a time of its own', () => {
    make()
    const ahead = at(NOW, [AHEAD, NOW, AHEAD + 5])
    expect(ahead.seen).toEqual([
      { at: NOW, by: 'record' },
      { at: AHEAD, by: 'files', files: ['/var/log/2', '/var/log/0'] },
    ])
    expect(ahead.note({ revocations: { kid: A, sequence: 1 } })).toBe(true)
    expect(at(NOW).seen).toEqual([{ at: NOW, by: 'record' }])
  })

  test('of a host whose clock tells milliseconds is not written: the record would be damaged ever after', () => {
    make()
    const written = record()
    expect(at(NOW * 1000).note({})).toBe(false)
    expect(record()).toBe(written)
    expect(at(NOW).damage).toBeUndefined()
  })
})

describe('E: a clock reset', () => {
  test('makes its time the latest one, and what was believed beyond it says nothing more', () => {
    make()
    at(AHEAD).note({ copySeenAt: AHEAD, lookedAt: AHEAD })
    const files = [AHEAD + 5, AHEAD + 3]
    const { state } = recordReset(place, { at: NOW + DAY }, NOW + DAY + 60, filesAt(files))
    expect(state).toMatchObject({
      latestAt: NOW + DAY,
      reset: { at: NOW + DAY, distrusted: AHEAD + 5 },
      copySeenAt: NOW + DAY,
      lookedAt: NOW + DAY,
    })
    expect(at(NOW, files).seen).toEqual([{ at: NOW + DAY, by: 'record' }])
    // which of the times in between are right ones nobody can tell
    expect(at(NOW, [...files, NOW + 2 * DAY, NOW, NOW - 5]).seen).toEqual([
      { at: NOW + DAY, by: 'record' },
      { at: NOW - 5, by: 'files' },
    ])
    expect(at(NOW, [AHEAD + 6, AHEAD + 7]).seen).toContainEqual({
      at: AHEAD + 6,
      by: 'files',
      files: ['/var/log/1', '/var/log/0'],
    })
    at(NOW + 3 * DAY).note({})
    expect(at(NOW).seen).toEqual([{ at: NOW + 3 * DAY, by: 'record' }])
  })

  test('is not undone by an older copy of the record, nor by that of an installation before it', () => {
    const copies = join(home, 'copies')
    const copied = { ...place, copies: [copies] }
    installationOf(place.folder, 'scope', NOW, copied.copies)
    new Memory(copied, AHEAD).note({})
    rmSync(place.folder, { recursive: true })
    installationOf(place.folder, 'scope', NOW, copied.copies)
    const ahead = { at: AHEAD, by: 'record' }
    expect(new Memory(copied, NOW).seen).toEqual([ahead])
    cpSync(copies, join(home, 'kept'), { recursive: true })
    recordReset(copied, { at: NOW + 5 }, NOW)
    const right = { at: NOW + 5, by: 'record' }
    expect(new Memory(copied, NOW).seen).toEqual([right])
    rmSync(copies, { recursive: true })
    cpSync(join(home, 'kept'), copies, { recursive: true })
    expect(new Memory(copied, NOW).seen).toEqual([right])
    // one that nobody had seen before is another matter
    const later = { ...place, folder: join(home, 'later'), copies: copied.copies }
    mkdirSync(later.folder)
    installationOf(later.folder, 'scope', AHEAD + DAY, later.copies)
    expect(new Memory(copied, NOW).seen).toEqual([{ at: AHEAD + DAY, by: 'record' }])
  })

  test('the same one again, or an earlier one, changes nothing; a later one counts', () => {
    make()
    recordReset(place, { at: NOW + 9 }, NOW)
    const written = record()
    recordReset(place, { at: NOW + 9 }, NOW)
    recordReset(place, { at: NOW }, NOW)
    expect(record()).toBe(written)
    at(AHEAD).note({})
    expect(recordReset(place, { at: NOW + 10 }, NOW).state).toMatchObject({
      latestAt: NOW + 10,
      reset: { at: NOW + 10, distrusted: AHEAD },
    })
    // what the first one distrusted is not believed again
    expect(recordReset(place, { at: NOW + 11 }, NOW).state.reset).toEqual({ at: NOW + 11, distrusted: AHEAD })
  })
})

describe('D: an activation that is over', () => {
  test('is recorded for good, with the key that signs the receipt', () => {
    const { key } = make()
    expect(recordDeactivated(place, A, NOW + 1, NOW + 2)).toMatchObject({
      key: { public: { kid: key.public.kid } },
      state: { deactivated: new Map([[A, NOW + 1]]), latestAt: NOW + 2 },
    })
    expect(recordDeactivated(place, A, NOW + DAY, NOW + DAY).state.deactivated.get(A)).toBe(NOW + 1)
    expect(recordDeactivated(place, B, NOW + DAY, NOW + DAY).state.deactivated.size).toBe(2)
    expect(at(NOW).withdrawal(A)).toEqual({ why: 'deactivated', at: NOW + 1 })
  })

  test('also where there was no installation yet', () => {
    recordDeactivated(place, A, NOW, NOW)
    expect(at(NOW).withdrawal(A)?.why).toBe('deactivated')
  })

  test('is not said to be when the record is damaged, or cannot be written', () => {
    make()
    writeFileSync(join(place.folder, 'installation', record()), '')
    const damaged = expect.objectContaining({ code: 'state-damaged' })
    expect(() => recordDeactivated(place, A, NOW, NOW)).toThrow(damaged)
    expect(() => recordReset(place, { at: NOW }, NOW)).toThrow(damaged)
    writeFileSync(join(home, 'file'), '')
    expect(() => recordDeactivated({ ...place, folder: join(home, 'file') }, A, NOW, NOW)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^cannot-(?:read|write)$/) }),
    )
  })
})

describe('a record that cannot be believed', () => {
  test.each<[string, string, () => void]>([
    ['missing', 'state-damaged', () => rmSync(join(place.folder, 'installation', record()))],
    ['damaged', 'state-damaged', () => writeFileSync(join(place.folder, 'installation', record()), 'x')],
    ['its key another one', 'state-damaged', () => writeFileSync(keyFile(), newSecretKeyPem())],
    ['its key no key', 'installation-damaged', () => writeFileSync(keyFile(), 'x')],
    [
      'a file in place of its folder',
      'cannot-read',
      () => {
        rmSync(join(place.folder, 'installation'), { recursive: true })
        writeFileSync(join(place.folder, 'installation'), '')
      },
    ],
  ])('%s: is said, thrown at nobody, and not written over', (_, code, damage) => {
    const { kid } = make().key.public
    damage()
    const memory = at(NOW + DAY)
    expect(memory).toMatchObject({ damage: { code }, state: undefined, kid: undefined })
    const days = license({ firstRun: { days: 10, installation: kid, activatedAt: undefined } })
    expect(memory.firstRuns.of(days)).toBeUndefined()
    expect(memory.firstRuns.keep(days)).toBe(true)
    expect(memory.note({ kit: { kid: A, sequence: 2 } })).toBe(false)
    expect(at(NOW).damage?.code).toBe(code)
  })

  test('a record that can no longer be written is said by note, and by keep', () => {
    const { kid } = make().key.public
    const memory = at(NOW + DAY)
    rmSync(join(place.folder, 'installation'), { recursive: true })
    expect(memory.note({})).toBe(false)
    const days = license({ firstRun: { days: 10, installation: kid, activatedAt: undefined } })
    expect(memory.firstRuns.keep(days)).toBe(false)
  })
})

/** Another account has no right to the key; root has every right, so as root the test asks in the name of nobody. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const reason = missingAccount()
const why = reason === undefined ? '' : ` (skipped: ${reason})`

/** Why there is no other account that can run our code; undefined when there is one. */
function missingAccount(): string | undefined {
  if (process.platform === 'win32') return 'Windows keeps accounts apart by other means'
  if (!isRoot) return undefined
  const { error } = spawnSync(process.execPath, ['--version'], { uid: NOBODY, gid: NOBODY, cwd: '/' })
  return error === undefined ? undefined : 'needs a checkout that other accounts may enter'
}

describe.skipIf(reason !== undefined)(`another account${why}`, () => {
  test('reads the record by the key that it carries, and writes nothing', () => {
    const { key } = make()
    recordDeactivated(place, A, NOW, NOW)
    const written = record()
    chmodSync(home, 0o755)
    if (!isRoot) chmodSync(keyFile(), 0)
    const said = asOther(`
      const memory = new Memory(place, ${NOW + DAY})
      const error = work => { try { work(); return 'none' } catch (error) { return error.code } }
      say({
        kid: memory.kid, damage: memory.damage, withdrawal: memory.withdrawal('${A}'), seen: memory.seen,
        noted: memory.note({}),
        deactivated: error(() => recordDeactivated(place, '${B}', ${NOW}, ${NOW})),
        reset: error(() => recordReset(place, { at: ${NOW} }, ${NOW})),
        installation: error(() => installationOf(place.folder, 'scope', ${NOW})),
      })`)
    expect(said).toEqual({
      kid: key.public.kid,
      withdrawal: { why: 'deactivated', at: NOW },
      seen: [{ at: NOW, by: 'record' }],
      noted: false,
      deactivated: 'installation-not-readable',
      reset: 'installation-not-readable',
      installation: 'installation-not-readable',
    })
    expect(record()).toBe(written)
  })

  test('says the damage of a record that does not open, as its owner does', () => {
    make()
    chmodSync(home, 0o755)
    const path = join(place.folder, 'installation', record())
    writeFileSync(path, 'x')
    if (!isRoot) chmodSync(keyFile(), 0)
    expect(asOther(`say({ damage: new Memory(place, ${NOW}).damage.code })`)).toEqual({
      damage: 'state-damaged',
    })
  })
})

function keyFile(): string {
  return join(place.folder, 'installation', 'key.pem')
}

function asOther(script: string): unknown {
  const source = (name: string) => new URL(`../../../src/client/state/${name}.ts`, import.meta.url).href
  const all = `const { Memory, recordDeactivated, recordReset } = await import('${source('memory')}')
    const { installationOf } = await import('${source('installation')}')
    const place = JSON.parse(process.argv[1])
    const say = value => process.stdout.write(JSON.stringify(value))
    ${script}`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', all, JSON.stringify(place)],
    { ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}), cwd: '/', encoding: 'utf8', env: {} },
  )
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}
