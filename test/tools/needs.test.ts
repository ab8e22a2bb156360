/** Proves that what an executable for Linux needs is read from the executable, and never guessed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { needsOf } from '../../tools/installers/needs.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-needs-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function needsOfNames(...names: readonly string[]) {
  const path = join(folder, 'executable')
  writeFileSync(path, `code GLIBC_9.9 code\0${names.join('\0')}\0code`)
  return needsOf(path)
}

test('the newest version of each library counts, by numbers', () => {
  expect(needsOfNames('GLIBC_2.2.5', 'GLIBC_2.28', 'GLIBC_2.4', 'GLIBCXX_3.4.21', 'CXXABI_1.3.11')).toEqual({
    glibc: '2.28',
    libstdcxx: '7',
    interfaces: [
      'libc.so.6(GLIBC_2.28)(64bit)',
      'libstdc++.so.6(GLIBCXX_3.4.21)(64bit)',
      'libstdc++.so.6(CXXABI_1.3.11)(64bit)',
      'libgcc_s.so.1()(64bit)',
      'libatomic.so.1()(64bit)',
    ],
  })
})

test('a version of libstdc++ that nobody has looked up is refused, and so is an executable without any', () => {
  expect(() => needsOfNames('GLIBC_2.28', 'GLIBCXX_3.4.99', 'CXXABI_1.3.11')).toThrow(
    'expected a known GCC for GLIBCXX_3.4.99',
  )
  expect(() => needsOfNames('GLIBCXX_3.4.21', 'CXXABI_1.3.11')).toThrow(
    'expected an executable that names a version of GLIBC',
  )
})
