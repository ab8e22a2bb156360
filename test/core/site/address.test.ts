import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  areSiteAddresses,
  isSiteAddress,
  parseSiteAddress,
  parseSiteAddresses,
} from '../../../src/core/site/address.ts'
import { runs } from '../../effort.ts'

test.each([
  ['licenses', 'http://licenses:7632'],
  ['Licenses.Example', 'http://licenses.example:7632'],
  ['10.0.0.7:80', 'http://10.0.0.7'],
  ['10.0.0.7:9000', 'http://10.0.0.7:9000'],
  ['[fd00::7]', 'http://[fd00::7]:7632'],
  ['[fd00::7]:9000', 'http://[fd00::7]:9000'],
  ['http://licenses', 'http://licenses'],
  ['HTTPS://licenses.example/', 'https://licenses.example'],
  ['https://licenses.example/scope/', 'https://licenses.example/scope'],
])('SS-05: %s is %s', (text, address) => {
  expect(parseSiteAddress(text)).toBe(address)
  expect(parseSiteAddress(address)).toBe(address)
})

test.each([
  '',
  'licenses/scope',
  'http://user@licenses',
  'http://licenses/?a',
  'http://licenses#a',
  'ftp://licenses',
  'licenses:99999',
  'fd00::7',
  'a b',
  'licenses\\a',
  `http://${'a'.repeat(200)}`,
])('SS-05: "%s" is no address', text => {
  expect(parseSiteAddress(text)).toBeUndefined()
})

test('SS-05: a list has commas or spaces, and each address once', () => {
  expect(parseSiteAddresses('licenses, 10.0.0.7  http://licenses:7632')).toEqual([
    'http://licenses:7632',
    'http://10.0.0.7:7632',
  ])
  expect(parseSiteAddresses(' ')).toEqual([])
  expect(parseSiteAddresses('licenses, ftp://a')).toBeUndefined()
  expect(parseSiteAddresses(Array.from({ length: 9 }, (_, i) => `host${i}`).join(','))).toBeUndefined()
})

/** What the URL standard writes in another way than a person or an attacker did, or takes and SPEC.md does not. */
test.each([
  'licenses',
  'http://licenses:7632/',
  'http://Licenses',
  'http://licenses:80',
  'http://10.0.7',
  'http://0x0a000007',
  'http://1.2.3.08',
  'http://licenses.',
  'http://-licenses',
  'http://[::ffff:1.2.3.4]',
  'http://[fd00:0::7]',
  'http://[fe80::1%25eth0]',
  'http://licenses/a//b',
  'http://licenses/.',
  'http://licenses/%2e%2e/a',
  'http://licenses/ä',
  ' http://licenses',
  'http://licenses\n',
  7632,
  null,
])('SS-05: a kit has no %j', value => {
  expect(isSiteAddress(value)).toBe(false)
})

test('SS-05: what a kit may have is what is written for it again', () => {
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().map(one => `[${one}]`),
    fc.stringMatching(/^[a-z\d._-]{1,20}$/),
    fc.stringMatching(/^[\d.x]{1,12}$/),
  )
  const text = fc
    .tuple(fc.constantFrom('', 'http://', 'https://'), host, fc.constantFrom('', ':7632', ':80', ':0443'))
    .chain(([scheme, name, port]) =>
      fc.webPath().map(path => `${scheme}${name}${port}${scheme === '' ? '' : path}`),
    )
  fc.assert(
    fc.property(text, given => {
      const address = parseSiteAddress(given)
      if (!isSiteAddress(address)) return
      expect(parseSiteAddress(address)).toBe(address)
      if (!address.includes('xn--')) expect(new URL(address).href.replace(/\/$/, '')).toBe(address)
    }),
    { numRuns: runs(1000) },
  )
})

test('SS-05: the list of a kit has 1 to 8, each once', () => {
  const hosts = (count: number) => Array.from({ length: count }, (_, i) => `http://host${i}`)
  expect([1, 8].map(count => areSiteAddresses(hosts(count)))).toEqual([true, true])
  for (const bad of [[], hosts(9), ['http://a', 'http://a'], ['http://a', 'b'], 'http://a', undefined])
    expect(areSiteAddresses(bad)).toBe(false)
})
