import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installationOf, readInstallation, recall } from '../../../src/client/state/installation.ts'
import { recordDeactivated } from '../../../src/client/state/memory.ts'
import { coseKey, type SecretKey } from '../../../src/core/cose/key.ts'
import { openState, sealState } from '../../../src/core/envelope.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import type { State } from '../../../src/core/message/state.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { DAY, NOW } from '../../world/nouns.ts'
import { runProcess } from '../../world/process.ts'

let home: string
let folder: string
let keyFile: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'airlatch-installation-'))
  folder = join(home, 'scope')
  mkdirSync(folder)
  keyFile = join(folder, 'installation', 'key.pem')
})
afterEach(() => rmSync(home, { recursive: true }))

function made(now = NOW) {
  return installationOf(folder, 'scope', now)
}

function read() {
  const installation = readInstallation(folder, 'scope')
  if (installation === undefined) throw new Error('expected an installation')
  return installation
}

const place = () => ({ folder, productId: 'scope', copies: [] })
const activation = (n: number) => `${n}`.padStart(16, '0')

/** Something that only a record can know. */
function deactivate(n: number): void {
  recordDeactivated(place(), activation(n), NOW, NOW)
}

function stateFile(): string {
  const [name, ...more] = readdirSync(join(folder, 'installation')).filter(file => file !== 'key.pem')
  if (name === undefined || more.length > 0) throw new Error(`expected one record, got ${name} ${more}`)
  return join(folder, 'installation', name)
}

function firstState(key: SecretKey, change: Partial<State> = {}): State {
  return {
    productId: 'scope',
    installationKey: coseKey(key.public.bytes),
    writtenAt: NOW,
    sequence: 1,
    latestAt: NOW,
    firstRuns: new Map(),
    deactivated: new Map(),
    revoked: new Map(),
    returned: new Map(),
    reset: undefined,
    kitsSeen: new Map(),
    revocationsSeen: new Map(),
    copySeenAt: undefined,
    lookedAt: undefined,
    ...change,
  }
}

describe('the installation of a product', () => {
  test('is a key for its owner alone and a record that it signs, made once, and left alone from then on', () => {
    expect(readInstallation(folder, 'scope')).toBeUndefined()
    const { key, state } = made()
    expect(state).toEqual(firstState(key))
    expect(readdirSync(folder)).toEqual(['installation'])
    const record = stateFile()
    if (process.platform !== 'win32') {
      // the record is for other accounts to read, the key is not
      const mode = (path: string) => statSync(path).mode & 0o777
      expect(mode(join(folder, 'installation'))).toBe(0o755 & ~process.umask())
      expect([mode(record), mode(keyFile)]).toEqual([0o644 & ~process.umask(), 0o600])
    }
    expect(secretKeyOfPem(readFileSync(keyFile, 'utf8')).public.kid).toBe(key.public.kid)
    const opened = openState(Uint8Array.from(readFileSync(record)), nativeEd25519)
    expect([opened.state, opened.installationKey.kid]).toEqual([state, key.public.kid])
    const before = statSync(record).ino
    expect(made(NOW + 1000)).toMatchObject({ key: { public: { kid: key.public.kid } }, state })
    expect(read().key.public.kid).toBe(key.public.kid)
    expect(statSync(stateFile()).ino).toBe(before)
  })

  test('of another product has another key', () => {
    const other = join(home, 'meter')
    mkdirSync(other)
    expect(installationOf(other, 'meter', NOW).key.public.kid).not.toBe(made().key.public.kid)
  })

  test("appears whole or not at all: what a crash leaves of a draft is in nobody's way", () => {
    const draft = join(folder, '.installation-0011223344556677')
    mkdirSync(draft)
    writeFileSync(join(draft, 'key.pem'), newSecretKeyPem())
    expect(readInstallation(folder, 'scope')).toBeUndefined()
    made()
    expect(readdirSync(folder).sort()).toEqual(['.installation-0011223344556677', 'installation'])
  })

  test('that cannot be made leaves nothing behind', () => {
    // a file is no folder to make one in
    const file = join(home, 'a-file')
    writeFileSync(file, '')
    expect(() => installationOf(file, 'scope', NOW)).toThrow(AirlatchError)
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  test.skipIf(process.platform === 'win32')(
    'a link that leads nowhere in its place is an error, and no end',
    () => {
      symlinkSync(join(home, 'nowhere'), join(folder, 'installation'))
      expect(() => made()).toThrow(expect.objectContaining({ code: 'cannot-write' }))
      expect(readdirSync(folder)).toEqual(['installation'])
      expect(existsSync(join(home, 'nowhere'))).toBe(false)
    },
  )

  test('is one also when several processes ask for it first', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => askingProcess()))
    expect(runs.map(({ exit, err }) => [exit, err])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ])
    expect(new Set(runs.map(({ out }) => out))).toEqual(new Set([read().key.public.kid]))
    expect(readdirSync(folder)).toEqual(['installation'])
  })
})

describe('a forgotten installation', () => {
  const makeForgotten: readonly (readonly [string, () => void])[] = [
    ['whose record is gone', () => rmSync(stateFile())],
    ['whose record is empty', () => writeFileSync(stateFile(), '')],
    ['whose record was cut off', () => writeFileSync(stateFile(), readFileSync(stateFile()).subarray(0, 99))],
    ['whose record was changed in one bit', () => flip(stateFile())],
    ['whose record another key signed', () => writeFileSync(stateFile(), foreignState())],
    [
      'whose record another key signed in its name',
      () => writeFileSync(stateFile(), sealState(read().state, secretKeyOfPem(newSecretKeyPem()))),
    ],
    [
      'whose record is of another product',
      () => writeFileSync(stateFile(), sealState({ ...read().state, productId: 'meter' }, read().key)),
    ],
    ['whose key is that of another one', () => writeFileSync(keyFile, newSecretKeyPem())],
    ['whose key is gone', () => rmSync(keyFile)],
  ]

  test.each(makeForgotten)('%s begins anew with another key, and is set aside as it was', (_, forget) => {
    const { key } = made()
    deactivate(1)
    forget()
    const left = contents(join(folder, 'installation'))
    expect(readInstallation(folder, 'scope')).toBeUndefined()
    expect(recall(place()).damage).toMatchObject({
      code: 'state-damaged',
      details: { path: join(folder, 'installation') },
    })
    const again = made(NOW + DAY)
    expect(again.key.public.kid).not.toBe(key.public.kid)
    expect(again.state).toMatchObject({ sequence: 1, latestAt: NOW + DAY, firstRuns: new Map() })
    expect(readdirSync(folder).sort()).toEqual(['installation', `installation-${NOW + DAY}-0.old`])
    expect(contents(join(folder, `installation-${NOW + DAY}-0.old`))).toEqual(left)
    expect(read().key.public.kid).toBe(again.key.public.kid)
    expect(recall(place()).damage).toBeUndefined()
  })

  test('D: whose record can still be read, though its key is gone: the new one knows what it knew', () => {
    made()
    deactivate(1)
    rmSync(keyFile)
    expect(made().state.deactivated).toEqual(new Map([[activation(1), NOW]]))
  })

  test('after a forgotten one: none of them takes the place of another', () => {
    const kids = [made().key.public.kid]
    for (let i = 0; i < 3; i++) {
      rmSync(stateFile())
      kids.push(made().key.public.kid)
    }
    expect(new Set(kids).size).toBe(4)
    const old = [0, 1, 2].map(n => `installation-${NOW}-${n}.old`)
    expect(readdirSync(folder).sort()).toEqual(['installation', ...old])
    for (const [i, name] of old.entries())
      expect(secretKeyOfPem(readFileSync(join(folder, name, 'key.pem'), 'utf8')).public.kid).toBe(kids[i])
  })

  test('is one new one also when several processes find it', async () => {
    const { key } = made()
    rmSync(stateFile())
    const runs = await Promise.all([1, 2, 3].map(() => askingProcess()))
    expect(runs.map(({ exit, err }) => [exit, err])).toEqual([1, 2, 3].map(() => [0, '']))
    expect(runs.map(({ out }) => out)).toContain(read().key.public.kid)
    expect(runs.map(({ out }) => out)).not.toContain(key.public.kid)
  })

  test('put back as a whole, it is what it was; its record alone is of no use to the new one', () => {
    const { key } = made()
    deactivate(1)
    renameSync(join(folder, 'installation'), join(folder, 'kept'))
    made()
    const [record = ''] = readdirSync(join(folder, 'kept')).filter(name => name !== 'key.pem')
    rmSync(stateFile())
    copyFileSync(join(folder, 'kept', record), join(folder, 'installation', record))
    expect(readInstallation(folder, 'scope')).toBeUndefined()
    rmSync(join(folder, 'installation'), { recursive: true })
    renameSync(join(folder, 'kept'), join(folder, 'installation'))
    expect(read().key.public.kid).toBe(key.public.kid)
    expect(read().state.deactivated.get(activation(1))).toBe(NOW)
  })
})

describe('a damaged key', () => {
  test('is said and left as it is', () => {
    made()
    for (const damaged of ['', 'no key', readFileSync(keyFile, 'utf8').slice(0, 60), 'x'.repeat(5000)]) {
      writeFileSync(keyFile, damaged)
      const said = expect.objectContaining({ code: 'installation-damaged', details: { path: keyFile } })
      expect(() => readInstallation(folder, 'scope')).toThrow(said)
      expect(() => made()).toThrow(said)
      expect(recall(place())).toMatchObject({ own: undefined, damage: { code: 'installation-damaged' } })
      expect(readFileSync(keyFile, 'utf8')).toBe(damaged)
      expect(readdirSync(folder)).toEqual(['installation'])
    }
  })
})

/** A process that asks for the installation, and says its key id. */
function askingProcess() {
  const source = new URL('../../../src/client/state/installation.ts', import.meta.url).href
  const script = `const { installationOf } = await import('${source}')
    process.stdout.write(installationOf(process.argv[1], 'scope', ${NOW}).key.public.kid)`
  return runProcess(process.execPath, ['--input-type=module', '-e', script, folder], { folder: home })
}

function flip(path: string): void {
  const bytes = readFileSync(path)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
  writeFileSync(path, bytes)
}

function foreignState(): Uint8Array {
  const stranger = secretKeyOfPem(newSecretKeyPem())
  return sealState(firstState(stranger), stranger)
}

function contents(path: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(path)
      .sort()
      .map(name => [name, readFileSync(join(path, name), 'hex')]),
  )
}
