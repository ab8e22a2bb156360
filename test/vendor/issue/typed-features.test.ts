/** A product's features by telephone: the license is that of a file, byte for byte, and no kit of another age misreads it. */
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openVerifier } from '../../../src/browser/verifier.ts'
import { licenseCodeText, readLicenseCode } from '../../../src/carrier/typed/license-code.ts'
import { type Client, openClient } from '../../../src/client/door.ts'
import { typedLicense } from '../../../src/client/install/typed.ts'
import { answerable, keptRequests } from '../../../src/client/state/asked.ts'
import { fingerprintOf } from '../../../src/core/computer/fingerprint.ts'
import { openKit } from '../../../src/core/envelope.ts'
import type { FeatureDefinition } from '../../../src/core/message/feature-table.ts'
import type { FeatureSetting } from '../../../src/core/terms/features.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { simulatedComputer } from '../../client/probe/simulated.ts'
import { type Desk, issued, openDesk } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

const plain = { default: undefined, required: false, values: [] }
/** The product of the README. */
const README: readonly FeatureDefinition[] = [
  { ...plain, name: 'export', type: 'flag' },
  { ...plain, name: 'users', type: 'integer', default: 5 },
  { ...plain, name: 'edition', type: 'text', required: true, values: ['home', 'pro', 'site'] },
]

let desk: Desk
let product: string
let count = 0
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(async () => {
  product = `p${++count}`
  await desk.vendor.createProduct({ id: product, name: 'Scope Pro', features: README })
})

async function publish(): Promise<Uint8Array> {
  return (await desk.signer.publishKit({ productId: product })).message
}

async function newKey(features: Readonly<Record<string, FeatureSetting>>): Promise<string> {
  const made = { productId: product, activations: 3, features: new Map(Object.entries(features)) }
  return (await desk.vendor.createKeys(made))[0]?.text as string
}

function client(kit: Uint8Array, seed = 'a'): Client {
  const home = join(desk.home, product, seed)
  return openClient({ home, kit, probe: async () => simulatedComputer(seed), now: desk.now })
}

async function codeFor(asking: Client, key: string): Promise<string> {
  return (await asking.request(key, {}, { typed: true })).code as string
}

async function linesFor(code: string): Promise<Uint8Array> {
  const { message } = issued(await desk.signer.issue(code))
  return new TextEncoder().encode(await desk.vendor.codeOf(message))
}

async function featuresIn(opened: Client): Promise<unknown> {
  const { license, valid } = await opened.status()
  return { valid, features: Object.fromEntries(license?.features ?? []) }
}

describe('DY-13: a product with features works by telephone', () => {
  test.each<[string, Readonly<Record<string, FeatureSetting>>, object]>([
    ['as the README sells it', { edition: 'pro', export: true }, { export: true, users: 5, edition: 'pro' }],
    ['with defaults alone', { edition: 'home' }, { users: 5, edition: 'home' }],
    ['with another number', { edition: 'site', users: 2500 }, { users: 2500, edition: 'site' }],
  ])('%s', async (_, features, expected) => {
    const opened = client(await publish())
    await opened.install(await linesFor(await codeFor(opened, await newKey(features))))
    expect(await featuresIn(opened)).toEqual({ valid: true, features: expected })
  })

  test('the answer to one request is the same license, typed or from a file', async () => {
    const kit = await publish()
    const opened = client(kit)
    const { message } = await opened.request(
      await newKey({ edition: 'pro', users: 9 }),
      {},
      { withCode: true },
    )
    const answer = issued(await desk.signer.issue(message, { typed: true }))
    const lines = new TextEncoder().encode(await desk.vendor.codeOf(answer.message))
    await opened.install(lines)
    const typed = await featuresIn(opened)
    const other = openClient({
      home: join(desk.home, product, 'by-file'),
      kit,
      probe: async () => simulatedComputer('a'),
      now: desk.now,
    })
    await other.install(answer.message)
    expect(await featuresIn(other)).toEqual(typed)
    expect(typed).toEqual({ valid: true, features: { users: 9, edition: 'pro' } })
    // and in a page
    const { computer } = await opened.computer()
    const page = openVerifier({ kit })
    const fingerprint = fingerprintOf(product, computer.readings)
    expect(page.verify(answer.message, { fingerprint, now: NOW }).valid).toBe(true)
    expect(page.kit.features).toEqual(README)
  })
})

test('any bit of a code with features that is wrong is refused: no license gains a feature', async () => {
  const kit = await publish()
  const opened = client(kit)
  const asked = await codeFor(opened, await newKey({ edition: 'site', users: 268_435_456, export: true }))
  const code = readLicenseCode(new TextDecoder().decode(await linesFor(asked)))
  const folder = join(desk.home, product, 'a', product)
  const input = {
    ...openKit(kit, nativeEd25519),
    requests: answerable(keptRequests(folder)),
    installed: undefined,
  }
  expect(code.length, 'a longer last line').toBe(79)
  expect(typedLicense(licenseCodeText(code), input).length).toBeGreaterThan(0)
  for (let bit = 0; bit < 625; bit++) {
    const wrong = code.slice()
    wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (128 >> (bit & 7))
    expect(() => typedLicense(licenseCodeText(wrong), input), `bit ${bit}`).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(/^typed-(code-malformed|other-kit|license-not-for-this-request)$/),
      }),
    )
  }
})

describe('a kit of another age', () => {
  test('is refused with the way out, and the same code goes with the newest kit', async () => {
    const old = await publish()
    const features = [...README, { ...plain, name: 'turbo', type: 'flag' as const }]
    await desk.vendor.changeProduct(product, { features })
    const newest = await publish()
    const opened = client(old)
    const lines = await linesFor(await codeFor(opened, await newKey({ edition: 'pro', turbo: true })))
    await expect(opened.install(lines)).rejects.toMatchObject({
      code: 'typed-other-kit',
      details: { product, kit: 1 },
    })
    await opened.install(newest)
    expect(await opened.install(lines)).toMatchObject({ kept: true })
    expect(await featuresIn(opened)).toEqual({
      valid: true,
      features: { users: 5, edition: 'pro', turbo: true },
    })
  })

  test('is refused as well when it is the newer one', async () => {
    const opened = client(await publish())
    const lines = await linesFor(await codeFor(opened, await newKey({ edition: 'pro' })))
    await desk.vendor.changeProduct(product, { features: README.toReversed() })
    await opened.install(await publish())
    await expect(opened.install(lines)).rejects.toMatchObject({
      code: 'typed-other-kit',
      details: { product, kit: 2 },
    })
  })

  test('does not matter to a license without features', async () => {
    await desk.vendor.changeProduct(product, { features: [] })
    const opened = client(await publish())
    const lines = await linesFor(await codeFor(opened, await newKey({})))
    await desk.vendor.changeProduct(product, { features: README })
    await opened.install(await publish())
    expect(await opened.install(lines)).toMatchObject({ kept: true })
  })
})

describe('what cannot be said', () => {
  test('is a feature that no kit lists yet: it is named, nothing is recorded, and a new kit is the way out', async () => {
    await desk.vendor.changeProduct(product, { features: [] })
    const opened = client(await publish())
    await desk.vendor.changeProduct(product, { features: README })
    const code = await codeFor(opened, await newKey({ edition: 'pro', export: true }))
    expect(await desk.signer.issue(code)).toMatchObject({
      code: 'typed-cannot-carry',
      details: {
        things: ['export', 'users', 'edition'].map(feature => ({
          thing: 'feature',
          feature,
          why: 'not-in-kit',
        })),
      },
    })
    await opened.install(await publish())
    expect(await opened.install(await linesFor(code))).toMatchObject({ kept: true })
  })

  test('is a value that was listed when its key was made: it goes as a file alone', async () => {
    const key = await newKey({ edition: 'site' })
    const [edition] = README.slice(2)
    await desk.vendor.changeProduct(product, {
      features: [...README.slice(0, 2), { ...(edition as FeatureDefinition), values: ['home', 'pro'] }],
    })
    const opened = client(await publish())
    const { message, code } = await opened.request(key, {}, { withCode: true })
    expect(await desk.signer.issue(code as string)).toMatchObject({
      code: 'typed-cannot-carry',
      details: { things: [{ thing: 'feature', feature: 'edition', why: 'not-listed' }] },
    })
    expect(await opened.install(issued(await desk.signer.issue(message)).message)).toMatchObject({
      kept: true,
    })
  })
})
