import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../src/carrier/armor.ts'
import { type ClientOptions, openClient } from '../src/client.ts'
import { computerOf } from '../src/computer/computer.ts'
import { nativeEd25519 } from '../src/cose/native.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../src/cose/pem.ts'
import { unlockSigningKey } from '../src/custody/signing-key.ts'
import { openKit, sealKit } from '../src/envelope.ts'
import type { KitInput } from '../src/vendor.ts'
import { simulatedComputer } from './computer/simulated.ts'
import { type Desk, openDesk } from './world/desk.ts'
import { DAY, NOW } from './world/nouns.ts'

let desk: Desk
let home: string
let homes = 0
beforeAll(async () => {
  desk = await openDesk()
  await desk.vendor.setSetting('allowGenericKeys', true)
  await desk.vendor.createProduct({ id: 'meter', name: 'Meter' })
})
afterAll(() => desk.close())
beforeEach(() => {
  desk.time = NOW
  home = join(desk.home, `client-${++homes}`)
})

async function kitOf(change: Partial<KitInput> = {}): Promise<Uint8Array> {
  return (
    await desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [], ...change })
  ).message
}

function client(kit: Uint8Array | undefined, change: Partial<ClientOptions> = {}) {
  return openClient({ home, kit, probe: async () => simulatedComputer(home), now: desk.now, ...change })
}

async function newKey(productId = 'scope', terms = {}): Promise<string> {
  return (await desk.vendor.createKeys({ productId, activations: 100, ...terms }))[0]?.text as string
}

async function licenseFor(request: Uint8Array): Promise<Uint8Array> {
  const outcome = await desk.signer.issue(request)
  if (outcome.kind === 'refusal') throw new Error(outcome.code)
  return outcome.message
}

async function genericLicense(days: number): Promise<Uint8Array> {
  const [key] = await desk.vendor.createKeys({
    productId: 'scope',
    generic: true,
    duration: { days, from: 'activation' },
  })
  const outcome = await desk.signer.issueOnBehalf(key?.id as string, 'campus')
  if (outcome.kind === 'refusal') throw new Error(outcome.code)
  return outcome.message
}

describe('the kit in use', () => {
  test('is kept with the first request, and needed no more', async () => {
    const kit = await kitOf()
    expect(() => client(undefined)).toThrow(expect.objectContaining({ code: 'kit-missing' }))
    await client(kit).status()
    // looking alone keeps nothing
    expect(existsSync(home)).toBe(false)
    await client(kit).request(await newKey())
    expect(client(undefined).kit.productId).toBe('scope')
  })

  test('a newer one of the same vendor is taken, an older one is not', async () => {
    const [first, second] = [await kitOf(), await kitOf({ allowGeneric: true })]
    await client(first).request(await newKey())
    expect(client(second).kit.allowGeneric).toBe(true)
    await client(second).request(await newKey())
    expect(client(first).kit.allowGeneric).toBe(true)
  })

  test("another vendor's is refused, also one that lists the trusted key beside its own", async () => {
    const kit = await kitOf()
    await client(kit).request(await newKey())
    const stranger = secretKeyOfPem(newSecretKeyPem())
    const { kit: own } = openKit(kit, nativeEd25519)
    const { coseKey } = await import('../src/cose/key.ts')
    const listed = coseKey(stranger.public.bytes)
    for (const keys of [[listed], [listed, ...own.keys]]) {
      const forged = sealKit({ ...own, sequence: 999, keys, allowGeneric: true }, stranger)
      expect(() => client(forged)).toThrow(expect.objectContaining({ code: 'kit-not-trusted' }))
    }
    // and signed by the present key it is how a vendor brings a new one
    const next = sealKit(
      { ...own, sequence: 999, keys: [listed, ...own.keys] },
      await unlockSigningKey(desk.home, ''),
    )
    await client(next).request(await newKey())
    const rotated = sealKit({ ...own, sequence: 1000, keys: [listed] }, stranger)
    expect(client(rotated).kit.sequence).toBe(1000)
  })

  test('that is damaged where it is kept is said, and healed by giving it again, in any carrier', async () => {
    const kit = await kitOf()
    await client(kit).request(await newKey())
    writeFileSync(join(home, 'scope', 'kit.cbor'), 'damaged')
    expect(() => client(undefined)).toThrow(expect.objectContaining({ code: 'kit-damaged' }))
    await client(new TextEncoder().encode(encodeArmor('kit', kit))).request(await newKey())
    expect(client(undefined).kit.productId).toBe('scope')
  })

  test('and the product name only what may be a folder', () => {
    expect(() => openClient({ home, product: '../elsewhere' })).toThrow(
      expect.objectContaining({ code: 'invalid-value' }),
    )
  })

  test('of several products must be said which', async () => {
    for (const productId of ['scope', 'meter'])
      await client(await kitOf({ productId })).request(await newKey(productId))
    expect(() => client(undefined)).toThrow(
      expect.objectContaining({ code: 'product-ambiguous', details: { products: ['meter', 'scope'] } }),
    )
    expect(client(undefined, { product: 'meter' }).kit.productId).toBe('meter')
    expect(() => client(undefined, { product: 'other' })).toThrow(
      expect.objectContaining({ code: 'kit-missing' }),
    )
  })
})

describe('a request', () => {
  test('needs enough readings to know this computer again', async () => {
    const poor = async () => computerOf('linux', [{ kind: 'cpu-model', raw: 'Some CPU 9000' }])
    const asking = client(await kitOf(), { probe: poor }).request(await newKey())
    await expect(asking).rejects.toMatchObject({
      code: 'computer-unreadable',
      details: { kinds: 1, least: 2 },
    })
  })

  test('of a mistyped key makes nothing, not even a folder', async () => {
    await expect(client(await kitOf()).request('typo')).rejects.toMatchObject({
      code: 'activation-key-malformed',
    })
    expect(existsSync(home)).toBe(false)
  })

  test('names the version that asks, when it is one', async () => {
    const opened = client(await kitOf())
    const { message } = await opened.request(await newKey(), { version: '2.1' })
    expect(await opened.inspect(message)).toMatchObject({ type: 'request', claims: { version: '2.1' } })
    for (const version of ['', 'a b', 'x'.repeat(33)])
      await expect(opened.request(await newKey(), { version })).rejects.toMatchObject({
        code: 'invalid-value',
      })
  })

  test('two from one computer are of one installation, and of two products of two', async () => {
    const key = await newKey()
    const opened = client(await kitOf())
    const kids = []
    for (let i = 0; i < 2; i++) kids.push((await opened.inspect((await opened.request(key)).message)).kid)
    const meter = client(await kitOf({ productId: 'meter' }))
    kids.push((await meter.inspect((await meter.request(await newKey('meter'))).message)).kid)
    expect(new Set(kids).size).toBe(2)
  })
})

describe('installing', () => {
  test('a license that is not valid here keeps nothing and changes nothing', async () => {
    const opened = client(await kitOf())
    const good = await licenseFor((await opened.request(await newKey())).message)
    await opened.install(good)
    const short = await newKey('scope', { duration: { days: 1, from: 'activation' } })
    const expired = await licenseFor((await opened.request(short)).message)
    desk.time = NOW + DAY
    const { verdict } = await opened.install(expired)
    expect(verdict).toMatchObject({ valid: false, reasons: [{ code: 'expired' }] })
    const status = await opened.status()
    expect(status).toMatchObject({ valid: true, source: 'installed', license: { keyId: expect.any(String) } })
    expect(status.license?.keyId).not.toBe(short.slice(0, 11))
  })

  test('the second license replaces the first', async () => {
    const opened = client(await kitOf())
    const [one, two] = [await newKey(), await newKey()]
    for (const key of [one, two]) await opened.install(await licenseFor((await opened.request(key)).message))
    expect((await opened.status()).license?.keyId).toBe(two.slice(0, 11))
    expect(readdirSync(join(home, 'scope')).sort()).toEqual([
      'installation-key.pem',
      'kit.cbor',
      'license.cbor',
    ])
  })
})

describe('the status', () => {
  test('without any license says so, and never throws', async () => {
    expect(await client(await kitOf()).status()).toMatchObject({
      valid: false,
      license: undefined,
      reasons: [{ code: 'no-license', details: { product: 'scope' } }],
      lookedAt: [],
    })
  })

  test('QG-06: the installed one comes first, then the search path in order; the first valid one counts', async () => {
    const share = join(desk.home, 'share')
    mkdirSync(share, { recursive: true })
    writeFileSync(join(share, 'a.license'), await genericLicense(1))
    writeFileSync(join(share, 'b.license'), await genericLicense(10))
    const opened = client(await kitOf({ allowGeneric: true, searchPath: [share] }))
    const sources = async () => {
      const { valid, source, lookedAt } = await opened.status()
      return { valid, source, lookedAt: lookedAt.map(looked => [looked.source, looked.reasons[0]?.code]) }
    }
    const [a, b] = [join(share, 'a.license'), join(share, 'b.license')]
    expect(await sources()).toEqual({ valid: true, source: a, lookedAt: [[a, undefined]] })
    desk.time = NOW + DAY
    expect(await sources()).toEqual({
      valid: true,
      source: b,
      lookedAt: [
        [a, 'expired'],
        [b, undefined],
      ],
    })
    await opened.install(await licenseFor((await opened.request(await newKey())).message))
    expect(await sources()).toEqual({
      valid: true,
      source: 'installed',
      lookedAt: [['installed', undefined]],
    })
    desk.time = NOW
  })

  test('when none is valid, the first one says why, and the others are there to be read', async () => {
    const share = join(desk.home, 'share-2')
    mkdirSync(share)
    writeFileSync(join(share, 'a.license'), await genericLicense(1))
    writeFileSync(join(share, 'b.license'), 'no license')
    desk.time = NOW + DAY
    const status = await client(await kitOf({ allowGeneric: true, searchPath: [share] })).status()
    expect(status.reasons).toMatchObject([{ code: 'expired' }])
    expect(status.lookedAt.map(({ reasons }) => reasons[0]?.code)).toEqual([
      'expired',
      'input-not-recognised',
    ])
  })

  test('QG-13: a generic license is not taken where the kit does not allow it', async () => {
    const share = join(desk.home, 'share-3')
    mkdirSync(share)
    writeFileSync(join(share, 'a.license'), await genericLicense(1))
    const status = await client(await kitOf({ searchPath: [share] })).status()
    expect(status).toMatchObject({ valid: false, reasons: [{ code: 'generic-not-allowed' }] })
  })

  test('QC-04: is asked for a version of the program', async () => {
    await desk.vendor.changeProduct('meter', { release: { version: '2.0', releasedAt: NOW } })
    const opened = client(await kitOf({ productId: 'meter' }))
    await opened.install(await licenseFor((await opened.request(await newKey('meter'))).message))
    expect((await opened.status({ version: '2.9' })).valid).toBe(true)
    expect((await opened.status({ version: '3.0' })).reasons).toMatchObject([{ code: 'wrong-version' }])
  })
})
