/** Owns the English phrases for what a value should be, by the codes of core/expected.ts. */
import type { Expected, PlainExpected } from '../../../core/expected.ts'
import { MOST_SHARES } from '../../../core/message/fingerprint.ts'
import { MOST_DEACTIVATIONS } from '../../../core/message/license.ts'
import { USER_PLATFORMS } from '../../../core/message/users.ts'

/** `a whole number, or none`. */
export function expectedText(d: Expected): string {
  return d.or === undefined ? withoutWord(d) : `${withoutWord(d)}, or ${d.or}`
}

function withoutWord(d: Expected): string {
  switch (d.is) {
    case 'number':
      return numberText('a number', d)
    case 'whole-number':
      return numberText('a whole number', d)
    case 'seconds':
      return d.least === undefined
        ? `more than 0 and at most ${d.most} seconds`
        : `${d.least} to ${d.most} seconds`
    case 'at-least':
      return `at least ${d.least === 1 ? 'one character' : `${d.least} ${d.of}`}`
    case 'at-most':
      return `at most ${d.most}${d.of === undefined ? '' : ` ${d.of}`}`
    case 'list-of':
      return `a list of ${d.least} to ${d.most} entries`
    case 'one-of':
      return `one of ${d.words.join(', ')}`
    case 'field':
      return `one of the fields of ${d.of}: ${d.known.join(', ')}`
    case 'date':
      return d.format === undefined
        ? `a date that exists, from 1970-01-01 to 9999-12-31, such as 2027-12-31${d.instant ? ', or an instant in UTC, such as 2027-12-31T12:00:00Z' : ''}`
        : `a date that exists, as ${d.format}`
    case 'feature-value':
      return `a value of type ${d.type}`
    case 'agent-key':
      return `the comment of one Ed25519 key in the agent (${d.comments.map(one => `"${one}"`).join(', ') || 'it has none'})`
    case 'folder':
      return d.most === undefined
        ? 'a folder that exists'
        : `a folder of at most ${d.most} files that may be read`
    case 'ending':
      return `a file that ends in ${d.endings.join(' or ')}`
    case 'link':
      return `an address that begins with https://, of at most ${d.most} characters`
    case 'file-beside':
      return `a file with ${d.option}`
    case 'other-file':
      return `another file than that of ${d.option}`
    case 'with-option':
      return `${d.option} beside it`
    case 'without-option':
      return `a value, or ${d.option}, but not both`
    default:
      return EXPECTED[d.is]
  }
}

interface Bounds {
  readonly least?: number | undefined
  readonly most?: number | undefined
}

function numberText(kind: string, { least, most }: Bounds) {
  if (least === undefined) return kind
  return most === undefined ? `${least} or more` : `${kind} from ${least} to ${most}`
}

const EXPECTED: Readonly<Record<PlainExpected, string>> = {
  value: 'a value',
  text: 'a text',
  texts: 'a list of texts',
  flag: 'true or false',
  'byte-array': 'bytes, as a Uint8Array',
  function: 'a function',
  object: 'an object',
  list: 'a list',
  map: 'a Map of names and values',
  signal: 'an AbortSignal',
  cursor: 'a cursor that an answer gave',
  computer: 'a computer, as probeComputer reads it',
  fingerprint: 'a fingerprint, as a request carries it',
  request: 'a request as bytes or text',
  time: 'a Date, or whole seconds since 1970, up to the year 9999 (not milliseconds)',
  'visible-character': 'at least one character that can be seen',
  'no-byte-order-mark': 'text without a byte order mark in front',
  'whole-characters': 'whole characters',
  'one-line': 'one line of text without control characters',
  'no-space-around': 'no space before or after it',
  storable: 'text without the character U+0000, or a number up to 2^53 - 1',
  'yes-or-no': 'yes or no',
  'workload-name':
    'a workload name: 1 to 64 of a-z, 0-9, ".", "_", "/", ":" and "-", with a letter or digit at both ends, such as "prod/scope-1"',
  'product-id': 'a product id: 1 to 32 of a-z, 0-9, ".", "_" and "-", such as "scope-pro"',
  'activation-id': '16 hexadecimal digits',
  'customer-id': 'the id of a customer, such as C-7F3K2',
  'other-customer': 'another customer',
  version: 'a version such as "2.1"',
  'feature-names': 'names of features: 1 to 32 letters, digits, ".", "_" and "-"',
  'feature-pair': 'NAME=VALUE in one',
  'pair-value': 'a text, a whole number, true or false for each name',
  'no-file': 'a text that does not begin with @: no file is read here',
  'feature-definition': 'NAME[:flag|integer|text[:VALUE,VALUE]][=DEFAULT][!], such as "users:integer=5"',
  'each-once': 'each name once',
  email: 'an address such as "name@example.com"',
  'named-user': `NAME or NAME:PLATFORM, where PLATFORM is one of ${USER_PLATFORMS.join(', ')}, or 0 to ${USER_PLATFORMS.length - 1}`,
  platform: USER_PLATFORMS.map((name, number) => `${number} ${name}`).join(', '),
  'deactivation-limit': `unlimited, "3 per seat", or 0 to ${MOST_DEACTIVATIONS}`,
  share: 'K/N, such as 3/4',
  'share-rule': `k of n with 2k > n and n of at most ${MOST_SHARES}, such as 3/4: with less, one license is valid on several computers`,
  'key-with-end': 'a key that ends, by a date or by days',
  'not-over': 'an end that is not over',
  'not-in-the-future': 'a day or an instant that is not in the future',
  'after-since': 'a day or an instant that is not before the beginning',
  'generic-activations': '1 for a generic key',
  'generic-start': 'creation or activation for a generic key: no installation keeps its first run',
  'floating-start': 'creation or activation for a floating key: its site server runs no program',
  'not-when-generic': 'no for a generic key',
  'not-when-floating': 'none for a floating key: its activations are the seats',
  'only-when-floating': 'nothing for a key that is not floating: it sets what a site server may lend',
  pool: 'NAME=N, a feature and how many may use it at once, such as "cad=5"',
  'pool-of-feature': 'a feature that the key has',
  'asked-by-request': 'one that a computer asked for itself with a request, not with a code',
  'package-name': 'the name of a package or namespace, such as "com.example.scope" (in Go, one word)',
  file: 'a file',
  'qr-file': 'FILE.png, FILE.svg, FILE.pdf or -',
  'utf-8-file': 'a file of UTF-8 text',
  'license-or-path': 'the text of a license, or the whole path of its file or folder',
  'file-of-names': 'a file with at least one name',
  'whole-path': 'a whole path, as another program may have that name elsewhere',
  'search-path': 'a whole path, or one that begins with a variable such as %NAME%, or with ~/',
  'site-address':
    'the address of a site server, such as licenses.site.example, 10.0.0.7:7632 or https://licenses.site.example',
  'page-address': 'https:// with a host name and perhaps a port, such as https://activate.example.com',
  'site-addresses': 'at most 8 addresses of site servers, such as licenses.example or http://10.0.0.7:7632',
  network: 'an IP address or a network, such as 10.0.0.5 or 10.0.0.0/8',
  certificate: 'a certificate and its secret key, both in PEM',
  ledger: 'the path of a file, or a URL postgres://USER@HOST/DATABASE',
  'postgres-url': 'a URL postgres://USER@HOST/DATABASE, with user, password and all else percent-encoded',
  'shop-name': '1 to 32 of a-z, 0-9 and "-", with a letter or digit at both ends, such as "web-shop"',
  'shop-item': 'ITEM=TEMPLATE, or ITEM= for what no keys are made of',
  'order-items': 'ITEM or ITEM=N, with commas between them, such as "scope=2, viewer"',
  'webhook-secret': '"whsec_" and 24 to 64 bytes in base64',
  'new-signing-key': 'a key that this vendor does not have yet',
  'first-line': 'a passphrase in the first line of the file',
  'same-twice': 'the same passphrase twice',
}
