import { afterAll, beforeAll, expect, test } from 'vitest'
import { openKit } from '../../../src/core/envelope.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { type Desk, openDesk } from '../../world/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

test('a kit is signed by the key that it lists, and each one counts up', async () => {
  const kits = []
  for (let i = 0; i < 3; i++)
    kits.push(
      await desk.signer.publishKit({
        productId: 'scope',
        allowGeneric: i === 1,
        searchPath: [`/share/${i}`],
      }),
    )
  const opened = kits.map(({ message }) => openKit(message, nativeEd25519))
  expect(opened.map(({ kit }) => [kit.sequence, kit.allowGeneric, kit.searchPath])).toEqual([
    [1, false, ['/share/0']],
    [2, true, ['/share/1']],
    [3, false, ['/share/2']],
  ])
  for (const { keyring } of opened) expect([...keyring.keys()]).toEqual([desk.vendor.identity.kid])
})

test.each([[['']], [['a\u0000b']], [['x'.repeat(1025)]], [Array.from({ length: 17 }, (_, i) => `/${i}`)]])(
  'a search path that cannot be is refused',
  async searchPath => {
    const publishing = desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath })
    await expect(publishing).rejects.toMatchObject({ code: 'invalid-value' })
  },
)

test('the address of a page stands in the kit in its one spelling, is recorded with it, and not kept for the next', async () => {
  const input = { productId: 'scope', allowGeneric: false, searchPath: [] }
  const { message } = await desk.signer.publishKit({ ...input, address: 'HTTPS://Activate.Example.com/' })
  const { kit } = openKit(message, nativeEd25519)
  expect(kit.address).toBe('https://activate.example.com')
  const next = await desk.signer.publishKit(input)
  expect(openKit(next.message, nativeEd25519).kit).toMatchObject({
    address: undefined,
    sequence: kit.sequence + 1,
  })
})

test('an address that is more than a host and a port publishes nothing', async () => {
  const input = { productId: 'scope', allowGeneric: false, searchPath: [] }
  const before = (await desk.signer.publishKit(input)).kit.sequence
  const publishing = desk.signer.publishKit({ ...input, address: 'https://activate.example.com/page' })
  await expect(publishing).rejects.toMatchObject({ code: 'invalid-value', details: { field: 'address' } })
  expect((await desk.signer.publishKit(input)).kit.sequence).toBe(before + 1)
})

test('SS-05: addresses of site servers stand in the kit in their one spelling, each once and in their order', async () => {
  const input = { productId: 'scope', sites: ['Licenses', 'https://10.0.0.7/scope/', 'http://licenses:7632'] }
  const { message } = await desk.signer.publishKit(input)
  const sites = ['http://licenses:7632', 'https://10.0.0.7/scope']
  expect(openKit(message, nativeEd25519).kit.sites).toEqual(sites)
  expect(
    openKit((await desk.signer.publishKit({ productId: 'scope' })).message, nativeEd25519).kit.sites,
  ).toEqual([])
})

test.each([
  [['ftp://licenses']],
  [['licenses/scope']],
  [['http://licenses/%61']],
  [['']],
  [['http://licenses', 'a b']],
  [Array.from({ length: 9 }, (_, i) => `host${i}`)],
])('SS-05: the addresses %j publish nothing', async sites => {
  const before = (await desk.signer.publishKit({ productId: 'scope' })).kit.sequence
  const publishing = desk.signer.publishKit({ productId: 'scope', sites })
  await expect(publishing).rejects.toMatchObject({ code: 'invalid-value', details: { field: 'sites' } })
  expect((await desk.signer.publishKit({ productId: 'scope' })).kit.sequence).toBe(before + 1)
})

test('of no product that there is', async () => {
  const publishing = desk.signer.publishKit({ productId: 'nothing', allowGeneric: false, searchPath: [] })
  await expect(publishing).rejects.toMatchObject({ code: 'product-not-found' })
})

test('all keys are listed, and the oldest signs that is not retired: who knows it can follow', async () => {
  const input = { productId: 'scope', allowGeneric: false, searchPath: [] }
  const first = desk.vendor.identity.kid
  const second = (await desk.signer.rotateSigningKey()).kid
  const third = (await desk.signer.rotateSigningKey()).kid
  const kit = async () => {
    const signer = await desk.vendor.unlock('')
    const { kit, keyring, signer: by } = openKit((await signer.publishKit(input)).message, nativeEd25519)
    return { by: by.kid, keys: [...keyring.keys()], retired: kit.retired }
  }
  const keys = [first, second, third]
  expect(await kit()).toEqual({ by: first, keys, retired: new Map() })
  await desk.vendor.retireSigningKey({ kid: first, since: desk.time - 100, reason: 'stolen' })
  expect(await kit()).toEqual({ by: second, keys, retired: new Map([[first, desk.time - 100]]) })
  await desk.vendor.retireSigningKey({ kid: third, reason: 'made by mistake' })
  const retired = new Map([
    [first, desk.time - 100],
    [third, desk.time],
  ])
  expect(await kit()).toEqual({ by: second, keys, retired })
})
