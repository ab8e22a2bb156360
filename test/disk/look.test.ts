import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemCode } from '../../src/disk/faults.ts'
import {
  factsIfAny,
  factsOf,
  fileNamesIn,
  isFolder,
  namesIn,
  someNamesIn,
  targetOf,
  wholePath,
} from '../../src/disk/look.ts'

let folder: string
const at = (name: string) => join(folder, name)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-look-'))
  mkdirSync(at('below'))
  writeFileSync(at('file'), 'four')
  symlinkSync('file', at('link'))
  symlinkSync('round', at('round'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const fault = (code: string, system?: string) =>
  expect.objectContaining({ code, details: expect.objectContaining(system === undefined ? {} : { system }) })

test('a folder, what is none, and what is not there', () => {
  expect([isFolder(folder), isFolder(at('file')), isFolder(at('absent')), isFolder('')]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

describe.each([
  ['a loop of links', () => at('round'), 'ELOOP'],
  ['a name that is too long', () => at('x'.repeat(300)), 'ENAMETOOLONG'],
  ['a NUL character', () => at('a\0b'), 'EINVAL'],
])('%s is an error with the path and the word of the system', (_, path, system) => {
  test('for a kind, by what is to be done', () => {
    expect(() => isFolder(path())).toThrow(fault('cannot-read', system))
    expect(() => isFolder(path(), 'cannot-write')).toThrow(fault('cannot-write', system))
  })

  test('for names', () => {
    for (const names of [namesIn, fileNamesIn, (one: string) => someNamesIn(one, 1)])
      expect(() => names(path())).toThrow(fault('cannot-read', system))
  })
})

test('the names in a folder: all, the files, the first ones; none where nothing is', () => {
  expect(namesIn(folder)?.toSorted()).toEqual(['below', 'file', 'link', 'round'])
  expect(fileNamesIn(folder).toSorted()).toEqual(['file', 'link', 'round'])
  expect(someNamesIn(folder, 3)).toHaveLength(3)
  expect(someNamesIn(folder, 9)).toHaveLength(4)
  expect(namesIn(at('absent'))).toBeUndefined()
  expect(() => fileNamesIn(at('absent'))).toThrow(fault('file-not-found'))
  expect(() => namesIn(at('file'))).toThrow(fault('cannot-read', 'ENOTDIR'))
})

test('facts are of the thing itself', () => {
  expect(factsOf(at('file'))).toMatchObject({ kind: 'file', bytes: 4 })
  expect([factsOf(at('below'))?.kind, factsOf(at('link'))?.kind, factsOf(at('absent'))]).toEqual([
    'folder',
    'link',
    undefined,
  ])
  expect(factsIfAny(at('x'.repeat(300)))).toBeUndefined()
  expect([targetOf(at('link')), targetOf(at('round')), targetOf(at('file')), targetOf(at('absent'))]).toEqual(
    ['file', 'round', undefined, undefined],
  )
})

test('a whole path needs no working folder, a relative one does', () => {
  const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
    throw Object.assign(new Error('uv_cwd'), { code: 'ENOENT' })
  })
  try {
    expect(wholePath(folder)).toBe(folder)
    expect(() => wholePath('file')).toThrow(fault('working-folder-missing'))
  } finally {
    cwd.mockRestore()
  }
})

test('the word of the system is found again in an error of ours', () => {
  expect(systemCode(Object.assign(new Error('x'), { code: 'EIO' }))).toBe('EIO')
  try {
    isFolder(at('round'))
  } catch (error) {
    expect(systemCode(error)).toBe('ELOOP')
  }
  expect(systemCode(undefined)).toBe('unknown')
})
