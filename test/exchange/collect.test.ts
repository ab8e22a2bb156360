/** An answer that comes in pieces, each by another way. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { linkOf } from '../../src/carrier/link.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { licenseCodeText } from '../../src/carrier/typed/license-code.ts'
import { requestCodeText } from '../../src/carrier/typed/request-code.ts'
import { AnswerCollector } from '../../src/exchange/collect.ts'
import { randomMessage } from '../carrier/picture/scene.ts'
import { symbolsPng, whitePng } from '../world/pictures.ts'

let folder: string
let collected: AnswerCollector
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-collect-'))
  collected = new AnswerCollector(['license'])
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Links are told by how every message begins. */
const MESSAGE = randomMessage(226).with(0, 0xd2).with(1, 0x84)
const bytesOf = (text: string) => new TextEncoder().encode(text)
const whole = (bytes: Uint8Array) => ({ kind: 'input', bytes })
const refused = (code: string) => expect.objectContaining({ code })

function put(name: string, content: Uint8Array | string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}
const png = (text: string) => symbolToPng(drawSymbol(text))

describe('what is whole is handed over', () => {
  test('from a picture, and from the text of its code', async () => {
    expect(await collected.path(put('a.png', png(qrText(MESSAGE))))).toEqual(whole(MESSAGE))
  })

  test('a link is the request that is in it, also in a picture', async () => {
    const link = linkOf('https://activate.example.com', MESSAGE)
    expect(await collected.path(put('link.png', png(link)))).toEqual(whole(MESSAGE))
  })

  test('from a text', async () => {
    expect(await collected.text(encodeArmor('license', MESSAGE))).toEqual(whole(MESSAGE))
  })

  test('a file without a message is refused with its path', async () => {
    const path = put('a.txt', 'hello')
    await expect(collected.path(path)).rejects.toMatchObject({
      code: 'input-not-recognised',
      details: { looks: 'text', path },
    })
  })

  test('a folder is the one message that is in it', async () => {
    put('all/1.png', png(qrText(MESSAGE)))
    put('all/readme.txt', 'nothing')
    expect(await collected.path(join(folder, 'all'))).toEqual(whole(MESSAGE))
  })
})

describe('codes of one message', () => {
  const frames = framesOf(MESSAGE, 5)
  const progress = (have: number) => ({ kind: 'progress', of: 'codes', have, need: frames.parts })

  test('count together, from pictures and text, with other things in between', async () => {
    expect(frames.parts).toBe(4)
    expect(await collected.path(put('1.png', png(frames.text(0))))).toMatchObject(progress(1))
    await expect(collected.path(put('white.png', whitePng(300, 300)))).rejects.toThrow(
      refused('picture-without-qr'),
    )
    expect(await collected.text(frames.text(1))).toMatchObject(progress(2))
    expect(await collected.text(frames.text(1))).toMatchObject(progress(2))
    // another message, whole and wrong, takes nothing away
    const other = randomMessage(100).with(50, 7)
    expect(await collected.path(put('other.png', png(qrText(other))))).toEqual(whole(other))
    expect(await collected.path(put('2.txt', frames.text(2)))).toMatchObject(progress(3))
    // repair codes, of which the first ones may say nothing new
    let came = await collected.text(frames.text(frames.parts))
    for (let number = frames.parts + 1; came.kind === 'progress' && number < 20; number++)
      came = await collected.text(frames.text(number))
    expect(came).toEqual(whole(MESSAGE))
  })

  test('of two messages in one picture are none', async () => {
    const both = symbolsPng(MESSAGE, randomMessage(100).with(50, 7))
    await expect(collected.path(put('both.png', both))).rejects.toThrow(refused('several-messages'))
  })

  test('that are damaged are told', async () => {
    await expect(collected.text(`${frames.text(0).slice(0, 40)}`)).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(?:frame|base45)-malformed$/) }),
    )
  })
})

describe('a typed license code', () => {
  const code = licenseCodeText(Uint8Array.from({ length: 75 }, (_, i) => i * 7))
  const lines = code.split('\n')
  const groups = lines.flatMap(line => line.split('-'))
  const right = (line: number, wanted: string) => ({
    kind: 'progress',
    of: 'typing',
    said: [`line ${line} of 5 is correct`],
    wanted,
  })

  test('comes line by line, in any order, as it is said', async () => {
    const typed = lines.map(line => line.toLowerCase().replaceAll('-', ' '))
    for (const number of [2, 0, 1, 1, 3]) await collected.text(typed[number] as string)
    expect(collected.wanted).toBe('line 5 of 5, group 1 of 2')
    expect(await collected.text(typed[4] as string)).toEqual(whole(bytesOf(code)))
    // the next line begins another one
    expect(collected.wanted).toBeUndefined()
    expect(await collected.text(lines[0] as string)).toEqual(right(1, 'line 2 of 5, group 1 of 6'))
  })

  test('comes at once', async () => {
    expect(await collected.text(code)).toEqual(whole(bytesOf(code)))
    expect(await collected.text(code.replaceAll('\n', ' '))).toEqual(whole(bytesOf(code)))
  })

  test('comes group by group, as at the prompt of install', async () => {
    for (const [i, group] of groups.slice(0, -1).entries()) {
      const part = await collected.text(group)
      expect(part).toMatchObject({ kind: 'progress', of: 'typing' })
      expect(collected.wanted).toBe(
        `line ${Math.floor((i + 1) / 6) + 1} of 5, group ${((i + 1) % 6) + 1} of ${i > 22 ? 2 : 6}`,
      )
    }
    expect(await collected.text(groups.at(-1) as string)).toEqual(whole(bytesOf(code)))
  })

  test('a mistyped line is told with its group, and the lines before it stay', async () => {
    const line = lines[1] as string
    const wrong = line.slice(0, 7) + (line[7] === 'A' ? 'B' : 'A') + line.slice(8)
    await collected.text(lines[0] as string)
    expect(await collected.text(wrong)).toMatchObject({
      said: [expect.stringContaining('line 2: group 2 looks mistyped')],
      wanted: 'line 2 of 5, group 2 again',
    })
    // a paste goes on behind it
    for (const next of lines.slice(2)) await collected.text(next)
    expect(collected.wanted).toBe('line 2 of 5, group 2 again')
    expect((await collected.text(groups[7] as string)).kind).toBe('input')
  })

  test('what was typed can be cleared, and begins again', async () => {
    expect(collected.clear()).toBe(false)
    await collected.text(groups[0] as string)
    expect(collected.clear()).toBe(true)
    expect(collected.wanted).toBeUndefined()
    expect(await collected.text(code)).toEqual(whole(bytesOf(code)))
  })

  test('a word is no group, and once a code was begun it says so', async () => {
    await expect(collected.text('exit')).rejects.toThrow(refused('input-not-recognised'))
    await collected.text(lines[0] as string)
    expect(await collected.text('exit')).toMatchObject({
      said: [expect.stringContaining('a group has 5 characters')],
    })
    expect(collected.wanted).toBe('line 2 of 5, group 1 of 6')
    await expect(collected.text('Best regards, Acme')).rejects.toThrow(refused('input-not-recognised'))
  })

  test('a request code or a key in its place is told', async () => {
    const request = requestCodeText(Uint8Array.from({ length: 18 }, (_, i) => (i === 17 ? 0x50 : i)))
    expect(await collected.text(request)).toMatchObject({
      said: [expect.stringContaining('this is a request code, expected a license code')],
    })
  })
})
