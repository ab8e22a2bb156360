import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readFirst, readSmall, textIn } from '../../../src/client/probe/small-file.ts'
import { asUser, canBeUser, withTree } from './tree.ts'

test('a page at the most, bytes as they are', () => {
  withTree({ files: { long: 'a'.repeat(5000), some: 'text\n' } }, root => {
    expect(readSmall(`${root}/long`)).toEqual({ raw: 'a'.repeat(4096) })
    expect(readSmall(`${root}/some`)).toEqual({ raw: 'text\n' })
    expect(readSmall(`${root}/long`, 4999)).toEqual({ raw: 'a'.repeat(4999) })
    expect(readSmall(`${root}/long`, 9999)).toEqual({ raw: 'a'.repeat(5000) })
    expect(readSmall(`${root}/long`, 10)).toEqual({ raw: 'a'.repeat(10) })
  })
})

test('what is no file is not there', () => {
  withTree({ files: { 'directory/file': '' } }, root => {
    expect(readSmall(`${root}/directory`)).toEqual({ why: 'not-present' })
    expect(readSmall(`${root}/none`)).toEqual({ why: 'not-present' })
    expect(readSmall(`${root}/directory/file/below`)).toMatchObject({ why: expect.any(String) })
  })
})

test('the first file that says anything, else the most telling reason', () => {
  withTree({ files: { empty: ' \n', one: '1', two: '2' } }, root => {
    expect(readFirst(`${root}/none`, `${root}/empty`, `${root}/one`, `${root}/two`)).toEqual({ raw: '1' })
    expect(readFirst(`${root}/none`, `${root}/empty`)).toEqual({ why: 'not-present' })
    expect(readFirst()).toEqual({ why: 'not-present' })
  })
})

test('a text without the spaces around it, empty for none', () => {
  withTree({ files: { some: ' text\n', long: 'a'.repeat(5000) } }, root => {
    expect(textIn(`${root}/some`)).toBe('text')
    expect(textIn(`${root}/long`, 4999)).toHaveLength(4999)
    expect(textIn(`${root}/none`)).toBe('')
  })
})

test.skipIf(process.platform !== 'linux')('what /proc gives a page at a time is read to its end', () => {
  const all = readFileSync('/proc/self/maps', 'latin1')
  expect(all.length).toBeGreaterThan(4096)
  expect(
    textIn('/proc/self/maps', 1 << 20)
      .split('\n')
      .at(-1),
  ).toContain('[v')
})

describe.skipIf(process.platform === 'win32')('on Unix', () => {
  test('a FIFO that nobody writes does not hang it', () => {
    withTree({ files: { file: '' } }, root => {
      execFileSync('mkfifo', [`${root}/fifo`])
      expect(readSmall(`${root}/fifo`)).toEqual({ why: 'not-present' })
    })
  })

  test.skipIf(!canBeUser)('a file of root’s needs root', () => {
    const tree = { rootOnly: ['secret'], files: { secret: 'x' } }
    withTree(tree, root =>
      asUser(tree, root, () => {
        expect(readSmall(`${root}/secret`)).toEqual({ why: 'needs-root' })
        expect(readFirst(`${root}/none`, `${root}/secret`)).toEqual({ why: 'needs-root' })
      }),
    )
  })
})
