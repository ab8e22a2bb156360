/** A file that is made to be sent on leaves nothing behind, whatever becomes of it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AirlatchError } from '../../src/core/errors.ts'
import { passingFile } from '../../src/disk/passing.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-passing-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const LARGE = new Uint8Array(300_000).map((_, i) => i % 251)

const making = (bytes: Uint8Array) => async (path: string) => {
  writeFileSync(path, bytes)
  return 'made'
}

test('its name is gone before it is read, and all of it is there', async () => {
  const { made, length, stream } = await passingFile(folder, making(LARGE))
  expect([made, length, readdirSync(folder)]).toEqual(['made', LARGE.length, []])
  expect(await new Response(stream).bytes()).toEqual(LARGE)
})

test('one that is not read to its end can be cancelled', async () => {
  const { stream } = await passingFile(folder, making(LARGE))
  const reader = stream.getReader()
  await reader.read()
  await reader.cancel()
  expect(readdirSync(folder)).toEqual([])
})

test('one that cannot be made is gone, and the error does not say the hidden folder', async () => {
  let hidden = ''
  const failing = passingFile(folder, async path => {
    hidden = path
    writeFileSync(path, 'half')
    throw new AirlatchError('cannot-write', { path, system: 'ENOSPC' })
  })
  await expect(failing).rejects.toMatchObject({ code: 'cannot-write', details: { path: folder } })
  expect([hidden.startsWith(folder), readdirSync(folder)]).toEqual([true, []])
})
