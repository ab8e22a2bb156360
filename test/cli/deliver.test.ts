import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeArmor } from '../../src/carrier/armor.ts'
import { messageFromInput } from '../../src/carrier/recognise.ts'
import { argsOver } from '../../src/cli/command.ts'
import { deliver, targetsOf } from '../../src/cli/deliver.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-deliver-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const MESSAGE = Uint8Array.from({ length: 200 }, (_, i) => (i === 0 ? 0xd2 : i))
const at = (name: string) => join(folder, name)

async function delivered(targets: { output?: string; qr?: string }) {
  return deliver(MESSAGE, 'license', { output: targets.output, qr: targets.qr })
}

describe('a message goes', () => {
  test('nowhere: then it is the text of the answer', async () => {
    const { armored } = await delivered({})
    expect(decodeArmor(armored as string)).toEqual(MESSAGE)
    expect((await delivered({ output: '-' })).armored).toBe(armored)
  })

  test('to a file: armored, or raw by its name', async () => {
    await delivered({ output: at('a.txt') })
    await delivered({ output: at('a.CBOR') })
    expect(decodeArmor(readFileSync(at('a.txt'), 'utf8'))).toEqual(MESSAGE)
    expect(Uint8Array.from(readFileSync(at('a.CBOR')))).toEqual(MESSAGE)
  })

  test('to a picture that reads back', async () => {
    const { qr, armored } = await delivered({ qr: at('a.png') })
    expect({ qr, armored }).toEqual({
      qr: { file: at('a.png'), version: expect.any(Number) },
      armored: undefined,
    })
    expect(await messageFromInput(readFileSync(at('a.png')))).toEqual(MESSAGE)
  })

  test('too large for a code: nothing is written, not even the file beside it', async () => {
    const large = deliver(new Uint8Array(2000), 'license', { output: at('a.txt'), qr: at('a.png') })
    await expect(large).rejects.toMatchObject({ code: 'message-too-large-for-qr' })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('targets are checked before any work', () => {
  test.each([
    [{ qr: 'x.gif' }, 'invalid-value'],
    [{ qr: '' }, 'invalid-value'],
    [{ output: 'same.png', qr: 'same.png' }, 'invalid-value'],
    [{ output: import.meta.filename }, 'output-exists'],
  ])('%j: %s', (values, code) => {
    expect(() => targetsOf(argsOver(values))).toThrow(expect.objectContaining({ code }))
  })

  test('a file that is there, by either flag', () => {
    writeFileSync(at('there.png'), '')
    for (const flag of ['output', 'qr'])
      expect(() => targetsOf(argsOver({ [flag]: at('there.png') }))).toThrow(
        expect.objectContaining({ code: 'output-exists' }),
      )
  })
})
