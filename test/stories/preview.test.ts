/** The security officer's look: every item that leaves the site, before it is made, when it is made, and on the way. */
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeArmor } from '../../src/carrier/armor.ts'
import { decodeCbor } from '../../src/core/bytes/cbor.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '20')
})
afterAll(() => shop.remove())

interface Item {
  readonly item: string
  readonly value: string | null
  readonly meaning: string
}

const item = (value: Value, name: string): Item => value.leaves.find((one: Item) => one.item === name)
const items = (value: Value): readonly string[] => value.leaves.map((one: Item) => one.item)
const said = (value: Value): string => JSON.stringify([value.leaves, value.stays])

const EVERYTHING = [
  'message',
  'key',
  'product',
  'made',
  'installation key',
  'install-id',
  'system-uuid',
  'board-serial',
  'disk-serial',
  'mac-address',
  'mac-address',
  'cpu-model',
  'counted',
  'virtual',
  'workload name',
  'version',
  'proof',
  'signature',
]

describe('request --explain', () => {
  test('lists every item in plain words and writes nothing, not even an installation', async () => {
    const client = shop.client('dry')
    const before = shop.listing()
    const { value } = await must(client('request', key, '--explain', '--app-version', '2.1'))
    expect(shop.listing()).toEqual(before)
    expect(existsSync(shop.at('dry', 'home'))).toBe(false)
    expect(items(value)).toEqual(EVERYTHING)
    expect(value).toMatchObject({ dryRun: true, productId: 'scope' })
    for (const one of value.leaves) expect(one.meaning).toMatch(/^[a-z]/)
    expect(item(value, 'key').value).toBe(key.split('-').slice(0, 2).join('-'))
    expect(item(value, 'version').value).toBe('2.1')
    expect(item(value, 'virtual').value).toBeNull()
  })

  test('names each reading beside its hash, and the rest of the activation key nowhere', async () => {
    const { value } = await must(shop.client('dry')('request', key, '--explain'))
    for (const { kind, value: clear } of simulatedComputer('dry').readings)
      expect(value.leaves).toContainEqual({
        item: kind,
        value: expect.stringMatching(/^[0-9a-f]{16}$/),
        meaning: expect.stringContaining(`"${clear}", which stays here`),
      })
    for (const group of key.split('-').slice(2)) expect(said(value)).not.toContain(group)
  })

  test('with -o the request itself is made, and explained byte for byte', async () => {
    const file = shop.at('made', 'request.txt')
    const client = shop.client('made')
    const { value } = await must(client('request', key, '--explain', '-o', file))
    const message = decodeArmor(shop.read('made', 'request.txt').toString())
    // every byte string of the payload stands in the list, the fingerprint's in pieces
    const strings = bytesIn(decodeCbor(parseSign1(message).payload))
    expect(strings.length).toBeGreaterThan(7)
    for (const hex of strings)
      for (const piece of hex.match(/.{16}/g) ?? []) expect(said(value)).toContain(piece)
    expect(item(value, 'message').value).toBe(`activation request, ${message.length} bytes`)
    expect(value.output).toBe(file)
  })

  test('has the same size dry as made, and the same readings', async () => {
    const client = shop.client('made')
    const dry = (await must(client('request', key, '--explain'))).value
    const made = (await must(client('request', key, '--explain', '-o', shop.at('made', 'again.txt')))).value
    expect(dry.bytes).toBe(made.bytes)
    const readings = (value: Value) => value.leaves.filter((one: Item) => one.meaning.startsWith('a hash'))
    expect(readings(dry)).toEqual(readings(made))
    expect(dry.computerId).toBe(made.computerId)
  })

  test('a key or a version that is none is refused, as for the request', async () => {
    const client = shop.client('dry')
    const wrong = await client('request', 'not-a-key', '--explain')
    expect(wrong.value.error.code).toBe('activation-key-malformed')
    const version = await client('request', key, '--explain', '--app-version', 'no version')
    expect(version).toMatchObject({ exit: 2, value: { error: { code: 'invalid-value' } } })
  })

  test('a message on standard output stays alone there', async () => {
    const { exit, value } = await shop.client('dry')('request', key, '--explain', '-o', '-')
    expect({ exit, code: value.error.code }).toEqual({ exit: 2, code: 'invalid-value' })
  })
})

describe('inspect', () => {
  test('says the same of a request on both sides, without the values in clear', async () => {
    const path = await shop.request('way', key)
    for (const look of [shop.vendor, shop.client('way')]) {
      const { value } = await must(look('inspect', path))
      expect(items(value)).toEqual(EVERYTHING)
      expect(value.direction).toBe('to-vendor')
      for (const { value: clear } of simulatedComputer('way').readings)
        expect(said(value)).not.toContain(clear)
      expect(value.stays.length).toBeGreaterThan(2)
    }
  })

  test('a license, a kit and a list of revocations carry nothing away', async () => {
    const { value } = await must(shop.activate('other', key))
    for (const path of [value.output, shop.at('vendor', 'scope.kit')]) {
      const seen = (await must(shop.vendor('inspect', path))).value
      expect(seen.direction).toBe('to-customer')
      expect(seen).not.toHaveProperty('leaves')
    }
  })
})

describe('computer --components', () => {
  test('shows what is read, the hash that a request carries of it, and whether it is stable', async () => {
    const { value } = await must(shop.client('parts')('computer', '--components'))
    const { value: preview } = await must(shop.client('parts')('request', key, '--explain'))
    expect(value.components.map((one: Value) => one.value)).toEqual(
      simulatedComputer('parts').readings.map(one => one.value),
    )
    for (const { kind, hash } of value.components)
      expect(preview.leaves).toContainEqual(expect.objectContaining({ item: kind, value: hash }))
    const adapter = value.components.find((one: Value) => one.kind === 'mac-address')
    expect(adapter.unstable).toMatchObject([
      { why: 'set-by-software', meaning: expect.stringMatching(/software/) },
    ])
    expect(value.components[0].unstable).toEqual([])
    expect(value.inside).toEqual([])
  })
})

/** Every byte string in a value of CBOR, in hexadecimal. */
function bytesIn(value: unknown): readonly string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('hex')]
  if (value instanceof Map) return [...value.values()].flatMap(bytesIn)
  return Array.isArray(value) ? value.flatMap(bytesIn) : []
}
