/** Owns the vectors that are refused before any message is seen: what was handed over is damaged, or nothing of ours. */
import { at, licenseCase, type Vector } from './case.ts'
import { armor, armorCheck, base32, base45, hex } from './raw.ts'
import { license } from './world.ts'

const good = license()
const text = armor('LICENSE', good)
const qr = `AL1:${base45(good)}`
const link = `HTTPS://ACTIVATE.EXAMPLE.COM/A/${base32(good)}`
const [begin = '', ...rest] = text.trimEnd().split('\n')
const lines = rest.slice(0, -2)
const end = rest.at(-1) as string

const armorWith = (...between: readonly string[]) => [begin, ...between, armorCheck(good), end, ''].join('\n')
const other = license({ 7: hex('00'.repeat(8)) })
const notRecognised = at('carrier', 'input-not-recognised')
const brokenArmor = at('armor', 'armor-malformed')
const brokenBase45 = at('base45', 'base45-malformed')
const brokenLink = at('link', 'link-malformed')

/** As many characters behind it as make its last group one that no bytes have: of 1, 3 or 6 characters. */
function dangling(link: string): string {
  const last = link.slice(link.lastIndexOf('/') + 1).length % 8
  return [1, 3, 6].includes((last + 1) % 8) ? 'A' : 'AA'
}

export const CARRIERS: readonly Vector[] = [
  licenseCase('carrier-empty', 'an empty file', hex(''), at('carrier', 'input-empty')),
  licenseCase('carrier-blank', 'a file of spaces and line ends', ' \r\n\t\n', at('carrier', 'input-empty')),
  licenseCase(
    'carrier-too-large',
    'one byte more than 33,554,432',
    { parts: [['20', 33_554_433]] },
    at('carrier', 'input-too-large'),
  ),
  licenseCase(
    'carrier-blank-of-unicode',
    'a no-break space, a byte order mark and a line separator: nothing that anybody sees',
    '\u00a0\ufeff\u2028',
    at('carrier', 'input-empty'),
  ),
  licenseCase(
    'carrier-two-licenses',
    'two different licenses in one text',
    text + armor('LICENSE', other),
    at('carrier', 'several-messages'),
  ),
  licenseCase(
    'carrier-text',
    'a letter without a message in it',
    'Dear customer,\n\nthank you.\n',
    notRecognised,
  ),
  licenseCase('carrier-binary', 'bytes that are neither a message nor text', hex('ff00ff00'), notRecognised),
  licenseCase(
    'carrier-raw-without-tag',
    'a raw message must start with tag 18',
    good.slice(1),
    notRecognised,
  ),
  licenseCase(
    'carrier-qr-prefix-lower-case',
    'the prefix of QR text is upper case',
    qr.replace('AL1:', 'al1:'),
    notRecognised,
  ),
  licenseCase(
    'carrier-qr-other-version',
    'a prefix that is not ours',
    qr.replace('AL1:', 'AL9:'),
    notRecognised,
  ),

  licenseCase(
    'carrier-link-of-others',
    'a link whose path is like ours, and what follows is no message: it does not begin with 2KC',
    'HTTPS://EXAMPLE.ORG/A/MENU',
    notRecognised,
  ),
  licenseCase('carrier-link-path', 'a path in front of /A/', link.replace('/A/', '/B/A/'), notRecognised),
  licenseCase('carrier-link-user', 'an account in the address', link.replace('//', '//A@'), notRecognised),
  licenseCase('carrier-link-scheme', 'neither http nor https', link.replace('HTTPS', 'FTP'), notRecognised),

  licenseCase(
    'armor-begin-alone',
    'the beginning of a BEGIN line and nothing behind',
    '-----BEGIN AIRLATCH ',
    brokenArmor,
  ),
  licenseCase('armor-cut-off', 'no END line', text.slice(0, -40), brokenArmor),
  licenseCase(
    'armor-label-lower-case',
    'labels are upper case',
    text.replaceAll('LICENSE', 'license'),
    brokenArmor,
  ),
  licenseCase(
    'armor-labels-differ',
    'BEGIN and END name different labels',
    text.replace('END AIRLATCH LICENSE', 'END AIRLATCH REQUEST'),
    brokenArmor,
  ),
  licenseCase(
    'armor-character-lost',
    'one character of the base64 is missing',
    armorWith((lines[0] as string).slice(1), ...lines.slice(1)),
    brokenArmor,
  ),
  licenseCase(
    'armor-character-foreign',
    'a character outside the base64 alphabet (base64url)',
    armorWith(`-${(lines[0] as string).slice(1)}`, ...lines.slice(1)),
    brokenArmor,
  ),
  licenseCase(
    'armor-padding-lost',
    'the padding at the end is missing',
    armorWith(Buffer.from(good).toString('base64').replace(/=+$/, '')),
    brokenArmor,
  ),
  licenseCase(
    'armor-loose-bits',
    'the last character carries bits that no byte has',
    armorWith(looseBits(Buffer.from(good).toString('base64'))),
    brokenArmor,
  ),
  licenseCase(
    'armor-letter-changed',
    'a letter was changed, and all that is left is base64',
    text.replace(lines[1] as string, swapped(lines[1] as string)),
    brokenArmor,
  ),
  licenseCase('armor-check-changed', 'another check', text.replace(armorCheck(good), '=AAAA'), brokenArmor),
  licenseCase('armor-check-missing', 'no check', text.replace(`${armorCheck(good)}\n`, ''), brokenArmor),
  licenseCase(
    'armor-begin-broken',
    'a letter of the BEGIN line was changed',
    text.replace('BEGIN', 'BEGlN'),
    brokenArmor,
  ),
  licenseCase(
    'armor-lines-swapped',
    'two lines in the wrong order',
    armorWith(...inOtherOrder(lines)),
    brokenArmor,
  ),
  licenseCase(
    'armor-empty',
    'nothing between the lines: the message is empty',
    armor('LICENSE', hex('')),
    at('cose', 'cose-malformed'),
  ),

  licenseCase(
    'base45-lower-case',
    'a letter in lower case',
    qr.toLowerCase().replace('al1:', 'AL1:'),
    brokenBase45,
  ),
  licenseCase(
    'base45-foreign-character',
    'a character outside the alphabet',
    `${qr.slice(0, 10)}#${qr.slice(11)}`,
    brokenBase45,
  ),
  licenseCase('base45-tab', 'a tab inside', `${qr.slice(0, 10)}\t${qr.slice(10)}`, brokenBase45),
  licenseCase('base45-dangling', 'the last character is missing', qr.slice(0, -1), brokenBase45),
  licenseCase(
    'base45-group-too-large',
    'three characters of more than 0xFFFF',
    `AL1:::::${qr.slice(8)}`,
    brokenBase45,
  ),
  licenseCase(
    'base45-last-too-large',
    'two characters at the end of more than 0xFF',
    `${qr.slice(0, -2)}::`,
    brokenBase45,
  ),
  licenseCase('base45-empty', 'the prefix alone: the message is empty', 'AL1:', at('cose', 'cose-malformed')),

  licenseCase(
    'link-foreign-character',
    'a character outside the alphabet',
    `${link.slice(0, 60)}1${link.slice(61)}`,
    brokenLink,
  ),
  licenseCase(
    'link-long-s',
    'a letter that only Unicode takes for an S',
    `${link.slice(0, -1)}\u017f`,
    brokenLink,
  ),
  licenseCase(
    'link-dangling',
    'a last group of characters that no bytes have',
    `${link}${dangling(link)}`,
    brokenLink,
  ),
  licenseCase(
    'link-loose-bits',
    'the last character carries bits that no byte has',
    looseBase32(`HTTPS://ACTIVATE.EXAMPLE.COM/A/${base32(license({ 5: undefined }))}`),
    brokenLink,
  ),
  licenseCase('link-padding', 'padding behind it', `${link}=`, brokenLink),
  licenseCase('link-too-long', '1,025 bytes', link.slice(0, 34) + 'A'.repeat(1637), brokenLink),
]

/** With its first two letters in the other order. */
function swapped([first = '', second = '', ...letters]: string): string {
  return [second, first, ...letters].join('')
}

function inOtherOrder([first = '', second = '', ...others]: readonly string[]): readonly string[] {
  return [second, first, ...others]
}

/** Sets a bit in the last symbol that decoding throws away. */
function looseBase32(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) + 1)
}

/** Sets a bit in the last character that decoding throws away. */
function looseBits(base64: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const last = base64.replace(/=+$/, '').length - 1
  const next = alphabet.charAt(alphabet.indexOf(base64.charAt(last)) + 1)
  return base64.slice(0, last) + next + base64.slice(last + 1)
}
