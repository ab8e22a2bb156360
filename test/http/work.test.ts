/**
 * No step is quadratic in what a stranger sends: each reader is given n and 16n of what it likes least, and the CPU time
 * of the second must not be far beyond sixteen times the first. Quadratic work would take 256 times as much.
 */

import { describe, expect, it } from 'vitest'
import { decodeArmor } from '../../src/carrier/armor.ts'
import { messageFromFile } from '../../src/carrier/intake.ts'
import { messageFromLink } from '../../src/carrier/link.ts'
import { messageFromQrText } from '../../src/carrier/qr/text.ts'
import { messageFromText, requestCodeFromFile, requestCodeFromText } from '../../src/exchange/page-message.ts'
import { clientOf, countedAs, proxiesOf } from '../../src/http/client-address.ts'
import { cookieIn } from '../../src/http/cookies.ts'
import { parseForm, urlencodedFields } from '../../src/http/form.ts'
import { hostOf } from '../../src/http/hosts.ts'
import { staticFile } from '../../src/http/static.ts'
import { failure, success } from '../../vendor-tool/limelm/answer.ts'
import { Parameters } from '../../vendor-tool/limelm/form.ts'

const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const PROXIES = proxiesOf('', ['10.0.0.0/8'])
const FILE = staticFile('a', 'js', 'text/javascript', '1')
const URLENCODED = 'application/x-www-form-urlencoded'
const limelm = (text: string) => new Parameters(bytes(text), bytes(''))
const BEGIN = '-----BEGIN AIRLATCH REQUEST-----'

/** The reader, and an input of about n characters. */
const READERS: Readonly<Record<string, readonly [(input: string) => unknown, (n: number) => string]>> = {
  'form: fields without =': [text => parseForm(URLENCODED, bytes(text)), n => 'a&'.repeat(n / 2)],
  'form: fields of one name': [text => urlencodedFields(bytes(text), 1e6), n => 'a=1&'.repeat(n / 4)],
  'form: percent signs': [text => parseForm(URLENCODED, bytes(text)), n => `a=${'%4'.repeat(n / 2)}`],
  'form: plus signs': [text => parseForm(URLENCODED, bytes(text)), n => `a=${'+'.repeat(n)}`],
  'multipart: dashes': [
    text => parseForm('multipart/form-data; boundary=----a', bytes(text)),
    n => '-'.repeat(n),
  ],
  'multipart: almost a boundary': [
    text => parseForm(`multipart/form-data; boundary=${'a'.repeat(70)}`, bytes(text)),
    n => `--${'a'.repeat(70)}\r\n${`\r\n--${'a'.repeat(69)}b`.repeat(n / 74)}`,
  ],
  'multipart: many parts': [
    text => parseForm('multipart/form-data; boundary=b', bytes(text)),
    n => '--b\r\n\r\n'.repeat(n / 7),
  ],
  'multipart: the type': [
    type => parseForm(type, bytes('')),
    n => `multipart/form-data${'; boundary='.repeat(n / 11)}`,
  ],
  'armor: quotes': [decodeArmor, n => '> '.repeat(n / 2)],
  'armor: beginnings': [decodeArmor, n => `${BEGIN}\n`.repeat(n / 33)],
  'armor: base64': [decodeArmor, n => `${BEGIN}\n${'A'.repeat(n)}\n-----END AIRLATCH REQUEST-----`],
  'armor: spaces': [decodeArmor, n => `${BEGIN}${' '.repeat(n)}x`],
  'armor: ends': [decodeArmor, n => `${BEGIN.replace('BEGIN', 'END')}\n`.repeat(n / 31)],
  'armor: dashes': [decodeArmor, n => `${BEGIN}\n${'-'.repeat(n)}`],
  'armor: dashes and letters': [decodeArmor, n => `${BEGIN}\n${'--a-a'.repeat(n / 5)}`],
  'armor: initials': [decodeArmor, n => `${BEGIN}\n${'ab> '.repeat(n / 4)}`],
  'armor: labels': [decodeArmor, n => 'BEGIN AIRLATCH A-A '.repeat(n / 19)],
  'text: letters of one byte': [messageFromText, n => '\u00a0\u00ad-'.repeat(n / 3)],
  'text: lines of symbols': [messageFromText, n => 'AL1:\n'.repeat(n / 5)],
  'text: base64': [messageFromText, n => 'A'.repeat(n)],
  'text: data addresses': [messageFromText, n => 'data:a;base64,'.repeat(n / 14)],
  'text: data addresses, unended': [messageFromText, n => `data:a;base64,${'A '.repeat(n / 2)}`],
  'text: signs of a mail': [messageFromText, n => '=3D'.repeat(n / 3)],
  'text: escaped signs': [
    decodeArmor,
    n => `${BEGIN}${'\\u002'.repeat(n / 5)}-----END AIRLATCH REQUEST-----`,
  ],
  'text: backslashes': [decodeArmor, n => `${BEGIN}${'\\'.repeat(n)}-----END AIRLATCH REQUEST-----`],
  'text: backslashes alone': [messageFromText, n => '\\'.repeat(n)],
  'html: tags': [messageFromText, n => `<p>${'<a href="'.repeat(n / 9)}`],
  'html: entities': [messageFromText, n => `<p>${'&am'.repeat(n / 3)}`],
  'link: sentence ends': [messageFromText, n => `https://a/a/2kc${'.'.repeat(n)}x`],
  'link: schemes': [messageFromText, n => 'http://http:/'.repeat(n / 13)],
  'link: wrapped': [messageFromText, n => 'https://a?u=https%3a%2f%2f%2fa%2f2kc'.repeat(n / 37)],
  'link: wrapped, blanks': [messageFromText, n => 'https://a?u=https%3a%2f%2f%2fa%2f2kc '.repeat(n / 38)],
  'base45: line ends': [messageFromQrText, n => `AL1:${'\n'.repeat(n)}A`],
  'base45: digits': [messageFromQrText, n => `AL1:${'0'.repeat(n)}`],
  'link: host': [messageFromLink, n => `https://${'a'.repeat(n)}/a/2kc`],
  'link: paths': [messageFromText, n => `https://a${'/a/2kc'.repeat(n / 6)}`],
  'link: line ends': [messageFromLink, n => `https://a/a/2kc${'\n'.repeat(n)}x`],
  'frames: lines': [messageFromText, n => 'AL1M:00\n'.repeat(n / 8)],
  'frames: line ends': [messageFromText, n => `AL1M:${'\r\n'.repeat(n / 2)}x`],
  'typed code: dashes': [requestCodeFromText, n => '2-'.repeat(n / 2)],
  'typed code: spaces': [requestCodeFromText, n => ' '.repeat(n)],
  'typed code: a file': [text => requestCodeFromFile(bytes(text)), n => 'A'.repeat(n)],
  'any file: white space': [text => messageFromFile(bytes(text)), n => `${' '.repeat(n)}x${' '.repeat(n)}x`],
  'header: Host': [host => hostOf({ rawHeaders: ['Host', host] }), n => '[:'.repeat(n / 2)],
  'header: many': [text => hostOf({ rawHeaders: text.split(' ') }), n => 'x '.repeat(n / 2)],
  'header: Accept-Encoding': [text => FILE.answer(text), n => 'gzip ;'.repeat(n / 6)],
  'header: Accept-Encoding, spaces': [text => FILE.answer(text), n => `gzip${' '.repeat(n)}`],
  'cookies: semicolons': [text => cookieIn(text, 'airlatch'), n => ';'.repeat(n)],
  'cookies: equals': [text => cookieIn(text, 'airlatch'), n => `a${'='.repeat(n)};`],
  'limelm: names': [text => limelm(text).names(), n => 'a&'.repeat(Math.min(n / 2, 2_000))],
  'limelm: items': [text => limelm(text).list('a'), n => 'a[]&'.repeat(Math.min(n / 4, 2_000))],
  'limelm: brackets': [limelm, n => `a${'['.repeat(n)}=b`],
  'limelm: digits': [limelm, n => `a[${'0'.repeat(n)}]=b`],
  'limelm: an answer as XML': [text => success('rest', { a: text }), n => '<"\u0000'.repeat(n / 3)],
  'limelm: an answer as JSON': [
    text => failure('json-padded', { code: 1, message: text }),
    n => '<\u2028'.repeat(n / 2),
  ],
  'client address: commas': [text => clientOf('10.0.0.1', text, PROXIES), n => ','.repeat(n)],
  'client address: proxies': [text => clientOf('10.0.0.1', text, PROXIES), n => '10.0.0.1,'.repeat(n / 9)],
  'client address: colons': [countedAs, n => ':'.repeat(n)],
}

/** Characters: sixteen times that is what the page takes of a text. */
const N = 4_096
const TIMES = 16
/** Far from sixteen, for a busy machine, and far from 256. */
const MOST = 80

describe('work grows with the input and not with its square', () => {
  it.each(Object.entries(READERS))('%s', (_name, [read, of]) => {
    const inputs = [of(N), of(TIMES * N)] as const
    const run = (input: string) => {
      try {
        read(input)
      } catch {
        // refused, which is an answer
      }
    }
    const cpu = (input: string, times: number) => {
      const before = process.cpuUsage()
      for (let i = 0; i < times; i++) run(input)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / times
    }
    // enough that the clock's grain does not show: some milliseconds
    let times = 4
    while (cpu(inputs[0], times) * times < 1_000 && times < 20_000) times *= 2
    // until the compiler has settled
    run(inputs[1])
    const few = Math.max(1, times >> 4)
    const rounds = Array.from({ length: 5 }, () => [cpu(inputs[0], times), cpu(inputs[1], few)])
    const [, , median = 0] = rounds.map(([small]) => small as number).toSorted((a, b) => a - b)
    // collecting garbage on a busy machine only adds to it
    const least = Math.min(...rounds.map(([, large]) => large as number))
    expect(least / Math.max(median, 0.5)).toBeLessThan(MOST)
  })
})
