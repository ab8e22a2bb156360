import { expect, test } from 'vitest'
import { parseSiteAddress, parseSiteAddresses } from '../../../src/core/site/address.ts'

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
