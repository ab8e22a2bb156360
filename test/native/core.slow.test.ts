/**
 * The folders of native/src: each includes only those before it, and the core can be taken alone. It takes no memory and asks
 * no operating system: of other libraries it needs libsodium, and of C no more than what compares and moves bytes.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { missingTools } from './library.ts'

const SOURCES = join(import.meta.dirname, '../../native/src')
const FOLDERS = ['core', 'system', 'carrier', 'probe', 'search', 'client'] as const

/** What the core includes besides its own headers. */
const HEADERS = ['<sodium.h>', '<string.h>', '"../../include/airlatch_core.h"']

const missing = missingTools()

/** Every header that a file of a folder includes. */
function includesOf(folder: string): readonly { readonly file: string; readonly header: string }[] {
  return readdirSync(join(SOURCES, folder))
    .filter(name => /\.[ch]$/.test(name))
    .flatMap(name => {
      const text = readFileSync(join(SOURCES, folder, name), 'utf8')
      const headers = [...text.matchAll(/^#include (\S+)/gm)].map(([, header = '']) => header)
      return headers.map(header => ({ file: `${folder}/${name}`, header }))
    })
}

test('every source is in a folder, and a folder includes only those before it', () => {
  const folders = readdirSync(SOURCES, { withFileTypes: true }).filter(entry => !entry.name.endsWith('.md'))
  expect(folders.filter(entry => !entry.isDirectory()).map(({ name }) => name)).toEqual([])
  expect(folders.map(({ name }) => name).sort()).toEqual([...FOLDERS].sort())
  const wrong = FOLDERS.flatMap((folder, place) =>
    includesOf(folder).filter(({ header }) => {
      const [, other] = /^"\.\.\/(\w+)\//.exec(header) ?? []
      return other !== undefined && !FOLDERS.slice(0, place).some(before => before === other)
    }),
  )
  expect(wrong).toEqual([])
})

test('the core includes libsodium, and no header of an operating system', () => {
  const own = readdirSync(join(SOURCES, 'core')).map(name => `"${name}"`)
  expect(includesOf('core').filter(({ header }) => ![...HEADERS, ...own].includes(header))).toEqual([])
})

describe.skipIf(missing !== undefined)(`the core alone${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-core-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('is built from its folder, and needs libsodium and functions of C that compare and move bytes', () => {
    const script = `
      cc -std=c11 -Os -Wall -Wextra -Wpedantic -Werror -fno-stack-protector $(pkg-config --cflags libsodium) -c ${SOURCES}/core/*.c &&
      ld -r *.o -o core.all && nm -u core.all`
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const needed = [...stdout.matchAll(/^\s+U (\w+)$/gm)].map(([, name = '']) => name)
    expect(needed.some(name => name === 'crypto_sign_verify_detached')).toBe(true)
    const others = needed.filter(name => !name.startsWith('crypto_') && name !== '_GLOBAL_OFFSET_TABLE_')
    expect(others.filter(name => !/^(mem(chr|cmp|cpy|move|set)|str(cmp|len|str))$/.test(name))).toEqual([])
  })
})
