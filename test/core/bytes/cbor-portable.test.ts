/** CBOR as a page and the executables decode it: without the native text extraction that cbor-x uses in Node. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runs } from '../../effort.ts'
import { runProcess } from '../../world/process.ts'

test('what decodes re-encodes to the same bytes, and text of every length and script survives', async () => {
  const words = [join(import.meta.dirname, 'cbor-portable.ts'), `${runs(100)}`]
  const env = { CBOR_NATIVE_ACCELERATION_DISABLED: 'true' }
  const { exit, err } = await runProcess(process.execPath, words, { folder: import.meta.dirname, env })
  expect({ exit, err }).toEqual({ exit: 0, err: '' })
})
