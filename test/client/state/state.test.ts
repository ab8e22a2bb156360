import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  keepKit,
  keepLicense,
  kitPath,
  productFolder,
  productsIn,
  readKit,
  readLicense,
} from '../../../src/client/state/state.ts'

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
    // the program may run under other accounts than the one that installed it
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o755).toBe(0o755 & ~process.umask())
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
