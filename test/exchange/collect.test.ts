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
  const progress = (have: number, line: number, replaced = false) => ({
    kind: 'progress',
    of: 'lines',
    have,
    need: 5,
    line,
    replaced,
  })

  test('comes line by line, in any order, as it is said', async () => {
    const typed = lines.map(line => line.toLowerCase().replaceAll('-', ' '))
    for (const [i, number] of [2, 0, 1, 1, 3].entries())
      expect(await collected.text(typed[number] as string)).toEqual(
        progress(Math.min(i + 1, i > 2 ? i : 3), number + 1),
      )
    const came = await collected.text(typed[4] as string)
    expect(came.kind === 'input' && Buffer.from(came.bytes).toString()).toBe(typed.join('\n'))
    // the next line begins another one
    expect(await collected.text(lines[0] as string)).toEqual(progress(1, 1))
  })

  test('comes at once', async () => {
    expect(await collected.text(code)).toEqual(whole(bytesOf(code)))
  })

  test('a mistyped line is told with its group, and the lines before it stay', async () => {
    const wrong = (line: string, at: number) =>
      line.slice(0, at) + (line[at] === 'A' ? 'B' : 'A') + line.slice(at + 1)
    await collected.text(lines[0] as string)
    await expect(collected.text(wrong(lines[1] as string, 7))).rejects.toThrow(
      expect.objectContaining({
        code: 'typed-code-malformed',
        details: expect.objectContaining({ code: 'license', line: 2, groups: [2] }),
      }),
    )
    expect(await collected.text(lines[1] as string)).toEqual(progress(2, 2))
    await collected.text(lines[2] as string)
    await collected.text(lines[3] as string)
    await expect(collected.text(wrong(lines[4] as string, 1))).rejects.toThrow(
      refused('typed-code-malformed'),
    )
    expect((await collected.text(lines[4] as string)).kind).toBe('input')
  })

  test('a word is no mistyped line', async () => {
    await expect(collected.text('exit')).rejects.toThrow(refused('input-not-recognised'))
    await collected.text(lines[0] as string)
    await expect(collected.text('exit')).rejects.toThrow(refused('input-not-recognised'))
  })

  test('groups that are no whole line say what they are, before the first line and behind it', async () => {
    const [group, two] = [lines[0]?.slice(0, 5), lines[1]?.slice(0, 11).toLowerCase()] as [string, string]
    for (const [text, got] of [[group, 1] as const, [two, 2] as const]) {
      const details = { code: 'license', problem: 'part', got }
      const part = expect.objectContaining({ code: 'typed-code-malformed', details })
      await expect(collected.text(text)).rejects.toThrow(part)
    }
    await collected.text(lines[0] as string)
    await expect(collected.text(group)).rejects.toThrow(refused('typed-code-malformed'))
    expect(await collected.text(lines[1] as string)).toEqual(progress(2, 2))
  })

  test('a line of another code in the place of one that was there is told, and the same one again is not', async () => {
    const other = licenseCodeText(Uint8Array.from({ length: 75 }, (_, i) => i * 11)).split('\n')
    await collected.text(lines[0] as string)
    expect(await collected.text((lines[0] as string).toLowerCase())).toEqual(progress(1, 1))
    expect(await collected.text(other[0] as string)).toEqual(progress(1, 1, true))
  })
})
