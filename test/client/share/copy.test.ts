import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COPY_DAYS, type Copy, judgeCopy, keepCopy, readCopy } from '../../../src/client/share/copy.ts'
import type { Place } from '../../../src/client/share/search.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import { DAY, NOW } from '../../world/nouns.ts'

const COPY: Copy = {
  place: '/mnt/licenses',
  source: '/mnt/licenses/campus.license',
  shared: true,
  message: Uint8Array.of(0xd2, 1, 2, 3),
}

describe('QG-08: the copy on disk', () => {
  let home: string
  let folder: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'airlatch-copy-'))
    folder = join(home, 'scope')
  })
  afterEach(() => rmSync(home, { recursive: true }))

  test('is read as it was kept, and the next one takes its place', () => {
    expect(readCopy(folder)).toBeUndefined()
    expect(keepCopy(folder, COPY)).toBe(true)
    expect(readCopy(folder)).toEqual(COPY)
    const other = { ...COPY, shared: false, message: Uint8Array.of(0xd2) }
    expect(keepCopy(folder, other)).toBe(true)
    expect(readCopy(folder)).toEqual(other)
  })

  test('is not written again when it is the same', () => {
    keepCopy(folder, COPY)
    const { ino, mtimeNs } = statSync(join(folder, 'copy.cbor'), { bigint: true })
    expect(keepCopy(folder, COPY)).toBe(true)
    expect(statSync(join(folder, 'copy.cbor'), { bigint: true })).toMatchObject({ ino, mtimeNs })
  })

  test('that is damaged is none, and is healed', () => {
    keepCopy(folder, COPY)
    for (const bytes of ['', 'damaged', Uint8Array.of(0xa0), Uint8Array.of(0x80)]) {
      writeFileSync(join(folder, 'copy.cbor'), bytes)
      expect(readCopy(folder)).toBeUndefined()
    }
    expect(keepCopy(folder, COPY)).toBe(true)
    expect(readCopy(folder)).toEqual(COPY)
  })

  test('where nothing can be written, none is kept, and no program stops for it', () => {
    writeFileSync(join(home, 'file'), '')
    expect(keepCopy(join(home, 'file', 'scope'), COPY)).toBe(false)
    if (process.platform === 'win32' || process.getuid?.() === 0) return
    chmodSync(home, 0o500)
    expect(keepCopy(folder, COPY)).toBe(false)
    chmodSync(home, 0o700)
  })

  test('of a file whose name is no text', () => {
    expect(keepCopy(folder, { ...COPY, source: '/mnt/licenses/\ud800.license' })).toBe(true)
    expect(readCopy(folder)).toMatchObject({ source: COPY.place, message: COPY.message })
  })
})

describe('QG-08: whether the copy counts', () => {
  const error = new AirlatchError('share-unavailable', { path: COPY.place, seconds: 3 })
  const place = (change: Partial<Place> = {}): Place => ({
    path: COPY.place,
    at: COPY.place,
    shared: true,
    answer: 'silent',
    error,
    left: undefined,
    ...change,
  })
  const kind = (change: Partial<Place>, copy = COPY) => judgeCopy(copy, NOW, [place(change)], NOW + DAY).kind

  test.each([
    ['its place does not answer', { answer: 'silent' }, 'counts'],
    ['its place is not there', { answer: 'not-there' }, 'counts'],
    ['its place answers: the file was taken away, or is good no more', { answer: 'read' }, 'none'],
    ['its file was taken away', { answer: 'removed' }, 'none'],
    ['the folder that answers had the share mounted on it', { answer: 'read', shared: false }, 'counts'],
    ['the same, of a file', { answer: 'removed', shared: false }, 'counts'],
    ['another place does not answer', { path: '/mnt/other' }, 'none'],
  ] as const)('%s', (_, change, expected) => expect(kind(change)).toBe(expected))

  test('a local folder that answers is the last word', () => {
    expect(kind({ answer: 'read', shared: false }, { ...COPY, shared: false })).toBe('none')
  })

  test('among several places its own alone decides', () => {
    const others = [place({ path: '/mnt/other' }), place({ answer: 'read' })]
    expect(judgeCopy(COPY, NOW, others, NOW).kind).toBe('none')
  })

  test('none, or nobody knows since when', () => {
    expect(judgeCopy(undefined, NOW, [place()], NOW)).toEqual({ kind: 'none' })
    expect(judgeCopy(COPY, undefined, [place()], NOW)).toEqual({ kind: 'none' })
  })

  test('until 30 days behind the last time that it was seen, and says so', () => {
    const details = {
      since: '2026-11-22T12:00:00Z',
      until: '2026-12-22T12:00:00Z',
      searched: [COPY.place],
    }
    expect(judgeCopy(COPY, NOW, [place()], NOW + COPY_DAYS * DAY - 1)).toEqual({
      kind: 'counts',
      source: COPY.source,
      message: COPY.message,
      warning: { rule: 'copy', code: 'license-from-copy', details },
    })
    expect(judgeCopy(COPY, NOW, [place()], NOW + COPY_DAYS * DAY)).toEqual({
      kind: 'too-old',
      reason: { rule: 'copy', code: 'copy-too-old', details },
    })
  })
})
