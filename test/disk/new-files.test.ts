/** A folder that is watched for an answer: what is seen there, when, and what never is. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MOST_ENTRIES, newFilesIn } from '../../src/disk/new-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-watched-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const put = (name: string, text = 'x') => writeFileSync(at(name), text)

test('a file counts once, when it is new and does not grow any more', () => {
  put('old.txt')
  const files = newFilesIn(folder)
  expect(files.look()).toEqual([])
  put('license.txt', 'half')
  expect(files.look()).toEqual([])
  appendFileSync(at('license.txt'), ' and half')
  expect(files.look()).toEqual([])
  expect(files.look()).toEqual([at('license.txt')])
  expect(files.look()).toEqual([])
})

test('a file that takes the place of another is new', () => {
  put('license.txt', 'the old one')
  const files = newFilesIn(folder)
  put('license.part', 'another')
  renameSync(at('license.part'), at('license.txt'))
  files.look()
  expect(files.look()).toEqual([at('license.txt')])
})

test('links, folders, hidden files, other endings, empty and huge files are not looked at', () => {
  const files = newFilesIn(folder)
  put('.hidden.txt')
  put('movie.mp4')
  put('empty.txt', '')
  put('huge.png')
  truncateSync(at('huge.png'), 33_554_433)
  mkdirSync(at('folder.txt'))
  symlinkSync('/etc/hostname', at('link.txt'))
  put('license.PNG')
  files.look()
  expect(files.look()).toEqual([at('license.PNG')])
  expect(files.look()).toEqual([])
})

test('a stick that comes later: all that is on it is new', () => {
  const stick = at('usb')
  const files = newFilesIn(stick)
  expect(files.look()).toEqual([])
  expect(files.isBlind()).toBe(false)
  mkdirSync(stick)
  writeFileSync(join(stick, 'license.cbor'), 'x')
  files.look()
  expect(files.look()).toEqual([join(stick, 'license.cbor')])
})

test('a folder that is too full, or none, is said to be', () => {
  put('file.txt')
  expect(newFilesIn(at('file.txt')).isBlind()).toBe(true)
  for (let i = 0; i < MOST_ENTRIES; i++) put(`${i}.log`, '')
  const files = newFilesIn(folder)
  expect(files.isBlind()).toBe(true)
  expect(files.look()).toEqual([])
})

test('whoever goes on filling it is given up', () => {
  const files = newFilesIn(folder)
  let seen = 0
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 90; i++) put(`${round}-${i}.txt`)
    files.look()
    seen += files.look().length
  }
  expect(seen).toBe(200)
})
