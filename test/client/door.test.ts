import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import {
  type Client,
  type ClientOptions,
  type InstalledLicense,
  openClient,
  type ProgramInput,
} from '../../src/client/door.ts'
import { readLinux } from '../../src/client/probe/linux.ts'
import { computerOf } from '../../src/core/computer/computer.ts'
import { openKit } from '../../src/core/envelope.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { unlockSigningKey } from '../../src/vendor/custody/signing-key.ts'
import type { KitInput } from '../../src/vendor/door.ts'
import { explain } from '../../src/words/explain.ts'
import { type Desk, openDesk } from '../world/desk.ts'
import { DAY, NOW } from '../world/nouns.ts'
import { sealKit } from '../world/seal.ts'
import { simulatedComputer } from './probe/simulated.ts'
import { asRoot, recorded } from './probe/tree.ts'

/** Installs what must be a license. */
async function take(opened: Client, message: Uint8Array, program?: ProgramInput): Promise<InstalledLicense> {
  const installed = await opened.install(message, program)
  if (installed.kind !== 'license') throw new Error(`expected a license, got a ${installed.kind}`)
  return installed
}

let desk: Desk
let home: string
let homes = 0
beforeAll(async () => {
  desk = await openDesk()
  await desk.vendor.setSetting('allowGenericKeys', true)
  await desk.vendor.createProduct({ id: 'meter', name: 'Meter' })
})
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.backTo(NOW)
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
  const outcome = await desk.signer.issue({ key: key?.id as string, computerId: 'campus' })
  if (outcome.kind === 'refusal') throw new Error(outcome.code)
  return outcome.message
}

/** Of a client without a kit in the program. */
const TRUST = { rule: 'kit', code: 'kit-not-built-in', details: { vendor: 'Acme', product: 'scope' } }

describe('the kit in use', () => {
  test('that was supplied from outside is said with each status and installation; the one in the program is not', async () => {
    const kit = await kitOf()
    const asked = client(kit)
    const license = await licenseFor((await asked.request(await newKey())).message)
    expect(await asked.install(license)).toMatchObject({ kind: 'license', warnings: [TRUST] })
    expect(await client(undefined).install(await kitOf())).toMatchObject({ kind: 'kit', warnings: [TRUST] })
    expect(await client(undefined).status()).toMatchObject({ valid: true, warnings: [TRUST] })

    const built = { bakedKit: kit }
    expect(await client(undefined, built).install(license)).toMatchObject({ kept: true, warnings: [] })
    expect(await client(undefined, built).status()).toMatchObject({ valid: true, warnings: [] })
    const newest = await kitOf()
    expect(await client(newest, built).status()).toMatchObject({ valid: true, warnings: [] })
  })

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
    const { coseKey } = await import('../../src/core/cose/key.ts')
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
    const poor = async () => computerOf('linux', undefined, [{ kind: 'cpu-model', raw: 'Some CPU 9000' }])
    const asking = client(await kitOf(), { probe: poor }).request(await newKey())
    await expect(asking).rejects.toMatchObject({
      code: 'computer-unreadable',
      details: { kinds: 1, least: 2 },
    })
  })

  test('of a container without hardware is refused with what works there', async () => {
    const pod = await asRoot(recorded('linux/kubernetes'), root => readLinux(root))
    const asking = client(await kitOf(), { probe: async () => pod, pause: async () => {} })
    const refused = await asking.request(await newKey()).catch(error => error)
    expect(refused).toMatchObject({ code: 'computer-unreadable', details: { container: 'kubernetes' } })
    const { hint } = explain(refused.code, refused.details)
    expect(hint).toMatch(/generic license.*search path.*\/etc\/machine-id/)
    expect(hint).not.toMatch(/may help/)
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
    const verdict = await take(opened, expired)
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
      'installation',
      'kit.cbor',
      'license.cbor',
      'request.cbor',
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

  test('QG-06 QG-07: a good installed one counts; else the search path is looked through, and the best one does', async () => {
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
    // the one that ends later
    expect(await sources()).toEqual({
      valid: true,
      source: b,
      lookedAt: [
        [a, undefined],
        [b, undefined],
      ],
    })
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
    await desk.backTo(NOW)
  })

  test('QG-07 QG-08: a license that is put on the share, replaced or taken away counts at the next look, by itself', async () => {
    const share = join(desk.home, 'share-4')
    const path = join(share, 'campus.license')
    const opened = client(await kitOf({ allowGeneric: true, searchPath: [share] }))
    const look = async () => {
      const { valid, license, reasons } = await opened.status()
      return [valid, license?.expiresAt, reasons[0]?.code]
    }
    expect(await look()).toEqual([false, undefined, 'no-license'])
    mkdirSync(share)
    writeFileSync(path, await genericLicense(1))
    expect(await look()).toEqual([true, NOW + DAY, undefined])
    desk.time = NOW + DAY
    expect(await look()).toEqual([false, NOW + DAY, 'expired'])
    writeFileSync(path, await genericLicense(5))
    expect(await look()).toEqual([true, NOW + 6 * DAY, undefined])
    // taken away from a place that answers, and then the place is gone
    rmSync(path)
    expect(await look()).toEqual([false, undefined, 'no-license'])
    writeFileSync(path, await genericLicense(5))
    expect(await look()).toEqual([true, NOW + 6 * DAY, undefined])
    rmSync(share, { recursive: true })
    expect(await look()).toEqual([true, NOW + 6 * DAY, undefined])
    expect((await opened.status()).warnings).toMatchObject([
      { code: 'expires-soon' },
      { code: 'license-from-copy' },
      TRUST,
    ])
    desk.time = NOW + 6 * DAY
    expect((await look())[0]).toBe(false)
  })

  test('QG-08: a share that is gone stops neither the other places nor the installed license', async () => {
    const [gone, there] = [join(desk.home, 'gone'), join(desk.home, 'share-5')]
    mkdirSync(there)
    writeFileSync(join(there, 'a.license'), await genericLicense(10))
    const opened = client(
      await kitOf({ allowGeneric: true, searchPath: [gone, join(gone, 'b.license'), there] }),
    )
    expect(await opened.status()).toMatchObject({ valid: true, source: join(there, 'a.license') })
    await opened.install(await licenseFor((await opened.request(await newKey())).message))
    rmSync(there, { recursive: true })
    expect(await opened.status()).toMatchObject({ valid: true, source: 'installed' })
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

describe('QC-27: days from the first run', () => {
  /** A client with a license of ten days, issued at NOW, with its file. */
  async function tenDays() {
    const kit = await kitOf()
    const opened = client(kit)
    const key = await newKey('scope', { duration: { days: 10, from: 'first-run' } })
    const license = await licenseFor((await opened.request(key)).message)
    return { kit, opened, key, license }
  }
  const installation = () => join(home, 'scope', 'installation')

  /** The last second in which the status is valid, by asking then and one second later. */
  async function expectEnd(end: number, opened = client(undefined)): Promise<void> {
    desk.time = end - 1
    expect(await opened.status()).toMatchObject({ valid: true })
    desk.time = end
    expect(await opened.status()).toMatchObject({ valid: false, reasons: [{ code: 'expired' }] })
  }

  test('count from the first status that is valid, not from the installing; later ones count from it', async () => {
    const { opened, license } = await tenDays()
    await opened.install(license)
    desk.time = NOW + 30 * DAY
    expect((await take(opened, license)).valid).toBe(true)
    expect((await opened.status()).valid).toBe(true)
    desk.time = NOW + 35 * DAY
    await opened.install(license)
    expect((await client(undefined).status()).valid).toBe(true)
    await expectEnd(NOW + 40 * DAY)
  })

  test('a status that is not valid is no run', async () => {
    const { opened, license } = await tenDays()
    await opened.install(license)
    expect((await opened.status({ features: ['export'] })).valid).toBe(false)
    const elsewhere = client(undefined, { probe: async () => simulatedComputer('elsewhere') })
    expect((await elsewhere.status()).valid).toBe(false)
    desk.time = NOW + 20 * DAY
    expect((await opened.status()).valid).toBe(true)
    await expectEnd(NOW + 30 * DAY)
  })

  test('a look that is no run begins no days, and says that they have not begun', async () => {
    const { opened, license } = await tenDays()
    await opened.install(license)
    const looked = await opened.status({}, { isRun: false })
    expect(looked).toMatchObject({ valid: true, daysBegun: false, endsAt: NOW + 10 * DAY })
    desk.time = NOW + 25 * DAY
    expect(await opened.status({}, { isRun: false })).toMatchObject({
      daysBegun: false,
      endsAt: NOW + 35 * DAY,
    })
    expect(await opened.status()).toMatchObject({ valid: true, daysBegun: true })
    await expectEnd(NOW + 35 * DAY)
  })

  test('QC-26: with a date as well, the earlier one ends it', async () => {
    const opened = client(await kitOf())
    const terms = { duration: { days: 10, from: 'first-run' }, expiresAt: NOW + 25 * DAY }
    const key = await newKey('scope', terms)
    await opened.install(await licenseFor((await opened.request(key)).message))
    desk.time = NOW + 20 * DAY
    expect((await opened.status()).valid).toBe(true)
    await expectEnd(NOW + 25 * DAY)
  })

  const record = () =>
    join(installation(), readdirSync(installation()).find(name => name.startsWith('state')) ?? '')
  test.each<[string, () => void]>([
    ['the record is deleted', () => rmSync(record())],
    ['the record is changed', () => writeFileSync(record(), 'changed')],
    ['the key is deleted', () => rmSync(join(installation(), 'key.pem'))],
  ])('QC-27: D: %s: refused, until the computer has asked anew, which gains no day', async (_, lose) => {
    const { opened, key, license } = await tenDays()
    await opened.install(license)
    desk.time = NOW + 2 * DAY
    expect((await opened.status()).valid).toBe(true)
    lose()
    expect(await opened.status()).toMatchObject({ valid: false, reasons: [{ code: 'state-damaged' }] })
    const asked = await opened.request(key)
    await opened.install(await licenseFor(asked.message))
    expect((await opened.status()).valid).toBe(true)
    await expectEnd(NOW + 10 * DAY)
  })

  test.each<[string, string, () => void]>([
    [
      'the key is damaged',
      'installation-damaged',
      () => writeFileSync(join(installation(), 'key.pem'), 'no key'),
    ],
    [
      'a file stands in its place',
      'cannot-read',
      () => {
        rmSync(installation(), { recursive: true })
        writeFileSync(installation(), '')
      },
    ],
  ])('%s: refused, saying so', async (_, code, lose) => {
    const { opened, license } = await tenDays()
    await opened.install(license)
    expect((await opened.status()).valid).toBe(true)
    lose()
    expect(await opened.status()).toMatchObject({ valid: false, reasons: [{ code }] })
  })

  test('count from the license when the installation is deleted: nothing is gained by it', async () => {
    const { opened, license } = await tenDays()
    await opened.install(license)
    desk.time = NOW + 2 * DAY
    expect((await opened.status()).valid).toBe(true)
    rmSync(installation(), { recursive: true })
    await expectEnd(NOW + 10 * DAY)
  })

  test('count from the license when the whole home is deleted and the file is installed again', async () => {
    const { kit, opened, key, license } = await tenDays()
    await opened.install(license)
    desk.time = NOW + 2 * DAY
    await opened.status()
    rmSync(home, { recursive: true })
    await client(kit).install(license)
    await expectEnd(NOW + 10 * DAY)
    // nor does another request of this computer give a day more, whatever the new installation records
    desk.time = NOW + 9 * DAY
    const again = client(kit)
    await again.install(await licenseFor((await again.request(key)).message))
    await expectEnd(NOW + 10 * DAY)
  })

  test.skipIf(process.platform === 'win32')(
    'count from the license where the home is read-only, and the license is valid so long',
    async () => {
      const { opened, license } = await tenDays()
      await opened.install(license)
      desk.time = NOW + 2 * DAY
      for (const end of [NOW + 5 * DAY, NOW + 10 * DAY - 1])
        expect(await readOnly(async () => statusAt(end))).toMatchObject({ valid: true })
      expect(await readOnly(async () => statusAt(NOW + 10 * DAY))).toMatchObject({
        valid: false,
        reasons: [{ code: 'expired' }],
      })
      // once it can be written to the first run is kept, and the days count from there
      expect(await statusAt(NOW + 12 * DAY)).toMatchObject({ valid: true })
      await expectEnd(NOW + 22 * DAY)
    },
  )

  function statusAt(at: number) {
    desk.time = at
    return client(undefined).status()
  }

  /** Does something while nobody may write to the installation's folder; root may, and becomes nobody for so long. */
  async function readOnly<T>(work: () => Promise<T>): Promise<T> {
    const root = process.getuid?.() === 0
    const folders = [desk.home, home, join(home, 'scope'), installation()]
    for (const folder of folders) chmodSync(folder, 0o555)
    chmodSync(join(installation(), 'key.pem'), 0o444)
    if (root) process.seteuid?.(65_534)
    try {
      return await work()
    } finally {
      if (root) process.seteuid?.(0)
      for (const folder of folders) chmodSync(folder, 0o700)
    }
  }
})

describe('an installation that is damaged', () => {
  test('stops a request, which would be of nobody; and no status', async () => {
    const opened = client(await kitOf())
    const key = await newKey()
    await opened.install(await licenseFor((await opened.request(key)).message))
    const path = join(home, 'scope', 'installation', 'key.pem')
    writeFileSync(path, 'no key')
    await expect(opened.request(key)).rejects.toMatchObject({
      code: 'installation-damaged',
      details: { path },
    })
    // a license that never ends runs on, and says so
    expect(await opened.status()).toMatchObject({
      valid: true,
      warnings: [{ code: 'installation-damaged' }, TRUST],
    })
  })
})

describe('who may run it, where and with what', () => {
  async function installed(terms: object, change: Partial<ClientOptions> = {}) {
    const opened = client(await kitOf(), change)
    const message = await licenseFor((await opened.request(await newKey('scope', terms))).message)
    return { opened, message, ...(await take(opened, message)) }
  }
  const codes = ({ reasons }: { readonly reasons: readonly { readonly code: string }[] }) =>
    reasons.map(({ code }) => code)

  test('LP-23: not inside of a virtual machine, where the key allows none: at issue, and again at run time', async () => {
    const kit = await kitOf()
    const virtual = { probe: async () => simulatedComputer(home, { virtual: 'kvm' }) }
    const key = await newKey('scope', { allowVirtual: false })
    const { message } = await client(kit, virtual).request(key)
    expect(await client(kit).inspect(message)).toMatchObject({ claims: { virtual: 'kvm' } })
    expect(await desk.signer.issue(message)).toMatchObject({ kind: 'refusal', code: 'virtual-machine' })
    // moved into one after it was licensed on a physical computer
    await client(kit).install(await licenseFor((await client(kit).request(key)).message))
    expect((await client(kit).status()).valid).toBe(true)
    expect(codes(await client(kit, virtual).status())).toEqual(['virtual-machine'])
    const verdict = await installed({ allowVirtual: true }, virtual)
    expect(verdict.valid).toBe(true)
  })

  test('LP-18 LP-19: only the named users, on their platforms', async () => {
    const users = [
      { name: 'ann', platform: 0 },
      { name: 'bob', platform: 3 },
      { name: 'cid', platform: 1 },
      { name: 'ada', platform: 3 },
    ]
    const { opened, message, ...verdict } = await installed({ users }, { user: () => 'ann' })
    expect(verdict.valid).toBe(true)
    expect((await opened.status()).valid).toBe(true)
    expect((await client(undefined, { user: () => 'bob' }).status()).valid).toBe(true)
    // an account of a domain, as Linux has it
    expect((await client(undefined, { user: () => 'CORP\\ada' }).status()).valid).toBe(true)
    for (const name of ['cid', 'Ann', 'dora', 'CORP\\Ada', 'CORP\\dora', undefined]) {
      const stranger = client(undefined, { user: () => name })
      expect(codes(await stranger.status()), name).toEqual(['wrong-user'])
      // an administrator installs for others
      const installed = await take(stranger, message)
      expect([codes(installed), installed.kept], name).toEqual([['wrong-user'], true])
    }
  })

  test('QC-16: the features that the program asks for', async () => {
    await desk.vendor.changeProduct('scope', {
      features: ['export', 'print'].map(name => ({
        name,
        type: 'flag',
        default: undefined,
        required: false,
      })),
    })
    const { opened, message } = await installed({ features: new Map([['export', true]]) })
    expect((await opened.status({ features: ['export'] })).valid).toBe(true)
    const asking = { features: ['print', 'export', 'scan'] }
    for (const { reasons } of [await opened.status(asking), await take(opened, message, asking)])
      expect(reasons).toEqual([
        { rule: 'features', code: 'feature-not-licensed', details: { features: ['print', 'scan'] } },
      ])
    for (const features of [['a b'], [''], 'export', [7]])
      await expect(opened.status({ features: features as never })).rejects.toMatchObject({
        code: 'invalid-value',
        details: { field: 'features' },
      })
  })

  test('in its days of grace it is valid with a warning, then it is not', async () => {
    const { opened } = await installed({ duration: { days: 1, from: 'activation' }, graceDays: 2 })
    desk.time = NOW + DAY - 1
    expect(await opened.status()).toMatchObject({ valid: true, warnings: [{ code: 'expires-soon' }, TRUST] })
    for (const at of [NOW + DAY, NOW + 3 * DAY - 1]) {
      desk.time = at
      expect(await opened.status()).toMatchObject({
        valid: true,
        reasons: [],
        warnings: [{ rule: 'expiry', code: 'in-grace', details: { since: expect.any(String) } }, TRUST],
      })
    }
    desk.time = NOW + 3 * DAY
    expect(await opened.status()).toMatchObject({
      valid: false,
      warnings: [TRUST],
      reasons: [{ code: 'expired' }],
    })
  })

  test('every reason is named, and not the first alone', async () => {
    const terms = { users: [{ name: 'ann', platform: 0 }], allowVirtual: false, expiresAt: NOW + DAY }
    await installed(terms, { user: () => 'ann' })
    desk.time = NOW + DAY
    const elsewhere = client(undefined, {
      user: () => 'bob',
      probe: async () => simulatedComputer('elsewhere', { virtual: 'docker' }),
    })
    expect(codes(await elsewhere.status({ features: ['scan'] }))).toEqual([
      'wrong-computer',
      'virtual-machine',
      'wrong-user',
      'expired',
      'feature-not-licensed',
    ])
  })
})
