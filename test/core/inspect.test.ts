import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { inspectUntrusted, openClient } from '../../src/client/door.ts'
import { encodeHex } from '../../src/core/bytes/hex.ts'
import { coseKey, keyringOf, secretKey } from '../../src/core/cose/key.ts'
import { sealReceipt } from '../../src/core/envelope.ts'
import { inspect } from '../../src/core/inspect.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { inspectionJson, inspectionText } from '../../src/words/describe.ts'
import { useLang } from '../../src/words/lang.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { array, bstr, int, text } from '../vectors/make/raw.ts'
import * as site from '../vectors/make/site.ts'
import * as world from '../vectors/make/world.ts'
import { type Desk, openDesk } from '../world/desk.ts'
import { sealClockReset, sealRevocations } from '../world/seal.ts'

const AT = Date.parse('2027-01-15T08:00:00Z') / 1000

let desk: Desk
let kit: Uint8Array
let request: Uint8Array
let license: Uint8Array
let checkpoint: Uint8Array
let computerId: string
beforeAll(async () => {
  desk = await openDesk()
  kit = (await desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] })).message
  const [key] = await desk.vendor.createKeys({ productId: 'scope', userData: 'rack 7' })
  const probe = async () => simulatedComputer('a')
  const asked = await openClient({ home: `${desk.home}/a`, kit, probe, now: desk.now }).request(
    key?.text as string,
  )
  request = asked.message
  computerId = asked.computerId
  const outcome = await desk.signer.issue(request)
  if (outcome.kind === 'refusal') throw new Error(outcome.code)
  license = outcome.message
  checkpoint = (await desk.signer.checkpoint()).message
})
afterAll(() => desk.close())

describe('what a message says, and who vouches for it', () => {
  test('a request: its own key alone, and the computer that people name', async () => {
    for (const inspection of [await desk.vendor.inspect(request), await inspectUntrusted(request)])
      expect(inspection).toMatchObject({
        type: 'request',
        signature: 'by-own-key',
        computerId,
        bytes: request.length,
      })
  })

  test('a license: trusted where the key is known, and unchecked where it is not', async () => {
    expect(await desk.vendor.inspect(license)).toMatchObject({
      type: 'license',
      signature: 'by-trusted-key',
      kid: desk.vendor.identity.kid,
      claims: { userData: 'rack 7' },
    })
    expect(await inspectUntrusted(license)).toMatchObject({ type: 'license', signature: 'not-checked' })
  })

  test('a kit: by a key that is trusted here, or by one that it brings itself', async () => {
    expect(await desk.vendor.inspect(kit)).toMatchObject({ type: 'kit', signature: 'by-trusted-key' })
    expect(await inspectUntrusted(kit)).toMatchObject({ type: 'kit', signature: 'by-own-key' })
  })

  test('a checkpoint: trusted where the key is known, and unchecked where it is not', async () => {
    expect(await desk.vendor.inspect(checkpoint)).toMatchObject({
      type: 'checkpoint',
      signature: 'by-trusted-key',
      kid: desk.vendor.identity.kid,
      claims: { vendor: 'Acme', entries: 6 },
    })
    expect(await inspectUntrusted(checkpoint)).toMatchObject({
      type: 'checkpoint',
      signature: 'not-checked',
      claims: { vendor: 'Acme', entries: 6 },
    })
  })

  test('one changed bit is refused where the key is known', async () => {
    for (const message of [request, license, kit, checkpoint]) {
      const changed = Uint8Array.from(message)
      changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
      await expect(desk.vendor.inspect(changed)).rejects.toMatchObject({ code: 'signature-invalid' })
    }
  })

  test('the hash names the message', async () => {
    const { hash } = await desk.vendor.inspect(license)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect((await inspectUntrusted(license)).hash).toBe(hash)
  })
})

describe('messages of the life of a license, in plain words', () => {
  const installation = secretKeyOfPem(newSecretKeyPem())
  const vendorKey = secretKeyOfPem(newSecretKeyPem())
  const receipt = sealReceipt(
    {
      productId: 'scope',
      activationId: '0011223344556677',
      deactivatedAt: AT,
      installationKey: coseKey(installation.public.bytes),
      proof: undefined,
    },
    installation,
  )
  const ids = Array.from({ length: 12 }, (_, i) => `00112233445566${i + 10}`)
  const list = { vendor: 'Acme', productId: 'scope', madeAt: AT, sequence: 7, activations: ids }
  const reset = { vendor: 'Acme', productId: 'scope', at: AT, installation: installation.public.kid }
  const look = (message: Uint8Array) => inspect(message, keyringOf([vendorKey.public]), nativeEd25519)

  test('a receipt leaves the site: every item is named, and nothing of the computer is among them', () => {
    const seen = look(receipt)
    expect(seen).toMatchObject({ type: 'receipt', signature: 'by-own-key', claims: { productId: 'scope' } })
    expect(inspectionJson(seen)).toMatchObject({
      direction: 'to-vendor',
      receipt: {
        productId: 'scope',
        activationId: '0011223344556677',
        deactivatedAt: '2027-01-15T08:00:00Z',
      },
      leaves: [
        'message',
        'product',
        'activation',
        'deactivated',
        'installation key',
        'proof',
        'signature',
      ].map(item => ({ item })),
    })
    const text = inspectionText(seen)
    for (const words of [
      '0011223344556677',
      encodeHex(installation.public.bytes),
      'readings of the computer',
    ])
      expect(text).toContain(words)
  })

  test('a list of revocations: how many there are, and the first ten', () => {
    const seen = look(sealRevocations(list, vendorKey))
    expect(seen).toMatchObject({ type: 'revocations', signature: 'by-trusted-key', claims: list })
    const text = inspectionText(seen)
    expect(text).toMatch(/12 activations/)
    expect(text).toContain(ids[9])
    expect(text).not.toContain(ids[10])
    expect(text).toMatch(/and 2 more/)
    expect(inspectionJson(seen)).toMatchObject({
      direction: 'to-customer',
      revocations: { activationIds: ids },
    })
  })

  test('a clock reset: the time, and the one installation that it is for', () => {
    const seen = look(sealClockReset(reset, vendorKey))
    expect(seen).toMatchObject({ type: 'clock-reset', signature: 'by-trusted-key', claims: reset })
    const text = inspectionText(seen)
    expect(text).toContain('2027-01-15T08:00:00Z')
    expect(text).toContain(installation.public.kid)
  })

  test('of a key that is not known they are unchecked, and say so', () => {
    for (const message of [sealRevocations(list, installation), sealClockReset(reset, installation)]) {
      expect(look(message).signature).toBe('not-checked')
      expect(inspectionText(look(message))).toMatch(/NOT CHECKED/)
    }
  })
})

describe('messages of a site server, in plain words (SS-02)', () => {
  const vendor = secretKey(nativeEd25519, world.seedOf('vendor'))
  const look = (message: Uint8Array, keys = [vendor.public]) =>
    inspect(message, keyringOf(keys), nativeEd25519)
  const textOf = (message: Uint8Array) => inspectionText(look(message))
  afterEach(() => useLang('en'))

  test('a lease alone is unchecked: only the license of its server says whose key signed it', () => {
    const seen = look(site.lease())
    expect(seen).toMatchObject({ type: 'lease', signature: 'not-checked' })
    expect(inspectionJson(seen)).toMatchObject({
      direction: 'to-client',
      lease: {
        leaseId: Buffer.from(site.LEASE_ID).toString('hex'),
        seatUnit: 'session',
        holder: { account: 'anna', host: 'ws-17' },
        borrowed: false,
      },
    })
    expect(inspectionText(seen)).toMatch(/NOT CHECKED/)
  })

  test('an answer with lease and license is checked along the chain, where the vendor is known', () => {
    const seen = look(site.leaseAnswer())
    expect(seen).toMatchObject({ type: 'lease-answer', signature: 'by-own-key' })
    expect(inspectionJson(seen)).toMatchObject({
      leaseAnswer: {
        outcome: 'granted',
        chain: 'by-trusted-key',
        lease: { sequence: 41 },
        license: { floatingSeats: 50, lending: { longestLease: 86_400, mostBorrowed: 10 } },
      },
    })
    expect(inspectionJson(look(site.leaseAnswer(), []))).toMatchObject({
      leaseAnswer: { chain: 'not-checked' },
    })
  })

  test('an answer whose lease another key signed is refused', () => {
    const forged = site.leaseAnswer({ 58: bstr(site.lease({}, {}, { key: world.strangerKey })) })
    expect(() => look(forged)).toThrow(expect.objectContaining({ code: 'signing-key-unknown' }))
    expect(() => look(site.leaseAnswer({ 59: bstr(world.license()) }))).toThrow(
      expect.objectContaining({ code: 'lends-no-seats' }),
    )
  })

  test('a denial has its reasons, and a return its lease', () => {
    const reasons = array(text('no-seats-left'), text('x-1'))
    expect(textOf(site.leaseAnswer({ ...site.NOT_GRANTED, 60: reasons, 61: int(3) }))).toMatch(
      /no-seats-left, x-1[\s\S]*3/,
    )
    expect(textOf(site.leaseAnswer({ ...site.NOT_GRANTED, 49: bstr(site.LEASE_ID) }))).toContain(
      Buffer.from(site.LEASE_ID).toString('hex'),
    )
  })

  test('a request and a report are checked by the key in them', () => {
    expect(look(site.leaseRequest())).toMatchObject({ type: 'lease-request', signature: 'by-own-key' })
    expect(inspectionJson(look(site.leaseRequest()))).toMatchObject({
      direction: 'to-server',
      leaseRequest: { operation: 'take', platform: 'linux' },
    })
    expect(look(site.usageReport())).toMatchObject({ type: 'usage-report', signature: 'by-own-key' })
    expect(inspectionJson(look(site.usageReport()))).toMatchObject({
      direction: 'to-vendor',
      usageReport: { totals: { leases: 120, mostSeats: 50, mostBorrowed: 9 }, entryCount: 4300 },
    })
    expect(textOf(site.usageReport())).toContain('4300')
  })

  test('one changed bit is refused where a key is known', () => {
    for (const message of [site.leaseRequest(), site.leaseAnswer(), site.usageReport()]) {
      const changed = message.with(-1, (message.at(-1) as number) ^ 1)
      expect(() => look(changed)).toThrow(expect.objectContaining({ code: 'signature-invalid' }))
    }
  })

  test('in German as well', () => {
    useLang('de')
    for (const message of [site.lease(), site.leaseAnswer(), site.leaseRequest(), site.usageReport()])
      expect(textOf(message)).toMatch(/Produkt/)
  })
})
