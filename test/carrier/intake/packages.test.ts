/** Mails and archives, as people save them; and such as are made to cost something. */
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { messageFromInput, messagesFromInput } from '../../../src/carrier/intake.ts'
import { linkOf } from '../../../src/carrier/link.ts'
import { symbolToPng } from '../../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { license, request } from '../../vectors/make/world.ts'
import { base64Lines, mailOf, mailWith, quotedPrintable, tarOf, zipOf } from '../../world/packing.ts'

const REQUEST = new Uint8Array(request())
const OTHER = new Uint8Array(request({ 5: undefined }))
const TEXT = encodeArmor('request', REQUEST)
const HTML = `<html><body><p>Hello</p>${TEXT.replaceAll('\n', '<br>\n')}</body></html>`
const PICTURE = symbolToPng(drawSymbol(qrText(REQUEST)))
const LOGO = symbolToPng(drawSymbol('HTTPS://EXAMPLE.ORG'))
const bytes = (text: string) => new TextEncoder().encode(text)
const wanted = ['request'] as const

describe('DY-13: read', () => {
  test.each<[string, string | Uint8Array]>([
    // inputs.md row 4, desk.md row 13
    ['a mail with the text in it', mailOf('text/plain; charset=us-ascii', '7bit', TEXT)],
    [
      'a mail, quoted-printable',
      mailOf('text/plain; charset=utf-8', 'quoted-printable', quotedPrintable(TEXT)),
    ],
    ['a mail, base64', mailOf('text/plain; charset=utf-8', 'base64', base64Lines(bytes(TEXT)))],
    ['a mail in HTML', mailOf('text/html; charset=utf-8', 'quoted-printable', quotedPrintable(HTML))],
    [
      'a mail in UTF-16',
      mailOf(
        'text/plain; charset=utf-16le',
        'base64',
        base64Lines(Uint8Array.from(Buffer.from(TEXT, 'utf16le'))),
      ),
    ],
    [
      'a mail with a link',
      mailOf(
        'text/plain',
        'quoted-printable',
        quotedPrintable(`Please: ${linkOf('https://a.example', REQUEST)}.\n`),
      ),
    ],
    ['a mail with the file attached', mailWith({ 'pc1.cbor': REQUEST })],
    ['a mail with the text attached', mailWith({ 'pc1.txt': TEXT })],
    ['a mail with a photo attached, and a logo', mailWith({ 'logo.png': LOGO, 'photo.png': PICTURE })],
    ['a mail with an archive attached', mailWith({ 'all.zip': zipOf({ 'pc1.txt': TEXT }) })],
    ['a mail with a mail attached', mailWith({ 'first.eml': mailWith({ 'pc1.txt': TEXT }) })],
    ['a mail that was forwarded as one', forwarded(mailWith({ 'pc1.cbor': REQUEST }))],
    [
      'a mail of Apple Mail',
      `1234\n${mailWith({ 'pc1.cbor': REQUEST })}<?xml version="1.0"?><plist></plist>`,
    ],
    [
      'a mail in a mailbox file',
      `From admin@customer.example Tue Dec  1 10:00:00 2026\n${mailOf('text/plain', '7bit', TEXT)}`,
    ],
    [
      'a mail with a quoted answer',
      mailWith({ 'pc1.txt': TEXT }, encodeArmor('license', new Uint8Array(license())).replace(/^/gm, '> ')),
    ],
    ['a letter that begins like a mail', `To: Sales\nSubject: activation\n\n${TEXT}`],
    ['a ZIP', zipOf({ 'folder/pc1.txt': TEXT, 'readme.txt': 'hello' })],
    ['a ZIP of a Mac', zipOf({ 'pc1.txt': TEXT, '__MACOSX/._pc1.txt': 'Mac OS X', '.DS_Store': 'Bud1' })],
    ['a ZIP without compression', new Uint8Array(zipSync({ 'pc1.cbor': [REQUEST, { level: 0 }] }))],
    ['a ZIP in a ZIP', zipOf({ 'inner.zip': zipOf({ 'pc1.cbor': REQUEST }) })],
    ['a mail in a ZIP in a mail', mailWith({ 'a.zip': zipOf({ 'b.eml': mailWith({ 'pc1.txt': TEXT }) }) })],
    ['a ZIP of pictures', zipOf({ 'photo.png': PICTURE })],
    ['gzip', new Uint8Array(gzipSync(TEXT))],
    ['tar', tarOf({ 'pc1.txt': bytes(TEXT) })],
    ['a tar in gzip', new Uint8Array(gzipSync(tarOf({ 'a.txt': bytes('a'), 'pc1.cbor': REQUEST })))],
    ['a mail as base64', base64Lines(bytes(mailWith({ 'pc1.cbor': REQUEST })))],
  ])('%s', async (_name, input) => {
    const given = typeof input === 'string' ? bytes(input) : input
    expect(await messageFromInput(given, { wanted })).toEqual(REQUEST)
  })

  test('every message of a package is given, with its file, and what is damaged', async () => {
    const damaged = TEXT.replace(/\n(.)(.)/, '\n$2$1')
    const zip = zipOf({
      'a.txt': TEXT,
      'b.cbor': OTHER,
      'c.txt': damaged,
      'note.txt': 'hello',
      'Thumbs.db': 'x',
    })
    const { messages, damaged: faults } = await messagesFromInput(zip, { name: 'all.zip' })
    expect(messages).toEqual([
      { message: REQUEST, kind: 'request', name: 'all.zip/a.txt' },
      { message: OTHER, kind: 'request', name: 'all.zip/b.cbor' },
    ])
    expect(faults).toMatchObject([{ name: 'all.zip/c.txt', error: { code: 'armor-malformed' } }])
  })
})

describe('DY-13: refused', () => {
  test.each<[string, string | Uint8Array, object]>([
    [
      'two requests in a mail, named',
      mailWith({ 'pc1.txt': TEXT, 'pc2.cbor': OTHER }),
      {
        code: 'several-messages',
        details: { count: 2, kind: 'request', found: [{ name: 'pc1.txt', line: 1 }, { name: 'pc2.cbor' }] },
      },
    ],
    [
      'a damaged file in a package, named',
      zipOf({ 'pc1.txt': TEXT.replace(/\n(.)(.)/, '\n$2$1') }),
      { code: 'armor-malformed', details: { problem: 'changed', path: 'pc1.txt' } },
    ],
    [
      'a mail without a message, with what was in it',
      mailWith({ 'logo.png': LOGO, 'letter.bin': 'x\0y' }),
      {
        code: 'input-not-recognised',
        details: {
          looks: 'mail',
          unread: [
            { name: 'logo.png', code: 'picture-without-qr' },
            { name: 'letter.bin', code: 'input-not-recognised' },
          ],
        },
      },
    ],
    [
      'a mail with a photograph of an iPhone',
      mailWith({ 'logo.png': LOGO, 'IMG_1.heic': '\0\0\0\x18ftypheic\0\0\0\0mif1heic' }),
      { code: 'picture-unsupported', details: { format: 'HEIC', path: 'IMG_1.heic' } },
    ],
    [
      'a mail with a Word document',
      mailWith({ 'letter.docx': zipOf({ '[Content_Types].xml': '<x/>' }) }),
      { code: 'input-not-recognised', details: { looks: 'office', path: 'letter.docx' } },
    ],
    ['an empty archive', zipOf({}), { code: 'input-not-recognised', details: { looks: 'archive' } }],
    [
      'a Word document',
      zipOf({ '[Content_Types].xml': '<x/>', 'word/document.xml': '<w/>' }),
      { details: { looks: 'office' } },
    ],
    [
      'an archive with a password',
      encrypted(zipOf({ 'pc1.txt': TEXT })),
      { details: { looks: 'encrypted-archive' } },
    ],
    ['half an archive', zipOf({ 'pc1.txt': TEXT }).slice(0, 200), { details: { looks: 'damaged-archive' } }],
    [
      'damaged compression',
      zipOf({ 'pc1.txt': TEXT }).fill(0xff, 40, 80),
      { details: { looks: 'damaged-archive' } },
    ],
    ['half a gzip file', new Uint8Array(gzipSync(TEXT)).slice(0, 20), { code: 'input-not-recognised' }],
    [
      'ZIP in ZIP in ZIP in ZIP',
      nested(4),
      { code: 'package-over-limit', details: { limit: 'depth', most: 3 } },
    ],
    [
      '1,001 files',
      zipOf(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}`, '']))),
      { code: 'package-over-limit', details: { limit: 'files' } },
    ],
    [
      '1,001 parts of a mail',
      mailWith(
        Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}`, ''])) as Record<string, string>,
      ),
      { code: 'package-over-limit', details: { limit: 'parts' } },
    ],
  ])('%s', async (_name, input, error) => {
    const given = typeof input === 'string' ? bytes(input) : input
    await expect(messageFromInput(given, { wanted })).rejects.toMatchObject(error)
  })

  test.each<[string, () => Uint8Array]>([
    ['a ZIP', () => new Uint8Array(zipSync({ bomb: new Uint8Array(100_000_000) }))],
    [
      'a ZIP that says less of itself',
      () => saysLess(new Uint8Array(zipSync({ bomb: new Uint8Array(100_000_000) }))),
    ],
    ['gzip', () => new Uint8Array(gzipSync(new Uint8Array(100_000_000)))],
  ])('%s that unpacks to 100 MB, before it is unpacked', async (_name, make) => {
    const bomb = make()
    expect(bomb.length).toBeLessThan(200_000)
    const begun = process.cpuUsage()
    await expect(messageFromInput(bomb)).rejects.toMatchObject({
      code: 'package-over-limit',
      details: { limit: 'bytes', most: 67_108_864 },
    })
    const { user, system } = process.cpuUsage(begun)
    expect((user + system) / 1000).toBeLessThan(1500)
  })
})

/** As programs forward a mail: a part that is a mail (RFC 2046 section 5.2.1). */
function forwarded(mail: string): string {
  return mailOf(
    'multipart/mixed; boundary=outer',
    '7bit',
    `--outer\r\nContent-Type: text/plain\r\n\r\nsee below\r\n--outer\r\nContent-Type: message/rfc822\r\n\r\n${mail}\r\n--outer--`,
  )
}

/** The bit of an entry that has a password, in both of its headers. */
function encrypted(zip: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const directory = Buffer.from(zip).indexOf('PK\x01\x02')
  return zip.with(6, 1).with(directory + 8, 1)
}

/** Sizes that are not true. */
function saysLess(zip: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const directory = Buffer.from(zip).indexOf('PK\x01\x02')
  return zip.fill(0, 22, 26).fill(0, directory + 24, directory + 28)
}

function nested(depth: number): Uint8Array {
  return depth === 0 ? REQUEST : zipOf({ 'inner.zip': nested(depth - 1) })
}
