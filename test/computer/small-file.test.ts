import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { readFirst, readSmall } from '../../src/computer/small-file.ts'
import { asUser, canBeUser, withTree } from './tree.ts'

test('a page at the most, bytes as they are', () => {
  withTree({ files: { long: 'a'.repeat(5000), some: 'text\n' } }, root => {
    expect(readSmall(`${root}/long`)).toEqual({ raw: 'a'.repeat(4096) })
    expect(readSmall(`${root}/some`)).toEqual({ raw: 'text\n' })
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

describe.skipIf(process.platform === 'win32')('on Unix', () => {
  test('a FIFO that nobody writes does not hang it', () => {
    withTree({ files: { file: '' } }, root => {
      execFileSync('mkfifo', [`${root}/fifo`])
      expect(readSmall(`${root}/fifo`)).toEqual({ why: 'not-present' })
    })
  })

  test.skipIf(!canBeUser)('a file of root’s needs root', () => {
    const tree = { what: '', rootOnly: ['secret'], files: { secret: 'x' } }
    withTree(tree, root =>
      asUser(tree, root, () => {
        expect(readSmall(`${root}/secret`)).toEqual({ why: 'needs-root' })
        expect(readFirst(`${root}/none`, `${root}/secret`)).toEqual({ why: 'needs-root' })
      }),
    )
  })
})
