import { expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { MOST_INPUT_BYTES, messageFromFile, messageFromInput } from '../../src/carrier/intake.ts'
import { linkOf } from '../../src/carrier/link.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import type { ErrorCode } from '../../src/core/errors.ts'
import { license } from '../vectors/make/world.ts'

const MESSAGE = license()
const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16le = (text: string) => Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'))
const armored = encodeArmor('license', MESSAGE)

test.each<[string, Uint8Array]>([
  ['raw', MESSAGE],
  ['armored', utf8(armored)],
  ['armored, with a byte order mark', utf8(`\ufeff${armored}`)],
  ['armored, in UTF-16 as Notepad saves it', utf16le(armored.replaceAll('\n', '\r\n'))],
  ['armored, in a mail', utf8(`Hello,\r\n> ${armored.replaceAll('\n', '\r\n> ')}`)],
  ['QR text', utf8(qrText(MESSAGE))],
  ['QR text of a scanner program', utf8(`${qrText(MESSAGE)}\r\n`)],
  ['QR text in UTF-16', utf16le(qrText(MESSAGE))],
  [
    'a link, as a phone shows it',
    utf8(`${linkOf('https://activate.example.com', MESSAGE).toLowerCase()}\r\n`),
  ],
  ['a link to any host, in UTF-16', utf16le(linkOf('http://10.0.0.7:8080', MESSAGE))],
])('recognised: %s', async (_name, input) => {
  expect(await messageFromInput(input)).toEqual(MESSAGE)
  expect(messageFromFile(input)).toEqual(MESSAGE)
})

test('refused: a damaged link', async () => {
  const input = utf8(`${linkOf('https://activate.example.com', MESSAGE)}1`)
  await expect(messageFromInput(input)).rejects.toMatchObject({ code: 'link-malformed' })
})

test('recognised: a picture with its QR symbol, which a file reader alone does not read', async () => {
  const picture = symbolToPng(drawSymbol(qrText(MESSAGE)))
  expect(await messageFromInput(picture)).toEqual(MESSAGE)
  expect(() => messageFromFile(picture)).toThrow(expect.objectContaining({ code: 'input-not-recognised' }))
})

test.each<[string, Uint8Array, ErrorCode, string | undefined]>([
  ['nothing', new Uint8Array(), 'input-empty', undefined],
  ['line ends', utf8('\r\n\r\n'), 'input-empty', undefined],
  ['a byte order mark alone', utf16le(''), 'input-empty', undefined],
  ['text', utf8('a letter'), 'input-not-recognised', 'text'],
  ['text in UTF-16', utf16le('a letter'), 'input-not-recognised', 'text'],
  [
    'the armor of another program',
    utf8('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
    'input-not-recognised',
    'text',
  ],
  ['JSON', utf8('{"ok":true}'), 'input-not-recognised', 'text'],
  ['a QR prefix in lower case', utf8('al1:BB8'), 'input-not-recognised', 'other-keyboard'],
  ['an EU health certificate', utf8('HC1:6BFOXN*TS0BI$ZD4N9'), 'input-not-recognised', 'text'],
  ['bytes', Uint8Array.of(0xff, 0x00, 0xff), 'input-not-recognised', 'binary'],
  ['a ZIP file', Uint8Array.of(0x50, 0x4b, 3, 4, 0xff), 'input-not-recognised', 'damaged-archive'],
  ['another CBOR tag', Uint8Array.of(0xd1, 0, 0xff), 'input-not-recognised', 'binary'],
  ['damaged armor', utf8(armored.slice(0, -10)), 'armor-malformed', undefined],
  ['a link of somebody else', utf8('https://example.org/a/menu'), 'input-not-recognised', 'text'],
  ['damaged QR text', utf8(`${qrText(MESSAGE)}x`), 'base45-malformed', undefined],
])('refused: %s', async (_name, input, code, looks) => {
  await expect(messageFromInput(input)).rejects.toMatchObject({
    code,
    details: looks === undefined ? {} : { looks },
  })
  expect(() => messageFromFile(input)).toThrow(expect.objectContaining({ code }))
})

test('what is larger than any photograph is refused before it is looked into, a picture as well', async () => {
  const huge = new Uint8Array(MOST_INPUT_BYTES + 1)
  for (const beginning of [[], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], [0xd2]]) {
    huge.set(beginning)
    const error = { code: 'input-too-large', details: { most: MOST_INPUT_BYTES, got: huge.length } }
    await expect(messageFromInput(huge)).rejects.toMatchObject(error)
    expect(() => messageFromFile(huge)).toThrow(expect.objectContaining(error))
  }
})

test('the input is left as it was, and a raw message is not copied', async () => {
  const before = MESSAGE.slice()
  expect(await messageFromInput(MESSAGE)).toBe(MESSAGE)
  expect(MESSAGE).toEqual(before)
})

test('frames that come again once their message is whole cost nothing', () => {
  const large = Uint8Array.from({ length: 600_000 }, (_, i) => (i * 7919) >> 5)
  const frames = framesOf(large, 20)
  const once = Array.from({ length: frames.parts }, (_, number) => frames.text(number))
  const again = Array.from({ length: 20_000 }, () => once[0])
  // each was hashed with the whole message once, which took minutes
  expect(messageFromFile(utf8([...once, ...again].join('\n')))).toEqual(large)
})
