import { expect, test } from 'vitest'
import type { AirlatchError } from '../../../../src/core/errors.ts'
import {
  checkedAddresses,
  isPublic,
  lookupOf,
  MOST_URL_CHARACTERS,
  type Resolve,
  webhookAddress,
} from '../../../../src/vendor/outside/webhooks/address.ts'

const PUBLIC = [
  '1.1.1.1',
  '93.184.215.14',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '2606:4700::1111',
]

const PRIVATE = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.7',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:1.1.1.1',
  '64:ff9b::7f00:1',
  '64:ff9b::101:101',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '3fff::1',
  'no address',
]

/** The same loopback address, as people disguise it. */
const DISGUISED = [
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://127.0.0.1./',
  'https://127。0。0。1/',
  'https://１２７.０.０.１/',
  'https://%31%32%37.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[0:0:0:0:0:ffff:127.0.0.1]/',
  'https://[64:ff9b::127.0.0.1]/',
  'https:127.0.0.1',
  'https:\\\\127.0.0.1\\',
]

const refusal = (problem: string) =>
  expect.objectContaining({ code: 'webhook-address-refused', details: expect.objectContaining({ problem }) })

test.each(PUBLIC)('HT-03: %s is an address of the Internet', address => {
  expect(isPublic(address)).toBe(true)
})

test.each(PRIVATE)('HT-03: %s is not an address of the Internet', address => {
  expect(isPublic(address)).toBe(false)
})

test.each(DISGUISED)('HT-03: %s is refused when it is added, unless private addresses are allowed', text => {
  expect(() => webhookAddress(text, false)).toThrow(refusal('private'))
  expect(webhookAddress(text, true)).toMatch(/^https:\/\//)
})

test.each(PRIVATE.filter(one => one !== 'no address' && !one.includes('%')))(
  'HT-03: %s behind a name is refused when something is sent',
  async address => {
    const to = { url: 'https://hooks.example.com/in', allowPrivate: false }
    await expect(checkedAddresses(to, async () => [address])).rejects.toEqual(refusal('private'))
    // one that is private among others
    await expect(checkedAddresses(to, async () => ['1.1.1.1', address])).rejects.toEqual(refusal('private'))
    expect(await checkedAddresses({ ...to, allowPrivate: true }, async () => [address])).toEqual([address])
  },
)

test('HT-03: only https addresses without a user, a password or a fragment are taken', () => {
  const taken = (text: string, allowPrivate = false) => webhookAddress(text, allowPrivate)
  expect(taken('HTTPS://Hooks.Example.COM:8443/in?a=b')).toBe('https://hooks.example.com:8443/in?a=b')
  for (const text of [
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://x/',
    'data:,x',
  ])
    expect(() => taken(text)).toThrow(
      refusal(text.includes('///') || text === 'data:,x' ? 'not-a-url' : 'not-https'),
    )
  for (const text of [
    'https://ann:pw@example.com/',
    'https://ann@example.com/',
    'https://127.0.0.1@example.com/',
  ])
    expect(() => taken(text)).toThrow(refusal('credentials'))
  expect(() => taken('https://example.com/#x')).toThrow(refusal('fragment'))
  for (const text of [
    '',
    'example.com',
    'https://',
    '/in',
    `https://example.com/${'x'.repeat(MOST_URL_CHARACTERS)}`,
  ])
    expect(() => taken(text)).toThrow(refusal('not-a-url'))
})

test('HT-03: a password in the address is not shown in the error, whatever else is wrong with it', () => {
  for (const text of [
    'https://ann:open-sesame@example.com/',
    // plain HTTP, another protocol, a private address, and what is no address
    'http://ann:open-sesame@example.com/',
    'ftp://ann:open-sesame@example.com/',
    'https://ann:open-sesame@127.0.0.1/#x',
    'https://ann:open-sesame@',
    'ann:open-sesame@example.com',
    // as browsers read it: other slashes, or none
    'https:\\\\ann:open-sesame@example.com/',
    'https:ann:open-sesame@example.com/',
    'https:/ann:open@sesame@example.com/',
  ]) {
    let shown = ''
    try {
      webhookAddress(text, false)
    } catch (error) {
      shown = `${JSON.stringify(error)} ${JSON.stringify((error as AirlatchError).details)} ${error}`
    }
    expect(shown, text).toContain('webhook-address-refused')
    expect(shown, text).not.toContain('sesame')
  }
})

test('HT-03: line ends in an address cannot become headers', () => {
  const address = webhookAddress('https://example.com/in\r\nx-injected: 1', false)
  expect(address).not.toMatch(/[\r\n ]/)
  expect(webhookAddress('https://example.com/%0d%0ax-injected:1', false)).toContain('%0d%0a')
})

test('HT-03: plain HTTP is for private addresses alone', async () => {
  const to = { url: 'http://inside.example.com/', allowPrivate: true }
  expect(await checkedAddresses(to, async () => ['10.0.0.7'])).toEqual(['10.0.0.7'])
  await expect(checkedAddresses(to, async () => ['1.1.1.1'])).rejects.toEqual(refusal('not-https'))
  expect(() => webhookAddress('http://1.1.1.1/', true)).toThrow(refusal('not-https'))
  expect(webhookAddress('http://127.0.0.1:8080/', true)).toBe('http://127.0.0.1:8080/')
  expect(() => webhookAddress('http://127.0.0.1:8080/', false)).toThrow(refusal('not-https'))
})

test('HT-03: a name is resolved once; what it resolves to later changes nothing', async () => {
  const answers = [['1.1.1.1', '2606:4700::1111'], ['127.0.0.1']]
  let asked = 0
  const rebinding: Resolve = async () => answers[asked++] ?? []
  const to = { url: 'https://rebind.example.com/', allowPrivate: false }
  const lookup = lookupOf(await checkedAddresses(to, rebinding))
  const found: unknown[] = []
  for (let i = 0; i < 3; i++) lookup('rebind.example.com', { all: true }, (_error, all) => found.push(all))
  lookup('rebind.example.com', {}, (_error, address, family) => found.push([address, family]))
  const both = [
    { address: '1.1.1.1', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ]
  expect(found).toEqual([both, both, both, ['1.1.1.1', 4]])
  expect(asked).toBe(1)
})

test('HT-03: an address that is written as a number is not resolved', async () => {
  const never: Resolve = async () => expect.unreachable()
  expect(await checkedAddresses({ url: 'https://1.1.1.1/', allowPrivate: false }, never)).toEqual(['1.1.1.1'])
  const loopback = { url: 'https://[::1]/', allowPrivate: false }
  await expect(checkedAddresses(loopback, never)).rejects.toEqual(refusal('private'))
})

test('HT-03: a name without an address is refused', async () => {
  const to = { url: 'https://nowhere.example.com/', allowPrivate: false }
  await expect(checkedAddresses(to, async () => [])).rejects.toEqual(refusal('unknown-name'))
})
