import { describe, expect, it } from 'vitest'
import { clientOf, countedAs, isLoopback, proxiesOf } from '../../src/http/client-address.ts'
import { AirlatchError } from '../../src/vendor/door.ts'

const PROXIES = proxiesOf('--behind-proxy', ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1'])

describe("the client's address", () => {
  it.each([
    ['a stranger is believed nothing', '198.51.100.7', '1.2.3.4', '198.51.100.7'],
    ['a proxy is believed what it adds', '10.0.0.1', '1.2.3.4', '1.2.3.4'],
    ['and not what the client said before', '10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
    ['proxies in a row', '10.0.0.1', '6.6.6.6, 1.2.3.4, 192.0.2.1, 10.9.9.9', '1.2.3.4'],
    ['nothing but proxies', '10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['no header', '10.0.0.1', undefined, '10.0.0.1'],
    ['what is no address', '10.0.0.1', '1.2.3.4, unknown', '10.0.0.1'],
    ['IPv6', '2001:db8::1', '2001:470::5', '2001:470::5'],
    ['IPv4 on a socket of both kinds', '::ffff:10.0.0.1', '::ffff:1.2.3.4', '1.2.3.4'],
    ['with a port', '10.0.0.1', '1.2.3.4:51234', '1.2.3.4'],
    ['IPv6 with a port', '10.0.0.1', '[2001:470::5]:443', '2001:470::5'],
    ['IPv6 in brackets', '10.0.0.1', '6.6.6.6, [2001:470::5]', '2001:470::5'],
    ['proxies with ports', '10.0.0.1', '1.2.3.4:1, 192.0.2.1:2, [2001:db8::9]:3', '1.2.3.4'],
    ['a port alone', '10.0.0.1', ':443', '10.0.0.1'],
    ['a list beyond reason', '10.0.0.1', `1.2.3.4${',10.0.0.1'.repeat(5000)}`, '10.0.0.1'],
  ])('%s', (_what, peer, forwarded, client) => {
    expect(clientOf(peer, forwarded, PROXIES).address).toBe(client)
  })

  it.each([
    ['a header', '1.2.3.4', false],
    ['no header', undefined, true],
    ['an unusable header', 'unknown', true],
    ['nothing but proxies', '10.0.0.2', true],
  ])('a proxy that does not name its client is noticed: %s', (_what, forwarded, isUnnamed) => {
    expect(clientOf('10.0.0.1', forwarded, PROXIES).isUnnamed).toBe(isUnnamed)
    expect(clientOf('198.51.100.7', forwarded, PROXIES).isUnnamed, 'not a proxy').toBe(false)
  })

  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::1.2.3.4', '64:ff9b:0:0::/64'],
  ])('%s counts as %s', (address, counted) => {
    expect(countedAs(address)).toBe(counted)
  })

  it.each(['', 'proxy.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::1/129', '10.0.0.0/-1'])(
    '%j is no proxy',
    text => {
      expect(() => proxiesOf('--behind-proxy', [text])).toThrow(AirlatchError)
    },
  )

  it('is of this computer alone', () => {
    expect(['127.0.0.1', '127.8.8.8', '::1', 'localhost'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '10.0.0.1', 'example.com', '127.example.com'].some(isLoopback)).toBe(false)
  })
})
