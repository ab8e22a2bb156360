/**
 * What people send, as it arrives: rows of what was found when the product was tried in earnest. Each input has one request
 * in it, made by our own writer, and what programs did to it on the way.
 */
import { describe, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { messageFromFile, messageFromInput } from '../../../src/carrier/intake.ts'
import { linkOf } from '../../../src/carrier/link.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { license, request } from '../../vectors/make/world.ts'
import { quotedPrintable } from '../../world/packing.ts'

const REQUEST = new Uint8Array(request())
const LICENSE = new Uint8Array(license())
const TEXT = encodeArmor('request', REQUEST)
const LINK = linkOf('https://activate.example.com', REQUEST)
const bytes = (text: string) => new TextEncoder().encode(text)
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const percent = encodeURIComponent(LINK)
const proofpoint = LINK.replaceAll('-', '-2D')
  .replaceAll('_', '-5F')
  .replaceAll(':', '-3A')
  .replaceAll('/', '_')

describe('DY-13: read, in both tools and in a page', () => {
  test.each<[string, string | Uint8Array]>([
    // inputs.md row 1
    ['a saved reply, request wanted', encodeArmor('license', LICENSE) + TEXT.replace(/^/gm, '> ')],
    // row 3
    ['line ends lost in a chat', TEXT.replaceAll('\n', ' ')],
    ['line ends as a YAML file or a variable has them', `REQUEST="${TEXT.replaceAll('\n', '\\n')}"`],
    // row 4
    ['the source of a mail, without its header', quotedPrintable(`Hello\n${TEXT}`)],
    // row 5
    ['German letters in Latin-1', latin1(`Gr\u00fc\u00dfe\n${TEXT}`)],
    ['a letter of Windows-1252', latin1(`\x93Hello\x94 \x80\n${TEXT}`)],
    // row 7
    ['a link in a sentence', `Please activate: ${LINK}\n`],
    ['a link between brackets', `<${LINK}>`],
    ['a link in Markdown', `[activate](${LINK}), please.`],
    ['a link in quotes of a word processor', `\u201c${LINK.toLowerCase()}\u201d`],
    ['a link with a campaign behind it', `${LINK}?utm_source=mail#top`],
    [
      "a link of Outlook's Safe Links",
      `https://eur01.safelinks.protection.outlook.com/?url=${percent}&data=05%7C02%7C&reserved=0`,
    ],
    [
      'a link of a gateway, small letters',
      `https://linkprotect.example/url?a=${percent.toLowerCase()}&c=E,1`,
    ],
    [
      'a link of URL Defense 2',
      `https://urldefense.proofpoint.com/v2/url?u=${proofpoint}&d=DwMFaQ&c=x&r=y&m=z&s=w&e=`,
    ],
    ['a link of URL Defense 3', `https://urldefense.com/v3/__${LINK}__;!!Ab1-c!xyz$`],
    // row 12
    ['a space that nobody sees in front', `\u200b${TEXT}`],
    ['a dash less', TEXT.replaceAll('-----', '----')],
    ['dashes of a word processor', TEXT.replaceAll('-----', '\u2013\u2014-')],
    ['quoted with initials', TEXT.replace(/^/gm, 'jm> ')],
    ['quoted twice, with initials and without', TEXT.replace(/^/gm, '> ab> ')],
    // row 16
    ['base64 of the file', Buffer.from(REQUEST).toString('base64')],
    [
      'base64 of the file, in lines',
      `${Buffer.from(REQUEST).toString('base64').replace(/.{76}/g, '$&\r\n')}\n`,
    ],
    ['base64 of the text', Buffer.from(TEXT).toString('base64')],
    ['base64 for addresses', Buffer.from(REQUEST).toString('base64url')],
    ['a data address', `data:application/cbor;base64,${Buffer.from(REQUEST).toString('base64')}`],
    ['a data address in a page', `<a href="data:;base64,${Buffer.from(TEXT).toString('base64')}">file</a>`],
    // row 21
    ['what a scanner adds', `]Q1${qrText(REQUEST)}\r`],
    ['a scan among others', `]Q1HTTPS://EXAMPLE.ORG\n${qrText(REQUEST)}\n4006381333931\n`],
    // row 22
    ['UTF-16, big-endian', Uint8Array.from(Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16())],
    ['UTF-16, big-endian, without a mark', Uint8Array.from(Buffer.from(TEXT, 'utf16le').swap16())],
    ['UTF-16 without a mark', Uint8Array.from(Buffer.from(TEXT, 'utf16le'))],
    // desk.md row 13
    ['a page', `<html><body><p>Hello</p><pre>${TEXT}</pre></body></html>`],
    ['a page, each line a paragraph', `<div>${TEXT.replaceAll('\n', '</div>\n<div>')}</div>`],
    [
      'a page with breaks and entities',
      `<p>${TEXT.replaceAll('\n', '<br>').replaceAll('+', '&#43;').replaceAll('/', '&#x2F;')}`,
    ],
    [
      'a page with a link behind a word',
      `<html><a class="x" href="${LINK.replaceAll('&', '&amp;')}">activate</a></html>`,
    ],
    ['two equal ones', TEXT + LINK],
  ])('%s', async (_name, input) => {
    const given = typeof input === 'string' ? bytes(input) : input
    expect(await messageFromInput(given, { wanted: ['request'] })).toEqual(REQUEST)
    expect(messageFromFile(given, ['request'])).toEqual(REQUEST)
  })

  test('a saved reply, license wanted (inputs.md row 1)', async () => {
    const reply = bytes(encodeArmor('license', LICENSE) + TEXT.replace(/^/gm, '> '))
    expect(await messageFromInput(reply, { wanted: ['license'] })).toEqual(LICENSE)
  })
})

describe('DY-13: refused, and named for what it is', () => {
  const other = encodeArmor('license', new Uint8Array(license({ 5: undefined })))

  test('two different ones of a wanted kind, with their lines', async () => {
    const input = bytes(`Hello\n${encodeArmor('license', LICENSE)}\n${TEXT}${other}`)
    await expect(messageFromInput(input, { wanted: ['license'] })).rejects.toMatchObject({
      code: 'several-messages',
      details: { count: 2, kind: 'license', found: [{ line: 2 }, { line: 21 }] },
    })
    expect(await messageFromInput(input, { wanted: ['request'] })).toEqual(REQUEST)
  })

  test('without a wish, two of any kinds', async () => {
    const error = { code: 'several-messages', details: { count: 2 } }
    await expect(messageFromInput(bytes(encodeArmor('license', LICENSE) + TEXT))).rejects.toMatchObject(error)
  })

  test('what is not wanted is given, for its reader to say what it is', async () => {
    expect(await messageFromInput(bytes(TEXT), { wanted: ['license'] })).toEqual(REQUEST)
  })

  test.each<[string, string | Uint8Array, string]>([
    ['a German keyboard', qrText(REQUEST).replace(':', '\u00d6'), 'other-keyboard'],
    ['a French keyboard', `]Q1${qrText(REQUEST).replace('AL1:', 'QL&M')}`, 'other-keyboard'],
    ['Caps Lock', qrText(REQUEST).toLowerCase(), 'other-keyboard'],
    ['a 7z archive', latin1("7z\xbc\xaf'\x1c\0\x04"), '7z'],
    ['a RAR archive', latin1('Rar!\x1a\x07\x01\0'), 'rar'],
    [
      'a mail of Outlook',
      latin1(`\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0_\0_\0s\0u\0b\0s\0t\0g\x001\0.\x000\0_\0`),
      'outlook',
    ],
    ['a Word document of old', latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0W\0o\0r\0d\0'), 'office'],
    ['winmail.dat', latin1('x\x9f>"\x01\0'), 'winmail'],
    ['a program', latin1('MZ\x90\0\x03\0\0\0\x04\0'), 'program'],
    [
      'base64 of a letter',
      Buffer.from('a letter without a message, long enough to be taken for a file').toString('base64'),
      'text',
    ],
    ['letters of one byte', latin1('Gr\u00fc\u00dfe'), 'text'],
  ])('%s', async (_name, input, looks) => {
    const given = typeof input === 'string' ? bytes(input) : input
    await expect(messageFromInput(given)).rejects.toMatchObject({
      code: 'input-not-recognised',
      details: { looks },
    })
  })

  // desk.md row 14
  test('one changed letter of a request is one error', async () => {
    const lines = TEXT.split('\n')
    for (const at of [1, 2, 3, 5]) {
      const line = lines[at] as string
      const text = lines.with(at, (line[0] === 'A' ? 'B' : 'A') + line.slice(1)).join('\n')
      await expect(messageFromInput(bytes(text), { wanted: ['request'] })).rejects.toMatchObject({
        code: 'armor-malformed',
        details: { problem: 'changed' },
      })
    }
  })
})
