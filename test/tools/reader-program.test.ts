import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readerProgramFile } from '../../tools/reader-program.ts'

test('the program that reads shares is made of the sources as they are: node tools/reader-program.ts', async () => {
  const path = join(import.meta.dirname, '..', '..', 'src', 'client', 'share', 'reader-program.ts')
  expect(readFileSync(path, 'utf8')).toBe(await readerProgramFile())
})
