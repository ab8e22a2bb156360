/** Owns the vectors of good licenses in texts that mail programs, chats, editors and people have been at. */
import { licenseCase, type Vector } from './case.ts'
import { SEEN } from './good.ts'
import { armor, base32, base45, hex, join } from './raw.ts'
import { license, request } from './world.ts'

const text = armor('LICENSE', license())
const qr = `AL1:${base45(license())}`
const link = `HTTPS://ACTIVATE.EXAMPLE.COM/A/${base32(license())}`

function utf16(value: string, order: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(value, 'utf16le')
  return Uint8Array.from(order === 'le' ? bytes : bytes.swap16())
}

function good(name: string, about: string, input: string | Uint8Array): Vector {
  return licenseCase(`ok-license-${name}`, about, input, 'ok', { claims: SEEN })
}

export const HANDED_OVER: readonly Vector[] = [
  good('armored-joined', 'blanks in the place of line ends', text.replaceAll('\n', ' ')),
  good(
    'armored-escaped',
    'a program wrote the line ends as a backslash and a letter',
    text.replaceAll('\n', '\\n'),
  ),
  good(
    'armored-escaped-signs',
    'a program wrote it that escapes signs as well',
    text.replaceAll('+', '\\u002B').replaceAll('/', '\\/').replaceAll('\n', '\\u000a'),
  ),
  good(
    'armored-no-break-space',
    'each line is indented with a no-break space',
    text.replace(/^/gm, '\u00a0'),
  ),
  good('armored-unseen', 'characters that nobody sees', `\u200b${text.replaceAll('\n', '\u00ad\n\ufeff')}`),
  good('armored-dashes', 'fewer dashes, and long ones', text.replaceAll('-----', '\u2014\u2014-')),
  good('armored-escaped-dashes', 'in a text that OpenPGP signed', text.replace(/^-/gm, '- -')),
  good('armored-initials', 'quoted with initials, twice', text.replace(/^/gm, 'ab> cd> ')),
  good(
    'armored-latin-1',
    'letters in an encoding of one byte around it',
    join(hex('4772fcdf650a'), Uint8Array.from(Buffer.from(text, 'ascii'))),
  ),
  good('armored-utf16-be', 'big-endian UTF-16 with a byte order mark', utf16(`\ufeff${text}`, 'be')),
  good('armored-utf16-bare', 'UTF-16 without a byte order mark', utf16(text, 'le')),
  good('armored-twice', 'the same message twice', text + text),
  good(
    'beside-request',
    'the request that it answers is quoted below',
    `${text}> ${armor('REQUEST', request())}`,
  ),
  good('beside-damaged', 'a damaged one before it', text.replace('0', '1') + text),
  good('qr-no-break-space', 'no-break spaces around the text of a QR symbol', `\u00a0${qr}\u00a0`),
  good('qr-scanner', 'a scanner adds what kind of symbol it was', `]Q1${qr}\r\n`),
  good('link-sentence', 'a link in a sentence', `Please open ${link.toLowerCase()}. Thank you`),
  good('link-brackets', 'a link in brackets, with a query', `<${link}?utm_source=mail>`),
  good('link-two-lines', 'a link, and other text on the next line', `${link}\nDear customer`),
]
