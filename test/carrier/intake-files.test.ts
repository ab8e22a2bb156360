import { describe, expect, it } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import {
  frameSetsIn,
  messageFromFile,
  messageFromFiles,
  messageFromInput,
  type OfferedFile,
} from '../../src/carrier/intake.ts'
import { linkOf } from '../../src/carrier/link.ts'
import { symbolsToAnimatedPng } from '../../src/carrier/qr/frames/animated-png.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { jpegOfGray } from './picture/files.ts'
import { paint, picturedSymbol, randomMessage } from './picture/scene.ts'

const MESSAGE = Uint8Array.from([0xd2, 0x84, ...randomMessage(229)])
const LINK = linkOf('https://activate.example.com', MESSAGE)
const OTHER = Uint8Array.from([0xd2, ...randomMessage(100)])
const FRAMES = framesOf(MESSAGE, 5)
const NOTHING = symbolToPng(drawSymbol('HTTPS://EXAMPLE.ORG'))

function photograph(number: number): Uint8Array {
  return jpegOfGray(picturedSymbol(drawSymbol(FRAMES.text(number)), 4), 70)
}

function files(...all: readonly (Uint8Array | string)[]): OfferedFile[] {
  return all.map((content, i) => ({
    name: `${i}`,
    read: () => (typeof content === 'string' ? new TextEncoder().encode(content) : content),
  }))
}

describe('a message of several files', () => {
  it('is put together from photographs of its codes, in any order, with others among them', async () => {
    const progress: string[] = []
    const note = (have: number, need: number): void => void progress.push(`${have} of ${need}`)
    const pictures = [photograph(3), NOTHING, photograph(1), 'a note', photograph(6), photograph(0)]
    expect(await messageFromFiles(files(...pictures), { onProgress: note })).toEqual(MESSAGE)
    expect(progress).toEqual(['1 of 4', '2 of 4', '3 of 4'])
  })

  it.each<[string, readonly (Uint8Array | string)[]]>([
    ['a symbol that holds it all', [symbolToPng(drawSymbol(qrText(MESSAGE)))]],
    ['armored text', [encodeArmor('license', MESSAGE)]],
    ['a photographed link', [NOTHING, symbolToPng(drawSymbol(LINK))]],
    ['a pasted link, and some frames', [`${LINK.toLowerCase()}\n`, photograph(2), 'a note']],
    ['both, and some frames', [encodeArmor('license', MESSAGE), photograph(2), MESSAGE]],
    [
      'a text with a frame on each line, and a picture',
      [[1, 2, 3].map(FRAMES.text).join('\r\n'), photograph(0)],
    ],
  ])('may come as %s', async (_, contents) => {
    expect(await messageFromFiles(files(...contents))).toEqual(MESSAGE)
  })

  it('is not there yet, and what is missing is said, and which files were no help', async () => {
    const damaged = FRAMES.text(1).slice(0, -6)
    const given = files(photograph(0), damaged, NOTHING, photograph(3))
    await expect(messageFromFiles(given)).rejects.toMatchObject({
      code: 'frames-missing',
      details: {
        have: 2,
        need: 4,
        missing: [2, 3],
        unread: [
          { name: '1', code: 'frame-malformed' },
          { name: '2', code: 'picture-without-qr' },
        ],
      },
    })
  })

  it.each<[string, readonly (Uint8Array | string)[]]>([
    ['whole', [MESSAGE, encodeArmor('license', OTHER)]],
    ['one of them in part', [OTHER, photograph(0)]],
    ['both in part', [photograph(0), framesOf(OTHER, 5).text(0)]],
  ])('is refused when there are two, %s', async (_, contents) => {
    await expect(messageFromFiles(files(...contents))).rejects.toMatchObject({
      code: 'several-messages',
      details: { count: 2, several: true },
    })
  })

  it('is missed in an empty folder, in one other file and in several', async () => {
    await expect(messageFromFiles([])).rejects.toMatchObject({ code: 'input-empty' })
    await expect(messageFromFiles(files(NOTHING))).rejects.toMatchObject({ code: 'picture-without-qr' })
    await expect(messageFromFiles(files(NOTHING, 'a note'))).rejects.toMatchObject({
      code: 'input-not-recognised',
      details: {
        unread: [
          { name: '0', code: 'picture-without-qr' },
          { name: '1', code: 'input-not-recognised' },
        ],
      },
    })
  })
})

describe('files with frames of several messages', () => {
  const shown = (sets: Awaited<ReturnType<typeof frameSetsIn>>) => sets.map(({ names }) => names)

  it('are sorted by message, however many there are and however they lie', async () => {
    const messages = Array.from({ length: 6 }, (_, i) => Uint8Array.from([0xd2, ...randomMessage(120, i)]))
    const cut = messages.map(message => framesOf(message, 5))
    const texts = [0, 1].flatMap(number => cut.map(frames => frames.text(number)))
    const sets = await frameSetsIn(files(...texts, photograph(0)))
    expect(shown(sets)).toEqual([...cut.map((_, i) => [`${i}`, `${i + 6}`]), ['12']])
    expect(sets.slice(0, 6).map(set => set.message())).toEqual(messages)
    expect(() => sets.at(-1)?.message()).toThrow(
      expect.objectContaining({ code: 'frames-missing', details: { have: 1, need: 4, missing: [2, 3, 4] } }),
    )
  })

  it('cut in two ways are one message, and a file without any is alone with its error', async () => {
    const other = framesOf(MESSAGE, 6)
    const sets = await frameSetsIn(files(FRAMES.text(0), 'a note', ...[0, 1, 2].map(other.text)))
    expect(shown(sets)).toEqual([['0', '2', '3', '4'], ['1']])
    expect(sets[0]?.message()).toEqual(MESSAGE)
    expect(() => sets[1]?.message()).toThrow(expect.objectContaining({ code: 'input-not-recognised' }))
  })
})

describe('files of one message', () => {
  it('are read no further once there are two, and each that is no help is told', async () => {
    const read: string[] = []
    const told = files(NOTHING, MESSAGE, OTHER, MESSAGE).map(({ name, read: bytes }) => ({
      name,
      read() {
        read.push(name)
        return bytes()
      },
    }))
    const unread: string[] = []
    const finding = messageFromFiles(told, { onUnread: (name, { code }) => unread.push(`${name} ${code}`) })
    await expect(finding).rejects.toMatchObject({ code: 'several-messages' })
    expect({ read, unread }).toEqual({ read: ['0', '1', '2'], unread: ['0 picture-without-qr'] })
  })

  it('that are all damaged say so', async () => {
    await expect(messageFromFiles(files('AL1M:'))).rejects.toMatchObject({ code: 'frame-malformed' })
  })
})

describe('a message of one file', () => {
  it('is read from an animated picture and from lines of frames', async () => {
    const animated = symbolsToAnimatedPng([5, 6, 7, 8, 9, 10, 11, 12].map(n => drawSymbol(FRAMES.text(n))))
    expect(await messageFromInput(animated)).toEqual(MESSAGE)
    const lines = new TextEncoder().encode(`${[0, 1, 2, 3].map(FRAMES.text).join('\n')}\n`)
    expect(await messageFromInput(lines)).toEqual(MESSAGE)
    expect(messageFromFile(lines)).toEqual(MESSAGE)
  })

  it('is refused with the reason when its frames are too few or all damaged', () => {
    const fileOf = (text: string): Uint8Array => new TextEncoder().encode(text)
    expect(() => messageFromFile(fileOf(FRAMES.text(0)))).toThrow(
      expect.objectContaining({ code: 'frames-missing', details: { have: 1, need: 4, missing: [2, 3, 4] } }),
    )
    expect(() => messageFromFile(fileOf('AL1M:'))).toThrow(
      expect.objectContaining({ code: 'frame-malformed' }),
    )
    expect(() => messageFromFile(fileOf('AL1M:::::'))).toThrow(
      expect.objectContaining({ code: 'base45-malformed' }),
    )
  })

  it('is not in a picture of one of its frames', async () => {
    await expect(messageFromInput(photograph(1))).rejects.toMatchObject({
      code: 'frames-missing',
      details: { have: 1, need: 4, missing: [1, 3, 4] },
    })
    await expect(
      messageFromInput(
        jpegOfGray(
          paint(40, 40, () => 255),
          70,
        ),
      ),
    ).rejects.toMatchObject({
      code: 'picture-without-qr',
    })
  })
})
