import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { candidates } from '../../src/state/search.ts'
import { keepLicense } from '../../src/state/state.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'airlatch-search-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const MESSAGE = Uint8Array.of(0xd2, 1, 2, 3)

function found(...searchPath: readonly string[]) {
  return [...candidates(join(root, 'home'), searchPath)].map(candidate => [
    basename(candidate.source),
    'error' in candidate ? candidate.error.code : [...candidate.message],
  ])
}

describe('QG-06: where licenses are looked for', () => {
  test('the installed one first, then files and folders of the search path, in order', () => {
    keepLicense(join(root, 'home'), MESSAGE)
    mkdirSync(join(root, 'share'))
    for (const name of ['b.license', 'a.LIC', 'c.cbor', 'd.txt', 'readme.md'])
      writeFileSync(join(root, 'share', name), MESSAGE)
    writeFileSync(join(root, 'named.txt'), encodeArmor('license', MESSAGE))
    const bytes = [...MESSAGE]
    expect(found(join(root, 'named.txt'), join(root, 'share'))).toEqual([
      ['installed', bytes],
      ['named.txt', bytes],
      ['a.LIC', bytes],
      ['b.license', bytes],
      ['c.cbor', bytes],
      ['d.txt', bytes],
    ])
  })

  test('what is not there is passed over; what is no message is said', () => {
    mkdirSync(join(root, 'share', 'folder.license'), { recursive: true })
    writeFileSync(join(root, 'share', 'empty.license'), '')
    writeFileSync(join(root, 'share', 'huge.license'), '')
    truncateSync(join(root, 'share', 'huge.license'), 100_000_000)
    writeFileSync(join(root, 'share', 'text.license'), 'no license')
    expect(found(join(root, 'absent'), join(root, 'absent', 'below'), join(root, 'share'))).toEqual([
      ['empty.license', 'input-empty'],
      ['folder.license', 'cannot-read'],
      ['huge.license', 'input-too-large'],
      ['text.license', 'input-not-recognised'],
    ])
  })

  test('of a folder with very many files the first 1000 are looked at', () => {
    mkdirSync(join(root, 'share'))
    for (let i = 0; i < 1010; i++)
      writeFileSync(join(root, 'share', `${String(i).padStart(4, '0')}.license`), MESSAGE)
    const all = found(join(root, 'share'))
    expect([all.length, all[0]?.[0], all.at(-1)?.[0]]).toEqual([1000, '0000.license', '0999.license'])
  })

  test('lazily: with a good license installed the share is not touched', () => {
    keepLicense(join(root, 'home'), MESSAGE)
    const [first] = candidates(join(root, 'home'), ['\0 would throw'])
    expect(first?.source).toBe('installed')
  })
})
