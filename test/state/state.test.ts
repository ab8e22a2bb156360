import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AirlatchError } from '../../src/errors.ts'
import {
  installationKey,
  keepKit,
  keepLicense,
  kitPath,
  productFolder,
  productsIn,
  readKit,
  readLicense,
} from '../../src/state/state.ts'
import { runProcess } from '../world/process.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'airlatch-state-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const BYTES = Uint8Array.of(1, 2, 3)

describe("the client's folder of a product", () => {
  test('keeps a kit and a license, and replaces them whole', () => {
    const folder = productFolder(home, 'scope')
    expect([readKit(folder), readLicense(folder)]).toEqual([undefined, undefined])
    keepKit(folder, BYTES)
    keepLicense(folder, BYTES)
    keepLicense(folder, Uint8Array.of(9))
    expect([...(readKit(folder) ?? [])]).toEqual([1, 2, 3])
    expect([...(readLicense(folder) ?? [])]).toEqual([9])
    expect(readdirSync(folder).sort()).toEqual(['kit.cbor', 'license.cbor'])
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('a kit that is there already is not written again: the home may be read-only by then', () => {
    const folder = productFolder(home, 'same')
    keepKit(folder, Uint8Array.of(1, 2))
    const before = statSync(kitPath(folder)).ino
    keepKit(folder, Uint8Array.of(1, 2))
    expect(statSync(kitPath(folder)).ino).toBe(before)
    keepKit(folder, Uint8Array.of(1, 3))
    expect(readKit(folder)).toEqual(Uint8Array.of(1, 3))
  })

  test('is found by its kit', () => {
    expect(productsIn(join(home, 'absent'))).toEqual([])
    for (const product of ['scope', 'meter']) keepKit(productFolder(home, product), BYTES)
    mkdirSync(join(home, 'something-else'))
    writeFileSync(join(home, 'a-file'), '')
    expect(productsIn(home)).toEqual(['meter', 'scope'])
  })
})

describe('the installation key', () => {
  test('is made once, for its owner alone, and read from then on', () => {
    const folder = productFolder(home, 'scope')
    const key = installationKey(folder)
    expect(installationKey(folder).public.kid).toBe(key.public.kid)
    const path = join(folder, 'installation-key.pem')
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(installationKey(productFolder(home, 'meter')).public.kid).not.toBe(key.public.kid)
  })

  test('a link that leads nowhere in its place is an error, and no end', () => {
    const folder = productFolder(home, 'dangling')
    mkdirSync(folder, { recursive: true })
    symlinkSync(join(folder, 'nowhere'), join(folder, 'installation-key.pem'))
    expect(() => installationKey(folder)).toThrow(AirlatchError)
  })

  test('that is damaged is said and left as it is', () => {
    const folder = productFolder(home, 'scope')
    const path = join(folder, 'installation-key.pem')
    mkdirSync(folder)
    for (const damaged of ['', 'no key']) {
      writeFileSync(path, damaged)
      expect(() => installationKey(folder)).toThrow(expect.objectContaining({ code: 'installation-damaged' }))
      expect(readFileSync(path, 'utf8')).toBe(damaged)
    }
  })

  test('is one also when several processes ask for it first', { timeout: 30_000 }, async () => {
    const state = new URL('../../src/state/state.ts', import.meta.url).href
    const script = `const { installationKey } = await import('${state}')
      process.stdout.write(installationKey(process.argv[1]).public.kid)`
    const words = ['--input-type=module', '-e', script, productFolder(home, 'scope')]
    const runs = await Promise.all([1, 2, 3].map(() => runProcess(process.execPath, words, { folder: home })))
    expect(runs.map(({ exit, err }) => [exit, err])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ])
    expect(new Set(runs.map(({ out }) => out)).size).toBe(1)
  })
})
