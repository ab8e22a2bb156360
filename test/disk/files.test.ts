import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
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
import { assertNew, makeFolder, replaceOwn, writeNew } from '../../src/disk/files.ts'
import { readInput, readOwn } from '../../src/disk/read.ts'
import { runProcess } from '../world/process.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (...path: readonly string[]) => join(folder, ...path)
const code = (name: string) => expect.objectContaining({ code: name })

describe('reading', () => {
  test('up to the limit and not a byte beyond', () => {
    writeFileSync(at('ten'), '0123456789')
    expect(Buffer.from(readInput(at('ten'), 10)).toString()).toBe('0123456789')
    expect(() => readInput(at('ten'), 9)).toThrow(code('input-too-large'))
  })

  test('a large file in pieces', () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251))
    writeFileSync(at('large'), bytes)
    expect(Buffer.from(readInput(at('large'), 1_000_000))).toEqual(bytes)
  })

  test('what is not there, is a folder, or is below a file', () => {
    writeFileSync(at('file'), '')
    expect(() => readInput(at('absent'), 9)).toThrow(code('file-not-found'))
    expect(() => readInput(folder, 9)).toThrow(code('cannot-read'))
    expect(() => readInput(at('file', 'below'), 9)).toThrow(code('cannot-read'))
    expect(readOwn(at('absent'), 9)).toBeUndefined()
  })

  test.skipIf(process.platform === 'win32')(
    'a FIFO does not hang, and a device that never ends is not read',
    () => {
      execFileSync('mkfifo', [at('pipe')])
      expect(() => readInput(at('pipe'), 9)).toThrow(code('cannot-read'))
      expect(() => readInput('/dev/zero', 9)).toThrow(code('cannot-read'))
    },
  )
})

describe('writing a new file', () => {
  test('whole, with the right mode, and nothing else left in the folder', () => {
    writeNew(at('plain'), 'text')
    writeNew(at('secret'), Uint8Array.of(1, 2, 3), true)
    expect(readdirSync(folder).sort()).toEqual(['plain', 'secret'])
    expect(readFileSync(at('plain'), 'utf8')).toBe('text')
    if (process.platform !== 'win32') expect(statSync(at('secret')).mode & 0o777).toBe(0o600)
  })

  test('whatever temporary files a crash has left behind', () => {
    for (let n = 0; n < 50; n++)
      writeFileSync(join(folder, `.airlatch-${process.pid}-${n}.tmp`), 'left behind')
    writeNew(join(folder, 'after-a-crash'), 'whole')
    expect(readFileSync(join(folder, 'after-a-crash'), 'utf8')).toBe('whole')
  })

  test('never over an existing one, nor through a link that leads nowhere', () => {
    writeFileSync(at('here'), 'before')
    expect(() => writeNew(at('here'), 'after')).toThrow(code('output-exists'))
    expect(() => assertNew(at('here'))).toThrow(code('output-exists'))
    expect(readFileSync(at('here'), 'utf8')).toBe('before')
    if (process.platform === 'win32') return
    symlinkSync(at('nowhere'), at('link'))
    expect(() => writeNew(at('link'), 'x')).toThrow(code('output-exists'))
    expect(existsSync(at('nowhere'))).toBe(false)
    expect(readdirSync(folder).sort()).toEqual(['here', 'link'])
  })

  test('into no folder, or a file in its place: said, and nothing left', () => {
    writeFileSync(at('file'), '')
    for (const path of [at('absent', 'x'), at('file', 'x')])
      expect(() => writeNew(path, 'x')).toThrow(code('cannot-write'))
    expect(readdirSync(folder)).toEqual(['file'])
    expect(() => makeFolder(at('file'))).toThrow(code('cannot-write'))
    expect(() => makeFolder(at('file', 'below'))).toThrow(code('cannot-write'))
  })

  test('a folder with all above it, once or again, for its owner alone or for others', () => {
    makeFolder(at('a', 'b'))
    makeFolder(at('a', 'b'), true)
    makeFolder(at('a', 'c'), true)
    const modes = [at('a'), at('a', 'b'), at('a', 'c')].map(path => statSync(path).mode & 0o777)
    if (process.platform !== 'win32') expect(modes).toEqual([0o700, 0o700, 0o755])
  })

  test.skipIf(process.platform !== 'linux')('a folder of a file system that makes none', () => {
    for (const path of ['/proc/nope', '/proc/nope/below', '/dev/null/below'])
      expect(() => makeFolder(path)).toThrow(code('cannot-write'))
  })

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'into a folder that may not be written',
    () => {
      mkdirSync(at('closed'))
      chmodSync(at('closed'), 0o500)
      expect(() => writeNew(at('closed', 'x'), 'x')).toThrow(code('cannot-write'))
    },
  )

  test('two writers at once: one wins, the other is told, and the file is whole', async () => {
    const files = new URL('../../src/disk/files.ts', import.meta.url).href
    const script = `const { writeNew } = await import('${files}')
      try { writeNew('race', process.argv[1].repeat(100000)) } catch (error) { process.exitCode = error.code === 'output-exists' ? 1 : 2 }`
    const runs = await Promise.all(
      ['a', 'b', 'c'].map(letter =>
        runProcess(process.execPath, ['--input-type=module', '-e', script, letter], { folder }),
      ),
    )
    expect(runs.map(({ exit }) => exit).sort()).toEqual([0, 1, 1])
    expect(readFileSync(at('race'), 'utf8')).toMatch(/^(a{100000}|b{100000}|c{100000})$/)
    expect(readdirSync(folder)).toEqual(['race'])
  })
})

describe('replacing a file of our own', () => {
  test('the new one in its place, and no other left', () => {
    replaceOwn(at('own'), 'one')
    replaceOwn(at('own'), 'two')
    expect(readFileSync(at('own'), 'utf8')).toBe('two')
    expect(readdirSync(folder)).toEqual(['own'])
  })

  test('one that cannot be replaced stays as it is', () => {
    mkdirSync(at('own'))
    expect(() => replaceOwn(at('own'), 'x')).toThrow(code('cannot-write'))
    expect(readdirSync(folder)).toEqual(['own'])
  })
})
