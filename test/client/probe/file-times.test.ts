import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filesOf, systemFiles } from '../../../src/client/probe/file-times.ts'
import { DAY, NOW } from '../../world/nouns.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'airlatch-file-times-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function fileOf(path: string, at: number): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), 'what is in it is nobody’s business')
  utimesSync(join(root, path), at, at)
}

function times(platform: string): readonly number[] {
  return filesOf(platform, root)
    .map(({ at }) => at)
    .toSorted((a, b) => a - b)
}

describe('E: the times of files that the system writes', () => {
  test('are those of what is there', () => {
    expect(times('linux')).toEqual([])
    fileOf('var/lib/systemd/timesync/clock', NOW)
    fileOf('var/log/wtmp', NOW - DAY)
    utimesSync(join(root, 'var/log'), NOW - 2 * DAY, NOW - 2 * DAY)
    expect(times('linux')).toEqual([NOW - 2 * DAY, NOW - DAY, NOW])
    expect(filesOf('linux', root)).toContainEqual({ path: `${root}/var/log/wtmp`, at: NOW - DAY })
  })

  test.each([
    ['darwin', 'private/var/log/system.log'],
    ['freebsd', 'var/log/utx.lastlogin'],
  ])('on %s as well', (platform, path) => {
    fileOf(path, NOW)
    expect(times(platform)).toContain(NOW)
  })

  test.skipIf(process.platform === 'win32')('on Windows, by the names that it has there', () => {
    const windows = 'C:\\Windows\\System32\\winevt\\Logs\\System.evtx'
    root = `${root}/`
    fileOf(windows, NOW)
    expect(times('win32')).toEqual([NOW])
  })

  test('a time that no clock shows says nothing', () => {
    fileOf('var/log/wtmp', -DAY)
    expect(times('linux').filter(at => at < NOW - DAY)).toEqual([])
  })

  test.skipIf(process.platform === 'win32')(
    'a link in a circle, or a file for a folder, stops nobody',
    () => {
      mkdirSync(join(root, 'var'))
      symlinkSync('log', join(root, 'var', 'log'))
      writeFileSync(join(root, 'var', 'lib'), '')
      expect(times('linux')).toEqual([])
    },
  )

  test('of this computer are in the past', () => {
    const now = Date.now() / 1000
    expect(systemFiles().every(({ at }) => Number.isSafeInteger(at) && at < now + DAY)).toBe(true)
  })
})
